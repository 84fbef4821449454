#!/bin/bash
# shellcheck disable=SC2015,SC2154 # bail ends it all; what capture leaves
#
# berth as a CNI plugin: called as cnitool and engines call one, on network namespaces of the test's.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

# The plugin is found by its name in a folder of plugins.
mkdir "$TMP/plugins" && cp "$RUNTIME" "$TMP/plugins/berth"
outside

# ---- words -------------------------------------------------------------------------------------

for name in a b c; do
	ip netns add "$name" && ip -n "$name" link set lo up || bail "no network namespace can be made"
done

# plugin COMMAND CONTAINER CONFIGURATION [VARIABLE=VALUE...]
plugin() {
	env "CNI_COMMAND=$1" "CNI_CONTAINERID=$2" CNI_IFNAME=eth0 "CNI_NETNS=/run/netns/$2" \
		"CNI_PATH=$TMP/plugins" "${@:4}" timeout -k 2 "$DEADLINE" "$TMP/plugins/berth" <<<"$3"
}

# conf JQ: the network's configuration, changed
conf() {
	jq -nc '{cniVersion: "1.1.0", name: "pods", type: "berth", subnets: ["10.85.0.0/24", "fd85::/64"]} |
		'"${1:-.}"
}

# answers SENTENCE JQ WANTED COMMAND CONTAINER CONFIGURATION [VARIABLE=VALUE...]
answers() {
	capture plugin "${@:4}"
	is "$1" "$3" "$([ "$status" = 0 ] && jq -r "$2" <<<"$out" || echo "status $status: $out$err")"
}

# refused SENTENCE CODE PATTERN COMMAND CONTAINER CONFIGURATION [VARIABLE=VALUE...]
refused() {
	local answer

	capture plugin "${@:4}"
	answer=$(jq -r '"\(.code) \(.msg)"' <<<"$out" 2>/dev/null)
	if [ "$status" = 1 ] && [[ $answer =~ ^"$2 " ]] && [[ ${answer#* } =~ $3 ]]; then
		pass "$1"
	else
		miss "$1" "wanted: $2 and /$3/" "got:    $answer" "exit status $status" "$out" "$err"
	fi
}

# silent SENTENCE COMMAND...: it succeeds and says nothing
silent() {
	capture plugin "${@:2}"
	is "$1" '0 ' "$status $out$err"
}

# at WHERE COMMAND...: also in a namespace of this test's
at() {
	case $1 in
	host) "${@:2}" ;;
	out) ip netns exec outside "${@:2}" ;;
	*) ip netns exec "$1" "${@:2}" ;;
	esac
}

cni_state() {
	printf '%s, records %s\n' "$(network_state)" "$(find /run/berth-network/cni -type d 2>/dev/null | wc -l)"
}

cni_is() {
	[ "$(cni_state)" = "$1" ]
}
host=$(cni_state)

# ---- the protocol ------------------------------------------------------------------------------

answers 'VERSION tells what is spoken' '.cniVersion + ": " + (.supportedVersions | join(" "))' \
	'1.0.0: 0.3.1 0.4.0 1.0.0 1.1.0' VERSION '' '{"cniVersion": "1.0.0"}'
answers '... whatever is asked' .cniVersion 1.1.0 VERSION '' '{"cniVersion": "9.9.9"}'
answers 'ADD in the form of 1.1.0' \
	'[.interfaces[2].name, .interfaces[2].sandbox, .ips[].address, .ips[].gateway, .routes[].dst,
	.routes[0].priority, (.ips[0] | has("version"))] | join(" ")' \
	'eth0 /run/netns/a 10.85.0.2/24 fd85::2/64 10.85.0.1 fd85::1 0.0.0.0/0 ::/0 100 false' \
	ADD a "$(conf '.runtimeConfig = {portMappings: [{hostPort: 8080, containerPort: 7, protocol: "tcp"},
		{hostPort: 8080, containerPort: 7, protocol: "udp"}], bandwidth: null}')"
result=$out
is '... which is what the container has' '10.85.0.2/24 fd85::2/64' \
	"$(ip -n a -o addr show dev eth0 scope global | sed 's/.*inet6\? \([^ ]*\).*/\1/' | xargs)"
is '... and the MAC address' "$(jq -r '.interfaces[2].mac' <<<"$result")" \
	"$(ip -n a -o link show eth0 | sed 's/.*ether \([^ ]*\).*/\1/')"
is '... of the bridge and the port that are told of' 'berth0 1' "$(jq -r '.interfaces[0].name' <<<"$result") $(
	ip -o link show master berth0 | grep -c "$(jq -r '.interfaces[1].name' <<<"$result")@")"
