/*
 * store.h - a store of networks in a directory of its own, for tests
 */
#ifndef BERTH_TEST_STORE_H
#define BERTH_TEST_STORE_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "error.h"
#include "network_store.h"

static struct network_store store = NO_STORE;
static struct arena arena;
static char place[64];

static void open_store(void)
{
	struct error err = NO_ERROR;
	char networks[96], run[96];

	snprintf(place, sizeof(place), "/tmp/berth-test-XXXXXX");
	cr_assert_not_null(mkdtemp(place));
	snprintf(networks, sizeof(networks), "%s/networks", place);
	snprintf(run, sizeof(run), "%s/run", place);
	store = NO_STORE;
	cr_assert_eq(store_lock_at(&store, networks, run, &err), 0, "%s", err.text);
}

static void drop_store(void)
{
	char command[96];

	store_close(&store);
	arena_drop(&arena);
	snprintf(command, sizeof(command), "rm -rf %s", place);
	cr_assert_eq(system(command), 0);
}

#endif
