/*
 * selection.c - the containers that kill and delete are about
 */
#include <regex.h>

#include "error.h"
#include "log.h"
#include "record.h"
#include "selection.h"
#include "verb.h"

typedef int action(struct request *req, struct record *record, struct error *err);

static int act_on(struct request *req, const char *id, action *act, struct error *err)
{
	struct record *record;
	int result;

	if (record_check_id(id, err) || record_load(&req->arena, req->root, id, &record, err))
		return -1;
	result = act(req, record, err);
	record_close(record);
	return result;
}

static int act_on_each(struct request *req, const struct strings *ids, action *act,
		       struct error *err)
{
	int result = 0;

	for (size_t i = 0; i < ids->count; i++) {
		struct error own = NO_ERROR;

		if (act_on(req, ids->items[i], act, &own) == 0)
			continue;
		fail_during(&own, "%s", ids->items[i]);
		if (result)
			log_warning("%s", own.text);
		else
			*err = own;
		result = -1;
	}
	return result;
}

/* The ids of the root that match a POSIX extended regular expression. */
static int matching(struct request *req, const char *pattern, struct strings *ids,
		    struct error *err)
{
	struct strings all = {0};
	bool missing;
	regex_t regex;

	if (regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB))
		return fail(err, USAGE, "\"%s\" is not a regular expression", pattern);
	if (record_ids(&req->arena, req->root, &all, &missing, err)) {
		regfree(&regex);
		return -1;
	}
	for (size_t i = 0; i < all.count; i++) {
		if (regexec(&regex, all.items[i], 0, NULL, 0) == 0)
			strings_add(&req->arena, ids, all.items[i]);
	}
	regfree(&regex);
	return 0;
}

int selection_each(struct request *req, action *act, struct error *err)
{
	struct strings ids = {0};

	if (!req->regex)
		return act_on(req, req->id, act, err);
	if (matching(req, req->id, &ids, err))
		return -1;
	return act_on_each(req, &ids, act, err);
}
