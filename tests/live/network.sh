#!/bin/bash
#
# Networks of berth's own: made, shown, removed; what a container has of them; what is refused.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

# ---- networks ----------------------------------------------------------------------------------

host=$(network_state)
succeeds 'a network is made' runtime network create web
is '... with the first free subnet' '10.77.0.0/24 10.77.0.1' \
	"$(runtime network inspect web | jq -r '.[0].subnets[0] | "\(.subnet) \(.gateway)"')"
succeeds 'another with both families' runtime network create both --ipv6
is '... has the next one, and one of its own' '10.77.1.0/24 fd' \
	"$(runtime network inspect both | jq -r '.[0].subnets | "\(.[0].subnet) \(.[1].subnet[:2])"')"
succeeds 'a network is made as it is asked for' runtime network create asked \
	--subnet 10.9.0.0/16 --gateway 10.9.9.9 --ip-range 10.9.4.0/24 --subnet fd00:9::/64 --mtu 1400
is '... and is so' '10.9.9.9 10.9.4.0 10.9.4.255 fd00:9::1 1400' "$(runtime network inspect asked |
	jq -r '.[0] | .subnets[0] as $v4 | "\($v4.gateway) \($v4.lease_range.start_ip) \($v4.lease_range.end_ip) \(.subnets[1].gateway) \(.mtu)"')"
is 'the default one is listed without having been made' 'asked both default web' \
	"$(runtime network ls --quiet | xargs)"
like 'the list is a table' '^NAME +DEVICE +SUBNETS +POLICY' "$(runtime network ls)"
is '... or JSON' 4 "$(runtime network ls --format json | jq length)"
is 'a network without containers has no device' "$host" "$(network_state)"

fails 'a name in use is refused' 'network with given name already exists: web' \
	runtime network create web
fails 'so is a subnet that overlaps another network'\''s' \
	'subnet 10.77.0.128/25 overlaps 10.77.0.0/24 of network web' \
	runtime network create x --subnet 10.77.0.128/25
ip link add route0 type dummy 2>/dev/null || ip link add route0 type veth
ip addr add 10.50.0.1/16 dev route0 && ip link set route0 up
fails '... and one that the host has a route to' \
	'subnet 10.50.3.0/24 overlaps 10.50.0.0/16, to which the host has a route' \
	runtime network create x --subnet 10.50.3.0/24
ip link del route0
for wrong in '--subnet 10.1.2.3/24' '--subnet 10.1.2.0/31' '--subnet nonsense' '--subnet 10.1.2.0/33' \
	'--subnet 10.1.2.0/24 --gateway 10.1.3.1' '--subnet 10.1.2.0/24 --gateway 10.1.2.255' \
	'--subnet 10.1.2.0/24 --ip-range 10.1.0.0/16' '--mtu 20' '--ipv6 --mtu 1000' \
	'--subnet 10.1.2.0/24 --subnet 10.1.2.0/25'; do
	# shellcheck disable=SC2086 # words
	fails "refused: $wrong" '^[^ ]*: .*(--|subnet)' runtime network create x $wrong
done
for name in '' none host container -x .x a/b "$(printf 'a%.0s' {1..64})"; do
	fails "no name for a network: \"${name:0:20}\"" 'name|option|expected' runtime network create "$name"
done
fails 'a network that is not there is named' 'there is no network nowhere' runtime network inspect nowhere
fails '... also for rm' 'there is no network nowhere' runtime network rm nowhere
succeeds '... but with --force that is no error' runtime network rm --force nowhere

# ---- containers --------------------------------------------------------------------------------

plugged c1 --network both
is 'a container has its addresses and routes' "10.77.1.2/24 fd 10.77.1.1 fd 1500" "$(inside c1 sh -c '
	set -- $(ip -o addr show dev eth0 scope global | sed "s/.*inet6\? \([^ ]*\).*/\1/") \
		$(ip route show default | cut -d" " -f3) $(ip -6 route show default | cut -d" " -f3)
	echo "$1" "${2%%[0-9a-f][0-9a-f]:*}" "$3" "${4%%[0-9a-f][0-9a-f]:*}" "$(ip link show eth0 | sed -n "s/.*mtu \([^ ]*\).*/\1/p")"')"
# It is INIT that guards it, while HOST plugs it in.
bundle guarded 'capable(["CAP_MKNOD"])' 'mknod /dev/mem c 1 1; (exec </dev/mem) 2>&1 | sed "s/.*: //"; (exec </dev/zero) && echo zero'
is 'its devices are guarded like those of any other' $'Operation not permitted\nzero' "$(run --network asked guarded)"
like 'the host sees whose device it is' 'alias berth:both:c1' "$(ip link show type veth)"
is '... which has no address of its own' '' "$(ip -o addr show type veth)"
is '... and as few queues as there can be, at both ends' '1 1 1 1' "$(
	for where in '' 'inside c1'; do
		$where ip -d link show type veth | sed -n 's/.*numtxqueues \([0-9]*\) numrxqueues \([0-9]*\).*/\1 \2/p'
	done | xargs)"
is 'inspect knows the container' 'c1 eth0 10.77.1.2/24' "$(runtime network inspect both |
	jq -r '.[0].containers[0] | "\(.id) \(.interface) \(.addresses[0])"')"
fails 'a network with a container stays' '1 container is on it; delete it first' \
	runtime network rm both
is 'a member without IPv6 has none' 1 "$(plugged c2 --network web
	inside c2 cat /proc/sys/net/ipv6/conf/eth0/disable_ipv6)"

