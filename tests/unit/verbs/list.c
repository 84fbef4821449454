/*
 * list.c - the list in its three forms
 */
#include "records.h"

#include "printed.h"
#include "verbs.h"

static char *list_with(struct request req)
{
	struct error err = NO_ERROR;
	int result;
	char *text;

	req.root = "/r";
	printing_begins();
	result = list_run(&req, &err);
	text = printing_ends();
	cr_assert_eq(result, 0, "%s", err.text);
	return text;
}

Test(verbs_list, a_table_has_a_line_for_each_container)
{
	cr_assert_str_eq(list_with((struct request){0}),
			 "ID     PID   STATUS    BUNDLE    CREATED   OWNER\n"
			 "db     10    running   /b/db     today     root\n"
			 "web1   11    running   /b/web1   today     root\n"
			 "web2   0     stopped   /b/web2   today     root\n");
}

Test(verbs_list, json_is_one_line)
{
	cr_assert_str_eq(list_with((struct request){.format = "json"}),
			 "[{db running},{web1 running},{web2 stopped}]\n");
}

Test(verbs_list, quiet_is_the_ids_alone)
{
	cr_assert_str_eq(list_with((struct request){.quiet = true}), "db\nweb1\nweb2\n");
}

Test(verbs_list, a_default_root_that_is_missing_is_an_empty_list)
{
	root_missing = true;
	cr_assert_str_eq(list_with((struct request){.default_root = true, .format = "json"}),
			 "[]\n");
	cr_assert_str_eq(list_with((struct request){.default_root = true, .quiet = true}), "");
}

Test(verbs_list, a_given_root_that_is_missing_is_an_error)
{
	struct request req = {.root = "/r"};
	struct error err = NO_ERROR;

	root_missing = true;
	cr_assert_eq(list_run(&req, &err), -1);
	cr_assert_str_eq(err.text, "--root /r does not exist");
}

Test(verbs_list, a_container_that_goes_meanwhile_is_left_out)
{
	gone = "web1";
	cr_assert_str_eq(list_with((struct request){.format = "json"}),
			 "[{db running},{web2 stopped}]\n");
	cr_assert_eq(records_closed, 2);
}
