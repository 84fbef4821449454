/*
 * selection.h - the containers that kill and delete are about
 */
#ifndef BERTH_SELECTION_H
#define BERTH_SELECTION_H

struct error;
struct record;
struct request;

/*
 * Does something to the container of the first word; with --regex, to each whose id matches
 * it. All are tried; the first failure is the one that is told.
 */
int selection_each(struct request *req,
		   int (*act)(struct request *req, struct record *record, struct error *err),
		   struct error *err);

#endif
