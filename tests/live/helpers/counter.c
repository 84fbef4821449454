/*
 * counter.c - a payload that goes on counting, for those who stop it and let it go on
 *
 * Runs inside containers, alone. It counts in its memory, and on SIGUSR1 tells how far it has come
 * in the file /count, which is whole when it is there. Between two requests it has no file open
 * and no child. That it can be asked is said by a file /counting.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile sig_atomic_t asked;

static void ask(int number)
{
	asked = number;
}

static void tell(unsigned count)
{
	FILE *file = fopen("/count.new", "w");

	if (!file || fprintf(file, "%u\n", count) < 0 || fclose(file) || rename("/count.new", "/count"))
		exit(1);
}

int main(void)
{
	signal(SIGUSR1, ask);
	close(creat("/counting", 0644));
	for (unsigned count = 1;; count++) {
		if (asked) {
			asked = 0;
			tell(count);
		}
		usleep(20000);
	}
}
