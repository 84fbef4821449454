/*
 * examination.h - one subject, and how it is looked at
 */
#ifndef BERTH_EXAMINATION_H
#define BERTH_EXAMINATION_H

#include "host.h"

/* Says what it finds by found() and cured_by(); good and without a word to begin with. */
typedef void examine_fn(const struct host *host, struct finding *finding);

struct examination {
	const char *subject;
	examine_fn *examine;
	bool vital;
};

void found(const struct host *host, struct finding *finding, enum verdict verdict,
	   const char *format, ...) __attribute__((format(printf, 4, 5)));
void cured_by(const struct host *host, struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* host_kernel.c */
examine_fn examine_kernel, examine_calls, examine_seccomp, examine_labels, examine_idmaps;
/* host_users.c */
examine_fn examine_user_namespaces, examine_ids, examine_groups;
/* host_mounts.c */
examine_fn examine_proc, examine_overlay, examine_records;
/* host_cgroups.c */
examine_fn examine_cgroups, examine_controllers, examine_swap, examine_devices;
/* host_programs.c */
examine_fn examine_systemd, examine_criu;

/* The content of a file of /proc or /sys on one line, in the arena; "" when there is none. */
const char *host_file(const struct host *host, const char *name);

#endif
