/*
 * startup.h - what more than one score wants
 */
#ifndef BERTH_STARTUP_H
#define BERTH_STARTUP_H

#include <stdbool.h>

struct plan;

bool wants_cgroup(const struct plan *plan);
bool wants_directory(const struct plan *plan); /* a cgroup that berth makes itself */
bool wants_scope(const struct plan *plan);     /* one that systemd makes */
bool wants_guard(const struct plan *plan);     /* rules for devices */
bool wants_own(const struct plan *plan); /* a user namespace, made or joined, that has a root */
bool wants_rdt(const struct plan *plan); /* a class of service */
bool wants_oom_score(const struct plan *plan);
bool wants_network(const struct plan *plan);           /* one of berth's own */
bool wants_network_namespace(const struct plan *plan); /* network_namespace.c */
bool wants_terminal(const struct plan *plan);
bool wants_filter(const struct plan *plan);
bool wants_listener(const struct plan *plan);
bool wants_poststart_hooks(const struct plan *plan);

#endif
