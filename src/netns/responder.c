/*
 * responder.c - who answers the questions of a network's members for names
 *
 * Theory of operation
 *
 * A process for each network that has members and answers names: `berth network serve NETWORK`,
 * which the first container that is plugged in starts, and each later one sees to. It reads the
 * attachments as they come and go, and ends when the last has gone. It keeps nothing that is not
 * in a file: killed, it is missed until the next container comes or `network reload` is called,
 * and the next one knows all that it knew. No container waits for it, or ends with it.
 *
 * Its sockets and its lock are made by who starts it, and inherited: see responder_start.c.
 *
 * It belongs to no container and to no caller: it has no descriptor of theirs, no terminal, and a
 * place in the root cgroup, so that what ends a caller's service, or a container's cgroup, does not
 * end it with them. What it gives up beside is told in responder_confinement.c.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/magic.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "inet.h"
#include "kernel.h"
#include "link.h"
#include "number.h"
#include "responder.h"
#include "responder_start.h"
#include "text.h"

/* ---- news ---------------------------------------------------------------------------------- */

static int watch_files(void)
{
	static const uint32_t changes =
		IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;
	auto_close int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd < 0 || inotify_add_watch(fd, NETWORKS_RUN "/attachments", changes) < 0 ||
	    inotify_add_watch(fd, NETWORKS_RUN "/" RESPONDERS, changes) < 0)
		return -1;
	return fd_take(&fd);
}

/* Of the end of this one device alone: with each member that comes, others change several times. */
static int watch_link(unsigned index)
{
	/* What is loaded is taken for big-endian. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(RTM_DELLINK), 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ifinfomsg, ifi_index)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(index), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog filter = {.len = COUNT(code), .filter = code};
	struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK};
	auto_close int fd =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) ||
	    bind(fd, (const struct sockaddr *)&address, sizeof(address)))
		return -1;
	return fd_take(&fd);
}

/* ---- beginning ----------------------------------------------------------------------------- */

static int prepare(struct responder *responder, const struct network *network, struct error *err)
{
	responder->network = network->name;
	snprintf(responder->bridge, sizeof(responder->bridge), "%s", network->bridge);
	responder->bridge_index = link_index(network->bridge);
	if (!responder->bridge_index)
		return fail(err, STATE, "network %s has no members", network->name);
	if (responder->gateway_count != network->subnet_count)
		return fail(err, STATE, "network %s is not the one that it was", network->name);
	for (size_t i = 0; i < network->subnet_count; i++)
		responder->gateways[i].address = network->subnets[i].gateway;
	responder->changes = watch_files();
	responder->links = watch_link(responder->bridge_index);
	/* A lock of its own: the store's descriptor may be that of who started us. */
	responder->run = open(NETWORKS_RUN, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (responder->changes < 0 || responder->links < 0 || responder->run < 0)
		return fail(err, SYSTEM, "watch the attachments");
	return 0;
}

/* In the root cgroup, where there may be processes in any case; or else where the caller is. */
static pid_t bear(int *pidfd)
{
	static const uint64_t apart = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
	auto_close int root = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;
	pid_t pid = -1;

	if (root >= 0 && fstatfs(root, &fs) == 0 && fs.f_type == CGROUP2_SUPER_MAGIC)
		pid = sys_clone(apart, root, pidfd);
	return pid < 0 ? sys_clone(apart, -1, pidfd) : pid;
}

/* Who waits for us to be ready waits for the end of this descriptor. */
static int leave_caller(struct error *err)
{
	auto_close int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		return fail(err, SYSTEM, "open /dev/null");
	(void)setsid(); /* fails for who leads a session already, as in a new pid namespace */
	(void)prctl(PR_SET_NAME, "berth-names");
	return 0;
}

static _Noreturn void be_responder(struct responder *responder, struct network_store *store,
				   int told)
{
	struct error err = NO_ERROR;

	store_close(store); /* whence all of the host's files can be reached */
	if (leave_caller(&err) || responder_confine(responder, &err)) {
		(void)file_write_all(told, &err, sizeof(err)); /* or the silence tells */
		_exit(1);
	}
	(void)close(told);
	responder_serve(responder);
	_exit(0);
}

/* The child's sentence, if it has one. */
static int hear(int from, struct error *err)
{
	struct error said = NO_ERROR;
	ssize_t got;

	do
		got = read(from, &said, sizeof(said));
	while (got < 0 && errno == EINTR);
	if (got == sizeof(said))
		*err = said;
	return got == 0 ? 0 : -1;
}

static int begin(struct responder *responder, struct network_store *store, struct error *err)
{
	auto_close int pidfd = -1;
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return fail(err, SYSTEM, "make a pipe");
	pid = bear(&pidfd);
	if (pid == 0) {
		(void)close(ends[0]);
		be_responder(responder, store, ends[1]);
	}
	fd_drop(&ends[1]);
	auto_close int from = ends[0];

	if (pid < 0)
		return fail(err, SYSTEM, "make the process that answers");
	return hear(from, err);
}

/*
 * What responder_start.c has opened, and nothing else: it comes to stand from 3 on, in the same
 * order. The numbers rise, so none is overwritten before it has been moved.
 */
static int inherit(struct responder *responder, const struct strings *descriptors, int *file,
		   struct error *err)
{
	int next = STDERR_FILENO + 1;

	for (size_t i = 0; i < descriptors->count; i++, next++) {
		uint64_t number;

		if (number_unsigned(descriptors->items[i], INT_MAX, &number) ||
		    number < (uint64_t)next || !fd_is_open((int)number))
			return fail(err, USAGE, "%s is no descriptor that was left for it",
				    descriptors->items[i]);
		if ((int)number != next && dup2((int)number, next) < 0)
			return fail(err, SYSTEM, "take the descriptor %s", descriptors->items[i]);
	}
	(void)sys_close_from((unsigned)next);
	*file = STDERR_FILENO + 1;
	responder->gateway_count = (descriptors->count - 1) / 2;
	for (size_t i = 0; i < responder->gateway_count; i++) {
		responder->gateways[i].datagrams = *file + 1 + 2 * (int)i;
		responder->gateways[i].streams = *file + 2 + 2 * (int)i;
	}
	return 0;
}

static int serve(struct arena *arena, const char *name, const struct strings *descriptors,
		 struct error *err)
{
	auto_store struct network_store store = NO_STORE;
	struct responder responder = {.changes = -1, .links = -1, .run = -1};
	auto_close int file = -1;
	struct network *network;

	if (inherit(&responder, descriptors, &file, err) || store_peek(&store, err) ||
	    network_load(&store, arena, name, &network, err) || prepare(&responder, network, err))
		return -1;
	responder.neighbours.socket = responder.gateways[0].datagrams;
	if (begin(&responder, &store, err))
		return -1;
	return responder_proven(file, err);
}

int network_serve(struct arena *arena, const char *name, const struct strings *descriptors,
		  struct error *err)
{
	if (serve(arena, name, descriptors, err))
		return fail_during(err, "answer for names on network %s", name);
	return 0;
}
