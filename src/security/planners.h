/*
 * planners.h - the parts of privileges_plan()
 */
#ifndef BERTH_PLANNERS_H
#define BERTH_PLANNERS_H

#include <stddef.h>
#include <stdint.h>

struct error;
struct plan;
struct spec_process;

int capabilities_plan(struct plan *plan, const struct spec_process *process, struct error *err);
int scheduling_plan(struct plan *plan, const struct spec_process *process, struct error *err);

/* More than any kernel can be built for. */
#define MOST_PROCESSORS 8192

/* "0-3,7" as bits. At most count bits; EINVAL or ERANGE, and -1. */
#define LIST_WORDS(bits) ((bits) / (8 * sizeof(unsigned long)))
int number_list_read(const char *list, unsigned long *bits, size_t count);

#endif
