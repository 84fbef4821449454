/* file.c: whole files, read and written */
#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "file.h"
#include "text.h"

static char place[] = "/tmp/berth-file-XXXXXX";
static int dir;

static void arrive(void)
{
	cr_assert_not_null(mkdtemp(place));
	dir = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_geq(dir, 0);
	umask(022);
}

static void leave(void)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", place);
	cr_assert_eq(system(command), 0);
}

TestSuite(base_file, .init = arrive, .fini = leave);

static const char *content(const char *name)
{
	static struct text text;

	text_clear(&text);
	cr_assert_eq(file_read(dir, name, 1 << 20, &text), 0, "%s: %s", name, strerror(errno));
	return text_string(&text);
}

static int entries(void)
{
	DIR *list = fdopendir(openat(dir, ".", O_RDONLY | O_DIRECTORY));
	int count = 0;

	while (readdir(list))
		count++;
	closedir(list);
	return count - 2; /* "." and ".." */
}

Test(base_file, what_is_made_is_read_back)
{
	cr_assert_eq(file_make(dir, "f", "hello", 5, 0644), 0);
	cr_assert_str_eq(content("f"), "hello");
}

Test(base_file, an_empty_file_is_an_empty_text)
{
	cr_assert_eq(file_make(dir, "f", "", 0, 0644), 0);
	cr_assert_str_eq(content("f"), "");
}

