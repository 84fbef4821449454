/*
 * A wrong configuration and the exact sentence it must earn: tests/messages/NAME.json and
 * NAME.error. Run from the top of the tree.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "spec.h"
#include "text.h"

static void read_whole(const char *name, struct text *text)
{
	cr_assert_eq(file_read(AT_FDCWD, name, 1 << 20, text), 0, "%s: %s", name, strerror(errno));
}

static void expect_sentence(const char *config)
{
	auto_text struct text json = NO_TEXT, expected = NO_TEXT, name = NO_TEXT, said = NO_TEXT;
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;

	text_format(&name, "%.*s.error", (int)(strlen(config) - strlen(".json")), config);
	read_whole(config, &json);
	read_whole(name.start, &expected);
	cr_expect_null(spec_read(&arena, "config.json", json.start, json.length, &err), "%s",
		       config);
	text_format(&said, "%s\n", err.text);
	cr_expect_str_eq(said.start, expected.start, "%s:\nsaid     %sexpected %s", config,
			 said.start, expected.start);
	cr_expect_eq(err.kind, SPEC, "%s", config);
}

Test(spec_messages, every_wrong_configuration_earns_its_sentence)
{
	glob_t found;

	cr_assert_eq(glob("tests/messages/*.json", 0, NULL, &found), 0,
		     "there is nothing in tests/messages, seen from here");
	for (size_t i = 0; i < found.gl_pathc; i++)
		expect_sentence(found.gl_pathv[i]);
	globfree(&found);
}
