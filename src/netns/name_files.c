/*
 * name_files.c - the files that tell a container who is who, in its record
 *
 * They are made before there is anything to write, since INIT mounts them while HOST plugs the
 * container in; what is in them is settled before the container's program runs.
 *
 * They belong to the container's root, who may write to them. So what is read back is foreign:
 * of hosts the lines that are not berth's are taken over as they are, up to a limit, and a
 * resolv.conf that is not berth's any more is left alone.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "job.h"
#include "log.h"
#include "names.h"
#include "plan.h"
#include "record.h"
#include "text.h"

#define HOSTS      "hosts"
#define RESOLVER   "resolv.conf"
#define HOSTNAME   "hostname"
#define SETTINGS   "names.json"
#define FILE_LIMIT (1 << 16)

/* ---- writing in place ---------------------------------------------------------------------- */

/*
 * What it was longer is first made empty lines, and then cut off: a SIGKILL in between leaves
 * nothing of the old text.
 */
static int write_in_place(int fd, struct text *text)
{
	size_t length = text->length;
	struct stat st;

	if (fstat(fd, &st))
		return -1;
	while (text->length < (size_t)st.st_size && st.st_size <= FILE_LIMIT)
		text_add(text, "\n");
	if (st.st_size && lseek(fd, 0, SEEK_SET) < 0)
		return -1;
	if (file_write_all(fd, text->start, text->length))
		return -1;
	return length < (size_t)st.st_size ? ftruncate(fd, (off_t)length) : 0;
}

/* "" as well when it is larger than any that berth has written. */
static int open_with_text(int record, const char *name, struct text *before)
{
	auto_close int fd = openat(record, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

	text_add(before, "");
	if (fd >= 0 && file_read_fd(fd, FILE_LIMIT, before)) {
		if (errno != EFBIG)
			return -1;
		text_clear(before);
	}
	return fd_take(&fd);
}

static int update_hosts(int record, const struct name_settings *settings,
			const struct memberships *memberships, struct error *err)
{
	auto_text struct text before = NO_TEXT, after = NO_TEXT;
	auto_close int fd = open_with_text(record, HOSTS, &before);

	if (fd < 0)
		return fail(err, SYSTEM, "open the container's hosts");
	hosts_file_write(settings, memberships, text_string(&before), &after);
	if (write_in_place(fd, &after))
		return fail(err, SYSTEM, "write the container's hosts");
	return 0;
}

static int update_resolver(struct arena *arena, int record, const struct name_settings *settings,
			   const struct memberships *memberships, struct error *err)
{
	auto_text struct text before = NO_TEXT, after = NO_TEXT;
	auto_close int fd = open_with_text(record, RESOLVER, &before);
	struct resolver host;

	if (fd < 0)
		return fail(err, SYSTEM, "open the container's resolv.conf");
	if (before.length && !resolver_file_is_own(before.start))
		return 0;
	if (host_resolver_read(arena, &host, err))
		return -1;
	resolver_file_write(settings, memberships, &host, &after);
	if (!strstr(after.start, "\nnameserver ") && memberships->count &&
	    !memberships->items[0].network->internal)
		log_warning("no server for names can be reached from a container: the host's are "
			    "on its own loopback, or it has none; say by --dns whom to ask");
	if (write_in_place(fd, &after))
		return fail(err, SYSTEM, "write the container's resolv.conf");
	return 0;
}

/* ---- the files ----------------------------------------------------------------------------- */

int name_files_load(struct arena *arena, int record, struct name_files *files, struct error *err)
{
	auto_text struct text json = NO_TEXT;

	*files = (struct name_files){.record = record};
	if (file_read_stored(record, SETTINGS, FILE_LIMIT, &json))
		return errno == ENOENT ? 0 : fail(err, SYSTEM, "read the container's " SETTINGS);
	files->known = true;
	return name_settings_read(arena, arena_bytes(arena, json.start, json.length), json.length,
				  &files->settings, err);
}

int name_files_update(struct arena *arena, const struct name_files *files,
		      const struct memberships *memberships, struct error *err)
{
	if (!files->known)
		return 0;
	if (update_hosts(files->record, &files->settings, memberships, err) ||
	    update_resolver(arena, files->record, &files->settings, memberships, err))
		return -1;
	return 0;
}

/* The container's root owns them, as if they were the image's. */
static int make_file(const struct plan *plan, int record, const char *name,
		     const struct text *content)
{
	auto_close int fd =
		openat(record, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);

	uid_t uid = (uid_t)namespaces_host_uid(plan, 0);
	gid_t gid = (gid_t)namespaces_host_gid(plan, 0);

	if (fd < 0 || fchmod(fd, 0644) || file_write_all(fd, content->start, content->length))
		return -1;
	/* His files are made so. */
	return uid == plan->caller.uid && gid == plan->caller.gid ? 0 : fchown(fd, uid, gid);
}

struct name_files name_files_planned(const struct plan *plan, int record)
{
	const struct names_plan *names = &plan->network.names;

	return (struct name_files){
		.record = record,
		.known = names->file_count && !names->lent,
		.settings = {names->hostname, names->words},
	};
}

int names_make(struct job *job, struct error *err)
{
	const struct plan *plan = job->plan;
	int record = job->record->dir;
	const struct name_files files = name_files_planned(plan, record);
	static const struct memberships none;
	auto_text struct text nothing = NO_TEXT, hostname = NO_TEXT, json = NO_TEXT;

	if (files.settings.hostname)
		text_format(&hostname, "%s\n", files.settings.hostname);
	name_settings_write(&files.settings, &json);
	if (make_file(plan, record, HOSTS, &nothing) ||
	    make_file(plan, record, RESOLVER, &nothing) ||
	    make_file(plan, record, HOSTNAME, &hostname) ||
	    file_make(record, SETTINGS, json.start, json.length, 0600))
		return fail(err, SYSTEM, "write the container's files of names");
	if (plan->network.attachment_count)
		return 0; /* whoever plugs it in writes them */
	return name_files_update(plan->arena, &files, &none, err);
}
