/*
 * sandbox_spec.c - flags to a spec, told as text
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "kernel.h"
#include "number.h"
#include "sandbox.h"
#include "text.h"
#include "user.h"

#define LIST(...)                                                                                  \
	{                                                                                          \
		.items = (const char *[]){__VA_ARGS__},                                            \
		.count = COUNT(((const char *[]){__VA_ARGS__}))                                    \
	}
#define GIVEN(number)                                                                              \
	{                                                                                          \
		true, number                                                                       \
	}

/* ---- what the rest of berth would do, in small ---------------------------------------------- */

struct spec *spec_template(struct arena *arena, bool rootless)
{
	struct spec *spec = arena_alloc(arena, sizeof(*spec));

	cr_assert_not(rootless);
	spec->process = arena_alloc(arena, sizeof(*spec->process));
	spec->process->rlimits = arena_alloc(arena, sizeof(*spec->process->rlimits));
	spec->process->rlimit_count = 1;
	strings_add(arena, &spec->process->env, "PATH=/template");
	spec->linux = arena_alloc(arena, sizeof(*spec->linux));
	ARENA_ADD(arena, spec->linux->namespaces, spec->linux->namespace_count)->type = "pid";
	ARENA_ADD(arena, spec->linux->namespaces, spec->linux->namespace_count)->type = "network";
	ARENA_ADD(arena, spec->linux->namespaces, spec->linux->namespace_count)->type = "mount";
	*ARENA_ADD(arena, spec->mounts, spec->mount_count) =
		(struct spec_mount){.destination = "/proc", .type = "proc", .source = "proc"};
	return spec;
}

int user_number(const char *word, int64_t *number)
{
	return number_signed(word, 0, 4294967294, number);
}

int user_lookup(int root, const char *words, struct arena *arena, struct spec_user *user,
		struct error *err)
{
	(void)arena;
	cr_assert_geq(root, 0);
	if (strcmp(words, "nobody") == 0)
		*user = (struct spec_user){.uid = 65534, .gid = 65533};
	else if (user_number(words, &user->uid))
		return fail(err, SPEC, "no such user");
	return 0;
}

int sys_open_beneath(int root, const char *path)
{
	return openat(root, path[1] ? path + 1 : ".", O_PATH | O_CLOEXEC);
}

struct spec *spec_read(struct arena *arena, const char *name, const char *json, size_t size,
		       struct error *err)
{
	(void)arena, (void)json, (void)size;
	fail(err, SPEC, "%s is read", name);
	return NULL;
}

/* ---- a spec, told --------------------------------------------------------------------------- */

static void tell_strings(struct text *text, const char *what, const struct strings *strings)
{
	text_format(text, "%s", what);
	for (size_t i = 0; i < strings->count; i++)
		text_format(text, " %s", strings->items[i]);
	text_add(text, "\n");
}

static void tell_limits(struct text *text, const struct spec_resources *resources)
{
	if (resources->memory)
		text_format(text, "memory %lld, with swap %lld\n",
			    (long long)resources->memory->limit.value,
			    (long long)resources->memory->swap.value);
	if (resources->cpu)
		text_format(text, "cpu %lld of %lld\n", (long long)resources->cpu->quota.value,
			    (long long)resources->cpu->period.value);
	if (resources->pids)
		text_format(text, "pids %lld\n", (long long)resources->pids->limit.value);
}

static void tell_process(struct text *text, const struct spec_process *process)
{
	tell_strings(text, "args", &process->args);
	tell_strings(text, "env", &process->env);
	text_format(text, "in %s as %lld:%lld%s%s\n", process->cwd, (long long)process->user.uid,
		    (long long)process->user.gid, process->terminal ? ", terminal" : "",
		    process->no_new_privileges ? "" : ", new privileges");
	text_format(text, "capabilities %zu bounding, %zu effective, %zu permitted, %zu else\n",
		    process->capabilities->bounding.count, process->capabilities->effective.count,
		    process->capabilities->permitted.count,
		    process->capabilities->inheritable.count +
			    process->capabilities->ambient.count);
}

static void tell(struct text *text, const struct spec *spec)
{
	text_format(text, "root %s%s, host %s\n", spec->root->path,
		    spec->root->readonly ? " read-only" : "", spec->hostname);
	text_add(text, "namespaces");
	for (size_t i = 0; i < spec->linux->namespace_count; i++)
		text_format(text, " %s", spec->linux->namespaces[i].type);
	text_add(text, "\n");
	for (size_t i = 0; i < spec->mount_count; i++) {
		text_format(text, "%s %s on %s", spec->mounts[i].type, spec->mounts[i].source,
			    spec->mounts[i].destination);
		tell_strings(text, "", &spec->mounts[i].options);
	}
	tell_limits(text, spec->linux->resources);
	tell_process(text, spec->process);
	text_format(text, "filter %s\n", spec->linux->seccomp ? "yes" : "no");
}

