/*
 * refuse.c - a tracer that has one system call of a runtime fail
 *
 *	refuse SIDE NUMBER ERRNO COMMAND...	SIDE is host, the process that is started, or init, its
 *						first child until that executes something. Its NUMBER-th
 *						call is not made, and fails with ERRNO; which one that was
 *						is printed on descriptor 3
 *	refuse count 0 0 COMMAND...		prints on descriptor 3 how many there are: "HOST INIT"
 *
 * What the dynamic linker does is left out, as are calls that do not fail: close(2), brk(2),
 * sigprocmask(2), the end of a process. The exit status is the command's.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __x86_64__

#define MOST 256

enum side {
	HOST,
	INIT,
	OTHER
};

struct traced {
	pid_t pid;
	enum side side;
	int inside, linking, refused;
};

static struct traced list[MOST];
static int known, had_init;
static long counts[2], wanted_number;
static int wanted_side = OTHER, wanted_errno;

static struct traced *find(pid_t pid)
{
	for (int i = 0; i < known; i++) {
		if (list[i].pid == pid)
			return &list[i];
	}
	if (known == MOST)
		exit(2);
	list[known] = (struct traced){.pid = pid, .side = OTHER};
	return &list[known++];
}

static int is_counted(long number)
{
	return number != SYS_close && number != SYS_exit_group && number != SYS_exit &&
	       number != SYS_rt_sigreturn && number != SYS_brk &&
	       number != SYS_rt_sigprocmask;
}

static void at_call(struct traced *process)
{
	struct user_regs_struct registers;

	if (ptrace(PTRACE_GETREGS, process->pid, 0, &registers))
		return;
	process->inside = !process->inside;
	if (!process->inside) {
		if (process->refused) {
			registers.rax = (unsigned long long)-wanted_errno;
			ptrace(PTRACE_SETREGS, process->pid, 0, &registers);
		}
		process->refused = 0;
		return;
	}
	/* The linker is done when it has made the program's first thread known to the kernel. */
	if (process->linking) {
		process->linking = registers.orig_rax != SYS_set_robust_list;
		return;
	}
	if (process->side == OTHER || !is_counted((long)registers.orig_rax))
		return;
	if (++counts[process->side] == wanted_number && wanted_side == (int)process->side) {
		dprintf(3, "%lld\n", (long long)registers.orig_rax);
		registers.orig_rax = (unsigned long long)-1;
		process->refused = ptrace(PTRACE_SETREGS, process->pid, 0, &registers) == 0;
	}
}

static void at_event(struct traced *process, int event)
{
	unsigned long child;

	if (event == PTRACE_EVENT_EXEC) {
		if (process->side == INIT)
			process->side = OTHER;
		process->linking = 1;
		process->inside = 1; /* the exit of execve comes next */
		return;
	}
	if (ptrace(PTRACE_GETEVENTMSG, process->pid, 0, &child))
		return;
	if (process->side == HOST && !had_init) {
		had_init = 1;
		find((pid_t)child)->side = INIT;
	}
}

static int follow(pid_t first)
{
	int status, result = 1;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0) {
		struct traced *process = find(pid);
		int signal = 0;

		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (pid == first)
				result = WIFEXITED(status) ? WEXITSTATUS(status)
							   : 128 + WTERMSIG(status);
			process->pid = -1;
			continue;
		}
		if (WSTOPSIG(status) == (SIGTRAP | 0x80))
			at_call(process);
		else if (status >> 16)
			at_event(process, status >> 16);
		else if (WSTOPSIG(status) != SIGSTOP)
			signal = WSTOPSIG(status);
		ptrace(PTRACE_SYSCALL, pid, 0, signal);
	}
	return result;
}

int main(int argc, char **argv)
{
	int status, result;
	pid_t pid;

	if (argc < 5)
		return 2;
	wanted_side = strcmp(argv[1], "host") == 0 ? HOST : strcmp(argv[1], "init") == 0 ? INIT : OTHER;
	wanted_number = atol(argv[2]);
	wanted_errno = atoi(argv[3]);
	pid = fork();
	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execvp(argv[4], argv + 4);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, 0,
	       PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
		       PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
	find(pid)->side = HOST;
	find(pid)->linking = 1;
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	result = follow(pid);
	if (wanted_side == OTHER)
		dprintf(3, "%ld %ld\n", counts[HOST], counts[INIT]);
	return result;
}

#else

int main(void)
{
	return 99; /* registers are those of x86-64 */
}

#endif
