/*
 * own_mappings.c - a program that runs changes the file it runs from
 *
 * Theory of operation
 *
 * The kernel takes another file for the one that a process executes, so that CRIU can restore
 * one; but not while anything of the old file is mapped. So each segment of the program is put
 * in place once more, at the same address and with the same bytes:
 *
 *	what is only read or executed is mapped from the new file over the old mapping;
 *	what has been written since the start is copied to memory of no file, which takes its place.
 *
 * The first happens under the very instructions that ask for it, and they go on with their like.
 */
#include <elf.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "own_mappings.h"
#include "security.h"

#define MOST_HEADERS 32

/* What the linker says of the program: its first header, the ends of its code and of its data. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));
extern const char etext, edata;

/* The released program has what it writes in memory of no file already: static/start_x86_64.c. */
__attribute__((weak, visibility("hidden"))) extern bool own_data_is_apart;

/* From where to where the released program is used by common verbs: static/layout.ld. */
__attribute__((weak, visibility("hidden"))) extern const char often_start, often_end;

struct segment {
	char *start; /* at the beginning of a page */
	size_t size; /* of what the file has, in whole pages */
	off_t offset;
	int protection;
};

static size_t page_start(size_t address)
{
	return address & ~((size_t)getpagesize() - 1);
}

/* The beginning of the page in which an address is that the headers speak of. */
static char *page_at(size_t address)
{
	return (char *)((uintptr_t)&__ehdr_start + page_start(address));
}

static struct segment segment_of(const ElfW(Phdr) * header)
{
	const size_t past = header->p_vaddr + header->p_filesz + (size_t)getpagesize() - 1;
	char *start = page_at(header->p_vaddr);

	return (struct segment){
		.start = start,
		.size = (size_t)(page_at(past) - start),
		.offset = (off_t)page_start(header->p_offset),
		.protection = (header->p_flags & PF_R ? PROT_READ : 0) |
			      (header->p_flags & PF_W ? PROT_WRITE : 0) |
			      (header->p_flags & PF_X ? PROT_EXEC : 0),
	};
}

static int segment_map(const ElfW(Phdr) * header, int file)
{
	const struct segment segment = segment_of(header);
	void *at = mmap(segment.start, segment.size, segment.protection, MAP_PRIVATE | MAP_FIXED,
			file, segment.offset);

	return at == MAP_FAILED ? -1 : 0;
}

/*
 * Nothing may be written to the segment between the copy and the move: no function is called.
 * Word by word, for a sanitizer would look at what lies between its variables.
 */
__attribute__((no_sanitize_address)) static int segment_copy(const ElfW(Phdr) * header)
{
	const struct segment segment = segment_of(header);
	const volatile uint64_t *from = (const volatile uint64_t *)segment.start;
	uint64_t *copy = mmap(NULL, segment.size, segment.protection,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);

	if (copy == MAP_FAILED)
		return -1;
	for (size_t i = 0; i < segment.size / sizeof(*copy); i++)
		copy[i] = from[i];
	if (mremap(copy, segment.size, segment.size, MREMAP_MAYMOVE | MREMAP_FIXED,
		   segment.start) != MAP_FAILED)
		return 0;
	munmap(copy, segment.size);
	return -1;
}

static bool is_loaded(const ElfW(Phdr) * header, bool written)
{
	return header->p_type == PT_LOAD && written == !!(header->p_flags & PF_W);
}

static bool data_is_apart(void)
{
	return &own_data_is_apart && own_data_is_apart;
}

/* What relocation wrote is read from here on, and not written. */
static int relocated_seal(const ElfW(Phdr) * header)
{
	char *start = page_at(header->p_vaddr);
	const char *end = page_at(header->p_vaddr + header->p_memsz);

	return mprotect(start, (size_t)(end - start), PROT_READ);
}

/* A help and no more: what is not there yet comes as it is used. */
void own_pages_populate(void)
{
	char *start;

	if (!&often_start)
		return;
	start = page_at((size_t)(&often_start - (const char *)&__ehdr_start));
	(void)madvise(start, (size_t)(&often_end - start), MADV_POPULATE_READ);
}

/*
 * The headers are read before anything is put in place: afterwards their page would be brought into
 * memory once more, and its neighbours with it.
 */
static int segments_move(int file)
{
	ElfW(Phdr) headers[MOST_HEADERS];
	const size_t count = __ehdr_start.e_phnum;

	if (count > MOST_HEADERS)
		return -1;
	memcpy(headers, (const char *)&__ehdr_start + __ehdr_start.e_phoff,
	       count * sizeof(*headers));
	for (size_t i = 0; i < count; i++)
		if (is_loaded(&headers[i], false) && segment_map(&headers[i], file))
			return -1;
	own_pages_populate();
	for (size_t i = 0; i < count; i++)
		if (is_loaded(&headers[i], true) && !data_is_apart() && segment_copy(&headers[i]))
			return -1;
	for (size_t i = 0; i < count; i++)
		if (headers[i].p_type == PT_GNU_RELRO && relocated_seal(&headers[i]))
			return -1;
	return 0;
}

static uint64_t number_of(const void *address)
{
	return (uintptr_t)address;
}

/*
 * The file comes with all that the kernel knows of a process's memory, which is as it was: it lays
 * down the arguments, the environment and the program's name one behind the other. What libc has of
 * the heap so far it keeps.
 */
static int executable_set(int file, char **argv)
{
	const uint64_t heap = number_of(sbrk(0));
	const char *last = argv[0];
	struct prctl_mm_map map = {
		.start_code = number_of(&__ehdr_start),
		.end_code = number_of(&etext),
		.start_data = number_of(&etext),
		.end_data = number_of(&edata),
		.start_brk = heap,
		.brk = heap,
		.start_stack = number_of(argv),
		.arg_start = number_of(argv[0]),
		.env_end = getauxval(AT_EXECFN),
		.exe_fd = (uint32_t)file,
	};

	for (char **argument = argv; *argument; argument++)
		last = *argument;
	map.arg_end = map.env_start = number_of(last) + strlen(last) + 1;
	return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0);
}

int own_mappings_move(int file, char **argv)
{
	return !argv[0] || segments_move(file) || executable_set(file, argv) ? -1 : 0;
}
