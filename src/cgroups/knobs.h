/*
 * knobs.h - the files of a cgroup directory
 */
#ifndef BERTH_KNOBS_H
#define BERTH_KNOBS_H

#include "cgroups.h"

#define MOST_OF_A_KNOB (64 * 1024)

/* Plays the rows. The complaint names file, field, reason and cure. */
int knobs_write(int cgroup, const struct cgroup_write *writes, size_t count, struct error *err);

/* The same complaint beforehand, when a row would find no file. Writes nothing. */
int knobs_check(int cgroup, const struct cgroup_write *writes, size_t count, struct error *err);

/* The first number of a file, "max" being UINT64_MAX. -1 and errno. */
int knob_number(int cgroup, const char *file, uint64_t *value);

/* True when the words of cgroup.controllers, cgroup.subtree_control .. have this one. */
bool knob_has_word(const char *words, const char *word);

#endif
