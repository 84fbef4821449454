/*
 * sys_mount.c - what the old mount interface does better, or alone
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256 /* since Linux 5.10 */
#endif

/* The kernel takes a page. What is longer than this is said the other way, option by option. */
#define OPTIONS_ROOM 512

static const struct {
	uint64_t attribute;
	unsigned long flag;
} flags[] = {
	{MOUNT_ATTR_NOSUID,      MS_NOSUID     },
	{MOUNT_ATTR_NODEV,       MS_NODEV      },
	{MOUNT_ATTR_NOEXEC,      MS_NOEXEC     },
	{MOUNT_ATTR_NOATIME,     MS_NOATIME    },
	{MOUNT_ATTR_STRICTATIME, MS_STRICTATIME},
	{MOUNT_ATTR_NODIRATIME,  MS_NODIRATIME },
	{MOUNT_ATTR_NOSYMFOLLOW, MS_NOSYMFOLLOW},
};

static int read_attributes(uint64_t attributes, unsigned long *result)
{
	*result = 0;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		if (attributes & flags[i].attribute)
			*result |= flags[i].flag;
		attributes &= ~flags[i].attribute;
	}
	errno = EINVAL;
	return attributes ? -1 : 0;
}

/* Adds ",name=value". A comma within would begin another option; one without a name is passed over.
 */
static int add_option(char *text, size_t *length, const struct fs_option *option)
{
	const char *value = option->value ? option->value : "";
	int added = snprintf(text + *length, OPTIONS_ROOM - *length, "%s%s%s%s", *length ? "," : "",
			     option->name, option->value ? "=" : "", value);

	*length += (size_t)added;
	errno = EINVAL;
	if (*length >= OPTIONS_ROOM || !option->name[0])
		return -1;
	return strchr(option->name, ',') || strchr(value, ',') ? -1 : 0;
}

int sys_mount_on(int target, const char *type, const struct fs_option *options, size_t count,
		 uint64_t attributes)
{
	char text[OPTIONS_ROOM];
	const char *source = NULL;
	unsigned long flags_of_mount;
	size_t length = 0;

	text[0] = '\0';
	if (read_attributes(attributes, &flags_of_mount))
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!source && strcmp(options[i].name, "source") == 0)
			source = options[i].value;
		else if (add_option(text, &length, &options[i]))
			return -1;
	}
	/* By descriptor, since a path could have been bent meanwhile. */
	if (fchdir(target))
		return -1;
	return mount(source, ".", type, flags_of_mount, text);
}

int sys_pivot_root(const char *new_root, const char *put_old)
{
	return (int)syscall(SYS_pivot_root, new_root, put_old);
}
