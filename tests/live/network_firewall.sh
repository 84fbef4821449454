#!/bin/bash
#
# Who reaches whom: members of two networks, the host and somebody outside, with real packets.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

# ---- who there is ------------------------------------------------------------------------------

outside
runtime network create a --ipv6 --subnet 10.77.0.0/24 --subnet fd00:a::/64 >/dev/null
runtime network create b --ipv6 --subnet 10.77.1.0/24 --subnet fd00:b::/64 >/dev/null
runtime network create shut --internal --ipv6 --subnet 10.77.2.0/24 --subnet fd00:c::/64 >/dev/null
runtime network create apart --isolate --subnet 10.77.3.0/24 >/dev/null
runtime network create open --host-access --subnet 10.77.4.0/24 >/dev/null
plugged a1 --network a:ip=10.77.0.11,ip6=fd00:a::11 -p 8007:7 -p 8007:7/udp -p 127.0.0.1:9007:7
plugged a2 --network a:ip=10.77.0.12,ip6=fd00:a::12
plugged b1 --network b:ip=10.77.1.11,ip6=fd00:b::11
plugged s1 --network shut:ip=10.77.2.11,ip6=fd00:c::11
plugged s2 --network shut:ip=10.77.2.12,ip6=fd00:c::12
plugged i1 --network apart:ip=10.77.3.11 -p 8003:7
plugged i2 --network apart:ip=10.77.3.12
plugged o1 --network open:ip=10.77.4.11
for name in a1 a2 b1 s1 s2 i1 i2 o1; do serve "$name" 7; done
serve host 22
serve out 80

# ---- what is expected: FROM TO PORT, and as whom the server sees the client --------------------

# "-" is nobody: it cannot be reached. Each line is tried with TCP and with UDP.
matrix='
a2   10.77.0.11       7    10.77.0.12     the same network
a2   fd00:a::11       7    fd00:a::12     the same network, IPv6
b1   10.77.0.11       7    -              another network
b1   fd00:a::11       7    -              another network, IPv6
out  10.77.0.11       7    -              from outside, although there is a route
out  fd00:a::11       7    -              from outside, IPv6, although there is a route
host 10.77.0.11       7    -              from the host
host fd00:a::11       7    -              from the host, IPv6
out  192.0.2.1        8007 192.0.2.2      from outside by the published port, seen as who it is
out  2001:db8::1      8007 2001:db8::2    the same, IPv6
b1   192.0.2.1        8007 10.77.1.11     from another network by the published port
b1   10.77.1.1        8007 10.77.1.11     ... by its own gateway
b1   2001:db8::1      8007 fd00:b::11     the same, IPv6
host 192.0.2.1        8007 192.0.2.1      from the host by the published port
host 127.0.0.1        8007 10.77.0.1      ... by 127.0.0.1
host 127.0.0.1        9007 -              UDP is not published there
a2   192.0.2.1        8007 10.77.0.1      a neighbour by the published port
a1   192.0.2.1        8007 10.77.0.1      a container itself by its published port
a1   2001:db8::1      8007 fd00:a::1      the same, IPv6
out  192.0.2.1        9007 -              from outside what is published on 127.0.0.1 alone
a1   192.0.2.2        80   192.0.2.1      a member reaches the outside, as the host
a1   2001:db8::2      80   2001:db8::1    the same, IPv6
a1   192.0.2.1        22   -              a member does not reach the host
a1   10.77.0.1        22   -              ... nor by its gateway
a1   10.77.1.1        22   -              ... nor by the other one
a1   fd00:a::1        22   -              ... nor by IPv6
o1   10.77.4.1        22   10.77.4.11     it does where --host-access says so
host 10.77.4.11       7    10.77.4.1      and so does the host
s2   10.77.2.11       7    10.77.2.12     neighbours on an internal network
s2   fd00:c::11       7    fd00:c::12     the same, IPv6
s1   192.0.2.2        80   -              an internal network has no way out
s1   2001:db8::2      80   -              the same, IPv6
s1   192.0.2.1        8007 -              ... nor by a published port of another
s1   10.77.2.1        8007 -              ... nor by its gateway
a1   10.77.2.11       7    -              ... and no way in
i2   10.77.3.11       7    -              neighbours that are isolated
i2   192.0.2.2        80   192.0.2.1      they reach the outside
out  192.0.2.1        8003 192.0.2.2      and are reached by published ports
'

# As a list of its own: the ports that are published for one protocol alone.
except='host 127.0.0.1 9007 TCP 10.77.0.1
out 192.0.2.1 8003 UDP -'

# each_try FUNCTION: called with FROM PROTOCOL TO PORT SEEN WHAT
each_try() {
	local from to port seen what protocol other

	while read -r from to port seen what; do
		for protocol in TCP UDP; do
			other=$(sed -n "s/^$from $to $port $protocol //p" <<<"$except")
			"$1" "$from" "$protocol" "$to" "$port" "${other:-$seen}" "$what ($protocol)"
		done
	done < <(grep . <<<"$matrix")
}

begin_try() {
	ask "$1" "$2" "$3" "$4" >"$TMP/try.$1.$2.$3.$4" &
}

tell_try() {
	is "$6$when" "${5#-}" "$(cat "$TMP/try.$1.$2.$3.$4")"
}

# Those that are dropped take their time: all at once.
try_all() {
	when=$1
	each_try begin_try
	wait
	each_try tell_try
}

try_all ''

finish
