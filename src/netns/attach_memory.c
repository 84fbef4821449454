/*
 * attach_memory.c - what it takes of memory to plug a container in, or to unplug it
 *
 * Of pages that are there: to find each missing is a fault of the processor, and the birth of INIT
 * has left HOST none that can be written without one.
 */
#include <sys/mman.h>

#include "attach.h"
#include "netlink_batch.h"

/* For a network or two. Of answers, only what is usual. */
#define ROOM  (16 << 10)
#define READY (ROOM + BATCH_ROOM + 4096)

struct arena attach_memory(void)
{
	static char *room;

	if (!room) {
		void *fresh = mmap(NULL, ROOM + BATCH_ROOM + NETLINK_ANSWERS,
				   PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (fresh == MAP_FAILED)
			return NO_ARENA;
		room = fresh;
		(void)madvise(room, READY, MADV_POPULATE_WRITE); /* since Linux 5.14 */
		batch_lend(room + ROOM);
		netlink_lend(room + ROOM + BATCH_ROOM);
	}
	return arena_in(room, ROOM);
}
