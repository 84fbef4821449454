#include <criterion/criterion.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "error.h"
#include "job.h"
#include "plan.h"
#include "stages.h"

static struct plan plan;
static struct job job;

static void leave_the_host(void)
{
	job = NO_JOB;
	job.plan = &plan;
	if (getuid() || unshare(CLONE_NEWUTS))
		cr_skip("a new uts namespace needs root");
}

TestSuite(namespaces_hostname, .init = leave_the_host);

Test(namespaces_hostname, each_name_is_set_and_what_is_not_given_is_left)
{
	struct error err = NO_ERROR;
	struct utsname before, after;

	uname(&before);
	plan.namespaces.hostname = "inside";
	cr_assert_eq(hostname_set(&job, &err), 0, "%s", err.text);
	uname(&after);
	cr_assert_str_eq(after.nodename, "inside");
	cr_assert_str_eq(after.domainname, before.domainname);
	plan.namespaces.hostname = NULL;
	plan.namespaces.domainname = "example.org";
	cr_assert_eq(hostname_set(&job, &err), 0, "%s", err.text);
	uname(&after);
	cr_assert_str_eq(after.nodename, "inside");
	cr_assert_str_eq(after.domainname, "example.org");
}

Test(namespaces_hostname, a_name_that_is_too_long_is_an_error_that_names_it)
{
	static const char name[] =
		"a-name-of-more-than-sixty-four-bytes-is-none-that-the-kernel-takes";
	struct error err = NO_ERROR;

	plan.namespaces.hostname = name;
	cr_assert_eq(hostname_set(&job, &err), -1);
	cr_assert_str_eq(err.text, "set the hostname a-name-of-more-than-sixty-four-bytes-is-none-"
				   "that-the-kernel-takes: invalid argument");
}
