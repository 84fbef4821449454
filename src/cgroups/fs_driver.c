/*
 * fs_driver.c - makes the container's cgroup as a directory, without asking systemd
 *
 * On the way down each directory passes its controllers on to the next. Those that a limit
 * needs must come through; the others are passed on where that works, since a container
 * that may arrange its own cgroup, and `events`, can use them.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cgroup_driver.h"
#include "cgroup_events.h"
#include "device_rules.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "hierarchy.h"
#include "job.h"
#include "knobs.h"
#include "log.h"
#include "plan.h"
#include "text.h"

#define MOST_WORDS 4096

static const struct cgroup_write *need_of(const struct cgroup_plan *plan, const char *controller)
{
	for (size_t i = 0; i < plan->write_count; i++) {
		const struct cgroup_write *row = &plan->writes[i];

		if (!row->optional && text_equal(row->controller, controller))
			return row;
	}
	return NULL;
}

/* One word at a time, when the kernel did not take them together: which is it? */
static int enable_each(int dir, const struct cgroup_plan *plan, char *words, struct error *err)
{
	char *rest = words;

	for (char *word; (word = strsep(&rest, " ")) && word[0];) {
		const struct cgroup_write *need = need_of(plan, word + 1);

		if (file_write(dir, "cgroup.subtree_control", word) == 0 || !need)
			continue;
		(void)fail(err, SYSTEM, "enable the %s controller above %s for %s",
			   need->controller, plan->path, need->field);
		if (err->system == EBUSY)
			return fail_cure(err,
					 "a cgroup above holds processes itself, which excludes "
					 "controllers below it: move them to a child");
		return -1;
	}
	return 0;
}

static int enable_controllers(int dir, const struct cgroup_plan *plan, struct error *err)
{
	auto_text struct text available = NO_TEXT, enabled = NO_TEXT, missing = NO_TEXT;
	char *rest;

	/* A missing controller is told of by the limit that wants it. */
	if (file_read_shown(dir, "cgroup.controllers", &available) ||
	    file_read_shown(dir, "cgroup.subtree_control", &enabled))
		return 0;
	rest = available.start;
	for (char *word; (word = strsep(&rest, " \n"));) {
		if (word[0] && !knob_has_word(text_string(&enabled), word))
			text_format(&missing, "+%s ", word);
	}
	if (!missing.length ||
	    file_write(dir, "cgroup.subtree_control", text_string(&missing)) == 0)
		return 0;
	return enable_each(dir, plan, missing.start, err);
}

/* The root is never frozen. */
static bool is_below_root(const char *path)
{
	return !strchr(path + strspn(path, "/"), '/');
}

/* Nothing of an earlier life may be in it, nor may it, or one above it, be frozen. */
static int refuse_in_use(int cgroup, bool made, const char *path, struct error *err)
{
	if (made && is_below_root(path))
		return 0;
	if (!made && cgroup_is_populated(cgroup))
		return fail(err, STATE, "container's cgroup is not empty: processes run in %s",
			    path);
	if (event_now(cgroup, "frozen") == 1)
		return fail(err, STATE,
			    "container's cgroup unexpectedly frozen: %s or a cgroup above it is",
			    path);
	return 0;
}

/* The kernel lists the files that may be handed over: limits are not among them. */
static int delegate(int cgroup, uid_t uid, struct error *err)
{
	auto_text struct text files = NO_TEXT;
	char *rest;

	if (fchown(cgroup, uid, (gid_t)-1))
		return fail(err, SYSTEM, "give the cgroup to user %u", uid);
	if (file_read(AT_FDCWD, "/sys/kernel/cgroup/delegate", MOST_WORDS, &files)) {
		text_clear(&files);
		text_add(&files, "cgroup.procs\ncgroup.subtree_control\ncgroup.threads\n");
	}
	rest = files.start;
	for (char *file; (file = strsep(&rest, "\n"));) {
		/* The list is of all controllers, enabled here or not. */
		if (file[0] && fchownat(cgroup, file, uid, (gid_t)-1, AT_SYMLINK_NOFOLLOW) &&
		    errno != ENOENT)
			return fail(err, SYSTEM, "give %s to user %u", file, uid);
	}
	return 0;
}

