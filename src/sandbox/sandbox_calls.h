/*
 * sandbox_calls.h - which system calls a sandbox may make
 */
#ifndef BERTH_SANDBOX_CALLS_H
#define BERTH_SANDBOX_CALLS_H

#include <stddef.h>

#include "spec.h"

/* Names with blanks between: allowed whatever the arguments. */
extern const char *const allowed_calls[];
extern const size_t allowed_call_count;

/* Allowed when the argument is as said; of several rows of a name, one suffices. */
struct call_condition {
	const char *name;
	struct spec_seccomp_arg arg;
};
extern const struct call_condition call_conditions[];
extern const size_t call_condition_count;

/* Answered as a kernel would that does not have them. */
extern const char *const absent_calls[];
extern const size_t absent_call_count;

#endif
