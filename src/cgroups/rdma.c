/*
 * rdma.c - how much of the RDMA adapters
 */
#include <inttypes.h>
#include <string.h>

#include "controllers.h"
#include "error.h"
#include "text.h"

int rdma_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	static const char field[] = "linux.resources.rdma";

	for (size_t i = 0; i < resources->rdma_count; i++) {
		const struct spec_rdma *rdma = &resources->rdma[i];
		auto_text struct text value = NO_TEXT;

		/* The device is a word of the line that is written. */
		if (!rdma->device[0] || strpbrk(rdma->device, " \t\n"))
			return fail(err, SPEC, "%s: \"%s\" is no name of a device", field,
				    rdma->device);
		text_add(&value, rdma->device);
		if (rdma->hca_handles.given)
			text_format(&value, " hca_handle=%" PRId64, rdma->hca_handles.value);
		if (rdma->hca_objects.given)
			text_format(&value, " hca_object=%" PRId64, rdma->hca_objects.value);
		limits_add(limits, field, "rdma.max", "%s", text_string(&value));
	}
	return 0;
}
