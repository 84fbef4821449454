/*
 * sys_bpf.c - BPF programs
 *
 * The kernel is always given the whole union: kernels 6.17 to 7.1 write their answer to
 * BPF_PROG_QUERY past the end of a shorter one.
 */
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

int sys_bpf(int command, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, command, attr, sizeof(*attr));
}
