/*
 * standard_descriptors.c - stdin, stdout and stderr across a checkpoint
 *
 * Theory of operation
 *
 * What a container reads from and writes to belongs to whoever started it, and whoever
 * restores it has others. CRIU knows them by keys: a pipe by its name in /proc/PID/fd,
 * "pipe:[4711]", and a file that is not in the container by its mount and its number,
 * "file[1f:a3]". At restore each stands for berth's own descriptor of that number.
 *
 * The keys are made when the container is: a process that is asked later may have another file
 * at that number for a moment, as a shell has for the length of `echo x >file`, and its own, moved
 * away, would not be known. Beside the image they are kept as runc and crun keep them, in
 * descriptors.json.
 *
 * That file is part of the image and not to be trusted: all that it can say is which pipe or
 * file of the image is to become one of three descriptors that the container is given anyway.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "image_directory.h"
#include "json.h"
#include "record.h"
#include "text.h"

static const char file_name[] = "descriptors.json";

#define LIST_LIMIT 4096
#define KEY_LIMIT  64

/* A pipe with a name is a file; of one without, /proc gives what would be one. */
static const char *key_of_pipe(int proc, int fd, struct arena *arena)
{
	char name[16], target[KEY_LIMIT] = "";

	snprintf(name, sizeof(name), "self/fd/%d", fd);
	if (readlinkat(proc, name, target, sizeof(target) - 1) < 0 ||
	    !text_starts_with(target, "pipe:["))
		return NULL;
	return arena_text(arena, target);
}

static const char *key_of(int proc, int fd, struct arena *arena)
{
	const char *key = NULL;
	struct statx st;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO | STATX_MNT_ID, &st))
		return NULL; /* closed */
	if (S_ISCHR(st.stx_mode) && st.stx_rdev_major == 1 && st.stx_rdev_minor == 3)
		return NULL_DEVICE;
	if (S_ISSOCK(st.stx_mode))
		return NULL;
	if (S_ISFIFO(st.stx_mode))
		key = key_of_pipe(proc, fd, arena);
	if (key)
		return key;
	return arena_format(arena, "file[%llx:%llx]", (unsigned long long)st.stx_mnt_id,
			    (unsigned long long)st.stx_ino);
}

void standard_descriptors_look(struct standard_descriptors *descriptors, int proc,
			       struct arena *arena)
{
	for (int fd = 0; fd < 3; fd++)
		descriptors->keys[fd] = key_of(proc, fd, arena);
}

/* The mount is in the container's own table: then CRIU finds the file itself. */
static bool is_inside(int proc, pid_t pid, unsigned mount)
{
	auto_text struct text table = NO_TEXT;
	char name[48], start[16];

	snprintf(name, sizeof(name), "%d/mountinfo", (int)pid);
	snprintf(start, sizeof(start), "\n%u ", mount);
	text_add(&table, "\n");
	return file_read(proc, name, 64 << 20, &table) == 0 && strstr(table.start, start);
}

void standard_descriptors_declare(const struct standard_descriptors *descriptors, int proc,
				  pid_t pid, struct arena *arena, struct strings *externals)
{
	for (int fd = 0; fd < 3; fd++) {
		const char *key = descriptors->keys[fd];
		unsigned mount;

		if (key && sscanf(key, "file[%x:", &mount) == 1 &&
		    strings_find(externals, key) < 0 && !is_inside(proc, pid, mount))
			strings_add(arena, externals, key);
	}
}

int standard_descriptors_save(const struct standard_descriptors *descriptors, int images,
			      struct error *err)
{
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out};

	json_begin_array(&json, NULL);
	for (int fd = 0; fd < 3; fd++)
		json_string(&json, NULL, descriptors->keys[fd] ? descriptors->keys[fd] : "");
	json_end_array(&json);
	if (file_replace(images, file_name, out.start, out.length, 0600))
		return fail(err, SYSTEM, "write %s", file_name);
	return 0;
}

/* NAME[..] with nothing but these digits in the brackets. */
static bool has_form(const char *key, const char *name, const char *digits)
{
	size_t length = strlen(name), count;

	if (strncmp(key, name, length) != 0 || strlen(key) >= KEY_LIMIT)
		return false;
	count = strspn(key + length, digits);
	return count && strcmp(key + length + count, "]") == 0;
}

int standard_descriptors_load(struct standard_descriptors *descriptors, int images,
			      struct arena *arena, struct error *err)
{
	auto_text struct text text = NO_TEXT;
	auto_close int file = openat(images, file_name,
				     O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
	struct json_document document = {.name = file_name};
	const struct json_value *value;

	if (file < 0 || file_read_fd(file, LIST_LIMIT, &text))
		return fail(err, SYSTEM, "read %s of the image", file_name);
	document.text = text_string(&text);
	document.size = text.length;
	if (json_parse(&document, arena, err))
		return -1;
	if (document.root->kind != JSON_ARRAY || document.root->count != 3)
		return json_fail(&document, document.root, err, "three descriptors are expected");
	value = document.root->first;
	for (int fd = 0; fd < 3; fd++, value = value->next) {
		if (value->kind != JSON_STRING)
			return json_fail(&document, value, err, "a descriptor is a string");
		/* Others are paths in the container, which CRIU finds by itself. */
		descriptors->keys[fd] =
			has_form(value->text, "pipe:[", "0123456789") ||
					has_form(value->text, "file[", "0123456789abcdef:")
				? arena_text(arena, value->text)
				: NULL;
	}
	return 0;
}
