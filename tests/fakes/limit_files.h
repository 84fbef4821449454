/*
 * limit_files.h - a directory with files that look like a cgroup's
 */
#ifndef BERTH_TESTS_LIMIT_FILES_H
#define BERTH_TESTS_LIMIT_FILES_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "text.h"

static char limit_files_path[] = "/tmp/berth-test-XXXXXX";
static int limit_files;

static inline void limit_files_make(void)
{
	limit_files = open(mkdtemp(limit_files_path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static inline void limit_files_drop(void)
{
	DIR *directory = fdopendir(limit_files);

	for (const struct dirent *entry; (entry = readdir(directory));)
		unlinkat(dirfd(directory), entry->d_name, 0);
	closedir(directory);
	cr_expect_eq(rmdir(limit_files_path), 0);
}

static inline void limit_file(const char *name, const char *content)
{
	cr_assert_eq(file_make(limit_files, name, content, strlen(content), 0600), 0);
}

static inline const char *limit_content(const char *name)
{
	static struct text text;

	text_clear(&text);
	return file_read(limit_files, name, 1000, &text) ? "missing" : text_string(&text);
}

#endif
