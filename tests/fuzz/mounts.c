/*
 * mounts.c - what `mounts add` reads
 */
#include "error.h"
#include "spec.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	const struct spec *spec =
		spec_read_mounts(&arena, "mounts.json", (const char *)data, size, &err);

	HOLDS(spec || err.text[0], "a refusal without a word\n");
	for (size_t i = 0; spec && i < spec->mount_count; i++)
		HOLDS(spec->mounts[i].destination, "mount %zu has no destination\n", i);
	return 0;
}
