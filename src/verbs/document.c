/*
 * document.c - a JSON document named on the command line
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "document.h"
#include "error.h"
#include "file.h"
#include "text.h"

#define MOST (16 << 20)

int document_read(const char *file, struct text *text, struct error *err)
{
	int failed = strcmp(file, "-") == 0 ? file_read_fd(STDIN_FILENO, MOST, text)
					    : file_read(AT_FDCWD, file, MOST, text);

	return failed ? fail(err, SYSTEM, "read %s", file) : 0;
}
