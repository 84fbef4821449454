/*
 * subordinate_ids.c - over files of the test's own; the users are this machine's
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "subordinate_ids.h"

static bool find(const char *lines, uid_t user, struct id_range *range)
{
	char name[] = "/tmp/subids.XXXXXX";
	int fd = mkstemp(name);
	bool found;

	cr_assert_geq(fd, 0);
	cr_assert_eq(write(fd, lines, strlen(lines)), (ssize_t)strlen(lines));
	close(fd);
	found = subordinate_ids(name, user, range);
	unlink(name);
	return found;
}

static void expect(const char *lines, uid_t user, int64_t first, int64_t count)
{
	struct id_range range;

	cr_expect_eq(find(lines, user, &range), count > 0, "%s", lines);
	cr_expect_eq(range.count, count, "%s: %d", lines, (int)range.count);
	cr_expect(count == 0 || range.first == first, "%s: %d", lines, (int)range.first);
}

Test(namespaces_subordinate_ids, a_range_is_found_by_number_and_by_name)
{
	expect("4242:100000:65536\n", 4242, 100000, 65536);
	expect("other:1:2\n\n# note\nroot:100000:65536\n", 0, 100000, 65536);
}

Test(namespaces_subordinate_ids, the_largest_of_several_ranges_is_taken)
{
	expect("4242:100000:10\n4242:200000:30\n4242:300000:20\n", 4242, 200000, 30);
}

Test(namespaces_subordinate_ids, somebody_elses_range_is_not)
{
	expect("4243:100000:65536\n424:1:1\n42420:1:1\n", 4242, 0, 0);
	expect("", 4242, 0, 0);
}

Test(namespaces_subordinate_ids, what_is_no_range_is_passed_over)
{
	expect("4242\n4242:\n4242:1\n4242:a:5\n4242:5:b\n4242:4294967290:10\n4242:7:0\n", 4242, 0,
	       0);
}

Test(namespaces_subordinate_ids, without_a_file_there_is_none)
{
	struct id_range range;

	cr_expect_not(subordinate_ids("/no/such/file", 4242, &range));
	cr_expect_eq(range.count, 0);
}
