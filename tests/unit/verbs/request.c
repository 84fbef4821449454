/*
 * request.c - whole command lines
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "verbs.h"

/* Splits at blanks, as a shell would. */
static int read_line(struct request *req, const char *line, struct error *err)
{
	char **argv = alloc(32, sizeof(*argv)), *rest = alloc_text(line);
	int argc = 0;

	argv[argc++] = alloc_text("berth");
	while (rest && argc < 31)
		argv[argc++] = strsep(&rest, " ");
	*req = (struct request){0};
	*err = NO_ERROR;
	return request_read(req, argc, argv, err);
}

static const char *joined(const struct strings *words)
{
	static char line[256];

	line[0] = '\0';
	for (size_t i = 0; i < words->count; i++) {
		strcat(line, i ? "," : "");
		strcat(line, words->items[i]);
	}
	return line;
}

Test(verbs_request, the_words_of_each_verb_are_told_from_its_options)
{
	static const struct {
		const char *line, *verb, *words;
	} cases[] = {
		{"run c1",                   "run",     "c1"          },
		{"run -b /x c1",             "run",     "c1"          },
		{"run c1 -d",                "run",     "c1"          },
		{"--debug --root /r run c1", "run",     "c1"          },
		{"run -- -c1",               "run",     "-c1"         },
		{"update c1 --memory 5M",    "update",  "c1"          },
		{"kill c1 KILL --all",       "kill",    "c1,KILL"     },
		{"exec c1 ls -l",            "exec",    "c1,ls,-l"    },
		{"exec -t c1 sh -c -e",      "exec",    "c1,sh,-c,-e" },
		{"exec c1 -- ls",            "exec",    "c1,--,ls"    },
		{"exec -- c1 ls --help",     "exec",    "c1,ls,--help"},
		{"ps c1 -e -x",              "ps",      "c1,-e,-x"    },
		{"sandbox ls --help",        "sandbox", "ls,--help"   },
		{"sandbox -- ls -l",         "sandbox", "ls,-l"       },
		{"list",                     "list",    ""            },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req;
		struct error err;

		cr_expect_eq(read_line(&req, cases[i].line, &err), 0, "%s: %s", cases[i].line,
			     err.text);
		cr_expect_str_eq(req.verb->name, cases[i].verb, "%s", cases[i].line);
		cr_expect_str_eq(joined(&req.words), cases[i].words, "%s", cases[i].line);
		request_drop(&req);
	}
}

Test(verbs_request, what_belongs_to_the_payload_sets_nothing)
{
	struct request req;
	struct error err;

	cr_assert_eq(read_line(&req, "exec c1 tool -t --help -u 0", &err), 0, "%s", err.text);
	cr_assert_not(req.tty);
	cr_assert_not(req.help);
	cr_assert_null(req.user);
}

Test(verbs_request, a_wrong_number_of_words_is_an_error_that_shows_the_right_one)
{
	static const struct {
		const char *line, *sentence;
	} cases[] = {
		{"state",      "state: ID expected, and 0 arguments were given; see berth state --help"},
		{"state a b",
		 "state: ID expected, and 2 arguments were given; see berth state --help"              },
		{"kill a b c",
		 "kill: ID [SIGNAL] expected, and 3 arguments were given; see berth kill "
		 "--help"                                                                              },
		{"list x",     "list: no argument is expected, and \"x\" was given"                    },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req;
		struct error err;

		cr_expect_eq(read_line(&req, cases[i].line, &err), -1, "%s", cases[i].line);
		cr_expect_eq(err.kind, USAGE);
		cr_expect_str_eq(err.text, cases[i].sentence);
	}
}

Test(verbs_request, help_needs_no_words)
{
	struct request req;
	struct error err;

	cr_assert_eq(read_line(&req, "exec --help", &err), 0, "%s", err.text);
	cr_assert(req.help);
	cr_assert_eq(read_line(&req, "state -h", &err), 0, "%s", err.text);
	cr_assert(req.help);
}

Test(verbs_request, without_a_verb_help_or_version_is_meant)
{
	static const struct {
		const char *line;
		bool help, version;
	} cases[] = {
		{"--help",    true,  false},
		{"-v",        false, true },
		{"--version", false, true },
		{"--debug",   true,  false}
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req;
		struct error err;

		cr_expect_eq(read_line(&req, cases[i].line, &err), 0, "%s", err.text);
		cr_expect_null(req.verb);
		cr_expect_eq(req.help, cases[i].help, "%s", cases[i].line);
		cr_expect_eq(req.version, cases[i].version, "%s", cases[i].line);
	}
}

Test(verbs_request, an_unknown_command_is_told_apart_from_other_mistakes)
{
	struct request req;
	struct error err;

	cr_assert_eq(read_line(&req, "foo", &err), -1);
	cr_assert_str_eq(err.text, "No help topic for 'foo'");
	cr_assert_str_eq(req.unknown, "foo");
	cr_assert_eq(read_line(&req, "strat c1", &err), -1);
	cr_assert_str_eq(err.text, "No help topic for 'strat'; did you mean \"start\"?");
	cr_assert_eq(read_line(&req, "--foo list", &err), -1);
	cr_assert_str_eq(err.text, "unknown option --foo");
	cr_assert_null(req.unknown);
}

