#!/bin/bash
#
# network check: what somebody has broken by hand is found and told, and reload sets it right.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

# A namespace begins as the host is, and what is set to 0 below would then be put back as 0.
sysctl -qw net.ipv4.ip_forward=0
host=$(network_state)
succeeds 'where there is nothing, nothing is wrong' runtime network check
runtime network create web --subnet 10.77.0.0/24 --subnet fd00::/64 >/dev/null
runtime network create other --isolate --subnet 10.77.1.0/24 >/dev/null
bundle able
limited='' strict=''
capture create --network web:rate-in=10mbit,rate-out=10mbit able && limited=:rate-in=10mbit,rate-out=20mbit
gone able
wait_for no_veth_of able
runtime network create pinned --strict --subnet 10.77.2.0/24 >/dev/null
capture create --network pinned able && strict=pinned
gone able
wait_for no_veth_of able
runtime network prune >/dev/null
runtime network create web --subnet 10.77.0.0/24 --subnet fd00::/64 >/dev/null
runtime network create other --isolate --subnet 10.77.1.0/24 >/dev/null
plugged c1 --network "web$limited" -p 8000:7
plugged c2 --network other
bridge=$(runtime network inspect web | jq -r '.[0].network_interface')
veth=$(runtime network inspect web | jq -r '.[0].containers[0].host_interface')
isolated=$(runtime network inspect other | jq -r '.[0].containers[0].host_interface')
capture runtime network check
is 'what berth has set up is as it should be' '0 ' "$status $out$err"

# ---- broken, found, set right ------------------------------------------------------------------

# broken SENTENCE PATTERN COMMAND...: check tells it in words like this, and reload sets it right
broken() {
	"${@:3}" || bail "cannot break: ${*:3}"
	capture runtime network check
	if [ "$status" = 1 ] && [[ $out =~ $2 ]]; then pass "found: $1"; else
		miss "found: $1" "wanted: /$2/" "got exit status $status: $out" "$err"
	fi
	runtime network reload || miss "reload after: $1"
	capture runtime network check
	is '... and set right by reload' '0 ' "$status $out$err"
}

lease=/run/berth-network/leases/web/10.77.0.3
[ -e $lease ] || lease=$(find /run/berth-network/leases/web -name '10.77.*' | head -1)
replace() {
	echo "$2" >"$1"
}

is_over() {
	! grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status"
}

end_answering() {
	local pid

	pid=$(pgrep -f 'berth network serve web')
	kill -KILL "$pid"
	wait_for is_over "$pid"
}

broken 'nobody who answers for names' 'web +missing +nobody answers container c1 for names' end_answering
broken 'a bridge that is gone' "web +missing +there is no bridge $bridge" ip link del "$bridge"
broken 'a bridge that is down' "web +changed +the bridge $bridge is down" ip link set "$bridge" down
broken 'an address that is gone' "web +missing +$bridge has no address 10.77.0.1/24" \
	ip addr del 10.77.0.1/24 dev "$bridge"
broken 'an address of IPv6 that is gone' "web +missing +$bridge has no address fd00::1/64" \
	ip addr del fd00::1/64 dev "$bridge"
broken 'a route that is gone' "web +missing +there is no route to 10.77.0.0/24 by $bridge" \
	ip route del 10.77.0.0/24 dev "$bridge"
broken 'a route of IPv6 that is gone' "web +missing +there is no route to fd00::/64 by $bridge" \
	ip -6 route del fd00::/64 dev "$bridge"
broken 'a sysctl of a bridge' "web +changed +/proc/sys/net/ipv4/conf/$bridge/route_localnet is 0 instead of 1" \
	sysctl -qw "net.ipv4.conf.$bridge.route_localnet=0"
broken 'another' "web +changed +/proc/sys/net/ipv6/conf/$bridge/accept_ra is 2 instead of 0" \
	sysctl -qw "net.ipv6.conf.$bridge.accept_ra=2"
broken 'a sysctl of the host' 'changed +/proc/sys/net/ipv4/ip_forward is 0 instead of 1' \
	sysctl -qw net.ipv4.ip_forward=0
broken 'a device that is unplugged' "web +changed +the device $veth of container c1 is not plugged into $bridge" \
	ip link set "$veth" nomaster
broken 'a device that is down' "web +changed +the device $veth of container c1 is down" ip link set "$veth" down
if command -v bridge >/dev/null; then
	broken 'a port that is not isolated any more' "other +changed +the port $isolated of container c2 is set up otherwise" \
		bridge link set dev "$isolated" isolated off
