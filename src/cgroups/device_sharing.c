/*
 * device_sharing.c - one device program for all containers that have the same rules
 *
 * Theory of operation
 *
 * To check a program and to translate it takes the kernel longer than all the rest of a cgroup,
 * and it keeps what comes of it; and most containers have the same rules. So a container that stays
 * leaves the number of its program beside the records, with its id, and who has the same rules
 * attaches that very program. When it is deleted it takes that away again. The program goes with
 * the last cgroup that has it.
 *
 * The number is a hint and no more: it is asked of the kernel what the program's instructions are,
 * and only if they are those that would be loaded, each of them, is it attached. Where the kernel
 * does not say (net.core.bpf_jit_harden 2), or has changed what it was given, one is loaded.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "device_rules.h"
#include "fd.h"
#include "job.h"
#include "number.h"
#include "plan.h"
#include "record.h"
#include "text.h"

#define MOST_INSTRUCTIONS 128 /* of a program that is shared: the usual one has about 50 */

#define LONGEST 1100 /* what is in the link: more than any id is long */

/* Seen from a record's directory; no container can be named like it. A link takes one call to read.
 */
#define SHARED "../@devices"

int device_program_borrow(uint32_t number, const struct device_filter *filter)
{
	size_t size = filter->length * sizeof(*filter->code);
	struct bpf_insn code[MOST_INSTRUCTIONS] = {{.code = 0}};
	struct bpf_prog_info info = {.xlated_prog_len = sizeof(code),
				     .xlated_prog_insns = (uintptr_t)code};
	auto_close int program = device_program_open(number, &info);

	if (program < 0 || info.type != BPF_PROG_TYPE_CGROUP_DEVICE || !info.xlated_prog_insns ||
	    info.xlated_prog_len != size || size > sizeof(code) ||
	    memcmp(code, filter->code, size) != 0)
		return -1;
	return fd_take(&program);
}

/* "NUMBER ID": of the program, and of the container that lends it. 0: nobody does. */
static uint32_t read_link(int record, const char **id, char words[LONGEST])
{
	ssize_t length = readlinkat(record, SHARED, words, LONGEST - 1);
	uint64_t number;
	char *space;

	words[length < 0 ? 0 : length] = '\0';
	space = strchr(words, ' ');
	if (!space)
		return 0;
	*space = '\0';
	*id = space + 1;
	return number_unsigned(words, UINT32_MAX, &number) ? 0 : (uint32_t)number;
}

/* Before INIT is born: what is written to afterwards is copied, page by page. */
int cgroup_program_find(struct job *job, struct error *err)
{
	char words[LONGEST];
	const char *lender;

	(void)err;
	job->lent_program = read_link(job->record->dir, &lender, words);
	return 0;
}

void cgroup_program_lend(const struct job *job)
{
	struct bpf_prog_info info;
	auto_text struct text words = NO_TEXT;
	auto_close int program = -1;

	if (job->cgroup < 0 || !job->plan->cgroup.filter || job->lent_program)
		return;
	program = device_program_of(job->cgroup, &info);
	if (program < 0)
		return;
	text_format(&words, "%" PRIu32 " %s", info.id, job->record->id);
	(void)unlinkat(job->record->dir, SHARED, 0);
	if (symlinkat(words.start, job->record->dir, SHARED))
		return; /* somebody else has left one just now, which will do as well */
}

void cgroup_program_withdraw(const struct record *record)
{
	char words[LONGEST];
	const char *lender;

	if (read_link(record->dir, &lender, words) && strcmp(lender, record->id) == 0)
		(void)unlinkat(record->dir, SHARED, 0);
}
