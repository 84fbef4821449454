/*
 * A double of nft_elements_add_network() in src/netns/nft_elements.c: the firewall knows of no
 * network.
 */
#include "nft_table.h"

void nft_elements_add_network(struct netlink_batch *batch, const struct network *network)
{
	(void)batch;
	(void)network;
}
