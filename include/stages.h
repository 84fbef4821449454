/*
 * stages.h - the rows of the scores that have no other header
 *
 * Those of rootfs, cgroups and security stand in the headers of their areas.
 */
#ifndef BERTH_STAGES_H
#define BERTH_STAGES_H

struct error;
struct job;

/* src/namespaces/: HOST */
int id_maps_write(struct job *job, struct error *err);
/* src/namespaces/: INIT */
int namespaces_join(struct job *job, struct error *err);    /* those given by path */
int namespaces_unshare(struct job *job, struct error *err); /* the cgroup namespace */
int namespaces_own(struct job *job, struct error *err);     /* become root of the user namespace */
int hostname_set(struct job *job, struct error *err);
int sysctls_write(struct job *job, struct error *err);
int container_join(struct job *job, struct error *err); /* exec: all of a container's */

/* src/netns/ */
int net_devices_note(struct job *job, struct error *err); /* HOST */
int net_devices_move(struct job *job, struct error *err); /* HOST */
/* No row. -1 with errno, which is not touched otherwise: network_namespace.c shares it. */
int loopback_raise(void);
int loopback_up(struct job *job, struct error *err);        /* INIT */
int net_devices_settle(struct job *job, struct error *err); /* INIT: up, with their addresses */

#endif
