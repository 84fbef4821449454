/*
 * knobs.c - the files of a cgroup directory
 *
 * A file that is not there has a controller that was not enabled above, which the kernel
 * can only say as ENOENT. We say the rest.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "io_devices.h"
#include "knobs.h"
#include "number.h"
#include "read_back.h"
#include "text.h"

bool knob_has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	while (*words) {
		size_t part = strcspn(words, " \n");

		if (part == length && memcmp(words, word, length) == 0)
			return true;
		words += part;
		words += strspn(words, " \n");
	}
	return false;
}

int knob_number(int cgroup, const char *file, uint64_t *value)
{
	auto_text struct text text = NO_TEXT;

	if (file_read(cgroup, file, MOST_OF_A_KNOB, &text))
		return -1;
	text.start[strcspn(text.start, " \n")] = '\0';
	if (text_equal(text.start, "max")) {
		*value = UINT64_MAX;
	} else if (number_unsigned(text.start, UINT64_MAX, value)) {
		errno = EINVAL;
		return -1;
	}
	return 0;
}

static bool is_enabled(int cgroup, const char *controller)
{
	auto_text struct text enabled = NO_TEXT;

	return text_equal(controller, "cgroup") ||
	       file_read(cgroup, "cgroup.controllers", MOST_OF_A_KNOB, &enabled) ||
	       knob_has_word(text_string(&enabled), controller);
}

static int complain_missing(int cgroup, const struct cgroup_write *row, struct error *err)
{
	bool enabled = is_enabled(cgroup, row->controller);

	errno = 0; /* the reason follows, and is better than "no such file" */
	if (enabled)
		return fail(err, SYSTEM, "set %s for %s: this kernel has no such file", row->file,
			    row->field);
	return fail(err, SYSTEM,
		    "set %s for %s: the %s controller is not available here: enable it in "
		    "cgroup.subtree_control of the cgroups above, or have it delegated",
		    row->file, row->field, row->controller);
}

/* *missing: there is no such file, which is for the caller to judge. */
static int write_row(int cgroup, const struct cgroup_write *row, bool *missing, struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	const char *value = io_devices_resolve(&arena, row, err);

	*missing = false;
	if (!value)
		return -1;
	if (file_write(cgroup, row->file, value) == 0)
		return read_back(cgroup, row, value, err);
	*missing = errno == ENOENT;
	return *missing ? 0
			: fail(err, SYSTEM, "write \"%s\" to %s for %s", value, row->file,
			       row->field);
}

int knobs_write(int cgroup, const struct cgroup_write *writes, size_t count, struct error *err)
{
	bool missing = false;

	for (size_t i = 0; i < count; i++) {
		const struct cgroup_write *row = &writes[i];

		if (row->otherwise && !missing)
			continue;
		if (write_row(cgroup, row, &missing, err))
			return -1;
		if (missing && !row->optional)
			return complain_missing(cgroup, row, err);
	}
	return 0;
}

int knobs_check(int cgroup, const struct cgroup_write *writes, size_t count, struct error *err)
{
	bool missing = false;

	for (size_t i = 0; i < count; i++) {
		const struct cgroup_write *row = &writes[i];

		if (row->otherwise && !missing)
			continue;
		missing = faccessat(cgroup, row->file, F_OK, 0) && errno == ENOENT;
		if (missing && !row->optional)
			return complain_missing(cgroup, row, err);
	}
	return 0;
}
