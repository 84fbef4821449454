/*
 * A double of src/kernel/sys_bpf.c: the kernel is given as much of the union as each command had
 * when it was new.
 */
#include <linux/bpf.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

int sys_bpf(int command, union bpf_attr *attr)
{
	size_t size = command == BPF_PROG_LOAD ? offsetof(union bpf_attr, prog_name) : 28;

	return (int)syscall(SYS_bpf, command, attr, size);
}
