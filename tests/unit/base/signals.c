/* signals.c: signal names and numbers */
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "alloc.h"
#include "signals.h"

Test(base_signals, a_signal_is_known_by_name_and_number)
{
	const struct {
		const char *text;
		int number;
	} rows[] = {
		{"KILL",       SIGKILL     },
		{"SIGKILL",    SIGKILL     },
		{"sigkill",    SIGKILL     },
		{"Kill",       SIGKILL     },
		{"9",          SIGKILL     },
		{"0",          0           },
		{"64",         64          },
		{"TERM",       SIGTERM     },
		{"SIGIOT",     SIGABRT     },
		{"CLD",        SIGCHLD     },
		{"POLL",       SIGIO       },
		{"RTMIN",      SIGRTMIN    },
		{"SIGRTMIN+3", SIGRTMIN + 3},
		{"RTMAX-1",    SIGRTMAX - 1},
		{"65",         -1          },
		{"-1",         -1          },
		{"",           -1          },
		{"SIG",        -1          },
		{"SIG9",       -1          },
		{"SIGSIGKILL", -1          },
		{"KILLED",     -1          },
		{"RTMIN-1",    -1          },
		{"RTMAX+1",    -1          },
		{"RTMIN+31",   -1          },
		{"RTMIN+",     -1          },
		{" KILL",      -1          },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		cr_expect_eq(signal_number(rows[i].text), rows[i].number, "\"%s\" is %d",
			     rows[i].text, signal_number(rows[i].text));
}

Test(base_signals, every_standard_signal_has_a_name_that_leads_back_to_it)
{
	for (int number = 1; number < 32; number++) {
		cr_expect_eq(strncmp(signal_name(number), "SIG", 3), 0, "%d is nameless", number);
		cr_expect_eq(signal_number(signal_name(number)), number, "%s", signal_name(number));
	}
}

Test(base_signals, a_signal_without_a_name_is_told_by_its_number)
{
	cr_assert_str_eq(signal_name(77), "signal 77");
}
