/*
 * That broken rules are complained about is in tests/messages; here is what must pass.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "spec.h"
#include "text.h"

static struct arena arena;
static struct error err;

static const char *const accepted[] = {
	/* crun gives a user namespace without mappings a default one, and so do we. */
	"\"linux\": {\"namespaces\": [{\"type\": \"user\"}]}",
	"\"linux\": {\"namespaces\": [{\"type\": \"user\", \"path\": \"/proc/1/ns/user\"}],"
	" \"uidMappings\": [{\"containerID\": 0, \"hostID\": 0, \"size\": 1}]}",
	"\"hostname\": \"a\", \"domainname\": \"b\", \"linux\": {\"namespaces\":"
	" [{\"type\": \"uts\", \"path\": \"/proc/1/ns/uts\"}]}",
	"\"hostname\": \"\"",
	"\"linux\": {\"namespaces\": [{\"type\": \"time\"}]}",
	"\"linux\": {\"timeOffsets\": {}}",
	"\"linux\": {\"maskedPaths\": [], \"readonlyPaths\": []}",
	"\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_PREFERRED\"}}",
	"\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_LOCAL\"}}",
	"\"linux\": {\"memoryPolicy\": {\"mode\": \"MPOL_BIND\", \"nodes\": \"3\"}}",
	"\"linux\": {\"personality\": {\"domain\": \"LINUX\", \"flags\": []}}",
	"\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\", \"listenerPath\": "
	"\"/a\"}}",
	"\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\":"
	" [{\"names\": [\"write\"], \"action\": \"SCMP_ACT_ERRNO\"},"
	" {\"names\": [\"writev\"], \"action\": \"SCMP_ACT_NOTIFY\"}]}}",
};

Test(spec_check, rules_let_pass_what_breaks_none)
{
	for (size_t i = 0; i < COUNT(accepted); i++) {
		auto_text struct text json = NO_TEXT;

		text_format(&json,
			    "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"r\"}, \"process\":"
			    " {\"cwd\": \"/\", \"args\": [\"sh\"]}, %s}",
			    accepted[i]);
		err = NO_ERROR;
		cr_expect(spec_read(&arena, "c", json.start, json.length, &err), "%s\n%s",
			  accepted[i], err.text);
	}
}

static const char *const processes[] = {
	"\"scheduler\": {\"policy\": \"SCHED_RR\", \"priority\": 5}",
	"\"scheduler\": {\"policy\": \"SCHED_DEADLINE\", \"runtime\": 1, \"period\": 2}",
	"\"rlimits\": [{\"type\": \"RLIMIT_CORE\", \"soft\": 1, \"hard\": 1},"
	" {\"type\": \"RLIMIT_CPU\", \"soft\": 0, \"hard\": 1}]",
	"\"consoleSize\": {\"height\": 1, \"width\": 1}",
};

Test(spec_check, so_do_the_rules_of_a_process)
{
	for (size_t i = 0; i < COUNT(processes); i++) {
		auto_text struct text json = NO_TEXT;

		text_format(&json, "{\"cwd\": \"/\", \"args\": [\"sh\"], %s}", processes[i]);
		err = NO_ERROR;
		cr_expect(spec_read_process(&arena, "p", json.start, json.length, &err), "%s\n%s",
			  processes[i], err.text);
	}
}

Test(spec_check, a_complaint_finds_its_place_whatever_the_case_of_the_names)
{
	static const char json[] = "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"r\"}, "
				   "\"process\": {\"cwd\": \"/\",\n"
				   " \"args\": [\"sh\"], \"RLIMITS\": [{\"type\": \"RLIMIT_CPU\", "
				   "\"SOFT\": 2, \"hard\": 1}]}}";

	cr_expect_null(spec_read(&arena, "c", json, strlen(json), &err));
	cr_expect_str_eq(err.text, "c:2:61: process.rlimits[0].soft: the soft limit is above the"
				   " hard one");
}
