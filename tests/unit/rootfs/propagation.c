#include <criterion/criterion.h>
#include <sys/mount.h>

#include "propagation.h"

Test(rootfs_propagation, a_word_and_its_flags_are_one)
{
	static const char *const words[] = {"private", "rprivate", "slave",      "rslave",
					    "shared",  "rshared",  "unbindable", "runbindable"};

	for (size_t i = 0; i < 8; i++)
		cr_expect_str_eq(propagation_word(propagation_flags(words[i])), words[i]);
	cr_expect_eq(propagation_flags("rshared"), MS_SHARED | MS_REC);
	cr_expect_eq(propagation_flags("sharedd"), 0);
	cr_expect_str_eq(propagation_word(0), "private");
}
