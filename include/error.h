/*
 * error.h - one sentence about what went wrong
 *
 * A function that can fail returns 0, or -1 with a whole sentence in its last
 * argument; functions that make a descriptor or a count return that instead of 0.
 * An error is a value: it needs no memory, so it exists when memory does not, and
 * it crosses from one side of the score to the other in one write.
 *
 *	if (mount(...))
 *		return fail(err, SYSTEM, "mount %s on %s", type, target);
 *	...
 *	if (rootfs_mount(job, err))
 *		return fail_during(err, "%s", row->name);
 *
 * gives "mount the root: mount tmpfs on /dev: no space left on device".
 * Wording: lower case, no full stop, no "failed to": step, object, reason, and the
 * cure if it is known. Quote the user's own words.
 */
#ifndef BERTH_ERROR_H
#define BERTH_ERROR_H

enum failure {
	NO_FAILURE,
	USAGE,          /* the command line is wrong */
	SPEC,           /* the configuration is wrong */
	STATE,          /* the container is not in a state that allows this */
	SYSTEM,         /* the kernel or the machine said no: errno is appended to the sentence */
	REFUSED,        /* understood, and deliberately not done */
	MISSING,        /* the container does not exist */
	NOT_FOUND,      /* the payload's program is not there: 127 for a shell */
	NOT_EXECUTABLE, /* it is there and cannot be run: 126 */
	BUG,            /* berth's own mistake: worth a report */
};

struct error {
	enum failure kind;
	int system; /* errno, or 0 */
	char text[1016];
};

#define NO_ERROR ((struct error){.kind = NO_FAILURE})

/* Writes the sentence and returns -1. For SYSTEM the text of errno is appended. */
int fail(struct error *err, enum failure kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Puts "context: " before the sentence that is already there and returns -1. */
int fail_during(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds "; cure" behind the sentence that is already there and returns -1. */
int fail_cure(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Forgets an expected failure that has been dealt with. */
void fail_clear(struct error *err);

/* The kernel's words for an errno in berth's case: "no such file or directory". */
const char *error_words(int system);

#endif
