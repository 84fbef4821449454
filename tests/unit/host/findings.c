/*
 * findings.c - how findings are told, and when they suffice
 */
#include <criterion/criterion.h>
#include <string.h>

#include "host.h"
#include "text.h"

static struct arena arena;
static const struct caller caller = {.standing = ORDINARY_USER, .uid = 1000};
static struct host host = {.arena = &arena, .caller = &caller, .root = "/run"};

static void add_some(void)
{
	host_add(&host, "kernel", GOOD, "Linux %d", 6)->vital = true;
	host_add(&host, "user namespaces", LIMITED, "few")->cure = "sysctl -w more=1";
}

Test(host_findings, a_cure_stands_below_its_finding)
{
	struct text out = NO_TEXT;

	add_some();
	host_print(&host, &out);
	cr_expect_str_eq(text_string(&out), "good     kernel           Linux 6\n"
					    "limited  user namespaces  few\n"
					    "                          cure: sysctl -w more=1\n");
}

Test(host_findings, as_json_a_finding_is_an_object)
{
	struct text out = NO_TEXT;

	host_add(&host, "kernel", LACKING, "old")->vital = true;
	host_print_json(&host, &out);
	cr_expect_str_eq(text_string(&out),
			 "[\n"
			 "  {\n"
			 "    \"subject\": \"kernel\",\n"
			 "    \"verdict\": \"missing\",\n"
			 "    \"reason\": \"old\",\n"
			 "    \"cure\": null,\n"
			 "    \"vital\": true\n"
			 "  }\n"
			 "]\n",
			 "%s", text_string(&out));
}

Test(host_findings, only_what_is_vital_and_missing_is_too_little)
{
	add_some();
	cr_expect(host_suffices(&host));
	host_add(&host, "criu", LACKING, "none");
	cr_expect(host_suffices(&host));
	host_add(&host, "cgroups", LACKING, "none")->vital = true;
	cr_expect_not(host_suffices(&host));
}

/* On this machine, whatever it gives: each subject has a reason, and a missing one is told. */
Test(host_findings, every_subject_is_told_with_a_reason)
{
	host_examine(&host);
	cr_assert_geq(host.count, 15);
	for (size_t i = 0; i < host.count; i++)
		cr_expect_neq(host.findings[i].reason[0], '\0', "%s", host.findings[i].subject);
}
