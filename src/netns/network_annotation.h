/*
 * network_annotation.h - the annotation of a bundle that asks for networks
 *
 *	"io.berth.networks": "[{\"network\": \"web:ip=10.77.0.5\"}, {\"publish\": \"8080:80\"}]"
 */
#ifndef BERTH_NETWORK_ANNOTATION_H
#define BERTH_NETWORK_ANNOTATION_H

#include "network.h"

#define NETWORK_ANNOTATION "io.berth.networks"

/* Adds its words to those of --network and --publish. */
int network_annotation_read(struct arena *arena, const char *value, struct network_plan *network,
			    struct error *err);

#endif
