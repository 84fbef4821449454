/*
 * alloc.h - memory that is there, or the program is not
 *
 * berth lives for milliseconds and its first act is to leave a record from which
 * `berth delete` can clean up. Running out of memory therefore ends the program in
 * one place, and no caller tests for it.
 */
#ifndef BERTH_ALLOC_H
#define BERTH_ALLOC_H

#include <stddef.h>

void *alloc(size_t count, size_t size) __attribute__((malloc)); /* zeroed */
void *alloc_again(void *memory, size_t size);
char *alloc_text(const char *string) __attribute__((malloc));

#define auto_free __attribute__((cleanup(free_pointer)))
void free_pointer(void *pointer_to_pointer);

/* Hands a value over and leaves NULL behind: return take(&name); */
#define take(pointer)                                                                              \
	({                                                                                         \
		__typeof__(*(pointer)) taken_ = *(pointer);                                        \
		*(pointer) = NULL;                                                                 \
		taken_;                                                                            \
	})

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
