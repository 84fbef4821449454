/*
 * log.h - what berth says while it works
 *
 * Three levels. Debug lines tell each step and cost nothing unless asked for;
 * warnings tell of something that works less well than it was asked to; the one
 * error record is written by main() alone, last, and carries the whole sentence:
 * containerd and conmon show their users just that record.
 *
 * With --log FILE the records go to FILE and the bare sentence of an error goes to
 * stderr as well, since engines read either.
 */
#ifndef BERTH_LOG_H
#define BERTH_LOG_H

#include <stdbool.h>

struct error;

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARNING,
	LOG_LEVEL_DEBUG
};

/* file may be NULL for stderr. The descriptor is kept, marked close-on-exec. */
int log_open(const char *file, bool json, enum log_level level, struct error *err);

bool log_wants_debug(void);
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For main() only. */
void log_error(const char *sentence);

int log_descriptor(void); /* -1 for stderr */

/*
 * INIT must not carry a log into the container, and once the descriptor is closed its number is
 * somebody else's: closes the log, and is silent from there on. stderr is the container's too.
 */
void log_leave(void);

#endif
