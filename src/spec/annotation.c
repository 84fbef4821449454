/*
 * annotation.c - the annotations that change what berth does
 */
#include "annotation.h"

#include "alloc.h"
#include "error.h"
#include "spec.h"

/* clang-format off */
const struct annotation annotations[] = {
	{"io.berth.networks",                     NULL},
	{"org.systemd.property.",                 NULL}, /* and a name: see systemd_annotations.c */
	{"run.oci.hooks.stderr",                  NULL},
	{"run.oci.hooks.stdout",                  NULL},
	{"run.oci.keep_original_groups",          NULL},
	{"run.oci.pidfd_receiver",                NULL},
	{"run.oci.seccomp_fail_unknown_syscall",  NULL},
	{"run.oci.delegate-cgroup",
	 "a container with its own user and cgroup namespaces that mounts cgroup2 writable owns "
	 "its cgroup"},
	{"run.oci.handler",                       "berth runs the program itself"},
	{"run.oci.seccomp.plugins",               "use linux.seccomp.listenerPath"},
	{"run.oci.seccomp.receiver",              "use linux.seccomp.listenerPath"},
	{"run.oci.seccomp_bpf_data",              "a filter is compiled from linux.seccomp alone"},
	{"run.oci.systemd.force_cgroup_v1",       "berth knows cgroup v2 alone"},
	{"run.oci.systemd.subgroup",              "the container is in the scope itself"},
};
/* clang-format on */

const size_t annotation_count = COUNT(annotations);

const char *annotation_value(const struct spec *spec, const char *name)
{
	return spec->annotations_off ? NULL : pairs_find(&spec->annotations, name);
}

int annotations_check(const struct spec *spec, struct error *err)
{
	for (size_t i = 0; i < annotation_count; i++) {
		const struct annotation *row = &annotations[i];

		if (row->refused && annotation_value(spec, row->name))
			return fail(err, REFUSED,
				    "annotation %s is not supported: %s; --no-annotations leaves "
				    "such annotations without effect",
				    row->name, row->refused);
	}
	return 0;
}
