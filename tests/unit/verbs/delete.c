/*
 * delete.c - which containers are deleted
 */
#include "records.h"

#include "container.h"
#include "verbs.h"

static struct text deleted;

int container_delete(const char *root, struct record *record, bool force, struct error *err)
{
	cr_assert_str_eq(root, "/r");
	if (record->pid && !force)
		return fail(err, STATE, "container is running");
	text_format(&deleted, "%s ", record->id);
	return 0;
}

static int delete_with(struct request req, const char *id, struct error *err)
{
	req.root = "/r";
	req.id = id;
	*err = NO_ERROR;
	text_clear(&deleted);
	return delete_run(&req, err);
}

Test(verbs_delete, a_stopped_container_goes_and_a_running_one_needs_force)
{
	struct error err;

	cr_assert_eq(delete_with((struct request){0}, "web2", &err), 0, "%s", err.text);
	cr_assert_str_eq(text_string(&deleted), "web2 ");
	cr_assert_eq(delete_with((struct request){0}, "db", &err), -1);
	cr_assert_eq(delete_with((struct request){.force = true}, "db", &err), 0);
	cr_assert_str_eq(text_string(&deleted), "db ");
}

Test(verbs_delete, with_force_an_unknown_container_is_no_error)
{
	struct error err;

	cr_assert_eq(delete_with((struct request){0}, "nobody", &err), -1);
	cr_assert_str_eq(err.text, "container \"nobody\" does not exist");
	cr_assert_eq(delete_with((struct request){.force = true}, "nobody", &err), 0);
	cr_assert_eq(err.kind, NO_FAILURE);
	cr_assert_eq(delete_with((struct request){.force = true}, "a/b", &err), -1);
}

Test(verbs_delete, a_failure_does_not_spare_the_rest)
{
	struct error err;

	cr_assert_eq(delete_with((struct request){.regex = true}, "web", &err), -1);
	cr_assert_str_eq(err.text, "web1: container is running");
	cr_assert_str_eq(text_string(&deleted), "web2 ");
	cr_assert_eq(records_closed, 2);
}
