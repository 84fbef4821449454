/*
 * idmapped.c - mounts whose files have other owners than on the disk
 *
 * Theory of operation
 *
 * The kernel takes the mapping from a user namespace. Unless the container joins one that
 * exists, HOST makes one for the purpose: a child that does nothing but live in it, until
 * its mapping is written and its namespace held by a descriptor.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "idmapped.h"
#include "job.h"
#include "kernel.h"
#include "plan.h"
#include "text.h"

static int write_map(int proc, pid_t pid, const char *file, const struct spec_id_mappings *mappings)
{
	auto_text struct text lines = NO_TEXT;
	char name[64];

	for (size_t i = 0; i < mappings->count; i++) {
		const struct spec_id_mapping *item = &mappings->items[i];

		text_format(&lines, "%lld %lld %lld\n", (long long)item->container_id,
			    (long long)item->host_id, (long long)item->size);
	}
	snprintf(name, sizeof(name), "%d/%s", (int)pid, file);
	return file_write(proc, name, text_string(&lines));
}

/* The namespace of a child that waits; -1 and errno. */
static int map_child(int proc, pid_t pid, const struct mount_plan *mount)
{
	char name[64];

	if (write_map(proc, pid, "uid_map", &mount->uid_mappings) ||
	    write_map(proc, pid, "gid_map", &mount->gid_mappings))
		return -1;
	snprintf(name, sizeof(name), "%d/ns/user", (int)pid);
	return openat(proc, name, O_RDONLY | O_CLOEXEC);
}

static int make_namespace(int proc, const struct mount_plan *mount)
{
	auto_close int gate = -1, hold = -1, child = -1;
	int ends[2], namespace, system;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	gate = ends[0];
	hold = ends[1];
	pid = sys_clone(CLONE_NEWUSER, -1, &child);
	if (pid == 0) {
		char byte;

		close(hold);
		_exit(read(gate, &byte, 1) != 0);
	}
	if (pid < 0)
		return -1;
	namespace = map_child(proc, pid, mount);
	system = errno;
	fd_drop(&hold);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	errno = system;
	return namespace;
}

static int joined_namespace(const struct namespaces_plan *namespaces)
{
	for (size_t i = 0; i < namespaces->join_count; i++) {
		if (namespaces->joins[i].kind->flag == CLONE_NEWUSER)
			return open(namespaces->joins[i].path, O_RDONLY | O_CLOEXEC);
	}
	errno = ENOENT;
	return -1;
}

int idmap_mount(const struct job *job, const struct mount_plan *mount, int fd, struct error *err)
{
	/* The planner left the mapping out only where a namespace is joined. */
	auto_close int namespace = mount->uid_mappings.count
					   ? make_namespace(job->proc, mount)
					   : joined_namespace(&job->plan->namespaces);

	if (namespace < 0)
		return fail(err, SYSTEM, "map the owners of %s", mount->source);
	if (sys_idmap_mount(fd, namespace, mount->idmap_recursive) == 0)
		return 0;
	(void)fail(err, SYSTEM, "map the owners of %s", mount->source);
	if (err->system == EINVAL)
		return fail_cure(err, "its filesystem may not know idmapped mounts, or the mount "
				      "is one already");
	return -1;
}

int directory_lend(const struct job *job, int *directory, struct error *err)
{
	const struct namespaces_plan *namespaces = &job->plan->namespaces;
	struct mount_plan mount = {.source = "the directory",
				   .uid_mappings = namespaces->uid_map,
				   .gid_mappings = namespaces->gid_map};
	auto_close int clone = sys_clone_mount(*directory, false);
	int lent;

	if (clone < 0)
		return fail(err, SYSTEM, "clone the directory");
	if (idmap_mount(job, &mount, clone, err))
		return -1;
	lent = openat(clone, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lent < 0)
		return fail(err, SYSTEM, "open the directory's clone");
	fd_drop(directory);
	*directory = lent;
	return 0;
}
