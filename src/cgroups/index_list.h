/*
 * index_list.h - CPUs and memory nodes as the kernel lists them: "0-3,7"
 */
#ifndef BERTH_INDEX_LIST_H
#define BERTH_INDEX_LIST_H

#include <stdbool.h>

/* True when the list has an index that the other has not. */
bool index_list_exceeds(const char *list, const char *other);

#endif
