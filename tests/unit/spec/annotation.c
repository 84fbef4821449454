#include <criterion/criterion.h>
#include <string.h>

#include "annotation.h"
#include "error.h"
#include "spec.h"

static struct pair pair;
static struct spec spec = {
	.annotations = {&pair, 1}
};

Test(spec_annotation, each_refused_one_is_named_with_its_reason)
{
	for (size_t i = 0; i < annotation_count; i++) {
		struct error err = NO_ERROR;

		pair = (struct pair){annotations[i].name, "x"};
		if (!annotations[i].refused) {
			cr_assert_eq(annotations_check(&spec, &err), 0, "%s", err.text);
			continue;
		}
		cr_assert_eq(annotations_check(&spec, &err), -1, "%s", pair.name);
		cr_assert_eq(err.kind, REFUSED);
		cr_assert(strstr(err.text, pair.name), "%s", err.text);
		cr_assert(strstr(err.text, annotations[i].refused), "%s", err.text);
	}
}

Test(spec_annotation, the_switch_takes_effect_and_refusal_away)
{
	spec.annotations_off = true;
	for (size_t i = 0; i < annotation_count; i++) {
		struct error err = NO_ERROR;

		pair = (struct pair){annotations[i].name, "x"};
		cr_assert_eq(annotations_check(&spec, &err), 0, "%s", err.text);
		cr_assert_null(annotation_value(&spec, pair.name));
	}
}

Test(spec_annotation, what_is_no_row_is_left_alone)
{
	struct error err = NO_ERROR;

	pair = (struct pair){"com.example.run.oci.handler", "x"};
	cr_assert_eq(annotations_check(&spec, &err), 0);
	cr_assert_str_eq(annotation_value(&spec, "com.example.run.oci.handler"), "x");
}