static const struct strings command = LIST("echo", "hello");
static const struct caller root = {.standing = ROOT_OF_HOST};
static struct arena arena;
static struct text told;
static struct error err;

static bool draft(const struct sandbox *flags)
{
	struct spec *spec = sandbox_spec(&arena, flags, &command, &root, &err);

	text_clear(&told);
	if (spec)
		tell(&told, spec);
	return spec;
}

static void stand_in_the_root(void)
{
	arena = NO_ARENA;
	told = NO_TEXT;
	err = NO_ERROR;
	cr_assert_eq(chdir("/"), 0);
	setenv("PATH", "/callers", 1);
	setenv("TERM", "vt100", 1);
	setenv("LANG", "C.UTF-8", 1);
	setenv("SECRET", "token", 1);
}

static void leave(void)
{
	arena_drop(&arena);
	text_drop(&told);
}

TestSuite(sandbox_sandbox_spec, .init = stand_in_the_root, .fini = leave);

/* ---- the tests ------------------------------------------------------------------------------ */

Test(sandbox_sandbox_spec, without_flags_everything_is_isolated)
{
	cr_assert(draft(&(struct sandbox){.rootfs = NULL}), "%s", err.text);
	cr_assert_str_eq(told.start,
			 "root /, host sandbox\n"
			 "namespaces pid network mount\n"
			 "proc proc on /proc\n"
			 "tmpfs tmpfs on /run nosuid nodev mode=755\n"
			 "args echo hello\n"
			 "env PATH=/callers TERM=vt100 LANG=C.UTF-8\n"
			 "in / as 0:0\n"
			 "capabilities 14 bounding, 14 effective, 14 permitted, 0 else\n"
			 "filter yes\n");
}

Test(sandbox_sandbox_spec, the_callers_own_limits_stay)
{
	const struct sandbox none = {.rootfs = NULL};

	cr_assert_eq(sandbox_spec(&arena, &none, &command, &root, &err)->process->rlimit_count, 0);
}

Test(sandbox_sandbox_spec, each_flag_changes_its_lines)
{
	const struct {
		struct sandbox flags;
		const char *lines;
	} table[] = {
		{{.read_only = true},                                  "root / read-only, host sandbox\n"              },
		{{.overlay = true},                                    "root /, host sandbox\n"                        },
		{{.rootfs = "usr/../etc"},                             "root /etc, host sandbox\n"                     },
		{{.rootfs = "/etc"},
		 "env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
		 "/sbin:/bin TERM=vt100 LANG=C.UTF-8\n"                                                                },
		{{.hostname = "box"},                                  ", host box\n"                                  },
		{{.net = "none"},                                      "namespaces pid network mount\n"                },
		{{.net = "host"},                                      "namespaces pid mount\n"                        },
		{{.tmpfs = LIST("/tmp/", "/var/x")},
		 "tmpfs tmpfs on /tmp nosuid nodev mode=1777\n"
		 "tmpfs tmpfs on /var/x nosuid nodev mode=1777\n"                                                      },
		{{.volumes = LIST("/usr:/a")},                         "bind /usr on /a rbind rprivate nosuid nodev\n" },
		{{.volumes = LIST("usr:/a/../b:ro")},
		 "bind /usr on /b rbind rprivate nosuid nodev rro\n"                                                   },
		{{.volumes = LIST("/usr:/a:rw"), .tmpfs = LIST("/t")},
		 "tmpfs tmpfs on /t nosuid nodev mode=1777\n"
		 "bind /usr on /a rbind rprivate nosuid nodev\n"                                                       },
		{{.memory = GIVEN(1 << 20)},                           "memory 1048576, with swap 1048576\n"           },
		{{.cpus = "2"},                                        "cpu 200000 of 100000\n"                        },
		{{.cpus = "0.05"},                                     "cpu 5000 of 100000\n"                          },
		{{.pids = GIVEN(10)},                                  "pids 10\n"                                     },
		{{.env = LIST("A=1", "B=")},                           "LANG=C.UTF-8 A=1 B=\n"                         },
		{{.user = "nobody"},
		 "as 65534:65533\ncapabilities 14 bounding, 0 effective, 0 permitted, 0 else\n"                        },
		{{.user = "1000"},                                     "as 1000:1000\n"                                },
		{{.user = "0"},                                        "as 0:0\ncapabilities 14 bounding, 14 effective"},
		{{.tty = true},                                        "as 0:0, terminal\n"                            },
		{{.cwd = "/not/there"},                                "in /not/there as"                              },
		{{.seccomp = "default"},                               "filter yes\n"                                  },
		{{.seccomp = "none"},                                  "filter no\n"                                   },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		cr_expect(draft(&table[i].flags), "%s: %s", table[i].lines, err.text);
		cr_expect(strstr(text_string(&told), table[i].lines), "wanted: %s\ngot: %s",
			  table[i].lines, text_string(&told));
	}
}

