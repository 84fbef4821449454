/*
 * cni_environment.c - the part of a call that is in the environment
 *
 * It comes from an engine, and yet it is what an engine was asked for: the container's id and
 * the device's name become names of files, and the namespace's path is opened. So each is
 * checked before it is used for anything.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <linux/sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "cni_call.h"
#include "error.h"
#include "fd.h"
#include "network_words.h"
#include "path.h"
#include "port_words.h"
#include "text.h"

#define LONGEST_NAME 255 /* that a file system takes */

bool cni_is_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";
	size_t length = strlen(name);

	return length && length <= LONGEST_NAME && strspn(name, allowed) == length &&
	       !strchr("_.-", *name);
}

static const char *variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

static int check(const struct cni_call *call, struct error *err)
{
	if ((call->command->needs & CNI_CONTAINER) && !call->container)
		return fail(err, USAGE, "CNI_CONTAINERID is not set");
	if (call->container && !cni_is_name(call->container))
		return fail(err, USAGE,
			    "CNI_CONTAINERID: \"%.64s\" is no id: letters, digits and _ . - are "
			    "allowed, not more than %d, and a letter or digit in front",
			    call->container, LONGEST_NAME);
	if ((call->command->needs & CNI_CONTAINER) && !call->interface)
		return fail(err, USAGE, "CNI_IFNAME is not set");
	if (call->interface && !network_is_device_name(call->interface))
		return fail(err, USAGE,
			    "CNI_IFNAME: \"%.64s\" is not a name for a device: at most %d "
			    "characters",
			    call->interface, DEVICE_NAME_ROOM - 1);
	if ((call->command->needs & CNI_NAMESPACE) && !call->namespace)
		return fail(err, USAGE, "CNI_NETNS is not set");
	if ((call->command->needs & CNI_NAMESPACE) && !path_is_absolute(call->namespace))
		return fail(err, USAGE, "CNI_NETNS: \"%.256s\" is not an absolute path",
			    call->namespace);
	return 0;
}

int cni_environment_read(struct cni_call *call, struct error *err)
{
	call->container = variable("CNI_CONTAINERID");
	call->interface = variable("CNI_IFNAME");
	call->namespace = variable("CNI_NETNS");
	call->config.attachment.interface = call->interface;
	if (check(call, err))
		return cni_failed(call, CNI_WRONG_ENVIRONMENT, -1);
	return 0;
}

/* ---- CNI_ARGS ------------------------------------------------------------------------------ */

static int read_argument(struct cni_call *call, char *argument, bool ignore, struct error *err)
{
	char *value = strchr(argument, '=');

	if (!value)
		return fail(err, USAGE, "CNI_ARGS: \"%.64s\" is not KEY=VALUE", argument);
	*value++ = '\0';
	if (strcmp(argument, "IP") == 0)
		return cni_address_add(call, value, err);
	if (strcmp(argument, "MAC") == 0)
		return mac_read(value, call->config.attachment.mac)
			       ? fail(err, USAGE,
				      "CNI_ARGS: MAC: \"%.64s\" is not the MAC address of a device",
				      value)
			       : 0;
	if (ignore || strcmp(argument, "IgnoreUnknown") == 0)
		return 0;
	return fail(err, USAGE, "CNI_ARGS: \"%.64s\" is none of IP, MAC, IgnoreUnknown", argument);
}

/* Kubernetes passes what is of no interest here, and says IgnoreUnknown=1. */
static bool ignores_unknown(const char *arguments)
{
	return strstr(arguments, "IgnoreUnknown=1") || strstr(arguments, "IgnoreUnknown=true");
}

int cni_arguments_read(struct cni_call *call, const char *arguments, struct error *err)
{
	bool ignore = arguments && ignores_unknown(arguments);
	char *rest = arguments ? arena_text(call->arena, arguments) : NULL, *argument;

	while ((argument = strsep(&rest, ";"))) {
		if (*argument && read_argument(call, argument, ignore, err))
			return cni_failed(call, CNI_WRONG_ENVIRONMENT, -1);
	}
	return 0;
}

/* ---- CNI_NETNS ----------------------------------------------------------------------------- */

/* The host's own namespace would lose its devices to what is meant for a container's. */
static int check_namespace(struct cni_call *call, int namespace, struct error *err)
{
	struct stat own, given;

	if (ioctl(namespace, NS_GET_NSTYPE) != CLONE_NEWNET)
		return fail(err, USAGE, "CNI_NETNS: %s is not a network namespace",
			    call->namespace);
	if (stat("/proc/self/ns/net", &own) || fstat(namespace, &given))
		return fail(err, SYSTEM, "examine %s", call->namespace);
	if (own.st_dev == given.st_dev && own.st_ino == given.st_ino)
		return fail(err, USAGE, "CNI_NETNS: %s is the host's own network namespace",
			    call->namespace);
	return 0;
}

int cni_namespace_open(struct cni_call *call, struct error *err)
{
	auto_close int namespace = open(call->namespace, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (namespace < 0)
		return cni_failed(
			call, CNI_NO_CONTAINER,
			fail(err, SYSTEM, "open the network namespace %s", call->namespace));
	if (check_namespace(call, namespace, err))
		return cni_failed(call, CNI_WRONG_ENVIRONMENT, -1);
	return fd_take(&namespace);
}
