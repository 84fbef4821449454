/*
 * prctl.h - what a double of prctl(2) does with all that it does not leave out
 */
#ifndef BERTH_DOUBLE_PRCTL_H
#define BERTH_DOUBLE_PRCTL_H

#include <stdarg.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static inline int prctl_of_kernel(int option, va_list rest)
{
	unsigned long words[4];

	for (int i = 0; i < 4; i++)
		words[i] = va_arg(rest, unsigned long);
	return (int)syscall(SYS_prctl, option, words[0], words[1], words[2], words[3]);
}

#endif
