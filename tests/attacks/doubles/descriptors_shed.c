/*
 * A double of descriptors_shed() in src/container/settling.c: INIT keeps what it has inherited.
 */
#include "error.h"
#include "internal.h"

int descriptors_shed(struct job *job, struct error *err)
{
	(void)job;
	(void)err;
	return 0;
}
