/*
 * checkpoint.c - dump a container's processes to files
 */
#include "checkpoint_request.h"
#include "container.h"

const struct option_row checkpoint_options[] = {
	CHECKPOINT_OPTIONS,
	TEXT("parent-path", 0, parent_path, "DIR",
	     "an earlier image to save only differences to, relative to the image's"),
	FLAG("pre-dump", 0, pre_dump, "save the memory alone, and go on"),
	FLAG("leave-running", 0, criu.leave_running, "do not end the container"),
	FLAG("tcp-skip-in-flight", 0, criu.tcp_skip_in_flight,
	     "leave out TCP connections that are not yet accepted"),
	TEXT("page-server", 0, page_server, "ADDRESS:PORT", "send the memory there"),
	NUMBER("status-fd", 0, status_fd, "a byte is written there when lazy pages are ready"),
	NO_MORE_OPTIONS,
};

int checkpoint_run(struct request *req, struct error *err)
{
	struct checkpoint checkpoint;

	if (checkpoint_of(req, &checkpoint, err))
		return -1;
	/*
	 * To look at cgroups CRIU mounts cgroup2 without options, and takes those of the host's
	 * mount away with that (nsdelegate, memory_recursiveprot): only where somebody asks for it.
	 */
	if (!checkpoint.request.cgroup_mode.given)
		checkpoint.request.cgroup_mode =
			(struct optional){.given = true, .value = criu_cgroup_mode("ignore")};
	return container_checkpoint(req->root, req->record, &checkpoint, err);
}
