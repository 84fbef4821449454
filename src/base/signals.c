/*
 * signals.c - signal names and numbers
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "alloc.h"
#include "number.h"
#include "signals.h"

static const struct {
	int number;
	const char *name;
} signals[] = {
	{SIGHUP,    "HUP"   },
	{SIGINT,    "INT"   },
	{SIGQUIT,   "QUIT"  },
	{SIGILL,    "ILL"   },
	{SIGTRAP,   "TRAP"  },
	{SIGABRT,   "ABRT"  },
	{SIGBUS,    "BUS"   },
	{SIGFPE,    "FPE"   },
	{SIGKILL,   "KILL"  },
	{SIGUSR1,   "USR1"  },
	{SIGSEGV,   "SEGV"  },
	{SIGUSR2,   "USR2"  },
	{SIGPIPE,   "PIPE"  },
	{SIGALRM,   "ALRM"  },
	{SIGTERM,   "TERM"  },
	{SIGSTKFLT, "STKFLT"},
	{SIGCHLD,   "CHLD"  },
	{SIGCONT,   "CONT"  },
	{SIGSTOP,   "STOP"  },
	{SIGTSTP,   "TSTP"  },
	{SIGTTIN,   "TTIN"  },
	{SIGTTOU,   "TTOU"  },
	{SIGURG,    "URG"   },
	{SIGXCPU,   "XCPU"  },
	{SIGXFSZ,   "XFSZ"  },
	{SIGVTALRM, "VTALRM"},
	{SIGPROF,   "PROF"  },
	{SIGWINCH,  "WINCH" },
	{SIGIO,     "IO"    },
	{SIGPWR,    "PWR"   },
	{SIGSYS,    "SYS"   },
	{SIGABRT,   "IOT"   },
	{SIGCHLD,   "CLD"   },
	{SIGIO,     "POLL"  },
};

static int real_time(const char *name)
{
	uint64_t offset = 0;
	int base, sign = 1;

	if (strncasecmp(name, "RTMIN", 5) == 0) {
		base = SIGRTMIN;
	} else if (strncasecmp(name, "RTMAX", 5) == 0) {
		base = SIGRTMAX;
		sign = -1;
	} else {
		return -1;
	}
	name += 5;
	if (*name && (*name != (sign > 0 ? '+' : '-') || number_unsigned(name + 1, 30, &offset)))
		return -1;
	return base + sign * (int)offset;
}

int signal_number(const char *text)
{
	uint64_t number;

	if (number_unsigned(text, 64, &number) == 0)
		return (int)number;
	if (strncasecmp(text, "SIG", 3) == 0)
		text += 3;
	for (size_t i = 0; i < COUNT(signals); i++) {
		if (strcasecmp(text, signals[i].name) == 0)
			return signals[i].number;
	}
	return real_time(text);
}

const char *signal_name(int number)
{
	static char name[32];

	snprintf(name, sizeof(name), "signal %d", number);
	for (size_t i = 0; i < COUNT(signals); i++) {
		if (signals[i].number == number) {
			snprintf(name, sizeof(name), "SIG%s", signals[i].name);
			break;
		}
	}
	return name;
}
