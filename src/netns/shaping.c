/*
 * shaping.c - how fast an attachment may move
 *
 * Theory of operation
 *
 * The kernel shapes what leaves by a device. What goes to a container leaves by the outer end of
 * its veth: a token bucket (tbf) there is all that it takes.
 *
 * What comes from a container comes in by that outer end, and nothing shapes what comes in. A
 * bucket on the inner end would be easily had; but it is the container's own, and with
 * CAP_NET_ADMIN the container takes it away. To drop what is too much on its way in (police) is
 * no shaping: TCP takes every drop for a jam, and of 20 Mbit/s had 4. So all of it is made to leave
 * by a device of its own (ifb) that does nothing else, with a bucket on it, and comes back to go on
 * from where it was. Nothing of this is within the container's reach.
 *
 * That device does not go with the container's network namespace. It is called like the veth but
 * for a letter, and is removed before what is kept of the attachment is: whoever finds that
 * finds the device.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/tc_act/tc_mirred.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "alloc.h"
#include "attachment.h"
#include "error.h"
#include "link.h"
#include "netlink_batch.h"
#include "rate.h"

#define USUAL_MTU      1500
#define FRAME_ROOM     64         /* what is around a packet */
#define LEAST_BURST    (16 << 10) /* ten packets */
#define MOST_BYTES     (16 << 20) /* held back at any rate: it is the host's memory */
#define BURSTS         100        /* in a second: a bucket holds that part of it */
#define QUEUES         20         /* in a second: what waits longer is dropped */
#define MATCH_PRIORITY 1

static void shaper_name(const struct attachment *attachment, char name[DEVICE_NAME_ROOM])
{
	snprintf(name, DEVICE_NAME_ROOM, SHAPER_PREFIX "%s",
		 attachment->veth + strlen(VETH_PREFIX));
}

/* ---- messages ------------------------------------------------------------------------------ */

