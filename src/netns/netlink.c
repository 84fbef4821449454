/*
 * netlink.c - one request, one answer; the kernel's own error text
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "error.h"
#include "netlink.h"

#define DEADLINE_SECONDS 10

struct nlmsghdr *netlink_message(char room[NETLINK_ROOM], uint16_t type, uint16_t flags)
{
	struct nlmsghdr *message = mnl_nlmsg_put_header(room);

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	message->nlmsg_seq = 1;
	return message;
}

static int take_text(const struct nlattr *attribute, void *data)
{
	const char **words = data;

	if (mnl_attr_get_type(attribute) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attribute, MNL_TYPE_NUL_STRING) == 0)
		*words = mnl_attr_get_str(attribute);
	return MNL_CB_OK;
}

const char *netlink_words(const struct nlmsghdr *answer)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	size_t offset = sizeof(*error), size = mnl_nlmsg_get_payload_len(answer);
	const char *words = NULL;

	if (answer->nlmsg_type != NLMSG_ERROR || !(answer->nlmsg_flags & NLM_F_ACK_TLVS) ||
	    size < sizeof(*error))
		return NULL;
	if (!(answer->nlmsg_flags & NLM_F_CAPPED))
		offset += mnl_nlmsg_get_payload_len(&error->msg);
	if (offset > size)
		return NULL;
	(void)mnl_attr_parse(answer, (unsigned)offset, take_text, &words);
	return words;
}

static int explain(const char *room, ssize_t length, struct error *err)
{
	int system = errno;
	const char *words = length > 0 ? netlink_words((const struct nlmsghdr *)room) : NULL;

	errno = system;
	if (words)
		return fail(err, SYSTEM, "the kernel says \"%s\"", words);
	return fail(err, SYSTEM, "netlink");
}

int netlink_prepare(struct mnl_socket *socket)
{
	static const struct timeval deadline = {.tv_sec = DEADLINE_SECONDS};
	int on = 1;

	(void)mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on)); /* since 4.12 */
	(void)mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on));
	/* Only then does a request say exactly what it wants, and is refused what it gets wrong. */
	(void)mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on, sizeof(on)); /* 4.20 */
	return setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO, &deadline,
			  sizeof(deadline));
}

static int converse(struct mnl_socket *socket, struct nlmsghdr *message, mnl_cb_t part, void *data,
		    struct error *err)
{
	char room[32768];
	ssize_t length = 0;
	int more;

	if (netlink_prepare(socket))
		return explain(room, 0, err);
	if (mnl_socket_sendto(socket, message, message->nlmsg_len) < 0)
		return explain(room, 0, err);
	do {
		length = mnl_socket_recvfrom(socket, room, sizeof(room));
		if (length < 0)
			return explain(room, 0, err);
		more = mnl_cb_run(room, (size_t)length, 1, 0, part, data);
	} while (more > 0);
	return more < 0 ? explain(room, length, err) : 0;
}

int netlink_ask_of(int protocol, struct nlmsghdr *message, mnl_cb_t part, void *data,
		   struct error *err)
{
	struct mnl_socket *socket = mnl_socket_open2(protocol, SOCK_CLOEXEC);
	int asked = -1;

	if (!socket) /* the kernel numbers it with the first send */
		fail(err, SYSTEM, "open a netlink socket");
	else
		asked = converse(socket, message, part, data, err);
	if (socket)
		mnl_socket_close(socket);
	return asked;
}

int netlink_ask(struct nlmsghdr *message, mnl_cb_t part, void *data, struct error *err)
{
	return netlink_ask_of(NETLINK_ROUTE, message, part, data, err);
}
