/*
 * netlink.c - one request, one answer; the kernel's own error text
 */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "error.h"
#include "fd.h"
#include "netlink.h"

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

static int converse(int socket, struct nlmsghdr *message, mnl_cb_t part, void *data, char *room,
		    struct error *err)
{
	struct iovec request = {.iov_base = message, .iov_len = message->nlmsg_len};
	ssize_t length = 0;
	int more;

	if (netlink_send(socket, &request, 1))
		return explain(room, 0, err);
	do {
		length = netlink_receive(socket, room, NETLINK_ANSWERS);
		if (length < 0)
			return explain(room, 0, err);
		more = mnl_cb_run(room, (size_t)length, 1, 0, part, data);
	} while (more > 0);
	return more < 0 ? explain(room, length, err) : 0;
}

static char *lent;

void netlink_lend(char room[NETLINK_ANSWERS])
{
	lent = room;
}

/* Apart, since so deep a stack is made of pages that nobody has used yet. */
__attribute__((noinline)) static int converse_on_stack(int socket, struct nlmsghdr *message,
						       mnl_cb_t part, void *data, struct error *err)
{
	char room[NETLINK_ANSWERS];

	return converse(socket, message, part, data, room, err);
}

int netlink_ask_of(int protocol, struct nlmsghdr *message, mnl_cb_t part, void *data,
		   struct error *err)
{
	auto_close int socket = netlink_open(protocol, err);
	char *const room = lent;
	int asked;

	if (socket < 0)
		return -1;
	if (protocol == NETLINK_ROUTE)
		netlink_be_strict(socket);
	if (!room)
		return converse_on_stack(socket, message, part, data, err);
	lent = NULL; /* what a part of the answer leads to may ask as well */
	asked = converse(socket, message, part, data, room, err);
	lent = room;
	return asked;
}

int netlink_ask(struct nlmsghdr *message, mnl_cb_t part, void *data, struct error *err)
{
	return netlink_ask_of(NETLINK_ROUTE, message, part, data, err);
}
