#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>

#include "alloc.h"
#include "cni_call.h"
#include "error.h"
#include "inet.h"
#include "port_words.h"

static const struct cni_command strict = {.name = "ADD"};
static const struct cni_command lenient = {.name = "DEL", .needs = CNI_LENIENT};
static const struct cni_command nameless = {.name = "VERSION", .needs = CNI_NO_NETWORK};

static int read_by(const struct cni_command *command, struct arena *arena, struct cni_call *call,
		   const char *json, struct error *err)
{
	*call = (struct cni_call){.arena = arena, .command = command};
	return cni_config_read(call, json, strlen(json), err);
}

#define START "{\"cniVersion\":\"1.0.0\",\"name\":\"pods\",\"type\":\"berth\""

Test(netns_cni_config, a_network_of_its_own_is_a_request)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct cni_call call;

	cr_assert_eq(read_by(&strict, &arena, &call,
			     START ",\"subnets\":[\"10.1.0.0/24\"],\"gateways\":[\"10.1.0.9\"],"
				   "\"ranges\":[\"10.1.0.128/25\"],\"ipv6\":true,\"internal\":true,"
				   "\"isolate\":true,\"hostAccess\":true,\"mtu\":1400,\"ipam\":{},"
				   "\"strict\":true,\"rateIn\":\"10mbit\",\"rateOut\":\"1mbit\","
				   "\"ipMasq\":true}",
			     &err),
		     0, "%s", err.text);
	cr_assert_str_eq(call.config.version->name, "1.0.0");
	cr_assert_str_eq(call.config.network, "pods");
	cr_assert_str_eq(call.config.request.name, "pods");
	cr_assert_str_eq(call.config.request.subnets.items[0], "10.1.0.0/24");
	cr_assert_str_eq(call.config.request.gateways.items[0], "10.1.0.9");
	cr_assert_str_eq(call.config.request.ranges.items[0], "10.1.0.128/25");
	cr_assert(call.config.request.ipv6 && call.config.request.internal &&
		  call.config.request.isolate && call.config.request.host_access);
	cr_assert_eq(call.config.request.mtu, 1400);
	cr_assert(call.config.request.strict);
	cr_assert_str_eq(call.config.request.rate_in, "10mbit");
	cr_assert_str_eq(call.config.request.rate_out, "1mbit");
}

Test(netns_cni_config, what_is_wanted_for_one_container_is_read)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct cni_call call;
	const struct published_port *ports;
	char text[INET_TEXT];

	cr_assert_eq(read_by(&strict, &arena, &call,
			     START
			     ",\"network\":\"web\",\"runtimeConfig\":{\"ips\":[\"10.1.0.5/24\","
			     "\"fd00::5\"],\"mac\":\"02:00:00:00:00:05\",\"aliases\":[\"db\"],"
			     "\"bandwidth\":{\"IngressRate\":10000000,\"ingressBurst\":"
			     "2147483647,\"egressRate\":0},"
			     "\"portMappings\":[{\"HostPort\":80,\"ContainerPort\":8080},"
			     "{\"hostPort\":53,\"containerPort\":53,\"protocol\":\"UDP\","
			     "\"hostIP\":\"127.0.0.1\"},{\"hostPort\":1,\"containerPort\":2,"
			     "\"protocol\":\"sctp\",\"hostIP\":\"0.0.0.0\"}]}}",
			     &err),
		     0, "%s", err.text);
	cr_assert_str_eq(call.config.name, "pods");
	cr_assert_str_eq(call.config.network, "web");
	cr_assert_str_eq(inet_text_with_prefix(&call.config.attachment.ip[0], text), "10.1.0.5/32");
	cr_assert_str_eq(inet_text(&call.config.attachment.ip[1], text), "fd00::5");
	cr_assert_str_eq(mac_text(call.config.attachment.mac, text), "02:00:00:00:00:05");
	cr_assert_str_eq(call.config.attachment.aliases.items[0], "db");
	cr_assert_eq(call.config.attachment.rates.in, 10000000);
	cr_assert_eq(call.config.attachment.rates.out, 0);
	cr_assert(call.config.attachment.foreign);
	cr_assert_eq(call.config.ports.count, 3);
	ports = call.config.ports.items;
	cr_assert(ports[0].protocol == IPPROTO_TCP && ports[0].host_port == 80 &&
		  ports[0].port == 8080 && !ports[0].host.family);
	cr_assert(ports[1].protocol == IPPROTO_UDP && ports[1].host.family == AF_INET);
	cr_assert(ports[2].protocol == IPPROTO_SCTP && !ports[2].host.family,
		  "all addresses are no address");
}

