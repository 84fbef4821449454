/*
 * sources.h - what the host contributes, opened
 */
#ifndef BERTH_SOURCES_H
#define BERTH_SOURCES_H

struct error;
struct job;

/* job->root, job->null and job->sources; by HOST, or by INIT when HOST was not allowed to. */
int sources_open(struct job *job, struct error *err);

/* Room for them, all -1. */
void sources_make(struct job *job);

/* All of them but the root. */
void sources_close(struct job *job);

/* Where in job->sources the host's node of a device is: -1 there unless it may be needed. */
int *source_of_device(const struct job *job, unsigned long index);

#endif
