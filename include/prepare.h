/*
 * prepare.h - what a verb's needs ask for, and how a request ends
 */
#ifndef BERTH_PREPARE_H
#define BERTH_PREPARE_H

#include "record.h"

struct caller;
struct error;
struct request;

/* Opens the log as --log, --log-format, --log-level and --debug ask. */
int request_log(const struct request *req, struct error *err);

/* Who calls, or is to be taken for by --rootless. */
int request_caller(struct request *req, struct caller *caller, struct error *err);

/* request->bundle becomes absolute; its configuration is read: request->config_text, spec. */
int bundle_read(struct request *req, struct error *err);

/* request->plan, from the spec. */
int request_plan(struct request *req, struct error *err);

/* request->record, of the container request->id. */
int request_load(struct request *req, struct error *err);

/* Says the one sentence, "VERB ID: ...", where the user looks for it. */
void request_complain(const struct request *req, struct error *err);

/*
 * The payload's own status, or: 1 when berth failed; 255 for exec; for sandbox 126 and 127 as
 * a shell would say them, else 125; 3 for a verb that there is not.
 */
int request_exit_status(const struct request *req, const struct error *err);

#endif
