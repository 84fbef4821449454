/*
 * sandbox_seccomp.c - the table of system calls, and what a kernel makes of it
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "sandbox.h"
#include "text.h"

static struct text read_name, read_json;

struct spec *spec_read(struct arena *arena, const char *name, const char *json, size_t size,
		       struct error *err)
{
	struct spec *spec = arena_alloc(arena, sizeof(*spec));

	(void)err;
	text_add(&read_name, name);
	text_add_bytes(&read_json, json, size);
	spec->linux = arena_alloc(arena, sizeof(*spec->linux));
	spec->linux->seccomp = arena_alloc(arena, sizeof(*spec->linux->seccomp));
	return spec;
}

static struct spec_seccomp *profile_of(struct arena *arena, const char *word)
{
	struct spec_seccomp *profile = NULL;
	struct error err = NO_ERROR;

	cr_assert_eq(sandbox_seccomp(arena, word, &profile, &err), 0, "%s", err.text);
	return profile;
}

static bool meets(uint64_t argument, const struct spec_seccomp_arg *arg)
{
	if (strcmp(arg->op, "SCMP_CMP_LT") == 0)
		return argument < arg->value;
	if (strcmp(arg->op, "SCMP_CMP_MASKED_EQ") == 0)
		return (argument & arg->value) == arg->value_two;
	cr_assert_str_eq(arg->op, "SCMP_CMP_EQ");
	return argument == arg->value;
}

/* What a call with this first argument gets: 0 or errno. */
static int64_t verdict(const struct spec_seccomp *profile, const char *name, uint64_t argument)
{
	for (size_t i = 0; i < profile->syscall_count; i++) {
		const struct spec_seccomp_rule *rule = &profile->syscalls[i];

		if (strings_find(&rule->names, name) < 0)
			continue;
		if (rule->arg_count && !meets(argument, rule->args))
			continue;
		return strcmp(rule->action, "SCMP_ACT_ALLOW") == 0 ? 0 : rule->errno_ret.value;
	}
	return profile->default_errno_ret.value;
}

Test(sandbox_sandbox_seccomp, no_name_stands_twice_without_a_condition)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp *profile = profile_of(&arena, "default");
	struct strings seen = {NULL, 0};

	for (size_t i = 0; i < profile->syscall_count; i++) {
		const struct spec_seccomp_rule *rule = &profile->syscalls[i];

		for (size_t n = 0; n < rule->names.count; n++) {
			const char *name = rule->names.items[n];

			if (rule->arg_count && i > 0 &&
			    strings_find(&profile->syscalls[i - 1].names, name) == 0)
				continue;
			cr_expect_lt(strings_find(&seen, name), 0, "%s stands twice", name);
			strings_add(&arena, &seen, name);
		}
	}
	cr_assert_gt(seen.count, 350);
}

Test(sandbox_sandbox_seccomp, every_name_is_known)
{
	/* Younger than the oldest libseccomp that is supported, 2.5.4. */
	static const char *const young[] = {
		"cachestat",        "fchmodat2",   "file_getattr",      "file_setattr",
		"futex_requeue",    "futex_wait",  "futex_wake",        "getxattrat",
		"listmount",        "listxattrat", "lsm_get_self_attr", "lsm_list_modules",
		"map_shadow_stack", "mseal",       "removexattrat",     "riscv_hwprobe",
		"setxattrat",       "statmount",
	};
	auto_arena struct arena arena = NO_ARENA;
	const struct spec_seccomp *profile = profile_of(&arena, NULL);
	struct strings known = {NULL, 0};

	for (size_t i = 0; i < COUNT(young); i++)
		strings_add(&arena, &known, young[i]);
	for (size_t i = 0; i < profile->syscall_count; i++) {
		const struct strings *names = &profile->syscalls[i].names;

		for (size_t n = 0; n < names->count; n++)
			cr_expect(seccomp_syscall_resolve_name(names->items[n]) !=
						  __NR_SCMP_ERROR ||
					  strings_find(&known, names->items[n]) >= 0,
				  "%s is no system call", names->items[n]);
	}
}

