/*
 * visit.h - for a moment in another network namespace
 */
#ifndef BERTH_VISIT_H
#define BERTH_VISIT_H

struct error;

/*
 * Calls visit(data, err) where netlink and /proc/sys/net are the other namespace's. Of files
 * nothing changes. What visit returns, or -1.
 */
int namespace_visit(int namespace, int (*visit)(const void *data, struct error *err),
		    const void *data, struct error *err);

#endif
