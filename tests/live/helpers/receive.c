/*
 * receive.c - the far end of --console-socket and --pidfd-socket
 *
 *	receive SOCKET			prints what the descriptor is, then closes it
 *	receive SOCKET console		prints what the terminal says, until it is hung up; what is
 *					read from standard input is typed into it
 */
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int accept_one(const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);
	if (bind(listener, (struct sockaddr *)&name, sizeof(name)) || listen(listener, 1))
		err(1, "%s", path);
	return accept(listener, NULL, NULL);
}

static int receive(int peer)
{
	char text[4096], control[CMSG_SPACE(sizeof(int))];
	struct iovec part = {text, sizeof(text)};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *head;
	int fd = -1;

	if (recvmsg(peer, &message, MSG_CMSG_CLOEXEC) < 0)
		err(1, "recvmsg");
	head = CMSG_FIRSTHDR(&message);
	if (!head || head->cmsg_type != SCM_RIGHTS)
		errx(1, "no descriptor came");
	memcpy(&fd, CMSG_DATA(head), sizeof(fd));
	return fd;
}

static void describe(int fd)
{
	char path[64], text[256] = "", line[256];
	FILE *info;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (readlink(path, text, sizeof(text) - 1) > 0)
		printf("%s\n", text);
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	info = fopen(path, "re");
	while (info && fgets(line, sizeof(line), info))
		if (!strncmp(line, "Pid:", 4))
			fputs(line, stdout);
}

static ssize_t copy(int from, int to)
{
	char text[4096];
	ssize_t n = read(from, text, sizeof(text));

	return n > 0 ? write(to, text, n) : n;
}

static void converse(int terminal)
{
	struct pollfd ends[] = {
		{terminal, POLLIN, 0},
		       {0,	   POLLIN, 0}
	     };

	while (poll(ends, 2, -1) > 0) {
		if (ends[0].revents && copy(terminal, 1) <= 0)
			return;
		if (ends[1].revents && copy(0, terminal) <= 0)
			ends[1].fd = -1;
	}
}

int main(int argc, char **argv)
{
	int fd;

	if (argc < 2)
		errx(2, "receive SOCKET [console]");
	fd = receive(accept_one(argv[1]));
	if (argc > 2)
		converse(fd);
	else
		describe(fd);
	return 0;
}
