/*
 * user_lookup.c - users and groups of the container by name
 *
 * Theory of operation
 *
 * The two files belong to the image, so nothing about them is believed: they are opened
 * beneath the root, must be regular files (a fifo would have us wait forever), and are read
 * up to a limit. A line counts when it has all the fields that are needed and its numbers
 * are numbers; as in libc, the first such line with the name decides.
 *
 * An entry that names the user but gives a broken number is an error and not a line to be
 * skipped: the next line could be somebody else's idea of that user.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "kernel.h"
#include "number.h"
#include "spec.h"
#include "text.h"
#include "user.h"

#define MOST_BYTES  (4 << 20)
#define MOST_ID     4294967294 /* above is -1, "leave it as it is" */
#define MOST_FIELDS 7

/* Fields of /etc/passwd and of /etc/group. */
enum field {
	NAME = 0,
	ID = 2,
	PASSWD_GID = 3,
	GROUP_MEMBERS = 3
};

int user_number(const char *word, int64_t *number)
{
	uint64_t read;

	if (number_unsigned(word, MOST_ID, &read))
		return -1;
	*number = (int64_t)read;
	return 0;
}

/* ---- the files ------------------------------------------------------------------------------ */

/* The whole file in the arena, so that it can be cut into lines and fields where it stands. */
static int read_file(int root, const char *path, struct arena *arena, char **bytes,
		     struct error *err)
{
	auto_text struct text text = NO_TEXT;
	struct stat status;
	auto_close int fd = sys_open_beneath_as(
		root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0, true);

	if (fd < 0 || fstat(fd, &status))
		return fail(err, SYSTEM, "open the container's %s", path);
	if (!S_ISREG(status.st_mode))
		return fail(err, SPEC, "the container's %s is not a regular file", path);
	if (file_read_fd(fd, MOST_BYTES, &text))
		return fail(err, SYSTEM, "read the container's %s", path);
	*bytes = arena_bytes(arena, text.start, text.length);
	return 0;
}

/* Cuts the next line into fields. False at the end of the file. */
static bool next_line(char **at, const char *fields[MOST_FIELDS], size_t *count)
{
	char *line;

	if (!*at || !**at)
		return false;
	line = strsep(at, "\n");
	*count = 0;
	while (line && *count < MOST_FIELDS)
		fields[(*count)++] = strsep(&line, ":");
	return true;
}

/* Finds the line with that name. 1 found, 0 not. */
static int find(char *bytes, const char *name, size_t least, const char *fields[MOST_FIELDS])
{
	size_t count;

	while (next_line(&bytes, fields, &count)) {
		if (count >= least && strcmp(fields[NAME], name) == 0)
			return 1;
	}
	return 0;
}

/* ---- words ---------------------------------------------------------------------------------- */

/* What cannot be the beginning of a name. */
static bool looks_like_a_number(const char *word)
{
	return strchr("0123456789+- \t", *word) != NULL;
}

static int read_number(const char *what, const char *word, int64_t *number, struct error *err)
{
	if (user_number(word, number))
		return fail(err, USAGE, "\"%s\" is not a %s: a number is from 0 to %lld", word,
			    what, (long long)MOST_ID);
	return 0;
}

static int add_memberships(int root, const char *name, struct arena *arena, struct spec_user *user,
			   struct error *err)
{
	const char *fields[MOST_FIELDS];
	char *bytes;
	size_t count;

	if (read_file(root, "/etc/group", arena, &bytes, err)) {
		if (err->system != ENOENT)
			return -1;
		fail_clear(err); /* an image without groups has no memberships */
		return 0;
	}
	while (next_line(&bytes, fields, &count)) {
		char *members =
			count > GROUP_MEMBERS ? arena_text(arena, fields[GROUP_MEMBERS]) : NULL;
		const char *member;
		int64_t gid;

		while ((member = strsep(&members, ","))) {
			if (strcmp(member, name) || user_number(fields[ID], &gid))
				continue;
			*ARENA_ADD(arena, user->additional_gids, user->additional_gid_count) = gid;
			break;
		}
	}
	return 0;
}

static int read_user(int root, const char *word, struct arena *arena, struct spec_user *user,
		     struct error *err)
{
	const char *fields[MOST_FIELDS];
	char *bytes;

	if (looks_like_a_number(word))
		return read_number("user", word, &user->uid, err);
	if (read_file(root, "/etc/passwd", arena, &bytes, err))
		return fail_during(err, "user \"%s\"", word);
	if (!find(bytes, word, PASSWD_GID + 1, fields))
		return fail(err, USAGE, "the container's /etc/passwd has no user \"%s\"", word);
	if (read_number("user", fields[ID], &user->uid, err) ||
	    read_number("group", fields[PASSWD_GID], &user->gid, err))
		return fail_during(err, "the container's /etc/passwd: user \"%s\"", word);
	return 0;
}

static int read_group(int root, const char *word, struct arena *arena, struct spec_user *user,
		      struct error *err)
{
	const char *fields[MOST_FIELDS];
	char *bytes;

	if (looks_like_a_number(word))
		return read_number("group", word, &user->gid, err);
	if (read_file(root, "/etc/group", arena, &bytes, err))
		return fail_during(err, "group \"%s\"", word);
	if (!find(bytes, word, ID + 1, fields))
		return fail(err, USAGE, "the container's /etc/group has no group \"%s\"", word);
	if (read_number("group", fields[ID], &user->gid, err))
		return fail_during(err, "the container's /etc/group: group \"%s\"", word);
	return 0;
}

int user_lookup(int root, const char *words, struct arena *arena, struct spec_user *user,
		struct error *err)
{
	const char *colon = strchr(words, ':');
	const char *name = colon ? arena_bytes(arena, words, (size_t)(colon - words)) : words;
	struct spec_user found = *user;

	if (!*name || (colon && !colon[1]))
		return fail(err, USAGE, "\"%s\" is not a user: give USER or USER:GROUP", words);
	found.additional_gids = NULL;
	found.additional_gid_count = 0;
	if (read_user(root, name, arena, &found, err))
		return -1;
	if (colon && read_group(root, colon + 1, arena, &found, err))
		return -1;
	if (!colon && !looks_like_a_number(name) && add_memberships(root, name, arena, &found, err))
		return -1;
	*user = found;
	return 0;
}
