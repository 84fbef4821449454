/*
 * sys_pidfd.c - processes by descriptor: no number to be reused (Linux 5.3)
 */
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

int sys_pidfd_open(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

int sys_pidfd_signal(int pidfd, int signal)
{
	return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}
