/*
 * start_x86_64.c - the first instructions of the released program
 *
 * Theory of operation
 *
 * A program that is placed at random writes its own tables of addresses before anything else, and
 * each page of them is copied at its first write: one fault of the processor for each. In a virtual
 * machine a fault is dear, and each page costs again when the program parts from its file, since
 * what is mapped of it has to go (own_mappings.c). So all that is ever written is put in memory of
 * no file while nothing has been written, and is read into it by one call.
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
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#define PAGE  4096L
#define STACK (3 * PAGE)

#ifndef DT_RELR
#define DT_RELRSZ 35 /* the generic ABI: addresses, the relative ones packed */
#define DT_RELR   36
#endif

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN extern const Elf64_Ehdr __ehdr_start;
HIDDEN extern Elf64_Dyn _DYNAMIC[];
HIDDEN extern const char often_end;

HIDDEN bool own_data_is_apart;

static long call(long number, long first, long second, long third, long fourth, long fifth,
		 long sixth)
{
	register long r10 __asm__("r10") = fourth;
	register long r8 __asm__("r8") = fifth;
	register long r9 __asm__("r9") = sixth;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8),
			   "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

static const Elf64_Phdr *written_segment(void)
{
	const char *first = (const char *)&__ehdr_start;
	const Elf64_Phdr *header = (const Elf64_Phdr *)(first + __ehdr_start.e_phoff);

	while (header->p_type != PT_LOAD || !(header->p_flags & PF_W))
		header++;
	return header;
}

/* Between the mapping and the reading there is no program that could say what went wrong. */
static void set_data_apart(void)
{
	const Elf64_Phdr *segment = written_segment();
	const long start = (long)&__ehdr_start + (long)segment->p_vaddr;
	const long size = (start & (PAGE - 1)) + (long)segment->p_filesz;
	const long file = call(SYS_open, (long)"/proc/self/exe", O_RDONLY | O_CLOEXEC, 0, 0, 0, 0);

	if (file < 0)
		return;
	if (call(SYS_mmap, start & -PAGE, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_POPULATE, -1, 0) >= 0) {
		if (call(SYS_pread64, file, start, (long)segment->p_filesz, (long)segment->p_offset,
			 0, 0) != (long)segment->p_filesz)
			call(SYS_exit_group, 127, 0, 0, 0, 0, 0);
		own_data_is_apart = true;
	}
	call(SYS_close, file, 0, 0, 0, 0, 0);
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
		for (unsigned bit = 1; bit < 64; bit++)
			if (*relr >> bit & 1)
				next[bit - 1] += program;
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

	set_data_apart();
	relocate_all();
	call(SYS_madvise, first, (long)&often_end - first, MADV_POPULATE_READ, 0, 0, 0);
	call(SYS_madvise, (stack - STACK) & -PAGE, STACK, MADV_POPULATE_WRITE, 0, 0, 0);
}

/* libc's own start wants the stack as it was, and nothing to be called at the exit. */
__asm__(".globl berth_start\n"
	".type berth_start, @function\n"
	"berth_start:\n"
	"	mov %rsp, %rdi\n"
	"	call prepare\n"
	"	xor %edx, %edx\n"
	"	jmp _start\n"
	".size berth_start, . - berth_start\n");
