/*
 * seccomp_multiplex.h - i386 reaches one call by two numbers
 */
#ifndef BERTH_SECCOMP_MULTIPLEX_H
#define BERTH_SECCOMP_MULTIPLEX_H

#include <stdint.h>

struct seccomp_abi;

struct multiplexed {
	uint32_t entry;    /* socketcall or ipc */
	unsigned selector; /* its argument 0; 0: the call has only its own number */
	int direct;        /* the call's own number, or -1 */
};

/* number is what libseccomp resolved a name to. */
struct multiplexed seccomp_multiplexed(const struct seccomp_abi *abi, int number);

#endif
