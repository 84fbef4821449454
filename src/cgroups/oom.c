/*
 * oom.c - who ran out of memory, and whose limit it was
 *
 * In memory.events.local the kernel counts with "oom" how often the limit of that very cgroup
 * left nothing to reclaim, and with "oom_kill" the victims that lived in it, whoever's limit it
 * was. memory.events has the sums with the cgroups below. Only oom_kill means that somebody
 * died: an "oom" may end with a refused allocation.
 */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ancestors.h"
#include "cgroups.h"
#include "fd.h"
#include "hierarchy.h"
#include "json.h"
#include "knobs.h"
#include "oom.h"
#include "stat_lines.h"
#include "text.h"

#define LOCAL "memory.events.local"

void oom_look(int cgroup, const char *path, struct oom_look *look)
{
	char name[ANCESTOR_NAME];
	uint64_t kills;

	*look = (struct oom_look){.levels = 0};
	if (cgroup < 0 || stat_file_value(cgroup, "memory.events", "oom_kill", &kills))
		return;
	look->kills = (struct optional){true, (int64_t)kills};
	(void)stat_file_value(cgroup, "memory.events", "oom", &look->met_in_all);
	look->levels = ancestor_levels(path);
	for (unsigned i = 0; i < look->levels; i++) {
		(void)stat_file_value(cgroup, ancestor_file(name, i, LOCAL), "oom", &look->met[i]);
	}
}

/* A name below is the container's choice, and is told on terminals. */
static void append_name(struct oom_cause *cause, size_t length, const char *name)
{
	snprintf(cause->cgroup + length, sizeof(cause->cgroup) - length, "/%s", name);
	for (char *at = cause->cgroup + length; *at; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	}
}

/*
 * Appends to the path the names down to a cgroup that has met its own limit. Whoever nests
 * deeper than can be told is not followed.
 */
static bool find_below(int cgroup, unsigned depth, struct oom_cause *cause)
{
	auto_directory DIR *directory = NULL;
	int again = openat(cgroup, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t length = strlen(cause->cgroup);

	directory = again < 0 ? NULL : fdopendir(again);
	if (!directory) {
		fd_drop(&again);
		return false;
	}
	for (const struct dirent *entry; (entry = readdir(directory));) {
		auto_close int below = -1;
		uint64_t met = 0, met_in_all = 0;

		if (!hierarchy_is_below(entry))
			continue;
		below = openat(cgroup, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (below < 0 || stat_file_value(below, "memory.events", "oom", &met_in_all) ||
		    !met_in_all)
			continue;
		append_name(cause, length, entry->d_name);
		(void)stat_file_value(below, LOCAL, "oom", &met);
		if (met) {
			(void)knob_number(below, "memory.max", &cause->limit);
			return true;
		}
		if (depth < MOST_LEVELS && find_below(below, depth + 1, cause))
			return true;
	}
	cause->cgroup[length] = '\0';
	return false;
}

/* The first cgroup, from the container's up, whose own limit was met since; or -1. */
static int level_met(const struct oom_look *before, const struct oom_look *now)
{
	for (unsigned i = 0; i < now->levels; i++) {
		if (now->met[i] > before->met[i])
			return (int)i;
	}
	return -1;
}

static void find_limit(int cgroup, const struct oom_look *before, const struct oom_look *now,
		       struct oom_cause *cause)
{
	char name[ANCESTOR_NAME];
	auto_arena struct arena arena = NO_ARENA;
	int level = level_met(before, now);
	const char *above;

	if (level != 0 && now->met_in_all > before->met_in_all) {
		cause->whose = OOM_BELOW;
		if (!find_below(cgroup, 0, cause))
			cause->cgroup[0] = '\0'; /* it has gone already */
		return;
	}
	if (level < 0) {
		cause->whose = OOM_HOST;
		cause->cgroup[0] = '\0';
		return;
	}
	cause->whose = level ? OOM_ABOVE : OOM_OWN;
	above = ancestor_path(&arena, cause->cgroup, (unsigned)level);
	snprintf(cause->cgroup, sizeof(cause->cgroup), "%s", above);
	(void)knob_number(cgroup, ancestor_file(name, (unsigned)level, "memory.max"),
			  &cause->limit);
}

void oom_find(int cgroup, const char *path, const struct oom_look *before, struct oom_look *looked,
	      struct oom_cause *cause)
{
	struct oom_look now, since;

	*cause = (struct oom_cause){.whose = OOM_NONE, .limit = UINT64_MAX};
	oom_look(cgroup, path, &now);
	if (looked)
		*looked = now;
	since = before ? *before : now;
	if (!before) /* its own counts were 0 when it was made; those above are anybody's */
		since.kills.value = (int64_t)(since.met_in_all = since.met[0] = 0);
	if (!now.kills.given || now.kills.value <= since.kills.value)
		return;
	cause->kills = (uint64_t)(now.kills.value - since.kills.value);
	snprintf(cause->cgroup, sizeof(cause->cgroup), "/%s", path + strspn(path, "/"));
	find_limit(cgroup, &since, &now, cause);
	if (!before && cause->whose == OOM_HOST)
		cause->whose = OOM_OUTSIDE;
}

void oom_print(const struct oom_cause *cause, struct text *out)
{
	static const char *const words[] = {
		[OOM_OWN] = "the container's own limit was met",
		[OOM_BELOW] = "the limit of a cgroup that it has made was met",
		[OOM_ABOVE] = "the limit of a cgroup above it was met, which it shares",
		[OOM_HOST] = "the host had none left",
		[OOM_OUTSIDE] = "the limit of a cgroup above it was met, or the host had none left",
	};

	text_format(out, "the kernel killed %" PRIu64 " process%s for want of memory: %s",
		    cause->kills, cause->kills == 1 ? "" : "es", words[cause->whose]);
	if (cause->cgroup[0] && cause->limit != UINT64_MAX)
		text_format(out, " (%s, %" PRIu64 " bytes)", cause->cgroup, cause->limit);
	else if (cause->cgroup[0])
		text_format(out, " (%s)", cause->cgroup);
}

void oom_write(const struct oom_cause *cause, struct json *json, const char *key)
{
	static const char *const words[] = {
		[OOM_OWN] = "own",   [OOM_BELOW] = "below",     [OOM_ABOVE] = "above",
		[OOM_HOST] = "host", [OOM_OUTSIDE] = "outside",
	};

	if (cause->whose == OOM_NONE) {
		json_string(json, key, NULL);
		return;
	}
	json_begin_object(json, key);
	json_unsigned(json, "kills", cause->kills);
	json_string(json, "whose", words[cause->whose]);
	json_string(json, "cgroup", cause->cgroup[0] ? cause->cgroup : NULL);
	if (cause->limit == UINT64_MAX)
		json_string(json, "limit", NULL);
	else
		json_unsigned(json, "limit", cause->limit);
	json_end_object(json);
}