Test(base_file, the_mode_is_what_was_asked_for)
{
	struct stat st;

	cr_assert_eq(file_make(dir, "f", "x", 1, 0600), 0);
	cr_assert_eq(fstatat(dir, "f", &st, 0), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
}

Test(base_file, a_file_of_the_limit_is_read_and_one_byte_more_is_too_big)
{
	auto_text struct text text = NO_TEXT;
	char bytes[10000];

	memset(bytes, 'x', sizeof(bytes));
	cr_assert_eq(file_make(dir, "f", bytes, sizeof(bytes), 0644), 0);
	cr_assert_eq(file_read(dir, "f", sizeof(bytes), &text), 0);
	cr_assert_eq(text.length, sizeof(bytes));
	text_clear(&text);
	cr_assert_eq(file_read(dir, "f", sizeof(bytes) - 1, &text), -1);
	cr_assert_eq(errno, EFBIG);
}

Test(base_file, a_missing_file_is_missing)
{
	auto_text struct text text = NO_TEXT;

	cr_assert_eq(file_read(dir, "f", 10, &text), -1);
	cr_assert_eq(errno, ENOENT);
	cr_assert_eq(file_write(dir, "f", "x"), -1);
	cr_assert_eq(errno, ENOENT, "file_write() is for kernel files: it makes none");
	cr_assert_eq(entries(), 0);
}

Test(base_file, a_directory_is_no_file)
{
	auto_text struct text text = NO_TEXT;

	cr_assert_eq(file_read(dir, ".", 10, &text), -1);
	cr_assert_eq(errno, EISDIR);
}

Test(base_file, an_existing_file_is_written_to_from_its_start)
{
	cr_assert_eq(file_make(dir, "f", "hello", 5, 0644), 0);
	cr_assert_eq(file_write(dir, "f", "J"), 0);
	cr_assert_str_eq(content("f"), "Jello");
}

Test(base_file, no_file_is_made_through_a_link)
{
	cr_assert_eq(symlinkat("elsewhere", dir, "f"), 0);
	cr_assert_eq(file_make(dir, "f", "x", 1, 0644), -1);
	cr_assert_eq(errno, ELOOP);
	cr_assert_eq(entries(), 1);
}

Test(base_file, a_replaced_file_is_whole_and_alone)
{
	cr_assert_eq(file_replace(dir, "f", "one and more", 12, 0644), 0);
	cr_assert_eq(file_replace(dir, "f", "two", 3, 0644), 0);
	cr_assert_str_eq(content("f"), "two");
	cr_assert_eq(entries(), 1);
}

Test(base_file, a_reader_of_the_old_file_keeps_it)
{
	auto_text struct text text = NO_TEXT;
	int fd;

	cr_assert_eq(file_make(dir, "f", "old", 3, 0644), 0);
	fd = openat(dir, "f", O_RDONLY);
	cr_assert_eq(file_replace(dir, "f", "new", 3, 0644), 0);
	cr_assert_eq(file_read_fd(fd, 10, &text), 0);
	cr_assert_str_eq(text_string(&text), "old");
	close(fd);
}

Test(base_file, a_path_is_replaced_in_its_own_directory)
{
	char path[64];

	cr_assert_eq(mkdirat(dir, "sub", 0755), 0);
	cr_assert_eq(file_replace(dir, "sub/f", "x", 1, 0644), 0);
	cr_assert_str_eq(content("sub/f"), "x");
	snprintf(path, sizeof(path), "%s/sub/g", place);
	cr_assert_eq(file_replace(AT_FDCWD, path, "y", 1, 0644), 0);
	cr_assert_str_eq(content("sub/g"), "y");
}

Test(base_file, a_failed_replacement_leaves_nothing)
{
	cr_assert_eq(mkdirat(dir, "f", 0755), 0);
	cr_assert_eq(file_replace(dir, "f", "x", 1, 0644), -1);
	cr_assert_eq(errno, EISDIR);
	cr_assert_eq(entries(), 1);
}

Test(base_file, what_a_kill_left_of_a_replacement_is_removed_and_nothing_else)
{
	static const char *const names[] = {".f.12", ".f.json.3", "..f.4", "f.5", ".last-0", ".f."};

	for (size_t i = 0; i < COUNT(names); i++)
		cr_assert_eq(file_make(dir, names[i], "x", 1, 0644), 0);
	cr_assert_eq(file_remove_unfinished(dir), 0);
	cr_assert_eq(entries(), 3);
	for (size_t i = 3; i < COUNT(names); i++)
		cr_assert_str_eq(content(names[i]), "x");
}

Test(base_file, a_pipe_takes_all_bytes_in_as_many_writes_as_it_needs)
{
	auto_text struct text text = NO_TEXT;
	size_t size = 300 * 1024; /* several times what a pipe holds */
	char *bytes = calloc(1, size);
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	memset(bytes, 'x', size);
	if (fork() == 0) {
		close(ends[0]);
		_exit(file_write_all(ends[1], bytes, size) ? 1 : 0);
	}
	close(ends[1]);
	cr_assert_eq(file_read_fd(ends[0], size, &text), 0);
	cr_assert_eq(text.length, size);
	free(bytes);
}

Test(base_file, a_directory_is_made_with_its_parents_and_may_be_there)
{
	char top[] = "/tmp/berth-file-XXXXXX", path[64], between[64];
	struct stat st;

	cr_assert_not_null(mkdtemp(top));
	snprintf(between, sizeof(between), "%s/a", top);
	snprintf(path, sizeof(path), "%s/a/b", top);
	cr_assert_eq(file_make_directory(path, 0700), 0);
	cr_assert_eq(file_make_directory(path, 0700), 0);
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0700);
	cr_assert_eq(rmdir(path) || rmdir(between) || rmdir(top), 0);
	cr_assert_eq(file_make_directory("/proc/no/where", 0700), -1);
}

Test(base_file, what_is_replaced_durably_is_replaced_whole)
{
	char top[] = "/tmp/berth-file-XXXXXX";
	auto_text struct text text = NO_TEXT;
	int where;

	cr_assert_not_null(mkdtemp(top));
	where = open(top, O_RDONLY | O_DIRECTORY);
	cr_assert_eq(file_replace_durably(where, "file", "one", 3, 0600), 0);
	cr_assert_eq(file_replace_durably(where, "file", "other", 5, 0600), 0);
	cr_assert_eq(file_read(where, "file", 64, &text), 0);
	cr_assert_str_eq(text.start, "other");
	cr_assert_eq(unlinkat(where, "file", 0), 0);
	cr_assert_eq(rmdir(top), 0, "and nothing else is left");
	close(where);
}

Test(base_file, what_the_kernel_shows_at_once_takes_one_read)
{
	auto_text struct text value = NO_TEXT;

	cr_assert_eq(file_read_shown(AT_FDCWD, "/proc/self/stat", &value), 0);
	cr_assert_eq(value.start[value.length - 1], '\n');
	cr_assert_eq(strlen(value.start), value.length);
	text_clear(&value);
	cr_assert_eq(file_read_shown(dir, "missing", &value), -1);
	cr_assert_eq(errno, ENOENT);
}
