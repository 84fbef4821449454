/*
 * host_bundle.c - plans that this host, as a test arranges it, cannot carry out
 */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "host.h"
#include "plan.h"
#include "subordinate_ids.h"
#include "text.h"

bool subordinate_ids(const char *file, uid_t user, struct id_range *range)
{
	(void)file, (void)user;
	*range = (struct id_range){100000, 1000};
	return true;
}

static struct arena arena;
static struct spec spec;
static struct plan plan = {
	.arena = &arena,
	.spec = &spec,
	.caller = {.standing = ORDINARY_USER, .uid = 1000, .gid = 1001},
	.rootfs.path = "/"
};
static struct host host = {.arena = &arena, .caller = &plan.caller};

static void expect(const char *subject, const char *reason, const char *cure)
{
	host.findings = NULL;
	host.count = 0;
	host_examine_plan(&host, &plan);
	cr_assert_eq(host.count, 1);
	cr_expect_str_eq(host.findings[0].subject, subject);
	cr_expect_str_eq(host.findings[0].reason, reason);
	cr_expect_str_eq(host.findings[0].cure ? host.findings[0].cure : "", cure);
}

Test(host_bundle, where_nothing_is_in_the_way_that_is_said)
{
	expect("this container", "nothing is in its way", "");
	cr_expect(host_suffices(&host));
}

Test(host_bundle, a_root_must_be_a_directory_that_is_there)
{
	plan.rootfs.path = "/no/where";
	expect("root.path", "/no/where: no such file or directory", "unpack an image there");
	cr_expect_not(host_suffices(&host));
	plan.rootfs.path = "/etc/passwd";
	expect("root.path", "/etc/passwd is no directory", "");
}

Test(host_bundle, sources_must_be_there_and_filesystems_known)
{
	struct mount_plan mount = {.kind = MOUNT_BIND, .destination = "/x", .source = "/no/where"};

	plan.rootfs.mounts = &mount;
	plan.rootfs.mount_count = 1;
	expect("mounts", "/x: /no/where: no such file or directory", "");
	mount = (struct mount_plan){
		.kind = MOUNT_BIND, .destination = "/x", .source = "/", .idmap = true};
	expect("mounts", "/x: only root of the host can idmap", "run berth as root");
	mount = (struct mount_plan){
		.kind = MOUNT_FILESYSTEM, .destination = "/x", .type = "nosuchfs"};
	expect("mounts", "/x: the kernel knows no filesystem nosuchfs, unless it comes as a module",
	       "modprobe nosuchfs");
	cr_expect(host_suffices(&host), "it may come");
	mount.type = "tmpfs";
	expect("this container", "nothing is in its way", "");
}

Test(host_bundle, a_device_that_is_bound_must_be_the_hosts)
{
	struct device_plan device = {
		.path = "/dev/null", .mode = S_IFCHR | 0666, .major = 1, .minor = 3};

	plan.rootfs.devices = &device;
	plan.rootfs.device_count = 1;
	expect("this container", "nothing is in its way", "");
	device.minor = 5;
	expect("linux.devices", "the host has no /dev/null of that number to bind",
	       "mknod /dev/null c 1 5");
	plan.caller.standing = ROOT_OF_HOST;
	expect("this container", "nothing is in its way", "");
}

Test(host_bundle, ids_must_be_the_callers_own_or_lent)
{
	struct spec_id_mapping maps[] = {
		{.container_id = 0, .host_id = 1000,   .size = 1   },
		{.container_id = 1, .host_id = 100000, .size = 1000},
		{.container_id = 9, .host_id = 100999, .size = 2   },
	};

	plan.namespaces.uid_helper = true;
	plan.namespaces.uid_map = (struct spec_id_mappings){maps, 2};
	expect("this container", "nothing is in its way", "");
	plan.namespaces.uid_map.count = 3;
	expect("linux.uidMappings", "/etc/subuid does not lend 100999-101000 to user 1000",
	       "usermod --add-subuids 100999-101000 USER");
}

Test(host_bundle, a_resource_limit_must_not_be_above_the_callers)
{
	struct rlimit_plan limit = {
		.resource = RLIMIT_CORE, .name = "RLIMIT_CORE", .limit = {1, 20}
	};
	const struct rlimit own = {10, 10};

	cr_assert_eq(setrlimit(RLIMIT_CORE, &own), 0);
	plan.privileges.rlimits = &limit;
	plan.privileges.rlimit_count = 1;
	expect("process.rlimits", "RLIMIT_CORE: 20 is above the caller's own hard limit, 10",
	       "raise the caller's own: /etc/security/limits.conf, or LimitNOFILE= and the like of "
	       "user@.service");
	limit.limit.rlim_max = 10;
	expect("this container", "nothing is in its way", "");
}

Test(host_bundle, hooks_must_be_programs)
{
	struct spec_hook hook = {.path = "/no/hook"};
	struct spec_hooks hooks = {
		.poststop = {&hook, 1}
	};

	spec.hooks = &hooks;
	expect("hooks", "/no/hook: no such file or directory", "");
}
