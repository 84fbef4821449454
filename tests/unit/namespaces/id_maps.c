/*
 * Maps of a child that waits in a user namespace of its own.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "stages.h"
#include "text.h"

static struct spec_id_mapping ranges[] = {
	{.container_id = 0,    .host_id = 100000, .size = 1000},
	{.container_id = 1000, .host_id = 1000,   .size = 1   },
};
static struct plan plan;
static struct job job;
static int go[2];

/* The child says by its exit status whether it could become root, and is it. */
static void make_child(void)
{
	char byte;

	if (getuid())
		cr_skip("maps of ids that are not one's own need root");
	plan.namespaces.uid_map = plan.namespaces.gid_map = (struct spec_id_mappings){ranges, 2};
	job = NO_JOB;
	job.plan = &plan;
	job.proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	cr_assert_eq(pipe2(go, O_CLOEXEC), 0);
	job.pid = sys_clone(CLONE_NEWUSER, -1, &job.pidfd);
	if (job.pid == 0) {
		struct error err = NO_ERROR;

		close(go[1]);
		(void)!read(go[0], &byte, 1);
		_exit(namespaces_own(&job, &err) || getuid() || getgid() ? 1 : 0);
	}
	cr_assert_gt(job.pid, 0);
}

TestSuite(namespaces_id_maps, .init = make_child, .timeout = 20);

static int end_of_child(void)
{
	int status;

	close(go[1]);
	cr_assert_eq(waitpid(job.pid, &status, 0), job.pid);
	return WEXITSTATUS(status);
}

static void expect_map(const char *name)
{
	static const char format[] = "%d %d %d %d %d %d";
	auto_text struct text lines = NO_TEXT;
	char file[64];
	int n[6] = {0};

	snprintf(file, sizeof(file), "%d/%s", (int)job.pid, name);
	cr_assert_eq(file_read(job.proc, file, 4096, &lines), 0);
	sscanf(text_string(&lines), format, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]);
	cr_assert(n[0] == 0 && n[1] == 100000 && n[2] == 1000 && n[3] == 1000 && n[4] == 1000 &&
			  n[5] == 1,
		  "%s: %s", name, text_string(&lines));
}

Test(namespaces_id_maps, both_maps_are_what_the_plan_says_and_make_a_root)
{
	struct error err = NO_ERROR;

	cr_assert_eq(id_maps_write(&job, &err), 0, "%s", err.text);
	expect_map("uid_map");
	expect_map("gid_map");
	cr_assert_eq(end_of_child(), 0);
}

Test(namespaces_id_maps, without_maps_nobody_becomes_root)
{
	cr_assert_eq(end_of_child(), 1);
}

Test(namespaces_id_maps, a_map_that_the_kernel_refuses_is_quoted)
{
	static struct spec_id_mapping twice[] = {
		{.container_id = 0, .host_id = 100000, .size = 10},
		{.container_id = 5, .host_id = 200000, .size = 10},
	};
	struct error err = NO_ERROR;
	char sentence[128];

	plan.namespaces.uid_map.items = twice;
	cr_assert_eq(id_maps_write(&job, &err), -1);
	snprintf(sentence, sizeof(sentence),
		 "write \"0 100000 10\n5 200000 10\n\" to /proc/%d/uid_map: invalid argument",
		 (int)job.pid);
	cr_assert_str_eq(err.text, sentence);
	end_of_child();
}