void shaper_add(struct netlink_batch *batch, const struct attachment *attachment)
{
	struct nlmsghdr *message = batch_add(batch, "make the device that limits the container",
					     RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct ifinfomsg *link = mnl_nlmsg_put_extra_header(message, sizeof(*link));
	char name[DEVICE_NAME_ROOM];
	char alias[ALIAS_ROOM];
	struct nlattr *info;

	link->ifi_family = AF_UNSPEC;
	shaper_name(attachment, name);
	mnl_attr_put_strz(message, IFLA_IFNAME, name);
	mnl_attr_put_u32(message, IFLA_NUM_TX_QUEUES, 1); /* the kernel would make 32 */
	info = mnl_attr_nest_start(message, IFLA_LINKINFO);
	mnl_attr_put_strz(message, IFLA_INFO_KIND, "ifb");
	mnl_attr_nest_end(message, info);
	attachment_alias(attachment, ALIAS_PREFIX, alias);
	link_add_naming(batch, name, alias);
}

static struct nlmsghdr *begin(struct netlink_batch *batch, uint16_t type, const char *kind,
			      const struct tcmsg *where)
{
	struct nlmsghdr *message =
		batch_add(batch, "limit the container's device", type, NLM_F_CREATE | NLM_F_EXCL);

	memcpy(mnl_nlmsg_put_extra_header(message, sizeof(*where)), where, sizeof(*where));
	mnl_attr_put_strz(message, TCA_KIND, kind);
	return message;
}

static uint32_t held_back(uint64_t bytes, uint64_t least)
{
	if (bytes < least)
		bytes = least;
	return (uint32_t)(bytes < MOST_BYTES ? bytes : MOST_BYTES);
}

/* A packet larger than the bucket would never leave. */
void shaping_add_rate(struct netlink_batch *batch, unsigned index, uint64_t rate, int64_t mtu)
{
	const struct tcmsg where = {
		.tcm_ifindex = (int)index, .tcm_handle = 1U << 16, .tcm_parent = TC_H_ROOT};
	struct nlmsghdr *message = begin(batch, RTM_NEWQDISC, "tbf", &where);
	uint64_t bytes = rate / 8, packet = (uint64_t)(mtu ? mtu : USUAL_MTU) + FRAME_ROOM;
	uint32_t burst = held_back(bytes / BURSTS, packet > LEAST_BURST ? packet : LEAST_BURST);
	struct tc_tbf_qopt bucket = {
		.rate = {.linklayer = TC_LINKLAYER_ETHERNET,
			 .rate = bytes > UINT32_MAX ? UINT32_MAX : (uint32_t)bytes},
		.limit = held_back(bytes / QUEUES, 0) + burst,
	};
	struct nlattr *options = mnl_attr_nest_start(message, TCA_OPTIONS);

	mnl_attr_put(message, TCA_TBF_PARMS, sizeof(bucket), &bucket);
	mnl_attr_put_u32(message, TCA_TBF_BURST, burst);
	if (bytes > UINT32_MAX)
		mnl_attr_put_u64(message, TCA_TBF_RATE64, bytes);
	mnl_attr_nest_end(message, options);
}

static void put_redirection(struct nlmsghdr *message, unsigned to)
{
	const struct tc_mirred redirection = {
		.action = TC_ACT_STOLEN, .eaction = TCA_EGRESS_REDIR, .ifindex = to};
	struct nlattr *actions = mnl_attr_nest_start(message, TCA_U32_ACT);
	struct nlattr *first = mnl_attr_nest_start(message, 1);
	struct nlattr *options;

	mnl_attr_put_strz(message, TCA_ACT_KIND, "mirred");
	options = mnl_attr_nest_start(message, TCA_ACT_OPTIONS);
	mnl_attr_put(message, TCA_MIRRED_PARMS, sizeof(redirection), &redirection);
	mnl_attr_nest_end(message, options);
	mnl_attr_nest_end(message, first);
	mnl_attr_nest_end(message, actions);
}

/* u32 rather than matchall, which not every kernel has that has the rest. */
void shaping_add_detour(struct netlink_batch *batch, unsigned index, unsigned by)
{
	const struct tcmsg side = {.tcm_ifindex = (int)index,
				   .tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0),
				   .tcm_parent = TC_H_CLSACT};
	const struct tcmsg coming_in = {
		.tcm_ifindex = (int)index,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
		.tcm_info = TC_H_MAKE(MATCH_PRIORITY << 16, htons(ETH_P_ALL)),
	};
	const struct {
		struct tc_u32_sel selector;
		struct tc_u32_key everything;
	} match = {
		.selector = {.flags = TC_U32_TERMINAL, .nkeys = 1}
	};
	struct nlmsghdr *message;
	struct nlattr *options;

	(void)begin(batch, RTM_NEWQDISC, "clsact", &side);
	message = begin(batch, RTM_NEWTFILTER, "u32", &coming_in);
	options = mnl_attr_nest_start(message, TCA_OPTIONS);
	mnl_attr_put(message, TCA_U32_SEL, sizeof(match), &match);
	put_redirection(message, by);
	mnl_attr_nest_end(message, options);
}

