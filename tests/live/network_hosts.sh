#!/bin/bash
# shellcheck disable=SC2015,SC2154 # bail ends it all; what capture leaves
#
# Networks that go on at other hosts (VXLAN). The hosts are network namespaces on one wire, each with
# networks of its own; the containers are namespaces as well, plugged in by the CNI plugin.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

ip link add probe0 type vxlan id 1 dstport 4789 2>/dev/null || {
	finished=1
	echo "1..0 # SKIP this kernel has no VXLAN devices (CONFIG_VXLAN)"
	exit
}
ip link del probe0

# ---- words -------------------------------------------------------------------------------------

declare -A keepers=()
mkdir -p /run/berth-network /var/lib/berth
ip link add wire type bridge && ip link set wire mtu 9000 up || bail "no wire can be made"

# host_begin NUMBER: a host with the addresses 192.0.2.NUMBER and 2001:db8::NUMBER
host_begin() {
	local host=h$1

	ip netns add "$host" && ip link add "wire$1" type veth peer name up0 netns "$host" ||
		bail "no host can be made"
	ip link set "wire$1" master wire up
	ip -n "$host" addr add "192.0.2.$1/24" dev up0
	ip -n "$host" addr add "2001:db8::$1/64" dev up0 nodad
	ip -n "$host" link set up0 up && ip -n "$host" link set lo up
	# ip(8) gives it mounts of its own, too, which see what is mounted in /run/netns later on.
	ip netns exec "$host" sh -c 'mount -t tmpfs none /run/berth-network &&
		mount -t tmpfs none /var/lib/berth && echo $$ && exec sleep 1000' >"$TMP/$host" &
	wait_for test -s "$TMP/$host"
	keepers[$host]=$(cat "$TMP/$host")
}

# on HOST COMMAND...: there
on() {
	nsenter --target "${keepers[$1]}" --net --mount timeout -k 2 "$DEADLINE" "${@:2}"
}

# berth_on HOST WORD...
berth_on() {
	on "$1" "$RUNTIME" "${@:2}"
}

# cni COMMAND HOST CONTAINER NETWORK
cni() {
	on "$2" env "CNI_COMMAND=$1" "CNI_CONTAINERID=$3" CNI_IFNAME=eth0 "CNI_NETNS=/run/netns/$3" \
		"$RUNTIME" <<<"{\"cniVersion\": \"1.0.0\", \"name\": \"n\", \"type\": \"berth\", \"network\": \"$4\"}"
}

# plug HOST CONTAINER NETWORK: its addresses in ${v4[CONTAINER]} and ${v6[CONTAINER]}
declare -A v4=() v6=()
plug() {
	ip netns add "$2" && ip -n "$2" link set lo up
	cni ADD "$1" "$2" "$3" >"$TMP/result" || miss "$2 is plugged in at $1" "$(cat "$TMP/result")"
	v4[$2]=$(jq -r '.ips[0].address | sub("/.*"; "")' "$TMP/result")
	v6[$2]=$(jq -r '.ips[1].address // "" | sub("/.*"; "")' "$TMP/result")
}

at() {
	ip netns exec "$1" "${@:2}"
}

# reach FROM TO: by which ways there is an answer
reach() {
	local said=''

	[ "$(ask "$1" TCP "${v4[$2]}" 7)" != "${v4[$1]}" ] || said+='tcp4 '
	[ "$(ask "$1" UDP "${v4[$2]}" 7)" != "${v4[$1]}" ] || said+='udp4 '
	[ "$(ask "$1" TCP "${v6[$2]}" 7)" != "${v6[$1]}" ] || said+='tcp6 '
	[ "$(ask "$1" UDP "${v6[$2]}" 7)" != "${v6[$1]}" ] || said+='udp6 '
	echo "${said:-nothing}"
}
everything='tcp4 udp4 tcp6 udp6 '

# fragments HOST: how many packets were cut in pieces there
fragments() {
	ip netns exec "$1" awk '$1 == "Ip:" && !column {
			for (column = 1; $column != "FragCreates"; column++);
			next
		}
		$1 == "Ip:" {print $column}
		$1 == "Ip6FragCreates" {print $2}' /proc/net/snmp /proc/net/snmp6 | xargs
}

state_of() {
	ip netns exec "$1" ip -o link | wc -l
	ip netns exec "$1" nft list tables 2>/dev/null | grep -c berth
}

for number in 1 2 3 4; do host_begin "$number"; done
host=$(state_of h1)

# ---- what is refused ---------------------------------------------------------------------------

subnets=(--subnet 10.99.0.0/24 --subnet fd99::/64)
part() { # NUMBER: what of the subnets is this host's
	printf '%s\n' --ip-range "10.99.0.$(($1 * 16))/28" --ip-range "fd99::$1:0/112"
}
mapfile -t first < <(part 1)
while IFS='|' read -r pattern words; do
	# shellcheck disable=SC2086 # words
	fails "refused: $words" "$pattern" berth_on h1 network create x "${subnets[@]}" "${first[@]}" $words
