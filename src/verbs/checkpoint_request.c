/*
 * checkpoint_request.c - a request to checkpoint or restore, as what it asks for
 */
#include <linux/sched.h>
#include <string.h>

#include "checkpoint_request.h"
#include "container.h"
#include "error.h"
#include "fd.h"
#include "number.h"
#include "text.h"

static int read_page_server(struct request *req, struct criu_request *criu, struct error *err)
{
	const char *colon = req->page_server ? strrchr(req->page_server, ':') : NULL;
	uint64_t port;

	if (!req->page_server)
		return 0;
	if (!colon || number_unsigned(colon + 1, UINT16_MAX, &port))
		return fail(err, USAGE, "--page-server %s: ADDRESS:PORT is expected",
			    req->page_server);
	criu->page_server_address =
		arena_bytes(&req->arena, req->page_server, (size_t)(colon - req->page_server));
	criu->page_server_port = (struct optional){.given = true, .value = (int64_t)port};
	return 0;
}

static int read_status_fd(const struct request *req, struct criu_request *criu, struct error *err)
{
	if (!req->status_fd.given)
		return 0;
	if (req->status_fd.value < 0 || req->status_fd.value > INT32_MAX ||
	    !fd_is_open((int)req->status_fd.value))
		return fail(err, USAGE, "--status-fd %lld: the descriptor is not open",
			    (long long)req->status_fd.value);
	criu->status_fd = (int)req->status_fd.value;
	return 0;
}

int checkpoint_of(struct request *req, struct checkpoint *checkpoint, struct error *err)
{
	struct criu_request *criu = &checkpoint->request;

	*checkpoint = (struct checkpoint){
		.image_path = req->image_path ? req->image_path : "checkpoint",
		.work_path = req->work_path,
		.pre_dump = req->pre_dump,
		.request = req->criu,
	};
	criu->images = criu->work = criu->status_fd = -1;
	criu->parent = req->parent_path;
	if (req->manage_cgroups_mode)
		criu->cgroup_mode = (struct optional){
			.given = true, .value = criu_cgroup_mode(req->manage_cgroups_mode)};
	if (req->network_lock)
		criu->network_lock = (struct optional){
			.given = true, .value = criu_network_lock(req->network_lock)};
	if (req->empty_namespace && strcmp(req->empty_namespace, "network") != 0)
		return fail(err, USAGE, "--empty-ns %s: only network is known",
			    req->empty_namespace);
	if (req->empty_namespace)
		criu->empty_namespaces = (struct optional){.given = true, .value = CLONE_NEWNET};
	if (read_page_server(req, criu, err))
		return -1;
	return read_status_fd(req, criu, err);
}
