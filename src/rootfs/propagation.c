/*
 * propagation.c - the words for how mounts travel between namespaces
 */
#include <string.h>
#include <sys/mount.h>

#include "alloc.h"
#include "propagation.h"

static const struct {
	const char *word;
	uint64_t flags;
} propagations[] = {
	{"private",     MS_PRIVATE            },
	{"rprivate",    MS_PRIVATE | MS_REC   },
	{"slave",       MS_SLAVE              },
	{"rslave",      MS_SLAVE | MS_REC     },
	{"shared",      MS_SHARED             },
	{"rshared",     MS_SHARED | MS_REC    },
	{"unbindable",  MS_UNBINDABLE         },
	{"runbindable", MS_UNBINDABLE | MS_REC},
};

uint64_t propagation_flags(const char *word)
{
	for (size_t i = 0; i < COUNT(propagations); i++) {
		if (strcmp(propagations[i].word, word) == 0)
			return propagations[i].flags;
	}
	return 0;
}

const char *propagation_word(uint64_t flags)
{
	for (size_t i = 0; i < COUNT(propagations); i++) {
		if (propagations[i].flags == flags)
			return propagations[i].word;
	}
	return "private";
}
