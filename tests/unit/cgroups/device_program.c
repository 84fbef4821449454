/*
 * device_program.c - the device program, asked by the kernel
 */
#include "../../fakes/cgroup_ground.h"
#include "../../fakes/cgroup_tenant.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "device_rules.h"
#include "fd.h"
#include "kernel.h"

static struct arena arena;
static int cgroup;

static void made(void)
{
	struct error err = NO_ERROR;
	int top;

	cgroup_ground();
	top = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(mkdirat(top, cgroup_ground_path("") + 1, 0755), 0);
	cgroup = cgroup_open(cgroup_ground_path(""), &err);
	cr_assert_geq(cgroup, 0, "%s", err.text);
}

TestSuite(cgroups_device_program, .init = made, .fini = cgroup_ground_clear);

static void attach(struct device_rule *rules, size_t count)
{
	struct device_filter filter = {.rules = rules, .rule_count = count};
	struct error err = NO_ERROR;
	auto_close int program = -1;

	device_filter_compile(&arena, &filter);
	program = device_program_load(&filter, &err);
	if (program < 0 && err.system == EPERM)
		cr_skip_test("bpf() is not permitted: %s", err.text);
	cr_assert_geq(program, 0, "%s", err.text);
	cr_assert_eq(device_program_attach(cgroup, false, program, &err), 0, "%s", err.text);
}

/* 0 or the errno of opening a device in the cgroup. */
static int opened(const char *path, int flags)
{
	pid_t pid = cgroup_tenant_fork(cgroup);

	if (!pid)
		_exit(open(path, flags) < 0 ? errno : 0);
	return cgroup_tenant_end(pid);
}

static unsigned attached(void)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.query.target_fd = (__u32)cgroup;
	attr.query.attach_type = BPF_CGROUP_DEVICE;
	cr_assert_eq(sys_bpf(BPF_PROG_QUERY, &attr), 0);
	return attr.query.prog_cnt;
}

static struct device_rule rules[] = {
	{false, 'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS        },
	{true,  'c', 1,          5,          ALL_ACCESS        },
	{true,  'c', 1,          3,          BPF_DEVCG_ACC_READ},
};

Test(cgroups_device_program, the_kernel_denies_what_the_rules_deny)
{
	cr_assert_eq(opened("/dev/null", O_RDWR), 0);
	attach(rules, 3);
	cr_expect_eq(opened("/dev/zero", O_RDWR), 0);
	cr_expect_eq(opened("/dev/null", O_RDONLY), 0);
	cr_expect_eq(opened("/dev/null", O_RDWR), EPERM);
	cr_expect_eq(opened("/dev/full", O_RDONLY), EPERM);
}

Test(cgroups_device_program, new_rules_take_the_place_of_the_old)
{
	attach(rules, 3);
	attach(rules, 1);
	cr_expect_eq(attached(), 1);
	cr_expect_eq(opened("/dev/zero", O_RDONLY), EPERM);
	attach(rules, 2);
	cr_expect_eq(attached(), 1);
	cr_expect_eq(opened("/dev/zero", O_RDONLY), 0);
	cr_expect_eq(opened("/dev/null", O_RDONLY), EPERM);
}

/* As systemd's, which comes first. */
static void attach_foreign(void)
{
	struct bpf_insn code[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT                          },
	};
	struct error err = NO_ERROR;
	union bpf_attr attr;
	int program;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
	attr.insns = (uintptr_t)code;
	attr.insn_cnt = 2;
	attr.license = (uintptr_t) "GPL";
	memcpy(attr.prog_name, "sd_devices", sizeof("sd_devices"));
	program = sys_bpf(BPF_PROG_LOAD, &attr);
	if (program < 0 && errno == EPERM)
		cr_skip_test("bpf() is not permitted");
	cr_assert_eq(device_program_attach(cgroup, true, program, &err), 0, "%s", err.text);
}

Test(cgroups_device_program, the_program_of_somebody_else_stays)
{
	attach_foreign();
	attach(rules, 3);
	attach(rules, 1);
	cr_expect_eq(attached(), 2);
	attach(rules, 2);
	cr_expect_eq(attached(), 2);
	cr_expect_eq(opened("/dev/null", O_RDONLY), EPERM);
}

Test(cgroups_device_program, the_verifier_takes_the_default_rules)
{
	struct spec_device_rule deny = {.allow = false};
	struct spec_resources resources = {.devices = &deny, .device_count = 1};
	struct device_filter *filter;
	struct error err = NO_ERROR;

	cr_assert_eq(device_rules_plan(&arena, &resources, &filter, &err), 0);
	attach(filter->rules, filter->rule_count);
	cr_expect_eq(opened("/dev/null", O_RDWR), 0);
	cr_expect_eq(opened("/dev/kmsg", O_RDONLY), EPERM);
}

/* Code that is never reached, or a jump too far, would be refused. */
Test(cgroups_device_program, the_verifier_takes_every_shape)
{
	static const struct device_rule shapes[] = {
		{false, 'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS         },
		{true,  'a', ANY_NUMBER, ANY_NUMBER, ALL_ACCESS         },
		{true,  'a', ANY_NUMBER, ANY_NUMBER, BPF_DEVCG_ACC_MKNOD},
		{false, 'a', ANY_NUMBER, ANY_NUMBER, BPF_DEVCG_ACC_WRITE},
		{true,  'c', 1,          3,          ALL_ACCESS         },
		{false, 'b', 8,          ANY_NUMBER, BPF_DEVCG_ACC_READ },
	};
	struct device_rule many[MOST_RULES];
	size_t kinds = sizeof(shapes) / sizeof(shapes[0]);

	for (size_t list = 0; list < kinds * kinds; list++) {
		struct device_rule two[] = {shapes[list % kinds], shapes[list / kinds]};

		attach(two, 2);
		attach(two, 1);
	}
	for (unsigned access = BPF_DEVCG_ACC_READ; access <= ALL_ACCESS; access += 5) {
		for (size_t i = 0; i < MOST_RULES; i++)
			many[i] = (struct device_rule){true, 'c', (int64_t)i, 5, access};
		attach(many, MOST_RULES);
		cr_expect_eq(opened("/dev/zero", O_RDONLY), 0);
		cr_expect_eq(opened("/dev/null", O_RDONLY), EPERM);
	}
}
