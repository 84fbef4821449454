/*
 * route.c - routes
 */
#include "inet.h"
#include "link.h"
#include "netlink_batch.h"

#define USUAL_METRIC_V6 256 /* the kernel's own */

void route_add_subnet(struct netlink_batch *batch, unsigned index,
		      const struct network_subnet *subnet)
{
	struct nlmsghdr *message = batch_add(batch, "add the subnet's route", RTM_NEWROUTE,
					     NLM_F_CREATE | NLM_F_REPLACE);
	struct rtmsg *route = mnl_nlmsg_put_extra_header(message, sizeof(*route));
	bool v6 = subnet->subnet.family == AF_INET6;

	route->rtm_family = (uint8_t)subnet->subnet.family;
	route->rtm_dst_len = subnet->subnet.prefix;
	route->rtm_table = RT_TABLE_MAIN;
	route->rtm_protocol = RTPROT_KERNEL;
	route->rtm_scope = v6 ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
	route->rtm_type = RTN_UNICAST;
	mnl_attr_put(message, RTA_DST, inet_size(&subnet->subnet), subnet->subnet.bytes);
	mnl_attr_put_u32(message, RTA_OIF, index);
	if (v6)
		mnl_attr_put_u32(message, RTA_PRIORITY, USUAL_METRIC_V6);
	else
		mnl_attr_put(message, RTA_PREFSRC, inet_size(&subnet->gateway),
			     subnet->gateway.bytes);
}

void route_add_default(struct netlink_batch *batch, unsigned index, const struct inet *gateway,
		       uint32_t metric)
{
	struct nlmsghdr *message =
		batch_add(batch, "add the default route", RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
	struct rtmsg *route = mnl_nlmsg_put_extra_header(message, sizeof(*route));

	route->rtm_family = (uint8_t)gateway->family;
	route->rtm_table = RT_TABLE_MAIN;
	route->rtm_protocol = RTPROT_STATIC;
	route->rtm_scope = RT_SCOPE_UNIVERSE;
	route->rtm_type = RTN_UNICAST;
	mnl_attr_put(message, RTA_GATEWAY, inet_size(gateway), gateway->bytes);
	mnl_attr_put_u32(message, RTA_OIF, index);
	mnl_attr_put_u32(message, RTA_PRIORITY, metric);
}
