/*
 * A bundle's configuration and the plan it must give, as text: tests/plans/NAME.json and
 * NAME.plan. Run from the top of the tree. After a change that is meant, and to be read in the
 * diff before it is committed:
 *
 *	UPDATE=1 tests/run build/release/tests/container/plan
 *
 * Those whose names begin with "systemd_" are planned with --systemd-cgroup. The configurations
 * name only capabilities that every kernel has, and none asks for AppArmor.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "plan.h"
#include "text.h"

/* The length of a compiled filter depends on the machine. */
static void leave_out_size(const struct text *words, struct text *out)
{
	static const char before[] = "seccomp filter of ";
	const char *at = strstr(words->start, before);
	size_t length = at ? (size_t)(at - words->start) + strlen(before) : words->length;

	text_add_bytes(out, words->start, length);
	if (at)
		text_format(out, "N%s",
			    at + strlen(before) + strspn(at + strlen(before), "0123456789"));
}

static void print_plan(const char *config, struct text *out)
{
	auto_text struct text json = NO_TEXT, words = NO_TEXT;
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct plan plan = {.arena = &arena,
			    .id = "c1",
			    .bundle = "/bundle",
			    .network.names.directory = "/run/berth/c1",
			    .new_keyring = true};

	cr_assert_eq(file_read(AT_FDCWD, config, 1 << 20, &json), 0, "%s", config);
	plan.spec = spec_read(&arena, "config.json", json.start, json.length, &err);
	cr_assert_not_null(plan.spec, "%s: %s", config, err.text);
	if (strstr(config, "/systemd_"))
		plan.cgroup.manager = CGROUP_SYSTEMD;
	cr_assert_eq(plan_make(&plan, &err), 0, "%s: %s", config, err.text);
	plan_print(&plan, &words);
	leave_out_size(&words, out);
}

/* Where two texts part, for whoever reads the failure. */
static const char *first_difference(const char *one, const char *other)
{
	const char *line = one;

	for (; *one && *one == *other; one++, other++) {
		if (*one == '\n')
			line = one + 1;
	}
	return line;
}

static void expect_plan(const char *config)
{
	auto_text struct text name = NO_TEXT, said = NO_TEXT, expected = NO_TEXT;

	text_format(&name, "%.*s.plan", (int)(strlen(config) - strlen(".json")), config);
	print_plan(config, &said);
	if (getenv("UPDATE"))
		cr_assert_eq(file_replace(AT_FDCWD, name.start, said.start, said.length, 0644), 0,
			     "%s: %s", name.start, strerror(errno));
	cr_assert_eq(file_read(AT_FDCWD, name.start, 1 << 20, &expected), 0, "%s", name.start);
	cr_expect_str_eq(said.start, expected.start, "%s: said     %.80s\nexpected %.80s", config,
			 first_difference(said.start, expected.start),
			 first_difference(expected.start, said.start));
}

Test(container_plan, every_configuration_gives_its_plan)
{
	glob_t found;

	cr_assert_eq(glob("tests/plans/*.json", 0, NULL, &found), 0,
		     "there is nothing in tests/plans, seen from here");
	cr_assert_geq(found.gl_pathc, 12);
	for (size_t i = 0; i < found.gl_pathc; i++)
		expect_plan(found.gl_pathv[i]);
	globfree(&found);
}

/* What plan_make() itself refuses: there must be something to run. */
Test(container_plan, without_a_program_there_is_no_plan)
{
	static const char *const sentences[] = {
		"process is not given: there is nothing to run",
		"process.args is empty: there is nothing to run",
	};
	static struct spec_linux config;
	static struct spec_root root = {.path = "rootfs"};
	struct spec_process process = {.cwd = "/"};
	struct spec spec = {.linux = &config, .root = &root};

	for (size_t i = 0; i < 2; i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct plan plan = {.arena = &arena, .id = "c1", .bundle = "/b", .spec = &spec};
		struct error err = NO_ERROR;

		spec.process = i ? &process : NULL;
		cr_assert_eq(plan_make(&plan, &err), -1);
		cr_assert_eq(err.kind, SPEC);
		cr_assert_str_eq(err.text, sentences[i]);
	}
}
