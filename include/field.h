/*
 * field.h - a property of the configuration is a row
 *
 * A member of a struct in spec.h and its row in src/spec/ are all there is to a property: the
 * row drives decoding, the checks of type and range, "is missing", suggestions for misspelt
 * names, encoding, and what describes the configuration to people.
 *
 *	static const struct field spec_root_rows[] = {
 *		STRING(spec_root, path, "path", REQUIRED),
 *		BOOLEAN(spec_root, readonly, "readonly"),
 *	};
 *	TABLE(spec_root);
 *
 * A struct has one table, named after it, and rows name the struct of what they hold. What ties
 * a row to its member is _Generic inside sizeof: a kind that is not the member's does not
 * compile.
 *
 * Behind the fixed arguments of a row stand any of: REQUIRED, WRITTEN, CHOICES(words),
 * CHECK(function), PHRASE("text"), GIVEN(struct, flag).
 *
 * IGNORED and REFUSED are rows as well: silence about a known name is always a decision.
 */
#ifndef BERTH_FIELD_H
#define BERTH_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "spec.h"

enum field_kind {
	FIELD_BOOLEAN,  /* bool */
	FIELD_STRING,   /* const char *; an empty one counts as absent, as in Go */
	FIELD_INTEGER,  /* int64_t from least to most */
	FIELD_UNSIGNED, /* uint64_t, all of it */
	FIELD_OPTIONAL, /* struct optional from least to most */
	FIELD_OBJECT,   /* struct X *, allocated when given */
	FIELD_INLINE,   /* struct X */
	FIELD_LIST,     /* struct X * and a count: an array of objects */
	FIELD_MAP,      /* the same, of an object of objects: see KEY */
	FIELD_INTEGERS, /* int64_t * and a count */
	FIELD_STRINGS,  /* struct strings */
	FIELD_PAIRS,    /* struct pairs */
	FIELD_KEY,      /* const char *: the name at which an object of a MAP stands */
	FIELD_IGNORED,  /* understood, and rightly without effect */
	FIELD_REFUSED,  /* understood, and an error: why says the reason */
};

struct field_table;

/* Small: a program that is placed at random writes each of these addresses when it starts. */
struct field {
	const char *name;   /* in JSON; NULL for a KEY */
	const char *phrase; /* put before complaints: words that other programs look for */
	enum field_kind kind : 8;
	bool required;
	bool written; /* even when it has its default */
	uint16_t offset;
	uint16_t count_offset; /* of LIST, MAP and INTEGERS */
	uint16_t given_offset; /* of a bool that says "was given, if empty"; 0: none */
	union {
		/* Of INTEGER, OPTIONAL and INTEGERS. */
		struct {
			int64_t least, most;
		};

		/* Of STRING, STRINGS and KEY. */
		struct {
			const char *const *choices; /* the words allowed, then NULL */

			/* NULL, or what is wrong with a string: "is not absolute". */
			const char *(*check)(const char *value);
		};

		const struct field_table *table; /* of OBJECT, INLINE, LIST and MAP */
		const char *why;                 /* of REFUSED */
	};
};

struct field_table {
	const struct field *rows;
	size_t count;
	size_t size; /* of the struct */
};

/* The whole configuration. */
extern const struct field_table spec_table;

#define TABLE(type)                                                                                \
	const struct field_table type##_table = {.rows = type##_rows,                              \
						 .count = sizeof(type##_rows) /                    \
							  sizeof((type##_rows)[0]),                \
						 .size = sizeof(struct type)}

/* The member's offset, and no code at all unless the member is of this C type. */
#define MEMBER(type, member, c_type)                                                               \
	(offsetof(struct type, member) +                                                           \
	 0 * sizeof(_Generic(&((struct type *)0)->member, c_type * : 0)))

/* A row is a line; clang-format would make a column of each. */
/* clang-format off */
#define ROW(type, member, key, c_type, what, ...) \
	{.name = (key), .kind = (what), .offset = MEMBER(type, member, c_type), __VA_ARGS__}
#define RANGE(from, to) .least = (from), .most = (to)
#define COUNTED(type, number) .count_offset = MEMBER(type, number, size_t)
#define OF(type) .table = &type##_table

#define BOOLEAN(type, member, key, ...) \
	ROW(type, member, key, bool, FIELD_BOOLEAN, __VA_ARGS__)
#define STRING(type, member, key, ...) \
	ROW(type, member, key, const char *, FIELD_STRING, __VA_ARGS__)
#define KEY(type, member, ...) \
	ROW(type, member, NULL, const char *, FIELD_KEY, __VA_ARGS__)
#define INTEGER(type, member, key, from, to, ...) \
	ROW(type, member, key, int64_t, FIELD_INTEGER, RANGE(from, to), __VA_ARGS__)
#define UNSIGNED(type, member, key, ...) \
	ROW(type, member, key, uint64_t, FIELD_UNSIGNED, __VA_ARGS__)
#define OPTIONAL(type, member, key, from, to, ...) \
	ROW(type, member, key, struct optional, FIELD_OPTIONAL, RANGE(from, to), __VA_ARGS__)
#define OBJECT(type, member, key, of, ...) \
	ROW(type, member, key, struct of *, FIELD_OBJECT, OF(of), __VA_ARGS__)
#define INLINE(type, member, key, of, ...) \
	ROW(type, member, key, struct of, FIELD_INLINE, OF(of), __VA_ARGS__)
#define LIST(type, member, number, key, of, ...) \
	ROW(type, member, key, struct of *, FIELD_LIST, OF(of), COUNTED(type, number), __VA_ARGS__)
#define MAP(type, member, number, key, of, ...) \
	ROW(type, member, key, struct of *, FIELD_MAP, OF(of), COUNTED(type, number), __VA_ARGS__)
#define INTEGERS(type, member, number, key, from, to, ...) \
	ROW(type, member, key, int64_t *, FIELD_INTEGERS, RANGE(from, to), COUNTED(type, number), \
	    __VA_ARGS__)
#define STRINGS(type, member, key, ...) \
	ROW(type, member, key, struct strings, FIELD_STRINGS, __VA_ARGS__)
#define PAIRS(type, member, key, ...) \
	ROW(type, member, key, struct pairs, FIELD_PAIRS, __VA_ARGS__)
#define IGNORED(key) {.name = (key), .kind = FIELD_IGNORED}
#define REFUSED(key, reason) {.name = (key), .kind = FIELD_REFUSED, .why = (reason)}
/* clang-format on */

#define REQUIRED            .required = true, .written = true
#define WRITTEN             .written = true
#define GIVEN(type, member) .given_offset = MEMBER(type, member, bool)
#define CHOICES(words)      .choices = (words)
#define CHECK(function)     .check = (function)
#define PHRASE(words)       .phrase = (words)

#endif
