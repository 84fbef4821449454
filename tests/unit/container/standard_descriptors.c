/* standard_descriptors.c: what descriptors.json of an image may say */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "image_directory.h"

static char place[] = "/tmp/descriptors.XXXXXX";
static int dir;

static void setup(void)
{
	dir = open(mkdtemp(place), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_geq(dir, 0);
}

static void teardown(void)
{
	(void)unlinkat(dir, "descriptors.json", 0);
	rmdir(place);
}

TestSuite(container_standard_descriptors, .init = setup, .fini = teardown);

static int load(const char *text, struct standard_descriptors *descriptors, struct error *err)
{
	static struct arena arena;

	cr_assert_eq(file_make(dir, "descriptors.json", text, strlen(text), 0600), 0);
	return standard_descriptors_load(descriptors, dir, &arena, err);
}

Test(container_standard_descriptors, what_is_saved_is_loaded)
{
	struct standard_descriptors saved = {
		{"file[1f:a3]", "pipe:[4711]", ""}
	};
	struct standard_descriptors loaded;
	struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;

	cr_assert_eq(standard_descriptors_save(&saved, dir, &err), 0, "%s", err.text);
	cr_assert_eq(standard_descriptors_load(&loaded, dir, &arena, &err), 0, "%s", err.text);
	for (int fd = 0; fd < 3; fd++)
		cr_assert_str_eq(loaded.keys[fd], saved.keys[fd]);
	arena_drop(&arena);
}

Test(container_standard_descriptors, only_keys_of_the_two_forms_are_believed)
{
	static const char *const others[] = {
		"/dev/null",
		"/etc/shadow",
		"pipe:[]",
		"pipe:[1]x",
		"pipe:[1",
		"pipe:[1]:[2]",
		"pipe:[-1]",
		"extRootNetNS",
		"file[x:1]",
		"file[1:2]:file",
		"socket:[4711]",
		"pipe:[1111111111111111111111111111111111111111111111111111111111111111111]",
	};

	for (size_t i = 0; i < COUNT(others); i++) {
		struct standard_descriptors loaded;
		struct error err = NO_ERROR;
		char text[256];

		snprintf(text, sizeof(text), "[\"%s\",\"pipe:[7]\",\"\"]", others[i]);
		cr_expect_eq(load(text, &loaded, &err), 0, "%s", err.text);
		cr_expect_str_eq(loaded.keys[0], "", "%s", others[i]);
		cr_expect_str_eq(loaded.keys[1], "pipe:[7]");
	}
}

Test(container_standard_descriptors, what_is_no_list_of_three_is_refused)
{
	static const char *const texts[] = {
		"",        "{}",   "[]", "[\"a\",\"b\"]", "[\"a\",\"b\",\"c\",\"d\"]",
		"[1,2,3]", "null", "[",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct standard_descriptors loaded;
		struct error err = NO_ERROR;

		cr_expect_eq(load(texts[i], &loaded, &err), -1, "%s", texts[i]);
		cr_expect_neq(err.kind, NO_FAILURE);
	}
}

Test(container_standard_descriptors, a_link_in_its_place_is_not_followed)
{
	struct standard_descriptors loaded;
	struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;

	cr_assert_eq(symlinkat("/etc/passwd", dir, "descriptors.json"), 0);
	cr_assert_eq(standard_descriptors_load(&loaded, dir, &arena, &err), -1);
}
