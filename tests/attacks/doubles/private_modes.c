/*
 * A double of mkdirat(2) and of file_make(): what berth keeps is there for everybody to read.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "file.h"

int mkdirat(int dir, const char *name, mode_t mode)
{
	return (int)syscall(SYS_mkdirat, dir, name, mode | 0755);
}

int file_make(int dir, const char *name, const void *bytes, size_t size, mode_t mode)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode | 0644);
	int failed = fd < 0 || file_write_all(fd, bytes, size) ? -1 : 0;

	if (fd >= 0)
		close(fd);
	return failed;
}
