#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "decode.h"
#include "error.h"
#include "log.h"
#include "tables.h"
#include "text.h"

static struct arena arena;
static struct error err;
static char noted[256];

/* In place of src/base/log.c: keeps the last line. */
bool log_wants_debug(void)
{
	return true;
}

void log_debug(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(noted, sizeof(noted), format, args);
	va_end(args);
}

static int read_process(const char *json, struct spec_process *process)
{
	struct json_document document = {.name = "c", .text = json, .size = strlen(json)};
	struct decode decode = {.document = &document, .arena = &arena, .err = &err};

	memset(process, 0, sizeof(*process));
	noted[0] = '\0';
	err = NO_ERROR;
	cr_assert_eq(json_parse(&document, &arena, &err), 0, "%s", err.text);
	return decode_object(&decode, &spec_process_table, document.root, process);
}

Test(spec_decode, names_match_whatever_their_case)
{
	struct spec_process process;

	cr_assert_eq(read_process("{\"CWD\": \"/\", \"nonewprivileges\": true}", &process), 0, "%s",
		     err.text);
	cr_expect_str_eq(process.cwd, "/");
	cr_expect(process.no_new_privileges);
	cr_expect_str_eq(noted, "");
}

Test(spec_decode, null_and_the_empty_string_are_absent)
{
	struct spec_process process;

	cr_assert_eq(read_process("{\"cwd\": \"/\", \"user\": null, \"apparmorProfile\": \"\"}",
				  &process),
		     0, "%s", err.text);
	cr_expect_null(process.apparmor_profile);
	cr_expect_eq(read_process("{\"cwd\": null}", &process), -1);
	cr_expect_str_eq(err.text, "c:1:1: cwd is missing");
	cr_expect_eq(read_process("{\"cwd\": \"\"}", &process), -1);
	cr_expect_str_eq(err.text, "c:1:1: cwd is missing");
}

Test(spec_decode, an_unknown_name_passes_with_a_hint)
{
	struct spec_process process;

	cr_assert_eq(read_process("{\"cwd\": \"/\", \"user\": {\"uuid\": 1}}", &process), 0, "%s",
		     err.text);
	cr_expect_str_eq(noted, "c:1:31: user: uuid is unknown and ignored; did you mean uid?");
	cr_expect_eq(process.user.uid, 0);
	cr_assert_eq(read_process("{\"cwd\": \"/\", \"x-vendor\": {}}", &process), 0);
	cr_expect_str_eq(noted, "c:1:26: x-vendor is unknown and ignored");
}

Test(spec_decode, a_path_names_members_indices_and_keys)
{
	struct spec_process process;

	cr_expect_eq(read_process("{\"cwd\": \"/\", \"rlimits\": [{\"type\": 1}]}", &process), -1);
	cr_expect_str_eq(err.text, "c:1:35: rlimits[0].type: expected a string, found a number");
}

Test(spec_decode, long_and_strange_words_are_quoted_safely)
{
	static const struct {
		const char *word, *quoted;
	} rows[] = {
		{"plain",    "\"plain\""       },
		{"a\nb\x1b", "\"a\\nb\\u001b\""},
	};
	auto_text struct text text = NO_TEXT;
	char word[1000] = "";

	for (size_t i = 0; i < COUNT(rows); i++) {
		text_clear(&text);
		quote_word(&text, rows[i].word);
		cr_expect_str_eq(text.start, rows[i].quoted);
	}
	memset(word, 'x', sizeof(word) - 1);
	text_clear(&text);
	quote_word(&text, word);
	cr_expect_eq(text.length, 1 + 120 + 1 + 3);
	cr_expect(text_ends_with(text.start, "x\"..."));
}
