/*
 * cni.h - berth as a CNI plugin
 *
 * Kubernetes, containerd, CRI-O and others have containers plugged into networks by programs of
 * a common form: the call is in the environment, the network's configuration on stdin, and the
 * answer is JSON on stdout. berth is such a program when CNI_COMMAND is in its environment and
 * it is given no words, as a plugin is called:
 *
 *	if (cni_is_called(argc))
 *		return cni_run();
 */
#ifndef BERTH_CNI_H
#define BERTH_CNI_H

#include <stdbool.h>

bool cni_is_called(int argc);

/* Does what the call asks for, and answers it; the exit status. */
int cni_run(void);

#endif
