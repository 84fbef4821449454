/*
 * printed.h - what a function writes to stdout
 */
#ifndef BERTH_PRINTED_H
#define BERTH_PRINTED_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static FILE *printed_file;
static int printed_stdout = -1;

/* From here on stdout is a file .. */
static void printing_begins(void)
{
	fflush(stdout);
	printed_file = tmpfile();
	printed_stdout = dup(STDOUT_FILENO);
	dup2(fileno(printed_file), STDOUT_FILENO);
}

/* .. until here, where its text is returned. */
static char *printing_ends(void)
{
	long size;
	char *text;

	fflush(stdout);
	dup2(printed_stdout, STDOUT_FILENO);
	close(printed_stdout);
	fseek(printed_file, 0, SEEK_END);
	size = ftell(printed_file);
	rewind(printed_file);
	text = calloc(1, (size_t)size + 1);
	if (fread(text, 1, (size_t)size, printed_file) != (size_t)size)
		abort();
	fclose(printed_file);
	return text;
}

#endif
