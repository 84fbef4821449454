/*
 * null_device.c - which descriptors are exchanged, and for what
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "kernel.h"
#include "record.h"

/* The container's node: another open file of the device, told from the host's by its flags. */
static const char *inside;

int sys_open_beneath(int root, const char *path)
{
	cr_assert_eq(root, 77);
	cr_assert_str_eq(path, "/dev/null");
	return open(inside, O_PATH | O_CLOEXEC);
}

static bool same_file(int one, int other)
{
	struct stat a, b;

	return fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino;
}

/* In a child: these descriptors are the test program's own. */
static int exchanged(const char *node, int *was_append)
{
	struct record record = {
		.descriptors.keys = {NULL_DEVICE, NULL_DEVICE, "file[1f:a3]"}
	};
	struct job job = NO_JOB;
	struct error err = NO_ERROR;
	int input = open("/dev/null", O_RDONLY), output = open("/dev/null", O_WRONLY | O_APPEND);
	int before;

	inside = node;
	job.root = 77;
	job.proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	dup2(input, 0);
	dup2(output, 1);
	job.record = &record;
	before = fcntl(0, F_DUPFD, 100);
	/* Position flags tell open files of one device apart: what is set on a copy is shared. */
	if (fcntl(before, F_SETFL, O_NONBLOCK))
		return -1;
	if (null_device_take(&job, &err))
		return -2;
	*was_append = fcntl(1, F_GETFL) & O_APPEND;
	if (fcntl(0, F_SETFL, 0))
		return -3;
	/* Still the same open file if clearing the flag here has cleared it there. */
	return (fcntl(before, F_GETFL) & O_NONBLOCK) != 0;
}

static int in_a_child(int (*body)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(body());
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int with_a_device(void)
{
	int append = 0;

	if (exchanged("/dev/null", &append) != 1)
		return 1;
	return append == O_APPEND ? 0 : 2;
}

static int with_another_file(void)
{
	int append = 0;

	return exchanged("/dev/zero", &append);
}

static int with_nothing(void)
{
	int append = 0;

	return exchanged("/dev/there is no such file", &append);
}

static int without_null(void)
{
	struct record record = {
		.descriptors.keys = {"pipe:[4711]", NULL, "pipe:[4711]"}
	};
	struct job job = NO_JOB;
	struct error err = NO_ERROR;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return 1;
	for (int fd = 0; fd < 3; fd++)
		dup2(ends[1], fd);
	job.record = &record;
	job.root = -2; /* would be asked for */
	if (null_device_take(&job, &err))
		return 2;
	return same_file(0, ends[1]) && same_file(2, ends[1]) ? 0 : 3;
}

Test(container_null_device, the_containers_takes_the_place_of_the_hosts_for_the_same_use)
{
	cr_assert_eq(in_a_child(with_a_device), 0);
}

Test(container_null_device, what_is_not_the_null_device_is_not_opened)
{
	cr_assert_eq(in_a_child(with_another_file), 0);
	cr_assert_eq(in_a_child(with_nothing), 0);
}

Test(container_null_device, other_files_stay)
{
	cr_assert_eq(in_a_child(without_null), 0);
}