answers 'ADD in the form of 0.4.0' '[.cniVersion, .ips[].version, (.routes[0] | has("priority"))] | join(" ")' \
	'0.4.0 4 6 false' ADD b "$(conf '.cniVersion = "0.4.0"')"
answers 'ADD in the form of 0.3.1, on a network that berth network has made' \
	'[.cniVersion, .ips[0].version, .ips[0].address] | join(" ")' '0.3.1 4 10.77.0.2/24' \
	ADD c "$(conf '{cniVersion: "0.3.1", name: "others", type: "berth", network: "default"}')"
is 'inspect knows them by their ids' 'a b' \
	"$(runtime network inspect pods | jq -r '.[0].containers[].id' | sort | xargs)"

serve a 7
is 'members of one network reach each other' '10.85.0.3 fd85::3' \
	"$(ask b TCP 10.85.0.2 7) $(ask b UDP fd85::2 7)"
is '... and those of others do not' '' "$(ask c TCP 10.85.0.2 7)"
is 'a published port is reached from outside' '192.0.2.2 2001:db8::2' \
	"$(ask out TCP 192.0.2.1 8080) $(ask out UDP 2001:db8::1 8080)"

after() {
	conf ".prevResult = $result | $1"
}
ports='.runtimeConfig = {portMappings: [{hostPort: 8080, containerPort: 7}]}'
silent 'CHECK has nothing to say of what is as it was' CHECK a "$(after "$ports")"
ip -n a addr del 10.85.0.2/24 dev eth0
refused '... and misses an address' 101 'eth0 has the address 10.85.0.2/24 no more' CHECK a "$(after .)"
ip -n a addr add 10.85.0.2/24 dev eth0
refused '... and a route' 101 'the route by 10.85.0.1 is there no more' CHECK a "$(after .)"
ip -n a route add default via 10.85.0.1
ip -n a link set eth0 address 02:00:00:00:00:99
refused '... and a MAC address' 101 'the MAC address' CHECK a "$(after .)"
ip -n a link set eth0 address "$(jq -r '.interfaces[2].mac' <<<"$result")"
ip link set "$(jq -r '.interfaces[1].name' <<<"$result")" nomaster
refused '... and the bridge' 101 'is not plugged into the bridge berth0; berth network reload' CHECK a "$(after .)"
runtime network reload
if command -v nft >/dev/null; then
	nft delete element inet berth ports4 '{ tcp . 8080 }'
	refused '... and a published port' 101 'port 8080/tcp of the host does not lead' CHECK a "$(after .)"
	nft flush ruleset
	refused '... and the firewall' 101 'the firewall does not know network pods' CHECK a "$(after .)"
	runtime network reload
else
	skip '... and the firewall' 'nft(8) is not here to take it away'
fi
silent '... and is content when all is mended' CHECK a "$(after .)"
ip -n a link set eth0 down
refused '... but not with a device that is down' 101 'eth0 is down' CHECK a "$(after .)"
ip -n a link set eth0 up
refused 'CHECK wants to know what ADD has said' 7 'prevResult is missing' CHECK a "$(conf)"
refused '... and is not of 0.3.1' 1 'knows no CHECK' CHECK a "$(after '.cniVersion = "0.3.1"')"
refused 'the same container again' 100 'container a has the device eth0 of network pods already' ADD a "$(conf)"

silent 'STATUS of a network that can be' STATUS '' "$(conf)"
refused 'STATUS of one that cannot' 50 'there is no network nowhere' STATUS '' \
	"$(conf 'del(.subnets) | .network = "nowhere"')"

# ---- what is asked for -------------------------------------------------------------------------

silent 'DEL' DEL b "$(conf '.cniVersion = "0.4.0"')"
is '... takes the device away' '' "$(ip -n b -o link show eth0 2>/dev/null)"
silent '... again' DEL b "$(conf)"
silent '... by a configuration that nobody understands' DEL b "$(conf '.color = "blue" | .mtu = "big"')"
silent '... and without a namespace' DEL b "$(conf)" CNI_NETNS=
silent '... or with one that is no path, and words that nobody knows' DEL b "$(conf)" CNI_NETNS=x CNI_ARGS=COLOR=blue
answers 'addresses, MAC address and names as asked for' \
	'[.interfaces[2].mac, .ips[].address, .dns.nameservers[0], .dns.search[0]] | join(" ")' \
	'02:00:00:00:00:07 10.85.0.77/24 fd85::77/64 192.0.2.53 example.org' ADD b "$(conf '
	.runtimeConfig = {ips: ["10.85.0.77/24", "fd85::77"], mac: "02:00:00:00:00:07", aliases: ["db"],
		dns: {servers: ["192.0.2.53"], searches: ["example.org"]}} | .capabilities = {ips: true}')"
