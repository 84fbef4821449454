/*
 * set_apart.c - the last step of the released program's link: what it writes is loaded by no kernel
 *
 * The bytes that the segment of data has in the file are copied into the section .image, which
 * is only read (layout.ld), and the segment has none any more: the kernel gives it empty memory of
 * no file, and the first instructions fill it (start_x86_64.c says why). So that nobody looks for
 * them where they were, its sections are such as have none, and what there is of dynamic linking
 * is found in the image.
 *
 *	set_apart PROGRAM
 */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image.h"

#define PAGE 4096UL

static _Noreturn void give_up(const char *file, const char *why)
{
	fprintf(stderr, "set_apart: %s: %s\n", file, why);
	exit(1);
}

static char *read_whole(const char *file, size_t *size)
{
	FILE *stream = fopen(file, "rb");
	char *bytes;
	long end;

	if (!stream || fseek(stream, 0, SEEK_END) || (end = ftell(stream)) < 0)
		give_up(file, strerror(errno));
	rewind(stream);
	*size = (size_t)end;
	bytes = malloc(*size);
	if (!bytes || fread(bytes, 1, *size, stream) != *size)
		give_up(file, "cannot be read");
	fclose(stream);
	return bytes;
}

static void write_whole(const char *file, const char *bytes, size_t size)
{
	FILE *stream = fopen(file, "r+b");

	if (!stream || fwrite(bytes, 1, size, stream) != size || fclose(stream))
		give_up(file, strerror(errno));
}

static const Elf64_Shdr *section_of(const char *elf, const char *name)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)elf;
	const Elf64_Shdr *sections = (const Elf64_Shdr *)(elf + header->e_shoff);
	const char *names = elf + sections[header->e_shstrndx].sh_offset;

	for (unsigned i = 0; i < header->e_shnum; i++)
		if (strcmp(names + sections[i].sh_name, name) == 0)
			return &sections[i];
	return NULL;
}

static Elf64_Phdr *written_segment(char *elf)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)elf;
	Elf64_Phdr *segments = (Elf64_Phdr *)(elf + header->e_phoff);

	for (unsigned i = 0; i < header->e_phnum; i++)
		if (segments[i].p_type == PT_LOAD && segments[i].p_flags & PF_W)
			return &segments[i];
	return NULL;
}

/* They are as .bss is, without bytes; but who asks what the program is linked with is answered. */
static void move_sections(char *elf, const Elf64_Phdr *segment, Elf64_Off image)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)elf;
	Elf64_Shdr *sections = (Elf64_Shdr *)(elf + header->e_shoff);

	for (unsigned i = 0; i < header->e_shnum; i++) {
		const Elf64_Addr within = sections[i].sh_addr - segment->p_vaddr;

		if (within >= segment->p_filesz)
			continue;
		if (sections[i].sh_type == SHT_DYNAMIC)
			sections[i].sh_offset = image + within;
		else
			sections[i].sh_type = SHT_NOBITS;
	}
}

static void move_dynamic(char *elf, const Elf64_Phdr *segment, Elf64_Off image)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)elf;
	Elf64_Phdr *segments = (Elf64_Phdr *)(elf + header->e_phoff);

	for (unsigned i = 0; i < header->e_phnum; i++)
		if (segments[i].p_type == PT_DYNAMIC)
			segments[i].p_offset = image + segments[i].p_vaddr - segment->p_vaddr;
}

static void empty_segment(Elf64_Phdr *segment)
{
	/* One that begins within a page has something of the file, to Linux before 6.6. */
	const Elf64_Addr within = segment->p_vaddr % PAGE;

	segment->p_vaddr -= within;
	segment->p_paddr = segment->p_vaddr;
	segment->p_offset -= within;
	segment->p_memsz += within;
	segment->p_filesz = 0;
}

int main(int argc, char **argv)
{
	const char *file = argc == 2 ? argv[1] : "";
	size_t size;
	char *elf = read_whole(file, &size);
	const Elf64_Shdr *section = section_of(elf, IMAGE_SECTION);
	Elf64_Phdr *segment = written_segment(elf);
	struct image *image;
	Elf64_Off bytes;

	if (!section || !segment)
		give_up(file, "it has no " IMAGE_SECTION ", or no data");
	image = (struct image *)(elf + section->sh_offset);
	if (sizeof(*image) + segment->p_filesz > section->sh_size)
		give_up(file, "its data do not fit: make IMAGE_ROOM larger");
	image->address = segment->p_vaddr;
	image->size = segment->p_filesz;
	memcpy(image->bytes, elf + segment->p_offset, segment->p_filesz);
	bytes = (Elf64_Off)(image->bytes - elf);
	move_sections(elf, segment, bytes);
	move_dynamic(elf, segment, bytes);
	empty_segment(segment);
	write_whole(file, elf, size);
	return 0;
}
