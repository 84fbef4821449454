/* image_directory.c: what may lie where CRIU writes */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "container.h"
#include "error.h"
#include "image_directory.h"

static char place[] = "/tmp/images.XXXXXX";

static void setup(void)
{
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
}

static void teardown(void)
{
	static const char *const names[] = {"a/b/link", "a/b/parent", "a/b", "a", "image"};

	for (size_t i = 0; i < COUNT(names); i++) {
		if (unlink(names[i]))
			(void)rmdir(names[i]);
	}
	rmdir(place);
}

TestSuite(container_image_directory, .init = setup, .fini = teardown);

static int make(const char *path, const char *parent, struct error *err)
{
	struct image_directory directory = NO_IMAGE_DIRECTORY;
	struct checkpoint checkpoint = {.image_path = path, .request = NO_CRIU_REQUEST};
	int made;

	*err = NO_ERROR;
	checkpoint.request.parent = parent;
	made = image_directory_make(&directory, &checkpoint, err);
	image_directory_close(&directory);
	return made;
}

Test(container_image_directory, it_is_made_with_its_parents_for_nobody_else)
{
	struct error err;
	struct stat st;

	cr_assert_eq(make("a/b", NULL, &err), 0, "%s", err.text);
	cr_assert_eq(stat("a/b", &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0700);
}

Test(container_image_directory, a_parent_is_relative_and_there)
{
	struct error err;

	cr_assert_eq(make("a/b", "/tmp", &err), -1);
	cr_assert_eq(err.kind, USAGE);
	cr_assert_eq(make("a/b", "../absent", &err), -1);
	cr_assert_eq(make("a/b", "../../a", &err), 0, "%s", err.text);
}

Test(container_image_directory, links_and_strangers_are_refused)
{
	struct error err;

	cr_assert_eq(make("a/b", NULL, &err), 0, "%s", err.text);
	cr_assert_eq(symlink("../c", "a/b/parent"), 0);
	cr_assert_eq(make("a/b", NULL, &err), 0, "CRIU makes this one: %s", err.text);
	cr_assert_eq(symlink("dump.log", "a/b/link"), 0);
	cr_assert_eq(make("a/b", NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, "symbolic link"), "%s", err.text);
	cr_assert_eq(unlink("a/b/link"), 0);
	cr_assert_eq(unlink("a/b/parent"), 0);
	cr_assert_eq(symlink("/etc", "a/b/parent"), 0);
	cr_assert_eq(make("a/b", NULL, &err), -1);
	cr_assert_eq(unlink("a/b/parent"), 0);
	cr_assert_eq(chmod("a/b", 0770), 0);
	cr_assert_eq(make("a/b", NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, "written to by them"), "%s", err.text);
}
