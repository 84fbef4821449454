/*
 * store.h - the directory of containers, for src/container/
 */
#ifndef BERTH_STORE_H
#define BERTH_STORE_H

#include <stdbool.h>

struct error;

/* A descriptor of the directory in which records are kept. */
int store_open(const char *root, bool make, struct error *err);

#endif
