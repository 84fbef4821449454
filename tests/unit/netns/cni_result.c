#include <criterion/criterion.h>

#include "cni_call.h"
#include "error.h"
#include "inet.h"
#include "text.h"

static struct attachment whole(void)
{
	struct attachment attachment = {
		.veth = "vb00000001",
		.interface = "eth0",
		.bridge = "berth0",
		.mac = {2, 0, 0, 0, 0, 9},
		.mtu = 1400,
		.metric = 100,
		.address_count = 2,
		.gateway_count = 2,
	};

	cr_assert_eq(inet_read_with_prefix("10.1.0.2/24", &attachment.addresses[0]), 0);
	cr_assert_eq(inet_read_with_prefix("fd00::2/64", &attachment.addresses[1]), 0);
	cr_assert_eq(inet_read("10.1.0.1", &attachment.gateways[0]), 0);
	cr_assert_eq(inet_read("fd00::1", &attachment.gateways[1]), 0);
	return attachment;
}

static const char *const results[] = {
	"{\"cniVersion\":\"0.3.1\",\"interfaces\":[{\"name\":\"berth0\"},{\"name\":\"vb00000001\"},"
	"{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:09\",\"sandbox\":\"/run/netns/a\"}],"
	"\"ips\":[{\"version\":\"4\",\"interface\":2,\"address\":\"10.1.0.2/24\","
	"\"gateway\":\"10.1.0.1\"},{\"version\":\"6\",\"interface\":2,\"address\":\"fd00::2/64\","
	"\"gateway\":\"fd00::1\"}],\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\"},"
	"{\"dst\":\"::/0\",\"gw\":\"fd00::1\"}],\"dns\":{}}",
	"{\"cniVersion\":\"0.4.0\",\"interfaces\":[{\"name\":\"berth0\"},{\"name\":\"vb00000001\"},"
	"{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:09\",\"sandbox\":\"/run/netns/a\"}],"
	"\"ips\":[{\"version\":\"4\",\"interface\":2,\"address\":\"10.1.0.2/24\","
	"\"gateway\":\"10.1.0.1\"},{\"version\":\"6\",\"interface\":2,\"address\":\"fd00::2/64\","
	"\"gateway\":\"fd00::1\"}],\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\"},"
	"{\"dst\":\"::/0\",\"gw\":\"fd00::1\"}],\"dns\":{}}",
	"{\"cniVersion\":\"1.0.0\",\"interfaces\":[{\"name\":\"berth0\"},{\"name\":\"vb00000001\"},"
	"{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:09\",\"sandbox\":\"/run/netns/a\"}],"
	"\"ips\":[{\"interface\":2,\"address\":\"10.1.0.2/24\",\"gateway\":\"10.1.0.1\"},"
	"{\"interface\":2,\"address\":\"fd00::2/64\",\"gateway\":\"fd00::1\"}],"
	"\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\"},"
	"{\"dst\":\"::/0\",\"gw\":\"fd00::1\"}],\"dns\":{}}",
	"{\"cniVersion\":\"1.1.0\",\"interfaces\":[{\"name\":\"berth0\"},{\"name\":\"vb00000001\"},"
	"{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:09\",\"mtu\":1400,\"sandbox\":\"/run/netns/"
	"a\"}],"
	"\"ips\":[{\"interface\":2,\"address\":\"10.1.0.2/24\",\"gateway\":\"10.1.0.1\"},"
	"{\"interface\":2,\"address\":\"fd00::2/64\",\"gateway\":\"fd00::1\"}],"
	"\"routes\":[{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.1.0.1\",\"priority\":100},"
	"{\"dst\":\"::/0\",\"gw\":\"fd00::1\",\"priority\":100}],\"dns\":{}}",
};

Test(netns_cni_result, each_version_has_its_form)
{
	const struct attachment attachment = whole();

	for (size_t i = 0; i < cni_version_count; i++) {
		struct cni_call call = {.namespace = "/run/netns/a",
					.config.version = &cni_versions[i]};
		auto_text struct text out = NO_TEXT;

		cni_result_write(&call, &attachment, &out);
		cr_expect_str_eq(out.start, results[i]);
	}
}

Test(netns_cni_result, an_internal_network_has_no_way_out)
{
	struct attachment attachment = whole();
	struct cni_call call = {.namespace = "/run/netns/a", .config.version = &cni_versions[2]};
	auto_text struct text out = NO_TEXT;

	attachment.gateway_count = 0;
	attachment.address_count = 1;
	cni_result_write(&call, &attachment, &out);
	cr_assert_str_eq(
		out.start,
		"{\"cniVersion\":\"1.0.0\",\"interfaces\":[{\"name\":\"berth0\"},"
		"{\"name\":\"vb00000001\"},{\"name\":\"eth0\",\"mac\":\"02:00:00:00:00:09\","
		"\"sandbox\":\"/run/netns/a\"}],\"ips\":[{\"interface\":2,"
		"\"address\":\"10.1.0.2/24\"}],\"routes\":[],\"dns\":{}}");
}

Test(netns_cni_result, a_failure_without_a_number_has_that_of_its_kind)
{
	static const struct {
		enum failure kind;
		enum cni_code noted, code;
	} rows[] = {
		{USAGE,  CNI_NO_CODE,      CNI_WRONG_CONFIGURATION},
		{SPEC,   CNI_NO_CODE,      CNI_WRONG_CONFIGURATION},
		{STATE,  CNI_NO_CODE,      CNI_STATE              },
		{SYSTEM, CNI_NO_CODE,      CNI_IO                 },
		{BUG,    CNI_NO_CODE,      CNI_BUG                },
		{STATE,  CNI_TRY_AGAIN,    CNI_TRY_AGAIN          },
		{SYSTEM, CNI_NO_CONTAINER, CNI_NO_CONTAINER       },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct cni_call call = {.code = rows[i].noted};
		struct error err = {.kind = rows[i].kind, .text = "so \"it\" is"};
		auto_text struct text out = NO_TEXT, wanted = NO_TEXT;

		cni_error_write(&call, &err, &out);
		text_format(&wanted,
			    "{\"cniVersion\":\"1.1.0\",\"code\":%d,\"msg\":\"so \\\"it\\\" is\"}",
			    rows[i].code);
		cr_expect_str_eq(out.start, wanted.start);
	}
}
