/*
 * overlay_layers.h - overlays of directories held by descriptor
 */
#ifndef BERTH_OVERLAY_LAYERS_H
#define BERTH_OVERLAY_LAYERS_H

#include <stdbool.h>

struct error;
struct job;

/*
 * A detached overlay of lower, whose changes go to two new directories in layer. by_user: in a
 * user namespace. -1 and errno.
 */
int overlay_layers_stack(int lower, int layer, bool by_user);

/* "make a copy-on-write view of PATH: ..", with the kernel's own words if it had some. */
int overlay_fail(const char *path, struct error *err);

/* INIT: job->root, attached, and job->pieces: for where one overlay is not permitted. */
int overlay_pieces_open(struct job *job, struct error *err);
void overlay_pieces_close(struct job *job);

#endif
