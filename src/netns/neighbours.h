/*
 * neighbours.h - who is on which network, as a responder knows it
 *
 * The directory of attachments is the truth; this is what was read of it. Whoever is told of a
 * change tells this in turn, file by file. A file whose veth is gone belongs to nobody any more,
 * even before somebody has taken it away: so the kernel is asked for each one that an answer is to
 * be made of.
 */
#ifndef BERTH_NEIGHBOURS_H
#define BERTH_NEIGHBOURS_H

#include "attachment.h"
#include "dns_message.h"

struct neighbour {
	char veth[DEVICE_NAME_ROOM];
	struct attachment *attachment; /* in one piece of memory, with all that it points to */
};

/* Pointers into it do not outlive the next change. */
struct neighbours {
	int directory; /* of the attachments */
	int socket;    /* any: the kernel is asked by it */
	struct neighbour *items;
	size_t count, room;
};

void neighbours_drop(struct neighbours *neighbours);

/* Reads one file again, or forgets what it said when it is there no more. */
void neighbours_look(struct neighbours *neighbours, const char *veth);
/* Reads all of them again. -1 and errno. */
int neighbours_look_at_all(struct neighbours *neighbours);

/* The one who has an address on a network, or NULL. */
const struct attachment *neighbours_find(const struct neighbours *neighbours, const char *network,
					 const struct inet *address);

/* Its veth is there. */
bool neighbour_is_alive(const struct neighbours *neighbours, const struct attachment *attachment);

/* Somebody is on that network, and alive. */
bool neighbours_any(const struct neighbours *neighbours, const char *network);

/* ---- neighbour_answers.c ------------------------------------------------------------------- */

enum answering {
	ANSWERED,
	PASS_ON /* somebody else may know */
};

/*
 * Answers for whoever asks, who is seen on all networks on which names are answered and which are
 * his as well. The answer is begun and ended here; bytes have room for limit.
 */
enum answering neighbours_answer(const struct neighbours *neighbours,
				 const struct attachment *asking, const struct dns_query *query,
				 struct dns_answer *answer, uint8_t *bytes, size_t limit);

#endif
