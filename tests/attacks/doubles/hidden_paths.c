/*
 * A double of paths_hide() in src/rootfs/hide.c: nothing is masked, nothing is read-only.
 */
#include "rootfs.h"

int paths_hide(struct job *job, struct error *err)
{
	(void)job;
	(void)err;
	return 0;
}
