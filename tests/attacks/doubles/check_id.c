/*
 * A double of record_check_id() in src/container/store.c: every name will do.
 */
#include "record.h"

int record_check_id(const char *id, struct error *err)
{
	(void)id;
	(void)err;
	return 0;
}
