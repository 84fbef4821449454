/*
 * overwrite.c - tries to write to the program of every process it sees
 *
 *	overwrite	until /end is there; prints "opened" for each program that could be opened for
 *			writing and is neither its own nor the image's shell, "written" if that worked
 *
 * A program that runs cannot be written to (ETXTBSY). So its file is held by O_PATH, and opened
 * again until it does not run any more.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 256

static struct {
	int fd;
	ino_t inode;
	dev_t device;
} held[MOST];
static int count;

/* What the image has for a shell is the container's to write to. */
static int is_image_file(const struct stat *st)
{
	struct stat shell;

	return stat("/bin/busybox", &shell) == 0 && shell.st_ino == st->st_ino &&
	       shell.st_dev == st->st_dev;
}

static void hold(const char *path, ino_t own)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) || st.st_ino == own || is_image_file(&st) || count == MOST) {
		close(fd);
		return;
	}
	for (int i = 0; i < count; i++) {
		if (held[i].inode == st.st_ino && held[i].device == st.st_dev) {
			close(fd);
			return;
		}
	}
	held[count].fd = fd;
	held[count].device = st.st_dev;
	held[count++].inode = st.st_ino;
}

static void hold_maps(int pid, ino_t own)
{
	char path[64], file[400];
	DIR *maps;

	snprintf(path, sizeof(path), "/proc/%d/map_files", pid);
	maps = opendir(path);
	for (struct dirent *entry; maps && (entry = readdir(maps));) {
		snprintf(file, sizeof(file), "%s/%s", path, entry->d_name);
		if (*entry->d_name != '.')
			hold(file, own);
	}
	if (maps)
		closedir(maps);
}

static void try_all(void)
{
	for (int i = 0; i < count; i++) {
		char path[64];
		int fd;

		if (held[i].fd < 0)
			continue;
		snprintf(path, sizeof(path), "/proc/self/fd/%d", held[i].fd);
		fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
		if (fd < 0)
			continue;
		puts("opened");
		/* One byte behind its end changes its sum, and harms nobody. */
		if (write(fd, "\n", 1) == 1)
			puts("written");
		fflush(stdout);
		close(fd);
		close(held[i].fd);
		held[i].fd = -1;
	}
}

int main(void)
{
	DIR *proc = opendir("/proc");
	struct stat own;

	if (!proc || stat("/proc/self/exe", &own))
		return 2;
	while (access("/end", F_OK)) {
		rewinddir(proc);
		for (struct dirent *entry; (entry = readdir(proc));) {
			int pid = atoi(entry->d_name);
			char path[64];

			if (pid <= 1)
				continue;
			snprintf(path, sizeof(path), "/proc/%d/exe", pid);
			hold(path, own.st_ino);
			hold_maps(pid, own.st_ino);
		}
		try_all();
	}
	for (int i = 0; i < 100; i++) {
		try_all();
		usleep(1000);
	}
	return 0;
}
