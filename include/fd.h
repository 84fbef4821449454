/*
 * fd.h - descriptors: closed by default, passed on purpose
 *
 * Every descriptor berth makes is close-on-exec. auto_close closes one when its
 * variable goes out of scope and leaves errno alone; fd_take() hands it over.
 * auto_directory does the same for one that is being listed.
 */
#ifndef BERTH_FD_H
#define BERTH_FD_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

#define auto_close     __attribute__((cleanup(fd_drop)))
#define auto_directory __attribute__((cleanup(directory_drop)))

void fd_drop(int *fd);                /* accepts -1; leaves -1 */
void directory_drop(DIR **directory); /* accepts NULL; leaves NULL */

/* The descriptor, and -1 left behind. */
int fd_take(int *fd);

/* Sends bytes (at least one) and up to 8 descriptors with them. 0 or -1 and errno. */
int fd_send(int socket, const void *bytes, size_t size, const int *fds, size_t count);

/*
 * Receives one message of at most size bytes and up to 8 descriptors, which are close-on-exec.
 * *count is their number (in: how many fit). Returns the message's length, 0 at the end of
 * file, -1 and errno.
 */
int fd_receive(int socket, void *bytes, size_t size, int *fds, size_t *count);

/* Connects to a unix socket whose path may be longer than sun_path. -1 and errno. */
int fd_connect(const char *path);

bool fd_is_open(int fd);
bool fd_is_link(int fd); /* opened O_PATH | O_NOFOLLOW */
int fd_keep_across_exec(int fd);

#endif
