/* log.c: what berth says while it works */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "log.h"
#include "text.h"

static char log_path[] = "/tmp/berth-log-XXXXXX", stderr_path[] = "/tmp/berth-err-XXXXXX";

static void arrive(void)
{
	int fd = mkstemp(stderr_path);

	close(mkstemp(log_path));
	cr_assert_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	close(fd);
}

static void leave(void)
{
	unlink(log_path);
	unlink(stderr_path);
}

TestSuite(base_log, .init = arrive, .fini = leave);

static const char *content(const char *path)
{
	static struct text text;

	text_clear(&text);
	cr_assert_eq(file_read(AT_FDCWD, path, 1 << 16, &text), 0);
	return text_string(&text);
}

static void open_log(const char *file, bool json, enum log_level level)
{
	struct error err = NO_ERROR;

	cr_assert_eq(log_open(file, json, level, &err), 0, "%s", err.text);
}

/* The record without its time of day, which stands between quotes and ends with Z. */
static const char *timeless(const char *path)
{
	static char record[512];
	char *start, *end;

	snprintf(record, sizeof(record), "%s", content(path));
	start = strstr(record, "20");
	cr_assert_not_null(start, "no time in %s", record);
	end = strstr(start, "Z\"");
	cr_assert_not_null(end, "no UTC time in %s", record);
	memmove(start, end, strlen(end) + 1);
	return record;
}

Test(base_log, a_warning_is_one_line_of_text)
{
	open_log(NULL, false, LOG_LEVEL_WARNING);
	log_warning("no %s here", "swap");
	cr_assert_str_eq(timeless(stderr_path), "time=\"Z\" level=warning msg=\"no swap here\"\n");
}

Test(base_log, a_record_in_json_is_one_object_a_line)
{
	open_log(log_path, true, LOG_LEVEL_WARNING);
	log_warning("say \"%s\"\n\t\x1b\\", "so");
	cr_assert_str_eq(timeless(log_path),
			 "{\"level\":\"warning\",\"msg\":\"say \\\"so\\\"\\n\\u0009\\u001b\\\\\","
			 "\"time\":\"Z\"}\n");
	cr_assert_str_eq(content(stderr_path), "");
}

Test(base_log, letters_of_all_scripts_stay_and_broken_bytes_are_replaced)
{
	open_log(log_path, true, LOG_LEVEL_WARNING);
	log_warning("h\xc3\xa4"
		    "fen \xe6\xb8\xaf \xf0\x9f\x9a\xa2 \xff \xc3");
	cr_assert_str_eq(timeless(log_path),
			 "{\"level\":\"warning\",\"msg\":\"h\xc3\xa4"
			 "fen \xe6\xb8\xaf \xf0\x9f\x9a\xa2 \xef\xbf\xbd \xef\xbf\xbd\","
			 "\"time\":\"Z\"}\n");
}

Test(base_log, levels_below_the_wanted_one_are_silent)
{
	open_log(NULL, false, LOG_LEVEL_ERROR);
	log_debug("a step");
	log_warning("a warning");
	cr_assert_str_eq(content(stderr_path), "");
	cr_assert_not(log_wants_debug());
	open_log(NULL, false, LOG_LEVEL_DEBUG);
	cr_assert(log_wants_debug());
	log_debug("a step");
	cr_assert_str_eq(timeless(stderr_path), "time=\"Z\" level=debug msg=\"a step\"\n");
}

Test(base_log, a_person_reads_the_bare_sentence)
{
	open_log(NULL, false, LOG_LEVEL_WARNING);
	log_error("container \"c1\" does not exist");
	cr_assert_str_eq(content(stderr_path), "berth: container \"c1\" does not exist\n");
}

Test(base_log, with_a_log_file_the_sentence_goes_to_both)
{
	open_log(log_path, true, LOG_LEVEL_WARNING);
	log_error("no");
	cr_assert_str_eq(timeless(log_path),
			 "{\"level\":\"error\",\"msg\":\"no\",\"time\":\"Z\"}\n");
	cr_assert_str_eq(content(stderr_path), "berth: no\n");
}

Test(base_log, json_on_stderr_is_not_mixed_with_text)
{
	open_log(NULL, true, LOG_LEVEL_WARNING);
	log_error("no");
	cr_assert_str_eq(timeless(stderr_path),
			 "{\"level\":\"error\",\"msg\":\"no\",\"time\":\"Z\"}\n");
}

Test(base_log, a_name_from_an_image_cannot_speak_to_the_terminal)
{
	open_log(NULL, false, LOG_LEVEL_WARNING);
	log_error("mount on /\x1b[2Ja\nberth: all is well");
	cr_assert_str_eq(content(stderr_path),
			 "berth: mount on /\\u001b[2Ja\\nberth: all is well\n");
}

Test(base_log, a_log_that_cannot_be_opened_is_an_error)
{
	struct error err = NO_ERROR;

	cr_assert_eq(log_open("/nowhere/log", false, LOG_LEVEL_WARNING, &err), -1);
	cr_assert_str_eq(err.text, "open the log /nowhere/log: no such file or directory");
}

Test(base_log, a_log_that_nobody_reads_holds_nobody_up)
{
	struct error err = NO_ERROR;
	int reader;

	unlink(log_path);
	cr_assert_eq(mkfifo(log_path, 0600), 0);
	cr_assert_eq(log_open(log_path, false, LOG_LEVEL_WARNING, &err), -1);
	cr_assert_not_null(strstr(err.text, "nobody reads it"), "%s", err.text);
	reader = open(log_path, O_RDONLY | O_NONBLOCK);
	cr_assert(reader >= 0);
	open_log(log_path, false, LOG_LEVEL_WARNING);
	for (int i = 0; i < 4096; i++)
		log_warning("more than the FIFO has room for: %0*d", 64, i);
	close(reader);
}

Test(base_log, a_log_grows_and_is_not_inherited)
{
	open_log(log_path, false, LOG_LEVEL_WARNING);
	log_warning("one");
	open_log(log_path, false, LOG_LEVEL_WARNING);
	log_warning("two");
	cr_assert_not_null(strstr(content(log_path), "one"));
	cr_assert_not_null(strstr(content(log_path), "two"));
	cr_assert(fcntl(log_descriptor(), F_GETFD) & FD_CLOEXEC);
}

/* A number that is used again would have our lines sent to whoever has it then. */
Test(base_log, a_log_that_was_left_is_written_to_no_more)
{
	int old;

	open_log(log_path, false, LOG_LEVEL_DEBUG);
	old = log_descriptor();
	log_leave();
	cr_assert_eq(log_descriptor(), -1);
	cr_assert_eq(dup2(STDERR_FILENO, old), old);
	log_debug("one");
	log_warning("two");
	cr_assert_str_eq(content(log_path), "");
	cr_assert_str_eq(content(stderr_path), "");
}

Test(base_log, errno_survives)
{
	open_log(log_path, false, LOG_LEVEL_WARNING);
	errno = ENOSPC;
	log_warning("full");
	cr_assert_eq(errno, ENOSPC);
}
