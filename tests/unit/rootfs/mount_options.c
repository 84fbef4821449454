#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>

#include "alloc.h"
#include "error.h"
#include "mount_options.h"
#include "text.h"

#define ATIME MOUNT_ATTR__ATIME

static void apply(struct mount_plan *mount, const char *options)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_free char *copy = alloc_text(options);
	struct error err = NO_ERROR;
	char *rest = copy, *word;

	while ((word = strsep(&rest, ",")))
		cr_assert_eq(mount_option_apply(&arena, mount, word, &err), 0, "%s", err.text);
}

struct attribute_row {
	const char *word;
	uint64_t set, clear;
};

/* Each also exists with an r before it, for everything below. */
static const struct attribute_row attributes[] = {
	{"ro",            MOUNT_ATTR_RDONLY,      0                     },
	{"rw",            0,                      MOUNT_ATTR_RDONLY     },
	{"nosuid",        MOUNT_ATTR_NOSUID,      0                     },
	{"suid",          0,                      MOUNT_ATTR_NOSUID     },
	{"nodev",         MOUNT_ATTR_NODEV,       0                     },
	{"dev",           0,                      MOUNT_ATTR_NODEV      },
	{"noexec",        MOUNT_ATTR_NOEXEC,      0                     },
	{"exec",          0,                      MOUNT_ATTR_NOEXEC     },
	{"nosymfollow",   MOUNT_ATTR_NOSYMFOLLOW, 0                     },
	{"symfollow",     0,                      MOUNT_ATTR_NOSYMFOLLOW},
	{"nodiratime",    MOUNT_ATTR_NODIRATIME,  0                     },
	{"diratime",      0,                      MOUNT_ATTR_NODIRATIME },
	{"noatime",       MOUNT_ATTR_NOATIME,     ATIME                 },
	{"atime",         0,                      ATIME                 },
	{"relatime",      0,                      ATIME                 },
	{"norelatime",    0,                      ATIME                 },
	{"strictatime",   MOUNT_ATTR_STRICTATIME, ATIME                 },
	{"nostrictatime", 0,                      ATIME                 },
};

Test(rootfs_mount_options, each_attribute_word_sets_and_clears_what_it_says)
{
	for (size_t i = 0; i < COUNT(attributes); i++) {
		const struct attribute_row *row = &attributes[i];
		struct mount_plan mount = {.kind = MOUNT_BIND};

		apply(&mount, row->word);
		cr_expect_eq(mount.set, row->set, "%s sets %lx", row->word, mount.set);
		cr_expect_eq(mount.clear, row->clear, "%s clears %lx", row->word, mount.clear);
		cr_expect_eq(mount.set_recursive | mount.clear_recursive, 0, "%s", row->word);
	}
}

Test(rootfs_mount_options, with_an_r_it_is_for_all_mounts_below)
{
	for (size_t i = 0; i < COUNT(attributes); i++) {
		const struct attribute_row *row = &attributes[i];
		struct mount_plan mount = {.kind = MOUNT_BIND};
		char word[32];

		snprintf(word, sizeof(word), "r%s", row->word);
		apply(&mount, word);
		cr_expect_eq(mount.set_recursive, row->set, "%s", word);
		cr_expect_eq(mount.clear_recursive, row->clear, "%s", word);
		cr_expect_eq(mount.set | mount.clear, 0, "%s", word);
	}
}

Test(rootfs_mount_options, the_last_word_wins)
{
	static const struct {
		const char *options;
		uint64_t set, clear;
	} rows[] = {
		{"ro,rw",               0,                      MOUNT_ATTR_RDONLY},
		{"rw,ro",               MOUNT_ATTR_RDONLY,      0                },
		{"noatime,strictatime", MOUNT_ATTR_STRICTATIME, ATIME            },
		{"noatime,relatime",    0,                      ATIME            },
		{"nosuid,nodev,suid",   MOUNT_ATTR_NODEV,       MOUNT_ATTR_NOSUID},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mount_plan mount = {.kind = MOUNT_BIND};

		apply(&mount, rows[i].options);
		cr_expect_eq(mount.set, rows[i].set, "%s", rows[i].options);
		/* A choice of access time clears all of its bits, also those it sets. */
		cr_expect_eq(mount.clear, rows[i].clear, "%s", rows[i].options);
	}
}

Test(rootfs_mount_options, a_word_chooses_the_propagation)
{
	static const struct {
		const char *word;
		uint64_t flags;
	} rows[] = {
		{"private",     MS_PRIVATE            },
		{"rprivate",    MS_PRIVATE | MS_REC   },
		{"slave",       MS_SLAVE              },
		{"rslave",      MS_SLAVE | MS_REC     },
		{"shared",      MS_SHARED             },
		{"rshared",     MS_SHARED | MS_REC    },
		{"unbindable",  MS_UNBINDABLE         },
		{"runbindable", MS_UNBINDABLE | MS_REC},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mount_plan mount = {.kind = MOUNT_BIND};

		apply(&mount, rows[i].word);
		cr_expect_eq(mount.propagation, rows[i].flags, "%s", rows[i].word);
	}
}

Test(rootfs_mount_options, a_switch_turns_on_its_member_and_no_other)
{
	static const struct {
		const char *word;
		size_t member;
	} rows[] = {
		{"rbind",         offsetof(struct mount_plan, recursive)            },
		{"tmpcopyup",     offsetof(struct mount_plan, copy_up)              },
		{"copy-symlink",  offsetof(struct mount_plan, copy_symlink)         },
		{"src-nofollow",  offsetof(struct mount_plan, no_follow_source)     },
		{"dest-nofollow", offsetof(struct mount_plan, no_follow_destination)},
		{"idmap",         offsetof(struct mount_plan, idmap)                },
		{"ridmap",        offsetof(struct mount_plan, idmap_recursive)      },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct mount_plan mount = {.kind = MOUNT_BIND}, expected = {.kind = MOUNT_BIND};

		apply(&mount, rows[i].word);
		*(bool *)((char *)&expected + rows[i].member) = true;
		cr_expect_arr_eq(&mount, &expected, sizeof(mount), "%s", rows[i].word);
	}
}

