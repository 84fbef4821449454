/*
 * state.c - a container's state as JSON
 */
#include <stdio.h>

#include "record.h"
#include "text.h"
#include "verbs.h"

int state_run(struct request *req, struct error *err)
{
	auto_text struct text json = NO_TEXT;

	(void)err; /* the shape of every verb; a state can always be told */
	record_state(req->record, record_status(req->record), true, true, &json);
	puts(text_string(&json));
	return 0;
}
