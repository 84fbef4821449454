/*
 * intel_rdt.c - linux.intelRdt: a class of service, a share for it, a group that measures
 *
 * Theory of operation
 *
 * Without closID the class is the container's own. With one it may be there already, for
 * several containers; then it is used and left behind. If nothing is said of its share it
 * must be there, since a new class shares everything. What this container makes is noted in
 * the record before it is made.
 *
 * The kernel explains what it refuses in info/last_cmd_status, which is worth quoting.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "intel_rdt.h"
#include "job.h"
#include "log.h"
#include "plan.h"
#include "record.h"
#include "text.h"

#define MOUNT_POINT "/sys/fs/resctrl"

/* ---- the plan ------------------------------------------------------------------------------ */

/* memBwSchema overrules the bandwidth lines of l3CacheSchema; `schemata` has the last word. */
static const char *plan_schemata(struct arena *arena, const struct spec_intel_rdt *asked)
{
	auto_text struct text lines = NO_TEXT;
	const char *line = asked->l3_cache_schema ? asked->l3_cache_schema : "";

	for (size_t length; *line; line += length + (line[length] == '\n')) {
		length = strcspn(line, "\n");
		if (length && !(asked->mem_bw_schema && text_starts_with(line, "MB:")))
			text_format(&lines, "%.*s\n", (int)length, line);
	}
	if (asked->mem_bw_schema)
		text_format(&lines, "%s\n", asked->mem_bw_schema);
	for (size_t i = 0; i < asked->schemata.count; i++)
		text_format(&lines, "%s\n", asked->schemata.items[i]);
	return lines.length ? arena_text(arena, lines.start) : NULL;
}

/* resctrl has directories that are no classes. */
static int check_name(const char *name, struct error *err)
{
	static const char *const taken[] = {"info", "mon_data", "mon_groups"};

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		if (strcmp(name, taken[i]) == 0)
			return fail(err, SPEC,
				    "linux.intelRdt.closID: \"%s\" is a name of resctrl's own",
				    name);
	}
	if (strchr(name, '/') || strcmp(name, "..") == 0 || strcmp(name, ".") == 0)
		return fail(err, SPEC, "linux.intelRdt.closID: \"%s\" is not a plain name", name);
	return 0;
}

int intel_rdt_plan(struct plan *plan, struct error *err)
{
	const struct spec_intel_rdt *asked = plan->spec->linux->intel_rdt;
	struct intel_rdt_plan *rdt = &plan->rdt;
	bool is_root;

	if (!asked)
		return 0;
	rdt->own = !asked->clos_id;
	rdt->class = rdt->own ? plan->id : asked->clos_id;
	is_root = strcmp(rdt->class, "/") == 0;
	if (!is_root && check_name(rdt->class, err))
		return -1;
	if (is_root)
		rdt->class = ".";
	rdt->schemata = plan_schemata(plan->arena, asked);
	rdt->must_exist = !rdt->own && !rdt->schemata;
	if (asked->enable_monitoring)
		rdt->group = arena_format(plan->arena, "%s/mon_groups/%s", rdt->class, plan->id);
	return 0;
}

void intel_rdt_print(const struct plan *plan, struct text *out)
{
	const struct intel_rdt_plan *rdt = &plan->rdt;
	const char *line = rdt->schemata ? rdt->schemata : "";

	if (!rdt->class)
		return;
	text_format(out, "class of service %s%s\n", rdt->class,
		    rdt->must_exist ? ", which must be there" : "");
	for (size_t length; *line; line += length + 1) {
		length = strcspn(line, "\n");
		text_format(out, "  %.*s\n", (int)length, line);
	}
	if (rdt->group)
		text_format(out, "  measured in %s\n", rdt->group);
}

/* ---- effects ------------------------------------------------------------------------------- */

int rdt_root_open(const char *path, struct error *err)
{
	auto_close int root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct statfs fs;

	if (root >= 0 && fstatfs(root, &fs) == 0 && fs.f_type == RDTGROUP_SUPER_MAGIC)
		return fd_take(&root);
	return fail(err, REFUSED,
		    "linux.intelRdt: resctrl is not mounted on %s: mount -t resctrl resctrl %s, if "
		    "this machine's processor has it",
		    path, path);
}

static int fail_quoting(int root, struct error *err)
{
	auto_text struct text words = NO_TEXT;

	if (file_read(root, "info/last_cmd_status", 4096, &words) || !words.length ||
	    strcmp(words.start, "ok\n") == 0)
		return -1;
	return fail_cure(err, "%.*s", (int)strcspn(words.start, "\n"), words.start);
}

