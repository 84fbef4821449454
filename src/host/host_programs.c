/*
 * host_programs.c - other programs that berth can work with
 */
#include <stdlib.h>
#include <unistd.h>

#include "errand.h"
#include "examination.h"

void examine_systemd(const struct host *host, struct finding *finding)
{
	const char *own = getenv("XDG_RUNTIME_DIR");

	if (access("/run/systemd/system", F_OK)) {
		found(host, finding, LIMITED,
		      "it does not run here: only --cgroup-manager cgroupfs");
		return;
	}
	if (host->caller->standing == ROOT_OF_HOST) {
		found(host, finding, GOOD, "it runs");
		return;
	}
	if (own && access(arena_format(host->arena, "%s/systemd/private", own), F_OK) == 0) {
		found(host, finding, GOOD, "an instance of the caller's own runs");
		return;
	}
	found(host, finding, LIMITED, "there is no instance of the caller's own");
	cured_by(host, finding, "loginctl enable-linger USER");
}

void examine_criu(const struct host *host, struct finding *finding)
{
	const char *path = errand_find(host->arena, "criu");

	if (path) {
		found(host, finding, GOOD, "%s", path);
		return;
	}
	found(host, finding, LIMITED, "it is not installed: no checkpoint, no restore");
	cured_by(host, finding, "apt-get install criu, dnf install criu");
}
