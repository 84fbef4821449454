/*
 * host_users.c - on hosts that permit user namespaces, or not, and lend ids, or not
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "errand.h"
#include "examination.h"
#include "host_probe.h"
#include "subordinate_ids.h"
#include "text.h"

/* ---- a host of the test's own ---------------------------------------------------------------- */

static struct host_probe probe;
static const char *switched_off, *program;
static int64_t lent;

struct host_probe host_probe(bool user_namespace)
{
	cr_expect(user_namespace);
	return probe;
}

const char *host_file(const struct host *host, const char *name)
{
	(void)host;
	if (!switched_off || !strstr(name, switched_off))
		return "";
	return strstr(name, "apparmor") ? "1" : "0";
}

void found(const struct host *host, struct finding *finding, enum verdict verdict,
	   const char *format, ...)
{
	auto_text struct text text = NO_TEXT;
	va_list args;

	va_start(args, format);
	text_vformat(&text, format, args);
	va_end(args);
	finding->verdict = verdict;
	finding->reason = arena_text(host->arena, text.start);
}

void cured_by(const struct host *host, struct finding *finding, const char *format, ...)
{
	auto_text struct text text = NO_TEXT;
	va_list args;

	va_start(args, format);
	text_vformat(&text, format, args);
	va_end(args);
	finding->cure = arena_text(host->arena, text.start);
}

bool subordinate_ids(const char *file, uid_t user, struct id_range *range)
{
	(void)file;
	cr_expect_eq(user, 1000);
	*range = (struct id_range){100000, lent};
	return lent;
}

const char *errand_find(struct arena *arena, const char *name)
{
	(void)arena, (void)name;
	return program;
}

static struct arena arena;
static struct caller caller = {.standing = ORDINARY_USER, .uid = 1000};
static const struct host host = {.arena = &arena, .caller = &caller};

static void expect(examine_fn *examine, enum verdict verdict, const char *reason, const char *cure)
{
	struct finding finding = {.subject = "it"};

	examine(&host, &finding);
	cr_expect_eq(finding.verdict, verdict, "%s", finding.reason);
	cr_expect_str_eq(finding.reason, reason);
	cr_expect_str_eq(finding.cure ? finding.cure : "", cure);
}

/* ---- user namespaces ------------------------------------------------------------------------- */

Test(host_users, a_user_namespace_that_gives_rights_is_good)
{
	expect(examine_user_namespaces, GOOD, "one was made, and gives the right to mount", "");
}

Test(host_users, the_switch_that_is_off_is_named_with_its_cure)
{
	static const struct {
		const char *name, *reason, *cure;
	} cases[] = {
		{"max_user_namespaces",       "/proc/sys/user/max_user_namespaces is 0",
		 "sysctl -w user.max_user_namespaces=15000"    },
		{"unprivileged_userns_clone", "/proc/sys/kernel/unprivileged_userns_clone is 0",
		 "sysctl -w kernel.unprivileged_userns_clone=1"},
	};

	probe.namespaces = EPERM;
	for (size_t i = 0; i < 2; i++) {
		switched_off = cases[i].name;
		expect(examine_user_namespaces, LACKING, cases[i].reason, cases[i].cure);
	}
}

/* There the namespace is made, and is worth nothing. */
Test(host_users, apparmors_way_of_forbidding_them_is_seen)
{
	probe.mounts = EPERM;
	switched_off = "apparmor_restrict";
	expect(examine_user_namespaces, LACKING,
	       "/proc/sys/kernel/apparmor_restrict_unprivileged_userns is 1",
	       "an AppArmor profile for berth that says \"userns,\", or sysctl -w "
	       "kernel.apparmor_restrict_unprivileged_userns=0");
}

Test(host_users, what_no_switch_explains_is_told_in_the_kernels_words)
{
	probe.namespaces = ENOSPC;
	expect(examine_user_namespaces, LACKING, "making one: no space left on device",
	       "sysctl -w user.max_user_namespaces=15000");
}

/* ---- ids ------------------------------------------------------------------------------------- */

Test(host_users, root_has_all_ids)
{
	caller.standing = ROOT_OF_HOST;
	expect(examine_ids, GOOD, "all that there are", "");
}

Test(host_users, ids_take_a_program_with_rights_and_a_range)
{
	expect(examine_ids, LIMITED, "only the caller's own: there is no newuidmap",
	       "apt-get install uidmap (Debian, Ubuntu), dnf install shadow-utils (Fedora)");
	program = "/bin/true";
	expect(examine_ids, LIMITED, "only the caller's own: /bin/true is not set-uid root",
	       "chmod u+s /bin/true");
	program = "/bin/su";
	expect(examine_ids, LIMITED, "only the caller's own: /etc/subuid has none for user 1000",
	       "usermod --add-subuids 100000-165535 USER (a range nobody else has)");
	lent = 1000;
	expect(examine_ids, LIMITED, "the caller's own, 1000 more users and 1000 more groups",
	       "images expect 65536: usermod --add-subuids and --add-subgids");
	lent = 65536;
	expect(examine_ids, GOOD, "the caller's own, 65536 more users and 65536 more groups", "");
}

Test(host_users, additional_groups_stay_where_nobody_maps_them_away)
{
	expect(examine_groups, GOOD, "none of the caller's are in a container", "");
	caller.has_groups = true;
	expect(examine_groups, LIMITED,
	       "the caller's additional groups stay: without newgidmap the kernel lets nobody "
	       "leave "
	       "them",
	       "apt-get install uidmap (Debian, Ubuntu), dnf install shadow-utils (Fedora)");
	lent = 65536;
	program = "/usr/bin/newgidmap";
	expect(examine_groups, GOOD, "the caller's are left where newgidmap maps", "");
}
