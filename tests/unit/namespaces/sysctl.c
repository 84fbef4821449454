#include <criterion/criterion.h>
#include <linux/sched.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "sysctl.h"

static int plan_one(const char *key, const char *value, uint64_t namespaces, struct plan *plan,
		    struct error *err)
{
	static struct arena arena;
	static struct pair pair;
	static struct spec_linux config;
	static struct spec spec = {.linux = &config};

	pair = (struct pair){key, value};
	config.sysctl = (struct pairs){&pair, 1};
	*plan = (struct plan){.arena = &arena, .spec = &spec, .namespaces.made = namespaces};
	return sysctls_plan(plan, err);
}

Test(namespaces_sysctl, both_spellings_lead_to_the_same_file)
{
	static const struct {
		const char *key, *path;
	} cases[] = {
		{"net.ipv4.ip_forward",             "net/ipv4/ip_forward"            },
		{"net/ipv4/ip_forward",             "net/ipv4/ip_forward"            },
		{"net.ipv4.conf.eth0/1.forwarding", "net/ipv4/conf/eth0.1/forwarding"},
		{"net/ipv4/conf/eth0.1/forwarding", "net/ipv4/conf/eth0.1/forwarding"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = NO_ERROR;
		struct plan plan;

		cr_assert_eq(plan_one(cases[i].key, "1", CLONE_NEWNET, &plan, &err), 0, "%s",
			     err.text);
		cr_assert_str_eq(plan.namespaces.sysctls[0].path, cases[i].path);
	}
}

Test(namespaces_sysctl, what_would_change_the_host_is_refused_by_name)
{
	static const struct {
		const char *key, *value;
		uint64_t namespaces;
		const char *sentence;
	} cases[] = {
		{"net.ipv4.ip_forward",               "1",    CLONE_NEWIPC, "a network namespace of its own"},
		{"kernel.shmmax",                     "1",    CLONE_NEWNET, "an ipc namespace of its own"   },
		{"kernel.core_pattern",               "|/x",  ~0ull,        "belongs to no namespace"       },
		{"kernel.shmmax+kernel.core_pattern", "1",    ~0ull,        "belongs to no namespace"       },
		{"kernel.hostname",                   "h",    ~0ull,        "use the hostname property"     },
		{"net/../kernel/core_pattern",        "|/x",  ~0ull,        "is not a sysctl's name"        },
		{"net//ipv4/ip_forward",              "1",    ~0ull,        "is not a sysctl's name"        },
		{"/net/ipv4/ip_forward",              "1",    ~0ull,        "is not a sysctl's name"        },
		{"../net",                            "1",    ~0ull,        "is not a sysctl's name"        },
		{"net.ipv4.ip_forward",               "1\n2", ~0ull,        "holds a line break"            },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error err = NO_ERROR;
		struct plan plan;

		cr_assert_eq(
			plan_one(cases[i].key, cases[i].value, cases[i].namespaces, &plan, &err),
			-1, "%s", cases[i].key);
		cr_assert(strstr(err.text, cases[i].sentence), "%s: \"%s\"", cases[i].key,
			  err.text);
	}
}
