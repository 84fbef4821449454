/*
 * tables.h - the field tables of all objects, by the file that has them
 *
 * Words and checks that more than one file needs are here too.
 */
#ifndef BERTH_TABLES_H
#define BERTH_TABLES_H

#include "field.h"

/* spec_fields.c */
extern const struct field_table spec_root_table;

/* process_fields.c */
extern const struct field_table spec_process_table;

/* mount_fields.c */
extern const struct field_table spec_id_mapping_table;
extern const struct field_table spec_mount_table;

/* hook_fields.c */
extern const struct field_table spec_hooks_table;

/* linux_fields.c */
extern const struct field_table spec_linux_table;

/* resource_fields.c */
extern const struct field_table spec_resources_table;

/* device_fields.c */
extern const struct field_table spec_device_table;
extern const struct field_table spec_device_rule_table;
extern const struct field_table spec_net_device_table;

/* seccomp_fields.c */
extern const struct field_table spec_seccomp_table;

/* formats.c */
const char *absolute_path(const char *value);
const char *number_list(const char *value);
const char *interface_name(const char *value);

/* Ids: 4294967295 is (uid_t)-1, which means "leave it as it is" to the kernel. */
#define MOST_ID       4294967294
#define MOST_UNSIGNED 4294967295

#endif
