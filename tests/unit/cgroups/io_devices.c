/*
 * io_devices.c - numbers of devices in rows, against this machine's own
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "io_devices.h"
#include "text.h"

static struct arena arena;

static const char *resolve(const char *file, const char *value)
{
	static struct error err;
	const struct cgroup_write row = {
		.file = file, .value = value, .field = "linux.resources.blockIO"};
	const char *resolved;

	err = NO_ERROR;
	resolved = io_devices_resolve(&arena, &row, &err);
	return resolved ? resolved : err.text;
}

Test(cgroups_io_devices, what_names_no_device_stays_as_it_is)
{
	cr_expect_str_eq(resolve("io.weight", "300"), "300");
	cr_expect_str_eq(resolve("memory.max", "4095:4095"), "4095:4095");
}

Test(cgroups_io_devices, a_device_that_nobody_has_is_named)
{
	if (access("/sys/dev/block", F_OK))
		cr_skip_test("sysfs is not mounted");
	cr_expect_str_eq(resolve("io.max", "4095:17 rbps=1"),
			 "linux.resources.blockIO: there is no block device 4095:17");
}

Test(cgroups_io_devices, a_partition_becomes_its_disk_and_a_disk_stays)
{
	DIR *devices = opendir("/sys/dev/block");
	bool found = false;

	for (const struct dirent *entry; devices && !found && (entry = readdir(devices));) {
		char path[300], value[300], expected[300];
		auto_text struct text disk = NO_TEXT;

		snprintf(path, sizeof(path), "/sys/dev/block/%s/partition", entry->d_name);
		if (access(path, F_OK))
			continue;
		snprintf(path, sizeof(path), "/sys/dev/block/%s/../dev", entry->d_name);
		if (file_read(AT_FDCWD, path, 64, &disk))
			continue;
		found = true;
		disk.start[disk.length - 1] = '\0';
		snprintf(value, sizeof(value), "%s rbps=1", entry->d_name);
		snprintf(expected, sizeof(expected), "%s rbps=1", disk.start);
		cr_expect_str_eq(resolve("io.max", value), expected);
		cr_expect_str_eq(resolve("io.max", expected), expected);
	}
	if (devices)
		closedir(devices);
	if (!found)
		cr_skip_test("this machine has no partitions");
}
