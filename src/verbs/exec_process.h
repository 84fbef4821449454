/*
 * exec_process.h - the process that exec asks for
 */
#ifndef BERTH_EXEC_PROCESS_H
#define BERTH_EXEC_PROCESS_H

struct error;
struct request;
struct spec;
struct spec_process;

/*
 * The container's own process with another command, or that of --process; then what the
 * options say. root is the container's, for the names of users. NULL with a sentence.
 */
struct spec_process *exec_process(struct request *req, const struct spec *spec, int root,
				  struct error *err);

#endif
