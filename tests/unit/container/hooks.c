#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "internal.h"
#include "text.h"

static struct arena arena;
static char output[] = "/tmp/berth-hook-XXXXXX";

static void make_output(void)
{
	close(mkstemp(output));
}

static void drop_output(void)
{
	unlink(output);
	arena_drop(&arena);
}

TestSuite(container_hooks, .init = make_output, .fini = drop_output, .timeout = 20);

/* A list with one hook: a shell that runs the script. */
static struct spec_hook_list shell(const char *script)
{
	struct spec_hook *hook = arena_alloc(&arena, sizeof(*hook));

	hook->path = "/bin/sh";
	strings_add(&arena, &hook->args, "sh");
	strings_add(&arena, &hook->args, "-c");
	strings_add(&arena, &hook->args, script);
	strings_add(&arena, &hook->args, output);
	strings_add(&arena, &hook->env, "A=1");
	return (struct spec_hook_list){hook, 1};
}

static int run(struct spec_hook_list *hooks, struct error *err)
{
	struct hook_setting setting = {.directory = "/"};
	int ran;

	text_add(&setting.state, "{\"id\":\"c1\"}");
	ran = hooks_run(hooks, "createRuntime", &setting, err);
	hook_setting_drop(&setting);
	return ran;
}

static void expect_output(const char *expected)
{
	auto_text struct text said = NO_TEXT;

	cr_assert_eq(file_read(AT_FDCWD, output, 4096, &said), 0);
	cr_assert_str_eq(said.start, expected);
}

Test(container_hooks, a_hook_gets_the_state_on_stdin)
{
	struct spec_hook_list hooks = shell("cat > $0");
	struct error err = NO_ERROR;

	cr_assert_eq(run(&hooks, &err), 0, "%s", err.text);
	expect_output("{\"id\":\"c1\"}");
}

Test(container_hooks, a_hook_has_its_own_environment_and_no_other)
{
	struct spec_hook_list hooks = shell("/usr/bin/env | grep -v '^PWD=\\|^SHLVL=\\|^_=' > $0");
	struct error err = NO_ERROR;

	setenv("SECRET", "of the host", 1);
	cr_assert_eq(run(&hooks, &err), 0, "%s", err.text);
	expect_output("A=1\n");
}

Test(container_hooks, a_failure_is_numbered_and_quotes_what_was_said)
{
	static const struct {
		const char *script, *sentence;
	} cases[] = {
		{"exit 3",                   "error running createRuntime hook #0: exit status 3"    },
		{"echo no disk >&2; exit 1",
		 "error running createRuntime hook #0: exit status 1: no disk"                       },
		{"kill -9 $$",               "error running createRuntime hook #0: killed by SIGKILL"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_hook_list hooks = shell(cases[i].script);
		struct error err = NO_ERROR;

		cr_assert_eq(run(&hooks, &err), -1);
		cr_assert_str_eq(err.text, cases[i].sentence);
	}
}

Test(container_hooks, a_program_that_is_missing_is_named)
{
	struct spec_hook_list hooks = shell("");
	struct error err = NO_ERROR;

	hooks.items[0].path = "/no/such/hook";
	cr_assert_eq(run(&hooks, &err), -1);
	cr_assert_str_eq(err.text, "error running createRuntime hook #0: exit status 127: exec "
				   "/no/such/hook: no such file or directory");
}

Test(container_hooks, a_timeout_kills_the_hook_and_its_children)
{
	struct spec_hook_list hooks = shell("sleep 1000 & echo $! > $0; wait");
	auto_text struct text said = NO_TEXT;
	struct error err = NO_ERROR;
	pid_t child;

	hooks.items[0].timeout = (struct optional){true, 1};
	cr_assert_eq(run(&hooks, &err), -1);
	cr_assert(strstr(err.text, "not done after its timeout of 1 s"), "%s", err.text);
	cr_assert_eq(file_read(AT_FDCWD, output, 64, &said), 0);
	child = atoi(said.start);
	/* Killed with its group; whoever is init here may not have reaped it yet. */
	for (int i = 0; i < 100 && kill(child, 0) == 0; i++) {
		char path[64];
		auto_text struct text stat = NO_TEXT;

		snprintf(path, sizeof(path), "/proc/%d/stat", (int)child);
		if (file_read(AT_FDCWD, path, 4096, &stat) || strstr(stat.start, ") Z"))
			return;
		usleep(10000);
	}
	cr_assert_neq(kill(child, 0), 0);
}

Test(container_hooks, a_hook_that_writes_without_end_holds_up_nobody)
{
	struct spec_hook_list hooks = shell("head -c 10000000 /dev/zero; echo done > $0");
	struct error err = NO_ERROR;

	cr_assert_eq(run(&hooks, &err), 0, "%s", err.text);
	expect_output("done\n");
}
