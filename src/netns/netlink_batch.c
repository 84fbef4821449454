/*
 * netlink_batch.c - several messages in one send, and every answer
 *
 * Theory of operation
 *
 * Messages are numbered from 1. The last one asks to be acknowledged; of the others the kernel
 * tells the failures unasked, and in order. So whatever is told before the last answer is a
 * failure, and there are never more answers than the socket has room for, however many
 * messages there are.
 *
 * nf_tables puts its messages between a beginning and an end, which are numbered 0. What fails
 * as a whole, such as a commit or a kernel without nf_tables, is told about the beginning.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "netlink_batch.h"

#define MESSAGE_ROOM 4096       /* more than any message needs */
#define USUAL_ROOM   (64 << 10) /* every socket has more */
#define SEND_ROOM    (32 << 20)
#define MOST_SPARED  USUAL_ROOM

/* ---- memory -------------------------------------------------------------------------------- */

/*
 * The room of the last batch that was dropped, for the next one: a container's batches come one
 * after the other, and each would ask the kernel for fresh pages and give them back.
 */
static struct netlink_batch spare;
static const char *lent;

void batch_lend(char room[BATCH_ROOM])
{
	batch_drop(&spare);
	lent = room;
	spare = (struct netlink_batch){.bytes = room, .room = BATCH_ROOM};
}

static void bytes_drop(char *bytes)
{
	if (bytes != lent)
		free(bytes);
}

void batch_drop(struct netlink_batch *batch)
{
	if (spare.bytes || batch->room > MOST_SPARED)
		bytes_drop(batch->bytes);
	else
		spare = (struct netlink_batch){.bytes = batch->bytes, .room = batch->room};
	*batch = NO_BATCH;
}

/* The steps stand at the end of the room, whose size aligns them, the last one first. */
static const char **step_of(const struct netlink_batch *batch, unsigned number)
{
	return (const char **)(batch->bytes + batch->room) - 1 - number;
}

static size_t steps_size(unsigned count)
{
	return count * sizeof(char *);
}

static void grow(struct netlink_batch *batch)
{
	struct netlink_batch grown = *batch;

	grown.room = NLMSG_ALIGN(batch->length + MESSAGE_ROOM) * 2 + 2 * steps_size(batch->count);
	grown.bytes = alloc_again(NULL, grown.room);
	if (batch->bytes) {
		memcpy(grown.bytes, batch->bytes, batch->length);
		memcpy(step_of(&grown, batch->count) + 1, step_of(batch, batch->count) + 1,
		       steps_size(batch->count));
	}
	bytes_drop(batch->bytes);
	*batch = grown;
}

/* ---- messages ------------------------------------------------------------------------------ */

size_t batch_size(const struct netlink_batch *batch)
{
	const struct nlmsghdr *last;

	if (!batch->count)
		return 0;
	last = (const struct nlmsghdr *)(batch->bytes + batch->length);
	return batch->length + NLMSG_ALIGN(last->nlmsg_len);
}

struct nlmsghdr *batch_add(struct netlink_batch *batch, const char *step, uint16_t type,
			   uint16_t flags)
{
	struct nlmsghdr *message;

	if (!batch->bytes) {
		*batch = spare;
		spare = NO_BATCH;
	}
	batch->length = batch_size(batch);
	if (batch->length + MESSAGE_ROOM + steps_size(batch->count + 1) > batch->room)
		grow(batch);
	*step_of(batch, batch->count++) = step;
	memset(batch->bytes + batch->length, 0, MESSAGE_ROOM);
	message = mnl_nlmsg_put_header(batch->bytes + batch->length);
	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST | flags;
	message->nlmsg_seq = batch->count;
	return message;
}

/* ---- sending ------------------------------------------------------------------------------- */

static void bracket(struct nlmsghdr *message, uint16_t type)
{
	struct nfgenmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	message->nlmsg_type = type;
	message->nlmsg_flags = NLM_F_REQUEST;
	header->nfgen_family = AF_UNSPEC;
	header->version = NFNETLINK_V0;
	header->res_id = htons(NFNL_SUBSYS_NFTABLES);
}

static int send_all(struct netlink_batch *batch, int socket, bool bracketed)
{
	struct nlmsghdr *last = (struct nlmsghdr *)(batch->bytes + batch->length);
	char begin[64], end[64];
	struct iovec parts[] = {
		{begin,        0                },
		{batch->bytes, batch_size(batch)},
		{end,          0                },
	};

	last->nlmsg_flags |= NLM_F_ACK;
	bracket(mnl_nlmsg_put_header(begin), NFNL_MSG_BATCH_BEGIN);
	bracket(mnl_nlmsg_put_header(end), NFNL_MSG_BATCH_END);
	parts[0].iov_len = ((struct nlmsghdr *)begin)->nlmsg_len;
	parts[2].iov_len = ((struct nlmsghdr *)end)->nlmsg_len;
	return bracketed ? netlink_send(socket, parts, 3) : netlink_send(socket, parts + 1, 1);
}

static int tell(struct netlink_batch *batch, const struct nlmsghdr *answer, struct error *err)
{
	const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);
	const char *words = netlink_words(answer);
	unsigned number = answer->nlmsg_seq ? answer->nlmsg_seq - 1 : 0;

	if (err->kind != NO_FAILURE) /* the first one is told */
		return -1;
	batch->failed = number;
	errno = (int)(0U - (unsigned)error->error);
	if (words)
		return fail(err, SYSTEM, "%s: the kernel says \"%s\"", *step_of(batch, number),
			    words);
	return fail(err, SYSTEM, "%s", *step_of(batch, number));
}

/* 1 while more is to come. */
static int hear(struct netlink_batch *batch, const char *room, int length, struct error *err)
{
	const struct nlmsghdr *answer = (const struct nlmsghdr *)room;

	for (; mnl_nlmsg_ok(answer, length); answer = mnl_nlmsg_next(answer, &length)) {
		const struct nlmsgerr *error = mnl_nlmsg_get_payload(answer);

		if (answer->nlmsg_type != NLMSG_ERROR || answer->nlmsg_seq > batch->count ||
		    mnl_nlmsg_get_payload_len(answer) < sizeof(*error))
			continue;
		if (error->error && (!batch->forgiven || error->error != -batch->forgiven))
			tell(batch, answer, err);
		if (answer->nlmsg_seq == batch->count || answer->nlmsg_seq == 0)
			return err->kind == NO_FAILURE ? 0 : -1;
	}
	return 1;
}

/* The answers come to where the messages were. */
static int converse(struct netlink_batch *batch, int socket, bool bracketed, struct error *err)
{
	int room = SEND_ROOM, more;

	/* A transaction is one send, however long. Where this is not allowed, the send says so. */
	if (batch_size(batch) > USUAL_ROOM)
		(void)setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room));
	if (send_all(batch, socket, bracketed))
		return fail(err, SYSTEM, "%s", *step_of(batch, 0));
	do {
		ssize_t length = netlink_receive(socket, batch->bytes,
						 batch->room - steps_size(batch->count));

		if (length < 0)
			return fail(err, SYSTEM, "%s: wait for the kernel's answer",
				    *step_of(batch, 0));
		more = hear(batch, batch->bytes, (int)length, err);
	} while (more > 0);
	return more;
}

int batch_send(struct netlink_batch *batch, int protocol, struct error *err)
{
	auto_close int socket = -1;

	if (!batch->count)
		return 0;
	socket = netlink_open(protocol, err);
	return socket < 0 ? -1 : converse(batch, socket, protocol == NETLINK_NETFILTER, err);
}
