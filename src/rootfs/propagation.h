/*
 * propagation.h - the words for how mounts travel between namespaces
 */
#ifndef BERTH_PROPAGATION_H
#define BERTH_PROPAGATION_H

#include <stdint.h>

/* "rslave" as MS_SLAVE | MS_REC; 0 when it is no such word. */
uint64_t propagation_flags(const char *word);

/* And back; "private" for 0, which is what a mount gets unless told otherwise. */
const char *propagation_word(uint64_t flags);

#endif
