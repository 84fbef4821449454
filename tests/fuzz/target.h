/*
 * target.h - what fuzz targets have in common
 *
 * A target is a file of this folder with one function, which libFuzzer calls with whatever it
 * likes. It must not crash, leak, hang or trip a sanitizer, and HOLDS() must hold: those are
 * the properties that no input may break. The input is copied into memory of just its size,
 * without a NUL behind it, so that reading beyond it is noticed.
 */
#ifndef BERTH_TESTS_FUZZ_TARGET_H
#define BERTH_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(property, ...)                                                                       \
	do {                                                                                       \
		if (!(property)) {                                                                 \
			fprintf(stderr, "not so: %s\n", #property);                                \
			fprintf(stderr, __VA_ARGS__);                                              \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

#endif
