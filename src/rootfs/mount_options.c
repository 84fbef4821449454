/*
 * mount_options.c - the table of option words
 *
 * Theory of operation
 *
 * A word has one of a few effects: it changes attributes of the mount, or of the mount and
 * everything below it; it chooses the propagation; it switches something of our own; it is
 * a flag of the superblock; or it asks for what is so anyway.
 *
 * Access times are not a flag but a choice of one in three, kept in the bits of
 * MOUNT_ATTR__ATIME: the kernel wants all of these bits cleared when one is set.
 */
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>

#include "alloc.h"
#include "error.h"
#include "idmapped.h"
#include "mount_options.h"
#include "propagation.h"
#include "text.h"

enum effect {
	ATTRIBUTE,
	ATTRIBUTE_BELOW, /* of all mounts below as well */
	PROPAGATION,
	SWITCH,     /* the member of struct mount_plan that becomes true */
	SUPERBLOCK, /* handed to the filesystem; means nothing to a bind, as for mount(2) */
	NOTHING,    /* is so anyway */
};

#define ATIME        MOUNT_ATTR__ATIME
#define MEMBER(name) offsetof(struct mount_plan, name)

struct word {
	const char *word;
	enum effect effect;
	uint64_t set, clear;
};

/* clang-format off */
static const struct word words[] = {
	{"ro",             ATTRIBUTE,       MOUNT_ATTR_RDONLY,      0},
	{"rw",             ATTRIBUTE,       0,                      MOUNT_ATTR_RDONLY},
	{"nosuid",         ATTRIBUTE,       MOUNT_ATTR_NOSUID,      0},
	{"suid",           ATTRIBUTE,       0,                      MOUNT_ATTR_NOSUID},
	{"nodev",          ATTRIBUTE,       MOUNT_ATTR_NODEV,       0},
	{"dev",            ATTRIBUTE,       0,                      MOUNT_ATTR_NODEV},
	{"noexec",         ATTRIBUTE,       MOUNT_ATTR_NOEXEC,      0},
	{"exec",           ATTRIBUTE,       0,                      MOUNT_ATTR_NOEXEC},
	{"nosymfollow",    ATTRIBUTE,       MOUNT_ATTR_NOSYMFOLLOW, 0},
	{"symfollow",      ATTRIBUTE,       0,                      MOUNT_ATTR_NOSYMFOLLOW},
	{"nodiratime",     ATTRIBUTE,       MOUNT_ATTR_NODIRATIME,  0},
	{"diratime",       ATTRIBUTE,       0,                      MOUNT_ATTR_NODIRATIME},
	{"noatime",        ATTRIBUTE,       MOUNT_ATTR_NOATIME,     ATIME},
	{"relatime",       ATTRIBUTE,       MOUNT_ATTR_RELATIME,    ATIME},
	{"atime",          ATTRIBUTE,       MOUNT_ATTR_RELATIME,    ATIME},
	{"norelatime",     ATTRIBUTE,       MOUNT_ATTR_RELATIME,    ATIME},
	{"strictatime",    ATTRIBUTE,       MOUNT_ATTR_STRICTATIME, ATIME},
	{"nostrictatime",  ATTRIBUTE,       MOUNT_ATTR_RELATIME,    ATIME},

	{"rro",            ATTRIBUTE_BELOW, MOUNT_ATTR_RDONLY,      0},
	{"rrw",            ATTRIBUTE_BELOW, 0,                      MOUNT_ATTR_RDONLY},
	{"rnosuid",        ATTRIBUTE_BELOW, MOUNT_ATTR_NOSUID,      0},
	{"rsuid",          ATTRIBUTE_BELOW, 0,                      MOUNT_ATTR_NOSUID},
	{"rnodev",         ATTRIBUTE_BELOW, MOUNT_ATTR_NODEV,       0},
	{"rdev",           ATTRIBUTE_BELOW, 0,                      MOUNT_ATTR_NODEV},
	{"rnoexec",        ATTRIBUTE_BELOW, MOUNT_ATTR_NOEXEC,      0},
	{"rexec",          ATTRIBUTE_BELOW, 0,                      MOUNT_ATTR_NOEXEC},
	{"rnosymfollow",   ATTRIBUTE_BELOW, MOUNT_ATTR_NOSYMFOLLOW, 0},
	{"rsymfollow",     ATTRIBUTE_BELOW, 0,                      MOUNT_ATTR_NOSYMFOLLOW},
	{"rnodiratime",    ATTRIBUTE_BELOW, MOUNT_ATTR_NODIRATIME,  0},
	{"rdiratime",      ATTRIBUTE_BELOW, 0,                      MOUNT_ATTR_NODIRATIME},
	{"rnoatime",       ATTRIBUTE_BELOW, MOUNT_ATTR_NOATIME,     ATIME},
	{"rrelatime",      ATTRIBUTE_BELOW, MOUNT_ATTR_RELATIME,    ATIME},
	{"ratime",         ATTRIBUTE_BELOW, MOUNT_ATTR_RELATIME,    ATIME},
	{"rnorelatime",    ATTRIBUTE_BELOW, MOUNT_ATTR_RELATIME,    ATIME},
	{"rstrictatime",   ATTRIBUTE_BELOW, MOUNT_ATTR_STRICTATIME, ATIME},
	{"rnostrictatime", ATTRIBUTE_BELOW, MOUNT_ATTR_RELATIME,    ATIME},

	{"private",        PROPAGATION,     0,                      0},
	{"rprivate",       PROPAGATION,     0,                      0},
	{"slave",          PROPAGATION,     0,                      0},
	{"rslave",         PROPAGATION,     0,                      0},
	{"shared",         PROPAGATION,     0,                      0},
	{"rshared",        PROPAGATION,     0,                      0},
	{"unbindable",     PROPAGATION,     0,                      0},
	{"runbindable",    PROPAGATION,     0,                      0},

	{"rbind",          SWITCH,          MEMBER(recursive),      0},
	{"tmpcopyup",      SWITCH,          MEMBER(copy_up),        0},
	{"copy-symlink",   SWITCH,          MEMBER(copy_symlink),   0},
	{"src-nofollow",   SWITCH,          MEMBER(no_follow_source), 0},
	{"dest-nofollow",  SWITCH,          MEMBER(no_follow_destination), 0},
	{"idmap",          SWITCH,          MEMBER(idmap),          0},
	{"ridmap",         SWITCH,          MEMBER(idmap_recursive), 0},

	{"sync",           SUPERBLOCK,      0,                      0},
	{"async",          SUPERBLOCK,      0,                      0},
	{"dirsync",        SUPERBLOCK,      0,                      0},
	{"lazytime",       SUPERBLOCK,      0,                      0},
	{"nolazytime",     SUPERBLOCK,      0,                      0},
	{"mand",           SUPERBLOCK,      0,                      0},
	{"nomand",         SUPERBLOCK,      0,                      0},

	{"bind",           NOTHING,         0,                      0}, /* it made the mount a bind */
	{"defaults",       NOTHING,         0,                      0},
	{"iversion",       NOTHING,         0,                      0}, /* counted wherever it can be */
	{"noiversion",     NOTHING,         0,                      0},
	{"loud",           NOTHING,         0,                      0},
	{"silent",         NOTHING,         0,                      0},
	{"remount",        NOTHING,         0,                      0}, /* what was just bound */
};
/* clang-format on */

