/* version.c: which berth this is */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>

#include "file.h"
#include "text.h"
#include "version.h"

Test(base_version, the_version_is_that_of_the_file)
{
	auto_text struct text version = NO_TEXT;

	cr_assert_eq(file_read(AT_FDCWD, "VERSION", 100, &version), 0, "run from the top folder");
	version.start[strcspn(version.start, "\n")] = '\0';
	cr_assert_str_eq(berth_version, version.start);
}

Test(base_version, the_commit_is_a_hash_or_unknown)
{
	cr_assert(strcmp(berth_commit, "unknown") == 0 ||
		  strspn(berth_commit, "0123456789abcdef") == strlen(berth_commit));
	cr_assert_neq(berth_commit[0], '\0');
}
