/*
 * netlink_socket.c - a way to the kernel and back
 *
 * libmnl has sockets as well, each in memory of its own; a container's network takes several.
 */
#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include "error.h"
#include "netlink.h"

static void set(int socket, int option)
{
	int on = 1;

	(void)setsockopt(socket, SOL_NETLINK, option, &on, sizeof(on));
}

/* The kernel numbers it with the first send. */
int netlink_open(int protocol, struct error *err)
{
	int opened = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);

	if (opened < 0)
		return fail(err, SYSTEM, "open a netlink socket");
	set(opened, NETLINK_EXT_ACK); /* since 4.12 */
	set(opened, NETLINK_CAP_ACK);
	return opened;
}

void netlink_be_strict(int socket)
{
	set(socket, NETLINK_GET_STRICT_CHK); /* since 4.20 */
}

int netlink_send(int socket, struct iovec *parts, size_t count)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	const struct msghdr message = {.msg_name = &kernel,
				       .msg_namelen = sizeof(kernel),
				       .msg_iov = parts,
				       .msg_iovlen = count};

	return sendmsg(socket, &message, 0) < 0 ? -1 : 0;
}

ssize_t netlink_receive(int socket, void *room, size_t size)
{
	struct sockaddr_nl from;
	struct iovec part = {.iov_base = room, .iov_len = size};
	struct msghdr message = {
		.msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &part, .msg_iovlen = 1};
	ssize_t length = recvmsg(socket, &message, MSG_DONTWAIT);

	if (length < 0)
		return -1;
	errno = message.msg_flags & MSG_TRUNC ? ENOSPC : EINVAL;
	if (message.msg_flags & MSG_TRUNC || message.msg_namelen != sizeof(from) || from.nl_pid)
		return -1;
	return length;
}
