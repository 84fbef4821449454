/*
 * own_mappings.h - what is mapped of the program's own file
 */
#ifndef BERTH_OWN_MAPPINGS_H
#define BERTH_OWN_MAPPINGS_H

/*
 * The program goes on running, and from here on it runs from FILE: the same file as before, opened
 * by another way. That is what /proc/self/exe and each mapping then lead to. Takes the argv of
 * main().
 *
 * -1: it runs as it did, though parts of it may be mapped from FILE already. Errors: EPERM, EINVAL
 * and others of prctl(PR_SET_MM_MAP), where the kernel does not do that (since Linux 3.18, for
 * CRIU; in a user namespace since 5.9).
 */
int own_mappings_move(int file, char **argv);

#endif
