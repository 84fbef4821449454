/*
 * unified.c - files of cgroup v2 under their own names
 *
 * A key is a file of the container's cgroup, and what it says comes after, and instead of,
 * what the named fields say. It is refused when the file would do something to processes
 * rather than limit them: cgroup.procs, cgroup.freeze and their like are not limits.
 */
#include <string.h>

#include "alloc.h"
#include "controllers.h"
#include "error.h"
#include "text.h"

static bool is_known(const char *file)
{
	for (size_t i = 0; i < controller_count; i++) {
		size_t length = strlen(controllers[i].name);

		/* v1's controllers stand in the table to be refused. */
		if (controllers[i].limits == network_limits)
			continue;
		if (text_starts_with(file, controllers[i].name) && file[length] == '.')
			return true;
	}
	return false;
}

static bool is_core_limit(const char *file)
{
	return text_equal(file, "cgroup.max.depth") || text_equal(file, "cgroup.max.descendants") ||
	       text_equal(file, "cgroup.pressure");
}

static int check_name(const char *file, struct error *err)
{
	static const char field[] = "linux.resources.unified";
	size_t controller = strcspn(file, ".");

	if (strchr(file, '/'))
		return fail(err, SPEC, "%s: \"%s\" must be a file name, without slashes", field,
			    file);
	if (!controller || !file[controller] || !file[controller + 1])
		return fail(err, SPEC, "%s: \"%s\" must be of the form CONTROLLER.KEY", field,
			    file);
	if (text_starts_with(file, "cgroup.") && !is_core_limit(file))
		return fail(err, REFUSED, "%s: \"%s\" is no limit, and berth's to write", field,
			    file);
	if (!text_starts_with(file, "cgroup.") && !is_known(file))
		return fail(err, SPEC, "%s: \"%s\": unknown controller \"%.*s\"", field, file,
			    (int)controller, file);
	return 0;
}

/* Files that take one device or key at a time get one write for each line. */
static void add_lines(struct limits *limits, const struct pair *pair)
{
	for (const char *line = pair->value; *line;) {
		size_t length = strcspn(line, "\n");

		if (length)
			limits_add(limits, "linux.resources.unified", pair->name, "%.*s",
				   (int)length, line);
		line += length;
		line += *line == '\n';
	}
}

int unified_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	for (size_t i = 0; i < resources->unified.count; i++) {
		const struct pair *pair = &resources->unified.items[i];

		if (check_name(pair->name, err))
			return -1;
		if (!pair->value[strspn(pair->value, "\n")])
			return fail(err, SPEC, "linux.resources.unified: \"%s\" has no value",
				    pair->name);
		limits_forget(limits, pair->name);
		add_lines(limits, pair);
	}
	return 0;
}
