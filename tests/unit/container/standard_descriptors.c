/* standard_descriptors.c: the keys of descriptors, and what descriptors.json of an image may say */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "file.h"
#include "image_directory.h"
#include "record.h"

static char place[] = "/tmp/descriptors.XXXXXX";
static int dir;

static void setup(void)
{
	dir = open(mkdtemp(place), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	cr_assert_geq(dir, 0);
}

static void teardown(void)
{
	(void)unlinkat(dir, "descriptors.json", 0);
	rmdir(place);
}

TestSuite(container_standard_descriptors, .init = setup, .fini = teardown);

static int load(const char *text, struct standard_descriptors *descriptors, struct error *err)
{
	static struct arena arena;

	cr_assert_eq(file_make(dir, "descriptors.json", text, strlen(text), 0600), 0);
	return standard_descriptors_load(descriptors, dir, &arena, err);
}

Test(container_standard_descriptors, what_is_saved_is_loaded)
{
	struct standard_descriptors saved = {
		{"file[1f:a3]", "pipe:[4711]", NULL}
	};
	struct standard_descriptors loaded;
	struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;

	cr_assert_eq(standard_descriptors_save(&saved, dir, &err), 0, "%s", err.text);
	cr_assert_eq(standard_descriptors_load(&loaded, dir, &arena, &err), 0, "%s", err.text);
	cr_assert_str_eq(loaded.keys[0], saved.keys[0]);
	cr_assert_str_eq(loaded.keys[1], saved.keys[1]);
	cr_assert_null(loaded.keys[2]);
	arena_drop(&arena);
}

Test(container_standard_descriptors, only_keys_of_the_two_forms_are_believed)
{
	static const char *const others[] = {
		"/dev/null",
		"/etc/shadow",
		"pipe:[]",
		"pipe:[1]x",
		"pipe:[1",
		"pipe:[1]:[2]",
		"pipe:[-1]",
		"extRootNetNS",
		"file[x:1]",
		"file[1:2]:file",
		"socket:[4711]",
		"pipe:[1111111111111111111111111111111111111111111111111111111111111111111]",
	};

	for (size_t i = 0; i < COUNT(others); i++) {
		struct standard_descriptors loaded;
		struct error err = NO_ERROR;
		char text[256];

		snprintf(text, sizeof(text), "[\"%s\",\"pipe:[7]\",\"\"]", others[i]);
		cr_expect_eq(load(text, &loaded, &err), 0, "%s", err.text);
		cr_expect_null(loaded.keys[0], "%s", others[i]);
		cr_expect_str_eq(loaded.keys[1], "pipe:[7]");
	}
}

Test(container_standard_descriptors, what_is_no_list_of_three_is_refused)
{
	static const char *const texts[] = {
		"",        "{}",   "[]", "[\"a\",\"b\"]", "[\"a\",\"b\",\"c\",\"d\"]",
		"[1,2,3]", "null", "[",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		struct standard_descriptors loaded;
		struct error err = NO_ERROR;

		cr_expect_eq(load(texts[i], &loaded, &err), -1, "%s", texts[i]);
		cr_expect_neq(err.kind, NO_FAILURE);
	}
}

Test(container_standard_descriptors, a_link_in_its_place_is_not_followed)
{
	struct standard_descriptors loaded;
	struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;

	cr_assert_eq(symlinkat("/etc/passwd", dir, "descriptors.json"), 0);
	cr_assert_eq(standard_descriptors_load(&loaded, dir, &arena, &err), -1);
}

/* In a child, whose three descriptors these become. */
static bool are(int in, int out, const char *const *keys)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
		struct standard_descriptors found;
		struct arena arena = NO_ARENA;

		dup2(in, 0);
		dup2(out, 1);
		close(2);
		standard_descriptors_look(&found, proc, &arena);
		for (int fd = 0; fd < 3; fd++) {
			if (!keys[fd] != !found.keys[fd] ||
			    (keys[fd] && strcmp(keys[fd], found.keys[fd]) != 0))
				_exit(1);
		}
		_exit(0);
	}
	cr_assert(pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status));
	return WEXITSTATUS(status) == 0;
}

/* "file[..]" of an open file, by what /proc says of it. */
static void key_of_file(int fd, char *key, size_t size)
{
	char name[64], line[64];
	unsigned mount = 0;
	struct stat st;
	FILE *info;

	snprintf(name, sizeof(name), "/proc/self/fdinfo/%d", fd);
	info = fopen(name, "r");
	cr_assert_not_null(info);
	while (fgets(line, sizeof(line), info))
		(void)sscanf(line, "mnt_id: %u", &mount);
	fclose(info);
	cr_assert_eq(fstat(fd, &st), 0);
	snprintf(key, size, "file[%x:%lx]", mount, (unsigned long)st.st_ino);
}

Test(container_standard_descriptors, pipes_files_and_the_null_device_have_keys)
{
	int null = open("/dev/null", O_RDONLY), pipes[2], fifo, sockets[2];
	char pipe_key[64], file_key[64], fifo_key[64];
	struct stat st;

	cr_assert_eq(pipe(pipes), 0);
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets), 0);
	cr_assert_eq(fstat(pipes[0], &st), 0);
	snprintf(pipe_key, sizeof(pipe_key), "pipe:[%lu]", (unsigned long)st.st_ino);
	key_of_file(dir, file_key, sizeof(file_key));
	cr_assert_eq(mkfifoat(dir, "descriptors.json", 0600), 0);
	fifo = openat(dir, "descriptors.json", O_RDWR | O_NONBLOCK);
	key_of_file(fifo, fifo_key, sizeof(fifo_key));

	cr_expect(are(null, pipes[1], (const char *[]){NULL_DEVICE, pipe_key, NULL}));
	cr_expect(are(pipes[0], dir, (const char *[]){pipe_key, file_key, NULL}));
	cr_expect(are(fifo, sockets[0], (const char *[]){fifo_key, NULL, NULL}));
}

Test(container_standard_descriptors, what_criu_cannot_find_is_declared_once)
{
	struct standard_descriptors all = {
		{"file[fffffff0:a3]", "file[fffffff0:a3]", "pipe:[7]"}
	};
	struct standard_descriptors inside = {
		{NULL, NULL_DEVICE, NULL}
	};
	int proc = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct strings externals = {.count = 0};
	struct arena arena = NO_ARENA;
	char key[64];

	standard_descriptors_declare(&all, proc, getpid(), &arena, &externals);
	cr_assert_eq(externals.count, 1);
	cr_assert_str_eq(externals.items[0], "file[fffffff0:a3]");
	key_of_file(dir, key, sizeof(key));
	inside.keys[0] = key; /* of a mount that this process has */
	standard_descriptors_declare(&inside, proc, getpid(), &arena, &externals);
	cr_assert_eq(externals.count, 1);
	arena_drop(&arena);
}