void shaper_add_removal(struct netlink_batch *batch, const struct attachment *attachment)
{
	char name[DEVICE_NAME_ROOM];
	unsigned index;

	shaper_name(attachment, name);
	index = attachment->rates.out ? link_index(name) : 0;
	if (index)
		link_add_removal(batch, index);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static int make_shaper(const struct attachment *attachment, unsigned *index, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	char name[DEVICE_NAME_ROOM];

	shaper_add(&batch, attachment);
	if (batch_send(&batch, NETLINK_ROUTE, err))
		return fail_cure(err, "a limit of what a container sends needs ifb devices "
				      "(CONFIG_IFB)");
	shaper_name(attachment, name);
	*index = link_index(name);
	return 0;
}

int shape(const struct attachment *attachment, struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	unsigned veth, shaper = 0;

	if (!attachment->rates.in && !attachment->rates.out)
		return 0;
	veth = link_index(attachment->veth);
	if (attachment->rates.in)
		shaping_add_rate(&batch, veth, attachment->rates.in, attachment->mtu);
	if (attachment->rates.out) {
		if (make_shaper(attachment, &shaper, err))
			return -1;
		shaping_add_rate(&batch, shaper, attachment->rates.out, attachment->mtu);
		link_add_up(&batch, shaper);
		shaping_add_detour(&batch, veth, shaper);
	}
	if (batch_send(&batch, NETLINK_ROUTE, err))
		return fail_cure(err, "limits need the kernel's traffic control "
				      "(CONFIG_NET_SCH_TBF, NET_SCH_INGRESS, NET_CLS_U32, "
				      "NET_ACT_MIRRED)");
	return 0;
}

/* ---- looking ------------------------------------------------------------------------------- */

struct sought {
	struct tcmsg where;
	const char *kind;
	uint64_t rate; /* in bytes, or 0 */
	bool found;
};

static uint64_t read_rate(const struct nlattr *options)
{
	const struct nlattr *option;
	uint64_t rate = 0;

	mnl_attr_for_each_nested(option, options) {
		const struct tc_tbf_qopt *bucket = mnl_attr_get_payload(option);

		if (mnl_attr_get_type(option) == TCA_TBF_PARMS && !rate)
			rate = bucket->rate.rate;
		if (mnl_attr_get_type(option) == TCA_TBF_RATE64)
			rate = mnl_attr_get_u64(option);
	}
	return rate;
}

static int match(const struct nlmsghdr *message, void *data)
{
	const struct tcmsg *where = mnl_nlmsg_get_payload(message);
	struct sought *sought = data;
	const struct nlattr *attribute;
	bool kind = false, rate = !sought->rate;

	if (where->tcm_ifindex != sought->where.tcm_ifindex ||
	    where->tcm_parent != sought->where.tcm_parent)
		return MNL_CB_OK;
	mnl_attr_for_each(attribute, message, sizeof(struct tcmsg)) {
		if (mnl_attr_get_type(attribute) == TCA_KIND)
			kind = strcmp(mnl_attr_get_str(attribute), sought->kind) == 0;
		if (mnl_attr_get_type(attribute) == TCA_OPTIONS && sought->rate)
			rate = read_rate(attribute) == sought->rate;
	}
	sought->found |= kind && rate;
	return MNL_CB_OK;
}

/* A device that has lost its clsact has no filters to list: an error of the kernel's. */
static bool is_there(uint16_t type, struct sought *sought)
{
	struct error none = NO_ERROR;
	char room[NETLINK_ROOM];
	struct nlmsghdr *message = netlink_message(room, type, NLM_F_DUMP);

	memcpy(mnl_nlmsg_put_extra_header(message, sizeof(sought->where)), &sought->where,
	       sizeof(sought->where));
	return netlink_ask(message, match, sought, &none) == 0 && sought->found;
}

static bool has_rate(unsigned index, uint64_t rate)
{
	struct sought bucket = {
		.where = {.tcm_ifindex = (int)index, .tcm_parent = TC_H_ROOT},
		.kind = "tbf",
		.rate = rate / 8,
	};

	return is_there(RTM_GETQDISC, &bucket);
}

static bool has_detour(unsigned index)
{
	struct sought filter = {
		.where = {.tcm_ifindex = (int)index,
			  .tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS)},
		.kind = "u32",
	};

	return is_there(RTM_GETTFILTER, &filter);
}

bool is_shaped(const struct attachment *attachment)
{
	unsigned veth = link_index(attachment->veth), shaper = 0;
	char name[DEVICE_NAME_ROOM];

	if (attachment->rates.in && !has_rate(veth, attachment->rates.in))
		return false;
	if (!attachment->rates.out)
		return true;
	shaper_name(attachment, name);
	shaper = link_index(name);
	return shaper && has_rate(shaper, attachment->rates.out) && has_detour(veth);
}

/* What is left is removed, as far as it is there. */
int shape_again(const struct attachment *attachment, struct error *err)
{
	unsigned veth = link_index(attachment->veth);
	const struct tcmsg places[] = {
		{.tcm_ifindex = (int)veth, .tcm_parent = TC_H_ROOT  },
		{.tcm_ifindex = (int)veth, .tcm_parent = TC_H_CLSACT},
	};
	auto_batch struct netlink_batch batch = NO_BATCH;
	struct error none = NO_ERROR;

	for (size_t i = 0; i < COUNT(places); i++) {
		struct nlmsghdr *message = batch_add(&batch, "remove a limit", RTM_DELQDISC, 0);

		memcpy(mnl_nlmsg_put_extra_header(message, sizeof(places[i])), &places[i],
		       sizeof(places[i]));
	}
	shaper_add_removal(&batch, attachment);
	(void)batch_send(&batch, NETLINK_ROUTE, &none);
	return shape(attachment, err);
}
