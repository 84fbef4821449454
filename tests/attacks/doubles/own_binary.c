/*
 * A double of src/security/own_binary.c: berth runs from its own file, which can be written.
 */
#include "security.h"

int own_binary_protect(char **argv, struct arena *arena, struct error *err)
{
	(void)argv;
	(void)arena;
	(void)err;
	return 0;
}
