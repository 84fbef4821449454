/*
 * leases.c - which address is whose
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fd.h"
#include "file.h"
#include "inet.h"
#include "leases.h"
#include "link.h"
#include "network_store.h"
#include "text.h"

#define MOST_TRIES   (1 << 17)   /* more than a bridge could ever have ports */
#define HINT_PATTERN ".last-%zu" /* beside the leases; none of them has a dot in front */

bool veth_is_alive(const struct network_store *store, const char *veth)
{
	return strings_find(&store->making, veth) >= 0 || (*veth && link_index(veth));
}

static int open_leases(const struct network_store *store, const char *network, bool make)
{
	static const int how = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
	auto_text struct text path = NO_TEXT;
	int leases;

	text_format(&path, "leases/%s", network);
	leases = openat(store->run, path.start, how);
	if (leases >= 0 || !make || mkdirat(store->run, path.start, 0700))
		return leases;
	return openat(store->run, path.start, how);
}

/* An empty one was left by a SIGKILL. */
static void read_holder(int leases, const char *address, char veth[DEVICE_NAME_ROOM])
{
	auto_text struct text holder = NO_TEXT;

	*veth = '\0';
	if (file_read_stored(leases, address, DEVICE_NAME_ROOM - 1, &holder) == 0)
		snprintf(veth, DEVICE_NAME_ROOM, "%s", text_string(&holder));
}

void lease_holder(const struct network_store *store, const char *network,
		  const struct inet *address, char veth[DEVICE_NAME_ROOM])
{
	auto_close int leases = open_leases(store, network, false);
	char name[INET_TEXT];

	*veth = '\0';
	if (leases >= 0)
		read_holder(leases, inet_text(address, name), veth);
}

/* ---- one address --------------------------------------------------------------------------- */

enum taking {
	TAKEN,
	IN_USE,
	DEAD,
	FAILED
};

static enum taking take(const struct network_store *store, int leases, const struct inet *address,
			const char *veth)
{
	char name[INET_TEXT], holder[DEVICE_NAME_ROOM];
	auto_close int fd = openat(leases, inet_text(address, name),
				   O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0)
		return file_write_all(fd, veth, strlen(veth)) ? FAILED : TAKEN;
	if (errno != EEXIST)
		return FAILED;
	read_holder(leases, name, holder);
	return veth_is_alive(store, holder) ? IN_USE : DEAD;
}

static int no_lease(enum taking taking, const struct lease_request *request,
		    const struct inet *address, bool *dead, struct error *err)
{
	char name[INET_TEXT];

	inet_text(address, name);
	*dead = taking == DEAD;
	if (taking == FAILED)
		return fail(err, SYSTEM, "lease the address %s", name);
	return fail(err, STATE, "the address %s is in use on network %s", name,
		    request->network->name);
}

static int take_wanted(const struct network_store *store, int leases,
		       const struct lease_request *request, struct inet *leased, bool *dead,
		       struct error *err)
{
	const struct network_subnet *subnet = &request->network->subnets[request->subnet];
	struct inet first = inet_first(&subnet->subnet), last = inet_last(&subnet->subnet);
	const struct inet *wanted = request->wanted;
	char name[INET_TEXT];
	enum taking taking;

	inet_text(wanted, name);
	if (inet_equal(wanted, &subnet->gateway))
		return fail(err, USAGE, "the address %s is the gateway of network %s", name,
			    request->network->name);
	if (inet_equal(wanted, &first) || (wanted->family == AF_INET && inet_equal(wanted, &last)))
		return fail(err, USAGE, "the address %s is none that a container can have", name);
	taking = take(store, leases, wanted, request->veth);
	if (taking != TAKEN)
		return no_lease(taking, request, wanted, dead, err);
	*leased = *wanted;
	return 0;
}

/* ---- the next one -------------------------------------------------------------------------- */

#define HINT_NAME 16

static const char *hint_name(const struct lease_request *request, char name[HINT_NAME])
{
	snprintf(name, HINT_NAME, HINT_PATTERN, request->subnet);
	return name;
}

/* Where the search begins: behind the address that was leased last. */
static struct inet after_last(int leases, const struct lease_request *request)
{
	const struct network_subnet *subnet = &request->network->subnets[request->subnet];
	auto_text struct text hint = NO_TEXT;
	char name[HINT_NAME];
	struct inet last;

	if (file_read_stored(leases, hint_name(request, name), INET_TEXT, &hint) ||
	    inet_read(text_string(&hint), &last) || last.family != subnet->first.family ||
	    inet_compare(&last, &subnet->first) < 0 || inet_compare(&last, &subnet->last) >= 0)
		return subnet->first;
	return inet_step(&last, 1);
}

