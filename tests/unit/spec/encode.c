/*
 * full.json has nearly every property, in the order of the rows and in the form in which it
 * is written: it must come out as it went in.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "error.h"
#include "file.h"
#include "spec.h"
#include "text.h"

static struct arena arena;
static struct error err;

Test(spec_encode, a_full_configuration_comes_out_as_it_went_in)
{
	auto_text struct text json = NO_TEXT, out = NO_TEXT;
	struct spec *spec;

	cr_assert_eq(file_read(AT_FDCWD, "tests/unit/spec/full.json", 1 << 20, &json), 0, "%s",
		     strerror(errno));
	spec = spec_read(&arena, "full.json", json.start, json.length, &err);
	cr_assert(spec, "%s", err.text);
	spec_write(&out, spec);
	cr_expect_str_eq(out.start, json.start);
}

static void expect_process(const char *in, const char *expected)
{
	auto_text struct text out = NO_TEXT;
	struct spec_process *process = spec_read_process(&arena, "p", in, strlen(in), &err);

	cr_assert(process, "%s", err.text);
	spec_write_process(&out, process);
	cr_expect_str_eq(out.start, expected);
}

Test(spec_encode, what_is_absent_or_has_its_default_is_left_out)
{
	expect_process("{\"args\": [\"a\"], \"cwd\": \"/\", \"env\": [], \"terminal\": false,"
		       " \"oomScoreAdj\": 0, \"scheduler\": {\"policy\": \"SCHED_OTHER\"}}",
		       "{\n"
		       "\t\"user\": {\n"
		       "\t\t\"uid\": 0,\n"
		       "\t\t\"gid\": 0\n"
		       "\t},\n"
		       "\t\"args\": [\n"
		       "\t\t\"a\"\n"
		       "\t],\n"
		       "\t\"cwd\": \"/\",\n"
		       "\t\"oomScoreAdj\": 0,\n"
		       "\t\"scheduler\": {\n"
		       "\t\t\"policy\": \"SCHED_OTHER\"\n"
		       "\t}\n"
		       "}\n");
}

Test(spec_encode, an_empty_list_that_means_something_is_kept)
{
	static const char in[] =
		"{\"ociVersion\": \"1.0.0\", \"process\": {\"cwd\": \"/\", \"args\": [\"a\"]},"
		" \"root\": {\"path\": \"r\"},"
		" \"hooks\": {\"startContainer\": [{\"path\": \"/a\", \"env\": []}]},"
		" \"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\", \"flags\": "
		"[]}}}";
	auto_text struct text out = NO_TEXT;
	struct spec *spec = spec_read(&arena, "c", in, strlen(in), &err);

	cr_assert(spec, "%s", err.text);
	spec_write(&out, spec);
	cr_expect(strstr(out.start, "\"env\": []"));
	cr_expect(strstr(out.start, "\"flags\": []"));
}
