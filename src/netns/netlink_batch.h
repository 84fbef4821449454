/*
 * netlink_batch.h - several messages in one send, and every answer
 *
 *	auto_batch struct netlink_batch batch = NO_BATCH;
 *	struct nlmsghdr *message = batch_add(&batch, "make the bridge", RTM_NEWLINK, NLM_F_CREATE);
 *	...
 *	if (batch_send(&batch, NETLINK_ROUTE, err))
 *
 * A message is complete when the next one is added. rtnetlink does what comes after a message
 * that failed; nf_tables does all or nothing. Either way the batch has failed when one of its
 * messages has, and the sentence is about the first that did.
 */
#ifndef BERTH_NETLINK_BATCH_H
#define BERTH_NETLINK_BATCH_H

#include <stddef.h>

#include "netlink.h"

struct netlink_batch {
	char *bytes;
	size_t length, room;
	unsigned count;
	unsigned failed; /* batch_send(): the number of the message that failed, from 0 */
	int forgiven;    /* an errno that is no failure of a message, or 0 */
};

#define NO_BATCH   ((struct netlink_batch){.bytes = NULL})
#define auto_batch __attribute__((cleanup(batch_drop)))

void batch_drop(struct netlink_batch *batch);

/* Memory for one batch at a time, the caller's: once, and for as long as the process lives. */
#define BATCH_ROOM 8192
void batch_lend(char room[BATCH_ROOM]);

/* step: what an error says was being done; it must live as long as the batch. */
struct nlmsghdr *batch_add(struct netlink_batch *batch, const char *step, uint16_t type,
			   uint16_t flags);

/* In the present network namespace; once, for the answers take the place of the messages. */
int batch_send(struct netlink_batch *batch, int protocol, struct error *err);

/* All of the messages as they would be sent. */
size_t batch_size(const struct netlink_batch *batch);

#endif