static void remember(int leases, const struct lease_request *request, const struct inet *leased)
{
	char name[HINT_NAME], address[INET_TEXT];

	inet_text(leased, address);
	/* Only a hint. */
	(void)file_make(leases, hint_name(request, name), address, strlen(address), 0600);
}

static int take_next(const struct network_store *store, int leases,
		     const struct lease_request *request, struct inet *leased, bool *dead,
		     struct error *err)
{
	const struct network_subnet *subnet = &request->network->subnets[request->subnet];
	struct inet begin = after_last(leases, request), at = begin;
	char name[INET_TEXT];

	for (int tries = 0; tries < MOST_TRIES; tries++) {
		enum taking taking = IN_USE;

		if (!inet_equal(&at, &subnet->gateway))
			taking = take(store, leases, &at, request->veth);
		if (taking == DEAD || taking == FAILED)
			return no_lease(taking, request, &at, dead, err);
		if (taking == TAKEN) {
			remember(leases, request, &at);
			*leased = at;
			return 0;
		}
		at = inet_equal(&at, &subnet->last) ? subnet->first : inet_step(&at, 1);
		if (inet_equal(&at, &begin))
			break;
	}
	return fail(err, STATE, "network %s has no free address left in %s", request->network->name,
		    inet_text_with_prefix(&subnet->subnet, name));
}

int lease_take(const struct network_store *store, const struct lease_request *request,
	       struct inet *leased, bool *dead, struct error *err)
{
	auto_close int leases = open_leases(store, request->network->name, true);

	*dead = false;
	if (leases < 0)
		return fail(err, SYSTEM, "open the leases of network %s", request->network->name);
	if (request->wanted)
		return take_wanted(store, leases, request, leased, dead, err);
	return take_next(store, leases, request, leased, dead, err);
}

int lease_restore(const struct network_store *store, const char *network,
		  const struct inet *address, const char *veth, struct error *err)
{
	auto_close int leases = open_leases(store, network, true);
	char name[INET_TEXT];

	if (leases < 0 || file_make(leases, inet_text(address, name), veth, strlen(veth), 0600))
		return fail(err, SYSTEM, "lease the address %s again", inet_text(address, name));
	return 0;
}

void lease_give_back(const struct network_store *store, const char *network,
		     const struct inet *address, const char *veth)
{
	auto_close int leases = open_leases(store, network, false);
	char name[INET_TEXT], holder[DEVICE_NAME_ROOM];

	if (leases < 0)
		return;
	read_holder(leases, inet_text(address, name), holder);
	if (strcmp(holder, veth) == 0)
		(void)unlinkat(leases, name, 0); /* a lease without its veth is as good as none */
}

/* ---- all of them --------------------------------------------------------------------------- */

static int sweep_network(const struct network_store *store, const char *network)
{
	int fd = open_leases(store, network, false);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!directory) {
		fd_drop(&fd);
		return -1;
	}
	while ((entry = readdir(directory))) {
		char holder[DEVICE_NAME_ROOM];

		if (*entry->d_name == '.')
			continue;
		read_holder(fd, entry->d_name, holder);
		if (!veth_is_alive(store, holder))
			(void)unlinkat(fd, entry->d_name, 0);
	}
	closedir(directory);
	return 0;
}

static bool is_known(const struct network_store *store, const char *network)
{
	auto_text struct text file = NO_TEXT;

	text_format(&file, "%s.json", network);
	return faccessat(store->networks, file.start, F_OK, 0) == 0;
}

/* What is not empty stays: somebody lives there yet. */
static void forget_network(int all, const char *network)
{
	for (size_t i = 0; i < NETWORK_MOST_SUBNETS; i++) {
		auto_text struct text hint = NO_TEXT;

		text_format(&hint, "%s/" HINT_PATTERN, network, i);
		(void)unlinkat(all, hint.start, 0);
	}
	(void)unlinkat(all, network, AT_REMOVEDIR);
}

int leases_sweep(const struct network_store *store, struct error *err)
{
	int fd = openat(store->run, "leases", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	int swept = 0;

	if (!directory) {
		fd_drop(&fd);
		return fail(err, SYSTEM, "list the leases");
	}
	while (swept == 0 && (entry = readdir(directory))) {
		if (*entry->d_name == '.')
			continue;
		swept = sweep_network(store, entry->d_name);
		if (!is_known(store, entry->d_name))
			forget_network(fd, entry->d_name);
	}
	closedir(directory);
	return swept ? fail(err, SYSTEM, "list the leases of a network") : 0;
}
