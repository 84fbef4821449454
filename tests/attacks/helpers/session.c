/*
 * session.c - runs a command with a terminal of its own, as its session's leader, and says what was
 * typed on it by others
 *
 *	session COMMAND...	prints "typed: TEXT" when something stands on the terminal's input
 */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int master, slave, status, waiting = 0;
	struct termios raw;
	char text[256];
	pid_t pid;

	if (argc < 2 || openpty(&master, &slave, NULL, NULL, NULL))
		err(2, "open a terminal");
	tcgetattr(slave, &raw);
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	fcntl(master, F_SETFD, FD_CLOEXEC);
	pid = fork();
	if (pid == 0) {
		setsid();
		ioctl(slave, TIOCSCTTY, 0);
		for (int i = 0; i < 3; i++)
			dup2(slave, i);
		close(slave);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		struct pollfd said = {.fd = master, .events = POLLIN};

		if (poll(&said, 1, 50) == 1) {
			ssize_t got = read(master, text, sizeof(text));

			if (got > 0)
				fwrite(text, 1, (size_t)got, stdout);
		}
	}
	/* What was pushed into the input is read from the slave's side. */
	fcntl(slave, F_SETFL, O_NONBLOCK);
	if (ioctl(slave, FIONREAD, &waiting) == 0 && waiting > 0) {
		ssize_t got = read(slave, text, sizeof(text) - 1);

		text[got > 0 ? got : 0] = '\0';
		printf("typed: %s\n", text);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
