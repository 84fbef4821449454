/*
 * The program is looked for in a small root of the test's own, entered by a child.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "internal.h"
#include "plan.h"

static char place[] = "/tmp/berth-program-XXXXXX";
static struct arena arena;
static struct spec_process process = {.cwd = "/"};
static struct spec spec = {.process = &process};
static struct plan plan = {.arena = &arena, .spec = &spec};
static struct job job;

/* What the child found, for the test to look at. */
static struct found {
	struct error err;
	char program[64], env[512], cwd[64];
} * found;

static void make(const char *path, const char *content, mode_t mode)
{
	cr_assert_eq(file_make(AT_FDCWD, path, content, strlen(content), mode), 0, "%s", path);
	cr_assert_eq(chmod(path, mode), 0);
}

static void make_root(void)
{
	static const char *const directories[] = {"etc",     "bin",        "usr",
						  "usr/bin", "bin/folder", "opt"};

	if (getuid())
		cr_skip("a root of its own needs root");
	found = mmap(NULL, sizeof(*found), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
	for (size_t i = 0; i < COUNT(directories); i++)
		cr_assert_eq(mkdir(directories[i], 0755), 0);
	make("etc/passwd",
	     "root:x:0:0:root:/root:/bin/sh\nbroken:x:7:\nrel:x:8:8::home:/bin/sh\n"
	     "user:x:1000:1000::/home/user:/bin/sh\nlater:x:1000:1000::/home/later:/bin/sh\n",
	     0644);
	make("bin/tool", "#!/no/such/interpreter\n", 0755);
	make("usr/bin/tool", "", 0755);
	make("bin/data", "no program", 0644);
	make("bin/text", "no program", 0755);
	job = NO_JOB;
	job.plan = &plan;
}

static void drop_root(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
	arena_drop(&arena);
}

TestSuite(container_program, .init = make_root, .fini = drop_root, .timeout = 20);

static void note_job(void)
{
	snprintf(found->program, sizeof(found->program), "%s", job.program);
	for (const char **entry = job.env; *entry; entry++)
		strcat(strcat(found->env, *entry), " ");
	(void)!getcwd(found->cwd, sizeof(found->cwd));
}

/* Plays the rows inside: the working directory, the file, and, if asked for, the end. */
static int play(bool become)
{
	int status;
	pid_t pid;

	memset(found, 0, sizeof(*found));
	pid = fork();
	if (pid == 0) {
		if (chroot(place) || chdir("/"))
			_exit(2);
		if (program_settle(&job, &found->err) || program_find(&job, &found->err) ||
		    program_prepare(&job, &found->err))
			_exit(1);
		note_job();
		if (become)
			(void)program_become(&job, &found->err);
		_exit(become);
	}
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid);
	cr_assert_neq(WEXITSTATUS(status), 2);
	return status ? -1 : 0;
}

static void run(const char *name, const char *path)
{
	process.args = process.env = (struct strings){.count = 0};
	strings_add(&arena, &process.args, name);
	if (path)
		strings_add(&arena, &process.env, path);
}

Test(container_program, names_are_searched_in_the_container_s_path)
{
	static const struct {
		const char *name, *path, *file;
	} cases[] = {
		{"tool",      NULL,                  "/usr/bin/tool"},
		{"tool",      "PATH=/bin:/usr/bin",  "/bin/tool"    },
		{"tool",      "PATH=/nowhere:/bin",  "/bin/tool"    },
		{"/bin/tool", "PATH=/usr/bin",       "/bin/tool"    },
		{"bin/tool",  "PATH=/usr/bin",       "bin/tool"     },
		{"text",      "PATH=/bin/tool:/bin", "/bin/text"    },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		run(cases[i].name, cases[i].path);
		cr_assert_eq(play(false), 0, "%s: %s", cases[i].name, found->err.text);
		cr_assert_str_eq(found->program, cases[i].file);
	}
}

Test(container_program, what_cannot_be_run_is_told_apart_from_what_is_not_there)
{
	static const struct {
		const char *name, *path;
		enum failure kind;
		const char *sentence;
	} cases[] = {
		{"nothing",      NULL,        NOT_FOUND,
		 "exec: \"nothing\": executable file not found in $PATH"                                    },
		{"tool",         "PATH=/etc", NOT_FOUND,
		 "exec: \"tool\": executable file not found in $PATH"                                       },
		{"data",         NULL,        NOT_EXECUTABLE, "exec: \"data\": permission denied"           },
		{"/bin/nothing", NULL,        NOT_FOUND,      "exec /bin/nothing: no such file or directory"},
		{"/bin/tool/x",  NULL,        NOT_FOUND,      "exec /bin/tool/x: not a directory"           },
		{"/bin/data",    NULL,        NOT_EXECUTABLE, "exec /bin/data: permission denied"           },
		{"/bin/folder",  NULL,        NOT_EXECUTABLE,
		 "exec /bin/folder: permission denied: it is a directory"                                   },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		run(cases[i].name, cases[i].path);
		cr_assert_eq(play(false), -1, "%s", cases[i].name);
		cr_assert_eq(found->err.kind, cases[i].kind, "%s", cases[i].name);
		cr_assert_str_eq(found->err.text, cases[i].sentence);
	}
}

