/*
 * hugetlb.c - how many huge pages, in use and reserved
 */
#include <inttypes.h>
#include <string.h>

#include "controllers.h"
#include "error.h"

/* "2MB", "1GB", "64KB": the size is a part of file names. */
static bool is_page_size(const char *size)
{
	size_t digits = strspn(size, "0123456789");

	return digits && size[0] != '0' && size[digits] && strchr("KMG", size[digits]) &&
	       strcmp(size + digits + 1, "B") == 0;
}

int hugetlb_limits(struct limits *limits, const struct spec_resources *resources, struct error *err)
{
	static const char field[] = "linux.resources.hugepageLimits";

	for (size_t i = 0; i < resources->hugepage_limit_count; i++) {
		const struct spec_hugepage_limit *huge = &resources->hugepage_limits[i];

		if (!huge->page_size || !is_page_size(huge->page_size))
			return fail(err, SPEC,
				    "%s[%zu].pageSize: \"%s\" is not like 64KB, 2MB, 1GB", field, i,
				    huge->page_size ? huge->page_size : "");
		limits_add(limits, field,
			   arena_format(limits->arena, "hugetlb.%s.max", huge->page_size),
			   "%" PRIu64, huge->limit);
		/* Reservations are limited since Linux 5.7. */
		limits_add(limits, field,
			   arena_format(limits->arena, "hugetlb.%s.rsvd.max", huge->page_size),
			   "%" PRIu64, huge->limit)
			->optional = true;
	}
	return 0;
}
