#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "fd.h"
#include "kernel.h"
#include "spent.h"

static int calls;

/* Each is a system call; nothing but what was given may be closed. */
int sys_close_between(int first, int last)
{
	calls++;
	for (int fd = first; fd <= last; fd++)
		cr_assert_eq(close(fd), 0, "%d of %d to %d is not open", fd, first, last);
	return 0;
}

static void put_by(struct spent *spent, int number)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd != number) {
		cr_assert_eq(dup2(fd, number), number);
		close(fd);
	}
	fd = number;
	spent_add(spent, &fd);
	cr_assert_eq(fd, -1);
}

Test(rootfs_spent, numbers_that_follow_each_other_are_one_call_in_whatever_order_they_came)
{
	static const int numbers[] = {52, 50, 60, 53, 51, 41};
	struct spent spent = NOTHING_SPENT;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		put_by(&spent, numbers[i]);
	cr_expect(fd_is_open(50));
	spent_drop(&spent);
	cr_expect_eq(calls, 3);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		cr_expect_not(fd_is_open(numbers[i]), "%d", numbers[i]);
}

Test(rootfs_spent, what_lies_between_and_was_not_given_stays_open)
{
	struct spent spent = NOTHING_SPENT;

	cr_assert_eq(dup2(0, 51), 51);
	put_by(&spent, 50);
	put_by(&spent, 52);
	spent_drop(&spent);
	cr_expect(fd_is_open(51));
	cr_expect_eq(calls, 2);
}

Test(rootfs_spent, a_few_at_most_are_open_at_a_time)
{
	struct spent spent = NOTHING_SPENT;

	for (int i = 0; i < 40; i++)
		put_by(&spent, 50 + i);
	cr_expect_eq(calls, 2);
	cr_expect_not(fd_is_open(50));
	cr_expect(fd_is_open(89));
	spent_drop(&spent);
	cr_expect_not(fd_is_open(89));
}

Test(rootfs_spent, nothing_costs_nothing_and_errno_is_left_alone)
{
	struct spent spent = NOTHING_SPENT;
	int none = -1, kept = dup(0);

	spent_add(&spent, &none);
	spent_add(NULL, &kept);
	cr_expect_eq(spent.count, 0);
	cr_expect(fd_is_open(kept));
	spent_drop(&spent);
	cr_expect_eq(calls, 0);
	put_by(&spent, 50);
	errno = EXDEV;
	spent_drop(&spent);
	cr_expect_eq(errno, EXDEV);
}
