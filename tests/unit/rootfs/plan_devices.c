#include <criterion/criterion.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "plan.h"
#include "plan_devices.h"

static struct arena arena;
static struct spec_linux linux_part;
static struct spec spec = {.linux = &linux_part};
static struct plan plan = {.arena = &arena, .spec = &spec};

static void mount_dev(enum mount_kind kind)
{
	ARENA_ADD(&arena, plan.rootfs.mounts, plan.rootfs.mount_count);
	plan.rootfs.mounts[0] = (struct mount_plan){.kind = kind, .destination = "/dev"};
}

static struct spec_device *ask(const char *path, const char *type)
{
	struct spec_device *device = ARENA_ADD(&arena, linux_part.devices, linux_part.device_count);

	*device = (struct spec_device){.path = path, .type = type, .major = 10, .minor = 229};
	return device;
}

static void make(void)
{
	struct error err = NO_ERROR;

	cr_assert_eq(devices_plan(&plan, &err), 0, "%s", err.text);
}

Test(rootfs_plan_devices, a_filesystem_on_dev_gets_the_default_nodes_and_links)
{
	mount_dev(MOUNT_FILESYSTEM);
	ask("/dev/fuse", "c");
	make();
	cr_expect(plan.rootfs.link_devices);
	cr_assert_eq(plan.rootfs.device_count, 7);
	cr_expect_str_eq(plan.rootfs.devices[6].path, "/dev/fuse");
}

Test(rootfs_plan_devices, an_images_own_dev_gets_only_what_was_asked_for)
{
	ask("/dev/fuse", "c");
	make();
	cr_expect_not(plan.rootfs.link_devices);
	cr_assert_eq(plan.rootfs.device_count, 1);
}

Test(rootfs_plan_devices, a_bound_dev_is_left_alone)
{
	mount_dev(MOUNT_BIND);
	ask("/dev/fuse", "c");
	make();
	cr_expect_not(plan.rootfs.link_devices);
	cr_assert_eq(plan.rootfs.device_count, 0);
}

Test(rootfs_plan_devices, the_spec_overrules_a_default_node)
{
	struct spec_device *device = ask("/dev/./null", "c");

	device->file_mode = (struct optional){.given = true, .value = 0600};
	device->uid = (struct optional){.given = true, .value = 7};
	mount_dev(MOUNT_FILESYSTEM);
	make();
	cr_assert_eq(plan.rootfs.device_count, 6);
	cr_expect_eq(plan.rootfs.devices[0].mode, S_IFCHR | 0600);
	cr_expect_eq(plan.rootfs.devices[0].minor, 229);
	cr_expect_eq(plan.rootfs.devices[0].uid, 7);
}

Test(rootfs_plan_devices, each_type_has_its_kind_of_node)
{
	static const struct {
		const char *type;
		mode_t mode;
	} rows[] = {
		{"c", S_IFCHR | 0666},
		{"u", S_IFCHR | 0666},
		{"b", S_IFBLK | 0666},
		{"p", S_IFIFO | 0666}
	};

	for (size_t i = 0; i < 4; i++) {
		linux_part.device_count = plan.rootfs.device_count = 0;
		ask("/dev/x", rows[i].type);
		make();
		cr_expect_eq(plan.rootfs.devices[0].mode, rows[i].mode, "%s", rows[i].type);
	}
}

Test(rootfs_plan_devices, what_is_no_device_is_refused)
{
	static const struct {
		const char *path, *type;
		int64_t major;
		const char *sentence;
	} rows[] = {
		{"/dev/x", "z",  1,  "linux.devices[0].type: \"z\" is none of b, c, u, p"  },
		{"/dev/x", NULL, 1,  "linux.devices[0].type: \"\" is none of b, c, u, p"   },
		{NULL,     "c",  1,  "linux.devices[0].path: a device needs a path"        },
		{"/dev/x", "c",  -1, "linux.devices[0]: /dev/x has no device number -1:229"},
	};

	for (size_t i = 0; i < 4; i++) {
		struct error err = NO_ERROR;

		linux_part.device_count = 0;
		ask(rows[i].path, rows[i].type)->major = rows[i].major;
		cr_expect_eq(devices_plan(&plan, &err), -1);
		cr_expect_str_eq(err.text, rows[i].sentence);
	}
}
