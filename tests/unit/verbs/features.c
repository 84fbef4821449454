/*
 * features.c - the document, read back
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "json.h"
#include "kernel.h"
#include "namespaces.h"
#include "printed.h"
#include "rootfs.h"
#include "verbs.h"

/* A kernel before 5.19. */
int sys_seccomp_load(const struct sock_fprog *program, unsigned flags)
{
	cr_assert_null(program);
	errno = flags & SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV ? EINVAL : EFAULT;
	return -1;
}

static const struct json_value *features(void)
{
	static struct arena arena;
	struct json_document document = {.name = "features"};
	struct request req = {0};
	struct error err = NO_ERROR;
	int result;

	printing_begins();
	result = features_run(&req, &err);
	document.text = printing_ends();
	cr_assert_eq(result, 0, "%s", err.text);
	document.size = strlen(document.text);
	cr_assert_eq(json_parse(&document, &arena, &err), 0, "%s", err.text);
	return document.root;
}

/* The value at a path such as "linux.seccomp". */
static const struct json_value *at(const struct json_value *value, const char *path)
{
	char *rest = alloc_text(path), *key;

	while (value && (key = strsep(&rest, ".")))
		value = json_find(value, key);
	cr_assert_not_null(value, "%s is missing", path);
	return value;
}

static bool has(const struct json_value *array, const char *word)
{
	cr_assert_eq(array->kind, JSON_ARRAY);
	for (const struct json_value *item = array->first; item; item = item->next) {
		if (strcmp(item->text, word) == 0)
			return true;
	}
	return false;
}

Test(verbs_features, every_key_that_engines_look_for_is_there)
{
	static const char *const keys[] = {
		"ociVersionMin",
		"ociVersionMax",
		"hooks",
		"mountOptions",
		"linux.namespaces",
		"linux.capabilities",
		"linux.cgroup.v2",
		"linux.cgroup.systemd",
		"linux.seccomp.enabled",
		"linux.seccomp.actions",
		"linux.seccomp.operators",
		"linux.seccomp.archs",
		"linux.seccomp.knownFlags",
		"linux.seccomp.supportedFlags",
		"linux.apparmor.enabled",
		"linux.selinux.enabled",
		"linux.intelRdt.enabled",
		"linux.memoryPolicy.modes",
		"linux.memoryPolicy.flags",
		"linux.mountExtensions.idmap.enabled",
		"linux.netDevices.enabled",
		"annotations",
		"potentiallyUnsafeConfigAnnotations",
	};
	const struct json_value *root = features();

	for (size_t i = 0; i < COUNT(keys); i++)
		at(root, keys[i]);
}

Test(verbs_features, lists_are_those_of_the_planners)
{
	const struct json_value *root = features();

	cr_assert_not_null(mount_option_word(20));
	for (size_t i = 0; mount_option_word(i); i++)
		cr_expect(has(at(root, "mountOptions"), mount_option_word(i)), "%s",
			  mount_option_word(i));
	for (size_t i = 0; i < namespace_kind_count; i++)
		cr_expect(has(at(root, "linux.namespaces"), namespace_kinds[i].type), "%s",
			  namespace_kinds[i].type);
	cr_expect(has(at(root, "linux.capabilities"), "CAP_CHOWN"));
}

Test(verbs_features, what_the_machine_does_not_know_is_not_supported)
{
	const struct json_value *root = features();

	cr_assert(has(at(root, "linux.seccomp.knownFlags"),
		      "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"));
	cr_assert_not(has(at(root, "linux.seccomp.supportedFlags"),
			  "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"));
	cr_assert(has(at(root, "linux.seccomp.supportedFlags"), "SECCOMP_FILTER_FLAG_LOG"));
	cr_assert(has(at(root, "linux.seccomp.archs"), "SCMP_ARCH_X86_64"));
}
