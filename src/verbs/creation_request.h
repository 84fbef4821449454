/*
 * creation_request.h - a request to create or run, as the creation it asks for
 */
#ifndef BERTH_CREATION_REQUEST_H
#define BERTH_CREATION_REQUEST_H

#include "container.h"

struct request;

/* Refuses descriptors that are not there, and a terminal that nobody would receive. */
int creation_of(const struct request *req, struct creation *creation, struct error *err);

/* --preserve-fds: as many as were asked for, each of them open. */
int preserved_fds(const struct request *req, int *count, struct error *err);

/* A terminal needs someone at its other end: the caller, or a console socket. */
int check_console(const struct request *req, bool terminal, bool detach, struct error *err);

#endif
