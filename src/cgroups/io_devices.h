/*
 * io_devices.h - the disks that limits of I/O are for
 */
#ifndef BERTH_IO_DEVICES_H
#define BERTH_IO_DEVICES_H

#include "cgroups.h"

/*
 * The value of a row with the disk's number in place of a partition's, which the kernel does
 * not take; any other value as it is. NULL with a sentence: there is no such device.
 */
const char *io_devices_resolve(struct arena *arena, const struct cgroup_write *row,
			       struct error *err);

#endif
