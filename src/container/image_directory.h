/*
 * image_directory.h - where CRIU puts what it dumps, and finds what it restores
 */
#ifndef BERTH_IMAGE_DIRECTORY_H
#define BERTH_IMAGE_DIRECTORY_H

#include "arena.h"
#include "criu.h"

struct checkpoint;
struct error;

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

/*
 * The standard descriptors of a dumped process, by the keys CRIU knows them by, "" for one that
 * is the container's own. What a file says about them is believed as far as it has that form.
 */
struct standard_descriptors {
	const char *keys[3];
};

/* Of a process; in *externals those that CRIU must be told of, since they are no pipes. */
int standard_descriptors_look(struct standard_descriptors *descriptors, int proc, pid_t pid,
			      struct arena *arena, struct strings *externals, struct error *err);
int standard_descriptors_save(const struct standard_descriptors *descriptors, int images,
			      struct error *err);
int standard_descriptors_load(struct standard_descriptors *descriptors, int images,
			      struct arena *arena, struct error *err);

#endif
