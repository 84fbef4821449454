/*
 * cpu.c - how much processor time
 *
 * Shares become a weight by the curve that runc, crun and Kubernetes agreed on: through
 * (2, 1), (1024, 100) and (262144, 10000), where the old linear one gave the default of
 * 1024 shares a weight of 39 instead of the kernel's default, 100.
 *
 *	weight = ceil(10 ^ ((l^2 + 125 l) / 612 - 7/34)), l = log2(shares)
 *
 * The weight is found by comparing logarithms, so that the program needs no libm.
 */
#include <inttypes.h>

#include "controllers.h"
#include "error.h"

#define MOST_SHARES 262144
#define MOST_WEIGHT 10000
#define LOG2_OF_10  3.321928094887362

/* Digit by digit: squaring a number in [1, 2) shifts its logarithm by one binary place. */
static double binary_logarithm(double number)
{
	double logarithm = 0, place = 1;

	for (; number >= 2; number /= 2)
		logarithm++;
	for (int digit = 0; digit < 52; digit++) {
		place /= 2;
		number *= number;
		if (number >= 2) {
			number /= 2;
			logarithm += place;
		}
	}
	return logarithm;
}

static unsigned weight_of(uint64_t shares)
{
	unsigned least = 1, most = MOST_WEIGHT;
	double l, wanted;

	if (shares <= 2)
		return 1;
	if (shares >= MOST_SHARES)
		return MOST_WEIGHT;
	l = binary_logarithm((double)shares);
	/* The last term keeps a whole weight from being rounded up to the next. */
	wanted = ((l * l + 125 * l) / 612 - 7.0 / 34) * LOG2_OF_10 - 1e-10;
	while (least < most) {
		unsigned middle = (least + most) / 2;

		if (binary_logarithm(middle) >= wanted)
			most = middle;
		else
			least = middle + 1;
	}
	return least;
}

/*
 * cpu.max is "QUOTA PERIOD". The kernel keeps the period when only a quota is written; to
 * keep the quota we have to say it again.
 */
static void plan_bandwidth(struct limits *limits, const struct spec_cpu *cpu)
{
	const char *kept = limits->present ? limits->present->cpu_quota : "max";
	const char *quota =
		limit_given(&cpu->quota) ? limit_text(limits->arena, cpu->quota.value) : kept;

	/* No quota is valid with every burst only when the burst is 0: it comes back below. */
	if (limits->present && cpu->burst.given && limit_given(&cpu->quota))
		limits_add(limits, "linux.resources.cpu.burst", "cpu.max.burst", "0");
	if (limit_given(&cpu->period))
		limits_add(limits, "linux.resources.cpu.period", "cpu.max", "%s %" PRIu64, quota,
			   (uint64_t)cpu->period.value);
	else if (limit_given(&cpu->quota))
		limits_add(limits, "linux.resources.cpu.quota", "cpu.max", "%s", quota);
	if (cpu->burst.given)
		limits_add(limits, "linux.resources.cpu.burst", "cpu.max.burst", "%" PRIu64,
			   (uint64_t)cpu->burst.value)
			->optional = cpu->burst.value == 0;
}

int cpu_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	const struct spec_cpu *cpu = resources->cpu;

	if (!cpu)
		return 0;
	if (limit_given(&cpu->realtime_runtime) || limit_given(&cpu->realtime_period))
		return fail(err, REFUSED,
			    "linux.resources.cpu.%s: cgroup v2 does not limit realtime processes",
			    limit_given(&cpu->realtime_runtime) ? "realtimeRuntime"
								: "realtimePeriod");
	if (limit_given(&cpu->shares) && limit_given(&cpu->idle))
		return fail(err, REFUSED,
			    "linux.resources.cpu.shares and linux.resources.cpu.idle: unable to "
			    "apply both: an idle cgroup has no weight");
	/* 0 is a value here: it ends idleness, and a weight can only be set after that. */
	if (cpu->idle.given)
		limits_add(limits, "linux.resources.cpu.idle", "cpu.idle", "%" PRId64,
			   cpu->idle.value)
			->optional = cpu->idle.value == 0;
	if (limit_given(&cpu->shares))
		limits_add(limits, "linux.resources.cpu.shares", "cpu.weight", "%u",
			   weight_of((uint64_t)cpu->shares.value));
	plan_bandwidth(limits, cpu);
	return 0;
}
