/*
 * joins.h - joining namespaces, for those who make a process in them
 */
#ifndef BERTH_JOINS_H
#define BERTH_JOINS_H

#include <stdbool.h>
#include <stdint.h>

struct error;
struct namespace_join;
struct plan;

/* A process of its own must join before INIT is made: see join.c. */
bool namespaces_need_go_between(const struct plan *plan);

int namespace_open(const struct namespace_join *join, struct error *err);
int namespace_enter(const struct namespace_join *join, struct error *err);

/* All that are given by path and of these kinds (CLONE_NEW.. flags), in order. */
int namespaces_enter_all(const struct plan *plan, uint64_t kinds, struct error *err);

/* Those that clone3 does not make for INIT (CLONE_NEW.. flags): see fresh.c. */
uint64_t namespaces_apart(const struct plan *plan);

/* The new time namespace of the children to come, its offsets set. */
int time_namespace_make(const struct plan *plan, int proc, struct error *err);

#endif
