#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy_up.h"
#include "fd.h"
#include "file.h"
#include "text.h"

static char place[] = "/tmp/berth_copy_XXXXXX";

static void enter(void)
{
	cr_assert_not_null(mkdtemp(place));
	cr_assert_eq(chdir(place), 0);
	cr_assert_eq(mkdir("from", 0755) + mkdir("to", 0755) + mkdir("from/d", 0750), 0);
	cr_assert_eq(file_make(AT_FDCWD, "from/d/f", "text", 4, 0640), 0);
	cr_assert_eq(file_make(AT_FDCWD, "secret", "host", 4, 0600), 0);
}

static void leave(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", place);
	cr_assert_eq(system(command), 0);
}

TestSuite(rootfs_copy_up, .init = enter, .fini = leave);

static int copy(void)
{
	auto_close int from = open("from", O_PATH | O_DIRECTORY);
	auto_close int to = open("to", O_PATH | O_DIRECTORY);

	return copy_up(from, to);
}

Test(rootfs_copy_up, directories_and_files_keep_their_modes_and_contents)
{
	auto_text struct text text = NO_TEXT;
	struct stat st;

	chmod("from/d/f", 04711);
	cr_assert_eq(copy(), 0);
	cr_assert_eq(file_read(AT_FDCWD, "to/d/f", 100, &text), 0);
	cr_expect_str_eq(text_string(&text), "text");
	cr_expect_eq(stat("to/d/f", &st), 0);
	cr_expect_eq(st.st_mode, S_IFREG | 04711);
	cr_expect_eq(stat("to/d", &st), 0);
	cr_expect_eq(st.st_mode, S_IFDIR | 0750);
}

Test(rootfs_copy_up, a_link_is_copied_and_never_followed)
{
	char link[64] = "";

	cr_assert_eq(symlink("../secret", "from/l"), 0);
	cr_assert_eq(copy(), 0);
	cr_assert_eq(readlink("to/l", link, sizeof(link) - 1), (ssize_t)strlen("../secret"));
	cr_expect_str_eq(link, "../secret");
}

Test(rootfs_copy_up, a_fifo_does_not_hold_us)
{
	struct stat st;

	cr_assert_eq(mkfifo("from/p", 0600), 0);
	cr_assert_eq(copy(), 0);
	cr_assert_eq(stat("to/p", &st), 0);
	cr_expect(S_ISFIFO(st.st_mode));
}
