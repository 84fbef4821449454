/*
 * network_choice.h - what --network and --publish make of a spec and of its plan
 */
#ifndef BERTH_NETWORK_CHOICE_H
#define BERTH_NETWORK_CHOICE_H

struct error;
struct plan;
struct request;
struct spec;

/*
 * "none", "host" and "container:ID" change the spec's network namespace; names of networks and
 * ports become the plan's.
 */
int network_choice(struct request *req, struct spec *spec, struct plan *plan, struct error *err);

#endif
