/*
 * filter.c - the seccomp filter of a configuration, as the kernel takes it: for the floor
 *
 *	filter CONFIG >FILE
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <stdio.h>

#include "arena.h"
#include "error.h"
#include "file.h"
#include "security.h"
#include "spec.h"
#include "text.h"

int main(int argc, char **argv)
{
	auto_arena struct arena arena = NO_ARENA;
	auto_text struct text text = NO_TEXT;
	struct error err = NO_ERROR;
	const struct filter *filter = NULL;
	const struct spec *spec;

	if (argc < 2 || file_read(AT_FDCWD, argv[1], 16 << 20, &text)) {
		fprintf(stderr, "filter: a configuration is needed\n");
		return 2;
	}
	spec = spec_read(&arena, argv[1], text.start, text.length, &err);
	if (spec && spec->linux && spec->linux->seccomp)
		filter = seccomp_compile(&arena, spec->linux->seccomp, &err);
	if (!filter) {
		fprintf(stderr, "filter: %s\n", err.text);
		return 1;
	}
	return fwrite(filter->code, sizeof(*filter->code), filter->length, stdout) !=
	       filter->length;
}
