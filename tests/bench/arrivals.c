/*
 * arrivals.c - in which order a program arrives at its functions
 *
 *	nm PROGRAM | arrivals PROGRAM ARGUMENT.. >NAMES
 *
 * Theory of operation
 *
 * The program and its children are executed one instruction at a time, with ptrace(2). Whenever
 * one of them stands on the first instruction of a function for the first time, the function's
 * name is printed. It is slow, some 15 us for an instruction, and asks nothing of the machine.
 *
 * What executes another program is let go. The others have to end before the program itself: the
 * kernel ends who is stepped through by nobody.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_FUNCTIONS 20000
#define FOLLOWED                                                                                   \
	(PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC)

struct function {
	unsigned long address; /* from the program's start */
	char name[128];
};

static struct function functions[MOST_FUNCTIONS];
static size_t count;

static void die(const char *what)
{
	fprintf(stderr, "arrivals: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int by_address(const void *first, const void *second)
{
	const unsigned long a = ((const struct function *)first)->address;
	const unsigned long b = ((const struct function *)second)->address;

	return a < b ? -1 : a > b;
}

/* What nm says: an address, a letter that tells code by t or w, and a name. */
static void functions_read(void)
{
	struct function *function = functions;
	char kind;

	while (count < MOST_FUNCTIONS &&
	       scanf("%lx %c %127s", &function->address, &kind, function->name) == 3)
		if (strchr("tTwW", kind))
			function = &functions[++count];
	qsort(functions, count, sizeof(*functions), by_address);
}

/* One address may have more than one name. A function that is gone has none. */
static void arrived(unsigned long address)
{
	const struct function key = {.address = address};
	struct function *function = bsearch(&key, functions, count, sizeof(*functions), by_address);

	if (!function)
		return;
	while (function > functions && function[-1].address == address)
		function--;
	for (; function < functions + count && function->address == address; function++) {
		if (*function->name)
			puts(function->name);
		*function->name = '\0';
	}
}

static unsigned long instruction_of(pid_t process)
{
	struct user_regs_struct registers;
	struct iovec vector = {.iov_base = &registers, .iov_len = sizeof(registers)};

	if (ptrace(PTRACE_GETREGSET, process, NT_PRSTATUS, &vector))
		return 0;
#if defined(__x86_64__)
	return registers.rip;
#elif defined(__aarch64__)
	return registers.pc;
#else
#error "write a line for this machine"
#endif
}

/* Where the program has been placed: the first of its mappings. */
static unsigned long start_of(pid_t process, const char *program)
{
	char path[64], line[PATH_MAX + 128];
	unsigned long start = 0;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", process);
	maps = fopen(path, "r");
	if (!maps)
		die(path);
	while (!start && fgets(line, sizeof(line), maps))
		if (strstr(line, program))
			start = strtoul(line, NULL, 16);
	fclose(maps);
	return start;
}

static pid_t begin(char **words)
{
	const pid_t process = fork();
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int status;

	if (!process) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		execv(words[0], words);
		_exit(127);
	}
	if (process < 0 || waitpid(process, &status, 0) != process || !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, process, NULL, FOLLOWED))
		die(words[0]);
	return process;
}

/* A process stands still: it goes on by one instruction, with a signal that was meant for it. */
static void step(pid_t process, int status)
{
	const int stop = WSTOPSIG(status);

	if (status >> 16 == PTRACE_EVENT_EXEC)
		ptrace(PTRACE_DETACH, process, NULL, 0);
	else
		ptrace(PTRACE_SINGLESTEP, process, NULL,
		       stop == SIGTRAP || stop == SIGSTOP ? 0 : stop);
}

int main(int argc, char **argv)
{
	unsigned long start;
	pid_t process;
	int status;

	if (argc < 2) {
		fprintf(stderr, "usage: nm PROGRAM | arrivals PROGRAM ARGUMENT..\n");
		return 2;
	}
	functions_read();
	process = begin(argv + 1);
	start = start_of(process, argv[1]);
	ptrace(PTRACE_SINGLESTEP, process, NULL, 0);
	while ((process = waitpid(-1, &status, __WALL)) > 0) {
		if (!WIFSTOPPED(status))
			continue;
		arrived(instruction_of(process) - start);
		step(process, status);
	}
	return 0;
}
