/*
 * caller.h - who calls berth, as far as decisions depend on it
 *
 * A fact, looked up once and given to the plan, so that a plan stays a function of what it is
 * given and a test can be any caller.
 *
 *	ROOT_OF_HOST	may do everything the kernel can; what a caller of zeroes is
 *	ROOT_OF_SPACE	root of a user namespace that somebody made before: rootless Podman, or a
 *			container in a container. No device nodes, no rights over the host's
 *			namespaces, no devices program
 *	ORDINARY_USER	anybody else: berth makes a user namespace for the container
 */
#ifndef BERTH_CALLER_H
#define BERTH_CALLER_H

#include <stdbool.h>
#include <sys/types.h>

#include "arena.h"

enum standing {
	ROOT_OF_HOST,
	ROOT_OF_SPACE,
	ORDINARY_USER
};

struct caller {
	enum standing standing;
	uid_t uid;
	uid_t host_uid; /* the same where ROOT_OF_SPACE's own namespace was made */
	gid_t gid;
	bool has_groups;          /* others than gid */
	const char *cgroup;       /* where it may make others; NULL: nowhere. Not of ROOT_OF_HOST */
	bool cgroup_is_delegated; /* and may do with it as it likes */
};

/* All but the cgroup: see cgroup_of_caller(). */
void caller_look(struct caller *caller);

/* Of this process; what /proc says is believed as long as it is there. */
enum standing caller_standing(void);

#endif
