/*
 * start_x86_64.c - the first instructions of the released program
 *
 * Theory of operation
 *
 * A program that is placed at random writes its own tables of addresses before anything else, and
 * each page of them is copied at its first write: one fault of the processor for each. In a virtual
 * machine a fault is dear, and each page costs again when the program parts from its file, since
 * what is mapped of it has to go (own_mappings.c). So the kernel loads nothing that is ever
 * written: there is an image of it that is only read (set_apart.c), and it is copied into memory of
 * no file, of which all pages are asked for at once.
 *
 * The list of those addresses is read by no other program, and is packed: a bit for each (DT_RELR),
 * where libc's form takes 24 bytes (DT_RELA), which were 18 pages more to be read at each start.
 *
 * The kernel is asked as well to bring into memory what is read of the file: from its beginning to
 * the last function that common verbs use (layout.ld); and the stack, as deep as a verb goes. Where
 * it cannot do one of these things, nothing is lost but time.
 *
 * Nothing is relocated yet: no address is stored, no function of libc called, no errno set.
 */
#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "image.h"

#define PAGE  4096L
#define STACK (3 * PAGE)

#ifndef DT_RELR
#define DT_RELRSZ 35 /* the generic ABI: addresses, the relative ones packed */
#define DT_RELR   36
#endif

#define TEXT(words)  #words
#define NUMBER(name) TEXT(name)

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN extern const Elf64_Ehdr __ehdr_start;
HIDDEN extern Elf64_Dyn _DYNAMIC[];
HIDDEN extern const char often_end;
HIDDEN extern const struct image image;

HIDDEN bool own_data_is_apart;

static void call(long number, long first, long second, long third)
{
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(first), "S"(second), "d"(third)
			 : "rcx", "r11", "memory");
	(void)result; /* it was a wish */
}

/* Copied here: nothing can be called. Written memory has no page yet, and is asked for at once. */
static void set_data_apart(void)
{
	const long start = (long)&__ehdr_start + (long)image.address;
	const char *from = image.bytes;
	char *to = (char *)start;
	uint64_t count = image.size;

	if (!image.size)
		return;
	call(SYS_madvise, start & -PAGE, (start & (PAGE - 1)) + (long)image.size,
	     MADV_POPULATE_WRITE);
	__asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(count) : : "memory");
	own_data_is_apart = true;
}

/* Each address lacks that of the program. A bit says which of the next 63 words are addresses. */
static void relocate(const uint64_t *relr, const uint64_t *end)
{
	const uint64_t program = (uintptr_t)&__ehdr_start;
	uint64_t *next = NULL;

	for (; relr < end; relr++) {
		if (!(*relr & 1)) {
			next = (uint64_t *)(program + *relr);
			*next++ += program;
			continue;
		}
		for (uint64_t bits = *relr >> 1; bits; bits &= bits - 1)
			next[__builtin_ctzl(bits)] += program;
		next += 63;
	}
}

/* What is done is taken off the list, for libcs that know this form of it. */
static void relocate_all(void)
{
	Elf64_Dyn *size = NULL;
	const char *relr = (const char *)&__ehdr_start;

	for (Elf64_Dyn *entry = _DYNAMIC; entry->d_tag != DT_NULL; entry++) {
		if (entry->d_tag == DT_RELR)
			relr += entry->d_un.d_ptr;
		if (entry->d_tag == DT_RELRSZ)
			size = entry;
	}
	relocate((const uint64_t *)relr, (const uint64_t *)(relr + size->d_un.d_val));
	size->d_un.d_val = 0;
}

__attribute__((used)) static void prepare(long stack)
{
	const long first = (long)&__ehdr_start;

	call(SYS_madvise, first, (long)&often_end - first, MADV_POPULATE_READ);
	set_data_apart();
	relocate_all();
	call(SYS_madvise, (stack - STACK) & -PAGE, STACK, MADV_POPULATE_WRITE);
}

__asm__(".section " IMAGE_SECTION ", \"a\", @progbits\n"
	".balign 8\n"
	".globl image\n"
	"image:\n"
	"	.zero " NUMBER(IMAGE_ROOM) "\n.text\n");

/* libc's own start wants the stack as it was, and nothing to be called at the exit. */
__asm__(".globl berth_start\n"
	".type berth_start, @function\n"
	"berth_start:\n"
	"	mov %rsp, %rdi\n"
	"	call prepare\n"
	"	xor %edx, %edx\n"
	"	jmp _start\n"
	".size berth_start, . - berth_start\n");
