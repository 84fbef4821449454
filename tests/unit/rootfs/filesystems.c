#include <criterion/criterion.h>
#include <sched.h>

#include "filesystems.h"
#include "plan.h"

Test(rootfs_filesystems, the_hosts_is_borrowed_where_a_new_one_would_be_refused)
{
	static const struct {
		const char *type;
		uint64_t made, joined;
		bool borrowed;
	} rows[] = {
		{"sysfs",   0,                            0,               false},
		{"sysfs",   CLONE_NEWUSER,                0,               true },
		{"sysfs",   CLONE_NEWUSER | CLONE_NEWNET, 0,               false},
		{"sysfs",   0,                            CLONE_NEWUSER,   true },
		{"sysfs",   CLONE_NEWUSER,                CLONE_NEWNET,    true },
		{"proc",    CLONE_NEWUSER,                0,               true },
		{"proc",    CLONE_NEWUSER | CLONE_NEWPID, 0,               false},
		{"mqueue",  CLONE_NEWUSER | CLONE_NEWIPC, 0,               false},
		{"cgroup",  0,                            0,               true },
		{"cgroup2", CLONE_NEWCGROUP,              0,               false},
		{"cgroup",  0,                            CLONE_NEWCGROUP, false},
		{"tmpfs",   CLONE_NEWUSER,                0,               false},
		{"ext4",    CLONE_NEWUSER,                0,               false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct plan plan = {
			.namespaces = {.made = rows[i].made, .joined = rows[i].joined}
		};
		struct mount_plan mount = {.kind = MOUNT_FILESYSTEM, .type = rows[i].type};

		cr_expect_eq(filesystem_is_borrowed(&plan, &mount), rows[i].borrowed, "row %zu: %s",
			     i, rows[i].type);
	}
}

/* Whoever is in a user namespace already has rights over none of the host's. */
Test(rootfs_filesystems, others_than_root_of_the_host_borrow_what_they_do_not_make)
{
	static const struct {
		const char *type;
		uint64_t made;
		bool borrowed;
	} rows[] = {
		{"sysfs",  0,               true },
		{"sysfs",  CLONE_NEWNET,    true },
		{"proc",   0,               true },
		{"proc",   CLONE_NEWPID,    false},
		{"mqueue", 0,               true },
		{"cgroup", 0,               true },
		{"cgroup", CLONE_NEWCGROUP, false},
		{"tmpfs",  0,               false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct plan plan = {.caller.standing = ROOT_OF_SPACE,
				    .namespaces.made = rows[i].made};
		struct mount_plan mount = {.kind = MOUNT_FILESYSTEM, .type = rows[i].type};

		cr_expect_eq(filesystem_is_borrowed(&plan, &mount), rows[i].borrowed, "row %zu: %s",
			     i, rows[i].type);
	}
}
