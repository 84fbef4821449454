/*
 * exec_process.c - options over the container's process, or over a given one
 */
#include <criterion/criterion.h>
#include <string.h>

#include "error.h"
#include "exec_process.h"
#include "security.h"
#include "spec.h"
#include "verb.h"

static const char *const env[] = {"PATH=/bin", "TERM=xterm"};
static const char *const args[] = {"init"};
static const char *const caps[] = {"CAP_KILL"};
static int64_t gids[] = {7, 8, 9};
static struct spec_capabilities capabilities = {
	.bounding = {(const char **)caps, 1},
	.inheritable = {(const char **)caps, 1},
};
static struct spec_box box = {24, 80};
static struct spec_process init = {
	.terminal = true,
	.console_size = &box,
	.user = {.uid = 5,                   .gid = 6, .additional_gids = gids, .additional_gid_count = 3},
	.args = {(const char **)args, 1        },
	.env = {(const char **)env,                         2                        },
	.cwd = "/srv",
	.capabilities = &capabilities,
	.apparmor_profile = "theirs",
	.no_new_privileges = true,
};
static const struct spec spec = {.process = &init};

/* What --process is read by; it gives back what the test prepared. */
static struct spec_process given;

struct spec_process *spec_read_process(struct arena *arena, const char *name, const char *json,
				       size_t size, struct error *err)
{
	(void)name;
	(void)err;
	cr_assert_eq(strlen(json), size);
	cr_assert_gt(size, 0);
	return memcpy(arena_alloc(arena, sizeof(given)), &given, sizeof(given));
}

int capability_number(const char *name)
{
	return strcmp(name, "CAP_SYS_PTRACE") == 0 || strcmp(name, "sys_ptrace") == 0 ? 19
	       : strcmp(name, "CAP_KILL") == 0                                        ? 5
										      : -1;
}

const char *capability_name(int number)
{
	return number == 19 ? "CAP_SYS_PTRACE" : "CAP_KILL";
}

static struct request request(const char *command)
{
	struct request req = {0};

	strings_add(&req.arena, &req.words, "c1");
	if (command)
		strings_add(&req.arena, &req.words, command);
	return req;
}

static struct spec_process *made(struct request *req)
{
	struct error err = NO_ERROR;
	struct spec_process *process = exec_process(req, &spec, -1, &err);

	cr_assert_not_null(process, "%s", err.text);
	return process;
}

static const char *refusal(struct request *req)
{
	static struct error err;

	err = NO_ERROR;
	cr_assert_null(exec_process(req, &spec, -1, &err));
	return err.text;
}

Test(verbs_exec_process, without_options_it_is_the_containers_own_with_another_command)
{
	struct request req = request("ls");
	struct spec_process *process = made(&req);

	cr_assert_eq(process->args.count, 1);
	cr_assert_str_eq(process->args.items[0], "ls");
	cr_assert_str_eq(process->cwd, "/srv");
	cr_assert_eq(process->user.uid, 5);
	cr_assert_eq(process->user.additional_gid_count, 3);
	cr_assert_eq(process->env.count, 2);
	cr_assert_str_eq(process->apparmor_profile, "theirs");
	cr_assert(process->no_new_privileges);
}

Test(verbs_exec_process, it_has_a_terminal_only_when_asked_for)
{
	struct request req = request("ls");

	cr_assert_not(made(&req)->terminal);
	cr_assert_null(made(&req)->console_size);
	req.tty = true;
	cr_assert(made(&req)->terminal);
}

Test(verbs_exec_process, the_base_is_never_written_to)
{
	struct request req = request("ls");
	struct spec_process untouched = init;

	req.user = "1:2";
	strings_add(&req.arena, &req.env, "TERM=dumb");
	strings_add(&req.arena, &req.caps, "CAP_SYS_PTRACE");
	strings_add(&req.arena, &req.additional_gids, "10");
	made(&req);
	cr_assert_eq(memcmp(&init, &untouched, sizeof(init)), 0);
	cr_assert_str_eq(env[1], "TERM=xterm");
	cr_assert_eq(capabilities.bounding.count, 1);
}

Test(verbs_exec_process, a_variable_is_replaced_where_it_stands_or_added)
{
	struct request req = request("ls");
	struct spec_process *process;

	strings_add(&req.arena, &req.env, "TERM=dumb");
	strings_add(&req.arena, &req.env, "A=1");
	strings_add(&req.arena, &req.env, "A=2\n=");
	strings_add(&req.arena, &req.env, "PAT=h");
	process = made(&req);
	cr_assert_eq(process->env.count, 4);
	cr_assert_str_eq(process->env.items[0], "PATH=/bin");
	cr_assert_str_eq(process->env.items[1], "TERM=dumb");
	cr_assert_str_eq(process->env.items[2], "A=2\n=");
	cr_assert_str_eq(process->env.items[3], "PAT=h");
}

