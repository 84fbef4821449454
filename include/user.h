/*
 * user.h - who a process of the container shall be, in words
 *
 *	UID  UID:GID  UID:GROUP  NAME  NAME:GID  NAME:GROUP
 *
 * A word of digits is a number and is never looked up: an image whose /etc/passwd has a user
 * called "1000" does not decide who 1000 is. Names are looked up in the container's own
 * /etc/passwd and /etc/group, opened beneath its root. Names do not begin with a digit, a
 * sign or a blank; what does and is no number is refused.
 */
#ifndef BERTH_USER_H
#define BERTH_USER_H

#include <stdint.h>

struct arena;
struct error;
struct spec_user;

/*
 * Sets the uid and the groups of *user. A number alone leaves the gid as it is and takes the
 * additional groups away; a name alone has the groups that the files give it; an explicit
 * group is the only one. *user is untouched on failure.
 */
int user_lookup(int root, const char *words, struct arena *arena, struct spec_user *user,
		struct error *err);

/* A uid or gid, strictly: no sign, no blank, and not 4294967295, which means "none". */
int user_number(const char *word, int64_t *number);

#endif
