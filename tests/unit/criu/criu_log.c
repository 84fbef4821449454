/* criu_log.c: the line that says why */
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "criu.h"
#include "text.h"

Test(criu_log, the_last_error_that_says_something_is_quoted)
{
	static const struct {
		const char *log, *line;
	} rows[] = {
		{"",                                                                       ""                      },
		{"(00.1) all is well\n",                                                   ""                      },
		{"(00.1) Error (criu/a.c:1): first\n(00.2) Error (criu/b.c:22): second\n",
		 "second"                                                                                          },
		{"(00.1)      1: Error (criu/a.c:1): why\n(00.2) Error (criu/cr-dump.c:9): Dumping "
		 "FAILED.\n",                                             "why"                   },
		{"(00.1) Error (criu/a.c:1): without an end of line",                      "without an end of line"},
		{"(00.1) Error (criu/a.c:1) no colon\n",                                   ""                      },
		{"Error (criu/cr-restore.c:9): Restoring FAILED.\n",                       ""                      },
		{"Error (",                                                                ""                      },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_text struct text line = NO_TEXT;

		criu_log_quote(rows[i].log, strlen(rows[i].log), &line);
		cr_expect_str_eq(text_string(&line), rows[i].line, "%s", rows[i].log);
	}
}
