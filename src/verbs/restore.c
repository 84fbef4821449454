/*
 * restore.c - make a container of processes that were dumped
 */
#include <string.h>

#include "checkpoint_request.h"
#include "container.h"
#include "creation_request.h"
#include "error.h"
#include "plan.h"
#include "text.h"

const struct option_row restore_options[] = {
	CHECKPOINT_OPTIONS,
	TEXT("bundle", 'b', bundle, "DIR", "the bundle's directory; default: the current one"),
	TEXT("config", 'f', config, "FILE",
	     "the configuration, from the bundle on; default: config.json"),
	FLAG("detach", 'd', detach, "return as soon as the container runs"),
	TEXT("console-socket", 0, console_socket, "PATH", "unix socket that receives the terminal"),
	TEXT("pidfd-socket", 0, pidfd_socket, "PATH",
	     "unix socket that receives a pidfd of the container's process"),
	TEXT("pid-file", 0, pid_file, "FILE", "write the process id to FILE"),
	FLAG("keep", 0, keep, "do not delete the container when its program has ended"),
	FLAG("no-subreaper", 0, no_subreaper, "do not adopt the container's orphans"),
	FLAG("no-pivot", 0, no_pivot, "taken and without effect: criu changes the root"),
	TEXT("lsm-profile", 0, lsm_profile, "TYPE:NAME",
	     "restore with this profile: apparmor:NAME or selinux:LABEL"),
	TEXT("lsm-mount-context", 0, lsm_mount_context, "CONTEXT",
	     "restore mounts with this SELinux context"),
	NO_MORE_OPTIONS,
};

/* What the image says about cgroups is not asked: they come from the configuration. */
static int check_cgroups(const struct request *req, struct error *err)
{
	const char *mode = req->manage_cgroups_mode;

	if (!mode || strcmp(mode, "soft") == 0 || strcmp(mode, "ignore") == 0)
		return 0;
	return fail(err, REFUSED,
		    "--manage-cgroups-mode %s would take the cgroup and its limits from the image: "
		    "they come from config.json",
		    mode);
}

int restore_run(struct request *req, struct error *err)
{
	struct checkpoint checkpoint;
	struct creation creation;

	if (check_cgroups(req, err) || checkpoint_of(req, &checkpoint, err) ||
	    creation_of(req, &creation, err) ||
	    check_console(req, req->plan->terminal, req->detach, err))
		return -1;
	checkpoint.request.lsm_profile = req->lsm_profile;
	checkpoint.request.lsm_mount_context = req->lsm_mount_context;
	/* berth makes the cgroup, and CRIU is born in it. */
	checkpoint.request.cgroup_mode =
		(struct optional){.given = true, .value = criu_cgroup_mode("ignore")};
	return container_restore(&creation, &checkpoint, &req->exit_status, err);
}
