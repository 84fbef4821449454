/*
 * sandbox_users.h - the users of a sandbox whose caller is not root of the host
 */
#ifndef BERTH_SANDBOX_USERS_H
#define BERTH_SANDBOX_USERS_H

#include "caller.h"
#include "spec.h"

/* Gives the spec, whose process is known, a user namespace and its mappings where it needs one. */
void sandbox_users(struct arena *arena, const struct caller *caller, struct spec *spec);

#endif
