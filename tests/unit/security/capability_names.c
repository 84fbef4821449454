/* capability_names.c: the table of capabilities */
#include <criterion/criterion.h>
#include <linux/capability.h>
#include <stdio.h>

#include "alloc.h"
#include "security.h"

Test(security_capability_names, a_name_is_taken_with_and_without_prefix_in_any_case)
{
	static const struct {
		const char *name;
		int number;
	} rows[] = {
		{"CAP_CHOWN",              CAP_CHOWN             },
		{"cap_chown",              CAP_CHOWN             },
		{"chown",                  CAP_CHOWN             },
		{"SYS_ADMIN",              CAP_SYS_ADMIN         },
		{"CAP_CHECKPOINT_RESTORE", CAP_CHECKPOINT_RESTORE},
		{"CAP_",                   -1                    },
		{"",                       -1                    },
		{"ALL",                    -1                    },
		{"CAP_CHOWN ",             -1                    },
		{"CAP_CAP_CHOWN",          -1                    },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_eq(capability_number(rows[i].name), rows[i].number, "%s", rows[i].name);
}

Test(security_capability_names, every_number_has_a_name_that_leads_back_to_it)
{
	for (int i = 0; i <= CAP_LAST_CAP; i++) {
		cr_assert_not_null(capability_name(i), "%d", i);
		cr_expect_eq(capability_number(capability_name(i)), i);
	}
	cr_expect_null(capability_name(-1));
	cr_expect_null(capability_name(64));
}

Test(security_capability_names, the_last_one_is_what_the_kernel_says)
{
	FILE *file = fopen("/proc/sys/kernel/cap_last_cap", "re");
	int last;

	cr_assert_not_null(file);
	cr_assert_eq(fscanf(file, "%d", &last), 1);
	cr_expect_eq(capability_last(), last);
	fclose(file);
}
