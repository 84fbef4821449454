/*
 * host_mounts.c - what can be mounted, and where containers are recorded
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "error.h"
#include "examination.h"
#include "host_probe.h"
#include "path.h"

void examine_proc(const struct host *host, struct finding *finding)
{
	const struct host_probe probe = host_probe(host->caller->standing == ORDINARY_USER);

	if (!probe.proc) {
		found(host, finding, GOOD, "a new one can be mounted");
	} else if (probe.proc < 0) {
		found(host, finding, LACKING, "not to be tried without namespaces: %s",
		      error_words(probe.namespaces ? probe.namespaces : probe.mounts));
		if (host->caller->standing != ORDINARY_USER)
			cured_by(host, finding,
				 "if this is a container, its engine's --privileged");
	} else {
		found(host, finding, LACKING, "a new one cannot be mounted: %s",
		      error_words(probe.proc));
		cured_by(host, finding,
			 "nothing may be mounted over a part of /proc: if this is a container, its "
			 "engine's --security-opt unmask=ALL, or a newer engine");
	}
}

/* Attributes of users on a tmpfs came with 6.6. */
static bool is_older_than(int wanted_major, int wanted_minor)
{
	struct utsname name;
	int major = 0, minor = 0;

	return uname(&name) == 0 && sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
	       (major < wanted_major || (major == wanted_major && minor < wanted_minor));
}

void examine_overlay(const struct host *host, struct finding *finding)
{
	const bool ordinary = host->caller->standing == ORDINARY_USER;
	const struct host_probe probe = host_probe(ordinary);

	if (probe.overlay > 0) {
		found(host, finding, LACKING, "no copy-on-write view for sandboxes: %s",
		      error_words(probe.overlay));
		cured_by(host, finding, "%s",
			 probe.overlay == ENODEV ? "modprobe overlay" : "Linux 5.11 or later");
	} else if (probe.overlay < 0) {
		found(host, finding, LACKING, "not to be tried without namespaces");
	} else if (ordinary && is_older_than(6, 6)) {
		found(host, finding, LIMITED,
		      "in a view of a user's a directory that was removed cannot be made again");
		cured_by(host, finding, "Linux 6.6");
	} else {
		found(host, finding, GOOD, "copy-on-write views can be made");
	}
}

/* The directory itself may be missing: the nearest one that is there decides. */
void examine_records(const struct host *host, struct finding *finding)
{
	char *path = path_clean(host->arena, host->root);
	int failure = 0;

	while (access(path, W_OK | X_OK)) {
		char *slash = strrchr(path, '/');

		failure = errno;
		if (failure != ENOENT || !slash || slash == path)
			break;
		*slash = '\0';
		failure = 0;
	}
	if (!failure) {
		found(host, finding, GOOD, "%s can be written to", host->root);
		return;
	}
	found(host, finding, LACKING, "%s cannot be written to: %s: %s", host->root, path,
	      error_words(failure));
	if (host->caller->standing == ROOT_OF_HOST)
		return;
	cured_by(host, finding,
		 "log in by way of systemd (loginctl enable-linger USER), or say where by "
		 "XDG_RUNTIME_DIR or --root");
}