Test(container_program, the_kernel_s_refusal_is_explained)
{
	run("/bin/tool", NULL);
	cr_assert_eq(play(true), -1);
	cr_assert_eq(found->err.kind, NOT_FOUND);
	cr_assert(strstr(found->err.text, "the interpreter that it names"), "%s", found->err.text);
	run("/bin/text", NULL);
	cr_assert_eq(play(true), -1);
	cr_assert_eq(found->err.kind, NOT_EXECUTABLE);
	cr_assert(strstr(found->err.text, "exec format error"), "%s", found->err.text);
}

Test(container_program, home_is_what_passwd_says_of_the_user)
{
	static const struct {
		int uid;
		const char *given, *env;
	} cases[] = {
		{0,    NULL,          "HOME=/root "         },
		{1000, NULL,          "HOME=/home/user "    },
		{7,    NULL,          "HOME=/ "             },
		{8,    NULL,          "HOME=/ "             },
		{4711, NULL,          "HOME=/ "             },
		{1000, "HOME=/given", "HOME=/given "        },
		{1000, "HOME=",       "HOME=/home/user "    },
		{0,    "HOMER=/x",    "HOMER=/x HOME=/root "},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		run("tool", cases[i].given);
		plan.privileges.uid = (uid_t)cases[i].uid;
		cr_assert_eq(play(false), 0, "%s", found->err.text);
		cr_assert_str_eq(found->env, cases[i].env);
	}
}

Test(container_program, a_passwd_that_is_no_file_holds_up_nobody)
{
	cr_assert_eq(unlink("etc/passwd") + mkfifo("etc/passwd", 0644), 0);
	run("tool", NULL);
	cr_assert_eq(play(false), 0, "%s", found->err.text);
	cr_assert_str_eq(found->env, "HOME=/ ");
}

Test(container_program, of_duplicate_variables_the_last_one_wins)
{
	run("tool", "A=1");
	strings_add(&arena, &process.env, "HOME=/h");
	strings_add(&arena, &process.env, "A=2");
	strings_add(&arena, &process.env, "AB=3");
	cr_assert_eq(play(false), 0, "%s", found->err.text);
	cr_assert_str_eq(found->env, "A=2 HOME=/h AB=3 ");
}

Test(container_program, a_missing_working_directory_is_not_made_by_exec)
{
	process.cwd = "/work/deep";
	run("tool", NULL);
	cr_assert_eq(play(false), -1);
	cr_assert_str_eq(
		found->err.text,
		"chdir to cwd (\"/work/deep\") set in config.json: no such file or directory");
}

Test(container_program, a_missing_working_directory_is_made_for_a_new_container)
{
	static const struct creation creation = {.root = "/run/berth"};
	struct stat st;

	job.creation = &creation;

	process.cwd = "/work/deep//er";
	run("tool", NULL);
	cr_assert_eq(play(false), 0, "%s", found->err.text);
	cr_assert_str_eq(found->cwd, "/work/deep/er");
	cr_assert_eq(stat("work/deep", &st), 0);
	cr_assert_eq(st.st_mode, S_IFDIR | 0755);
}

Test(container_program, a_working_directory_that_is_none_is_named)
{
	process.cwd = "/bin/tool";
	run("tool", NULL);
	cr_assert_eq(play(false), -1);
	cr_assert_str_eq(found->err.text,
			 "chdir to cwd (\"/bin/tool\") set in config.json: not a directory");
}

/* What create says: engines tell 126 from 127 by it. */
Test(container_program, what_nobody_can_execute_is_known_before_start)
{
	static const struct {
		const char *name, *words;
	} cases[] = {
		{"tool",        NULL                                                    },
		{"/bin/tool",   NULL                                                    },
		{"data",        NULL                                                    },
		{"nothing",     "exec: \"nothing\": executable file not found in $PATH" },
		{"/no/such",    "exec /no/such: no such file or directory"              },
		{"/bin/folder", "exec /bin/folder: permission denied: it is a directory"},
		{"/bin/data",   "exec /bin/data: permission denied"                     },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		int status;

		run(cases[i].name, "PATH=/bin");
		memset(found, 0, sizeof(*found));
		if (fork() == 0)
			_exit(chroot(place) || chdir("/") ? 2
							  : program_find(&job, &found->err) != 0);
		cr_assert_gt(wait(&status), 0);
		cr_assert_eq(WEXITSTATUS(status), cases[i].words != NULL, "%s", cases[i].name);
		if (cases[i].words)
			cr_assert_str_eq(found->err.text, cases[i].words);
		else
			cr_assert_eq(found->err.kind, NO_FAILURE, "%s", cases[i].name);
	}
}

/* CVE-2024-21626: a descriptor of the host's, left open, is no way out. */
Test(container_program, a_working_directory_outside_is_refused)
{
	int outside = open("/", O_PATH | O_DIRECTORY), status;

	if (fork() == 0) {
		struct error err = NO_ERROR;

		process.cwd = ".";
		if (chroot(place) || fchdir(outside))
			_exit(2);
		_exit(program_settle(&job, &err) == -1 && err.kind == REFUSED ? 0 : 1);
	}
	cr_assert_gt(wait(&status), 0);
	cr_assert_eq(status, 0);
}
