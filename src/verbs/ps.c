/*
 * ps.c - the processes of a container
 *
 * The table is the host's ps(1), whose options people know, cut down to the lines whose
 * process is the container's. Which column that is, its header says.
 */
#include <stdio.h>
#include <string.h>

#include "cgroups.h"
#include "error.h"
#include "fd.h"
#include "host_ps.h"
#include "number.h"
#include "record.h"
#include "text.h"
#include "verbs.h"

const struct option_row ps_options[] = {
	CHOICE("format", 'f', format, "table|json", "a table, or an array of process ids"),
	NO_MORE_OPTIONS,
};

struct pids {
	pid_t *items;
	size_t count;
};

static int read_pids(struct request *req, struct pids *pids, struct error *err)
{
	auto_close int cgroup = -1;

	if (record_status(req->record) == STATUS_STOPPED)
		return 0;
	if (!req->record->cgroup) {
		*ARENA_ADD(&req->arena, pids->items, pids->count) = req->record->pid;
		return 0;
	}
	cgroup = cgroup_open(req->record->cgroup, err);
	if (cgroup < 0)
		return -1;
	return cgroup_processes(cgroup, false, &req->arena, &pids->items, &pids->count, err);
}

static void print_json(const struct pids *pids)
{
	putchar('[');
	for (size_t i = 0; i < pids->count; i++)
		printf("%s%d", i ? "," : "", (int)pids->items[i]);
	puts("]");
}

/* The number of blanks-separated words before PID in the header, or -1. */
static int pid_column(const char *header)
{
	for (int column = 0; *header; column++) {
		size_t length;

		header += strspn(header, " ");
		length = strcspn(header, " ");
		if (length == 3 && strncmp(header, "PID", 3) == 0)
			return column;
		header += length;
	}
	return -1;
}

static bool is_listed(const struct pids *pids, const char *line, int column)
{
	char word[16];
	uint64_t pid;
	size_t length;

	line += strspn(line, " ");
	for (; column > 0; column--) {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	length = strcspn(line, " ");
	snprintf(word, sizeof(word), "%.*s", (int)length, line);
	if (length >= sizeof(word) || number_unsigned(word, INT32_MAX, &pid))
		return false;
	for (size_t i = 0; i < pids->count; i++) {
		if ((uint64_t)pids->items[i] == pid)
			return true;
	}
	return false;
}

static int print_table(struct request *req, const struct pids *pids, struct error *err)
{
	auto_text struct text output = NO_TEXT;
	struct strings options = {req->words.items + 1, req->words.count - 1};
	char *rest, *line;
	int column;

	if (host_ps(&req->arena, &options, &output, err))
		return -1;
	rest = output.start;
	line = strsep(&rest, "\n");
	column = pid_column(line);
	if (column < 0)
		return fail(err, USAGE, "ps shows no column PID with these options");
	puts(line);
	while ((line = strsep(&rest, "\n"))) {
		if (is_listed(pids, line, column))
			puts(line);
	}
	return 0;
}

int ps_run(struct request *req, struct error *err)
{
	struct pids pids = {0};

	if (read_pids(req, &pids, err))
		return -1;
	if (!text_equal(req->format, "json"))
		return print_table(req, &pids, err);
	print_json(&pids);
	return 0;
}
