/*
 * host_setting.c - sysctls of the network namespace that berth is in
 *
 * The ones that are changed for the whole host stand in the file "sysctls" of the run
 * directory, each with what it was: "net/ipv4/ip_forward 0".
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "attachment_store.h"
#include "error.h"
#include "file.h"
#include "host_setting.h"
#include "text.h"

#define FILE_NAME "sysctls"

int device_settings_write(int proc, const char *device, const struct device_setting *settings,
			  size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		const struct device_setting *setting = &settings[i];
		auto_text struct text path = NO_TEXT;

		text_format(&path, "sys/net/%s/conf/%s/%s", setting->family, device, setting->name);
		if (file_write(proc, path.start, setting->value) == 0)
			continue;
		if (errno == ENOENT && strcmp(setting->family, "ipv6") == 0)
			continue;
		return fail(err, SYSTEM, "write %s to /proc/%s", setting->value, path.start);
	}
	return 0;
}

int host_setting_change(const struct network_store *store, const char *path, struct error *err)
{
	auto_text struct text file = NO_TEXT, before = NO_TEXT, line = NO_TEXT;

	text_format(&file, "/proc/sys/%s", path);
	if (file_read(AT_FDCWD, file.start, 64, &before))
		return fail(err, SYSTEM, "read %s", file.start);
	if (strcmp(text_string(&before), "1\n") == 0)
		return 0;
	if (file_read_stored(store->run, FILE_NAME, 4096, &line) && errno != ENOENT)
		return fail(err, SYSTEM, "read what was changed of the host");
	text_format(&line, "%s %s", path, text_string(&before));
	if (file_replace(store->run, FILE_NAME, line.start, line.length, 0600))
		return fail(err, SYSTEM, "write what is changed of the host");
	if (file_write(AT_FDCWD, file.start, "1"))
		return fail(err, SYSTEM, "write 1 to %s", file.start);
	return 0;
}

static int restore(char *line, struct error *err)
{
	char *value = strchr(line, ' ');
	auto_text struct text path = NO_TEXT;

	if (!value)
		return 0;
	*value++ = '\0';
	text_format(&path, "/proc/sys/%s", line);
	if (file_write(AT_FDCWD, path.start, value))
		return fail(err, SYSTEM, "write %s to %s", value, path.start);
	return 0;
}

int host_settings_restore(const struct network_store *store, struct error *err)
{
	auto_text struct text lines = NO_TEXT;
	char *rest, *line;

	if (file_read_stored(store->run, FILE_NAME, 4096, &lines))
		return errno == ENOENT ? 0 : fail(err, SYSTEM, "read what was changed of the host");
	rest = lines.start;
	while ((line = strsep(&rest, "\n"))) {
		if (restore(line, err))
			return -1;
	}
	(void)unlinkat(store->run, FILE_NAME, 0);
	return 0;
}
