/*
 * process.c - what `exec --process` reads
 */
#include "error.h"
#include "spec.h"
#include "target.h"
#include "text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text written = NO_TEXT;
	struct error err = NO_ERROR;
	const struct spec_process *process =
		spec_read_process(&arena, "process.json", (const char *)data, size, &err);

	if (!process)
		return 0;
	spec_write_process(&written, process);
	process = spec_read_process(&arena, "again.json", written.start, written.length, &err);
	HOLDS(process, "%s\n%s\n", err.text, written.start);
	return 0;
}
