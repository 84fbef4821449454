/*
 * host_cgroups.c - the cgroup that containers are made in, and what it can limit
 */
#include <fcntl.h>
#include <glob.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "error.h"
#include "examination.h"
#include "text.h"

#define SCOPE "--systemd-cgroup, or systemd-run --user --scope -p Delegate=yes berth .."

void examine_cgroups(const struct host *host, struct finding *finding)
{
	const struct caller *caller = host->caller;

	if (!cgroup_mount_point()) {
		found(host, finding, LACKING, "cgroup v2 is mounted nowhere");
		cured_by(host, finding, "boot with systemd.unified_cgroup_hierarchy=1");
		finding->vital = caller->standing == ROOT_OF_HOST;
	} else if (caller->standing == ROOT_OF_HOST) {
		found(host, finding, GOOD, "cgroup v2 on %s", cgroup_mount_point());
	} else if (!caller->cgroup) {
		found(host, finding, LIMITED,
		      "the caller's own is not his to divide: no limits, no pause");
		finding->cure = SCOPE;
	} else if (!caller->cgroup_is_delegated) {
		found(host, finding, LIMITED, "%s belongs to a unit without Delegate=: no limits",
		      caller->cgroup);
		finding->cure = SCOPE;
	} else {
		found(host, finding, GOOD, "%s is delegated to the caller", caller->cgroup);
	}
}

/* Those of them that the list of words does not have. */
static void list_missing(const char *words, struct text *missing)
{
	static const char *const wanted[] = {"cpu", "cpuset", "io", "memory", "pids"};
	auto_text struct text list = NO_TEXT;

	text_format(&list, " %s ", words);
	for (size_t i = 0; i < COUNT(wanted); i++) {
		char word[16];

		snprintf(word, sizeof(word), " %s ", wanted[i]);
		if (!strstr(list.start, word))
			text_format(missing, " %s", wanted[i]);
	}
}

void examine_controllers(const struct host *host, struct finding *finding)
{
	const struct caller *caller = host->caller;
	const char *own = caller->standing == ROOT_OF_HOST ? "/" : caller->cgroup;
	auto_text struct text missing = NO_TEXT;
	const char *words;

	if (!cgroup_mount_point() || !own) {
		found(host, finding, LACKING, "there is no cgroup to have some");
		return;
	}
	words = host_file(host, arena_format(host->arena, "%s%s/cgroup.controllers",
					     cgroup_mount_point(), own));
	list_missing(words, &missing);
	found(host, finding, missing.length ? LIMITED : GOOD, "%s%s%s",
	      words[0] ? words : "none at all", missing.length ? "; not" : "",
	      text_string(&missing));
	if (!missing.length)
		return;
	if (caller->standing == ROOT_OF_HOST)
		cured_by(host, finding,
			 "cgroup_no_v1=all on the kernel's command line, where version 1 has them");
	else
		cured_by(host, finding,
			 "systemctl edit user@.service: [Service] Delegate=cpu cpuset io memory "
			 "pids");
}

/* A cgroup with a limit of memory and none of swap has no account of swap. */
void examine_swap(const struct host *host, struct finding *finding)
{
	const char *mount = cgroup_mount_point();
	glob_t memory, swap;
	bool has_memory, has_swap;

	if (!mount) {
		found(host, finding, LACKING, "there is no cgroup v2");
		return;
	}
	has_memory =
		glob(arena_format(host->arena, "%s/*/memory.max", mount), 0, NULL, &memory) == 0;
	has_swap =
		glob(arena_format(host->arena, "%s/*/memory.swap.max", mount), 0, NULL, &swap) == 0;
	if (has_swap)
		found(host, finding, GOOD, "swap is accounted for");
	else if (!has_memory)
		found(host, finding, LIMITED,
		      "not to be seen: no cgroup has the memory controller");
	else
		found(host, finding, LACKING, "a limit of swap cannot be set");
	if (!has_swap && has_memory)
		cured_by(host, finding, "swapaccount=1 on the kernel's command line");
	globfree(&memory);
	globfree(&swap);
}

void examine_devices(const struct host *host, struct finding *finding)
{
	struct error err = NO_ERROR;

	if (host->caller->standing != ROOT_OF_HOST) {
		found(host, finding, LIMITED,
		      "a container has the nodes bound into it, by the caller's own rights");
	} else if (cgroup_devices_try(host->arena, &err)) {
		found(host, finding, LACKING, "%s", err.text);
		cured_by(host, finding,
			 "a kernel with CONFIG_CGROUP_BPF, and CAP_BPF or CAP_SYS_ADMIN");
	} else {
		found(host, finding, GOOD, "a program for them can be loaded");
	}
}
