/*
 * agent.c - a seccomp agent
 *
 *	agent SOCKET ERRNO
 *
 * Listens on SOCKET for one runtime, prints the container process state it sends, and answers
 * every notified call with ERRNO until the last process under the filter is gone.
 */
#include <err.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
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

/* One message, with the state as its text: some runtimes keep the connection. */
static int receive(int peer)
{
	char text[65536], control[CMSG_SPACE(sizeof(int))];
	struct iovec part = {text, sizeof(text)};
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	ssize_t n = recvmsg(peer, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	int listener = -1;

	if (n <= 0 || !head || head->cmsg_type != SCM_RIGHTS)
		errx(1, "no descriptor came");
	memcpy(&listener, CMSG_DATA(head), sizeof(listener));
	fwrite(text, 1, n, stdout);
	fflush(stdout);
	return listener;
}

static void serve(int listener, int error)
{
	struct pollfd event = {.fd = listener, .events = POLLIN};

	while (poll(&event, 1, -1) > 0 && (event.revents & POLLIN)) {
		struct seccomp_notif call = {0};
		struct seccomp_notif_resp answer = {.error = -error};

		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call))
			continue;
		answer.id = call.id;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
	}
}

int main(int argc, char **argv)
{
	if (argc != 3)
		errx(2, "agent SOCKET ERRNO");
	serve(receive(accept_one(argv[1])), atoi(argv[2]));
	return 0;
}
