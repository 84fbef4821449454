/*
 * swap.c - exchanges pairs of names, over and over: a path that is now a directory, now a link
 *
 *	swap ONE OTHER [ONE OTHER]...		until it is killed
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 3 || argc % 2 == 0)
		errx(2, "usage: swap ONE OTHER [ONE OTHER]...");
	if (renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE))
		err(1, "exchange %s and %s", argv[1], argv[2]);
	for (;;) {
		for (int i = 1; i < argc; i += 2)
			(void)renameat2(AT_FDCWD, argv[i], AT_FDCWD, argv[i + 1], RENAME_EXCHANGE);
	}
}
