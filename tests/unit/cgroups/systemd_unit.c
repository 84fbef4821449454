/*
 * systemd_unit.c - the names of a container's unit, its slice and their cgroup
 */
#include "systemd_unit.h"

#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "error.h"
#include "plan.h"
#include "scope.h"

static struct arena arena;
static struct error err;
static struct scope_plan scope;
static struct plan plan;

static int planned(const char *path, const char *id)
{
	static struct spec_linux linux;
	static struct spec spec = {.linux = &linux};

	linux.cgroups_path = path;
	scope = (struct scope_plan){.slice = NULL};
	plan = (struct plan){.arena = &arena, .spec = &spec, .id = id, .cgroup.scope = &scope};
	err = NO_ERROR;
	return unit_plan(&plan, &err);
}

Test(cgroups_systemd_unit, the_path_names_unit_slice_and_cgroup)
{
	static const struct {
		const char *path, *unit, *slice, *cgroup;
	} cases[] = {
		{NULL,                      "berth-c1.scope",   "system.slice",  "/system.slice/berth-c1.scope"},
		{"",                        "berth-c1.scope",   "system.slice",  "/system.slice/berth-c1.scope"},
		{":runc:x",                 "runc-x.scope",     "system.slice",  "/system.slice/runc-x.scope"  },
		{"machine.slice:libpod:1f", "libpod-1f.scope",  "machine.slice",
		 "/machine.slice/libpod-1f.scope"                                                              },
		{"a-b-c.slice:p:n",         "p-n.scope",        "a-b-c.slice",
		 "/a.slice/a-b.slice/a-b-c.slice/p-n.scope"                                                    },
		{"-:p:n",                   "p-n.scope",        "-.slice",       "/p-n.scope"                  },
		{"-.slice:p:n",             "p-n.scope",        "-.slice",       "/p-n.scope"                  },
		{"a.slice::n",              "-n.scope",         "a.slice",       "/a.slice/-n.scope"           },
		{"a.slice:cpu.x:n",         "cpu.x-n.scope",    "a.slice",       "/a.slice/_cpu.x-n.scope"     },
		{"a.slice:_x:n",            "_x-n.scope",       "a.slice",       "/a.slice/__x-n.scope"        },
		{"a.slice:cgroup.p:n",      "cgroup.p-n.scope", "a.slice",       "/a.slice/_cgroup.p-n.scope"  },
		{"a.slice:cpux:n",          "cpux-n.scope",     "a.slice",       "/a.slice/cpux-n.scope"       },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_assert_eq(planned(cases[i].path, "c1"), 0, "%s", err.text);
		cr_expect_str_eq(scope.name.unit, cases[i].unit);
		cr_expect_str_eq(scope.slice, cases[i].slice);
		cr_expect_str_eq(plan.cgroup.path, cases[i].cgroup);
	}
}

Test(cgroups_systemd_unit, an_id_is_escaped_as_systemd_does)
{
	cr_assert_eq(planned(NULL, "a+b_c.d-e"), 0, "%s", err.text);
	cr_assert_str_eq(scope.name.unit, "berth-a\\x2bb_c.d-e.scope");
}

Test(cgroups_systemd_unit, the_units_of_a_user_are_below_his_systemd)
{
	static struct spec_linux linux = {.cgroups_path = ":p:n"};
	static struct spec spec = {.linux = &linux};

	scope = (struct scope_plan){.name.of_user = true};
	plan = (struct plan){.arena = &arena,
			     .spec = &spec,
			     .id = "c1",
			     .caller.host_uid = 1000,
			     .cgroup.scope = &scope};
	cr_assert_eq(unit_plan(&plan, &err), 0, "%s", err.text);
	cr_expect_str_eq(scope.slice, "user.slice");
	cr_expect_str_eq(plan.cgroup.path,
			 "/user.slice/user-1000.slice/user@1000.service/user.slice/p-n.scope");
}

Test(cgroups_systemd_unit, other_paths_are_refused)
{
	static char long_name[300];
	const struct {
		const char *path, *fragment;
	} cases[] = {
		{"/a/b",                "expected cgroupsPath to be of format \"slice:prefix:name\""},
		{"name",                "expected cgroupsPath to be of format"                      },
		{"a.slice:b",           "expected cgroupsPath to be of format"                      },
		{"a.slice:b:c:d",       "expected cgroupsPath to be of format"                      },
		{"a.slice/b.slice:c:d", "expected cgroupsPath to be of format"                      },
		{"a.slice:b:../c",      "expected cgroupsPath to be of format"                      },
		{"a.slice:b:",          "has no name after the second colon"                        },
		{"a.slice:b:c.slice",   "names a slice, in which there can be units and no"         },
		{"a.service:b:c",       "\"a.service\" is no slice: it does not end in .slice"      },
		{".slice:b:c",          "\".slice\" is no slice"                                    },
		{"a--b.slice:b:c",      "\"a--b.slice\" is no slice: each dash"                     },
		{"-a.slice:b:c",        "\"-a.slice\" is no slice: each dash"                       },
		{"a-.slice:b:c",        "\"a-.slice\" is no slice: each dash"                       },
		{"a b.slice:b:c",       "a name of a unit has no \" \" in it"                       },
		{"a.slice:b:c@d",       "a name of a unit has no \"@\" in it"                       },
		{"a.slice:b:c\nd",      "a name of a unit has no"                                   },
		{long_name,             "a name of a unit is no longer than 255 bytes"              },
	};

	memset(long_name, 'n', sizeof(long_name) - 1);
	memcpy(long_name, "a.slice:b:", strlen("a.slice:b:"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		cr_expect_eq(planned(cases[i].path, "c1"), -1, "%s", cases[i].path);
		cr_expect(strstr(err.text, cases[i].fragment), "%s: %s", cases[i].path, err.text);
	}
}
