/*
 * findings.h - what of networks is not as it should be
 */
#ifndef BERTH_FINDINGS_H
#define BERTH_FINDINGS_H

#include "attachment_store.h"
#include "link_list.h"

/* What is looked at, and what has been found. The store is locked. */
struct looking {
	const struct network_store *store;
	struct arena *arena;
	struct networks networks; /* those that are up */
	struct networks idle;     /* those that are not: the firewall may know them, or not */
	struct attachments attachments;
	struct link_list links;
	struct network_findings *findings;
};

/* network: NULL for what belongs to none. */
void finding_add(struct looking *looking, const char *network, const char *state,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

#define STATE_MISSING "missing"
#define STATE_CHANGED "changed"
#define STATE_FOREIGN "foreign"

/* ---- network_look.c: devices, addresses, routes, sysctls, leases ---------------------------- */

int look_at_network(struct looking *looking, const struct network *network, struct error *err);
void look_at_member(struct looking *looking, const struct attachment *attachment);
/* What looks like berth's, and of which nothing is known. */
void look_for_foreign(struct looking *looking);

/* Whether a device is called and described as berth does it, and nothing is known of it. */
bool is_foreign(const struct attachments *attachments, const struct link_seen *link);

/* ---- firewall_look.c --------------------------------------------------------------------------
 */

int look_at_firewall(struct looking *looking, struct error *err);

#endif