Test(sandbox_sandbox_seccomp, calls_get_what_they_should)
{
	static const struct {
		const char *name;
		uint64_t argument;
		int64_t error;
	} table[] = {
		{"read",                 0,                                                                0     },
		{"execve",               0,                                                                0     },
		{"ptrace",               0,                                                                0     },
		{"chroot",               0,                                                                0     },
		{"clone3",               0,                                                                ENOSYS},
		{"io_uring_setup",       0,                                                                ENOSYS},
		{"bpf",                  0,                                                                EPERM },
		{"perf_event_open",      0,                                                                EPERM },
		{"userfaultfd",          0,                                                                EPERM },
		{"keyctl",               0,                                                                EPERM },
		{"add_key",              0,                                                                EPERM },
		{"request_key",          0,                                                                EPERM },
		{"kexec_load",           0,                                                                EPERM },
		{"kexec_file_load",      0,                                                                EPERM },
		{"init_module",          0,                                                                EPERM },
		{"finit_module",         0,                                                                EPERM },
		{"delete_module",        0,                                                                EPERM },
		{"mount",                0,                                                                EPERM },
		{"umount2",              0,                                                                EPERM },
		{"move_mount",           0,                                                                EPERM },
		{"open_tree",            0,                                                                EPERM },
		{"fsopen",               0,                                                                EPERM },
		{"mount_setattr",        0,                                                                EPERM },
		{"pivot_root",           0,                                                                EPERM },
		{"unshare",              0,                                                                EPERM },
		{"setns",                0,                                                                EPERM },
		{"socketcall",           0,                                                                EPERM },
		{"open_by_handle_at",    0,                                                                EPERM },
		{"pidfd_getfd",          0,                                                                EPERM },
		{"reboot",               0,                                                                EPERM },
		{"swapon",               0,                                                                EPERM },
		{"sethostname",          0,                                                                EPERM },
		{"clock_settime",        0,                                                                EPERM },
		{"syslog",               0,                                                                EPERM },
		{"acct",                 0,                                                                EPERM },
		{"a_call_of_the_future", 0,                                                                EPERM },
		{"socket",               AF_UNIX,                                                          0     },
		{"socket",               AF_INET6,                                                         0     },
		{"socket",               AF_NETLINK,                                                       0     },
		{"socket",               AF_ALG,                                                           EPERM },
		{"socket",               AF_VSOCK,                                                         EPERM },
		{"socket",               0x100000000 | AF_ALG,                                             EPERM },
		{"socket",               UINT64_MAX,                                                       EPERM },
		{"socketpair",           AF_UNIX,                                                          0     },
		{"clone",                SIGCHLD,                                                          0     },
		{"clone",                CLONE_VM | CLONE_VFORK | SIGCHLD,                                 0     },
		{"clone",                CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD, 0     },
		{"clone",                CLONE_NEWUSER | SIGCHLD,                                          EPERM },
		{"clone",                CLONE_NEWNS | SIGCHLD,                                            EPERM },
		{"clone",                CLONE_NEWPID,                                                     EPERM },
		{"clone",                CLONE_NEWNET,                                                     EPERM },
		{"clone",                CLONE_NEWUTS,                                                     EPERM },
		{"clone",                CLONE_NEWIPC,                                                     EPERM },
		{"clone",                CLONE_NEWCGROUP,                                                  EPERM },
		{"clone",                0xff00000000000000 | CLONE_NEWUSER,                               EPERM },
		{"personality",          PER_LINUX,                                                        0     },
		{"personality",          PER_LINUX32,                                                      0     },
		{"personality",          UNAME26,                                                          0     },
		{"personality",          UNAME26 | PER_LINUX32,                                            0     },
		{"personality",          0xffffffff,                                                       0     },
		{"personality",          ADDR_NO_RANDOMIZE,                                                EPERM },
		{"personality",          READ_IMPLIES_EXEC,                                                EPERM },
	};
	auto_arena struct arena arena = NO_ARENA;
	const struct spec_seccomp *profile = profile_of(&arena, "default");

	for (size_t i = 0; i < COUNT(table); i++)
		cr_expect_eq(verdict(profile, table[i].name, table[i].argument), table[i].error,
			     "%s(%#llx) gets %lld", table[i].name,
			     (unsigned long long)table[i].argument,
			     (long long)verdict(profile, table[i].name, table[i].argument));
}

static struct scmp_arg_cmp comparison(const struct spec_seccomp_arg *arg)
{
	enum scmp_compare op = strcmp(arg->op, "SCMP_CMP_LT") == 0   ? SCMP_CMP_LT
			       : strcmp(arg->op, "SCMP_CMP_EQ") == 0 ? SCMP_CMP_EQ
								     : SCMP_CMP_MASKED_EQ;

