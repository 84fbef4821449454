/*
 * cgroup_processes.c - who is in a cgroup and in those below it
 */
#include "../../fakes/cgroup_ground.h"
#include "../../fakes/cgroup_tenant.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "alloc.h"
#include "fd.h"
#include "file.h"
#include "text.h"

static int top, sub;
static pid_t first, second;
static struct error err;

static void made(void)
{
	char path[512];

	cgroup_ground();
	snprintf(path, sizeof(path), "/sys/fs/cgroup%s", cgroup_ground_path(""));
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "/sys/fs/cgroup%s", cgroup_ground_path("sub"));
	mkdir(path, 0755);
	top = cgroup_open(cgroup_ground_path(""), &err);
	sub = cgroup_open_sub(top, "sub", &err);
	cr_assert_geq(sub, 0, "%s", err.text);
}

TestSuite(cgroups_cgroup_processes, .init = made, .fini = cgroup_ground_clear);

static void move_in(void)
{
	first = cgroup_tenant(top);
	second = cgroup_tenant(sub);
}

static size_t listed(int cgroup, bool threads_too, pid_t **pids)
{
	static struct arena arena;
	size_t count;

	cr_assert_eq(cgroup_processes(cgroup, threads_too, &arena, pids, &count, &err), 0, "%s",
		     err.text);
	return count;
}

Test(cgroups_cgroup_processes, those_below_are_listed_once)
{
	pid_t *pids;

	cr_expect_eq(listed(top, false, &pids), 0);
	move_in();
	cr_assert_eq(listed(top, false, &pids), 2);
	cr_expect_eq(pids[0] + pids[1], first + second);
	cr_assert_eq(listed(sub, false, &pids), 1);
	cr_expect_eq(pids[0], second);
}

Test(cgroups_cgroup_processes, threaded_cgroups_count_with_their_domain)
{
	pid_t *pids;

	cr_assert_eq(file_write(sub, "cgroup.type", "threaded"), 0);
	first = cgroup_tenant(top);
	second = cgroup_tenant(top);
	char number[16];

	snprintf(number, sizeof(number), "%d", second);
	cr_assert_eq(file_write(sub, "cgroup.threads", number), 0);
	cr_expect_eq(listed(top, false, &pids), 2);
	cr_expect_eq(listed(top, true, &pids), 2);
	cr_expect_eq(listed(sub, false, &pids), 1);
}

Test(cgroups_cgroup_processes, kill_ends_all_of_them)
{
	move_in();
	cr_assert_eq(cgroup_signal_all(top, SIGKILL, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_tenant_end(first), 128 + SIGKILL);
	cr_expect_eq(cgroup_tenant_end(second), 128 + SIGKILL);
	cr_expect_eq(cgroup_empty(top, 5000, &err), 0, "%s", err.text);
	cr_expect_not(cgroup_is_populated(top));
}

Test(cgroups_cgroup_processes, kill_ends_a_threaded_cgroup)
{
	cr_assert_eq(file_write(sub, "cgroup.type", "threaded"), 0);
	first = cgroup_tenant(sub);
	cr_assert_eq(cgroup_signal_all(sub, SIGKILL, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_tenant_end(first), 128 + SIGKILL);
}

Test(cgroups_cgroup_processes, another_signal_reaches_all_of_them)
{
	auto_text struct text freeze = NO_TEXT;

	move_in();
	cr_assert_eq(cgroup_signal_all(top, SIGTERM, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_tenant_end(first), 128 + SIGTERM);
	cr_expect_eq(cgroup_tenant_end(second), 128 + SIGTERM);
	cr_assert_eq(file_read(top, "cgroup.freeze", 10, &freeze), 0);
	cr_expect_str_eq(text_string(&freeze), "0\n");
}

/* What is deadly gets through to frozen processes, so it is the file that tells. */
Test(cgroups_cgroup_processes, a_paused_container_stays_paused_when_signalled)
{
	auto_text struct text freeze = NO_TEXT;

	move_in();
	cr_assert_eq(cgroup_freeze(top, true, 5000, &err), 0, "%s", err.text);
	cr_assert_eq(cgroup_signal_all(top, SIGTERM, &err), 0, "%s", err.text);
	cr_assert_eq(file_read(top, "cgroup.freeze", 10, &freeze), 0);
	cr_expect_str_eq(text_string(&freeze), "1\n");
	cr_assert_eq(file_write(top, "cgroup.freeze", "0"), 0);
	cr_expect_eq(cgroup_tenant_end(first), 128 + SIGTERM);
}

Test(cgroups_cgroup_processes, a_paused_container_can_be_killed)
{
	move_in();
	cr_assert_eq(cgroup_freeze(top, true, 5000, &err), 0, "%s", err.text);
	cr_assert_eq(cgroup_signal_all(top, SIGKILL, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_tenant_end(second), 128 + SIGKILL);
}

Test(cgroups_cgroup_processes, waiting_for_an_empty_cgroup_has_an_end)
{
	move_in();
	cr_expect_eq(cgroup_empty(top, 1, &err), -1);
	cr_expect_eq(err.kind, STATE);
	cr_expect(strstr(err.text, "still in the container's cgroup after 1 ms"), "%s", err.text);
}

Test(cgroups_cgroup_processes, a_cgroup_that_is_gone_is_empty)
{
	pid_t *pids;

	cr_assert_eq(unlinkat(top, "sub", AT_REMOVEDIR), 0);
	cr_expect_eq(listed(sub, true, &pids), 0);
	cr_expect_eq(cgroup_empty(sub, 1000, &err), 0, "%s", err.text);
	cr_expect_eq(cgroup_signal_all(sub, SIGKILL, &err), 0, "%s", err.text);
	cr_expect_not(cgroup_is_populated(sub));
}
