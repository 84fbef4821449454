/*
 * work.c - work of five kinds, and what one piece of each took: the payload's view of a runtime
 *
 *	work DIRECTORY		the directory is where it may write
 *
 * On stdout there is "KIND NANOSECONDS" for each kind: the best of several goes, since what
 * disturbs only ever makes it longer.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define GOES 7

static const char *directory;

static _Noreturn void complain(const char *what)
{
	fprintf(stderr, "work: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void compute(int pieces)
{
	volatile uint64_t result = 1;

	for (int i = 0; i < pieces; i++)
		result = result * 6364136223846793005u + 1442695040888963407u;
}

/* A fresh page for each piece. */
static void touch(int pieces)
{
	size_t length = (size_t)pieces * 4096;
	char *memory =
		mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		complain("mmap");
	madvise(memory, length, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < length; i += 4096)
		memory[i] = 1;
	munmap(memory, length);
}

static void ask(int pieces)
{
	for (int i = 0; i < pieces; i++)
		syscall(SYS_getppid);
}

static void store(int pieces)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/work.%d", directory, (int)getpid());
	for (int i = 0; i < pieces; i++) {
		int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);

		if (file < 0 || write(file, path, sizeof(path)) < 0)
			complain(path);
		close(file);
		unlink(path);
	}
}

/* There and back over the loopback. */
static void talk(int pieces)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int one = socket(AF_INET, SOCK_DGRAM, 0), other = socket(AF_INET, SOCK_DGRAM, 0);
	char word[64] = "";

	if (bind(one, (struct sockaddr *)&address, length) ||
	    getsockname(one, (struct sockaddr *)&address, &length) ||
	    connect(other, (struct sockaddr *)&address, length))
		complain("talk over the loopback");
	for (int i = 0; i < pieces; i++) {
		if (send(other, word, sizeof(word), 0) < 0 || recv(one, word, sizeof(word), 0) < 0)
			complain("talk over the loopback");
	}
	close(one);
	close(other);
}

static const struct {
	const char *name;
	void (*play)(int pieces);
	int pieces;
} kinds[] = {
	{"cpu",     compute, 2000000},
	{"memory",  touch,   4096   },
	{"syscall", ask,     100000 },
	{"file",    store,   500    },
	{"network", talk,    5000   },
};

static double nanoseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

int main(int argc, char **argv)
{
	directory = argc > 1 ? argv[1] : "/tmp";
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		double best = 0;

		for (int go = 0; go < GOES; go++) {
			double before = nanoseconds(), took;

			kinds[i].play(kinds[i].pieces);
			took = (nanoseconds() - before) / kinds[i].pieces;
			if (!go || took < best)
				best = took;
		}
		printf("%s %.2f\n", kinds[i].name, best);
	}
	return 0;
}
