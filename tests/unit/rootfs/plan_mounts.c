#include <criterion/criterion.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "text.h"

static struct arena arena;
static struct spec_linux linux_part;
static struct spec_root root = {.path = "rootfs"};
static struct spec spec = {.root = &root, .linux = &linux_part};
static struct plan plan = {
	.arena = &arena, .spec = &spec, .bundle = "/b", .namespaces.made = CLONE_NEWNS};

static void add(const char *destination, const char *type, const char *source, const char *options)
{
	struct spec_mount *mount = ARENA_ADD(&arena, spec.mounts, spec.mount_count);
	char *rest = arena_text(&arena, options), *word;

	*mount = (struct spec_mount){.destination = destination, .type = type, .source = source};
	while ((word = strsep(&rest, ",")) && *word)
		strings_add(&arena, &mount->options, word);
}

static const char *printed(void)
{
	static struct text out;
	struct error err = NO_ERROR;

	cr_assert_eq(rootfs_plan(&plan, &err), 0, "%s", err.text);
	rootfs_print(&plan, &out);
	return text_string(&out);
}

static const char *refused(void)
{
	static struct error err = NO_ERROR;

	cr_assert_eq(rootfs_plan(&plan, &err), -1);
	return err.text;
}

Test(rootfs_plan_mounts, a_plan_reads_as_one_line_for_each_operation)
{
	static const char *masked[] = {"/proc/keys"}, *frozen[] = {"/proc/sys"};

	add("/proc", "proc", "proc", "");
	add("/dev", "tmpfs", "tmpfs", "nosuid,strictatime,mode=755,ro");
	add("/data", "bind", "vol", "rbind,rro,rslave");
	linux_part.masked_paths = (struct strings){masked, 1};
	linux_part.readonly_paths = (struct strings){frozen, 1};
	linux_part.rootfs_propagation = "rslave";
	root.readonly = true;
	cr_assert_str_eq(printed(),
			 "root /b/rootfs\n"
			 "mount proc on /proc\n"
			 "mount tmpfs on /dev (nosuid,strictatime,mode=755), read-only at last\n"
			 "rbind /b/vol on /data (rro,rslave)\n"
			 "device /dev/null c 1:3 0666 0:0\n"
			 "device /dev/zero c 1:5 0666 0:0\n"
			 "device /dev/full c 1:7 0666 0:0\n"
			 "device /dev/random c 1:8 0666 0:0\n"
			 "device /dev/urandom c 1:9 0666 0:0\n"
			 "device /dev/tty c 5:0 0666 0:0\n"
			 "link /dev/fd /dev/stdin /dev/stdout /dev/stderr /dev/core /dev/ptmx\n"
			 "pivot\n"
			 "mask /proc/keys\n"
			 "read-only /proc/sys\n"
			 "read-only /\n"
			 "propagation rslave\n");
}

Test(rootfs_plan_mounts, one_mount_gives_one_line)
{
	static const struct {
		const char *destination, *type, *source, *options, *line;
	} rows[] = {
		{"/x",     "tmpfs", NULL,          "tmpcopyup",                               "mount tmpfs on /x, copied up\n"                },
		{"x/../y", "tmpfs", NULL,          "",                                        "mount tmpfs on /y\n"                           },
		{"/x",     NULL,    "/v",          "bind",                                    "bind /v on /x\n"                               },
		{"/x",     "none",  "/v",          "rbind",                                   "rbind /v on /x\n"                              },
		{"/x",     "bind",  "/b/rootfs/y", "",                                        "bind /b/rootfs/y on /x, from within the root\n"},
		{"/x",     "bind",  "/b/rootfs2",  "",                                        "bind /b/rootfs2 on /x\n"                       },
		{"/x",     "ext4",  "/dev/sda",    "ro",                                      "mount ext4 on /x (ro,ro)\n"                    },
		{"/x",     "sysfs", NULL,          "rro",                                     "mount sysfs on /x (ro)\n"                      },
		{"/x",     "tmpfs", NULL,          "ro,rw",                                   "mount tmpfs on /x\n"                           },
		{"/x",     "bind",  "/v",          "copy-symlink,src-nofollow,dest-nofollow",
		 "bind /v on /x, a link is copied, source not followed, target not followed\n"                                                },
		{"/x",     "bind",  "/v",          "idmap=uids=0-1-2;gids=0-1-2",             "bind /v on /x, idmapped\n"                     },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_text struct text out = NO_TEXT, expected = NO_TEXT;
		struct error err = NO_ERROR;

		spec.mount_count = 0;
		plan.rootfs = (struct rootfs_plan){.path = NULL};
		add(rows[i].destination, rows[i].type, rows[i].source, rows[i].options);
		cr_expect_eq(rootfs_plan(&plan, &err), 0, "%s", err.text);
		rootfs_print(&plan, &out);
		text_format(&expected, "root /b/rootfs\n%spivot\n", rows[i].line);
		cr_expect_str_eq(text_string(&out), text_string(&expected));
	}
}

