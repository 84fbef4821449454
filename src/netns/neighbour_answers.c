/*
 * neighbour_answers.c - what a responder knows itself
 *
 * A container is known by its id, by the short form of one that is too long, and by its aliases;
 * each also with the network's name behind a dot. It is known to those who share a network with
 * it, if names are answered there. Several may have one alias: all of them are named, and
 * another one first each time.
 *
 * That a name is known and has no address of the family that is asked for is an answer without
 * records. "There is no such name" would be believed for the other family as well, by musl and
 * glibc alike.
 */
#include <string.h>
#include <strings.h>

#include "inet.h"
#include "names.h"
#include "neighbours.h"
#include "text.h"

#define MOST_NETWORKS 32 /* of one container, whose neighbours are seen */

/* He who asks, and the networks whose names are told to him. */
struct view {
	const struct neighbours *neighbours;
	const char *networks[MOST_NETWORKS];
	size_t count;
	bool outside; /* one of his networks has a way out */
};

static const struct attachment *at(const struct view *view, size_t index)
{
	return view->neighbours->items[index].attachment;
}

static void look_around(const struct neighbours *neighbours, const struct attachment *asking,
			struct view *view)
{
	*view = (struct view){.neighbours = neighbours};
	for (size_t i = 0; i < neighbours->count; i++) {
		if (!text_equal(at(view, i)->record, asking->record))
			continue;
		view->outside |= !at(view, i)->internal;
		if (at(view, i)->dns && view->count < MOST_NETWORKS)
			view->networks[view->count++] = at(view, i)->network;
	}
}

static bool sees(const struct view *view, const struct attachment *other)
{
	for (size_t i = 0; i < view->count; i++) {
		if (text_equal(view->networks[i], other->network))
			return true;
	}
	return false;
}

/* "web", or "web.NETWORK". */
static bool is_name(const char *asked, const char *name, const char *network)
{
	size_t length = strlen(name);

	if (strncasecmp(asked, name, length) != 0)
		return false;
	return !asked[length] ||
	       (asked[length] == '.' && strcasecmp(asked + length + 1, network) == 0);
}

static bool is_called(const struct attachment *attachment, const char *asked)
{
	const char *id = strrchr(attachment->record, '/');
	char buffer[SHORT_ID];

	id = id ? id + 1 : attachment->record;
	if (is_name(asked, id, attachment->network) ||
	    is_name(asked, id_as_name(id, buffer), attachment->network))
		return true;
	for (size_t i = 0; i < attachment->names.count; i++) {
		if (is_name(asked, attachment->names.items[i], attachment->network))
			return true;
	}
	return false;
}

static bool wants(const struct dns_query *query, const struct inet *address)
{
	return query->type == DNS_ANY ||
	       query->type == (address->family == AF_INET ? DNS_A : DNS_AAAA);
}

/* The ones who have the name, beginning anywhere. */
static bool add_addresses(const struct view *view, const struct dns_query *query, size_t begin,
			  struct dns_answer *answer)
{
	size_t count = view->neighbours->count;
	bool known = false;

	for (size_t i = 0; i < count; i++) {
		const struct attachment *other = at(view, (begin + i) % count);

		if (!is_called(other, query->name) || !sees(view, other) ||
		    !neighbour_is_alive(view->neighbours, other))
			continue;
		known = true;
		for (size_t j = 0; j < other->address_count; j++) {
			if (wants(query, &other->addresses[j]))
				dns_answer_add_address(answer, &other->addresses[j]);
		}
	}
	return known;
}

/* *ours: it lies in a network of his, so nobody else can say who it is. */
static bool add_pointer(const struct view *view, const struct inet *address,
			struct dns_answer *answer, bool *ours)
{
	*ours = false;
	for (size_t i = 0; i < view->neighbours->count; i++) {
		const struct attachment *other = at(view, i);
		const char *id = strrchr(other->record, '/');
		char buffer[SHORT_ID];

		if (!sees(view, other))
			continue;
		for (size_t j = 0; j < other->address_count; j++) {
			*ours |= inet_covers(&other->addresses[j], address);
			if (!inet_equal(&other->addresses[j], address) ||
			    !neighbour_is_alive(view->neighbours, other))
				continue;
			dns_answer_add_pointer(answer,
					       id_as_name(id ? id + 1 : other->record, buffer));
			return true;
		}
	}
	return false;
}

enum answering neighbours_answer(const struct neighbours *neighbours,
				 const struct attachment *asking, const struct dns_query *query,
				 struct dns_answer *answer, uint8_t *bytes, size_t limit)
{
	static size_t turn;
	struct view view;
	struct inet address;
	bool known, ours = false;

	look_around(neighbours, asking, &view);
	dns_answer_begin(answer, bytes, limit, query, DNS_GOOD);
	if (dns_pointer_read(query->name, &address) == 0)
		known = add_pointer(&view, &address, answer, &ours);
	else
		known = !query->odd_name && add_addresses(&view, query, turn++, answer);
	if (!known && !ours && view.outside)
		return PASS_ON;
	if (!known)
		dns_answer_begin(answer, bytes, limit, query, DNS_NO_SUCH_NAME);
	dns_answer_end(answer, query);
	return ANSWERED;
}
