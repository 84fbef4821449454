/*
 * record_limits.c - what `update` has asked for since create
 *
 * The file is written before the kernel is asked and takes its name after: a disk that is full
 * is no reason to end up with limits that nobody knows of.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

#include "error.h"
#include "file.h"
#include "record.h"
#include "record_file.h"
#include "text.h"

#define LIMITS_LIMIT (1 << 20)

int record_limits_read(const struct record *record, struct text *json, struct error *err)
{
	if (file_read(record->dir, RECORD_LIMITS, LIMITS_LIMIT, json) == 0 || errno == ENOENT)
		return 0;
	return fail(err, SYSTEM, "read the limits on record of container %s", record->id);
}

int record_limits_prepare(const struct record *record, const struct text *json, struct error *err)
{
	if (file_make(record->dir, RECORD_LIMITS_NEXT, json->start, json->length, 0600))
		return fail(err, SYSTEM, "write the limits of container %s", record->id);
	return 0;
}

int record_limits_commit(const struct record *record, struct error *err)
{
	if (renameat(record->dir, RECORD_LIMITS_NEXT, record->dir, RECORD_LIMITS))
		return fail(err, SYSTEM, "record the limits of container %s", record->id);
	return 0;
}
