/*
 * sys_sched.c - scheduler attributes, I/O priority, memory policy
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

int sys_sched_setattr(pid_t pid, const struct sys_sched_attr *attr)
{
	return (int)syscall(SYS_sched_setattr, pid, attr, 0);
}

int sys_ioprio_set(int which, int who, int priority)
{
	return (int)syscall(SYS_ioprio_set, which, who, priority);
}

int sys_set_mempolicy(int mode, const unsigned long *nodes, unsigned long most)
{
	return (int)syscall(SYS_set_mempolicy, mode, nodes, most);
}
