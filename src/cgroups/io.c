/*
 * io.c - how much of the disks
 *
 * A weight goes to the BFQ scheduler where that is loaded, which takes v1's range of 10 to
 * 1000 as it is, and otherwise to io.weight, whose range is 1 to 10000.
 */
#include <inttypes.h>

#include "alloc.h"
#include "controllers.h"
#include "error.h"

#define LEAST_WEIGHT 10
#define MOST_WEIGHT  1000
#define FIELD        "linux.resources.blockIO."

/* The two ranges laid over each other: 10 is 1, 1000 is 10000. */
static int64_t io_weight(int64_t weight)
{
	return 1 + (weight - LEAST_WEIGHT) * 9999 / (MOST_WEIGHT - LEAST_WEIGHT);
}

static int check_weight(const char *field, const struct optional *weight, struct error *err)
{
	if (!limit_given(weight) || (weight->value >= LEAST_WEIGHT && weight->value <= MOST_WEIGHT))
		return 0;
	return fail(err, SPEC, "%s: %" PRId64 " is not between %d and %d", field, weight->value,
		    LEAST_WEIGHT, MOST_WEIGHT);
}

static int refuse_leaf(const char *field, const struct optional *weight, struct error *err)
{
	if (!limit_given(weight))
		return 0;
	return fail(err, REFUSED, "%s: cgroup v2 has no weight of the processes in a cgroup itself",
		    field);
}

static int plan_weights(struct limits *limits, const struct spec_block_io *block, struct error *err)
{
	static const char whole[] = FIELD "weight", each[] = FIELD "weightDevice";

	if (refuse_leaf(FIELD "leafWeight", &block->leaf_weight, err) ||
	    check_weight(whole, &block->weight, err))
		return -1;
	if (limit_given(&block->weight)) {
		int64_t weight = block->weight.value;

		limits_add(limits, whole, "io.bfq.weight", "%" PRId64, weight)->optional = true;
		limits_add(limits, whole, "io.weight", "%" PRId64, io_weight(weight))->otherwise =
			true;
	}
	for (size_t i = 0; i < block->weight_device_count; i++) {
		const struct spec_weight_device *device = &block->weight_devices[i];
		int64_t major = device->major, minor = device->minor;
		int64_t weight = device->weight.value;

		if (refuse_leaf(FIELD "weightDevice.leafWeight", &device->leaf_weight, err) ||
		    check_weight(each, &device->weight, err))
			return -1;
		if (!limit_given(&device->weight))
			continue;
		limits_add(limits, each, "io.bfq.weight", "%" PRId64 ":%" PRId64 " %" PRId64, major,
			   minor, weight)
			->optional = true;
		limits_add(limits, each, "io.weight", "%" PRId64 ":%" PRId64 " %" PRId64, major,
			   minor, io_weight(weight))
			->otherwise = true;
	}
	return 0;
}

static void plan_throttle(struct limits *limits, const char *field,
			  const struct spec_throttles *throttles, const char *key)
{
	for (size_t i = 0; i < throttles->count; i++) {
		const struct spec_throttle_device *device = &throttles->items[i];
		uint64_t rate = (uint64_t)device->rate;

		/* In v1 a rate of 0 took the limit away. */
		limits_add(limits, field, "io.max", "%" PRId64 ":%" PRId64 " %s=%s", device->major,
			   device->minor, key,
			   rate ? arena_format(limits->arena, "%" PRIu64, rate) : "max");
	}
}

int io_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	const struct spec_block_io *block = resources->block_io;

	if (!block)
		return 0;
	if (plan_weights(limits, block, err))
		return -1;
	plan_throttle(limits, FIELD "throttleReadBpsDevice", &block->read_bps, "rbps");
	plan_throttle(limits, FIELD "throttleWriteBpsDevice", &block->write_bps, "wbps");
	plan_throttle(limits, FIELD "throttleReadIOPSDevice", &block->read_iops, "riops");
	plan_throttle(limits, FIELD "throttleWriteIOPSDevice", &block->write_iops, "wiops");
	return 0;
}
