/*
 * formats.c - what a string must look like, whatever stands beside it
 *
 * Each gives NULL, or what is wrong, to be put behind the quoted string.
 */
#include <string.h>

#include "path.h"
#include "tables.h"

const char *absolute_path(const char *value)
{
	return path_is_absolute(value) ? NULL : "is not an absolute path";
}

/* "0-3,7": blanks and empty items are let pass, as the schema does. */
const char *number_list(const char *value)
{
	return value[strspn(value, "0123456789,- ")] ? "is not a list of numbers such as 0-3,7"
						     : NULL;
}

/* As the kernel's dev_valid_name(). */
const char *interface_name(const char *value)
{
	if (strlen(value) > 15)
		return "is too long for a network interface: 15 bytes at most";
	if (!*value || strcmp(value, ".") == 0 || strcmp(value, "..") == 0 ||
	    strpbrk(value, "/: \t\n\v\f\r"))
		return "is not a name for a network interface";
	return NULL;
}
