/*
 * restored.h - what CRIU has restored, held against the plan
 */
#ifndef BERTH_RESTORED_H
#define BERTH_RESTORED_H

struct error;
struct job;

/* HOST, while CRIU still holds the processes. */
int restored_see_namespaces(struct job *job, struct error *err);
int restored_see_privileges(struct job *job, struct error *err);

#endif