is '... are told of' db "$(runtime network inspect pods | jq -r '.[0].containers[] | select(.id == "b").names[0]')"
silent 'DEL of it' DEL b "$(conf)"
answers 'the same by CNI_ARGS' '[.interfaces[2].mac, .ips[0].address] | join(" ")' \
	'02:00:00:00:00:08 10.85.0.78/24' ADD b "$(conf)" \
	'CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAME=x;IP=10.85.0.78;MAC=02:00:00:00:00:08'
refused 'an address that is another'\''s' 100 '10.85.0.78 is in use on network pods' ADD c "$(conf '
	.runtimeConfig = {ips: ["10.85.0.78"]}')" CNI_IFNAME=eth1
refused 'a port that is another'\''s' 100 '8080' ADD c "$(conf '
	.runtimeConfig = {portMappings: [{hostPort: 8080, containerPort: 80}]}')" CNI_IFNAME=eth1
answers 'a container is on several networks' '.routes[0].priority' 200 ADD c "$(conf)" CNI_IFNAME=eth1
is '... of which the first is the way out' eth0 "$(ip -n c route get 192.0.2.9 | sed -n 's/.*dev \([^ ]*\).*/\1/p')"
ip -n c link add eth2 type dummy 2>/dev/null || ip -n c link add eth2 type veth
refused 'a device that is there already' 5 'the namespace has a device eth2 already' ADD c "$(conf)" CNI_IFNAME=eth2

silent 'DEL of it, too' DEL b "$(conf)"
capture plugin ADD b "$(conf '.runtimeConfig = {bandwidth: {ingressRate: 8000000, ingressBurst: 2147483647,
	egressRate: 4000000, egressBurst: 2147483647}}')"
if [ "$status" != 0 ] && [[ $out =~ 'the kernel has no'|CONFIG_ ]]; then
	skip 'bandwidth is limited' "$out"
	plugin ADD b "$(conf)" >/dev/null
else
	like 'bandwidth is limited' 'rate 8Mbit.*rate 4Mbit' "$(tc qdisc show dev "$(
		jq -r '.interfaces[1].name' <<<"$out")" | xargs) $(tc qdisc show | grep 'dev vr' | xargs)"
fi

# ---- what is refused ---------------------------------------------------------------------------

before=$(cni_state)
ip netns add d
while IFS='|' read -r code pattern edit; do
	refused "refused: $edit" "$code" "$pattern" ADD d "$(conf "$edit")"
done <<'END'
2|"color": blue: berth knows no such member|.color = "blue"
2|"infinibandGUID"|.runtimeConfig = {infinibandGUID: "x"}
1|"0.2.0" is none of 0.3.1|.cniVersion = "0.2.0"
1|"0.1.0" is none of|del(.cniVersion)
7|has no name|del(.name)
7|a name of letters|.name = "../x"
7|a name of letters|.name = ".."
7|"none" is no name|.name = "none"
7|there is no network nowhere|del(.subnets) | .network = "nowhere"
7|is as berth network create has made it|.network = "default"
7|invalid network name|del(.subnets) | .network = "../x"
7|is not as the configuration says|.subnets = ["10.86.0.0/24"]
7|is not as the configuration says|.internal = true
7|true or false is expected|.isolate = "yes"
7|an array of strings|.subnets = "10.85.0.0/24"
7|10.85.0.1/24: this is an address|.name = "x" | .subnets = ["10.85.0.1/24"]
100|overlaps 10.85.0.0/24 of network pods|.name = "x"
7|ipam: addresses are given out by berth|.ipam = {type: "host-local"}
7|ipMasq|.ipMasq = false
7|comes first in the list|.prevResult = {}
7|a number of bytes|.mtu = -1
7|lies in no subnet|.runtimeConfig = {ips: ["10.99.0.1"]}
7|is the second address of its family|.runtimeConfig = {ips: ["10.85.0.9", "10.85.0.10"]}
7|is not an IP address|.runtimeConfig = {ips: ["10.85.0.9/33"]}
7|the MAC address|.runtimeConfig = {mac: "01:00:00:00:00:01"}
7|hostPort and containerPort|.runtimeConfig = {portMappings: [{hostPort: 0, containerPort: 80}]}
7|hostPort and containerPort|.runtimeConfig = {portMappings: [{hostPort: 80, containerPort: 65536}]}
7|protocol tcp, udp or sctp|.runtimeConfig = {portMappings: [{hostPort: 80, containerPort: 80, protocol: "icmp"}]}
7|a rate from 8000|.runtimeConfig = {bandwidth: {ingressRate: 1}}
2|"latency": 5|.runtimeConfig = {bandwidth: {latency: 5}}
7|is not as the configuration says|.rateIn = "10mbit"
7|not a name of a host|.runtimeConfig = {aliases: ["a/b"]}
END
refused 'refused: what is no JSON' 6 'network configuration' ADD d '{"cniVersion": '
refused 'refused: a list' 6 'an object is expected' ADD d '[]'
while IFS='|' read -r code pattern variable; do
	refused "refused: $variable" "$code" "$pattern" ADD d "$(conf)" "$variable"
