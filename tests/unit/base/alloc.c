/* alloc.c: the one place where memory runs out */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"

Test(base_alloc, memory_is_zeroed)
{
	auto_free char *memory = alloc(1000, 3);

	for (size_t i = 0; i < 3000; i++)
		cr_assert_eq(memory[i], 0);
}

Test(base_alloc, nothing_is_something_that_can_be_freed)
{
	auto_free void *none = alloc(0, 8);
	auto_free void *empty = alloc(8, 0);

	cr_assert_not_null(none);
	cr_assert_not_null(empty);
	none = alloc_again(none, 0);
	cr_assert_not_null(none);
}

Test(base_alloc, memory_grows_with_what_is_in_it)
{
	auto_free char *memory = alloc_text("berth");

	memory = alloc_again(memory, 100000);
	cr_assert_str_eq(memory, "berth");
}

Test(base_alloc, what_was_taken_is_not_freed)
{
	char *kept;

	{
		auto_free char *name = alloc_text("kept");

		kept = take(&name);
		cr_assert_null(name);
	}
	cr_assert_str_eq(kept, "kept");
	free(kept);
}

Test(base_alloc, freeing_leaves_errno_alone)
{
	{
		auto_free char *memory = alloc(1, 1);

		cr_assert_not_null(memory);
		errno = ENOSPC;
	}
	cr_assert_eq(errno, ENOSPC);
}

/* 125 is berth's own, as for timeout(1) and env(1): no payload is meant by it. */
Test(base_alloc, a_product_that_does_not_fit_ends_the_program, .exit_code = 125)
{
	volatile size_t many = SIZE_MAX / 2;

	free(alloc(many, 16));
}
