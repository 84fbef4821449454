/*
 * device_sharing.c - a device program that another container has, asked of the kernel
 */
#include "../../fakes/cgroup_ground.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "alloc.h"
#include "device_rules.h"
#include "job.h"
#include "plan.h"
#include "record.h"

#define LINK "@devices"

static struct arena arena;
static struct error err;
static char path[] = "/tmp/berth-sharing-XXXXXX";
static int records;

/* Two containers of the same rules that are made. */
static struct plan plan;
static struct record records_of[] = {{.id = "one"}, {.id = "two"}};
static struct job jobs[] = {
	{.plan = &plan, .record = &records_of[0], .cgroup_is_new = true},
	{.plan = &plan, .record = &records_of[1], .cgroup_is_new = true},
};

static int directory_in(int parent, const char *name)
{
	int made;

	cr_assert_eq(mkdirat(parent, name, 0755), 0);
	made = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_geq(made, 0);
	return made;
}

static void made(void)
{
	int top, ground;

	cgroup_ground();
	top = open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ground = directory_in(top, cgroup_ground_path("") + 1);
	cr_assert(mkdtemp(path));
	records = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	for (size_t i = 0; i < 2; i++) {
		jobs[i].cgroup = directory_in(ground, records_of[i].id);
		records_of[i].dir = directory_in(records, records_of[i].id);
	}
}

static void cleared(void)
{
	(void)unlinkat(records, LINK, 0);
	for (size_t i = 0; i < 2; i++)
		(void)unlinkat(records, records_of[i].id, AT_REMOVEDIR);
	(void)rmdir(path);
	cgroup_ground_clear();
}

TestSuite(cgroups_device_sharing, .init = made, .fini = cleared);

static void guard(struct job *job)
{
	cr_assert_eq(cgroup_program_find(job, &err), 0);
	if (cgroup_guard(job, &err) && err.system == EPERM)
		cr_skip_test("bpf() is not permitted: %s", err.text);
	cr_assert_eq(err.kind, NO_FAILURE, "%s", err.text);
}

/* What the container's cgroup has. */
static uint32_t program_of(const struct job *job)
{
	struct bpf_prog_info info = {.id = 0};

	cr_assert_geq(device_program_of(job->cgroup, &info), 0);
	return info.id;
}

static struct device_filter *with(struct device_rule *rules, size_t count)
{
	struct device_filter *filter = arena_alloc(&arena, sizeof(*filter));

	*filter = (struct device_filter){.rules = rules, .rule_count = count};
	device_filter_compile(&arena, filter);
	return filter;
}

/* As every container has them. */
static struct device_filter *usual(void)
{
	struct spec_device_rule deny = {.allow = false};
	struct spec_resources resources = {.devices = &deny, .device_count = 1};
	struct device_filter *filter;

	cr_assert_eq(device_rules_plan(&arena, &resources, &filter, &err), 0);
	if (!filter->code)
		device_filter_compile(&arena, filter);
	return filter;
}

static bool is_lent(void)
{
	return faccessat(records, LINK, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

Test(cgroups_device_sharing, who_has_the_same_rules_gets_the_same_program)
{
	plan.cgroup.filter = usual();
	guard(&jobs[0]);
	cgroup_program_lend(&jobs[0]);
	plan.cgroup.filter = usual();
	guard(&jobs[1]);
	cr_expect_eq(program_of(&jobs[1]), program_of(&jobs[0]));
}

Test(cgroups_device_sharing, a_container_that_does_not_stay_lends_nothing)
{
	plan.cgroup.filter = usual();
	guard(&jobs[0]);
	guard(&jobs[1]);
	cr_expect_neq(program_of(&jobs[1]), program_of(&jobs[0]));
}

Test(cgroups_device_sharing, a_program_that_differs_in_one_instruction_is_another)
{
	struct device_rule rules[] = {
		{true, 'c', 1, 3, ALL_ACCESS}
	};

	plan.cgroup.filter = with(rules, 1);
	guard(&jobs[0]);
	cgroup_program_lend(&jobs[0]);
	rules[0].minor = 5;
	plan.cgroup.filter = with(rules, 1);
	guard(&jobs[1]);
	cr_expect_neq(program_of(&jobs[1]), program_of(&jobs[0]));

	/* What nobody could use gives way. */
	cgroup_program_lend(&jobs[1]);
	cr_assert_eq(cgroup_program_find(&jobs[0], &err), 0);
	cr_expect_eq(jobs[0].lent_program, program_of(&jobs[1]));
}

Test(cgroups_device_sharing, who_lends_it_takes_it_away)
{
	plan.cgroup.filter = usual();
	cgroup_program_withdraw(&records_of[0]);
	guard(&jobs[0]);
	cgroup_program_lend(&jobs[0]);
	guard(&jobs[1]);
	cgroup_program_lend(&jobs[1]);
	cgroup_program_withdraw(&records_of[1]);
	cr_expect(is_lent());
	cgroup_program_withdraw(&records_of[0]);
	cr_expect_not(is_lent());
}

/* Somebody else's may have the number by now, whatever it does. */
Test(cgroups_device_sharing, a_number_is_not_believed)
{
	static const char *const words[] = {
		"1",      "0 one",          "1 one", "4294967295 one",          " one",
		"-1 one", "4294967296 one", "x one", "99999999999999999999 one"};

	plan.cgroup.filter = usual();
	for (size_t i = 0; i < COUNT(words); i++) {
		cr_assert_eq(symlinkat(words[i], records, LINK), 0);
		guard(&jobs[0]);
		cr_expect_eq(jobs[0].lent_program, 0, "%s", words[i]);
		(void)unlinkat(records, LINK, 0);
	}
}