plugged c3 --network 'asked:ip=10.9.1.7,ip6=fd00:9::7,mac=02:00:00:00:00:07,ifname=lan0' --network web
is 'address, MAC and name are as asked for' '02:00:00:00:00:07 10.9.1.7/16 fd00:9::7/64 1400' \
	"$(inside c3 sh -c 'ip link show lan0 | sed -n "s/.*ether \([^ ]*\).*/\1/p"
		ip -o addr show dev lan0 scope global | sed "s/.*inet6\? \([^ ]*\).*/\1/"
		ip link show lan0 | sed -n "s/.*mtu \([^ ]*\).*/\1/p"' | xargs)"
is 'the second network is the second choice' 'lan0 eth0' \
	"$(inside c3 ip route show default | sed 's/.*dev \([^ ]*\).*/\1/' | xargs)"
not_plugged 'an address in use' 'the address 10.9.1.7 is in use on network asked' --network asked:ip=10.9.1.7
not_plugged 'the gateway'\''s address' 'is the gateway' --network asked:ip=10.9.9.9
not_plugged 'an address of elsewhere' 'lies in no subnet of network asked' --network asked:ip=10.10.0.1
not_plugged 'a network that is not there' 'there is no network nowhere' --network nowhere
not_plugged 'a network twice' 'asked for twice' --network web --network web
not_plugged 'an option that there is not' '"color" is none of' --network web:color=blue
not_plugged 'none together with others' 'stands alone' --network none --network web
not_plugged 'a port without a network' '--publish needs a network' -p 80:80

gone c1
is 'what is given back is not given out again at once' 10.77.1.3/24 "$(plugged c4 --network both
	inside c4 ip -o -4 addr show dev eth0 | sed 's/.*inet \([^ ]*\).*/\1/')"

runtime network create small --subnet 10.8.0.0/30 --gateway 10.8.0.2 >/dev/null
plugged c5 --network small
is 'the last address is given out' 10.8.0.1/30 \
	"$(inside c5 ip -o -4 addr show dev eth0 | sed 's/.*inet \([^ ]*\).*/\1/')"
not_plugged 'a range that is exhausted' 'network small has no free address left in 10.8.0.0/30' \
	--network small
gone c5
wait_for no_veth_of c5
plugged c5 --network small
is '... and again when it has been given back' 10.8.0.1/30 \
	"$(inside c5 ip -o -4 addr show dev eth0 | sed 's/.*inet \([^ ]*\).*/\1/')"

plugged c6 --network container:c4
is 'a container can join another'\''s network' "$(inside c4 readlink /proc/self/ns/net)" \
	"$(inside c6 readlink /proc/self/ns/net)"
plugged c7 --network host
is '... or the host'\''s' "$(readlink /proc/self/ns/net)" "$(inside c7 readlink /proc/self/ns/net)"
is 'a sandbox is plugged in as well' 10.77.0 "$(runtime sandbox --network web ip -o -4 addr show dev eth0 |
	sed 's/.*inet \(.*\)\.[0-9]*\/.*/\1/')"
bundle described
is 'describe tells of it' $'network web as eth0\n  address 10.77.0.9\n  alias db\npublish 127.0.0.1 port 8080/tcp as port 80' \
	"$(runtime describe --bundle "$TMP/described" --network web:ip=10.77.0.9,alias=db \
		-p 127.0.0.1:8080:80 described | grep -A3 ^network)"
bundle outer without\(\"network\"\)
fails 'the host'\''s namespace is not plugged into' 'networks and published ports need a new one' \
	runtime create --network web --bundle "$TMP/outer" outer

# ---- while it runs -----------------------------------------------------------------------------

succeeds 'a running container is plugged into one more network' \
	runtime network connect web:ip=10.77.0.99 c4
is '... with a device of its own' '10.77.0.99/24' \
	"$(inside c4 ip -o -4 addr show dev eth1 | sed 's/.*inet \([^ ]*\).*/\1/')"
is '... and its way out stays' eth0 "$(inside c4 ip route get 192.0.2.9 | sed -n 's/.*dev \([^ ]*\).*/\1/p')"
fails 'not twice' 'the container is on network web already' runtime network connect web c4
fails 'not with a name that is taken' 'has a device eth1 already' \
	runtime network connect small:ifname=eth1 c4
succeeds 'it is unplugged from where it began' runtime network disconnect both c4
is '... and the other is its way out' eth1 "$(inside c4 ip route get 192.0.2.9 | sed -n 's/.*dev \([^ ]*\).*/\1/p')"
fails 'nor from where it is not' 'the container is not on network both' \
	runtime network disconnect both c4
fails 'another'\''s namespace is left alone' 'no network namespace of its own' \
	runtime network connect web c7
fails '... whichever' 'no network namespace of its own' runtime network connect web c6
is 'its address is free again' '' "$(runtime network inspect both | jq -r '.[0].containers[].id')"

# ---- repair and removal ------------------------------------------------------------------------

nft flush ruleset 2>/dev/null
ip link del berth0
succeeds 'reload sets up what somebody has taken away' runtime network reload
serve c2 7
is '... and containers reach each other again' 10.77.0.3 "$(ask c3 TCP 10.77.0.2 7)"
end_servers
for name in c2 c3 c4 c5 c6 c7; do gone "$name"; done
for name in c2 c3 c4 c5; do wait_for no_veth_of "$name"; done
is 'prune removes all' 'asked both default small web' "$(runtime network prune | xargs)"
is '... and leaves nothing' "$host" "$(network_state)"

finish
