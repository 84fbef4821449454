#include <criterion/criterion.h>
#include <linux/sched.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

Test(kernel_sys_clone, the_child_has_a_pidfd_and_an_exit_status, .timeout = 20)
{
	auto_close int pidfd = -1;
	pid_t pid = sys_clone(0, -1, &pidfd);
	struct pollfd waiting = {.events = POLLIN};
	int status;

	if (pid == 0)
		_exit(7);
	cr_assert_gt(pid, 0);
	cr_assert_geq(pidfd, 0);
	waiting.fd = pidfd;
	cr_assert_eq(poll(&waiting, 1, -1), 1);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(WEXITSTATUS(status), 7);
}

Test(kernel_sys_clone, a_child_of_a_new_pid_namespace_is_its_first)
{
	auto_close int pidfd = -1;
	int status;
	pid_t pid;

	if (getuid())
		cr_skip("a new pid namespace needs root");
	pid = sys_clone(CLONE_NEWPID, -1, &pidfd);
	if (pid == 0)
		_exit(getpid());
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(WEXITSTATUS(status), 1);
}

Test(kernel_sys_clone, a_sibling_is_the_child_of_the_parent)
{
	auto_close int pidfd = -1;
	int status, ends[2];
	pid_t pid, sibling;

	cr_assert_eq(pipe(ends), 0);
	pid = sys_clone(0, -1, &pidfd);
	if (pid == 0) {
		int own = -1;

		sibling = sys_clone(CLONE_PARENT, -1, &own);
		if (sibling == 0)
			_exit(3);
		_exit(write(ends[1], &sibling, sizeof(sibling)) != sizeof(sibling));
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(status, 0);
	cr_assert_eq(read(ends[0], &sibling, sizeof(sibling)), sizeof(sibling));
	/* It sends no signal when it ends, so that it must be asked for: __WALL. */
	cr_assert_eq(waitpid(sibling, &status, __WALL), sibling);
	cr_assert_eq(WEXITSTATUS(status), 3);
}

Test(kernel_sys_clone, what_cannot_be_made_is_an_error_and_no_process)
{
	int pidfd = -1;

	cr_assert_eq(sys_clone(CLONE_FS | CLONE_NEWNS, -1, &pidfd), -1);
	cr_assert_eq(pidfd, -1);
	cr_assert_eq(sys_clone(0, STDIN_FILENO, &pidfd), -1, "a cgroup that is none");
	cr_assert_eq(waitpid(-1, NULL, WNOHANG), -1);
}

Test(kernel_sys_clone, a_sibling_is_known_by_its_pid_before_it_runs)
{
	pid_t *shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status, pidfd = -1;
	pid_t pid = sys_clone(0, -1, &pidfd);

	if (pid == 0) {
		pid = sys_clone_sibling(shared);
		if (pid == 0)
			_exit(*shared ? 4 : 5);
		_exit(pid == *shared ? 3 : 1);
	}
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(WEXITSTATUS(status), 3);
	cr_assert_gt(*shared, 0);
	cr_assert_eq(waitpid(*shared, &status, __WALL), *shared, "it is a child of ours");
	cr_assert_eq(WEXITSTATUS(status), 4);
}
