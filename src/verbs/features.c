/*
 * features.c - what is supported, as JSON
 *
 * Lists come from the tables that the planners themselves read, where there are such tables.
 */
#include <seccomp.h>
#include <stdio.h>

#include "annotation.h"
#include "criu.h"
#include "feature_words.h"
#include "json.h"
#include "namespaces.h"
#include "rootfs.h"
#include "security.h"
#include "text.h"
#include "verbs.h"
#include "version.h"

static void write_enabled(struct json *json, const char *key, bool enabled)
{
	json_begin_object(json, key);
	json_boolean(json, "enabled", enabled);
	json_end_object(json);
}

static void write_mount_options(struct json *json)
{
	json_begin_array(json, "mountOptions");
	for (size_t i = 0; mount_option_word(i); i++)
		json_string(json, NULL, mount_option_word(i));
	json_end_array(json);
}

static void write_namespaces(struct json *json)
{
	json_begin_array(json, "namespaces");
	for (size_t i = 0; i < namespace_kind_count; i++)
		json_string(json, NULL, namespace_kinds[i].type);
	json_end_array(json);
}

static void write_capabilities(struct json *json)
{
	json_begin_array(json, "capabilities");
	for (int number = 0; number <= capability_last(); number++) {
		if (capability_name(number))
			json_string(json, NULL, capability_name(number));
	}
	json_end_array(json);
}

static void write_cgroup(struct json *json)
{
	json_begin_object(json, "cgroup");
	json_boolean(json, "v1", false);
	json_boolean(json, "v2", true);
	json_boolean(json, "systemd", true);
	json_boolean(json, "systemdUser", true);
	json_boolean(json, "rdma", true);
	json_end_object(json);
}

static void write_memory_policy(struct json *json)
{
	json_begin_object(json, "memoryPolicy");
	feature_words(json, "modes",
		      WORDS("MPOL_DEFAULT", "MPOL_BIND", "MPOL_INTERLEAVE",
			    "MPOL_WEIGHTED_INTERLEAVE", "MPOL_PREFERRED", "MPOL_PREFERRED_MANY",
			    "MPOL_LOCAL"));
	feature_words(
		json, "flags",
		WORDS("MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"));
	json_end_object(json);
}

static void write_linux(struct json *json)
{
	json_begin_object(json, "linux");
	write_namespaces(json);
	write_capabilities(json);
	write_cgroup(json);
	features_of_seccomp(json);
	write_enabled(json, "apparmor", true);
	write_enabled(json, "selinux", true);
	write_enabled(json, "intelRdt", true);
	write_memory_policy(json);
	json_begin_object(json, "mountExtensions");
	write_enabled(json, "idmap", true);
	json_end_object(json);
	write_enabled(json, "netDevices", true);
	json_end_object(json);
}

/* Under the names that engines look for, whichever runtime they talk to. */
static void write_annotations(struct json *json)
{
	const struct scmp_version *library = seccomp_version();
	char version[32];

	snprintf(version, sizeof(version), "%u.%u.%u", library->major, library->minor,
		 library->micro);
	json_begin_object(json, "annotations");
	json_string(json, "io.github.seccomp.libseccomp.version", version);
	json_string(json, "org.opencontainers.runc.checkpoint.enabled",
		    criu_is_there() ? "true" : "false");
	json_string(json, "org.opencontainers.runc.commit", berth_commit);
	json_string(json, "org.opencontainers.runc.version", berth_version);
	json_end_object(json);
}

int features_run(struct request *req, struct error *err)
{
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out, .indent = "  "};

	(void)req; /* what is supported depends on nothing that was asked */
	(void)err;
	json_begin_object(&json, NULL);
	json_string(&json, "ociVersionMin", "1.0.0");
	json_string(&json, "ociVersionMax", OCI_VERSION);
	feature_words(&json, "hooks",
		      WORDS("prestart", "createRuntime", "createContainer", "startContainer",
			    "poststart", "poststop"));
	write_mount_options(&json);
	write_linux(&json);
	write_annotations(&json);
	json_begin_array(&json, "potentiallyUnsafeConfigAnnotations");
	for (size_t i = 0; i < annotation_count; i++)
		json_string(&json, NULL, annotations[i].name);
	json_end_array(&json);
	json_end_object(&json);
	puts(text_string(&out));
	return 0;
}
