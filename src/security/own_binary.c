/*
 * own_binary.c - nothing in a container can write to the runtime's own file
 *
 * Theory of operation
 *
 * A process of a container can open /proc/PID/exe of the berth that enters it, and what it
 * writes there runs as root the next time (CVE-2019-5736). So berth runs from something
 * that cannot be written through that link:
 *
 *	a detached, read-only clone of the mount of its own file; or
 *	where mounts are not permitted: a copy in memory, sealed.
 *
 * The first it goes on from as it is, where the kernel lets it: see own_mappings.c. Otherwise it
 * executes itself from there, once. Both are recognised by what they are, not by what somebody
 * says: the mount is read-only, the seals are set. The variable only stops us from trying again
 * where the new program does not see itself so (emulators, for example).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "arena.h"
#include "error.h"
#include "fd.h"
#include "kernel.h"
#include "own_mappings.h"
#include "security.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10U /* since Linux 6.3 */
#endif

#define SELF  "/proc/self/exe"
#define TRIED "_BERTH_OWN_BINARY"
#define SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static bool is_sealed(int file)
{
	int seals = fcntl(file, F_GET_SEALS);

	return seals >= 0 && (seals & SEALS) == SEALS;
}

static bool is_readonly(int file)
{
	struct statvfs fs;

	return fstatvfs(file, &fs) == 0 && fs.f_flag & ST_RDONLY;
}

static bool runs_readonly(void)
{
	struct statvfs fs;

	return statvfs(SELF, &fs) == 0 && fs.f_flag & ST_RDONLY;
}

static bool runs_sealed(void)
{
	auto_close int self = open(SELF, O_RDONLY | O_CLOEXEC);

	return self >= 0 && is_sealed(self);
}

static bool runs_protected(void)
{
	return runs_readonly() || runs_sealed();
}

static int clone_readonly(void)
{
	static const struct clone_how readonly = {.set = MOUNT_ATTR_RDONLY};

	return sys_clone_mount_as(AT_FDCWD, SELF, &readonly);
}

static int copy_all(int from, int to)
{
	struct stat st;
	ssize_t copied;

	if (fstat(from, &st))
		return -1;
	for (off_t left = st.st_size; left > 0; left -= copied) {
		copied = sendfile(to, from, NULL, (size_t)left);
		if (copied < 0 && errno == EINTR)
			copied = 0;
		else if (copied <= 0)
			return -1;
	}
	return 0;
}

static int copy_sealed(int self)
{
	const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	auto_close int file = memfd_create("berth", flags | MFD_EXEC);

	if (file < 0 && errno == EINVAL)
		file = memfd_create("berth", flags);
	if (file < 0 || copy_all(self, file) || fchmod(file, 0500))
		return -1;
	if (fcntl(file, F_ADD_SEALS, SEALS) || !is_sealed(file))
		return -1;
	return fd_take(&file);
}

/* The variables are put together without setenv(): it would be all that this start allocates. */
static int execute(int file, char **argv, struct arena *arena, struct error *err)
{
	struct strings env = {.count = 0};

	for (char **entry = environ; entry && *entry; entry++)
		strings_add(arena, &env, *entry);
	strings_add(arena, &env, TRIED "=1");
	fexecve(file, argv, (char *const *)strings_vector(arena, &env));
	return fail(err, SYSTEM, "execute berth's own protected file");
}

/* An open_tree() descriptor is a name: what is mapped has to be opened. */
static bool goes_on_from(int name, char **argv)
{
	char path[32];
	auto_close int file = -1;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	return file >= 0 && own_mappings_move(file, argv) == 0 && runs_readonly();
}

static int protect_by_copy(char **argv, struct arena *arena, struct error *err)
{
	auto_close int self = open(SELF, O_RDONLY | O_CLOEXEC);
	auto_close int safe = self < 0 ? -1 : copy_sealed(self);

	if (safe < 0)
		return fail(err, SYSTEM, "make a protected copy of berth's own file");
	return execute(safe, argv, arena, err);
}

/*
 * The clone is attached to its first descriptor. When the last copy of that is closed the kernel
 * waits until nobody can be looking at the mount, which can be done at leisure.
 */
static int held = -1;

void own_binary_release(void)
{
	fd_drop(&held);
}

static int protect(char **argv, struct arena *arena, struct error *err)
{
	auto_close int safe = clone_readonly();

	if (safe >= 0 && goes_on_from(safe, argv)) {
		held = fd_take(&safe);
		return 0;
	}
	if (safe >= 0 && is_readonly(safe))
		return execute(safe, argv, arena, err);
	return runs_protected() ? 0 : protect_by_copy(argv, arena, err);
}

int own_binary_protect(char **argv, struct arena *arena, struct error *err)
{
	if (!getenv(TRIED))
		return protect(argv, arena, err);
	unsetenv(TRIED);
	/* The kernel has named the process after a descriptor (before Linux 6.14). */
	(void)prctl(PR_SET_NAME, program_invocation_short_name, 0, 0, 0);
	if (runs_protected())
		return 0;
	return fail(err, REFUSED, "berth's own file can still be written through %s", SELF);
}
