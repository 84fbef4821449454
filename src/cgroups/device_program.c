/*
 * device_program.c - the device program in the kernel
 *
 * It is attached with BPF_F_ALLOW_MULTI: where a manager of the host has attached one of
 * its own, both must agree. On update ours is found by its name and replaced in one step.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>

#include "device_rules.h"
#include "error.h"
#include "fd.h"
#include "kernel.h"
#include "text.h"

#define NAME          "berth_devices" /* at most 15 letters */
#define MOST_PROGRAMS 64              /* the kernel's own limit for one cgroup */

static uint64_t address(const void *pointer)
{
	return (uint64_t)(uintptr_t)pointer;
}

static int load(const struct device_filter *filter)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
	attr.insns = address(filter->code);
	attr.insn_cnt = (__u32)filter->length;
	attr.license = address("Apache-2.0");
	memcpy(attr.prog_name, NAME, sizeof(NAME));
	return sys_bpf(BPF_PROG_LOAD, &attr);
}

/* Until Linux 5.11 programs count as locked memory, of which even root has little. */
static int load_unlocked(const struct device_filter *filter)
{
	const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
	struct rlimit before;
	int program = load(filter), system = errno;

	if (program >= 0 || system != EPERM || getrlimit(RLIMIT_MEMLOCK, &before))
		return program;
	if (setrlimit(RLIMIT_MEMLOCK, &unlimited) == 0) {
		program = load(filter);
		system = errno;
		(void)setrlimit(RLIMIT_MEMLOCK, &before); /* back to what was allowed just now */
	}
	errno = system;
	return program;
}

static int ask(int program, struct bpf_prog_info *info)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = (__u32)program;
	attr.info.info_len = sizeof(*info);
	attr.info.info = address(info);
	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

int device_program_open(uint32_t number, struct bpf_prog_info *info)
{
	auto_close int program = -1;
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_id = number;
	program = sys_bpf(BPF_PROG_GET_FD_BY_ID, &attr);
	if (program < 0 || ask(program, info) || !text_equal(info->name, NAME))
		return -1;
	return fd_take(&program);
}

int device_program_of(int cgroup, struct bpf_prog_info *info)
{
	__u32 numbers[MOST_PROGRAMS];
	union bpf_attr attr;
	size_t count;

	memset(&attr, 0, sizeof(attr));
	attr.query.target_fd = (__u32)cgroup;
	attr.query.attach_type = BPF_CGROUP_DEVICE;
	attr.query.prog_ids = address(numbers);
	attr.query.prog_cnt = MOST_PROGRAMS;
	if (sys_bpf(BPF_PROG_QUERY, &attr))
		return -1;
	count = attr.query.prog_cnt;
	for (size_t i = 0; i < count; i++) {
		int program;

		*info = (struct bpf_prog_info){.id = 0}; /* what it says is a question as well */
		program = device_program_open(numbers[i], info);
		if (program >= 0)
			return program;
	}
	return -1;
}

int device_program_load(const struct device_filter *filter, struct error *err)
{
	int program = load_unlocked(filter);

	return program < 0 ? fail(err, SYSTEM, "load the device program") : program;
}

int device_program_attach(int cgroup, bool is_new, int program, struct error *err)
{
	struct bpf_prog_info info;
	auto_close int former = is_new ? -1 : device_program_of(cgroup, &info);
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.target_fd = (__u32)cgroup;
	attr.attach_bpf_fd = (__u32)program;
	attr.attach_type = BPF_CGROUP_DEVICE;
	attr.attach_flags = BPF_F_ALLOW_MULTI;
	if (former >= 0) {
		attr.attach_flags |= BPF_F_REPLACE;
		attr.replace_bpf_fd = (__u32)former;
	}
	if (sys_bpf(BPF_PROG_ATTACH, &attr))
		return fail(err, SYSTEM, "attach the device program to the cgroup");
	return 0;
}

int cgroup_devices_try(struct arena *arena, struct error *err)
{
	struct device_filter filter = {.rules = NULL};
	auto_close int program = -1;

	device_filter_compile(arena, &filter);
	program = device_program_load(&filter, err);
	return program < 0 ? -1 : 0;
}
