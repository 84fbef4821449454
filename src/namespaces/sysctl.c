/*
 * sysctl.c - which sysctl belongs to which namespace; writes them
 *
 * A sysctl that belongs to no namespace of the container would change the host: it is
 * refused by name. Keys come in two spellings, net.ipv4.ip_forward and
 * net/ipv4/ip_forward; whichever separator stands first separates, and in the dotted
 * spelling a slash stands for a dot within a name (sysctl.d(5)). A key that climbs, or a
 * value with a newline, is refused: tenants have reached kernel.core_pattern that way.
 *
 * The files are written by INIT, in job->proc: /proc/sys/net and kernel.shm* show whoever
 * opens them the values of his own namespaces.
 */
#include <fcntl.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "job.h"
#include "path.h"
#include "plan.h"
#include "stages.h"
#include "sysctl.h"
#include "text.h"

static const struct {
	const char *prefix; /* a whole name, or a family when it ends in a slash */
	uint64_t flag;
	const char *name;
} owners[] = {
	{"net/",                   CLONE_NEWNET,  "a network"},
	{"fs/mqueue/",             CLONE_NEWIPC,  "an ipc"   },
	{"kernel/msgmax",          CLONE_NEWIPC,  "an ipc"   },
	{"kernel/msgmnb",          CLONE_NEWIPC,  "an ipc"   },
	{"kernel/msgmni",          CLONE_NEWIPC,  "an ipc"   },
	{"kernel/sem",             CLONE_NEWIPC,  "an ipc"   },
	{"kernel/shmall",          CLONE_NEWIPC,  "an ipc"   },
	{"kernel/shmmax",          CLONE_NEWIPC,  "an ipc"   },
	{"kernel/shmmni",          CLONE_NEWIPC,  "an ipc"   },
	{"kernel/shm_rmid_forced", CLONE_NEWIPC,  "an ipc"   },
	{"kernel/domainname",      CLONE_NEWUTS,  "a uts"    },
	{"user/",                  CLONE_NEWUSER, "a user"   },
};

static char *path_of(struct arena *arena, const char *key)
{
	char *path = arena_text(arena, key);
	const char *first = strpbrk(path, "./");

	if (first && *first == '.') {
		for (char *at = path; *at; at++) {
			if (*at == '.')
				*at = '/';
			else if (*at == '/')
				*at = '.';
		}
	}
	return path;
}

static int check(const struct plan *plan, const char *key, const char *path, const char *value,
		 struct error *err)
{
	const char *rooted = arena_format(plan->arena, "/%s", path);

	if (strcmp(rooted, path_clean(plan->arena, rooted)) != 0)
		return fail(err, SPEC, "linux.sysctl: \"%s\" is not a sysctl's name", key);
	if (strpbrk(value, "\n"))
		return fail(err, SPEC, "linux.sysctl: the value of %s holds a line break", key);
	for (size_t i = 0; i < COUNT(owners); i++) {
		const char *prefix = owners[i].prefix;

		if (text_ends_with(prefix, "/") ? !text_starts_with(path, prefix)
						: strcmp(path, prefix) != 0)
			continue;
		if (plan_has_namespace(plan, owners[i].flag))
			return 0;
		return fail(err, SPEC,
			    "linux.sysctl: %s would change the host: give the container %s "
			    "namespace of its own",
			    key, owners[i].name);
	}
	if (strcmp(path, "kernel/hostname") == 0)
		return fail(err, SPEC, "linux.sysctl: %s: use the hostname property instead", key);
	return fail(err, SPEC, "linux.sysctl: %s belongs to no namespace: it would change the host",
		    key);
}

int sysctls_plan(struct plan *plan, struct error *err)
{
	struct namespaces_plan *namespaces = &plan->namespaces;
	const struct pairs *wanted = &plan->spec->linux->sysctl;

	for (size_t i = 0; i < wanted->count; i++) {
		const struct pair *pair = &wanted->items[i];
		const char *path = path_of(plan->arena, pair->name);

		if (check(plan, pair->name, path, pair->value, err))
			return -1;
		*ARENA_ADD(plan->arena, namespaces->sysctls, namespaces->sysctl_count) =
			(struct sysctl_write){.path = path, .value = pair->value};
	}
	return 0;
}

int sysctls_write(struct job *job, struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;

	for (size_t i = 0; i < namespaces->sysctl_count; i++) {
		const struct sysctl_write *sysctl = &namespaces->sysctls[i];
		const char *file = arena_format(job->plan->arena, "sys/%s", sysctl->path);

		if (file_write(job->proc, file, sysctl->value))
			return fail(err, SYSTEM, "write \"%s\" to /proc/%s", sysctl->value, file);
	}
	return 0;
}
