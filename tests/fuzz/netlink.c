/*
 * netlink.c - what berth reads of the kernel's answers
 *
 * The kernel is no enemy, but what its answers are about is: a container can give its device any
 * addresses and routes, as many as it likes. The socket is replaced by one that hears the input,
 * a datagram for each part of it: two bytes of length, and so many bytes.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "device_state.h"
#include "error.h"
#include "inet.h"
#include "link.h"
#include "netlink_batch.h"
#include "nft_table.h"
#include "subnets.h"
#include "target.h"

static const uint8_t *input;
static size_t input_size;

/* ---- in netlink_socket.c's place ------------------------------------------------------------ */

int netlink_open(int protocol, struct error *err)
{
	(void)protocol;
	(void)err;
	return open("/dev/null", O_RDWR | O_CLOEXEC);
}

void netlink_be_strict(int socket)
{
	(void)socket;
}

int netlink_send(int socket, struct iovec *parts, size_t count)
{
	(void)socket;
	(void)parts;
	(void)count;
	return 0;
}

/* Numbers that would have to be guessed are put right; and at the end comes silence. */
ssize_t netlink_receive(int socket, void *room, size_t size)
{
	size_t length = input_size >= 2 ? (size_t)(input[0] | input[1] << 8) : 0;
	struct nlmsghdr *message = room;
	int left;

	(void)socket;
	if (input_size < 2)
		return -1;
	input += 2;
	input_size -= 2;
	length = length < input_size ? length : input_size;
	length = length < size ? length : size;
	memcpy(room, input, length);
	input += length;
	input_size -= length;
	/* libmnl takes a length beyond 2 GiB for a negative one. The kernel writes none. */
	left = (int)length;
	while (left >= (int)sizeof(*message)) {
		message->nlmsg_len &= INT32_MAX;
		if (!mnl_nlmsg_ok(message, left))
			break;
		if (message->nlmsg_seq > 2)
			message->nlmsg_seq = 1;
		message = mnl_nlmsg_next(message, &left);
	}
	return (ssize_t)length;
}

/* ---- who reads ----------------------------------------------------------------------------- */

static void check_error(int done, const struct error *err)
{
	HOLDS(done == 0 || err->text[0], "a refusal without a word\n");
	HOLDS(memchr(err->text, '\0', sizeof(err->text)), "a sentence without an end\n");
}

static void read_device(struct error *err)
{
	auto_arena struct arena arena = NO_ARENA;
	struct device_state state;

	check_error(device_state_read(&arena, "lo", &state, err), err);
	for (size_t i = 0; i < state.address_count; i++)
		HOLDS(state.addresses[i].family == AF_INET || state.addresses[i].family == AF_INET6,
		      "an address of no family\n");
}

static void read_routes(struct error *err)
{
	static const struct networks none;
	auto_arena struct arena arena = NO_ARENA;
	struct taken_subnets taken = {.networks = &none};

	check_error(routes_note(&arena, &taken, err), err);
}

static void read_mtu(struct error *err)
{
	struct inet address = {
		.family = AF_INET, .prefix = 32, .bytes = {192, 0, 2, 1}
	};
	int64_t mtu;

	check_error(device_mtu_of_address(&address, &mtu, err), err);
}

static void read_acknowledgements(struct error *err)
{
	auto_batch struct netlink_batch batch = NO_BATCH;
	int sent;

	link_add_up(&batch, 1);
	link_add_removal(&batch, 2);
	sent = batch_send(&batch, NETLINK_ROUTE, err);
	check_error(sent, err);
	HOLDS(batch.failed < batch.count, "message %u of %u has failed\n", batch.failed,
	      batch.count);
}

static void read_element(struct error *err)
{
	static const struct published_port port = {.protocol = 6, .host_port = 80, .port = 80};
	static const struct inet to = {
		.family = AF_INET, .prefix = 32, .bytes = {10, 1, 2, 3}
	};
	bool leads;

	check_error(nft_elements_leads_to(&port, &to, &leads, err), err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct error * err) = {
		read_device, read_routes, read_mtu, read_acknowledgements, read_element,
	};

	if (!size)
		return 0;
	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		struct error err = NO_ERROR;

		if (data[0] % (sizeof(readers) / sizeof(readers[0])) != i)
			continue;
		input = data + 1;
		input_size = size - 1;
		readers[i](&err);
	}
	return 0;
}
