/*
 * completion.h - scripts that complete berth's command lines, one for each shell
 */
#ifndef BERTH_COMPLETION_H
#define BERTH_COMPLETION_H

#include <stdbool.h>

struct option_row;
struct verb;

/* On stdout. */
void completion_bash(void);
void completion_zsh(void);
void completion_fish(void);

/* What stands where a verb's first word does. */
bool completes_id(const struct verb *verb);
bool completes_choice(const struct verb *verb); /* a word out of those that its usage lists */

/* Its name is two words: an action of another verb. */
bool is_action(const struct verb *verb);

/* What an option's value is. */
bool completes_directory(const struct option_row *row);
bool completes_file(const struct option_row *row);

#endif
