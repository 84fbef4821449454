/*
 * plan_names.c - which files of names a container is given
 *
 * What the bundle mounts itself goes before: it is the engine's business then.
 */
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "names.h"
#include "path.h"
#include "plan.h"
#include "text.h"

static const struct name_file known[] = {
	{"hosts",       "/etc/hosts"      },
	{"resolv.conf", "/etc/resolv.conf"},
	{"hostname",    "/etc/hostname"   },
};

static bool is_mounted(const struct plan *plan, const char *destination)
{
	for (size_t i = 0; i < plan->spec->mount_count; i++) {
		const char *there = plan->spec->mounts[i].destination;

		if (there && text_equal(path_join(plan->arena, "/", there), destination))
			return true;
	}
	return false;
}

/* The option that would have no effect, or NULL. */
static const char *option_for(const struct name_words *words, const char *destination)
{
	if (strcmp(destination, "/etc/hosts") == 0)
		return words->hosts.count ? "--add-host" : NULL;
	if (strcmp(destination, "/etc/resolv.conf") != 0)
		return NULL;
	return words->servers.count    ? "--dns"
	       : words->searches.count ? "--dns-search"
	       : words->options.count  ? "--dns-option"
				       : NULL;
}

static bool has_words(const struct name_words *words)
{
	return words->servers.count || words->searches.count || words->options.count ||
	       words->hosts.count;
}

int names_plan(struct plan *plan, struct error *err)
{
	struct names_plan *names = &plan->network.names;

	if (!names->directory) /* nobody is to be made: see checkpoint */
		return 0;
	if (name_words_check(&names->words, err))
		return -1;
	if (names->lent && has_words(&names->words))
		return fail(
			err, USAGE,
			"--network container:ID: its names are the other container's; --dns and "
			"--add-host belong there");
	if (!plan->network.attachment_count && !names->wanted && !names->lent &&
	    !has_words(&names->words))
		return 0;
	if (!(plan->namespaces.made & CLONE_NEWNS)) {
		if (has_words(&names->words))
			return fail(err, SPEC,
				    "--dns and --add-host: only with a mount namespace of the "
				    "container's own");
		return 0;
	}
	names->hostname = plan->namespaces.hostname;
	if (names->hostname && !name_is_plain(names->hostname))
		names->hostname = NULL; /* the kernel's name for it, but no line of a file */
	for (size_t i = 0; i < COUNT(known); i++) {
		const char *option = option_for(&names->words, known[i].destination);

		/* Whose network is another's has a name of its own. */
		if (strcmp(known[i].name, "hostname") == 0 && (names->lent || !names->hostname))
			continue;
		if (!is_mounted(plan, known[i].destination))
			*ARENA_ADD(plan->arena, names->files, names->file_count) = known[i];
		else if (option)
			return fail(err, SPEC, "%s: the bundle mounts an %s of its own", option,
				    known[i].destination);
	}
	return 0;
}

static void print_words(const char *what, const struct strings *words, struct text *out)
{
	for (size_t i = 0; i < words->count; i++)
		text_format(out, "  %s %s\n", what, words->items[i]);
}

void names_print(const struct plan *plan, struct text *out)
{
	const struct names_plan *names = &plan->network.names;

	if (!names->file_count)
		return;
	text_add(out, names->lent ? "names of the other container\n" : "names\n");
	for (size_t i = 0; i < names->file_count; i++)
		text_format(out, "  in %s\n", names->files[i].destination);
	print_words("server", &names->words.servers, out);
	print_words("search", &names->words.searches, out);
	print_words("option", &names->words.options, out);
	print_words("host", &names->words.hosts, out);
}
