/*
 * check.h - rules between fields
 */
#ifndef BERTH_CHECK_H
#define BERTH_CHECK_H

#include "spec.h"

struct error;
struct json_document;

/* Complains about the first rule broken, at the place in the document it speaks of. */
int check_spec(const struct spec *spec, const struct json_document *document, struct error *err);
int check_mounts(const struct spec *spec, const struct json_document *document, struct error *err);
int check_process(const struct spec_process *process, const struct json_document *document,
		  struct error *err);

#endif
