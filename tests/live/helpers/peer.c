/*
 * peer.c - who reaches whom, and seen as whom
 *
 *	peer serve PORT			answers each client with the client's address, over TCP and
 *					UDP, IPv4 and IPv6; when it listens, prints
 *					its pid and goes to the background
 *	peer ask TCP|UDP ADDRESS PORT	prints the answer; 1 when there is none in two seconds
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static void name(const struct sockaddr_in6 *from, char *text)
{
	if (IN6_IS_ADDR_V4MAPPED(&from->sin6_addr))
		inet_ntop(AF_INET, from->sin6_addr.s6_addr + 12, text, INET6_ADDRSTRLEN);
	else
		inet_ntop(AF_INET6, &from->sin6_addr, text, INET6_ADDRSTRLEN);
}

static int listen_on(int type, unsigned short port)
{
	struct sockaddr_in6 any = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
	int fd = socket(AF_INET6, type | SOCK_CLOEXEC, 0), off = 0, on = 1;

	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) ||
	    (type == SOCK_STREAM && listen(fd, 64))) {
		perror("peer: listen");
		exit(1);
	}
	return fd;
}

static void answer_stream(int fd)
{
	struct sockaddr_in6 from;
	socklen_t length = sizeof(from);
	char text[INET6_ADDRSTRLEN];
	int client = accept(fd, (struct sockaddr *)&from, &length);

	if (client < 0)
		return;
	name(&from, text);
	if (write(client, text, strlen(text)) < 0)
		perror("peer: write");
	close(client);
}

static void answer_datagram(int fd)
{
	struct sockaddr_in6 from;
	socklen_t length = sizeof(from);
	char text[INET6_ADDRSTRLEN];

	if (recvfrom(fd, text, sizeof(text), 0, (struct sockaddr *)&from, &length) < 0)
		return;
	name(&from, text);
	if (sendto(fd, text, strlen(text), 0, (struct sockaddr *)&from, length) < 0)
		perror("peer: send");
}

static int serve(unsigned short port)
{
	struct pollfd waits[] = {{.fd = listen_on(SOCK_STREAM, port), .events = POLLIN},
				 {.fd = listen_on(SOCK_DGRAM, port), .events = POLLIN}};

	pid_t pid = fork();

	if (pid) {
		printf("%d\n", (int)pid);
		return pid < 0;
	}
	fclose(stdout);
	while (poll(waits, 2, -1) > 0) {
		if (waits[0].revents)
			answer_stream(waits[0].fd);
		if (waits[1].revents)
			answer_datagram(waits[1].fd);
	}
	return 1;
}

/* IPv4 by the kernel's IPv4, not as a mapped address. */
static socklen_t address_of(const char *text, unsigned short port, struct sockaddr_in6 *address)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)address;

	if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(port);
		return sizeof(*v4);
	}
	address->sin6_family = AF_INET6;
	address->sin6_port = htons(port);
	return inet_pton(AF_INET6, text, &address->sin6_addr) == 1 ? sizeof(*address) : 0;
}

static int ask(int type, const char *to, const char *port)
{
	const struct timeval deadline = {.tv_sec = 2};
	struct sockaddr_in6 address = {.sin6_family = 0};
	socklen_t length = address_of(to, (unsigned short)atoi(port), &address);
	char text[INET6_ADDRSTRLEN + 1] = "";
	int fd = socket(address.sin6_family, type, 0);

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof(deadline));
	if (!length || connect(fd, (struct sockaddr *)&address, length) ||
	    (type == SOCK_DGRAM && send(fd, "?", 1, 0) < 0) ||
	    recv(fd, text, INET6_ADDRSTRLEN, 0) <= 0)
		return 1;
	puts(text);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		return serve((unsigned short)atoi(argv[2]));
	if (argc == 5 && strcmp(argv[1], "ask") == 0)
		return ask(strcmp(argv[2], "UDP") ? SOCK_STREAM : SOCK_DGRAM, argv[3], argv[4]);
	return 2;
}
