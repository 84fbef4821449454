/*
 * store.c - the directory of containers, and one lock for each
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "record.h"
#include "record_file.h"
#include "store.h"
#include "text.h"

#define LONGEST_ID   1024
#define LOCK_SECONDS 60

int record_check_id(const char *id, struct error *err)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.";
	size_t length = strlen(id);

	if (length == 0 || length > LONGEST_ID || strspn(id, allowed) != length ||
	    strcmp(id, ".") == 0 || strcmp(id, "..") == 0 || id[0] == '-')
		return fail(err, USAGE,
			    "invalid container id \"%.64s\": letters, digits and _ + - . are "
			    "allowed, not more than %d, and no - in front",
			    id, LONGEST_ID);
	return 0;
}

/* The root itself may be missing at the first create; its parents as well. */
int store_open(const char *root, bool make, struct error *err)
{
	auto_close int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0)
		return fd_take(&fd);
	if (make && file_make_directory(root, 0700)) {
		(void)fail(err, SYSTEM, "make the root directory %s", root);
		return geteuid() == 0 ? -1
				      : fail_cure(err, "say by XDG_RUNTIME_DIR or --root where "
						       "containers are to be recorded");
	}
	fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(err, SYSTEM, "open the root directory %s", root);
	return fd_take(&fd);
}

int record_lock(struct record *record, struct error *err)
{
	struct stat st;

	if (file_lock(record->dir, LOCK_SECONDS)) {
		if (errno == EINTR)
			return fail(err, STATE, "another berth has been at work on it for %d s",
				    LOCK_SECONDS);
		return fail(err, SYSTEM, "lock the record");
	}
	/* Whoever held the lock may have deleted the container. */
	if (fstat(record->dir, &st) || st.st_nlink == 0)
		return fail(err, MISSING, "container does not exist");
	/* The pid is written last: what is on record with it does not change any more. */
	if (record->arena && !record->pid)
		record_read(record);
	return 0;
}

void record_unlock(struct record *record)
{
	(void)flock(record->dir, LOCK_UN); /* cannot fail on an open descriptor */
}

bool record_is_busy(const struct record *record)
{
	if (flock(record->dir, LOCK_EX | LOCK_NB))
		return errno == EWOULDBLOCK;
	(void)flock(record->dir, LOCK_UN); /* cannot fail on an open descriptor */
	return false;
}

static int by_name(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

int record_ids(struct arena *arena, const char *root, struct strings *ids, bool *missing,
	       struct error *err)
{
	DIR *directory = opendir(root);
	struct dirent *entry;

	*missing = !directory && errno == ENOENT;
	if (*missing)
		return 0;
	if (!directory)
		return fail(err, SYSTEM, "list %s", root);
	while ((entry = readdir(directory))) {
		struct error ignored = NO_ERROR;

		if (record_check_id(entry->d_name, &ignored) == 0)
			strings_add(arena, ids, arena_text(arena, entry->d_name));
	}
	closedir(directory);
	if (ids->count)
		qsort(ids->items, ids->count, sizeof(*ids->items), by_name);
	return 0;
}

static int remove_files(int dir, const char *const *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (unlinkat(dir, files[i], 0) && errno != ENOENT)
			return -1;
	}
	return 0;
}

static int remove_names(int dir)
{
	static const char *const files[] = {"hosts", "resolv.conf", "hostname", "names.json"};

	return remove_files(dir, files, COUNT(files));
}

static int remove_rest(int dir)
{
	static const char *const files[] = {"start", "notify/notify.sock", RECORD_LIMITS,
					    RECORD_LIMITS_NEXT, "networks"};

	if (remove_files(dir, files, COUNT(files)))
		return -1;
	return unlinkat(dir, "notify", AT_REMOVEDIR) && errno != ENOENT ? -1 : 0;
}

int record_remove(const char *root, const struct record *record, struct error *err)
{
	static const char *const files[] = {"pid", RECORD_JOINING, "config.json", "record.json"};
	/* What may be left when all that most records have is gone; the least likely last. */
	static int (*const more[])(int dir) = {remove_names, remove_rest, file_remove_unfinished};
	auto_text struct text path = NO_TEXT;

	text_format(&path, "%s/%s", root, record->id);
	cgroup_program_withdraw(record);
	if (remove_files(record->dir, files, COUNT(files)))
		return fail(err, SYSTEM, "remove what is in %s", path.start);
	if (rmdir(path.start) == 0 || errno == ENOENT)
		return 0;
	for (size_t i = 0; i < COUNT(more) && errno == ENOTEMPTY; i++) {
		if (more[i](record->dir) == 0 && rmdir(path.start) == 0)
			return 0;
	}
	return fail(err, SYSTEM, "remove the record %s", path.start);
}
