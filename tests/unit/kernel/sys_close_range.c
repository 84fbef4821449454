#include <criterion/criterion.h>
#include <fcntl.h>
#include <unistd.h>

#include "alloc.h"
#include "fd.h"
#include "kernel.h"

static const int numbers[] = {100, 101, 103, 110, 1000};

static void open_some(void)
{
	for (size_t i = 0; i < COUNT(numbers); i++)
		cr_assert_eq(dup2(STDERR_FILENO, numbers[i]), numbers[i]);
}

TestSuite(kernel_sys_close_range, .init = open_some);

/* As many bits as numbers, the first one lowest. */
static unsigned opened(void)
{
	unsigned bits = 0;

	for (size_t i = 0; i < COUNT(numbers); i++)
		bits |= (unsigned)fd_is_open(numbers[i]) << i;
	return bits;
}

Test(kernel_sys_close_range, a_range_includes_both_ends)
{
	static const struct {
		int first, last;
		unsigned left;
	} cases[] = {
		{101, 103, 0x19},
		{100, 100, 0x1e},
		{102, 102, 0x1f},
		{103, 101, 0x1f},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		open_some();
		cr_assert_eq(sys_close_between(cases[i].first, cases[i].last), 0);
		cr_assert_eq(opened(), cases[i].left, "%d to %d: %#x", cases[i].first,
			     cases[i].last, opened());
	}
}

Test(kernel_sys_close_range, from_a_number_on_all_are_closed)
{
	cr_assert_eq(sys_close_from(103), 0);
	cr_assert_eq(opened(), 0x03);
}

Test(kernel_sys_close_range, from_a_number_on_all_are_marked)
{
	cr_assert_eq(sys_cloexec_from(103), 0);
	cr_assert_eq(opened(), 0x1f);
	for (size_t i = 0; i < COUNT(numbers); i++)
		cr_assert_eq(fcntl(numbers[i], F_GETFD), numbers[i] < 103 ? 0 : FD_CLOEXEC);
}
