/*
 * address.c - addresses of devices
 */
#include <linux/if_addr.h>

#include "inet.h"
#include "link.h"
#include "netlink_batch.h"

void address_add(struct netlink_batch *batch, unsigned index, const struct inet *address)
{
	struct nlmsghdr *message =
		batch_add(batch, "add the address", RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
	struct ifaddrmsg *header = mnl_nlmsg_put_extra_header(message, sizeof(*header));

	header->ifa_family = (uint8_t)address->family;
	header->ifa_prefixlen = address->prefix;
	header->ifa_index = index;
	header->ifa_flags = IFA_F_NODAD;
	mnl_attr_put(message, IFA_LOCAL, inet_size(address), address->bytes);
	mnl_attr_put(message, IFA_ADDRESS, inet_size(address), address->bytes);
	if (address->family == AF_INET && address->prefix < 31) {
		struct inet broadcast = inet_last(address);

		mnl_attr_put(message, IFA_BROADCAST, inet_size(address), broadcast.bytes);
	}
}