Test(rootfs_mount_options, words_that_ask_for_what_is_so_change_nothing)
{
	static const char *const binds[] = {
		"bind",       "defaults",   "async",  "sync",    "dirsync",
		"lazytime",   "nolazytime", "mand",   "nomand",  "iversion",
		"noiversion", "loud",       "silent", "remount", ""};
	static const struct mount_plan unchanged = {.kind = MOUNT_BIND};

	for (size_t i = 0; i < COUNT(binds); i++) {
		struct mount_plan mount = unchanged;

		apply(&mount, binds[i]);
		cr_expect_arr_eq(&mount, &unchanged, sizeof(mount), "%s", binds[i]);
	}
}

Test(rootfs_mount_options, other_words_are_the_filesystems)
{
	auto_arena struct arena arena = NO_ARENA;
	struct mount_plan mount = {.kind = MOUNT_FILESYSTEM};
	struct error err = NO_ERROR;

	cr_assert_eq(mount_option_apply(&arena, &mount, "size=64k", &err), 0);
	cr_assert_eq(mount_option_apply(&arena, &mount, "sync", &err), 0);
	cr_assert_eq(mount_option_apply(&arena, &mount, "a=b=c", &err), 0);
	cr_assert_eq(mount.options.count, 3);
	cr_expect_str_eq(mount.options.items[0].name, "size");
	cr_expect_str_eq(mount.options.items[0].value, "64k");
	cr_expect_str_eq(mount.options.items[1].name, "sync");
	cr_expect_null(mount.options.items[1].value);
	cr_expect_str_eq(mount.options.items[2].value, "b=c");
}

Test(rootfs_mount_options, what_cannot_be_done_is_refused_by_name)
{
	static const struct {
		enum mount_kind kind;
		const char *option, *sentence;
	} rows[] = {
		{MOUNT_BIND,       "fuzzy",            "\"fuzzy\" is no option of a bind mount"  },
		{MOUNT_BIND,       "size=1k",          "\"size=1k\" is no option of a bind mount"},
		{MOUNT_FILESYSTEM, "remount",          "\"remount\" is for bind mounts"          },
		{MOUNT_BIND,       "idmap=uids=0-1-1",
		 "\"idmap=uids=0-1-1\" must map both uids and gids"                              },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct mount_plan mount = {.kind = rows[i].kind};
		struct error err = NO_ERROR;

		cr_expect_eq(mount_option_apply(&arena, &mount, rows[i].option, &err), -1);
		cr_expect_str_eq(err.text, rows[i].sentence);
	}
}

Test(rootfs_mount_options, a_value_the_kernel_would_cut_is_refused)
{
	auto_arena struct arena arena = NO_ARENA;
	struct mount_plan mount = {.kind = MOUNT_FILESYSTEM};
	struct error err = NO_ERROR;
	char option[300] = "lowerdir=";

	memset(option + strlen(option), 'x', 255);
	cr_assert_eq(mount_option_apply(&arena, &mount, option, &err), 0, "%s", err.text);
	strcat(option, "x");
	cr_assert_eq(mount_option_apply(&arena, &mount, option, &err), -1);
	cr_assert_str_eq(err.text, "the value of option \"lowerdir\" is longer than 255 bytes");
}

Test(rootfs_mount_options, every_word_of_the_spec_is_known)
{
	static const char *const spec[] = {"async",       "atime",        "bind",
					   "defaults",    "dev",          "diratime",
					   "dirsync",     "exec",         "iversion",
					   "lazytime",    "loud",         "mand",
					   "noatime",     "nodev",        "nodiratime",
					   "noexec",      "noiversion",   "nolazytime",
					   "nomand",      "norelatime",   "nostrictatime",
					   "nosuid",      "nosymfollow",  "private",
					   "ratime",      "rbind",        "rdev",
					   "rdiratime",   "relatime",     "remount",
					   "rexec",       "rnoatime",     "rnodev",
					   "rnodiratime", "rnoexec",      "rnorelatime",
					   "rnosuid",     "rnosymfollow", "rnostrictatime",
					   "ro",          "rprivate",     "rrelatime",
					   "rro",         "rrw",          "rshared",
					   "rslave",      "rstrictatime", "rsuid",
					   "rsymfollow",  "runbindable",  "rw",
					   "shared",      "silent",       "slave",
					   "strictatime", "suid",         "symfollow",
					   "sync",        "tmpcopyup",    "unbindable",
					   "idmap",       "ridmap"};
	for (size_t i = 0; i < COUNT(spec); i++) {
		bool found = false;

		for (size_t j = 0; mount_option_word(j); j++)
			found = found || strcmp(mount_option_word(j), spec[i]) == 0;
		cr_expect(found, "%s", spec[i]);
	}
}

Test(rootfs_mount_options, attributes_are_printed_as_one_word_each)
{
	struct mount_plan mount = {.kind = MOUNT_BIND};
	auto_text struct text out = NO_TEXT;

	apply(&mount, "ro,suid,relatime,rnoexec");
	mount_attributes_print(&mount, &out);
	cr_assert_str_eq(text_string(&out), ",ro,suid,relatime,rnoexec");
}
