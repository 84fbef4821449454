#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "kernel.h"
#include "text.h"

static struct text heard;

int fchdir(int fd)
{
	text_format(&heard, "enter %d; ", fd);
	return 0;
}

int mount(const char *source, const char *target, const char *type, unsigned long flags,
	  const void *data)
{
	text_format(&heard, "%s on %s type %s flags %lx (%s)", source, target, type, flags,
		    (const char *)data);
	return 0;
}

Test(kernel_sys_mount, options_become_one_text_and_the_target_is_never_a_path)
{
	static const struct fs_option options[] = {
		{"source",      "shm" },
		{"mode",        "1777"},
		{"newinstance", NULL  },
		{"gid",         ""    },
	};

	cr_assert_eq(sys_mount_on(7, "tmpfs", options, 4, MOUNT_ATTR_NOSUID), 0);
	cr_expect_str_eq(text_string(&heard),
			 "enter 7; shm on . type tmpfs flags 2 (mode=1777,newinstance,gid=)");
}

Test(kernel_sys_mount, each_attribute_is_the_flag_of_its_name)
{
	static const struct {
		uint64_t attributes;
		unsigned long flags;
	} rows[] = {
		{MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC,
		 MS_NOSUID | MS_NODEV | MS_NOEXEC                                                        },
		{MOUNT_ATTR_RELATIME,                                      0                             },
		{MOUNT_ATTR_NOATIME,                                       MS_NOATIME                    },
		{MOUNT_ATTR_STRICTATIME | MOUNT_ATTR_NODIRATIME,           MS_STRICTATIME | MS_NODIRATIME},
		{MOUNT_ATTR_NOSYMFOLLOW,                                   256                           },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char expected[64];

		text_clear(&heard);
		snprintf(expected, sizeof(expected), "flags %lx ()", rows[i].flags);
		cr_assert_eq(sys_mount_on(7, "tmpfs", NULL, 0, rows[i].attributes), 0);
		cr_expect_not_null(strstr(text_string(&heard), expected), "row %zu: %s", i,
				   text_string(&heard));
	}
}

/* Nothing is mounted that is other than it was asked for. */
Test(kernel_sys_mount, what_cannot_be_said_is_not_tried)
{
	static char page[4096];
	const struct {
		struct fs_option option;
		uint64_t attributes;
	} rows[] = {
		{{"mode", "755"},        MOUNT_ATTR_RDONLY},
		{{"mode", "755"},        MOUNT_ATTR_IDMAP },
		{{"context", "a:c1,c2"}, 0                },
		{{"size=1,mode", "755"}, 0                },
		{{"", "755"},            0                },
		{{"x", page},            0                },
	};

	memset(page, 'x', sizeof(page) - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cr_expect_eq(sys_mount_on(7, "tmpfs", &rows[i].option, 1, rows[i].attributes), -1,
			     "row %zu", i);
		cr_expect_eq(errno, EINVAL, "row %zu", i);
	}
	cr_expect_str_eq(text_string(&heard), "");
}
