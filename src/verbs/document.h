/*
 * document.h - a JSON document named on the command line
 */
#ifndef BERTH_DOCUMENT_H
#define BERTH_DOCUMENT_H

struct error;
struct text;

/* The whole of a file, /dev/fd/N or a pipe; "-" is standard input. */
int document_read(const char *file, struct text *text, struct error *err);

#endif
