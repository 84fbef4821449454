/*
 * networks.c - networks of berth's own: make, show, remove, repair
 *
 * Each action is a verb of two words, with options of its own.
 */
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "json.h"
#include "network.h"
#include "output.h"
#include "text.h"
#include "verbs.h"

const struct option_row network_create_options[] = {
	LIST("subnet", 0, network.subnets, "CIDR", "its addresses, v4 or v6; default: a free /24"),
	LIST("gateway", 0, network.gateways, "IP", "the host's address; default: the first one"),
	LIST("ip-range", 0, network.ranges, "CIDR", "give containers addresses of this part only"),
	FLAG("ipv6", '6', network.ipv6, "IPv6 as well, with a subnet that nobody else has"),
	FLAG("internal", 0, network.internal, "no way out, and no published ports"),
	FLAG("isolate", 0, network.isolate, "its containers do not reach each other"),
	FLAG("host-access", 0, network.host_access,
	     "its containers and the host's services reach each other"),
	FLAG("strict", 0, network.strict,
	     "its containers send from their own MAC and addresses only"),
	TEXT("rate-in", 0, network.rate_in, "RATE", "what each container receives at most"),
	TEXT("rate-out", 0, network.rate_out, "RATE", "what each container sends at most"),
	FLAG("no-dns", 0, network.no_dns, "its containers do not find each other by name"),
	NUMBER("mtu", 0, network_mtu, "the largest packet, in bytes; default: 1500"),
	NUMBER("vxlan", 0, network_vxlan, "it goes on at other hosts, under this number"),
	TEXT("local", 0, network.local, "IP", "the address that the other hosts know this one by"),
	LIST("peer", 0, network.peers, "IP", "the address of another host"),
	NUMBER("port", 0, network_port, "the port of UDP at which they meet; default: 4789"),
	NO_MORE_OPTIONS,
};

const struct option_row network_ls_options[] = {
	CHOICE("format", 'f', format, "table|json", "how the list is written"),
	FLAG("quiet", 'q', quiet, "only the names"),
	NO_MORE_OPTIONS,
};

const struct option_row network_check_options[] = {
	CHOICE("format", 'f', format, "table|json", "how what is found is written"),
	NO_MORE_OPTIONS,
};

const struct option_row network_rm_options[] = {
	FLAG("force", 'f', force, "that there is no such network is no error"),
	NO_MORE_OPTIONS,
};

int network_run(struct request *req, struct error *err)
{
	return fail(err, USAGE, "network: \"%s\" is none of %s", req->words.items[0],
		    req->verb->words);
}

int network_create_run(struct request *req, struct error *err)
{
	if (req->network_mtu.given && req->network_mtu.value <= 0)
		return fail(err, USAGE, "--mtu: a number of bytes is expected");
	if ((req->network_vxlan.given && req->network_vxlan.value <= 0) ||
	    (req->network_port.given && req->network_port.value <= 0))
		return fail(err, USAGE, "--vxlan, --port: a number from 1 on is expected");
	req->network.name = req->id;
	req->network.vxlan = req->network_vxlan.value;
	req->network.port = req->network_port.value;
	req->network.mtu = req->network_mtu.value;
	if (network_create(&req->arena, &req->network, err))
		return -1;
	puts(req->id);
	return 0;
}

/* ---- ls, inspect --------------------------------------------------------------------------- */

static const char *policy(const struct request *req, const struct network *network)
{
	const char *words = arena_format(
		(struct arena *)&req->arena, "%s%s%s%s%s", network->internal ? ",internal" : "",
		network->isolate ? ",isolate" : "", network->host_access ? ",host-access" : "",
		network->strict ? ",strict" : "", network->dns ? "" : ",no-dns");

	return *words ? words + 1 : "-";
}

static void print_table(struct request *req, const struct networks *networks)
{
	static const char *const header[] = {"NAME", "DEVICE", "SUBNETS", "POLICY"};
	struct columns table = {.arena = &req->arena, .count = sizeof(header) / sizeof(header[0])};

	columns_add(&table, header);
	for (size_t i = 0; i < networks->count; i++) {
		const struct network *network = networks->items[i];

		columns_add(&table, (const char *[]){
					    network->name,
					    network->bridge,
					    network_subnets_text(&req->arena, network),
					    policy(req, network),
				    });
	}
	columns_print(&table);
}