int cgroup_settle(int cgroup, bool made, const struct cgroup_plan *plan, struct error *err)
{
	if (refuse_in_use(cgroup, made, plan->path, err))
		return -1;
	if (plan->delegate_to != UINT64_MAX)
		return delegate(cgroup, (uid_t)plan->delegate_to, err);
	return 0;
}

/* Makes what is left of the path below dir; takes away again what it made when it fails. */
static int make_below(int dir, const char *rest, bool passes_controllers_on, struct job *job,
		      struct error *err)
{
	const struct cgroup_plan *plan = &job->plan->cgroup;
	size_t length = strcspn(rest, "/");
	char name[NAME_MAX + 1];
	auto_close int cgroup = -1;
	int leaf = -1;
	bool made;

	if (length > NAME_MAX)
		return fail(err, SPEC, "linux.cgroupsPath: a name in it is longer than %d bytes",
			    NAME_MAX);
	memcpy(name, rest, length);
	name[length] = '\0';
	rest += length + (rest[length] == '/');
	if (passes_controllers_on && enable_controllers(dir, plan, err))
		return -1;
	made = mkdirat(dir, name, 0755) == 0;
	if (!made && errno != EEXIST)
		return fail(err, SYSTEM, "unable to apply cgroup configuration: make cgroup %s",
			    plan->path);
	cgroup = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (cgroup < 0)
		(void)fail(err, SYSTEM, "open \"%s\" of cgroup %s", name, plan->path);
	else if (rest[0])
		leaf = make_below(cgroup, rest, true, job, err);
	else if (cgroup_settle(cgroup, made, plan, err) == 0)
		leaf = fd_take(&cgroup);
	if (!rest[0])
		job->cgroup_is_new = made;
	if (leaf < 0 && made)
		(void)unlinkat(dir, name, AT_REMOVEDIR); /* the complaint is about what failed */
	return leaf;
}

int cgroup_make(struct job *job, struct error *err)
{
	const struct cgroup_plan *plan = &job->plan->cgroup;
	const char *ground = plan->ground ? plan->ground : "/", *rest;
	auto_close int cgroup = -1;

	if (!plan->path)
		return 0;
	cgroup = cgroup_open(ground, err);
	if (cgroup < 0)
		return -1;
	rest = plan->path + strlen(ground);
	/* A ground with tenants takes it for leave to make cgroups of threads below it. */
	job->cgroup = make_below(cgroup, rest + (*rest == '/'), !plan->ground || plan->make_room,
				 job, err);
	return job->cgroup < 0 ? -1 : 0;
}

void cgroup_remove(struct job *job)
{
	struct error err = NO_ERROR;

	if (job->cgroup < 0)
		return;
	fd_drop(&job->cgroup);
	if (cgroup_delete(job->plan->cgroup.path, &err))
		log_warning("%s", err.text);
}

int cgroup_limit(struct job *job, struct error *err)
{
	const struct cgroup_plan *plan = &job->plan->cgroup;

	return job->cgroup < 0 ? 0 : knobs_write(job->cgroup, plan->writes, plan->write_count, err);
}

int cgroup_guard(struct job *job, struct error *err)
{
	const struct device_filter *filter = job->plan->cgroup.filter;
	auto_close int program = -1;

	if (job->cgroup < 0 || !filter)
		return 0;
	if (job->lent_program)
		program = device_program_borrow(job->lent_program, filter);
	if (program < 0) {
		job->lent_program = 0;
		program = device_program_load(filter, err);
	}
	return program < 0 ? -1
			   : device_program_attach(job->cgroup, job->cgroup_is_new, program, err);
}
