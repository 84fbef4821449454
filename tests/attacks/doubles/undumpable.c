/*
 * A double of prctl(2): berth stays dumpable, which is to say traceable.
 */
#include "prctl.h"

int prctl(int option, ...)
{
	va_list rest;
	int result;

	if (option == PR_SET_DUMPABLE)
		return 0;
	va_start(rest, option);
	result = prctl_of_kernel(option, rest);
	va_end(rest);
	return result;
}
