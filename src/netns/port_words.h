/*
 * port_words.h - the words of --publish, and small words of networks
 */
#ifndef BERTH_PORT_WORDS_H
#define BERTH_PORT_WORDS_H

#include "network.h"

/*
 * [[IP:][HOST]:]CONTAINER[/PROTOCOL], where HOST and CONTAINER may be ranges of one length and
 * an empty HOST is any free port. An IPv6 address stands in brackets. One port for each number.
 */
int port_words_read(struct arena *arena, const char *words, struct published_ports *ports,
		    struct error *err);

const char *protocol_name(uint8_t protocol);
int protocol_number(const char *name, uint8_t *protocol);

#define MAC_TEXT 18
const char *mac_text(const uint8_t mac[6], char *buffer); /* MAC_TEXT bytes */
int mac_read(const char *text, uint8_t mac[6]);

#endif
