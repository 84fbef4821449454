/*
 * sandbox_spec.c - flags to a spec
 *
 * Theory of operation
 *
 * The spec begins as the one that `berth spec` prints: its namespaces, its mounts, its masked
 * and read-only paths, no device but the harmless ones. Each part below changes what a sandbox
 * has otherwise, or what a flag asks for.
 *
 * Nothing of the caller's comes along unasked: the environment is made anew, and from the
 * host only the root's own file system is seen (see overlay_view.c).
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "kernel.h"
#include "number.h"
#include "path.h"
#include "sandbox.h"
#include "sandbox_users.h"
#include "text.h"
#include "user.h"

#define CPU_PERIOD    100000 /* microseconds, the kernel's default */
#define LEAST_QUOTA   1000   /* the kernel's, too */
#define STANDARD_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

struct draft {
	struct arena *arena;
	const struct sandbox *flags;
	const struct caller *caller;
	struct spec *spec;
	const char *directory; /* the caller's */
	int root;              /* what the root will show */
};

/* ---- the root, its mounts, its volumes ---------------------------------------------------- */

static int draft_root(struct draft *draft, struct error *err)
{
	const struct sandbox *flags = draft->flags;
	struct spec_root *root = arena_alloc(draft->arena, sizeof(*root));

	if (flags->read_only && flags->overlay)
		return fail(err, USAGE, "--ro and --overlay exclude each other");
	root->path = path_join(draft->arena, draft->directory, flags->rootfs ? flags->rootfs : "/");
	root->readonly = flags->read_only;
	draft->spec->root = root;
	draft->root = open(root->path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (draft->root < 0)
		return fail(err, SYSTEM, "open the root %s", root->path);
	return 0;
}

static void add_mount(struct draft *draft, const struct spec_mount *mount, const char *options)
{
	struct spec_mount *added =
		ARENA_ADD(draft->arena, draft->spec->mounts, draft->spec->mount_count);

	*added = *mount;
	while (*options) {
		size_t length = strcspn(options, ",");

		strings_add(draft->arena, &added->options,
			    arena_bytes(draft->arena, options, length));
		options += length + (options[length] == ',');
	}
}

static int add_tmpfs(struct draft *draft, const char *where, struct error *err)
{
	struct spec_mount mount = {.type = "tmpfs", .source = "tmpfs"};

	if (!path_is_absolute(where))
		return fail(err, USAGE, "--tmpfs %s: the directory must be an absolute path",
			    where);
	mount.destination = path_clean(draft->arena, where);
	add_mount(draft, &mount, "nosuid,nodev,mode=1777");
	return 0;
}

static void add_bind(struct draft *draft, const char *source, const char *destination,
		     bool read_only)
{
	const struct spec_mount mount = {
		.type = "bind", .source = source, .destination = destination};

	add_mount(draft, &mount,
		  read_only ? "rbind,rprivate,nosuid,nodev,rro" : "rbind,rprivate,nosuid,nodev");
}

/* SRC:DST[:ro]. */
static int add_volume(struct draft *draft, const char *volume, struct error *err)
{
	char *source = arena_text(draft->arena, volume), *mode = NULL;
	char *destination = strchr(source, ':');
	bool read_only = false;

	if (destination) {
		*destination++ = '\0';
		mode = strchr(destination, ':');
	}
	if (mode) {
		*mode++ = '\0';
		read_only = strcmp(mode, "ro") == 0;
	}
	if (!destination || !*source || !path_is_absolute(destination))
		return fail(err, USAGE, "--volume %s: want SOURCE:DIR[:ro], and DIR absolute",
			    volume);
	if (mode && !read_only && strcmp(mode, "rw") != 0)
		return fail(err, USAGE, "--volume %s: \"%s\" is neither ro nor rw", volume, mode);
	destination = path_clean(draft->arena, destination);
	if (strcmp(destination, "/") == 0)
		return fail(err, USAGE, "--volume %s: the root is given by --rootfs", volume);
	add_bind(draft, path_join(draft->arena, draft->directory, source), destination, read_only);
	return 0;
}

static int draft_mounts(struct draft *draft, struct error *err)
{
	static const struct spec_mount run = {
		.type = "tmpfs", .source = "tmpfs", .destination = "/run"};
	const struct sandbox *flags = draft->flags;

	add_mount(draft, &run, "nosuid,nodev,mode=755");
	for (size_t i = 0; i < flags->tmpfs.count; i++) {
		if (add_tmpfs(draft, flags->tmpfs.items[i], err))
			return -1;
	}
	for (size_t i = 0; i < flags->volumes.count; i++) {
		if (add_volume(draft, flags->volumes.items[i], err))
			return -1;
	}
	return 0;
}

/* ---- namespaces --------------------------------------------------------------------------- */

static void share_namespace(struct spec_linux *linux, const char *type)
{
	size_t kept = 0;

	for (size_t i = 0; i < linux->namespace_count; i++) {
		if (strcmp(linux->namespaces[i].type, type) != 0)
			linux->namespaces[kept++] = linux->namespaces[i];
	}
	linux->namespace_count = kept;
}

/*
 * Whom the host asks is whom its network is asked by. The file is often a link into /run, which
 * the sandbox has for itself.
 */
static void add_resolver(struct draft *draft)
{
	static const char resolver[] = "/etc/resolv.conf";

	if (access(resolver, R_OK) == 0)
		add_bind(draft, resolver, resolver, true);
}

static int draft_names_and_network(struct draft *draft, struct error *err)
{
	const struct sandbox *flags = draft->flags;
	bool host = text_equal(flags->net, "host");

	(void)err; /* as all parts */
	draft->spec->hostname = flags->hostname ? flags->hostname : "sandbox";
	if (host)
		share_namespace(draft->spec->linux, "network");
	if (host && !flags->named)
		add_resolver(draft);
	return 0;
}

/* ---- limits ------------------------------------------------------------------------------- */

static int limit_cpus(struct draft *draft, struct spec_resources *resources, struct error *err)
{
	const char *cpus = draft->flags->cpus;
	struct spec_cpu *cpu = arena_alloc(draft->arena, sizeof(*cpu));
	int64_t billionths, quota;

	/* A decimal is read as seconds would be, exactly. */
	if (strspn(cpus, "0123456789.") != strlen(cpus) || number_duration(cpus, &billionths))
		return fail(err, USAGE, "--cpus %s: want a number, such as 2 or 0.5", cpus);
	quota = billionths / (1000000000 / CPU_PERIOD);
	if (quota < LEAST_QUOTA)
		return fail(err, USAGE, "--cpus %s: the kernel allots no less than 0.01", cpus);
	cpu->period = (struct optional){true, CPU_PERIOD};
	cpu->quota = (struct optional){true, quota};
	resources->cpu = cpu;
	return 0;
}

static int draft_limits(struct draft *draft, struct error *err)
{
	const struct sandbox *flags = draft->flags;
	struct spec_resources *resources = draft->spec->linux->resources;

	if (!resources)
		resources = arena_alloc(draft->arena, sizeof(*resources));
	draft->spec->linux->resources = resources;
	if ((flags->memory.given && flags->memory.value <= 0) ||
	    (flags->pids.given && flags->pids.value <= 0) ||
	    (flags->timeout.given && flags->timeout.value <= 0))
		return fail(err, USAGE,
			    "--memory, --pids and --timeout are more than 0; "
			    "without the option there is no limit");
	if (flags->memory.given) {
		resources->memory = arena_alloc(draft->arena, sizeof(*resources->memory));
		/* Of memory and swap together: what is to be kept small must not go to swap. */
		resources->memory->limit = resources->memory->swap = flags->memory;
	}
	if (flags->pids.given) {
		resources->pids = arena_alloc(draft->arena, sizeof(*resources->pids));
		resources->pids->limit = flags->pids;
	}
	return flags->cpus ? limit_cpus(draft, resources, err) : 0;
}

/* ---- the process -------------------------------------------------------------------------- */

/* What Docker leaves to root: chown, su, ping, servers on ports below 1024 and chroot work. */
static const char *const capabilities[] = {
	"CAP_AUDIT_WRITE", "CAP_CHOWN",   "CAP_DAC_OVERRIDE",     "CAP_FOWNER",     "CAP_FSETID",
	"CAP_KILL",        "CAP_MKNOD",   "CAP_NET_BIND_SERVICE", "CAP_NET_RAW",    "CAP_SETFCAP",
	"CAP_SETGID",      "CAP_SETPCAP", "CAP_SETUID",           "CAP_SYS_CHROOT",
};

static int draft_identity(struct draft *draft, struct error *err)
{
	struct spec_process *process = draft->spec->process;
	struct spec_capabilities *sets = arena_alloc(draft->arena, sizeof(*sets));
	const char *user = draft->flags->user;
	int64_t number;

	process->user = (struct spec_user){0};
	/* A lone number is the group's as well: not root's, which may read much. */
	if (user && user_number(user, &number) == 0)
		process->user.gid = number;
	if (user && user_lookup(draft->root, user, draft->arena, &process->user, err))
		return fail_during(err, "--user %s", user);
	for (size_t i = 0; i < COUNT(capabilities); i++)
		strings_add(draft->arena, &sets->bounding, capabilities[i]);
	if (process->user.uid == 0)
		sets->effective = sets->permitted = sets->bounding;
	process->capabilities = sets;
	process->no_new_privileges = true;
	sandbox_users(draft->arena, draft->caller, draft->spec);
	return 0;
}

static void add_variable(struct draft *draft, const char *name, const char *value)
{
	if (value && *value)
		strings_add(draft->arena, &draft->spec->process->env,
			    arena_format(draft->arena, "%s=%s", name, value));
}

/* HOME is not here: it is found in the container's own passwd. */
static int draft_environment(struct draft *draft, struct error *err)
{
	const struct sandbox *flags = draft->flags;
	const char *path = flags->rootfs ? NULL : getenv("PATH");
	const char *terminal = getenv("TERM");

	draft->spec->process->env = (struct strings){0};
	add_variable(draft, "PATH", path && *path ? path : STANDARD_PATH);
	add_variable(draft, "TERM", terminal ? terminal : flags->tty ? "xterm" : NULL);
	add_variable(draft, "LANG", getenv("LANG"));
	for (size_t i = 0; i < flags->env.count; i++) {
		const char *variable = flags->env.items[i];

		if (!strchr(variable, '=') || *variable == '=')
			return fail(err, USAGE, "--env %s: want NAME=VALUE", variable);
		strings_add(draft->arena, &draft->spec->process->env, variable);
	}
	return 0;
}

static bool is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Below the root, and not in another file system that is mounted there. */
static bool is_in_root(const struct draft *draft, const char *path)
{
	const unsigned mask = STATX_TYPE | STATX_MNT_ID;
	auto_close int fd = sys_open_beneath(draft->root, path);
	struct statx root, found;

	if (fd < 0 || statx(draft->root, "", AT_EMPTY_PATH, mask, &root) ||
	    statx(fd, "", AT_EMPTY_PATH, mask, &found))
		return false;
	return S_ISDIR(found.stx_mode) && found.stx_mnt_id == root.stx_mnt_id;
}

/* The last mount that covers a path decides what is there; without one, the root does. */
static bool is_visible(const struct draft *draft, const char *path)
{
	for (size_t i = draft->spec->mount_count; i-- > 0;) {
		const struct spec_mount *mount = &draft->spec->mounts[i];

		if (!path_is_beneath(path, mount->destination))
			continue;
		if (!text_equal(mount->type, "bind"))
			return strcmp(path, mount->destination) == 0;
		path += strlen(mount->destination);
		return is_directory(arena_format(draft->arena, "%s%s", mount->source, path));
	}
	return is_in_root(draft, path);
}

static int draft_directory(struct draft *draft, struct error *err)
{
	const char *cwd = draft->flags->cwd;

	if (cwd && !path_is_absolute(cwd))
		return fail(err, USAGE, "--cwd %s: the directory must be an absolute path", cwd);
	if (!cwd)
		cwd = is_visible(draft, draft->directory) ? draft->directory : "/";
	draft->spec->process->cwd = cwd;
	return 0;
}

static int draft_filter(struct draft *draft, struct error *err)
{
	return sandbox_seccomp(draft->arena, draft->flags->seccomp, &draft->spec->linux->seccomp,
			       err);
}

/* ---- the whole ---------------------------------------------------------------------------- */

/* Whether the working directory is seen depends on the mounts, who the user is on the root. */
static int (*const parts[])(struct draft *draft, struct error *err) = {
	draft_root,     draft_mounts,      draft_names_and_network, draft_limits,
	draft_identity, draft_environment, draft_directory,         draft_filter,
};

struct spec *sandbox_spec(struct arena *arena, const struct sandbox *sandbox,
			  const struct strings *command, const struct caller *caller,
			  struct error *err)
{
	struct draft draft = {.arena = arena, .flags = sandbox, .caller = caller, .root = -1};
	char room[PATH_MAX];
	const char *directory = getcwd(room, sizeof(room));
	int result = 0;

	/* A directory that has been removed, or lies outside of the caller's root, has no name. */
	if (!directory || !path_is_absolute(directory))
		directory = "/";
	draft.directory = arena_text(arena, directory);
	draft.spec = spec_template(arena, false);
	draft.spec->process->args = *command;
	draft.spec->process->terminal = sandbox->tty;
	draft.spec->process->rlimits = NULL; /* the caller's */
	draft.spec->process->rlimit_count = 0;
	for (size_t i = 0; i < COUNT(parts) && result == 0; i++)
		result = parts[i](&draft, err);
	fd_drop(&draft.root);
	return result ? NULL : draft.spec;
}
