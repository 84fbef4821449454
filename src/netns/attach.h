/*
 * attach.h - containers are plugged into networks, and unplugged
 */
#ifndef BERTH_ATTACH_H
#define BERTH_ATTACH_H

#include "attachment_store.h"
#include "names.h"

/* Who is to be attached to what. The store is locked. */
struct attaching {
	struct network_store *store;
	struct arena *arena;
	int record;    /* the directory of the container's record */
	int namespace; /* the container's network namespace */
	int proc;      /* of inside_proc() */
	const struct attachment_request *requests;
	size_t count;
	const struct published_ports *ports;
	size_t before;             /* attachments that it has, or has had */
	struct attachments others; /* those that its files of names tell of as well */
	struct name_files names;

	struct networks networks; /* one for each request */
	struct attachments made;
};

/* All, or none. */
int attach(struct attaching *attaching, struct error *err);

/* ---- attach_memory.c ----------------------------------------------------------------------- */

/* An arena for what is above, which netlink has room in as well; one at a time. */
struct arena attach_memory(void);

/* ---- attach_inside.c: the container's end ---------------------------------------------------- */

/*
 * A /proc of berth's own, by which settings are written: a detached mount. It is closed at best
 * when nobody waits: the kernel takes its time to be sure that nobody uses it any more.
 */
int inside_proc(struct error *err);
int inside_settle(const struct attaching *attaching, struct error *err);

/* ---- publish.c ------------------------------------------------------------------------------- */

/* There is an attachment that they can lead to. */
int ports_check(const struct attaching *attaching, struct error *err);
/* Which attachment the ports lead to, and which ports those are: what is free is chosen. */
int ports_choose(struct attaching *attaching, struct error *err);
/* They lead there from now on. */
int ports_publish(const struct attaching *attaching, struct error *err);

#endif
