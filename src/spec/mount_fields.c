/*
 * mount_fields.c - mounts, and the id mappings they share with linux
 */
#include "tables.h"

static const struct field spec_id_mapping_rows[] = {
	INTEGER(spec_id_mapping, container_id, "containerID", 0, MOST_ID, REQUIRED),
	INTEGER(spec_id_mapping, host_id, "hostID", 0, MOST_ID, REQUIRED),
	INTEGER(spec_id_mapping, size, "size", 1, MOST_UNSIGNED, REQUIRED),
};

TABLE(spec_id_mapping);

static const struct field spec_mount_rows[] = {
	STRING(spec_mount, destination, "destination", REQUIRED),
	STRING(spec_mount, type, "type"),
	STRING(spec_mount, source, "source"),
	STRINGS(spec_mount, options, "options"),
	LIST(spec_mount, uid_mappings.items, uid_mappings.count, "uidMappings", spec_id_mapping),
	LIST(spec_mount, gid_mappings.items, gid_mappings.count, "gidMappings", spec_id_mapping),
};

TABLE(spec_mount);
