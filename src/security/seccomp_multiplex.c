/*
 * seccomp_multiplex.c - i386 reaches one call by two numbers
 *
 * On i386 the calls of sockets and System V IPC are also reached through socketcall and ipc,
 * whose first argument says which is meant; a filter must know both ways. For such names
 * libseccomp gives not a number but -100 - selector (sockets) or -200 - selector (IPC).
 *
 * Behind socketcall the call's own arguments are in memory, where no filter can see them: a
 * condition on them tests what is in the register instead. libseccomp does it that way and
 * profiles rely on it.
 */
#include <seccomp.h>

#include "alloc.h"
#include "seccomp_multiplex.h"
#include "seccomp_names.h"

#define SOCKETCALL 102
#define IPC        117

/* By selector; 0 where there is none. send, recv and accept have no number of their own. */
static const int sockets[] = {0,   359, 361, 362, 363, 0,   367, 368, 360, 0,  0,
			      369, 371, 373, 366, 365, 370, 372, 364, 337, 345};
static const int ipcs[] = {[2] = 393,  [3] = 394,  [11] = 400, [12] = 401, [13] = 399,
			   [14] = 402, [21] = 397, [22] = 398, [23] = 395, [24] = 396};

static int direct(const int *numbers, size_t count, unsigned selector)
{
	return selector < count && numbers[selector] ? numbers[selector] : -1;
}

struct multiplexed seccomp_multiplexed(const struct seccomp_abi *abi, int number)
{
	struct multiplexed call = {.direct = number};

	if (abi->token != SCMP_ARCH_X86 || number >= -100 || number < -299)
		return call;
	call.selector = (unsigned)-number % 100;
	if (number > -200) {
		call.entry = SOCKETCALL;
		call.direct = direct(sockets, COUNT(sockets), call.selector);
	} else {
		call.entry = IPC;
		call.direct = direct(ipcs, COUNT(ipcs), call.selector);
	}
	return call;
}
