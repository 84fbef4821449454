/*
 * plan_capabilities.c - the five sets, decided
 *
 * The kernel accepts some combinations only, and complains without a name. What it would
 * refuse is found here: a set may hold only what the sets it depends on hold. Ambient
 * capabilities are the exception: engines ask for them without their other half, and
 * runtimes have always gone on with a warning.
 */
#include "error.h"
#include "log.h"
#include "plan.h"
#include "planners.h"

/* Names that this build or this kernel do not know are left out: as from every set of all. */
static uint64_t read_set(const char *set, const struct strings *names)
{
	uint64_t bits = 0;

	for (size_t i = 0; i < names->count; i++) {
		int number = capability_number(names->items[i]);

		if (number < 0)
			log_warning("process.capabilities.%s: ignoring unknown capability %s", set,
				    names->items[i]);
		else if (!capability_is_known(number))
			log_warning("process.capabilities.%s: ignoring %s, which this kernel does "
				    "not have",
				    set, names->items[i]);
		else
			bits |= 1ull << number;
	}
	return bits;
}

static int must_be_in(const char *set, uint64_t bits, const char *other, uint64_t others,
		      struct error *err)
{
	uint64_t stray = bits & ~others;

	if (!stray)
		return 0;
	return fail(err, SPEC, "process.capabilities.%s: %s is not in process.capabilities.%s", set,
		    capability_name(__builtin_ctzll(stray)), other);
}

/* Of what is not in the bounding set an exec leaves nothing, unless the set is inheritable. */
bool capabilities_allow(const struct spec_process *process, int capability)
{
	const struct strings *names;

	if (!process || !process->capabilities)
		return false;
	names = &process->capabilities->bounding;
	for (size_t i = 0; i < names->count; i++) {
		if (capability_number(names->items[i]) == capability)
			return true;
	}
	return false;
}

int capabilities_plan(struct plan *plan, const struct spec_process *process, struct error *err)
{
	const struct spec_capabilities *given = process->capabilities;
	struct privileges_plan *p = &plan->privileges;
	uint64_t ambient, possible;

	/* Without the object: none at all, never those of the caller. */
	if (!given)
		return 0;
	p->bounding = read_set("bounding", &given->bounding);
	p->effective = read_set("effective", &given->effective);
	p->inheritable = read_set("inheritable", &given->inheritable);
	p->permitted = read_set("permitted", &given->permitted);
	if (must_be_in("effective", p->effective, "permitted", p->permitted, err) ||
	    must_be_in("inheritable", p->inheritable, "bounding", p->bounding, err))
		return -1;
	ambient = read_set("ambient", &given->ambient);
	possible = p->permitted & p->inheritable;
	for (uint64_t stray = ambient & ~possible; stray; stray &= stray - 1)
		log_warning("can't raise ambient capability %s: it is not both permitted and "
			    "inheritable",
			    capability_name(__builtin_ctzll(stray)));
	p->ambient = ambient & possible;
	return 0;
}
