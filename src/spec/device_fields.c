/*
 * device_fields.c - device nodes, the rules about them, and network devices
 */
#include <string.h>

#include "tables.h"

static const char *const device_words[] = {"c", "b", "u", "p", NULL};

static const struct field spec_device_rows[] = {
	STRING(spec_device, path, "path", REQUIRED, CHECK(absolute_path)),
	STRING(spec_device, type, "type", REQUIRED, CHOICES(device_words)),
	/* The kernel has 12 bits for the major number and 20 for the minor. */
	INTEGER(spec_device, major, "major", 0, 4095),
	INTEGER(spec_device, minor, "minor", 0, 1048575),
	/* Engines hand over st_mode as stat() gave it, with the file's type. */
	OPTIONAL(spec_device, file_mode, "fileMode", 0, MOST_UNSIGNED),
	OPTIONAL(spec_device, uid, "uid", 0, MOST_ID),
	OPTIONAL(spec_device, gid, "gid", 0, MOST_ID),
};

TABLE(spec_device);

static const char *const rule_words[] = {"a", "b", "c", NULL};

static const char *device_access(const char *value)
{
	return value[strspn(value, "rwm")] ? "is not made of r, w and m" : NULL;
}

static const struct field spec_device_rule_rows[] = {
	BOOLEAN(spec_device_rule, allow, "allow", WRITTEN),
	STRING(spec_device_rule, type, "type", CHOICES(rule_words)),
	/* -1 means all of them, as it does in what runc writes. */
	OPTIONAL(spec_device_rule, major, "major", -1, MOST_UNSIGNED),
	OPTIONAL(spec_device_rule, minor, "minor", -1, MOST_UNSIGNED),
	STRING(spec_device_rule, access, "access", CHECK(device_access)),
};

TABLE(spec_device_rule);

static const struct field spec_net_device_rows[] = {
	KEY(spec_net_device, host_name, CHECK(interface_name)),
	STRING(spec_net_device, name, "name", CHECK(interface_name)),
};

TABLE(spec_net_device);
