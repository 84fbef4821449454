/*
 * lookup.c - the addresses of names, as a program of its libc finds them
 *
 *	lookup NAME	one in each line, sorted by nobody; exit status 1 when there is none
 *	lookup ADDRESS	the name that an address has
 *	lookup -v	which libc it is
 *
 * Built with musl where there is musl-gcc; getent(1) is the same for glibc.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	struct sockaddr_in address = {.sin_family = AF_INET};
	char text[256];

	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "-v") == 0) {
#ifdef __GLIBC__
		puts("glibc");
#else
		puts("musl");
#endif
		return 0;
	}
	if (inet_pton(AF_INET, argv[1], &address.sin_addr) == 1) {
		if (getnameinfo((struct sockaddr *)&address, sizeof(address), text, sizeof(text),
				NULL, 0, NI_NAMEREQD))
			return 1;
		puts(text);
		return 0;
	}
	if (getaddrinfo(argv[1], "80", &hints, &found))
		return 1;
	for (; found; found = found->ai_next) {
		if (getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0,
				NI_NUMERICHOST) == 0)
			puts(text);
	}
	return 0;
}
