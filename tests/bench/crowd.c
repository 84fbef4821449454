/*
 * crowd.c - a host with many mounts: crowd COUNT DIRECTORY PROGRAM [ARGUMENT...]
 *
 * The program runs in a mount namespace with so many mounts more, beneath the directory.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int complain(const char *what)
{
	fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	char place[4096];

	if (argc < 4)
		return 2;
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) ||
	    mount(NULL, "/", NULL, MS_REC | MS_SHARED, NULL))
		return complain("make a mount namespace");
	/* Private: what is mounted in a shared mount on itself shows up in each of its copies. */
	if (mount("crowd", argv[2], "tmpfs", 0, NULL) ||
	    mount(NULL, argv[2], NULL, MS_PRIVATE, NULL))
		return complain(argv[2]);
	for (int i = 0, count = atoi(argv[1]); i < count; i++) {
		snprintf(place, sizeof(place), "%s/%d", argv[2], i);
		if (mkdir(place, 0755) || mount(argv[2], place, NULL, MS_BIND, NULL))
			return complain(place);
	}
	execv(argv[3], argv + 3);
	return complain(argv[3]);
}