Test(netns_cni_config, what_is_wrong_is_refused_with_the_specification_s_number)
{
	static const struct {
		enum cni_code code;
		const char *json, *sentence;
	} rows[] = {
		{CNI_UNDECODABLE,       "",                                         "not JSON"                        },
		{CNI_UNDECODABLE,       "[]",                                       "an object is expected"           },
		{CNI_WRONG_VERSION,     "{}",                                       "cniVersion \"0.1.0\" is none of" },
		{CNI_WRONG_VERSION,     "{\"cniVersion\":\"2.0.0\"}",
		 "cniVersion \"2.0.0\" is none of"                                                                    },
		{CNI_NO_CODE,           "{\"cniVersion\":\"1.0.0\"}",               "has no name"                     },
		{CNI_UNSUPPORTED_FIELD, START ",\"vlan\":5}",                       "\"vlan\": 5: berth knows no such"},
		{CNI_UNSUPPORTED_FIELD, START ",\"vlan\":{}}",                      "\"vlan\": an object"             },
		{CNI_UNSUPPORTED_FIELD, START ",\"dns\":{\"x\":\"y\"}}",            "\"x\": y"                        },
		{CNI_NO_CODE,           START ",\"network\":\"web\",\"mtu\":1400}", "network web is as"               },
		{CNI_NO_CODE,           START ",\"mtu\":\"1400\"}",                 "a number of bytes"               },
		{CNI_NO_CODE,           START ",\"subnets\":[1]}",                  "a string is expected"            },
		{CNI_NO_CODE,           START ",\"ipam\":{\"type\":\"dhcp\"}}",
		 "ipam: addresses are given out"                                                                      },
		{CNI_NO_CODE,           START ",\"prevResult\":[]}",                "an object is expected"           },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		auto_arena struct arena arena = NO_ARENA;
		struct error err = NO_ERROR;
		struct cni_call call;

		cr_expect_eq(read_by(&strict, &arena, &call, rows[i].json, &err), -1, "%s",
			     rows[i].json);
		cr_expect_eq(call.code, rows[i].code, "%s: %d", rows[i].json, call.code);
		cr_expect(strstr(err.text, rows[i].sentence), "%s: %s", rows[i].json, err.text);
	}
}

Test(netns_cni_config, for_taking_away_the_name_is_enough)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct cni_call call;

	cr_assert_eq(read_by(&lenient, &arena, &call,
			     START ",\"vlan\":5,\"mtu\":\"x\",\"network\":7,\"subnets\":{}}", &err),
		     0, "%s", err.text);
	cr_assert_str_eq(call.config.name, "pods");
	cr_assert_eq(read_by(&lenient, &arena, &call,
			     "{\"cniVersion\":\"1.0.0\",\"name\":\"../x\"}", &err),
		     -1);
}

Test(netns_cni_config, a_question_for_versions_may_be_of_any)
{
	auto_arena struct arena arena = NO_ARENA;
	struct error err = NO_ERROR;
	struct cni_call call;

	cr_assert_eq(read_by(&nameless, &arena, &call, "{\"cniVersion\":\"7\"}", &err), 0);
	cr_assert_null(call.config.version);
	cr_assert_eq(read_by(&nameless, &arena, &call, "{\"cniVersion\":\"0.4.0\"}", &err), 0);
	cr_assert_str_eq(call.config.version->name, "0.4.0");
}
