/*
 * pour.c - how much gets through in a while
 *
 *	pour serve PORT			takes what each client sends and tells it how much that was;
 *					when it listens, prints its pid and goes to the background
 *	pour to ADDRESS PORT SECONDS	sends for so long, and prints how many kilobits got through
 *					in each second until the server had them all
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static char bytes[1 << 16];

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static _Noreturn void give_up(const char *step)
{
	perror(step);
	exit(1);
}

static void take(int client)
{
	uint64_t sum = 0;
	ssize_t count;

	while ((count = read(client, bytes, sizeof(bytes))) > 0)
		sum += (uint64_t)count;
	if (write(client, &sum, sizeof(sum)) < 0)
		perror("pour: tell");
}

static int serve(uint16_t port)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
	pid_t pid;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)) || listen(fd, 8))
		give_up("pour: listen");
	pid = fork();
	if (pid) {
		printf("%d\n", (int)pid);
		return pid < 0;
	}
	fclose(stdout);
	signal(SIGPIPE, SIG_IGN);
	for (;;) {
		int client = accept(fd, NULL, NULL);

		if (client < 0)
			continue;
		take(client);
		close(client);
	}
}

static int pour(const char *address, uint16_t port, double seconds)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), room = 1 << 16;
	const struct timeval patience = {.tv_sec = 10};
	uint64_t arrived;
	double begun;

	inet_pton(AF_INET, address, &to.sin_addr);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof(room)); /* little is left to wait for */
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	begun = now();
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)))
		give_up("pour: connect");
	while (now() - begun < seconds) {
		if (write(fd, bytes, sizeof(bytes)) < 0)
			give_up("pour: send");
	}
	shutdown(fd, SHUT_WR);
	if (read(fd, &arrived, sizeof(arrived)) != sizeof(arrived))
		give_up("pour: hear");
	printf("%.0f\n", (double)arrived * 8 / 1000 / (now() - begun));
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		return serve((uint16_t)atoi(argv[2]));
	if (argc == 5 && strcmp(argv[1], "to") == 0)
		return pour(argv[2], (uint16_t)atoi(argv[3]), atof(argv[4]));
	fprintf(stderr, "usage: pour serve PORT | pour to ADDRESS PORT SECONDS\n");
	return 2;
}
