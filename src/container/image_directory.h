/*
 * image_directory.h - where CRIU puts what it dumps, and finds what it restores
 */
#ifndef BERTH_IMAGE_DIRECTORY_H
#define BERTH_IMAGE_DIRECTORY_H

#include "arena.h"
#include "criu.h"

struct checkpoint;
struct error;
struct standard_descriptors;

struct image_directory {
	int images, work;
};

#define NO_IMAGE_DIRECTORY ((struct image_directory){.images = -1, .work = -1})

/* For a dump: made when it is missing. */
int image_directory_make(struct image_directory *directory, const struct checkpoint *checkpoint,
			 struct error *err);
/* For a restore: it is there, and nothing in it leads out of it. */
int image_directory_open(struct image_directory *directory, const struct checkpoint *checkpoint,
			 struct error *err);
void image_directory_close(struct image_directory *directory);

/* Those of this process, which the container is given; proc is /proc. */
void standard_descriptors_look(struct standard_descriptors *descriptors, int proc,
			       struct arena *arena);

/* Of those of a container in *externals what CRIU must be told of, since they are no pipes. */
void standard_descriptors_declare(const struct standard_descriptors *descriptors, int proc,
				  pid_t pid, struct arena *arena, struct strings *externals);

/* In the image; what a file there says is believed as far as it has the form of a key. */
int standard_descriptors_save(const struct standard_descriptors *descriptors, int images,
			      struct error *err);
int standard_descriptors_load(struct standard_descriptors *descriptors, int images,
			      struct arena *arena, struct error *err);

#endif
