/*
 * spent.c - descriptors that have done their duty, closed together
 */
#include <errno.h>

#include "alloc.h"
#include "fd.h"
#include "kernel.h"
#include "spent.h"

void spent_drop(struct spent *spent)
{
	int system = errno;
	size_t end;

	for (size_t start = 0; start < spent->count; start = end) {
		end = start + 1;
		while (end < spent->count && spent->fds[end] == spent->fds[end - 1] + 1)
			end++;
		(void)sys_close_between(spent->fds[start], spent->fds[end - 1]);
	}
	spent->count = 0;
	errno = system;
}

void spent_add(struct spent *spent, int *fd)
{
	size_t at;

	if (!spent || *fd < 0)
		return;
	if (spent->count == COUNT(spent->fds))
		spent_drop(spent);
	/* Among those that are lower and higher: mostly it is the highest. */
	for (at = spent->count++; at > 0 && spent->fds[at - 1] > *fd; at--)
		spent->fds[at] = spent->fds[at - 1];
	spent->fds[at] = fd_take(fd);
}
