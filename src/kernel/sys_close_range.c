/*
 * sys_close_range.c - everything above a descriptor at once (Linux 5.9)
 */
#include <limits.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2) /* since Linux 5.11 */
#endif

int sys_close_between(int first, int last)
{
	if (first > last)
		return 0;
	return (int)syscall(SYS_close_range, (unsigned)first, (unsigned)last, 0U);
}

int sys_close_from(int first)
{
	return sys_close_between(first, INT_MAX);
}

int sys_cloexec_from(int first)
{
	return (int)syscall(SYS_close_range, (unsigned)first, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}
