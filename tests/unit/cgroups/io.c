/*
 * io.c - weights and throttles as files of cgroup v2
 */
#include "../../fakes/cgroup_limits.h"

#include "alloc.h"

Test(cgroups_io, a_weight_goes_to_bfq_or_is_converted)
{
	static const struct {
		int64_t weight;
		const char *expected;
	} cases[] = {
		{0,    ""                                       },
		{10,   "io.bfq.weight=10?; or io.weight=1"      },
		{500,  "io.bfq.weight=500?; or io.weight=4950"  },
		{750,  "io.bfq.weight=750?; or io.weight=7475"  },
		{1000, "io.bfq.weight=1000?; or io.weight=10000"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spec_block_io block = {.weight = GIVEN(cases[i].weight)};
		struct spec_resources resources = {.block_io = &block};

		cr_expect_str_eq(cgroup_limits_text(&resources, NULL), cases[i].expected);
	}
}

Test(cgroups_io, devices_have_weights_and_throttles_of_their_own)
{
	struct spec_weight_device weight = {.major = 8, .minor = 16, .weight = GIVEN(300)};
	struct spec_throttle_device fast = {.major = 8, .minor = 0, .rate = 1048576};
	struct spec_throttle_device lifted = {.major = 8, .minor = 0, .rate = 0};
	struct spec_block_io block = {
		.weight_devices = &weight,
		.weight_device_count = 1,
		.read_bps = {&fast,   1},
		.write_bps = {&lifted, 1},
		.read_iops = {&fast,   1},
		.write_iops = {&fast,   1},
	};
	struct spec_resources resources = {.block_io = &block};

	cr_assert_str_eq(cgroup_limits_text(&resources, NULL),
			 "io.bfq.weight=8:16 300?; or io.weight=8:16 2930; "
			 "io.max=8:0 rbps=1048576; io.max=8:0 wbps=max; "
			 "io.max=8:0 riops=1048576; io.max=8:0 wiops=1048576");
}

Test(cgroups_io, what_v2_cannot_do_is_refused_by_name)
{
	struct spec_weight_device leafy = {.leaf_weight = GIVEN(10)};
	struct spec_block_io leaf = {.leaf_weight = GIVEN(10)};
	struct spec_block_io leaf_device = {.weight_devices = &leafy, .weight_device_count = 1};
	struct spec_block_io heavy = {.weight = GIVEN(1001)};
	struct spec_resources resources = {.block_io = &leaf};

	cr_expect(strstr(cgroup_limits_text(&resources, NULL), "blockIO.leafWeight: cgroup v2"));
	resources.block_io = &leaf_device;
	cr_expect(strstr(cgroup_limits_text(&resources, NULL), "weightDevice.leafWeight: cgroup"));
	resources.block_io = &heavy;
	cr_expect(strstr(cgroup_limits_text(&resources, NULL), "1001 is not between 10 and 1000"));
}
