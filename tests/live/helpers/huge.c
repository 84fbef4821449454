/*
 * huge.c - maps huge pages of 2 MiB and touches each: huge PAGES reserved|unreserved
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define PAGE (2u << 20)

int main(int argc, char **argv)
{
	size_t pages = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB;
	volatile char *memory;

	if (!pages)
		return 2;
	if (strcmp(argv[2], "unreserved") == 0)
		flags |= MAP_NORESERVE;
	memory = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, flags, -1, 0);
	if (memory == MAP_FAILED) {
		puts(errno == ENOMEM ? "refused" : strerror(errno));
		return 0;
	}
	for (size_t i = 0; i < pages; i++)
		memory[i * PAGE] = 1;
	puts("touched");
	return 0;
}
