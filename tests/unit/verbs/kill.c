/*
 * kill.c - which containers are signalled, and with what
 */
#include "records.h"

#include "container.h"
#include "verbs.h"

static struct text sent;

int container_kill(const struct record *record, int signal, bool all, struct error *err)
{
	if (!record->pid)
		return fail(err, STATE, "container not running");
	text_format(&sent, "%s:%d%s ", record->id, signal, all ? ":all" : "");
	return 0;
}

static int kill_with(struct request req, const char *id, const char *signal, struct error *err)
{
	req.root = "/r";
	req.id = id;
	strings_add(&req.arena, &req.words, id);
	if (signal)
		strings_add(&req.arena, &req.words, signal);
	*err = NO_ERROR;
	text_clear(&sent);
	return kill_run(&req, err);
}

Test(verbs_kill, a_signal_is_a_name_or_a_number_and_term_when_not_given)
{
	static const struct {
		const char *signal, *sent;
	} cases[] = {
		{NULL,     "db:15 "},
		{"KILL",   "db:9 " },
		{"SIGHUP", "db:1 " },
		{"9",      "db:9 " },
		{"0",      "db:0 " }
	};
	struct error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cr_expect_eq(kill_with((struct request){0}, "db", cases[i].signal, &err), 0, "%s",
			     err.text);
		cr_expect_str_eq(text_string(&sent), cases[i].sent);
	}
}

Test(verbs_kill, an_unknown_signal_reaches_nobody)
{
	struct error err;

	cr_assert_eq(kill_with((struct request){0}, "db", "FOO", &err), -1);
	cr_assert_str_eq(err.text, "unknown signal \"FOO\"");
	cr_assert_str_eq(text_string(&sent), "");
}

Test(verbs_kill, a_stopped_container_is_an_error_unless_all_is_asked_for)
{
	struct error err;

	cr_assert_eq(kill_with((struct request){0}, "web2", NULL, &err), -1);
	cr_assert_str_eq(err.text, "container not running");
	cr_assert_eq(kill_with((struct request){.all = true}, "web2", NULL, &err), 0);
	cr_assert_eq(err.kind, NO_FAILURE);
}

Test(verbs_kill, an_unknown_container_is_an_error_also_with_all)
{
	struct error err;

	cr_assert_eq(kill_with((struct request){.all = true}, "nobody", NULL, &err), -1);
	cr_assert_str_eq(err.text, "container \"nobody\" does not exist");
	cr_assert_eq(kill_with((struct request){0}, "../db", NULL, &err), -1);
	cr_assert_str_eq(err.text, "bad id");
}

Test(verbs_kill, a_regular_expression_reaches_all_that_match_and_tells_of_the_first_failure)
{
	struct error err;

	cr_assert_eq(kill_with((struct request){.regex = true}, "^(web1|db)$", "9", &err), 0);
	cr_assert_str_eq(text_string(&sent), "db:9 web1:9 ");
	cr_assert_eq(kill_with((struct request){.regex = true}, ".", "9", &err), -1);
	cr_assert_str_eq(text_string(&sent), "db:9 web1:9 ");
	cr_assert_str_eq(err.text, "web2: container not running");
	cr_assert_eq(kill_with((struct request){.regex = true}, "(", "9", &err), -1);
	cr_assert_str_eq(err.text, "\"(\" is not a regular expression");
}