static const struct word *find(const char *option)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		if (strcmp(words[i].word, option) == 0)
			return &words[i];
	}
	return NULL;
}

static void change(uint64_t *set, uint64_t *clear, const struct word *word)
{
	*set = (*set & ~word->clear) | word->set;
	*clear = (*clear & ~word->set) | word->clear;
}

static int filesystem_option(struct arena *arena, struct mount_plan *mount, const char *option,
			     struct error *err)
{
	size_t name = strcspn(option, "=");
	struct pair *pair;

	if (mount->kind == MOUNT_BIND)
		return fail(err, SPEC, "\"%s\" is no option of a bind mount", option);
	/* fsconfig(2) takes no more, and would only say "invalid argument". */
	if (strlen(option) - name > 256)
		return fail(err, SPEC, "the value of option \"%.*s\" is longer than 255 bytes",
			    (int)name, option);
	pair = ARENA_ADD(arena, mount->options.items, mount->options.count);
	pair->name = arena_bytes(arena, option, name);
	pair->value = option[name] ? arena_text(arena, option + name + 1) : NULL;
	return 0;
}

int mount_option_apply(struct arena *arena, struct mount_plan *mount, const char *option,
		       struct error *err)
{
	const struct word *word = find(option);

	/* Engines join and split lists, and leave an empty word behind: so mount(2) took it. */
	if (!*option)
		return 0;
	if (!word && (text_starts_with(option, "idmap=") || text_starts_with(option, "ridmap=")))
		return idmap_option_apply(arena, mount, option, err);
	if (!word)
		return filesystem_option(arena, mount, option, err);
	switch (word->effect) {
	case ATTRIBUTE:
		change(&mount->set, &mount->clear, word);
		break;
	case ATTRIBUTE_BELOW:
		change(&mount->set_recursive, &mount->clear_recursive, word);
		break;
	case PROPAGATION:
		mount->propagation = propagation_flags(word->word);
		break;
	case SWITCH:
		*(bool *)((char *)mount + word->set) = true;
		break;
	case SUPERBLOCK:
		if (mount->kind == MOUNT_FILESYSTEM)
			return filesystem_option(arena, mount, option, err);
		break;
	case NOTHING:
		if (strcmp(option, "remount") == 0 && mount->kind == MOUNT_FILESYSTEM)
			return fail(err, REFUSED, "\"remount\" is for bind mounts");
		break;
	}
	return 0;
}

static void print_attributes(uint64_t set, uint64_t clear, enum effect effect, struct text *out)
{
	for (size_t i = 0; i < COUNT(words); i++) {
		const struct word *word = &words[i];
		bool chosen = word->clear & ATIME ? (clear & ATIME) && (set & ATIME) == word->set
						  : (set & word->set) || (clear & word->clear);

		if (word->effect != effect || !chosen)
			continue;
		text_format(out, ",%s", word->word);
		/* Several words mean the default of the access times: one will do. */
		if (word->clear & ATIME)
			clear &= ~(uint64_t)ATIME;
	}
}

void mount_attributes_print(const struct mount_plan *mount, struct text *out)
{
	print_attributes(mount->set, mount->clear, ATTRIBUTE, out);
	print_attributes(mount->set_recursive, mount->clear_recursive, ATTRIBUTE_BELOW, out);
}

const char *mount_option_word(size_t index)
{
	return index < COUNT(words) ? words[index].word : NULL;
}
