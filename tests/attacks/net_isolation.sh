#!/bin/bash
#
# net-isolation: root of a container, with every right over its own network namespace, tries to reach a
# member of another network, the host's services, and the outside from a network without one; by
# addresses that are not its own, too. Class of CVE-2020-13401, 2024-29018, 2025-54388.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/attack.sh"
"$RUNTIME" network --help >/dev/null 2>&1 || without_subject "it has no networks of its own"
. "$attacks/../hosts.sh"
witness=firewall
outside
serve host 22
serve out 80

# That nobody answers takes its time: all are asked at once, and judged together.
unreachable() { # WHAT FROM ADDRESS PORT
	local protocol

	for protocol in TCP UDP; do
		try
		(
			answer=$(ask "$2" "$protocol" "$3" "$4")
			[ -z "$answer" ] || echo "$1 ($protocol $3:$4, seen as $answer)" >>"$TMP/reached"
		) &
		asking+=($!)
	done
}

judge() {
	local line

	wait "${asking[@]}"
	asking=()
	while read -r line; do
		broken "$line"
	done < <(cat "$TMP/reached" 2>/dev/null)
	rm -f "$TMP/reached"
}
asking=()

everything() { # WHEN
	unreachable "$1: a member of another network" b1 10.77.0.11 7
	unreachable "$1: ... by IPv6" b1 fd00:a::11 7
	unreachable "$1: a service of the host by the gateway" b1 10.77.1.1 22
	unreachable "$1: ... by another network's" b1 10.77.0.1 22
	unreachable "$1: ... by the host's own address" b1 192.0.2.1 22
	unreachable "$1: the outside from an internal network" s1 192.0.2.2 80
	unreachable "$1: a member from outside" out 10.77.0.11 7
	judge
}

attack() {
	local device

	runtime network create a --ipv6 --subnet 10.77.0.0/24 --subnet fd00:a::/64 >/dev/null
	runtime network create b --ipv6 --subnet 10.77.1.0/24 --subnet fd00:b::/64 >/dev/null
	runtime network create shut --internal --subnet 10.77.2.0/24 >/dev/null
	plugged a1 --network a:ip=10.77.0.11,ip6=fd00:a::11
	plugged b1 --network b:ip=10.77.1.11,ip6=fd00:b::11
	plugged s1 --network shut:ip=10.77.2.11
	serve a1 7
	everything 'as it is'
	inside s1 ip route add default via 10.77.2.1
	unreachable 'the outside from an internal network, by a route of its own' s1 192.0.2.2 80
	# Loopback of the host, to which the bridges have a route for the sake of published ports.
	inside b1 ip addr flush dev lo
	inside b1 ip route add 127.0.0.0/8 via 10.77.1.1
	unreachable 'the loopback of the host' b1 127.0.0.1 22
	judge
	# As somebody else: an address of the other network, a MAC of its gateway.
	inside b1 ip addr add 10.77.0.12/24 dev eth0
	inside b1 ip route replace 10.77.0.11/32 via 10.77.1.1 src 10.77.0.12 onlink dev eth0
	unreachable 'a member of another network, with an address of that network' b1 10.77.0.11 7
	judge
	inside b1 ip addr add 10.77.0.1/32 dev eth0
	inside b1 ip route replace 10.77.0.11/32 via 10.77.1.1 src 10.77.0.1 onlink dev eth0
	unreachable '... with the address of its gateway' b1 10.77.0.11 7
	judge
	# Router advertisements of a member are not the host's.
	for device in $(ip -o link show type bridge | awk -F'[ :]+' '{print $2}'); do
		try
		[ "$(cat "/proc/sys/net/ipv6/conf/$device/accept_ra")" = 0 ] ||
			[ "$(cat "/proc/sys/net/ipv6/conf/$device/forwarding")" = 1 ] ||
			broken "$device accepts router advertisements"
	done
	nft flush ruleset
	runtime network reload
	inside b1 ip route del 10.77.0.11/32
	everything 'after nft flush ruleset and reload'
	end_tenants
}

end_tenants() {
	local name

	for name in a1 b1 s1; do gone $name; done
	xargs -r kill <"$TMP/peers" 2>/dev/null
	: >"$TMP/peers"
	wait_for no_veth_of a1
	runtime network rm a b shut >/dev/null 2>&1
	nft delete table inet berth 2>/dev/null
	serve host 22
	serve out 80
}

play 'a tenant reaches nobody that it should not'
