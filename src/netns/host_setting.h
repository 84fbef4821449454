/*
 * host_setting.h - sysctls of the network namespace that berth is in
 */
#ifndef BERTH_HOST_SETTING_H
#define BERTH_HOST_SETTING_H

#include <stddef.h>

struct error;
struct network;
struct network_store;

/* /proc/sys/net/FAMILY/conf/DEVICE/NAME */
struct device_setting {
	const char *family, *name, *value;
};

/* What a network wants of its bridge, and of the host: these are 1. */
struct bridge_settings {
	const struct device_setting *items;
	size_t count;
	const char *host[2]; /* below /proc/sys */
	size_t host_count;
};
struct bridge_settings bridge_settings(const struct network *network);

/* proc: /proc, opened. A kernel without IPv6 has none of its settings: nothing is to be set then.
 */
int device_settings_write(int proc, const char *device, const struct device_setting *settings,
			  size_t count, struct error *err);

/* To 1; what it was is written down. */
int host_setting_change(const struct network_store *store, const char *path, struct error *err);

#endif
