/*
 * bus.c - a connection on which D-Bus is spoken
 */
#include "bus.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "error.h"

static char path[64];
static int listener = -1;

static void listen_here(int backlog)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(path, sizeof(path), "/tmp/bus-test.%d", (int)getpid());
	strcpy(address.sun_path, path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	cr_assert_eq(bind(listener, (struct sockaddr *)&address, sizeof(address)), 0);
	cr_assert_eq(listen(listener, backlog), 0);
}

static void unlisten(void)
{
	close(listener);
	unlink(path);
}

Test(cgroups_bus, who_says_nothing_is_waited_for_until_the_deadline, .fini = unlisten)
{
	auto_bus struct bus bus = NO_BUS;
	struct bus_message message;
	struct error err = NO_ERROR;

	listen_here(1);
	cr_assert_eq(bus_open(&bus, path, true, 1000), 0);
	cr_expect_eq(bus_peer(&bus), getpid());
	cr_expect_eq(bus_hear(&bus, &message, &err), -1);
	cr_expect(strstr(err.text, "no answer on /tmp/bus-test."), "%s", err.text);
	cr_expect(strstr(err.text, "within 1 s"), "%s", err.text);
}

Test(cgroups_bus, a_full_backlog_is_waited_for_until_the_deadline, .fini = unlisten)
{
	struct bus first = NO_BUS, second = NO_BUS, third = NO_BUS;

	listen_here(0);
	cr_assert_eq(bus_open(&first, path, true, 50), 0);
	cr_expect_eq(bus_open(&second, path, true, 50), -1);
	cr_expect_eq(errno, EAGAIN);
	cr_expect_eq(bus_open(&third, "/nonexistent", true, 50), -1);
	cr_expect_eq(errno, ENOENT);
	bus_close(&first);
	bus_close(&second);
	bus_close(&third);
}

Test(cgroups_bus, a_bus_is_greeted_and_its_refusal_told, .fini = unlisten)
{
	static const char answer[] = "DATA\r\nOK 0\r\n"
				     "l\3\0\1\0\0\0\0\1\0\0\0\x1f\0\0\0"
				     "\5\1u\0\1\0\0\0"
				     "\4\1s\0\x0e\0\0\0org.x.TooMany\0\0";
	char said[2048];
	auto_bus struct bus bus = NO_BUS;
	struct bus_message message;
	struct error err = NO_ERROR;
	ssize_t count;
	int fd;

	listen_here(1);
	cr_assert_eq(bus_open(&bus, path, false, 5000), 0);
	fd = accept(listener, NULL, NULL);
	cr_assert_eq(write(fd, answer, sizeof(answer) - 1), sizeof(answer) - 1);
	cr_expect_eq(bus_hear(&bus, &message, &err), -1);
	cr_expect(strstr(err.text, path), "%s", err.text);
	count = read(fd, said, sizeof(said));
	cr_assert_gt(count, 0);
	cr_expect(memmem(said, (size_t)count, "AddMatch", 8), "signals are asked for");
	close(fd);
}
