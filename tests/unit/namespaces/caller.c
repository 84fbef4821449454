/*
 * caller.c - as root, as root of a user namespace, and as somebody else
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caller.h"
#include "file.h"
#include "kernel.h"

static struct caller caller;

Test(namespaces_caller, root_is_root_of_the_host)
{
	if (geteuid())
		cr_skip("needs root");
	cr_assert_eq(setgroups(0, NULL), 0);
	caller_look(&caller);
	cr_expect_eq(caller.standing, ROOT_OF_HOST);
	cr_expect_not(caller.has_groups);
}

Test(namespaces_caller, anybody_else_is_an_ordinary_user)
{
	static const gid_t groups[] = {1001, 6};

	if (geteuid())
		cr_skip("needs root to become somebody else");
	cr_assert_eq(setgroups(1, groups), 0);
	cr_assert_eq(setresgid(1001, 1001, 1001), 0);
	caller_look(&caller);
	cr_expect_not(caller.has_groups, "its own is none");
	cr_assert_eq(setgroups(2, groups), 0);
	cr_assert_eq(setresuid(1000, 1000, 1000), 0);
	caller_look(&caller);
	cr_expect_eq(caller.standing, ORDINARY_USER);
	cr_expect_eq(caller.uid, 1000);
	cr_expect_eq(caller.gid, 1001);
	cr_expect(caller.has_groups);
	cr_expect_null(caller.cgroup);
}

Test(namespaces_caller, root_of_a_user_namespace_is_seen_by_its_map)
{
	const char *const map = geteuid() ? NULL : "0 0 1";
	int status, pidfd = -1;
	pid_t pid;

	if (!map)
		cr_skip("needs root to map root");
	pid = sys_clone(CLONE_NEWUSER, -1, &pidfd);
	if (pid == 0)
		_exit(file_write(AT_FDCWD, "/proc/self/uid_map", map)
			      ? 2
			      : caller_standing() != ROOT_OF_SPACE);
	if (pid < 0)
		cr_skip("user namespaces are not permitted here");
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_expect_eq(WEXITSTATUS(status), 0);
}