	return (struct scmp_arg_cmp){(unsigned)arg->index, op, arg->value, arg->value_two};
}

static void load(const struct spec_seccomp *profile)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	for (size_t i = 0; i < profile->syscall_count; i++) {
		const struct spec_seccomp_rule *rule = &profile->syscalls[i];
		struct scmp_arg_cmp arg = {.arg = 0};

		if (rule->arg_count)
			arg = comparison(rule->args);
		for (size_t n = 0; n < rule->names.count; n++) {
			int number = seccomp_syscall_resolve_name(rule->names.items[n]);

			if (number < 0)
				continue;
			cr_assert_eq(
				seccomp_rule_add_array(
					filter,
					strcmp(rule->action, "SCMP_ACT_ALLOW") == 0
						? SCMP_ACT_ALLOW
						: SCMP_ACT_ERRNO((uint16_t)rule->errno_ret.value),
					number, (unsigned)rule->arg_count, &arg),
				0, "%s", rule->names.items[n]);
		}
	}
	cr_assert_eq(seccomp_load(filter), 0);
	seccomp_release(filter);
}

Test(sandbox_sandbox_seccomp, the_kernel_does_as_the_table_says)
{
	auto_arena struct arena arena = NO_ARENA;
	int status;
	pid_t child;

	load(profile_of(&arena, "default"));
	cr_expect_eq(syscall(SYS_socket, AF_ALG, SOCK_SEQPACKET, 0), -1);
	cr_expect_eq(errno, EPERM);
	cr_expect_eq(syscall(SYS_socket, 0x100000000 | AF_ALG, SOCK_SEQPACKET, 0), -1);
	cr_expect_eq(errno, EPERM);
	cr_expect_geq(syscall(SYS_socket, AF_UNIX, SOCK_STREAM, 0), 0);
	cr_expect_eq(syscall(SYS_clone3, NULL, 0), -1);
	cr_expect_eq(errno, ENOSYS);
	cr_expect_eq(syscall(SYS_unshare, CLONE_NEWUSER), -1);
	cr_expect_eq(errno, EPERM);
	cr_expect_eq(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0), -1);
	cr_expect_eq(errno, EPERM);
	child = fork();
	if (child == 0) {
		execl("/bin/true", "true", NULL);
		_exit(9);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect_eq(status, 0);
}

Test(sandbox_sandbox_seccomp, what_is_not_allowed_is_refused_and_speculation_stays_bound)
{
	auto_arena struct arena arena = NO_ARENA;
	const struct spec_seccomp *profile = profile_of(&arena, "default");

	cr_assert_str_eq(profile->default_action, "SCMP_ACT_ERRNO");
	cr_assert_eq(profile->default_errno_ret.value, EPERM);
	cr_assert(profile->flags_given);
	cr_assert_eq(profile->flags.count, 0);
	for (size_t i = 0; i < profile->architectures.count; i++)
		cr_assert_str_neq(profile->architectures.items[i], "SCMP_ARCH_X32");
}

Test(sandbox_sandbox_seccomp, none_is_no_profile)
{
	auto_arena struct arena arena = NO_ARENA;

	cr_assert_null(profile_of(&arena, "none"));
}

Test(sandbox_sandbox_seccomp, a_file_is_read_as_the_seccomp_of_a_configuration)
{
	auto_arena struct arena arena = NO_ARENA;
	char file[] = "/tmp/profile.XXXXXX";
	int fd = mkstemp(file);

	cr_assert_eq(write(fd, "{\"x\":1}", 7), 7);
	cr_assert_not_null(profile_of(&arena, file));
	cr_expect_str_eq(read_name.start, file);
	cr_expect(strstr(read_json.start, "\"linux\": {\"seccomp\": {\"x\":1}}}"), "%s",
		  read_json.start);
	unlink(file);
}

Test(sandbox_sandbox_seccomp, a_file_that_is_not_there_is_named)
{
	auto_arena struct arena arena = NO_ARENA;
	struct spec_seccomp *profile = NULL;
	struct error err = NO_ERROR;

	cr_assert_eq(sandbox_seccomp(&arena, "/no/where", &profile, &err), -1);
	cr_assert_str_eq(err.text, "read the seccomp profile /no/where: no such file or directory");
}
