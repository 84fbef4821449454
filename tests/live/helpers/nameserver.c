/*
 * nameserver.c - somebody whom a host asks for names, for tests
 *
 *	nameserver ADDRESS	answers on port 53 by UDP and TCP, and writes its pid when it does
 *
 * What it answers is told by the first label of the name:
 *	gone	there is no such name
 *	big	by UDP that it is too much, by TCP 60 addresses
 *	forged	first an answer of another id, and one of another question; then the right one
 *	silent	nothing
 *	tcp	198.51.100.1 by UDP, 198.51.100.2 by TCP
 *	others	203.0.113.7
 */
#include <arpa/inet.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ROOM 4096

static size_t begin(unsigned char *answer, const unsigned char *query, size_t size)
{
	size_t end = 12;

	while (end < size && query[end])
		end += query[end] + 1U;
	end += 5;
	if (end > size)
		exit(1);
	memcpy(answer, query, end);
	answer[2] = 0x81;
	answer[3] = 0x80;
	memset(answer + 6, 0, 6);
	return end;
}

static size_t add(unsigned char *answer, size_t at, const char *address)
{
	const unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4};

	memcpy(answer + at, record, sizeof(record));
	inet_pton(AF_INET, address, answer + at + sizeof(record));
	answer[7]++;
	return at + sizeof(record) + 4;
}

static int is(const unsigned char *query, const char *label)
{
	return query[12] == strlen(label) && memcmp(query + 13, label, query[12]) == 0;
}

/* An answer of A, whatever was asked. */
static size_t answer_to(const unsigned char *query, size_t size, unsigned char *answer, int tcp)
{
	size_t at = begin(answer, query, size);

	if (is(query, "gone"))
		answer[3] |= 3;
	else if (is(query, "big") && !tcp)
		answer[2] |= 2;
	else if (is(query, "big"))
		for (int i = 0; i < 60; i++)
			at = add(answer, at, "203.0.113.7");
	else if (is(query, "tcp"))
		at = add(answer, at, tcp ? "198.51.100.2" : "198.51.100.1");
	else if (answer[at - 3] == 1)
		at = add(answer, at, "203.0.113.7");
	return at;
}

static void take_datagram(int fd)
{
	unsigned char query[ROOM], answer[ROOM];
	struct sockaddr_storage from;
	socklen_t length = sizeof(from);
	ssize_t size = recvfrom(fd, query, sizeof(query), 0, (struct sockaddr *)&from, &length);
	size_t made;

	if (size < 17 || is(query, "silent"))
		return;
	made = answer_to(query, (size_t)size, answer, 0);
	if (is(query, "forged")) {
		unsigned char wrong[ROOM];
		size_t forged = begin(wrong, query, (size_t)size);

		forged = add(wrong, forged, "192.0.2.66");
		wrong[0] ^= 0x55;
		sendto(fd, wrong, forged, 0, (struct sockaddr *)&from, length);
		wrong[0] ^= 0x55;
		wrong[13] ^= 1;
		sendto(fd, wrong, forged, 0, (struct sockaddr *)&from, length);
	}
	sendto(fd, answer, made, 0, (struct sockaddr *)&from, length);
}

static void take_stream(int listening)
{
	unsigned char query[ROOM], answer[ROOM];
	int fd = accept(listening, NULL, NULL);
	ssize_t size = read(fd, query, sizeof(query));
	size_t made;

	if (size >= 19 && !is(query + 2, "silent")) {
		made = answer_to(query + 2, (size_t)size - 2, answer + 2, 1);
		answer[0] = (unsigned char)(made >> 8);
		answer[1] = (unsigned char)made;
		/* In pieces, as it may come. */
		if (write(fd, answer, 7) != 7 || write(fd, answer + 7, made - 5) < 0)
			exit(1);
	}
	close(fd);
}

int main(int argc, char **argv)
{
	struct sockaddr_in here = {.sin_family = AF_INET, .sin_port = htons(53)};
	int datagrams = socket(AF_INET, SOCK_DGRAM, 0), streams = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	if (argc != 2 || inet_pton(AF_INET, argv[1], &here.sin_addr) != 1)
		return 2;
	setsockopt(streams, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(datagrams, (struct sockaddr *)&here, sizeof(here)) ||
	    bind(streams, (struct sockaddr *)&here, sizeof(here)) || listen(streams, 16)) {
		perror("nameserver");
		return 1;
	}
	if (fork())
		return 0;
	printf("%d\n", (int)getpid());
	fflush(stdout);
	fclose(stdout);
	for (;;) {
		struct pollfd waiting[] = {
			{.fd = datagrams, .events = POLLIN},
			{.fd = streams,   .events = POLLIN},
		};

		if (poll(waiting, 2, -1) < 0)
			return 1;
		if (waiting[0].revents)
			take_datagram(datagrams);
		if (waiting[1].revents)
			take_stream(streams);
	}
}
