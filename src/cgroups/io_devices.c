/*
 * io_devices.c - the disks that limits of I/O are for
 *
 * The kernel counts and limits I/O by request queue, which a whole disk has and its partitions
 * share: for a partition's number it answers ENODEV, as it does for one that nobody has. sysfs
 * tells them apart, and whose partition it is: /sys/dev/block/8:1 is a link to .../sda/sda1.
 * Loop and device mapper devices have queues of their own, so a limit of theirs is theirs, and
 * not one of the disk below.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "io_devices.h"
#include "text.h"

#define DEVICES "/sys/dev/block"

static bool names_device(const struct cgroup_write *row, unsigned *major, unsigned *minor)
{
	return text_starts_with(row->file, "io.") && sscanf(row->value, "%u:%u", major, minor) == 2;
}

const char *io_devices_resolve(struct arena *arena, const struct cgroup_write *row,
			       struct error *err)
{
	auto_text struct text disk = NO_TEXT;
	unsigned major, minor;
	char path[128];

	if (!names_device(row, &major, &minor))
		return row->value;
	snprintf(path, sizeof(path), DEVICES "/%u:%u/partition", major, minor);
	if (access(path, F_OK) == 0) {
		snprintf(path, sizeof(path), DEVICES "/%u:%u/../dev", major, minor);
		if (file_read(AT_FDCWD, path, 64, &disk) == 0) {
			disk.start[strcspn(disk.start, "\n")] = '\0';
			return arena_format(arena, "%s%s", disk.start,
					    row->value + strcspn(row->value, " "));
		}
	}
	snprintf(path, sizeof(path), DEVICES "/%u:%u", major, minor);
	if (access(path, F_OK) && access(DEVICES, F_OK) == 0) {
		(void)fail(err, SPEC, "%s: there is no block device %u:%u", row->field, major,
			   minor);
		return NULL;
	}
	return row->value;
}
