/*
 * controllers.c - the smaller controllers, and the order of all
 */
#include "../../fakes/cgroup_limits.h"

#include "alloc.h"

Test(cgroups_controllers, nothing_asked_for_is_nothing_to_write)
{
	struct spec_resources resources = {.cpu = NULL};

	cr_assert_str_eq(cgroup_limits_text(&resources, NULL), "");
}

Test(cgroups_controllers, a_limit_of_no_processes_leaves_one)
{
	static const struct {
		struct optional limit;
		const char *expected;
	} cases[] = {
		{{.given = false}, ""            },
		{GIVEN(0),         "pids.max=1"  },
		{GIVEN(1),         "pids.max=1"  },
		{GIVEN(100),       "pids.max=100"},
		{GIVEN(-1),        "pids.max=max"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_pids pids = {.limit = cases[i].limit};
		struct spec_resources resources = {.pids = &pids};

		cr_expect_str_eq(cgroup_limits_text(&resources, NULL), cases[i].expected);
	}
}

Test(cgroups_controllers, huge_pages_are_limited_in_use_and_reserved)
{
	struct spec_hugepage_limit huge = {.page_size = "2MB", .limit = UINT64_MAX};
	struct spec_resources resources = {.hugepage_limits = &huge, .hugepage_limit_count = 1};

	cr_assert_str_eq(cgroup_limits_text(&resources, NULL),
			 "hugetlb.2MB.max=18446744073709551615; "
			 "hugetlb.2MB.rsvd.max=18446744073709551615?");
}

Test(cgroups_controllers, a_page_size_is_no_path)
{
	static const char *const sizes[] = {"", "2", "MB", "0MB", "2mB", "2MB.x", "2MB/../../x"};

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct spec_hugepage_limit huge = {.page_size = sizes[i], .limit = 1};
		struct spec_resources resources = {.hugepage_limits = &huge,
						   .hugepage_limit_count = 1};

		cr_expect(strstr(cgroup_limits_text(&resources, NULL), "[0].pageSize"), "%s",
			  sizes[i]);
	}
}

Test(cgroups_controllers, rdma_is_limited_for_each_adapter)
{
	struct spec_rdma adapters[] = {
		{.device = "mlx4_0", .hca_handles = GIVEN(2), .hca_objects = GIVEN(2000)},
		{.device = "mlx5_1",                  .hca_objects = GIVEN(3)                       },
	};
	struct spec_rdma wrong = {.device = "a hca_object=max"};
	struct spec_resources resources = {.rdma = adapters, .rdma_count = 2};

	cr_expect_str_eq(
		cgroup_limits_text(&resources, NULL),
		"rdma.max=mlx4_0 hca_handle=2 hca_object=2000; rdma.max=mlx5_1 hca_object=3");
	resources = (struct spec_resources){.rdma = &wrong, .rdma_count = 1};
	cr_expect(strstr(cgroup_limits_text(&resources, NULL), "is no name of a device"));
}

Test(cgroups_controllers, controllers_of_v1_alone_are_refused_by_name)
{
	struct spec_interface_priority priority = {.name = "eth0", .priority = 1};
	struct spec_network class = {.class_id = GIVEN(1)};
	struct spec_network priorities = {.priorities = &priority, .priority_count = 1};
	struct spec_resources resources = {.network = &class};

	cr_expect(strstr(cgroup_limits_text(&resources, NULL), "network.classID: cgroup v2"));
	resources.network = &priorities;
	cr_expect(strstr(cgroup_limits_text(&resources, NULL), "network.priorities: cgroup v2"));
}