/* So Podman asks whether a runtime can checkpoint, and whether it can restore into a pod. */
Test(verbs_request, an_engine_that_probes_for_checkpoints_finds_them)
{
	struct request req;
	struct error err = NO_ERROR;

	cr_assert_eq(read_line(&req, "checkpoint --help", &err), 0, "%s", err.text);
	cr_assert(req.help);
	cr_assert_eq(read_line(&req, "restore --lsm-mount-context", &err), -1);
	cr_assert_not_null(strstr(err.text, "flag needs an argument"), "%s", err.text);
}

Test(verbs_request, the_log_is_a_file_in_either_form)
{
	static const struct {
		const char *line, *log;
	} cases[] = {
		{"--log /l list",      "/l"},
		{"--log=file:/l list", "/l"},
		{"list",               NULL}
	};
	struct request req;
	struct error err;

	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_eq(read_line(&req, cases[i].line, &err), 0, "%s", err.text);
		cr_expect((!req.log && !cases[i].log) || strcmp(req.log, cases[i].log) == 0);
	}
	cr_assert_eq(read_line(&req, "--log journald:c1 list", &err), -1);
	cr_assert_eq(err.kind, REFUSED);
	cr_assert_eq(read_line(&req, "--log=syslog:c1 list", &err), -1);
	cr_assert_str_eq(err.text, "--log syslog:c1 is not supported; give a file");
}

Test(verbs_request, level_and_manager_follow_from_their_several_options)
{
	static const struct {
		const char *line;
		enum log_level level;
		enum cgroup_manager manager;
	} cases[] = {
		{"list",                           LOG_LEVEL_WARNING, CGROUP_FS      },
		{"--debug list",                   LOG_LEVEL_DEBUG,   CGROUP_FS      },
		{"--log-level debug list",         LOG_LEVEL_DEBUG,   CGROUP_FS      },
		{"--log-level=error list",         LOG_LEVEL_ERROR,   CGROUP_FS      },
		{"--cgroup-manager=disabled list", LOG_LEVEL_WARNING, CGROUP_DISABLED},
		{"--cgroup-manager systemd list",  LOG_LEVEL_WARNING, CGROUP_SYSTEMD },
		{"--systemd-cgroup list",          LOG_LEVEL_WARNING, CGROUP_SYSTEMD },
		{"--systemd-cgroup=false list",    LOG_LEVEL_WARNING, CGROUP_FS      },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request req;
		struct error err;

		cr_expect_eq(read_line(&req, cases[i].line, &err), 0, "%s", err.text);
		cr_expect_eq(req.level, cases[i].level, "%s", cases[i].line);
		cr_expect_eq(req.manager, cases[i].manager, "%s", cases[i].line);
	}
}

Test(verbs_request, what_was_not_given_has_its_default)
{
	struct request req;
	struct error err;

	setenv("XDG_RUNTIME_DIR", "/run/user/7", 1);
	cr_assert_eq(read_line(&req, "create c1", &err), 0, "%s", err.text);
	cr_assert_str_eq(req.root, geteuid() == 0 ? "/run/berth" : "/run/user/7/berth");
	cr_assert(req.default_root);
	cr_assert_str_eq(req.bundle, ".");
	cr_assert_str_eq(req.config, "config.json");
	cr_assert_str_eq(req.id, "c1");
	cr_assert_eq(read_line(&req, "--root /r create -b /b -f x/y.json c1", &err), 0);
	cr_assert_str_eq(req.root, "/r");
	cr_assert_not(req.default_root);
	cr_assert_str_eq(req.bundle, "/b");
	cr_assert_str_eq(req.config, "x/y.json");
}

/* What engines really call, as read in their sources. */
Test(verbs_request, the_command_lines_of_the_engines_are_understood)
{
	static const char *const lines[] = {
		"--root /r --log /b/log.json --log-format json --systemd-cgroup create --bundle /b "
		"--pid-file /b/init.pid --console-socket /s --no-pivot --no-new-keyring "
		"--preserve-fds 2 c1",
		"--root /r --log /l --log-format json --debug exec --process /p --console-socket "
		"/s "
		"--detach --pid-file /q c1",
		"--root /r kill --all c1 9",
		"--root /r delete --force c1",
		"--root /r ps --format json c1",
		"--root /r update --resources=- c1",
		"--root /r events --stats c1",
		"--log-format=json --log /l --cgroup-manager disabled run --bundle /b c1",
		"exec --preserve-fds=1 -u 1000:1000 -e A=1 -e B=2 -g 100 -g 65534 --cap CAP_KILL "
		"--cwd / --no-new-privs --ignore-paused --cgroup sub c1 id -G",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct request req;
		struct error err;

		cr_expect_eq(read_line(&req, lines[i], &err), 0, "%s: %s", lines[i], err.text);
		request_drop(&req);
	}
}
