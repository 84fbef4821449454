/*
 * host_users.c - whether a user gets a user namespace, and which users there are in it
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "alloc.h"
#include "errand.h"
#include "error.h"
#include "examination.h"
#include "host_probe.h"
#include "subordinate_ids.h"

#define PACKAGE "apt-get install uidmap (Debian, Ubuntu), dnf install shadow-utils (Fedora)"

static bool is_ordinary(const struct host *host)
{
	return host->caller->standing == ORDINARY_USER;
}

/* Which of the switches that keep user namespaces from users is off. */
static void explain_namespaces(const struct host *host, struct finding *finding, int failure)
{
	static const struct {
		const char *file, *off, *cure;
	} switches[] = {
		{"/proc/sys/user/max_user_namespaces",                     "0",
		 "sysctl -w user.max_user_namespaces=15000"      },
		{"/proc/sys/kernel/unprivileged_userns_clone",             "0",
		 "sysctl -w kernel.unprivileged_userns_clone=1"  },
		{"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
		 "an AppArmor profile for berth that says \"userns,\", or sysctl -w "
		 "kernel.apparmor_restrict_unprivileged_userns=0"},
	};

	for (size_t i = 0; i < COUNT(switches); i++) {
		if (strcmp(host_file(host, switches[i].file), switches[i].off) != 0)
			continue;
		found(host, finding, LACKING, "%s is %s", switches[i].file, switches[i].off);
		finding->cure = switches[i].cure;
		return;
	}
	found(host, finding, LACKING, "making one: %s", error_words(failure));
	if (failure == ENOSPC)
		cured_by(host, finding, "sysctl -w user.max_user_namespaces=15000");
	else
		cured_by(host, finding, "if this is a container, its engine must permit them");
}

void examine_user_namespaces(const struct host *host, struct finding *finding)
{
	const struct host_probe probe = host_probe(true);

	finding->vital = is_ordinary(host);
	if (probe.namespaces)
		explain_namespaces(host, finding, probe.namespaces);
	else if (probe.mounts)
		explain_namespaces(host, finding, probe.mounts);
	else
		found(host, finding, GOOD, "one was made, and gives the right to mount");
}

/* Set-uid, or with the one capability it needs: then an attribute says so. */
static bool has_rights(const char *program)
{
	struct stat st;

	return stat(program, &st) == 0 &&
	       (st.st_mode & S_ISUID || getxattr(program, "security.capability", NULL, 0) > 0);
}

/* False when it has told what is wrong with one of them. */
static bool examine_programs(const struct host *host, struct finding *finding)
{
	static const char *const names[] = {"newuidmap", "newgidmap"};

	for (size_t i = 0; i < COUNT(names); i++) {
		const char *path = errand_find(host->arena, names[i]);

		if (path && has_rights(path))
			continue;
		if (path) {
			found(host, finding, LIMITED,
			      "only the caller's own: %s is not set-uid root", path);
			cured_by(host, finding, "chmod u+s %s", path);
		} else {
			found(host, finding, LIMITED, "only the caller's own: there is no %s",
			      names[i]);
			finding->cure = PACKAGE;
		}
		return false;
	}
	return true;
}

static bool examine_ranges(const struct host *host, struct finding *finding,
			   struct id_range ranges[2])
{
	static const struct {
		const char *file, *option;
	} files[] = {
		{SUBORDINATE_UIDS, "--add-subuids"},
		{SUBORDINATE_GIDS, "--add-subgids"},
	};

	for (size_t i = 0; i < COUNT(files); i++) {
		if (subordinate_ids(files[i].file, host->caller->uid, &ranges[i]))
			continue;
		found(host, finding, LIMITED, "only the caller's own: %s has none for user %u",
		      files[i].file, host->caller->uid);
		cured_by(host, finding, "usermod %s 100000-165535 USER (a range nobody else has)",
			 files[i].option);
		return false;
	}
	return true;
}

void examine_ids(const struct host *host, struct finding *finding)
{
	struct id_range ranges[2];

	if (!is_ordinary(host)) {
		found(host, finding, GOOD, "all that there are");
		return;
	}
	if (!examine_programs(host, finding) || !examine_ranges(host, finding, ranges))
		return;
	found(host, finding, GOOD, "the caller's own, %lld more users and %lld more groups",
	      (long long)ranges[0].count, (long long)ranges[1].count);
	if (ranges[0].count >= 65535 && ranges[1].count >= 65535)
		return;
	finding->verdict = LIMITED;
	cured_by(host, finding, "images expect 65536: usermod --add-subuids and --add-subgids");
}

void examine_groups(const struct host *host, struct finding *finding)
{
	struct id_range range;

	if (!is_ordinary(host) || !host->caller->has_groups) {
		found(host, finding, GOOD, "none of the caller's are in a container");
		return;
	}
	if (subordinate_ids(SUBORDINATE_GIDS, host->caller->uid, &range) &&
	    errand_find(host->arena, "newgidmap")) {
		found(host, finding, GOOD, "the caller's are left where newgidmap maps");
		return;
	}
	found(host, finding, LIMITED,
	      "the caller's additional groups stay: without newgidmap the kernel lets nobody leave "
	      "them");
	finding->cure = PACKAGE;
}
