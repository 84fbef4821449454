/*
 * What create leaves for exec: the filter as it was, and the configuration without its rules.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "plan.h"
#include "record.h"
#include "record_file.h"
#include "text.h"

static const char config[] =
	"{\"ociVersion\": \"1.2.0\", \"process\": {\"cwd\": \"/\", \"args\": [\"true\"]}, "
	"\"root\": {\"path\": \"rootfs\"}, \"linux\": {\"seccomp\": {\"defaultAction\": "
	"\"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"read]\\\"\", \"write\"], "
	"\"action\": \"SCMP_ACT_ERRNO\", \"args\": []}]}}, \"annotations\": {\"last\": \"one\"}}";

static char place[] = "/tmp/berth-joining-XXXXXX";
static struct arena arena;
static struct record record = {.dir = -1, .id = "c1"};
static struct plan plan;

static void make_record(void)
{
	struct text text = {.start = (char *)config, .length = strlen(config)};
	struct error err = NO_ERROR;

	cr_assert_not_null(mkdtemp(place));
	record.dir = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(file_make(record.dir, "config.json", config, strlen(config), 0600), 0);
	plan.arena = &arena;
	plan.spec = spec_read(&arena, "config.json", config, strlen(config), &err);
	cr_assert_not_null(plan.spec, "%s", err.text);
	plan.privileges.filter = seccomp_compile(&arena, plan.spec->linux->seccomp, &err);
	cr_assert_not_null(plan.privileges.filter, "%s", err.text);
	cr_assert_eq(joining_file_write(&record, &plan, &text, &err), 0, "%s", err.text);
}

static void drop_record(void)
{
	(void)unlinkat(record.dir, "config.json", 0);
	(void)unlinkat(record.dir, RECORD_JOINING, 0);
	fd_drop(&record.dir);
	rmdir(place);
	arena_drop(&arena);
}

TestSuite(container_joining_file, .init = make_record, .fini = drop_record, .timeout = 20);

static struct spec *read_back(struct filter **filter)
{
	struct error err = NO_ERROR;
	struct spec *spec = record_joining(&arena, &record, filter, &err);

	cr_assert_not_null(spec, "%s", err.text);
	cr_assert_eq(spec->annotations.count, 1);
	return spec;
}

Test(container_joining_file, the_filter_comes_back_and_its_rules_do_not)
{
	const struct filter *before = plan.privileges.filter;
	struct filter *filter;
	struct spec *spec = read_back(&filter);

	cr_assert_eq(spec->linux->seccomp->syscall_count, 0);
	cr_assert_not_null(filter);
	cr_assert_eq(filter->length, before->length);
	cr_assert_eq(memcmp(filter->code, before->code, filter->length * sizeof(*filter->code)), 0);
	cr_assert_eq(filter->flags, before->flags);
}

static void expect_the_whole_configuration(void)
{
	struct filter *filter;
	struct spec *spec = read_back(&filter);

	cr_assert_null(filter);
	cr_assert_eq(spec->linux->seccomp->syscall_count, 1);
}

Test(container_joining_file, without_it_the_configuration_does)
{
	cr_assert_eq(unlinkat(record.dir, RECORD_JOINING, 0), 0);
	expect_the_whole_configuration();
}

Test(container_joining_file, one_that_is_torn_at_any_byte_is_not_used)
{
	auto_text struct text file = NO_TEXT;

	cr_assert_eq(file_read(record.dir, RECORD_JOINING, 1 << 20, &file), 0);
	for (size_t length = 0; length < file.length; length++) {
		cr_assert_eq(file_make(record.dir, RECORD_JOINING, file.start, length, 0600), 0);
		expect_the_whole_configuration();
	}
}

Test(container_joining_file, that_of_another_version_is_not_used)
{
	auto_text struct text file = NO_TEXT;

	cr_assert_eq(file_read(record.dir, RECORD_JOINING, 1 << 20, &file), 0);
	file.start[0]++;
	cr_assert_eq(file_make(record.dir, RECORD_JOINING, file.start, file.length, 0600), 0);
	expect_the_whole_configuration();
}