static int print_json(struct request *req, const struct networks *networks, struct error *err)
{
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out, .indent = "  "};

	json_begin_array(&json, NULL);
	for (size_t i = 0; i < networks->count; i++) {
		if (network_json(&req->arena, networks->items[i], &json, err))
			return -1;
	}
	json_end_array(&json);
	puts(text_string(&out));
	return 0;
}

int network_ls_run(struct request *req, struct error *err)
{
	struct networks networks = {.count = 0};

	if (network_list(&req->arena, &networks, err))
		return -1;
	if (text_equal(req->format, "json"))
		return print_json(req, &networks, err);
	if (!req->quiet)
		print_table(req, &networks);
	for (size_t i = 0; req->quiet && i < networks.count; i++)
		puts(networks.items[i]->name);
	return 0;
}

int network_inspect_run(struct request *req, struct error *err)
{
	struct networks networks = {.count = 0};

	for (size_t i = 0; i < req->words.count; i++) {
		struct network **network = ARENA_ADD(&req->arena, networks.items, networks.count);

		if (network_find(&req->arena, req->words.items[i], network, err))
			return -1;
	}
	return print_json(req, &networks, err);
}

/* ---- rm, prune, reload --------------------------------------------------------------------- */

int network_rm_run(struct request *req, struct error *err)
{
	for (size_t i = 0; i < req->words.count; i++) {
		req->id = req->words.items[i];
		if (network_remove(&req->arena, req->id, err) == 0) {
			puts(req->id);
			continue;
		}
		if (!req->force || err->kind != MISSING)
			return -1;
		fail_clear(err);
	}
	return 0;
}

int network_prune_run(struct request *req, struct error *err)
{
	struct strings removed = {NULL, 0};

	if (network_prune(&req->arena, &removed, err))
		return -1;
	for (size_t i = 0; i < removed.count; i++)
		puts(removed.items[i]);
	return 0;
}

/* ---- check --------------------------------------------------------------------------------- */

static void print_findings(struct request *req, const struct network_findings *findings)
{
	static const char *const header[] = {"NETWORK", "STATE", "FINDING"};
	struct columns table = {.arena = &req->arena, .count = sizeof(header) / sizeof(header[0])};

	columns_add(&table, header);
	for (size_t i = 0; i < findings->count; i++) {
		const struct network_finding *finding = &findings->items[i];

		columns_add(&table,
			    (const char *[]){finding->network, finding->state, finding->sentence});
	}
	columns_print(&table);
}

static void print_findings_json(const struct network_findings *findings)
{
	auto_text struct text out = NO_TEXT;
	struct json json = {.out = &out, .indent = "  "};

	json_begin_array(&json, NULL);
	for (size_t i = 0; i < findings->count; i++) {
		json_begin_object(&json, NULL);
		json_string(&json, "network", findings->items[i].network);
		json_string(&json, "state", findings->items[i].state);
		json_string(&json, "finding", findings->items[i].sentence);
		json_end_object(&json);
	}
	json_end_array(&json);
	puts(text_string(&out));
}

int network_check_run(struct request *req, struct error *err)
{
	struct network_findings findings = {.count = 0};
	const char *name = req->words.count ? req->words.items[0] : NULL;

	if (network_check(&req->arena, name, &findings, err))
		return -1;
	if (text_equal(req->format, "json"))
		print_findings_json(&findings);
	else if (findings.count)
		print_findings(req, &findings);
	req->exit_status = findings.count ? 1 : 0;
	return 0;
}

int network_serve_run(struct request *req, struct error *err)
{
	const struct strings descriptors = {req->words.items + 1, req->words.count - 1};

	return network_serve(&req->arena, req->words.items[0], &descriptors, err);
}

int network_reload_run(struct request *req, struct error *err)
{
	return network_reload(&req->arena, err);
}
