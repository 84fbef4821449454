/*
 * writable.c - what below the given directories can be opened for writing, and which of the files
 * beside them can be read
 *
 *	writable DIR...		prints the paths of files that could be opened for writing
 *
 * Nothing is written. A process's own files in /proc are left out, and links are not followed.
 */
#include <ctype.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int look(const char *path, const struct stat *st, int type, struct FTW *at)
{
	int fd;

	(void)st;
	if (type == FTW_D || type == FTW_DNR || type == FTW_DP) {
		/* "/proc/1", "/proc/self", "/proc/thread-self" */
		if (at->level == 1 && strncmp(path, "/proc/", 6) == 0 &&
		    (isdigit((unsigned char)path[6])))
			return FTW_SKIP_SUBTREE;
		return FTW_CONTINUE;
	}
	if (!S_ISREG(st->st_mode))
		return FTW_CONTINUE;
	fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0) {
		puts(path);
		close(fd);
	}
	return FTW_CONTINUE;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		(void)nftw(argv[i], look, 16, FTW_PHYS | FTW_ACTIONRETVAL);
	return 0;
}
