/*
 * spec_fields.c - the configuration's outermost object, and root
 */
#include <ctype.h>

#include "tables.h"
#include "text.h"

static const struct field spec_root_rows[] = {
	STRING(spec_root, path, "path", REQUIRED),
	BOOLEAN(spec_root, readonly, "readonly"),
};

TABLE(spec_root);

static const char *supported_version(const char *value)
{
	if (text_starts_with(value, "1.") && isdigit((unsigned char)value[2]))
		return NULL;
	return "is not supported: berth knows version 1 of the runtime specification";
}

static const struct field spec_rows[] = {
	STRING(spec, oci_version, "ociVersion", REQUIRED, CHECK(supported_version)),
	OBJECT(spec, process, "process", spec_process),
	OBJECT(spec, root, "root", spec_root, REQUIRED),
	STRING(spec, hostname, "hostname"),
	STRING(spec, domainname, "domainname"),
	LIST(spec, mounts, mount_count, "mounts", spec_mount),
	OBJECT(spec, hooks, "hooks", spec_hooks),
	PAIRS(spec, annotations, "annotations"),
	OBJECT(spec, linux, "linux", spec_linux),
	IGNORED("solaris"),
	IGNORED("windows"),
	REFUSED("vm", "virtual machines are not supported by this version"),
	IGNORED("zos"),
	IGNORED("freebsd"),
};

TABLE(spec);
