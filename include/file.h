/*
 * file.h - whole files, read and written
 *
 * All take a directory descriptor (or AT_FDCWD) and a name relative to it, return 0 or
 * -1 with errno, and leave the sentence to the caller, who knows what the file is for.
 */
#ifndef BERTH_FILE_H
#define BERTH_FILE_H

#include <stddef.h>
#include <sys/types.h>

struct text;

/* Reads to the end; more than limit bytes is EFBIG. */
int file_read(int dir, const char *name, size_t limit, struct text *text);
int file_read_fd(int fd, size_t limit, struct text *text);

/* The same of a regular file, as berth's own are: a read that gives less than it could is the last.
 */
int file_read_stored(int dir, const char *name, size_t limit, struct text *text);

/*
 * What one read gives of a kernel file. That is all of one that the kernel shows at once and that
 * has less than 512 bytes, as values have, and the first lines of others.
 */
int file_read_shown(int dir, const char *name, struct text *text);

/* Writes to a file that exists, in one write: for kernel files. */
int file_write(int dir, const char *name, const char *value);

/* Makes a new file with these bytes, or replaces one whole: readers see old or new. */
int file_make(int dir, const char *name, const void *bytes, size_t size, mode_t mode);
int file_replace(int dir, const char *name, const void *bytes, size_t size, mode_t mode);

/* The same, and a crash of the machine right after it finds the new one. */
int file_replace_durably(int dir, const char *name, const void *bytes, size_t size, mode_t mode);

/*
 * Removes what a SIGKILL in the midst of replacing a file has left in a directory: for one that
 * knows that nobody is replacing a file there now.
 */
int file_remove_unfinished(int dir);

/* A directory; its parents, where they are missing, are open to all. One that is there is fine. */
int file_make_directory(const char *path, mode_t mode);

/* Waits for an exclusive flock(2), not longer than this: EINTR. */
int file_lock(int fd, int seconds);

/* All of the bytes, however many writes it takes. */
int file_write_all(int fd, const void *bytes, size_t size);

#endif
