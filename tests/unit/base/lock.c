#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "fd.h"
#include "file.h"

static int open_file(char *path)
{
	int fd;

	snprintf(path, 64, "/tmp/berth-lock-XXXXXX");
	fd = mkstemp(path);
	cr_assert_geq(fd, 0);
	return fd;
}

Test(base_lock, a_lock_that_is_free_is_had_at_once)
{
	char path[64];
	auto_close int fd = open_file(path);

	cr_assert_eq(file_lock(fd, 0), 0);
	cr_assert_eq(file_lock(fd, 0), 0, "again");
	unlink(path);
}

Test(base_lock, one_that_is_held_is_not_waited_for_for_ever, .timeout = 20)
{
	char path[64];
	auto_close int fd = open_file(path), other = open(path, O_RDWR | O_CLOEXEC);
	struct sigaction before, after;

	sigaction(SIGALRM, NULL, &before);
	cr_assert_eq(flock(other, LOCK_EX), 0);
	cr_assert_eq(file_lock(fd, 1), -1);
	cr_assert_eq(errno, EINTR);
	sigaction(SIGALRM, NULL, &after);
	cr_assert_eq(before.sa_handler, after.sa_handler, "the alarm is the caller's again");
	cr_assert_eq(flock(other, LOCK_UN), 0);
	cr_assert_eq(file_lock(fd, 1), 0);
	unlink(path);
}