else
	skip 'found: a port that is not isolated any more' 'bridge(8) is not here to break it'
fi
broken 'a lease that is gone' "web +missing +the address ${lease##*/} of container c1 is not leased to it" rm "$lease"
broken 'a lease of another' "web +missing +the address ${lease##*/} of container c1 is not leased to it" \
	replace "$lease" "$isolated"
ip link add vb00000bad type veth peer name x0
broken 'a device of which nothing is known' '- +foreign +there is a device vb00000bad \(berth:web:lost\), of which' \
	ip link set vb00000bad alias berth:web:lost
is '... which is gone then' '' "$(ip -o link show vb00000bad 2>/dev/null)"
if command -v tc >/dev/null && [ -n "$limited" ]; then
	shaper=vr${veth#vb}
	for place in "dev $veth root" "dev $veth clsact" "dev $shaper root"; do
		# shellcheck disable=SC2086 # words
		broken "a limit that is gone: $place" 'web +missing +the limits of container c1 are not all there' \
			tc qdisc del $place
	done
	broken 'a limit that is another' 'web +missing +the limits of container c1 are not all there' \
		tc qdisc replace dev "$veth" root tbf rate 1gbit burst 1m latency 50ms
	broken 'a device for limits that is gone' 'the limits of container c1 are not all there' ip link del "$shaper"
else
	skip 'found: a limit that is gone' 'this kernel has no ifb or tbf, or tc(8) is not here'
fi
if command -v nft >/dev/null; then
	broken 'no firewall' '- +missing +the firewall'\''s table inet berth is missing' nft flush ruleset
	broken 'a network that the firewall does not know' "web +missing +the firewall has no $bridge in its set bridges" \
		nft delete element inet berth bridges "{ $bridge }"
	broken 'a port that is not published' \
		'web +missing +the firewall has no tcp . 8000 : 10.77.0.[0-9]+ . 7 in its set ports4' \
		nft delete element inet berth ports4 '{ tcp . 8000 }'
	broken 'a port of nobody' '- +foreign +the firewall has udp . 99 : 10.77.0.9 . 9 in its set ports4, which is nobody' \
		nft add element inet berth ports4 '{ udp . 99 : 10.77.0.9 . 9 }'
	broken 'a subnet that is another' "the firewall has no $bridge . 10.77.0.0 in its set inside4" \
		nft delete element inet berth inside4 "{ $bridge . 10.77.0.0/24 }"
	broken 'a rule that is gone' '- +changed +the firewall'\''s chain forward has 0 rules instead of 6' \
		nft flush chain inet berth forward
	if [ -n "$strict" ]; then
		runtime network create pinned --strict --subnet 10.77.2.0/24 >/dev/null
		plugged c3 --network pinned:ip=10.77.2.9
		pinned=$(runtime network inspect pinned | jq -r '.[0].containers[0].host_interface')
		broken 'nobody is pinned' '- +missing +the firewall'\''s table bridge berth is missing' nft delete table bridge berth
		broken 'a pin that is gone' "pinned +missing +the firewall has no $pinned . 10.77.2.9 in its set addresses4" \
			nft delete element bridge berth addresses4 "{ $pinned . 10.77.2.9 }"
		broken 'a pin of nobody' "- +foreign +the firewall has $pinned . 02:00:00:00:00:99 in its set macs" \
			nft add element bridge berth macs "{ $pinned . 02:00:00:00:00:99 }"
		gone c3
	else
		skip 'found: nobody is pinned' 'this kernel has no nf_tables for bridges'
	fi
else
	skip 'found: what is changed in the firewall' 'nft(8) is not here to change it'
fi
serve c1 7
is 'after all that a container is reached' 127.0.0.1 "$(ask host TCP 127.0.0.1 8000 | sed 's/10.77.0.1/127.0.0.1/')"
end_servers

# ---- how it is said ----------------------------------------------------------------------------

sysctl -qw "net.ipv4.conf.$bridge.route_localnet=0"
is 'as JSON' 'web changed' "$(runtime network check --format json | jq -r '.[] | "\(.network) \(.state)"')"
exits 'of one network' 1 runtime network check web
succeeds '... and not of another' runtime network check other
fails 'a network that is not there is named' 'there is no network nowhere' runtime network check nowhere
runtime network reload
for name in c1 c2; do gone "$name"; done
for name in c1 c2 c3; do wait_for no_veth_of "$name"; done
runtime network prune >/dev/null
is 'nothing is left' "$host" "$(network_state)"

finish
