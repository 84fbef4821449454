/*
 * spec.c - write a configuration to start from
 */
#include <fcntl.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "path.h"
#include "spec.h"
#include "text.h"
#include "verbs.h"

const struct option_row spec_options[] = {
	TEXT("bundle", 'b', bundle, "DIR", "where to write it; default: the current directory"),
	TEXT("config", 'f', config, "FILE", "the file's name; default: config.json"),
	FLAG("rootless", 0, unprivileged, "for a user without privileges"),
	NO_MORE_OPTIONS,
};

int spec_run(struct request *req, struct error *err)
{
	auto_text struct text json = NO_TEXT;
	const char *file = path_join(&req->arena, req->bundle, req->config);
	/* Never over a configuration that is there: it may be the work of days. */
	auto_close int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return fail(err, SYSTEM, "make %s", file);
	spec_write(&json, spec_template(&req->arena, req->unprivileged));
	if (file_write_all(fd, text_string(&json), json.length))
		return fail(err, SYSTEM, "write %s", file);
	return 0;
}
