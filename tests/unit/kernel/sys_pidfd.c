#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"

Test(kernel_sys_pidfd, a_signal_reaches_the_process_and_no_other_after_it, .timeout = 20)
{
	auto_close int pidfd = -1;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		for (;;)
			pause();
	pidfd = sys_pidfd_open(pid);
	cr_assert_geq(pidfd, 0);
	cr_assert_eq(fcntl(pidfd, F_GETFD), FD_CLOEXEC);
	cr_assert_eq(sys_pidfd_signal(pidfd, 0), 0);
	cr_assert_eq(sys_pidfd_signal(pidfd, SIGUSR1), 0);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert_eq(WTERMSIG(status), SIGUSR1);
	cr_assert_eq(sys_pidfd_signal(pidfd, SIGUSR1), -1);
	cr_assert_eq(errno, ESRCH);
}

Test(kernel_sys_pidfd, nobody_has_no_descriptor)
{
	cr_assert_eq(sys_pidfd_open(0), -1);
	cr_assert_eq(errno, EINVAL);
	cr_assert_eq(sys_pidfd_open(0x7fffffff), -1);
	cr_assert_eq(errno, ESRCH);
}
