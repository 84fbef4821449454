/*
 * request.c - argv by the tables
 *
 *	berth [GLOBAL-OPTION...] VERB [OPTION...] [WORD...]
 *
 * Words and options may be mixed, so that `update ID --memory 50M` works. For verbs that
 * hand words on (exec, ps, sandbox) the first word ends the options, and nothing behind it
 * is looked at.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "caller.h"
#include "error.h"
#include "nearest.h"
#include "options.h"
#include "path.h"
#include "text.h"
#include "verbs.h"

static int unknown_verb(struct request *req, const char *word, struct error *err)
{
	struct nearest nearest = NEAREST(word, strlen(word));

	req->unknown = word;
	for (size_t i = 0; i < verb_count; i++)
		nearest_consider(&nearest, verbs[i].name);
	fail(err, USAGE, "No help topic for '%s'", word);
	return nearest.best ? fail_cure(err, "did you mean \"%s\"?", nearest.best) : -1;
}

/* --log in the forms that crun takes: a bare path, or DRIVER:WHERE. */
static int read_log(struct request *req, struct error *err)
{
	if (!req->log)
		return 0;
	if (text_starts_with(req->log, "journald:") || text_starts_with(req->log, "syslog:"))
		return fail(err, REFUSED, "--log %s is not supported; give a file", req->log);
	if (text_starts_with(req->log, "file:"))
		req->log += strlen("file:");
	return 0;
}

static enum log_level level_of(const struct request *req)
{
	if (req->debug || text_equal(req->log_level, "debug"))
		return LOG_LEVEL_DEBUG;
	return text_equal(req->log_level, "error") ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING;
}

static enum cgroup_manager manager_of(const struct request *req)
{
	if (req->systemd_cgroup || text_equal(req->cgroup_manager, "systemd"))
		return CGROUP_SYSTEMD;
	return text_equal(req->cgroup_manager, "disabled") ? CGROUP_DISABLED : CGROUP_FS;
}

/*
 * Without rights over the host there is no writing to /run; the user's own directory serves, by
 * the place where systemd makes it when nobody says. Root without such a word is not asked twice.
 */
static const char *default_root(struct arena *arena)
{
	const char *own = getenv("XDG_RUNTIME_DIR");

	if (own && path_is_absolute(own) && caller_standing() != ROOT_OF_HOST)
		return arena_format(arena, "%s/berth", own);
	if (geteuid() == 0)
		return "/run/berth";
	return arena_format(arena, "/run/user/%u/berth", geteuid());
}

static int read_globals(struct request *req, char ***next, struct error *err)
{
	while (**next && option_is(**next)) {
		if (option_read(req, global_options, next, err))
			return -1;
	}
	req->level = level_of(req);
	req->manager = manager_of(req);
	req->default_root = !req->root;
	if (req->default_root)
		req->root = default_root(&req->arena);
	return read_log(req, err);
}

/* The number of words that an action takes: 1 if the word is one. */
static int find_action(struct request *req, const char *word)
{
	const struct verb *action = word ? verb_find_action(req->verb, word) : NULL;

	if (action)
		req->verb = action;
	return action ? 1 : 0;
}

static int read_words(struct request *req, char **next, struct error *err)
{
	const struct verb *verb = req->verb;
	bool ended = false;

	while (*next) {
		if (!ended && strcmp(*next, "--") == 0) {
			ended = true;
			next++;
		} else if (!ended && option_is(*next)) {
			if (option_read(req, verb->options, &next, err))
				return -1;
		} else {
			strings_add(&req->arena, &req->words, *next++);
			ended = ended || (verb->needs & OPTIONS_END_AT_ID);
		}
	}
	return 0;
}

static int count_words(const struct request *req, struct error *err)
{
	const struct verb *verb = req->verb;
	int count = (int)req->words.count;

	if (req->help ||
	    (count >= verb->least_words && (verb->most_words < 0 || count <= verb->most_words)))
		return 0;
	if (!verb->most_words)
		return fail(err, USAGE, "no argument is expected, and \"%s\" was given",
			    req->words.items[0]);
	return fail(err, USAGE, "%s expected, and %d argument%s given; see berth %s --help",
		    verb->words, count, count == 1 ? " was" : "s were", verb->name);
}

static void fill_defaults(struct request *req)
{
	if (!req->bundle)
		req->bundle = ".";
	if (!req->config)
		req->config = "config.json";
	if (req->words.count)
		req->id = req->words.items[0];
}

int request_read(struct request *req, int argc, char **argv, struct error *err)
{
	char **next = argv + (argc > 0);

	req->argv = argv;
	if (read_globals(req, &next, err))
		return -1;
	if (!*next) {
		req->help = !req->version;
		return 0;
	}
	req->verb = verb_find(*next);
	if (!req->verb)
		return unknown_verb(req, *next, err);
	next += find_action(req, next[1]);
	if (read_words(req, next + 1, err) || count_words(req, err))
		return fail_during(err, "%s", req->verb->name);
	fill_defaults(req);
	return 0;
}

void request_drop(struct request *req)
{
	arena_drop(&req->arena);
	*req = (struct request){0};
}