done <<'END'
--vxlan needs --local|--vxlan 42
no device of this host has the address|--vxlan 42 --local 192.0.2.77
an address of this host is expected|--vxlan 42 --local 224.0.0.1
an address of this host is expected|--vxlan 42 --local fe80::1
a number from 1|--vxlan 0 --local 192.0.2.1
a number from 1 to 16777215|--vxlan 16777216 --local 192.0.2.1
--port|--vxlan 42 --local 192.0.2.1 --port 65536
the address of another host is expected|--vxlan 42 --local 192.0.2.1 --peer nonsense
the address of another host is expected|--vxlan 42 --local 192.0.2.1 --peer 239.1.1.1
peer 192.0.2.1 is the local address|--vxlan 42 --local 192.0.2.1 --peer 192.0.2.1
is of another family|--vxlan 42 --local 192.0.2.1 --peer 2001:db8::2
given twice|--vxlan 42 --local 192.0.2.1 --peer 192.0.2.2 --peer 192.0.2.2
1450 is possible|--vxlan 42 --local 192.0.2.1 --mtu 1451
1430 is possible|--vxlan 42 --local 2001:db8::1 --mtu 1431
reaches no other host either|--vxlan 42 --local 192.0.2.1 --isolate
are for --vxlan|--local 192.0.2.1
are for --vxlan|--peer 192.0.2.1
END
fails 'refused: a subnet that each host would choose for itself' 'every --subnet to be given' \
	berth_on h1 network create x --vxlan 42 --local 192.0.2.1
fails 'refused: addresses that each host would give out' 'needs an --ip-range in 10.99.0.0/24' \
	berth_on h1 network create x --vxlan 42 --local 192.0.2.1 --subnet 10.99.0.0/24

# ---- two hosts, three, four --------------------------------------------------------------------

# begin NETWORK NUMBER FAMILY OPTION...: the network on a host
begin() {
	local own

	mapfile -t own < <(part "$2")
	berth_on "h$2" network create "$1" "${subnets[@]}" "${own[@]}" --local "$3$2" "${@:4}" >/dev/null ||
		miss "network $1 is made on h$2"
}
begin web 1 192.0.2. --vxlan 42 --peer 192.0.2.2 --peer 192.0.2.3
begin web 2 192.0.2. --vxlan 42 --peer 192.0.2.1 --peer 192.0.2.3
begin web 3 192.0.2. --vxlan 42 --peer 192.0.2.1 --peer 192.0.2.2
is 'the MTU is what fits' 1450 "$(berth_on h1 network inspect web | jq '.[0].mtu')"
is 'a host'\''s gateway is the first address of its part' '10.99.0.16 fd99::1:0' \
	"$(berth_on h1 network inspect web | jq -r '[.[0].subnets[].gateway] | join(" ")')"
is 'the peers are listed' '192.0.2.2 192.0.2.3' "$(berth_on h1 network peer ls web | xargs)"
plug h1 c1 web
plug h2 c2 web
plug h3 c3 web
is 'each host gives out addresses of its own part' '10.99.0.17 10.99.0.33 10.99.0.49' \
	"${v4[c1]} ${v4[c2]} ${v4[c3]}"
is '... and has a bridge of its own' 3 "$(for h in h1 h2 h3; do
	on $h cat /proc/net/dev >/dev/null; ip netns exec $h ip -o link show berth0 |
		sed 's/.*ether \([^ ]*\).*/\1/'; done | sort -u | wc -l)"
for container in c1 c2 c3; do serve "$container" 7; done
for pair in 'c1 c2' 'c2 c1' 'c1 c3' 'c3 c2'; do
	# shellcheck disable=SC2086 # two words
	is "reached across hosts: $pair" "$everything" "$(reach $pair)"
done
like 'which host a member is at is learned' 'dst 192.0.2.2' \
	"$(ip netns exec h1 bridge fdb show dev berth0-vx | grep -iv 00:00:00:00:00:00)"

# A stream fills its packets; on the wire none is cut in pieces.
head -c 3000000 /dev/urandom >"$TMP/stream"
# stream FROM TO FAMILY: how much arrives
stream() {
	local address=${v4[$2]}

	[ "$3" = 4 ] || address=${v6[$2]}
	ip netns exec "$2" timeout "$DEADLINE" busybox nc -l -p "90$3" < <(sleep "$DEADLINE") >"$TMP/arrived" &
	wait_for listens "$2" "90$3"
	ip netns exec "$1" timeout "$DEADLINE" busybox nc "$address" "90$3" <"$TMP/stream" >/dev/null
	wait $!
	cmp -s "$TMP/stream" "$TMP/arrived" && echo whole
}
listens() {
	ip netns exec "$1" cat /proc/net/tcp /proc/net/tcp6 | grep -qi ":$(printf %04X "$2") .* 0A "
}
is 'a stream passes by IPv4' whole "$(stream c1 c2 4)"
is '... and by IPv6' whole "$(stream c1 c2 6)"
is '... and none of its packets was cut' '0 0' "$(fragments h1)"

# Another network on the same hosts has nothing to do with it.
fails 'a port is one network'\''s' 'port 4789 is that of network web' \
	berth_on h1 network create other --vxlan 43 --local 192.0.2.1 --subnet 10.98.0.0/24 --ip-range 10.98.0.0/25
