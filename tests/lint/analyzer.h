/*
 * analyzer.h - what clang's analyzer cannot see from one file: these functions return -1
 *
 * Read before each source by `make tidy`, but error.c, which defines them.
 */
#include "error.h"

#define fail(...)	 (fail(__VA_ARGS__), -1)
#define fail_during(...) (fail_during(__VA_ARGS__), -1)
#define fail_cure(...)	 (fail_cure(__VA_ARGS__), -1)
