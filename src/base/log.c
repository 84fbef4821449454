/*
 * log.c - what berth says while it works
 *
 * One record is one write, so that the two sides of a score, and two runs that share
 * a log, never mix their lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "log.h"
#include "text.h"

static struct {
	int fd;
	bool json;
	enum log_level level;
} sink = {.fd = -1, .level = LOG_LEVEL_WARNING};

int log_open(const char *file, bool json, enum log_level level, struct error *err)
{
	sink.json = json;
	sink.level = level;
	if (!file)
		return 0;
	/* A FIFO that nobody reads holds nobody up: neither now nor when it is full. */
	sink.fd =
		open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0644);
	if (sink.fd < 0 && errno == ENXIO)
		return fail(err, SYSTEM, "open the log %s: nobody reads it", file);
	if (sink.fd < 0)
		return fail(err, SYSTEM, "open the log %s", file);
	return 0;
}

int log_descriptor(void)
{
	return sink.fd;
}

void log_leave(void)
{
	if (sink.fd < 0)
		return;
	fd_drop(&sink.fd);
	sink.level = LOG_LEVEL_ERROR;
}

/* The length of the UTF-8 character at a place, or 0 when the bytes are none. */
static size_t character(const unsigned char *at)
{
	size_t length = *at < 0x80 ? 1 : *at < 0xc2 ? 0 : *at < 0xe0 ? 2 : *at < 0xf0 ? 3 : 4;

	if (*at > 0xf4)
		return 0;
	for (size_t i = 1; i < length; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	}
	return length;
}

/*
 * Names in a message may come from an image or a stranger's configuration. Whatever they are,
 * the record stays one line and valid JSON, and no terminal is told to do anything.
 */
static void add_escaped(struct text *line, const char *string, const char *quotes)
{
	const unsigned char *at = (const unsigned char *)string;

	while (*at) {
		size_t length = character(at);

		if (strchr(quotes, *at))
			text_format(line, "\\%c", *at);
		else if (*at == '\n')
			text_add(line, "\\n");
		else if (*at < 0x20 || *at == 0x7f)
			text_format(line, "\\u%04x", *at);
		else if (!length)
			text_add(line, "\xef\xbf\xbd"); /* U+FFFD */
		else
			text_add_bytes(line, at, length);
		at += length ? length : 1;
	}
}

static void add_quoted(struct text *line, const char *string)
{
	text_add(line, "\"");
	add_escaped(line, string, "\"\\");
	text_add(line, "\"");
}

static void record(const char *level, const char *message)
{
	char now[CLOCK_TEXT];
	auto_text struct text line = NO_TEXT;
	int system = errno;

	clock_now_text(now);
	if (sink.json) {
		text_format(&line, "{\"level\":\"%s\",\"msg\":", level);
		add_quoted(&line, message);
		text_format(&line, ",\"time\":\"%s\"}\n", now);
	} else {
		text_format(&line, "time=\"%s\" level=%s msg=", now, level);
		add_quoted(&line, message);
		text_add(&line, "\n");
	}
	/* A log that cannot be written to must not stop the work. */
	(void)file_write_all(sink.fd < 0 ? STDERR_FILENO : sink.fd, line.start, line.length);
	errno = system;
}

bool log_wants_debug(void)
{
	return sink.level >= LOG_LEVEL_DEBUG;
}

void log_debug(const char *format, ...)
{
	auto_text struct text message = NO_TEXT;
	va_list args;

	if (sink.level < LOG_LEVEL_DEBUG)
		return;
	va_start(args, format);
	text_vformat(&message, format, args);
	va_end(args);
	record("debug", text_string(&message));
}

void log_warning(const char *format, ...)
{
	auto_text struct text message = NO_TEXT;
	va_list args;

	if (sink.level < LOG_LEVEL_WARNING)
		return;
	va_start(args, format);
	text_vformat(&message, format, args);
	va_end(args);
	record("warning", text_string(&message));
}

void log_error(const char *sentence)
{
	auto_text struct text line = NO_TEXT;

	/* On stderr and as text, a person reads it: the bare sentence says it all. */
	if (sink.fd >= 0 || sink.json)
		record("error", sentence);
	if (sink.fd < 0 && sink.json)
		return;
	text_add(&line, "berth: ");
	add_escaped(&line, sentence, "");
	text_add(&line, "\n");
	(void)file_write_all(STDERR_FILENO, line.start, line.length);
}
