/*
 * network.c - what v1 did to packets, and v2 leaves to BPF
 */
#include "controllers.h"
#include "error.h"

int network_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	const struct spec_network *network = resources->network;

	(void)limits; /* the same shape as the others */
	if (network && limit_given(&network->class_id))
		return fail(err, REFUSED,
			    "linux.resources.network.classID: cgroup v2 has no net_cls controller");
	if (network && network->priority_count)
		return fail(err, REFUSED,
			    "linux.resources.network.priorities: cgroup v2 has no net_prio "
			    "controller");
	return 0;
}
