/*
 * host_ps.h - the host's ps(1), asked on a container's behalf
 */
#ifndef BERTH_HOST_PS_H
#define BERTH_HOST_PS_H

#include "arena.h"

struct error;
struct text;

/* What ps writes when it is given these options; without any, those that show every process. */
int host_ps(struct arena *arena, const struct strings *options, struct text *output,
	    struct error *err);

#endif
