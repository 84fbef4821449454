/* keyring.c: a session keyring of the payload's own */
#include <criterion/criterion.h>
#include <errno.h>

#include "error.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"

static const char *joined = "not called";
static int answer;

int sys_new_session_keyring(const char *name)
{
	joined = name;
	errno = answer;
	return answer ? -1 : 4711;
}

static const struct plan plan = {.id = "box"};

Test(security_keyring, it_has_no_name_that_another_container_could_have_taken)
{
	struct job job = {.plan = &plan, .proc = -1};
	struct error err = NO_ERROR;

	cr_assert_eq(keyring_make(&job, &err), 0, "%s", err.text);
	cr_expect_null(joined);
}

Test(security_keyring, a_kernel_without_keys_is_no_error)
{
	struct job job = {.plan = &plan, .proc = -1};
	struct error err = NO_ERROR;

	answer = ENOSYS;
	cr_assert_eq(keyring_make(&job, &err), 0, "%s", err.text);
}

Test(security_keyring, a_refusal_names_the_cure)
{
	struct job job = {.plan = &plan, .proc = -1};
	struct error err = NO_ERROR;

	answer = EDQUOT;
	cr_assert_eq(keyring_make(&job, &err), -1);
	cr_expect_str_eq(err.text, "make a session keyring: disk quota exceeded; --no-new-keyring "
				   "does without");
}
