/*
 * A double of prctl(2): nothing is dropped from the bounding set.
 */
#include "prctl.h"

int prctl(int option, ...)
{
	va_list rest;
	int result;

	if (option == PR_CAPBSET_DROP)
		return 0;
	va_start(rest, option);
	result = prctl_of_kernel(option, rest);
	va_end(rest);
	return result;
}