static int make_class(int root, const struct intel_rdt_plan *plan, bool *made, struct error *err)
{
	*made = false;
	if (plan->must_exist) {
		if (faccessat(root, plan->class, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			return 0;
		return fail(err, SYSTEM,
			    "linux.intelRdt.closID: find class %s, which must be there when no "
			    "schemata are given",
			    plan->class);
	}
	*made = mkdirat(root, plan->class, 0755) == 0;
	if (*made || (errno == EEXIST && !plan->own))
		return 0;
	(void)fail(err, SYSTEM, "linux.intelRdt: make class %s", plan->class);
	if (err->system == EEXIST)
		return fail_cure(err, "to share it, name it in closID");
	if (err->system == ENOSPC)
		return fail_cure(err, "the processor has no more classes: closID can name one that "
				      "is there");
	return fail_quoting(root, err);
}

static int fill_class(int root, const struct intel_rdt_plan *plan, struct error *err)
{
	auto_text struct text file = NO_TEXT;

	text_format(&file, "%s/schemata", plan->class);
	if (plan->schemata && file_write(root, file.start, plan->schemata)) {
		(void)fail(err, SYSTEM, "linux.intelRdt: write the schemata of class %s",
			   plan->class);
		return fail_quoting(root, err);
	}
	if (plan->group && mkdirat(root, plan->group, 0755)) {
		(void)fail(err, SYSTEM, "linux.intelRdt.enableMonitoring: make group %s",
			   plan->group);
		return fail_quoting(root, err);
	}
	return 0;
}

int rdt_make_below(int root, const struct intel_rdt_plan *plan, struct error *err)
{
	bool made;

	if (make_class(root, plan, &made, err))
		return -1;
	if (fill_class(root, plan, err) == 0)
		return 0;
	if (made)
		(void)unlinkat(root, plan->class, AT_REMOVEDIR); /* the complaint says why */
	return -1;
}

static int enter(int root, const char *directory, pid_t pid, struct error *err)
{
	auto_text struct text file = NO_TEXT;
	char number[16];

	text_format(&file, "%s/tasks", directory);
	snprintf(number, sizeof(number), "%d", (int)pid);
	if (file_write(root, file.start, number) == 0)
		return 0;
	(void)fail(err, SYSTEM, "linux.intelRdt: write process %s to %s", number, file.start);
	return fail_quoting(root, err);
}

int rdt_enter_below(int root, const struct intel_rdt_plan *plan, pid_t pid, struct error *err)
{
	if (enter(root, plan->class, pid, err))
		return -1;
	return plan->group ? enter(root, plan->group, pid, err) : 0;
}

static bool has_tasks(int root, const char *class)
{
	auto_text struct text file = NO_TEXT, tasks = NO_TEXT;

	text_format(&file, "%s/tasks", class);
	return file_read(root, file.start, 1 << 20, &tasks) == 0 ? tasks.length : errno == EFBIG;
}

int rdt_delete_below(int root, const struct record *record, struct error *err)
{
	const char *class = record->rdt_class, *group = record->rdt_group;

	if (group && unlinkat(root, group, AT_REMOVEDIR) && errno != ENOENT)
		return fail(err, SYSTEM, "remove the monitoring group %s of resctrl", group);
	/* Our own init may be a zombie yet, and is nobody to wait for. */
	if (!class || (!text_equal(class, record->id) && has_tasks(root, class)))
		return 0;
	if (unlinkat(root, class, AT_REMOVEDIR) && errno != ENOENT)
		return fail(err, SYSTEM, "remove the class %s of resctrl", class);
	return 0;
}

/* ---- on resctrl itself --------------------------------------------------------------------- */

void rdt_note(const struct intel_rdt_plan *plan, struct record *record)
{
	struct error unmounted = NO_ERROR; /* rdt_make() will say it */
	auto_close int root = -1;

	if (!plan->class)
		return;
	root = rdt_root_open(MOUNT_POINT, &unmounted);
	if (root >= 0 && !plan->must_exist &&
	    faccessat(root, plan->class, F_OK, AT_SYMLINK_NOFOLLOW))
		record->rdt_class = plan->class;
	if (root >= 0 && plan->group && faccessat(root, plan->group, F_OK, AT_SYMLINK_NOFOLLOW))
		record->rdt_group = plan->group;
}

int rdt_make(struct job *job, struct error *err)
{
	auto_close int root = rdt_root_open(MOUNT_POINT, err);

	return root < 0 ? -1 : rdt_make_below(root, &job->plan->rdt, err);
}

int rdt_enter(struct job *job, struct error *err)
{
	auto_close int root = rdt_root_open(MOUNT_POINT, err);

	return root < 0 ? -1 : rdt_enter_below(root, &job->plan->rdt, job->pid, err);
}

int rdt_delete(const struct record *record, struct error *err)
{
	auto_close int root = -1;

	if (!record->rdt_class && !record->rdt_group)
		return 0;
	root = rdt_root_open(MOUNT_POINT, err);
	if (root < 0) {
		fail_clear(err); /* its groups went when it was unmounted */
		return 0;
	}
	return rdt_delete_below(root, record, err);
}

void rdt_remove(struct job *job)
{
	struct error err = NO_ERROR;

	if (rdt_delete(job->record, &err))
		log_warning("%s", err.text);
}
