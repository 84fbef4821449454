/*
 * record_file.h - record.json, for src/container/
 */
#ifndef BERTH_RECORD_FILE_H
#define BERTH_RECORD_FILE_H

struct error;
struct job;
struct plan;
struct record;
struct text;

#define RECORD_LIMITS      "limits.json"
#define RECORD_LIMITS_NEXT "limits.next"
#define RECORD_JOINING     "joining"

/* Appends what record.json holds. */
void record_write(const struct record *record, struct text *out);

/* Reads record.json and pid, as far as they are there. */
void record_read(struct record *record);

/* joining_file.c: leaves what record_joining() reads; nothing where there is no filter. */
int joining_file_write(const struct record *record, const struct plan *plan,
		       const struct text *config, struct error *err);

/* Appends the "container process state" that a seccomp agent is sent. */
void process_state_write(const struct job *job, const char *metadata, struct text *out);

#endif
