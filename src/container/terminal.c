/*
 * terminal.c - pseudo-terminals and the console socket
 *
 * The terminal is made inside the container, from its own devpts, so that its name is true
 * there. The other end is got from the master itself (TIOCGPTPEER, Linux 4.13): no path of
 * the container is opened for it. The master leaves over the console socket, which HOST
 * connected before INIT was made.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/vfs.h>
#include <termios.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "internal.h"
#include "kernel.h"
#include "plan.h"
#include "rootfs.h"

#ifndef TIOCGPTPEER
#define TIOCGPTPEER _IO('T', 0x41)
#endif

int console_connect(const char *path, struct job *job, struct error *err)
{
	job->console_socket = fd_connect(path);
	if (job->console_socket < 0)
		return fail(err, SYSTEM, "connect to the console socket %s", path);
	return 0;
}

int console_here(struct job *job, int *console, struct error *err)
{
	struct winsize size;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return fail(err, SYSTEM, "make a console socket");
	*console = ends[0];
	job->console_socket = ends[1];
	for (int fd = 0; fd < 3; fd++) {
		if (ioctl(fd, TIOCGWINSZ, &size) == 0) {
			job->rows = size.ws_row;
			job->columns = size.ws_col;
			break;
		}
	}
	return 0;
}

int console_take(int *console, struct error *err)
{
	char name[16];
	size_t count = 1;
	int terminal = -1;

	if (fd_receive(*console, name, sizeof(name), &terminal, &count) < 0 || count != 1)
		return fail(err, BUG, "no terminal has come");
	fd_drop(console);
	return terminal;
}

static int open_master(struct error *err)
{
	auto_close int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	auto_close int master = -1;
	struct statfs fs;
	int locked = 0;

	master = sys_open_plain(root, "dev/pts/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (master < 0)
		return fail(err, SYSTEM,
			    "open /dev/pts/ptmx: a terminal needs a devpts mount there");
	if (fstatfs(master, &fs) || fs.f_type != DEVPTS_SUPER_MAGIC)
		return fail(err, REFUSED, "/dev/pts/ptmx of the container is not devpts");
	if (ioctl(master, TIOCSPTLCK, &locked))
		return fail(err, SYSTEM, "unlock the terminal");
	return fd_take(&master);
}

/* consoleSize, or else the size of the terminal that is relayed to, before the payload asks. */
static struct winsize size_of(const struct job *job)
{
	const struct spec_box *box = job->plan->spec->process->console_size;

	if (!box || !(box->height || box->width))
		return (struct winsize){.ws_row = job->rows, .ws_col = job->columns};
	return (struct winsize){.ws_row = (unsigned short)box->height,
				.ws_col = (unsigned short)box->width};
}

static int set_up(const struct job *job, int slave, struct error *err)
{
	const struct privileges_plan *privileges = &job->plan->privileges;
	struct winsize size = size_of(job);
	struct termios modes;

	/* Engines count on "\n" staying "\n". */
	if (tcgetattr(slave, &modes))
		return fail(err, SYSTEM, "read the terminal's modes");
	modes.c_oflag &= ~(tcflag_t)ONLCR;
	if (tcsetattr(slave, TCSANOW, &modes))
		return fail(err, SYSTEM, "set the terminal's modes");
	if ((size.ws_row || size.ws_col) && ioctl(slave, TIOCSWINSZ, &size))
		return fail(err, SYSTEM, "set the terminal's size");
	if (fchown(slave, (uid_t)privileges->uid, (gid_t)-1))
		return fail(err, SYSTEM, "give the terminal to uid %d", (int)privileges->uid);
	return 0;
}

int terminal_open(struct job *job, struct error *err)
{
	auto_close int master = open_master(err);
	auto_close int slave = -1;
	char name[32];
	unsigned number;

	if (master < 0)
		return -1;
	slave = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || ioctl(master, TIOCGPTN, &number))
		return fail(err, SYSTEM, "open the terminal's end");
	if (set_up(job, slave, err))
		return -1;
	snprintf(name, sizeof(name), "/dev/pts/%u", number);
	if (job->root >= 0 && console_bind(job, name, err))
		return -1;
	/* Who stays outside is no session's leader inside: that is for the newborn. */
	if (!job->plan->stays_outside && ioctl(slave, TIOCSCTTY, 0))
		return fail(err, SYSTEM, "take the terminal as the session's own");
	if (fd_send(job->console_socket, "/dev/ptmx", 9, &master, 1))
		return fail(err, SYSTEM, "send the terminal over the console socket");
	fd_drop(&job->console_socket);
	for (int fd = 0; fd < 3; fd++) {
		if (dup2(slave, fd) < 0)
			return fail(err, SYSTEM, "put the terminal on descriptor %d", fd);
	}
	return 0;
}
