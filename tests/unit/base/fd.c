/* fd.c: descriptors: closed by default, passed on purpose */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "fd.h"

static bool is_cloexec(int fd)
{
	return fcntl(fd, F_GETFD) & FD_CLOEXEC;
}

static int some_fd(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	cr_assert_geq(fd, 0);
	return fd;
}

Test(base_fd, a_descriptor_ends_with_its_variable_and_errno_stays)
{
	int number;

	{
		auto_close int fd = some_fd();

		number = fd;
		errno = ENOSPC;
	}
	cr_assert_eq(errno, ENOSPC);
	cr_assert_not(fd_is_open(number));
}

Test(base_fd, nothing_is_dropped_where_nothing_is_open)
{
	int fd = -1;

	errno = 0;
	fd_drop(&fd);
	cr_assert_eq(fd, -1);
	cr_assert_eq(errno, 0);
}

Test(base_fd, a_taken_descriptor_stays_open)
{
	int taken;

	{
		auto_close int fd = some_fd();

		taken = fd_take(&fd);
		cr_assert_eq(fd, -1);
	}
	cr_assert(fd_is_open(taken));
	fd_drop(&taken);
}

Test(base_fd, a_message_carries_its_descriptors)
{
	int ends[2], sent[2] = {some_fd(), some_fd()}, got[8] = {-1, -1};
	size_t count = 8;
	char word[16] = "";

	cr_assert_eq(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	cr_assert_eq(fd_send(ends[0], "hello", 5, sent, 2), 0);
	cr_assert_eq(fd_receive(ends[1], word, sizeof(word) - 1, got, &count), 5);
	cr_assert_str_eq(word, "hello");
	cr_assert_eq(count, 2);
	for (size_t i = 0; i < 2; i++) {
		struct stat there, here;

		cr_assert(is_cloexec(got[i]));
		cr_assert_eq(fstat(sent[i], &there), 0);
		cr_assert_eq(fstat(got[i], &here), 0);
		cr_assert_eq(there.st_ino, here.st_ino);
	}
}

Test(base_fd, a_message_may_carry_none)
{
	int ends[2];
	size_t count = 8;
	char byte = 0;

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	cr_assert_eq(fd_send(ends[0], "x", 1, NULL, 0), 0);
	cr_assert_eq(fd_receive(ends[1], &byte, 1, NULL, &count), 1);
	cr_assert_eq(byte, 'x');
	cr_assert_eq(count, 0);
}

/* Descriptors of the file that fd is open on. */
static int count_alike(int fd)
{
	struct stat wanted, found;
	int count = 0;

	cr_assert_eq(fstat(fd, &wanted), 0);
	for (int other = 0; other < 1024; other++)
		count += fstat(other, &found) == 0 && found.st_ino == wanted.st_ino &&
			 found.st_dev == wanted.st_dev;
	return count;
}

Test(base_fd, descriptors_beyond_the_room_are_closed)
{
	int ends[2], sent[3], got[1] = {-1};
	size_t count = 1;
	char byte;

	cr_assert_eq(pipe2(sent, O_CLOEXEC), 0);
	sent[2] = sent[1];
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	cr_assert_eq(fd_send(ends[0], "x", 1, sent, 3), 0);
	cr_assert_eq(count_alike(sent[0]), 2);
	cr_assert_eq(fd_receive(ends[1], &byte, 1, got, &count), 1);
	cr_assert_eq(count, 1);
	cr_assert_eq(count_alike(sent[0]), 3, "one of three is kept");
}

Test(base_fd, more_than_eight_descriptors_are_refused)
{
	int fds[9] = {0};

	cr_assert_eq(fd_send(0, "x", 1, fds, 9), -1);
	cr_assert_eq(errno, EINVAL);
}

Test(base_fd, the_end_of_the_other_side_is_no_message)
{
	int ends[2];
	size_t count = 8;
	char byte;

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	close(ends[0]);
	cr_assert_eq(fd_receive(ends[1], &byte, 1, NULL, &count), 0);
	/* And writing to it is an error, not a signal. */
	cr_assert_eq(fd_send(ends[1], "x", 1, NULL, 0), -1);
	cr_assert_eq(errno, EPIPE);
}

/* A listening socket at name in the working directory. */
static int listener(const char *name)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
	cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	cr_assert_eq(listen(fd, 1), 0);
	return fd;
}

Test(base_fd, a_socket_is_reached_by_a_path_of_any_length)
{
	char place[] = "/tmp/berth-fd-XXXXXX", part[101], path[512];
	auto_close int server = -1;
	auto_close int near = -1;
	auto_close int far = -1;

	memset(part, 'd', 100);
	part[100] = '\0';
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
	cr_assert_eq(mkdir(part, 0700), 0);
	cr_assert_eq(chdir(part), 0);
	server = listener("s");
	snprintf(path, sizeof(path), "%s/%s/s", place, part);
	cr_assert_gt(strlen(path), sizeof(((struct sockaddr_un *)NULL)->sun_path));

	near = fd_connect("s");
	far = fd_connect(path);
	cr_expect_geq(near, 0);
	cr_expect_geq(far, 0);
	cr_expect(near < 0 || is_cloexec(near));

	cr_expect_eq(fd_connect("absent"), -1);
	cr_expect_eq(errno, ENOENT);

	unlink("s");
	cr_assert_eq(chdir(".."), 0);
	rmdir(part);
	rmdir(place);
}

Test(base_fd, only_what_is_kept_crosses_exec)
{
	auto_close int fd = some_fd();

	cr_assert(is_cloexec(fd));
	cr_assert_eq(fd_keep_across_exec(fd), 0);
	cr_assert_not(is_cloexec(fd));
	cr_assert_eq(fd_keep_across_exec(-1), -1);
}

Test(base_fd, a_directory_is_dropped_without_a_word)
{
	DIR *directory = opendir("/");
	int fd = dirfd(directory);

	errno = EXDEV;
	directory_drop(&directory);
	cr_expect_null(directory);
	directory_drop(&directory);
	cr_expect_eq(errno, EXDEV);
	cr_expect_eq(fcntl(fd, F_GETFD), -1);
}
