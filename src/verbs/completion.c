/*
 * completion.c - scripts that complete command lines, from the tables
 */
#include <string.h>

#include "completion.h"
#include "error.h"
#include "text.h"
#include "verbs.h"

bool completes_id(const struct verb *verb)
{
	/* Where a bundle is needed, the id is a new one. */
	return text_starts_with(verb->words, "ID") && !(verb->needs & NEEDS_BUNDLE);
}

bool completes_choice(const struct verb *verb)
{
	return strchr(verb->words, '|') && !strpbrk(verb->words, " [");
}

bool is_action(const struct verb *verb)
{
	return strchr(verb->name, ' ');
}

bool completes_directory(const struct option_row *row)
{
	return text_equal(row->argument, "DIR");
}

bool completes_file(const struct option_row *row)
{
	return text_equal(row->argument, "FILE") || text_equal(row->argument, "PATH");
}

int completion_run(struct request *req, struct error *err)
{
	const char *shell = req->words.items[0];

	if (strcmp(shell, "bash") == 0)
		completion_bash();
	else if (strcmp(shell, "zsh") == 0)
		completion_zsh();
	else if (strcmp(shell, "fish") == 0)
		completion_fish();
	else
		return fail(err, USAGE, "completion: \"%s\" is none of %s", shell,
			    req->verb->words);
	return 0;
}