Test(sandbox_sandbox_spec, what_cannot_be_is_refused_with_its_reason)
{
	const struct {
		struct sandbox flags;
		const char *sentence;
	} table[] = {
		{{.read_only = true, .overlay = true}, "--ro and --overlay exclude each other"              },
		{{.rootfs = "/not/there"},             "open the root /not/there: no such file or directory"},
		{{.tmpfs = LIST("tmp")},               "--tmpfs tmp: the directory must be an absolute path"},
		{{.volumes = LIST("/usr")},
		 "--volume /usr: want SOURCE:DIR[:ro], and DIR absolute"                                    },
		{{.volumes = LIST(":/usr")},           "--volume :/usr: want SOURCE:DIR[:ro]"               },
		{{.volumes = LIST("/usr:usr")},        "--volume /usr:usr: want SOURCE:DIR[:ro]"            },
		{{.volumes = LIST("/usr:/a:rx")},
		 "--volume /usr:/a:rx: \"rx\" is neither ro nor rw"                                         },
		{{.volumes = LIST("/usr:/a:ro:z")},    "\"ro:z\" is neither ro nor rw"                      },
		{{.volumes = LIST("/usr:/a/..")},      "the root is given by --rootfs"                      },
		{{.memory = GIVEN(0)},                 "--memory, --pids and --timeout are more than 0"     },
		{{.memory = GIVEN(-1)},                "--memory, --pids and --timeout are more than 0"     },
		{{.pids = GIVEN(0)},                   "--memory, --pids and --timeout are more than 0"     },
		{{.timeout = GIVEN(-5)},               "--memory, --pids and --timeout are more than 0"     },
		{{.cpus = "two"},                      "--cpus two: want a number, such as 2 or 0.5"        },
		{{.cpus = "1m"},                       "--cpus 1m: want a number"                           },
		{{.cpus = ""},                         "--cpus : want a number"                             },
		{{.cpus = "0"},                        "--cpus 0: the kernel allots no less than 0.01"      },
		{{.env = LIST("NAME")},                "--env NAME: want NAME=VALUE"                        },
		{{.env = LIST("=x")},                  "--env =x: want NAME=VALUE"                          },
		{{.user = "stranger"},                 "--user stranger: no such user"                      },
		{{.cwd = "etc"},                       "--cwd etc: the directory must be an absolute path"  },
		{{.seccomp = "/my.json"},              "read the seccomp profile /my.json"                  },
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		err = NO_ERROR;
		cr_expect_not(draft(&table[i].flags), "%s", table[i].sentence);
		cr_expect(strstr(err.text, table[i].sentence), "wanted: %s\ngot: %s",
			  table[i].sentence, err.text);
	}
}

Test(sandbox_sandbox_spec, the_callers_directory_is_kept_where_it_can_be_seen)
{
	const struct {
		const char *caller;
		struct sandbox flags;
		const char *wanted;
	} table[] = {
		{"/etc",       {.cwd = NULL},                                 "in /etc as"},
		{"/proc/self", {.cwd = NULL},                                 "in / as"   },
		{"/usr/bin",   {.rootfs = "/etc"},                            "in / as"   },
		{"/usr/bin",   {.tmpfs = LIST("/usr")},                       "in / as"   },
		{"/usr",       {.tmpfs = LIST("/usr")},                       "in /usr as"},
		{"/usr/bin",
		 {.tmpfs = LIST("/usr"), .volumes = LIST("/usr:/usr")},
		 "in /usr/bin as"                                                         },
		{"/usr/bin",   {.volumes = LIST("/etc:/usr")},                "in / as"   },
		{"/etc",       {.rootfs = "/usr", .volumes = LIST(".:/etc")}, "in /etc as"},
	};

	for (size_t i = 0; i < COUNT(table); i++) {
		char proper[4096];

		cr_assert_eq(chdir(table[i].caller), 0);
		cr_assert(getcwd(proper, sizeof(proper)));
		cr_expect(draft(&table[i].flags), "%s", err.text);
		cr_expect(strstr(text_string(&told), table[i].wanted),
			  "from %s, wanted: %s\ngot: %s", proper, table[i].wanted,
			  text_string(&told));
	}
}

Test(sandbox_sandbox_spec, a_terminal_without_a_name_is_an_xterm)
{
	unsetenv("TERM");
	cr_assert(draft(&(struct sandbox){.tty = true}));
	cr_assert(strstr(told.start, "TERM=xterm"), "%s", told.start);
	cr_assert(draft(&(struct sandbox){.tty = false}));
	cr_assert_not(strstr(told.start, "TERM"), "%s", told.start);
}
