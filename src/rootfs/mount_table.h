/*
 * mount_table.h - the mounts of a process, as its mountinfo tells them
 *
 * Read only where mounts are somebody else's making: what a container has when it is
 * checkpointed, and what CRIU has restored. Nothing that berth does itself needs it.
 */
#ifndef BERTH_MOUNT_TABLE_H
#define BERTH_MOUNT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct arena;
struct error;

struct mount_entry {
	unsigned id, parent;
	dev_t device;
	const char *place;   /* seen from the process's root, unescaped */
	uint64_t attributes; /* MOUNT_ATTR_.. of the mount: the four that restrict */
	const char *type;
	bool expected; /* for whoever compares */
};

struct mount_table {
	struct mount_entry *entries;
	size_t count;
};

int mount_table_read(int proc, pid_t pid, struct arena *arena, struct mount_table *table,
		     struct error *err);

/* The same from text: -1 when a line is none of mountinfo's. */
int mount_table_parse(char *text, struct arena *arena, struct mount_table *table);

/* NULL when it is not there. */
struct mount_entry *mount_table_find(const struct mount_table *table, unsigned id);

#endif
