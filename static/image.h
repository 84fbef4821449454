/*
 * image.h - what the released program writes, as it is at the start
 *
 * set_apart.c puts it into the program, start_x86_64.c takes it out.
 */
#ifndef BERTH_IMAGE_H
#define BERTH_IMAGE_H

#include <stdint.h>

#define IMAGE_SECTION ".image"
#define IMAGE_ROOM    61440 /* bytes; a number for the assembler as well */

struct image {
	uint64_t address; /* where it belongs, from the program's beginning */
	uint64_t size;    /* 0: the kernel has loaded it */
	char bytes[];
};

#endif