Test(verbs_exec_process, another_user_has_none_of_the_groups_but_those_added)
{
	struct request req = request("id");
	struct spec_process *process;

	req.user = "1000:1000";
	cr_assert_eq(made(&req)->user.additional_gid_count, 0);
	strings_add(&req.arena, &req.additional_gids, "100");
	strings_add(&req.arena, &req.additional_gids, "65534");
	process = made(&req);
	cr_assert_eq(process->user.uid, 1000);
	cr_assert_eq(process->user.gid, 1000);
	cr_assert_eq(process->user.additional_gid_count, 2);
	cr_assert_eq(process->user.additional_gids[0], 100);
	cr_assert_eq(process->user.additional_gids[1], 65534);
	req.user = NULL;
	process = made(&req);
	cr_assert_eq(process->user.additional_gid_count, 5);
	cr_assert_eq(process->user.additional_gids[0], 7);
	cr_assert_eq(process->user.additional_gids[4], 65534);
}

Test(verbs_exec_process, a_capability_goes_to_three_sets_once)
{
	struct request req = request("ls");
	struct spec_capabilities *sets;

	strings_add(&req.arena, &req.caps, "sys_ptrace");
	strings_add(&req.arena, &req.caps, "CAP_KILL");
	sets = made(&req)->capabilities;
	cr_assert_eq(sets->bounding.count, 2);
	cr_assert_eq(sets->effective.count, 2);
	cr_assert_eq(sets->permitted.count, 2);
	cr_assert_eq(sets->inheritable.count, 1);
	cr_assert_eq(sets->ambient.count, 0);
	cr_assert_geq(strings_find(&sets->bounding, "CAP_SYS_PTRACE"), 0);
}

Test(verbs_exec_process, the_other_options_replace_what_the_base_says)
{
	struct request req = request("ls");
	struct spec_process *process;

	req.cwd = "/tmp";
	req.apparmor = "mine";
	req.process_label = "label";
	process = made(&req);
	cr_assert_str_eq(process->cwd, "/tmp");
	cr_assert_str_eq(process->apparmor_profile, "mine");
	cr_assert_str_eq(process->selinux_label, "label");
}

Test(verbs_exec_process, a_given_process_is_taken_whole_and_options_go_over_it)
{
	struct request req = request(NULL);
	struct spec_process *process;

	given = (struct spec_process){
		.args = {(const char **)args, 1},
		  .cwd = "/", .terminal = true
	};
	req.process = __FILE__;
	strings_add(&req.arena, &req.env, "A=1");
	process = made(&req);
	cr_assert(process->terminal);
	cr_assert_eq(process->user.uid, 0);
	cr_assert_null(process->capabilities);
	cr_assert_eq(process->env.count, 1);
	cr_assert_str_eq(process->args.items[0], "init");
}

Test(verbs_exec_process, a_mistake_is_told)
{
	struct request none = request(NULL), both = request("ls"), word = request("ls");

	cr_assert_str_eq(refusal(&none), "a command is expected behind the id, or --process");
	both.process = __FILE__;
	cr_assert_str_eq(refusal(&both),
			 "--process names the command already: \"ls\" is one too many");
	none.process = "/does/not/exist";
	cr_assert_str_eq(refusal(&none), "read /does/not/exist: no such file or directory");
	word.cwd = "tmp";
	cr_assert_str_eq(refusal(&word), "--cwd tmp is not an absolute path");
	word = request("ls");
	word.user = "-1";
	cr_assert_str_eq(refusal(&word),
			 "--user: \"-1\" is not a user: a number is from 0 to 4294967294");
	word = request("ls");
	strings_add(&word.arena, &word.env, "=x");
	cr_assert_str_eq(refusal(&word), "--env \"=x\" is not NAME=VALUE");
	word = request("ls");
	strings_add(&word.arena, &word.caps, "CAP_FLY");
	cr_assert_str_eq(refusal(&word), "--cap: unknown capability \"CAP_FLY\"");
	word = request("ls");
	strings_add(&word.arena, &word.additional_gids, "users");
	cr_assert_str_eq(refusal(&word), "--additional-gids: \"users\" is not a group's number");
}
