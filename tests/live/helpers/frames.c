/*
 * frames.c - frames as bytes: what somebody sends who does not ask the kernel what he may send
 *
 *	frames send DEVICE HEX...		sends each; checksums of IPv4, ICMP and ICMPv6 are made right
 *	frames hear DEVICE LAST HEX...		prints the number, from 1, of each of these that arrives,
 *						until LAST does; when it listens, an empty line.
 *						1 when LAST has not come in ten seconds.
 *
 * Checksums are not compared.
 */
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST 512

struct frame {
	uint8_t bytes[MOST];
	size_t length;
};

static void read_hex(const char *hex, struct frame *frame)
{
	unsigned byte;

	memset(frame, 0, sizeof(*frame));
	for (; frame->length < MOST && sscanf(hex, "%2x", &byte) == 1; hex += 2)
		frame->bytes[frame->length++] = (uint8_t)byte;
	if (*hex || frame->length < ETH_HLEN) {
		fprintf(stderr, "frames: \"%s\" is no frame\n", hex);
		exit(2);
	}
}

static uint32_t sum(const uint8_t *bytes, size_t length)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < length; i++)
		sum += (uint32_t)bytes[i] << (i % 2 ? 0 : 8);
	return sum;
}

static void put_sum(uint8_t *at, uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	at[0] = (uint8_t)(~sum >> 8);
	at[1] = (uint8_t)~sum;
}

/* With right checksums, or with none, to compare. */
static void settle_sums(struct frame *frame, int right)
{
	uint8_t *packet = frame->bytes + ETH_HLEN, *icmp;
	size_t length = frame->length - ETH_HLEN;

	if (length >= 20 && packet[0] == 0x45) {
		memset(packet + 10, 0, 2);
		if (right)
			put_sum(packet + 10, sum(packet, 20));
		if (packet[9] != IPPROTO_ICMP || length < 28)
			return;
		icmp = packet + 20;
		memset(icmp + 2, 0, 2);
		if (right)
			put_sum(icmp + 2, sum(icmp, length - 20));
	} else if (length >= 44 && packet[0] == 0x60 && packet[6] == IPPROTO_ICMPV6) {
		icmp = packet + 40;
		memset(icmp + 2, 0, 2);
		if (right)
			put_sum(icmp + 2, sum(packet + 8, length - 8) + (uint32_t)(length - 40) +
						  IPPROTO_ICMPV6);
	}
}

static int open_device(const char *device)
{
	struct sockaddr_ll at = {.sll_family = AF_PACKET,
				 .sll_protocol = htons(ETH_P_ALL),
				 .sll_ifindex = (int)if_nametoindex(device)};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || !at.sll_ifindex || bind(fd, (struct sockaddr *)&at, sizeof(at))) {
		perror("frames: open the device");
		exit(1);
	}
	return fd;
}

static int send_all(int fd, char **hex, int count)
{
	for (int i = 0; i < count; i++) {
		struct frame frame;

		read_hex(hex[i], &frame);
		settle_sums(&frame, 1);
		if (send(fd, frame.bytes, frame.length, 0) < 0) {
			perror("frames: send");
			return 1;
		}
	}
	return 0;
}

static int is_frame(const char *hex, const struct frame *arrived)
{
	struct frame frame;

	read_hex(hex, &frame);
	settle_sums(&frame, 0);
	return arrived->length >= frame.length &&
	       memcmp(arrived->bytes, frame.bytes, frame.length) == 0;
}

static int hear(int fd, char **hex, int count)
{
	const struct timeval patience = {.tv_sec = 10};
	time_t end = time(NULL) + patience.tv_sec;
	struct frame arrived;
	ssize_t length;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	printf("\n");
	fflush(stdout);
	while (time(NULL) < end && (length = recv(fd, arrived.bytes, MOST, 0)) > 0) {
		if (length < ETH_HLEN)
			continue;
		arrived.length = (size_t)length;
		settle_sums(&arrived, 0);
		if (is_frame(hex[0], &arrived))
			return 0;
		for (int i = 1; i < count; i++) {
			if (is_frame(hex[i], &arrived)) {
				printf("%d\n", i);
				fflush(stdout);
			}
		}
	}
	return 1;
}

int main(int argc, char **argv)
{
	if (argc >= 4 && strcmp(argv[1], "send") == 0)
		return send_all(open_device(argv[2]), argv + 3, argc - 3);
	if (argc >= 4 && strcmp(argv[1], "hear") == 0)
		return hear(open_device(argv[2]), argv + 3, argc - 3);
	fprintf(stderr, "usage: frames send DEVICE HEX... | frames hear DEVICE LAST HEX...\n");
	return 2;
}
