/*
 * completion.c - the scripts, and what bash makes of its one
 */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/wait.h>

#include "alloc.h"
#include "completion.h"
#include "error.h"
#include "printed.h"
#include "verbs.h"

static char *script_of(const char *shell)
{
	struct request req = {.verb = verb_find("completion")};
	struct error err = NO_ERROR;
	int result;
	char *script;

	strings_add(&req.arena, &req.words, shell);
	printing_begins();
	result = completion_run(&req, &err);
	script = printing_ends();
	cr_assert_eq(result, 0, "%s", err.text);
	return script;
}

/* Runs bash on the script and a further line; what that prints. */
static char *bash(const char *script, const char *further)
{
	char path[] = "/tmp/berth-completion-XXXXXX", command[512];
	int fd = mkstemp(path), status;
	char *said = calloc(1, 4096);
	FILE *pipe;

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, script, strlen(script)), (ssize_t)strlen(script));
	close(fd);
	snprintf(command, sizeof(command), "exec bash -c 'source %s || exit; %s' 2>&1", path,
		 further);
	pipe = popen(command, "r");
	cr_assert_not_null(pipe);
	if (!fread(said, 1, 4095, pipe))
		said[0] = '\0';
	status = pclose(pipe);
	unlink(path);
	cr_assert_eq(status, 0, "%s", said);
	return said;
}

Test(verbs_completion, bash_reads_its_script_without_a_word)
{
	cr_assert_str_eq(bash(script_of("bash"), "complete -p berth"),
			 "complete -o default -F _berth berth\n");
}

Test(verbs_completion, bash_completes_verbs_options_and_values)
{
	static const struct {
		const char *words, *completed;
	} cases[] = {
		{"berth li",                   "list"                                 },
		{"berth --root /x sta",        "start state"                          },
		{"berth --log-form",           "--log-format"                         },
		{"berth --log-format j",       "json"                                 },
		{"berth run --no-s",           "--no-subreaper"                       },
		{"berth list --format t",      "table"                                },
		{"berth list -f t",            "table"                                },
		{"berth update --l3",          ""                                     },
		{"berth completion f",         "fish"                                 },
		{"berth network cr",           "create"                               },
		{"berth network ls --f",       "--format"                             },
		{"berth network create --int", "--internal"                           },
		{"berth exec --c",             "--cwd --cap --cgroup --console-socket"},
	};
	char *script = script_of("bash");

	for (size_t i = 0; i < COUNT(cases); i++) {
		char line[256], *said;

		snprintf(line, sizeof(line),
			 "COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _berth false; "
			 "echo -n \"${COMPREPLY[*]}\"",
			 cases[i].words);
		said = bash(script, line);
		cr_expect_str_eq(said, cases[i].completed, "%s: %s", cases[i].words, said);
		free(said);
	}
}

Test(verbs_completion, every_script_knows_every_verb_and_every_option)
{
	static const char *const shells[] = {"bash", "zsh", "fish"};

	for (size_t i = 0; i < COUNT(shells); i++) {
		char *script = script_of(shells[i]);

		for (size_t j = 0; j < verb_count; j++) {
			const char *second = strchr(verbs[j].name, ' '); /* of an action */

			cr_expect_not_null(strstr(script, second ? second + 1 : verbs[j].name),
					   "%s %s", shells[i], verbs[j].name);
			for (const struct option_row *row = verbs[j].options; row->name; row++)
				cr_expect_eq(!strstr(script, row->name),
					     row->kind == OPTION_REFUSED, "%s %s --%s", shells[i],
					     verbs[j].name, row->name);
		}
		free(script);
	}
}

Test(verbs_completion, help_is_quoted_for_its_shell)
{
	cr_assert_not_null(strstr(script_of("zsh"), "[the bundle'\\''s directory; default\\: "));
	cr_assert_not_null(strstr(script_of("fish"), "'the bundle\\'s directory; default: "));
}

Test(verbs_completion, ids_are_offered_where_a_container_exists)
{
	cr_assert(completes_id(verb_find("state")));
	cr_assert(completes_id(verb_find("kill")));
	cr_assert(completes_id(verb_find("exec")));
	cr_assert_not(completes_id(verb_find("run")));
	cr_assert_not(completes_id(verb_find("list")));
	cr_assert_not(completes_id(verb_find("sandbox")));
}

Test(verbs_completion, another_shell_is_an_error)
{
	struct request req = {.verb = verb_find("completion")};
	struct error err = NO_ERROR;

	strings_add(&req.arena, &req.words, "tcsh");
	cr_assert_eq(completion_run(&req, &err), -1);
	cr_assert_str_eq(err.text, "completion: \"tcsh\" is none of bash|zsh|fish");
}
