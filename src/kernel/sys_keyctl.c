/*
 * sys_keyctl.c - the session keyring
 */
#include <linux/keyctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "kernel.h"

int sys_new_session_keyring(const char *name)
{
	return (int)syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, name);
}
