/*
 * netlink.h - one request, one answer (libmnl)
 *
 *	char room[NETLINK_ROOM];
 *	struct nlmsghdr *message = netlink_message(room, RTM_NEWLINK, 0);
 *	...
 *	if (netlink_ask(message, NULL, NULL, err))
 */
#ifndef BERTH_NETLINK_H
#define BERTH_NETLINK_H

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <sys/types.h>

struct error;
struct iovec;

#define NETLINK_ROOM    8192
#define NETLINK_ANSWERS 32768 /* the most that the kernel says at once */

struct nlmsghdr *netlink_message(char room[NETLINK_ROOM], uint16_t type, uint16_t flags);

/*
 * Sends a request of NETLINK_ROUTE in the present network namespace and waits for the answer,
 * each part of which goes to part (NULL: only the acknowledgement counts). -1 with the
 * kernel's own sentence where it has one (NETLINK_EXT_ACK).
 */
int netlink_ask(struct nlmsghdr *message, mnl_cb_t part, void *data, struct error *err);
/* The same of another protocol, such as NETLINK_NETFILTER. */
int netlink_ask_of(int protocol, struct nlmsghdr *message, mnl_cb_t part, void *data,
		   struct error *err);

/*
 * Memory for answers, which otherwise are on the stack: the caller's, for as long as the process
 * lives.
 */
void netlink_lend(char room[NETLINK_ANSWERS]);

/* The sentence that the kernel put behind its error, or NULL. */
const char *netlink_words(const struct nlmsghdr *answer);

/* ---- netlink_socket.c ---------------------------------------------------------------------- */

/* A socket that has the kernel say what is wrong in its own words. */
int netlink_open(int protocol, struct error *err);
/* A question says exactly what it wants, and is refused what it gets wrong. */
void netlink_be_strict(int socket);
/* The kernel has done what it is sent, and answered, when this returns: netlink(7). */
int netlink_send(int socket, struct iovec *parts, size_t count);
/*
 * Never waits: a long answer is gone on with when a part of it is taken. What does not fit, or does
 * not come from the kernel, is an error; so is silence.
 */
ssize_t netlink_receive(int socket, void *room, size_t size);

#endif
