/*
 * mount_options.h - what the options of a mount mean
 */
#ifndef BERTH_MOUNT_OPTIONS_H
#define BERTH_MOUNT_OPTIONS_H

#include "rootfs.h"

struct error;

/*
 * Adds one option to a mount whose kind is already known; later options overrule earlier
 * ones. Words that are in no table are the filesystem's own; a bind mount has none of those,
 * and the answer is -1 with a sentence that names the word.
 */
int mount_option_apply(struct arena *arena, struct mount_plan *mount, const char *option,
		       struct error *err);

/* Appends the attributes as their words: ",nosuid,noexec". */
void mount_attributes_print(const struct mount_plan *mount, struct text *out);

#endif
