/*
 * visit.c - for a moment in another network namespace
 *
 * What is sent and written there is meant for its devices. berth sees no file of a container's
 * on the way, and is back before it returns.
 */
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>

#include "error.h"
#include "fd.h"
#include "visit.h"

int namespace_visit(int namespace, int (*visit)(const void *data, struct error *err),
		    const void *data, struct error *err)
{
	auto_close int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int visited;

	if (home < 0)
		return fail(err, SYSTEM, "open the own network namespace");
	if (setns(namespace, CLONE_NEWNET))
		return fail(err, SYSTEM, "enter the container's network namespace");
	visited = visit(data, err);
	if (setns(home, CLONE_NEWNET))
		return fail(err, BUG,
			    "there is no way back from the container's network namespace");
	return visited;
}