done <<'END'
4|CNI_CONTAINERID is not set|CNI_CONTAINERID=
4|is no id|CNI_CONTAINERID=../../x
4|is no id|CNI_CONTAINERID=.
4|is no id|CNI_CONTAINERID=a/b
4|CNI_IFNAME is not set|CNI_IFNAME=
4|not a name for a device|CNI_IFNAME=..
4|not a name for a device|CNI_IFNAME=a/b
4|not a name for a device|CNI_IFNAME=lo
4|not a name for a device|CNI_IFNAME=sixteen-letters-
4|CNI_NETNS is not set|CNI_NETNS=
4|is not an absolute path|CNI_NETNS=run/netns/d
4|is the host's own|CNI_NETNS=/proc/self/ns/net
4|is not a network namespace|CNI_NETNS=/proc/self/ns/uts
4|is not a network namespace|CNI_NETNS=/etc/passwd
3|open the network namespace|CNI_NETNS=/run/netns/nowhere
4|"COLOR" is none of|CNI_ARGS=COLOR=blue
4|is not KEY=VALUE|CNI_ARGS=x
4|"DELETE" is none of|CNI_COMMAND=DELETE
END
refused 'refused: an id that is too long' 4 'is no id' ADD d "$(conf)" "CNI_CONTAINERID=$(printf 'a%.0s' {1..256})"
ip netns del d
is 'and nothing is left of any of them' "$before" "$(cni_state)"

# ---- what is left ------------------------------------------------------------------------------

refused 'GC wants to know what is to stay' 7 'cni.dev/valid-attachments is missing' GC '' "$(conf)"
refused '... all of it' 7 'containerID and ifname is expected' GC '' \
	"$(conf '."cni.dev/valid-attachments" = [{containerID: "a"}]')"
silent 'GC' GC '' "$(conf '."cni.dev/valid-attachments" = [{containerID: "a", ifname: "eth0"},
	{containerID: "c", ifname: "eth0"}]')"
is '... leaves what is to stay, and other networks' 'a c' \
	"$(runtime network ls --format json | jq -r '.[].containers[].id' | sort | xargs)"
is '... and takes away the rest, devices and all' '' "$(ip -n b -o link show eth0 2>/dev/null)$(
	ip -n c -o link show eth1 2>/dev/null)"

# A namespace that has gone without DEL: the next container may have its name.
end_servers
ip netns del a && ip netns add a
wait_for no_veth_of a
answers 'a container that went without a word is made anew' '.ips | length' 2 ADD a "$(conf)"

# Killed at some moment of ADD: whoever calls next sees nothing of it.
for moment in 0.0005 0.001 0.0015 0.002 0.003; do
	plugin ADD b "$(conf)" >/dev/null &
	sleep "$moment"
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	plugin DEL b "$(conf)" >/dev/null || miss 'DEL after a SIGKILL'
done 2>/dev/null
answers 'after SIGKILLs a container is plugged in as ever' '.ips | length' 2 ADD b "$(conf)"

# Many at once.
for number in {1..20}; do ip netns add "m$number"; done
for number in {1..20}; do plugin ADD "m$number" "$(conf)" >"$TMP/m$number" & done
wait
is 'many at once have addresses of their own' 20 \
	"$(for number in {1..20}; do jq -r '.ips[0].address' "$TMP/m$number"; done | sort -u | grep -c ^10.85.0)"
for number in {1..20}; do plugin DEL "m$number" "$(conf)" & done
wait
silent 'and the others go' GC '' "$(conf '."cni.dev/valid-attachments" = []')"
silent '... and that of the other network' DEL c "$(conf '{cniVersion: "0.3.1", name: "others", type: "berth", network: "default"}')"
is 'prune removes the networks' 'default pods' "$(runtime network prune | xargs)"
wait_for cni_is "$host"
is '... and leaves nothing' "$host" "$(cni_state)"

finish
