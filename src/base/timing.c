/*
 * timing.c - what each step took
 *
 * Theory of operation
 *
 * INIT is a clone of HOST and has its own memory, but this page is shared between them. Each
 * takes the next free row by an atomic addition, so rows lie there in the order in which they
 * began. The pointers to words in it are good on both sides, since both run one image.
 *
 * The clock is that of the day: a time namespace has others of its own.
 */
#include "timing.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>

#include "error.h"
#include "text.h"

#define MOST_ROWS 200

struct timing_row {
	const char *who, *what;
	int64_t began, ended; /* ns; 0 while it goes on */
};

static struct timings {
	int64_t began;
	atomic_uint count;
	struct timing_row rows[MOST_ROWS];
} * timings;

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int timing_begin(struct error *err)
{
	void *page = mmap(NULL, sizeof(*timings), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (page == MAP_FAILED)
		return fail(err, SYSTEM, "make room for --timing");
	timings = page;
	timings->began = now();
	return 0;
}

struct timing_row *timing_row(const char *who, const char *what)
{
	unsigned index;

	if (!timings)
		return NULL;
	index = atomic_fetch_add(&timings->count, 1);
	if (index >= MOST_ROWS)
		return NULL;
	timings->rows[index] = (struct timing_row){who, what, now(), 0};
	return &timings->rows[index];
}

void timing_end(struct timing_row *row)
{
	if (row)
		row->ended = now();
}

static void write_row(const struct timing_row *row, struct text *out)
{
	text_format(out, "%9" PRId64 "  ", (row->began - timings->began) / 1000);
	/* One that did not come back: it has become the payload. */
	if (row->ended)
		text_format(out, "%9" PRId64, (row->ended - row->began) / 1000);
	else
		text_format(out, "%9s", "-");
	text_format(out, "  %-4s  %s\n", row->who, row->what);
}

void timing_write(struct text *out)
{
	unsigned count;

	if (!timings)
		return;
	count = atomic_load(&timings->count);
	text_format(out, "%9s  %9s  %-4s  %s\n", "at us", "took us", "who", "what");
	for (unsigned i = 0; i < count && i < MOST_ROWS; i++)
		write_row(&timings->rows[i], out);
	text_format(out, "%9" PRId64 "  %9s  %-4s  %s\n", (now() - timings->began) / 1000, "",
		    "host", "done");
}
