/*
 * sandbox_seccomp.c - the system calls a sandbox may make
 *
 * Theory of operation
 *
 * What is in no table of sandbox_calls.c is denied with EPERM. The tables have what programs of
 * every kind are known to need, debuggers included: ptrace(2) does not lead around a filter
 * since Linux 4.8. They do not have
 *
 *	what changes mounts, namespaces, modules, swap, the clock or the host's name
 *	what has been the way into the kernel again and again: bpf, perf_event_open,
 *		userfaultfd, io_uring, keyrings, and sockets of AF_ALG (CVE-2026-31431)
 *	socketcall, behind which other calls hide with arguments that no filter can read
 *	open_by_handle_at, which opens files outside the root
 *
 * Where programs fall back to something older when the kernel does not have a call, that call is
 * answered with ENOSYS: they would take EPERM for a failure. clone3 must be among these: its
 * flags lie in memory, where no filter can see whether they ask for a user namespace.
 *
 * A filter compares 64 bits where the kernel looks at 32: "the family is not 38" would let
 * 0x100000026 through, which is 38 to the kernel. So conditions say what is allowed, by bounds
 * and masks that hold for every upper half.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "sandbox.h"
#include "sandbox_calls.h"
#include "text.h"
#include "version.h"

#define MOST_PROFILE (1024 * 1024)

/* The machine's own programs, and those of its 32-bit ancestor. */
static const char *const architectures[] = {
#if defined(__x86_64__)
	"SCMP_ARCH_X86_64", "SCMP_ARCH_X86",
#elif defined(__aarch64__)
	"SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM",
#endif
	NULL, /* none: what libseccomp takes for native */
};

static struct spec_seccomp_rule *add_rule(struct arena *arena, struct spec_seccomp *profile,
					  const char *action)
{
	struct spec_seccomp_rule *rule =
		ARENA_ADD(arena, profile->syscalls, profile->syscall_count);

	rule->action = action;
	return rule;
}

static void add_names(struct arena *arena, struct spec_seccomp_rule *rule, const char *names)
{
	while (*names) {
		size_t length = strcspn(names, " ");

		strings_add(arena, &rule->names, arena_bytes(arena, names, length));
		names += length;
		names += strspn(names, " ");
	}
}

static struct spec_seccomp *default_profile(struct arena *arena)
{
	struct spec_seccomp *profile = arena_alloc(arena, sizeof(*profile));
	struct spec_seccomp_rule *rule;

	profile->default_action = "SCMP_ACT_ERRNO";
	profile->default_errno_ret = (struct optional){true, EPERM};
	/* None: without the word, speculation would be let loose as other runtimes do. */
	profile->flags_given = true;
	for (size_t i = 0; architectures[i]; i++)
		strings_add(arena, &profile->architectures, architectures[i]);
	rule = add_rule(arena, profile, "SCMP_ACT_ALLOW");
	for (size_t i = 0; i < allowed_call_count; i++)
		add_names(arena, rule, allowed_calls[i]);
	for (size_t i = 0; i < call_condition_count; i++) {
		rule = add_rule(arena, profile, "SCMP_ACT_ALLOW");
		strings_add(arena, &rule->names, call_conditions[i].name);
		*ARENA_ADD(arena, rule->args, rule->arg_count) = call_conditions[i].arg;
	}
	rule = add_rule(arena, profile, "SCMP_ACT_ERRNO");
	rule->errno_ret = (struct optional){true, ENOSYS};
	for (size_t i = 0; i < absent_call_count; i++)
		add_names(arena, rule, absent_calls[i]);
	return profile;
}

/* The file is the value of linux.seccomp: it is read as that of the least configuration. */
static int read_profile(struct arena *arena, const char *file, struct spec_seccomp **profile,
			struct error *err)
{
	static const char before[] = "{\"ociVersion\": \"" OCI_VERSION "\", "
				     "\"root\": {\"path\": \"/\"}, "
				     "\"process\": {\"cwd\": \"/\", \"args\": [\"true\"]}, "
				     "\"linux\": {\"seccomp\": ";
	auto_text struct text inner = NO_TEXT, whole = NO_TEXT;
	struct spec *spec;

	if (file_read(AT_FDCWD, file, MOST_PROFILE, &inner))
		return fail(err, SYSTEM, "read the seccomp profile %s", file);
	text_format(&whole, "%s%s}}", before, inner.start);
	spec = spec_read(arena, file, whole.start, whole.length, err);
	if (!spec)
		return -1;
	*profile = spec->linux->seccomp;
	return 0;
}

int sandbox_seccomp(struct arena *arena, const char *word, struct spec_seccomp **profile,
		    struct error *err)
{
	if (!word || strcmp(word, "default") == 0)
		*profile = default_profile(arena);
	else if (strcmp(word, "none") == 0)
		*profile = NULL;
	else
		return read_profile(arena, word, profile, err);
	return 0;
}
