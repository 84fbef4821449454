/*
 * supervise.c - what berth does while a payload runs in the foreground
 *
 * Signals are passed on, a terminal is relayed and resized, orphans are reaped, a deadline
 * is kept, and the end is reported. Everything is an event: signals come by signalfd, the
 * end by pidfd, and nothing is polled.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "internal.h"
#include "kernel.h"
#include "security.h"

void supervise_prepare(void)
{
	sigset_t all;

	sigfillset(&all);
	(void)sigprocmask(SIG_BLOCK, &all, NULL); /* cannot fail */
}

int exit_status_of(int wait_status)
{
	return WIFSIGNALED(wait_status) ? 128 + WTERMSIG(wait_status) : WEXITSTATUS(wait_status);
}

/* ---- the terminal -----------------------------------------------------------------------------
 */

struct relay {
	int master;
	int own; /* a terminal of the caller's, or -1 */
	struct termios before;
	bool raw;
	bool input; /* stdin is still open */
};

static void resize(const struct relay *relay)
{
	struct winsize size;

	if (relay->own >= 0 && ioctl(relay->own, TIOCGWINSZ, &size) == 0)
		(void)ioctl(relay->master, TIOCSWINSZ, &size); /* at worst the size is wrong */
}

static void relay_begin(struct relay *relay, int master)
{
	struct termios raw;

	*relay = (struct relay){.master = master, .own = -1, .input = true};
	if (master < 0)
		return;
	for (int fd = 0; fd < 3 && relay->own < 0; fd++) {
		if (isatty(fd))
			relay->own = fd;
	}
	resize(relay);
	if (!isatty(STDIN_FILENO) || tcgetattr(STDIN_FILENO, &relay->before))
		return;
	raw = relay->before;
	cfmakeraw(&raw);
	/* The container's terminal does not turn \n into \r\n, so the caller's must. */
	raw.c_oflag |= OPOST | ONLCR;
	relay->raw = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

static void relay_end(struct relay *relay)
{
	if (relay->raw)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &relay->before);
	relay->raw = false;
}

/* Moves what is there; false at the end. */
static bool pump(int from, int to)
{
	char part[8192];
	ssize_t got = read(from, part, sizeof(part));

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (got <= 0)
		return false;
	return file_write_all(to, part, (size_t)got) == 0;
}

static void relay_input(struct relay *relay)
{
	static const char end_of_file = 4; /* what ctrl-D sends */

	if (pump(STDIN_FILENO, relay->master))
		return;
	relay->input = false;
	(void)file_write_all(relay->master, &end_of_file, 1);
}

/* What the payload wrote just before its end. */
static void relay_rest(struct relay *relay)
{
	if (relay->master < 0)
		return;
	(void)fcntl(relay->master, F_SETFL, O_NONBLOCK);
	for (;;) {
		char part[8192];
		ssize_t got = read(relay->master, part, sizeof(part));

		if (got <= 0 || file_write_all(STDOUT_FILENO, part, (size_t)got))
			return;
	}
}

/* ---- signals ----------------------------------------------------------------------------------
 */

static void take_signal(const struct supervision *supervision, const struct relay *relay, int fd)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != sizeof(info))
		return;
	if (info.ssi_signo == SIGCHLD) {
		/* Orphans that came to us as subreaper; INIT itself is left for its pidfd. */
		siginfo_t child;

		while (waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT) == 0 && child.si_pid &&
		       child.si_pid != supervision->pid)
			(void)waitpid(child.si_pid, NULL, WNOHANG);
	} else if (info.ssi_signo == SIGWINCH) {
		resize(relay);
	} else {
		/* It may be ending at this moment: then its end is the next event. */
		(void)sys_pidfd_signal(supervision->pidfd, (int)info.ssi_signo);
	}
}

/* ---- the wait ---------------------------------------------------------------------------------
 */

static void watch(struct supervision *supervision, struct relay *relay, int signals)
{
	for (;;) {
		struct pollfd waiting[] = {
			{.fd = supervision->pidfd,                                     .events = POLLIN},
			{.fd = signals,                                                .events = POLLIN},
			{.fd = relay->master,                                          .events = POLLIN},
			{.fd = relay->master >= 0 && relay->input ? STDIN_FILENO : -1,
			 .events = POLLIN                                                              },
		};
		int left = supervision->deadline ? clock_left(supervision->deadline) : -1;
		int count = poll(waiting, 4, left);

		if (count == 0 && !supervision->timed_out && supervision->deadline &&
		    clock_left(supervision->deadline) == 0) {
			supervision->timed_out = true;
			supervision->deadline = 0;
			(void)sys_pidfd_signal(supervision->pidfd, SIGKILL);
		}
		if (count <= 0)
			continue;
		if (waiting[1].revents)
			take_signal(supervision, relay, signals);
		if (waiting[2].revents && !pump(relay->master, STDOUT_FILENO))
			relay->master = -1;
		if (waiting[3].revents)
			relay_input(relay);
		if (waiting[0].revents)
			return;
	}
}

int supervise(struct supervision *supervision, int *wait_status, struct error *err)
{
	auto_close int signals = -1;
	struct relay relay;
	sigset_t all;
	pid_t pid;

	sigfillset(&all);
	signals = signalfd(-1, &all, SFD_CLOEXEC);
	if (signals < 0)
		return fail(err, SYSTEM, "listen for signals");
	relay_begin(&relay, supervision->terminal);
	own_binary_release();
	watch(supervision, &relay, signals);
	relay_rest(&relay);
	relay_end(&relay);
	do
		pid = waitpid(supervision->pid, wait_status, __WALL);
	while (pid < 0 && errno == EINTR);
	if (pid < 0)
		return fail(err, SYSTEM, "wait for the payload");
	return 0;
}
