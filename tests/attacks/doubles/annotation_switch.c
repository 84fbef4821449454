/*
 * A double of annotation_value() in src/spec/annotation.c: no switch takes annotations away.
 */
#include "annotation.h"
#include "spec.h"

const char *annotation_value(const struct spec *spec, const char *name)
{
	return pairs_find(&spec->annotations, name);
}
