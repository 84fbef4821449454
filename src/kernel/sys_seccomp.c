/*
 * sys_seccomp.c - filters of system calls
 */
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

int sys_seccomp_load(const struct sock_fprog *program, unsigned flags)
{
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, program);
}
