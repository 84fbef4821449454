/* seccomp_multiplex.c: i386 reaches one call by two numbers */
#include <criterion/criterion.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "seccomp_multiplex.h"
#include "seccomp_names.h"

/* libseccomp knows the direct numbers as well, but only from number to name. */
Test(security_seccomp_multiplex, every_direct_number_is_the_one_libseccomp_knows_by_that_name)
{
	const struct seccomp_abi *abi = seccomp_abi_find("SCMP_ARCH_X86");
	unsigned found = 0;

	for (int number = 300; number < 500; number++) {
		auto_free char *name = seccomp_syscall_resolve_num_arch(SCMP_ARCH_X86, number);
		int resolved = name ? seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, name) : 0;

		if (resolved >= 0)
			continue;
		cr_expect_eq(seccomp_multiplexed(abi, resolved).direct, number, "%s", name);
		cr_expect_gt(seccomp_multiplexed(abi, resolved).selector, 0, "%s", name);
		found++;
	}
	cr_expect_eq(found, 27);
}

Test(security_seccomp_multiplex, selectors_are_those_of_linux_net_h_and_ipc_h)
{
	static const struct {
		const char *name;
		uint32_t entry;
		unsigned selector;
		int direct;
	} rows[] = {
		{"socket",     102, 1,  359},
		{"accept",     102, 5,  -1 },
		{"send",       102, 9,  -1 },
		{"accept4",    102, 18, 364},
		{"semop",      117, 1,  -1 },
		{"semtimedop", 117, 4,  -1 },
		{"msgsnd",     117, 11, 400},
		{"shmat",      117, 21, 397},
		{"shmctl",     117, 24, 396},
		{"read",       0,   0,  3  },
		{"socketcall", 0,   0,  102},
	};
	const struct seccomp_abi *abi = seccomp_abi_find("SCMP_ARCH_X86");

	for (size_t i = 0; i < COUNT(rows); i++) {
		int number = seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, rows[i].name);
		struct multiplexed call = seccomp_multiplexed(abi, number);

		cr_expect_eq(call.entry, rows[i].entry, "%s", rows[i].name);
		cr_expect_eq(call.selector, rows[i].selector, "%s", rows[i].name);
		cr_expect_eq(call.direct, rows[i].direct, "%s", rows[i].name);
	}
}

Test(security_seccomp_multiplex, other_machines_have_one_number)
{
	const struct seccomp_abi *abi = seccomp_abi_find("SCMP_ARCH_X86_64");

	cr_expect_eq(seccomp_multiplexed(abi, 41).direct, 41);
	cr_expect_eq(seccomp_multiplexed(abi, 41).selector, 0);
	/* A call that x86_64 does not have. */
	cr_expect_lt(seccomp_multiplexed(abi, -109).direct, 0);
	cr_expect_eq(seccomp_multiplexed(abi, -109).selector, 0);
}
