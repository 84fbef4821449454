/*
 * labels.h - the security modules that label processes
 */
#ifndef BERTH_LABELS_H
#define BERTH_LABELS_H

struct error;
struct job;

/* Opens where the label of the next exec is written; -1 when the module is not on. */
int apparmor_open(const struct job *job, struct error *err);
int apparmor_set(int file, const char *profile, struct error *err);

int selinux_open(const struct job *job, struct error *err);
int selinux_set(int file, const char *label, struct error *err);
/* For the keys INIT makes. */
int selinux_label_keys(const struct job *job, const char *label, struct error *err);

#endif
