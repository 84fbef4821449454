/*
 * findings.c - the subjects, in the order they are told, and how they are
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "examination.h"
#include "file.h"
#include "json.h"
#include "text.h"

#define MOST_FILE 65536

/* clang-format off */
static const struct examination examinations[] = {
	{"kernel",            examine_kernel,          true},
	{"system calls",      examine_calls,           true},
	{"records",           examine_records,         true},
	{"user namespaces",   examine_user_namespaces, false}, /* vital to an ordinary user alone */
	{"ids",               examine_ids,             false},
	{"groups",            examine_groups,          false},
	{"procfs",            examine_proc,            true},
	{"overlay",           examine_overlay,         false},
	{"idmapped mounts",   examine_idmaps,          false},
	{"cgroups",           examine_cgroups,         true},
	{"controllers",       examine_controllers,     false},
	{"swap accounting",   examine_swap,            false},
	{"device rules",      examine_devices,         false},
	{"seccomp",           examine_seccomp,         false},
	{"security modules",  examine_labels,          false},
	{"systemd",           examine_systemd,         false},
	{"criu",              examine_criu,            false},
};
/* clang-format on */

static const char *const verdicts[] = {
	[GOOD] = "good", [LIMITED] = "limited", [LACKING] = "missing"};

static const char *sentence(struct arena *arena, const char *format, va_list args)
{
	auto_text struct text text = NO_TEXT;

	text_vformat(&text, format, args);
	return arena_text(arena, text_string(&text));
}

void found(const struct host *host, struct finding *finding, enum verdict verdict,
	   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finding->verdict = verdict;
	finding->reason = sentence(host->arena, format, args);
	va_end(args);
}

void cured_by(const struct host *host, struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	finding->cure = sentence(host->arena, format, args);
	va_end(args);
}

struct finding *host_add(struct host *host, const char *subject, enum verdict verdict,
			 const char *format, ...)
{
	struct finding *finding = ARENA_ADD(host->arena, host->findings, host->count);
	va_list args;

	va_start(args, format);
	*finding = (struct finding){.subject = subject,
				    .verdict = verdict,
				    .reason = sentence(host->arena, format, args)};
	va_end(args);
	return finding;
}

const char *host_file(const struct host *host, const char *name)
{
	auto_text struct text text = NO_TEXT;

	if (file_read(AT_FDCWD, name, MOST_FILE, &text))
		return "";
	text.start[strcspn(text.start, "\n")] = '\0';
	return arena_text(host->arena, text.start);
}

void host_examine(struct host *host)
{
	for (size_t i = 0; i < COUNT(examinations); i++) {
		struct finding *finding = host_add(host, examinations[i].subject, GOOD, "%s", "");

		finding->vital = examinations[i].vital;
		examinations[i].examine(host, finding);
	}
}

bool host_suffices(const struct host *host)
{
	for (size_t i = 0; i < host->count; i++) {
		if (host->findings[i].vital && host->findings[i].verdict == LACKING)
			return false;
	}
	return true;
}

void host_print(const struct host *host, struct text *out)
{
	int width = 0;

	for (size_t i = 0; i < host->count; i++) {
		int length = (int)strlen(host->findings[i].subject);

		width = length > width ? length : width;
	}
	for (size_t i = 0; i < host->count; i++) {
		const struct finding *finding = &host->findings[i];

		text_format(out, "%-8s %-*s  %s\n", verdicts[finding->verdict], width,
			    finding->subject, finding->reason);
		if (finding->cure)
			text_format(out, "%-8s %-*s  cure: %s\n", "", width, "", finding->cure);
	}
}

void host_print_json(const struct host *host, struct text *out)
{
	struct json json = {.out = out, .indent = "  "};

	json_begin_array(&json, NULL);
	for (size_t i = 0; i < host->count; i++) {
		const struct finding *finding = &host->findings[i];

		json_begin_object(&json, NULL);
		json_string(&json, "subject", finding->subject);
		json_string(&json, "verdict", verdicts[finding->verdict]);
		json_string(&json, "reason", finding->reason);
		json_string(&json, "cure", finding->cure);
		json_boolean(&json, "vital", finding->vital);
		json_end_object(&json);
	}
	json_end_array(&json);
	text_add(out, "\n");
}
