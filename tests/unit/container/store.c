#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "record.h"

Test(container_store, an_id_is_a_name_and_nothing_else)
{
	static const char *const good[] = {"a", "c1", "A_b+c-d.e", "..."};
	static const char *const bad[] = {"",     ".",   "..",     "a/b",  "/",        "../x",
					  "a\nb", "a b", "-force", "a\\b", "\xc3\xa4", "a:b"};
	char longest[1026];
	struct error err = NO_ERROR;

	for (size_t i = 0; i < COUNT(good); i++)
		cr_assert_eq(record_check_id(good[i], &err), 0, "%s", good[i]);
	for (size_t i = 0; i < COUNT(bad); i++) {
		cr_assert_eq(record_check_id(bad[i], &err), -1, "\"%s\"", bad[i]);
		cr_assert_eq(err.kind, USAGE);
	}
	memset(longest, 'a', sizeof(longest));
	longest[1025] = '\0';
	cr_assert_eq(record_check_id(longest, &err), -1);
	longest[1024] = '\0';
	cr_assert_eq(record_check_id(longest, &err), 0);
}

Test(container_store, ids_come_sorted_and_strangers_are_left_out)
{
	char root[] = "/tmp/berth-store-XXXXXX", path[64];
	static const char *const made[] = {"b", "a", "-x", "c d"};
	struct strings ids = {.count = 0};
	struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	bool missing;

	cr_assert_not_null(mkdtemp(root));
	for (size_t i = 0; i < COUNT(made); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, made[i]);
		mkdir(path, 0700);
	}
	cr_assert_eq(record_ids(&arena, root, &ids, &missing, &err), 0, "%s", err.text);
	cr_assert_not(missing);
	cr_assert_eq(ids.count, 2);
	cr_assert_str_eq(ids.items[0], "a");
	cr_assert_str_eq(ids.items[1], "b");
	for (size_t i = 0; i < COUNT(made); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, made[i]);
		rmdir(path);
	}
	rmdir(root);
	ids = (struct strings){.count = 0};
	cr_assert_eq(record_ids(&arena, root, &ids, &missing, &err), 0);
	cr_assert(missing);
	arena_drop(&arena);
}
