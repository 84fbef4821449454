/*
 * sys_mount.c - mounts that are only talked about
 *
 * Included by a test, it replaces src/kernel/sys_open.c, sys_mount_api.c and sys_mount.c.
 * fake_mounts() tells what was asked for, in order. Descriptors are real ones, of nothing
 * that can be changed; each remembers the name it was opened by. A path is a file unless it
 * is among fake_directories.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "kernel.h"
#include "text.h"

static struct text fake_heard;
static const char *const *fake_directories;
static char fake_names[1024][128];

static struct {
	const char *phrase;
	int system;
} fake_refusals[4];

static const char *fake_complaint = "";

__attribute__((unused)) static const char *fake_mounts(void)
{
	return text_string(&fake_heard);
}

/* Calls whose phrase starts like this fail from now on. */
__attribute__((unused)) static void fake_fails(const char *phrase, int system)
{
	size_t i = 0;

	while (fake_refusals[i].phrase && strcmp(fake_refusals[i].phrase, phrase) != 0)
		i++;
	fake_refusals[i].phrase = phrase;
	fake_refusals[i].system = system;
}

static int fake_open(bool directory, const char *name)
{
	int fd = open(directory ? "/proc/self" : "/dev/null", O_PATH | O_CLOEXEC);
	char copy[sizeof(fake_names[fd])]; /* the name may be that of another descriptor */

	snprintf(copy, sizeof(copy), "%s", name);
	memcpy(fake_names[fd], copy, sizeof(copy));
	return fd;
}

__attribute__((unused)) static int fake_root(void)
{
	int fd = open("/", O_PATH | O_CLOEXEC);

	strcpy(fake_names[fd], "root");
	return fd;
}

static bool fake_is_directory(const char *path)
{
	for (size_t i = 0; fake_directories && fake_directories[i]; i++) {
		if (strcmp(fake_directories[i], path) == 0)
			return true;
	}
	return false;
}

__attribute__((format(printf, 1, 2))) static int fake_hears(const char *format, ...)
{
	size_t start = fake_heard.length;
	va_list args;

	va_start(args, format);
	text_vformat(&fake_heard, format, args);
	va_end(args);
	text_add(&fake_heard, ";\n");
	for (size_t i = 0; fake_refusals[i].phrase; i++) {
		if (text_starts_with(fake_heard.start + start, fake_refusals[i].phrase)) {
			errno = fake_refusals[i].system;
			return -1;
		}
	}
	return 0;
}

int sys_open_beneath(int root, const char *path)
{
	(void)root; /* always the only one */
	return fake_hears("open %s", path) ? -1 : fake_open(fake_is_directory(path), path);
}

int sys_open_beneath_as(int root, const char *path, int flags, mode_t mode, bool follow_last)
{
	(void)flags, (void)mode, (void)follow_last;
	return sys_open_beneath(root, path);
}

int sys_open_plain(int root, const char *path, int flags)
{
	(void)root, (void)flags;
	return fake_hears("plain %s", path) ? -1 : fake_open(fake_is_directory(path), path);
}

int sys_clone_mount_at(int dir, const char *path, bool recursive, bool follow)
{
	(void)dir;
	/* A slash at the end asks for a directory. */
	int length = (int)(strlen(path) - (text_ends_with(path, "/") ? 1 : 0));
	char name[sizeof(fake_names[0])];

	snprintf(name, sizeof(name), "%.*s", length, path);
	if (fake_hears("clone %s%s%s", name, recursive ? " recursively" : "",
		       follow ? "" : " unfollowed"))
		return -1;
	errno = ENOTDIR;
	return path[length] && !fake_is_directory(name) ? -1
							: fake_open(fake_is_directory(name), name);
}

int sys_clone_mount(int fd, bool recursive)
{
	if (fake_hears("clone of %s%s", fake_names[fd], recursive ? " recursively" : ""))
		return -1;
	return fake_open(fake_is_directory(fake_names[fd]), fake_names[fd]);
}

int sys_set_mount(int fd, uint64_t set, uint64_t clear, uint64_t propagation, bool recursive)
{
	static const struct {
		uint64_t flag;
		const char *word;
	} words[] = {
		{MOUNT_ATTR_RDONLY, "ro"    },
		{MOUNT_ATTR_NOSUID, "nosuid"},
		{MOUNT_ATTR_NODEV,  "nodev" },
		{MOUNT_ATTR_NOEXEC, "noexec"},
	};
	char what[128] = "";

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (set & words[i].flag)
			strcat(strcat(what, " +"), words[i].word);
		if (clear & words[i].flag)
			strcat(strcat(what, " -"), words[i].word);
	}
	return fake_hears(
		"set %s%s%s%s%s%s%s", fake_names[fd], what,
		propagation & MS_PRIVATE ? " private" : "", propagation & MS_SLAVE ? " slave" : "",
		propagation & MS_SHARED ? " shared" : "",
		propagation & MS_UNBINDABLE ? " unbindable" : "", recursive ? " recursively" : "");
}

/* Told as the two calls that it stands for. */
int sys_clone_mount_as(int dir, const char *path, const struct clone_how *how)
{
	int fd = *path ? sys_clone_mount_at(dir, path, how->recursive, !how->unfollowed)
		       : sys_clone_mount(dir, how->recursive);

	if (fd < 0 || sys_set_mount(fd, how->set, 0, how->propagation, how->recursive))
		return -1;
	return fd;
}

int sys_idmap_mount(int fd, int user_namespace, bool recursive)
{
	(void)user_namespace;
	return fake_hears("idmap %s%s", fake_names[fd], recursive ? " recursively" : "");
}

int sys_attach_mount(int mount, int target)
{
	return fake_hears("attach %s on %s", fake_names[mount], fake_names[target]);
}

int sys_attach_mount_at(int mount, const char *path)
{
	return fake_hears("attach %s on %s", fake_names[mount], path);
}

static int fake_hears_options(const char *what, const char *type, const struct fs_option *options,
			      size_t count, const char *more)
{
	auto_text struct text words = NO_TEXT;

	for (size_t i = 0; i < count; i++)
		text_format(&words, options[i].value ? " %s=%s" : " %s", options[i].name,
			    options[i].value);
	return fake_hears("%s %s%s%s", what, type, text_string(&words), more);
}

int sys_new_filesystem(const char *type, const struct fs_option *options, size_t count,
		       uint64_t attributes)
{
	const char *more = attributes & MOUNT_ATTR_RDONLY ? " +ro" : "";

	return fake_hears_options("new", type, options, count, more) ? -1 : fake_open(true, type);
}

int sys_mount_on(int target, const char *type, const struct fs_option *options, size_t count,
		 uint64_t attributes)
{
	char more[160];

	(void)attributes;
	snprintf(more, sizeof(more), " on %s", fake_names[target]);
	return fake_hears_options("mount", type, options, count, more);
}

const char *sys_filesystem_complaint(void)
{
	return fake_complaint;
}

int sys_pivot_root(const char *new_root, const char *put_old)
{
	return fake_hears("pivot %s %s", new_root, put_old);
}