berth_on h1 network create other --vxlan 43 --port 4790 --local 192.0.2.1 --peer 192.0.2.2 \
	--subnet 10.98.0.0/24 --ip-range 10.98.0.0/25 >/dev/null
berth_on h2 network create other --vxlan 43 --port 4790 --local 192.0.2.2 --peer 192.0.2.1 \
	--subnet 10.98.0.0/24 --ip-range 10.98.0.128/25 >/dev/null
plug h1 o1 other
plug h2 o2 other
serve o2 7
is 'another network reaches its own' "${v4[o1]}" "$(ask o1 TCP "${v4[o2]}" 7)"
is '... and not this one' '' "$(ask o1 TCP "${v4[c2]}" 7)$(ask c1 TCP "${v4[o2]}" 7)"

# h4 sends as if it were a host of the network; nobody has named it.
begin web 4 192.0.2. --vxlan 42 --peer 192.0.2.1
plug h4 c4 web
serve c4 7
is 'who is no peer is not heard' 'nothing' "$(reach c4 c1)"
berth_on h1 network peer add web 192.0.2.4
is '... until it is one' "$everything" "$(reach c4 c1)"

# ---- peers come and go -------------------------------------------------------------------------

succeeds 'a peer is removed' berth_on h1 network peer rm web 192.0.2.2
is '... and is not reached any more' nothing "$(reach c1 c2)"
is '... nor does it reach us' nothing "$(reach c2 c1)"
is '... while the others do' "$everything" "$(reach c1 c3)"
fails 'one that is none cannot be removed' 'network web has no peer 192.0.2.2' \
	berth_on h1 network peer rm web 192.0.2.2
fails '... nor does another go with it' 'network web has no peer 192.0.2.2' \
	berth_on h1 network peer rm web 192.0.2.3 192.0.2.2
is '... which is still there' "$everything" "$(reach c1 c3)"
fails '... nor added twice' 'network web has the peer 192.0.2.3 already' \
	berth_on h1 network peer add web 192.0.2.3
fails 'a network of this host alone has no peers' 'network default is on this host alone' \
	berth_on h1 network peer add default 192.0.2.2
fails 'peers are added, removed or listed' '"drop" is none of add, rm, ls' berth_on h1 network peer drop web 192.0.2.2
fails '... and none is not one' 'the addresses of other hosts' berth_on h1 network peer add web
berth_on h1 network peer add web 192.0.2.2
is 'it is added again' "$everything" "$(reach c1 c2)"

# ---- repair and removal ------------------------------------------------------------------------

ip netns exec h1 ip link del berth0-vx
ip netns exec h1 nft flush ruleset 2>/dev/null
is 'without its device a network ends at the host' nothing "$(reach c1 c2)"
succeeds 'reload makes it anew' berth_on h1 network reload
is '... and all are reached' "$everything" "$(reach c1 c2)"
ip netns exec h1 ip link del berth0
succeeds 'so it does with the bridge' berth_on h1 network reload
is '... and again' "$everything" "$(reach c1 c2)"

# What a reboot leaves: the network's file.
end_servers
on h2 sh -c 'ip link del berth0-vx; ip link del berth0; ip link del berth1; nft flush ruleset 2>/dev/null
	rm -rf /run/berth-network/*'
ip netns del c2 && ip netns del o2
plug h2 c2 web
serve c2 7
is 'after a reboot the first container sets all up' "$everything" "$(reach c1 c2)"
end_servers

for pair in 'h1 c1 web' 'h2 c2 web' 'h3 c3 web' 'h4 c4 web' 'h1 o1 other'; do
	# shellcheck disable=SC2086 # three words
	cni DEL $pair
done
is 'rm and prune leave no device' 'web default other' \
	"$({ berth_on h1 network rm web; berth_on h1 network prune; } | xargs)"
is '... and no table' "$host" "$(state_of h1)"
for number in 2 3 4; do berth_on "h$number" network prune >/dev/null; done

# ---- the same over IPv6 ------------------------------------------------------------------------

begin six 1 2001:db8:: --vxlan 42 --port 8472 --peer 2001:db8::2
begin six 2 2001:db8:: --vxlan 42 --port 8472 --peer 2001:db8::1
begin six 4 2001:db8:: --vxlan 42 --port 8472 --peer 2001:db8::1
is 'over IPv6 less fits' 1430 "$(berth_on h1 network inspect six | jq '.[0].mtu')"
ip netns del c1 && ip netns del c2 && ip netns del c4
plug h1 c1 six
plug h2 c2 six
plug h4 c4 six
serve c1 7
serve c2 7
is 'members are reached' "$everything" "$(reach c1 c2)"
is 'a stream passes by IPv4' whole "$(stream c1 c2 4)"
is '... and by IPv6' whole "$(stream c1 c2 6)"
is '... and none of its packets was cut' '0 0' "$(fragments h1)"
is 'who is no peer is not heard' nothing "$(reach c4 c1)"
end_servers

for keeper in "${keepers[@]}"; do kill "$keeper"; done
finish
