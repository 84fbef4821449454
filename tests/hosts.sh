# shellcheck shell=bash disable=SC2015,SC2154 # bail ends it all; what capture leaves
#
# hosts.sh - for tests of networks: the test's own network namespace is the host
#
# Sourced behind harness.sh by a test that has moved to a network namespace of its own. Where
# networks are kept is the test's own as well.

for tool in ip nsenter; do
	command -v "$tool" >/dev/null || bail "$tool is needed and not there"
done
mount -t tmpfs none /run && mount -t tmpfs none /var/lib || bail "no place for networks"
ip link set lo up

# What berth may leave on a host: devices, a table, settings, files.
network_state() {
	printf 'devices %s, forwarding %s %s, table %s, files %s\n' "$(ip -o link | wc -l)" \
		"$(cat /proc/sys/net/ipv4/ip_forward)" "$(cat /proc/sys/net/ipv6/conf/all/forwarding)" \
		"$(nft list tables 2>/dev/null | grep -c berth)" \
		"$(find /run/berth-network/leases /run/berth-network/attachments /run/berth-network/sysctls \
			/run/berth-network/busy -mindepth 0 -not -type d 2>/dev/null | wc -l)"
}

# plugged NAME OPTION...: a container that sleeps, created and started
plugged() {
	[ -e "$TMP/$1" ] || bundle "$1"
	capture create "${@:2}" "$1"
	[ "$status" = 0 ] && capture runtime start "$1"
	[ "$status" = 0 ] || miss "container $1 is started" "$out" "$err"
}

# not_plugged WHAT PATTERN OPTION...: it is refused, and nothing is left of it
not_plugged() {
	local before

	before=$(network_state)
	[ -e "$TMP/refused" ] || bundle refused
	fails "refused: $1" "$2" create "${@:3}" refused
	wait_for network_is "$before"
	is '... and nothing is left of it' "$before" "$(network_state)"
	runtime delete --force refused >/dev/null 2>&1
}

network_is() {
	[ "$(network_state)" = "$1" ]
}

# inside NAME COMMAND...: a command of the host's in the container's network namespace
inside() {
	local pid

	pid=$(pid_of "$1")
	nsenter --net="/proc/$pid/ns/net" unshare --mount sh -c \
		'mount -t sysfs none /sys 2>/dev/null; exec "$@"' sh "${@:2}"
}

no_veth_of() {
	! ip link show type veth | grep -q "alias berth\(-gone\)\?:.*:$1\$"
}

# outside: another host, beside this one, that knows of the containers' subnets
outside() {
	ip netns add outside && ip link add up0 type veth peer name down0 netns outside ||
		bail "no other host can be made"
	ip addr add 192.0.2.1/24 dev up0 && ip addr add 2001:db8::1/64 dev up0 nodad
	ip link set up0 up
	ip -n outside link set lo up
	ip -n outside addr add 192.0.2.2/24 dev down0
	ip -n outside addr add 2001:db8::2/64 dev down0 nodad
	ip -n outside link set down0 up
	ip -n outside route add 10.77.0.0/16 via 192.0.2.1
	ip -n outside route add fd00::/16 via 2001:db8::1
}

# at WHERE COMMAND...: on the host, outside ("out"), or in a container
at() {
	case $1 in
	host) "${@:2}" ;;
	out) ip netns exec outside "${@:2}" ;;
	*) inside "$@" ;;
	esac
}

# serve WHERE PORT: somebody who tells each client as whom it is seen
serve() {
	helper peer
	at "$1" "$TMP/peer" serve "$2" </dev/null >>"$TMP/peers" || bail "nobody can serve at $1"
}

# Who serves in a network namespace keeps it, and all devices in it.
end_servers() {
	xargs kill <"$TMP/peers"
	: >"$TMP/peers"
}

# ask WHERE TCP|UDP ADDRESS PORT: what the server there says; nothing if it is not reached
ask() {
	at "$1" "$TMP/peer" ask "${@:2}" </dev/null 2>/dev/null
}