/* Podman puts single files into a read-only /run/secrets. */
Test(rootfs_plan_mounts, a_read_only_bind_is_filled_first)
{
	add("/a", "bind", "/x", "bind,ro");
	add("/a/b", "bind", "/y", "bind,ro");
	add("/ab", "bind", "/z", "bind,ro");
	cr_assert_not_null(strstr(printed(), "root /b/rootfs\n"
					     "bind /x on /a, read-only at last\n"
					     "bind /y on /a/b (ro)\n"
					     "bind /z on /ab (ro)\n"));
}

Test(rootfs_plan_mounts, what_cannot_be_mounted_is_refused_by_its_place)
{
	static const struct {
		const char *destination, *type, *source, *options, *sentence;
	} rows[] = {
		{NULL,  "tmpfs", NULL,          "",                            "mounts[0]: a mount needs a destination"                },
		{"/x",  NULL,    NULL,          "",                            "mounts[0]: a mount that is no bind needs a type"       },
		{"/x",  "bind",  NULL,          "",                            "mounts[0]: a bind mount needs a source"                },
		{"/",   "tmpfs", NULL,          "",                            "mounts[0]: nothing can be mounted over the root itself"},
		{"/..", "tmpfs", NULL,          "",
		 "mounts[0]: nothing can be mounted over the root itself"                                                              },
		{"/x",  "bind",  "/v",          "odd",                         "mounts[0]: \"odd\" is no option of a bind mount"       },
		{"/x",  "proc",  NULL,          "tmpcopyup",
		 "mounts[0]: \"tmpcopyup\" is for tmpfs, not for proc"                                                                 },
		{"/x",  "tmpfs", NULL,          "idmap",
		 "mounts[0]: only a bind mount can be idmapped, not tmpfs"                                                             },
		{"/x",  "bind",  "/b/rootfs/y", "idmap=uids=0-1-2;gids=0-1-2",
		 "mounts[0]: what lies in the root itself cannot be idmapped"                                                          },
		{"/x",  "bind",  "/v",          "idmap",
		 "mounts[0]: an idmapped mount needs uidMappings and gidMappings: the container "
		 "has "
		 "no user namespace to take them from"                                                                                 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		spec.mount_count = 0;
		plan.rootfs = (struct rootfs_plan){.path = NULL};
		add(rows[i].destination, rows[i].type, rows[i].source, rows[i].options);
		cr_expect_str_eq(refused(), rows[i].sentence);
	}
}

Test(rootfs_plan_mounts, an_idmapped_mount_takes_the_containers_mapping)
{
	static struct spec_id_mapping mapping = {.host_id = 100000, .size = 65536};
	struct error err = NO_ERROR;

	plan.namespaces.uid_map = plan.namespaces.gid_map = (struct spec_id_mappings){&mapping, 1};
	add("/x", "bind", "/v", "ridmap");
	cr_assert_eq(rootfs_plan(&plan, &err), 0, "%s", err.text);
	cr_expect_eq(plan.rootfs.mounts[0].uid_mappings.items, &mapping);
	cr_expect(plan.rootfs.mounts[0].idmap_recursive);
}

Test(rootfs_plan_mounts, mappings_of_a_mount_need_no_option)
{
	static struct spec_id_mapping mapping = {.host_id = 7, .size = 1};
	struct error err = NO_ERROR;

	add("/x", "bind", "/v", "");
	spec.mounts[0].uid_mappings = spec.mounts[0].gid_mappings =
		(struct spec_id_mappings){&mapping, 1};
	cr_assert_eq(rootfs_plan(&plan, &err), 0, "%s", err.text);
	cr_expect(plan.rootfs.mounts[0].idmap);
}

Test(rootfs_plan_mounts, a_group_the_container_does_not_know_is_dropped_from_devpts)
{
	static struct spec_id_mapping few = {.host_id = 100000, .size = 5},
				      enough = {.host_id = 100000, .size = 6};
	static const struct {
		struct spec_id_mapping *mapping;
		const char *line;
	} rows[] = {
		{&few,    "(mode=0620)"      },
		{&enough, "(gid=5,mode=0620)"}
	};

	add("/dev/pts", "devpts", NULL, "gid=5,mode=0620");
	for (size_t i = 0; i < COUNT(rows); i++) {
		plan.rootfs = (struct rootfs_plan){.path = NULL};
		plan.namespaces.gid_map = (struct spec_id_mappings){rows[i].mapping, 1};
		cr_expect_not_null(strstr(printed(), rows[i].line), "%s", rows[i].line);
	}
}

Test(rootfs_plan_mounts, a_label_is_given_to_the_filesystems_that_take_one)
{
	linux_part.mount_label = "system_u:object_r:x:s0";
	add("/x", "tmpfs", NULL, "");
	add("/y", "proc", NULL, "");
	cr_assert_str_eq(printed(), "root /b/rootfs\n"
				    "mount tmpfs on /x (context=system_u:object_r:x:s0)\n"
				    "mount proc on /y\n"
				    "pivot\n");
}

Test(rootfs_plan_mounts, without_a_mount_namespace_there_is_only_a_chroot)
{
	plan.namespaces.made = 0;
	cr_assert_str_eq(printed(), "root /b/rootfs\nchroot\n");
}

Test(rootfs_plan_mounts, without_a_mount_namespace_nothing_can_be_mounted)
{
	plan.namespaces.made = 0;
	add("/x", "tmpfs", NULL, "");
	cr_assert_str_eq(refused(),
			 "mounts: only with a mount namespace of the container's own: add "
			 "{\"type\": \"mount\"} to linux.namespaces");
}

Test(rootfs_plan_mounts, an_unknown_propagation_is_refused)
{
	linux_part.rootfs_propagation = "rsalve";
	cr_assert_str_eq(refused(),
			 "linux.rootfsPropagation: \"rsalve\" is none of private, slave, "
			 "shared, unbindable, or these with an r before them");
}

Test(rootfs_plan_mounts, a_container_needs_a_root)
{
	spec.root = NULL;
	cr_assert_str_eq(refused(), "root.path: a container needs a root");
}

/* /dev/shm is missing in a tmpfs that was just made; nobody knows of /dev itself, or of a copy. */
Test(rootfs_plan_mounts, what_lies_on_a_new_tmpfs_is_known_to)
{
	static const bool expected[] = {false, true, true, false, false, false, false};

	add("/dev", "tmpfs", "tmpfs", "");
	add("/dev/shm", "tmpfs", "shm", "");
	add("/dev/pts", "devpts", "devpts", "");
	add("/dev/deep/er", "tmpfs", "x", "");
	add("/devices", "tmpfs", "x", "tmpcopyup");
	add("/devices/x", "tmpfs", "x", "");
	add("/proc", "proc", "proc", "");
	printed();
	for (size_t i = 0; i < COUNT(expected); i++)
		cr_expect_eq(plan.rootfs.mounts[i].on_new, expected[i], "%s",
			     plan.rootfs.mounts[i].destination);
}
