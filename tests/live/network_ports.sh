#!/bin/bash
#
# Published ports: which, taken by whom, and what is left of them. Crashes, and many at once.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

outside
host=$(network_state)
runtime network create web --ipv6 >/dev/null

# ---- which -------------------------------------------------------------------------------------

plugged c1 --network web -p 8000-8002:7-9 -p 7 -p 7/udp -p '[2001:db8::1]:8080:7' -p :9 -p 192.0.2.1:81:7/sctp
for port in 7 8 9; do serve c1 "$port"; done
is 'a range leads to a range' '192.0.2.2 192.0.2.2 192.0.2.2' "$(for port in 8000 8001 8002; do
	ask out TCP 192.0.2.1 $port; done | xargs)"
chosen=$(runtime network inspect web |
	jq -r '.[0].containers[0].ports[] | select(.container_port == 7 and .protocol == "tcp") | .host_port' | sed -n 2p)
like 'a port without a host'\''s gets a free one' '^[0-9]+$' "$chosen"
is '... which leads there' 192.0.2.2 "$(ask out TCP 192.0.2.1 "$chosen")"
is 'one on an address of IPv6 leads there' 2001:db8::2 "$(ask out TCP 2001:db8::1 8080)"
is '... and nowhere by IPv4' '' "$(ask out TCP 192.0.2.1 8080)"
if command -v nft >/dev/null; then
	like 'SCTP is published as well' '192.0.2.1 . sctp . 81' "$(nft list map inet berth ports4_at)"
else
	skip 'SCTP is published as well' 'nft(8) is not here to look'
fi
for wrong in 0:80 80:0 1:65536 80:80/icmp 1-2:3 2-1:2-1 x:80 1.2.3:80:80 '[::1:80:80' 80: '' -1:80; do
	not_plugged "-p $wrong" 'publish' --network web -p "$wrong"
done
runtime network create shut --internal >/dev/null
not_plugged 'a port of an internal network' 'the networks are internal' --network shut -p 80:80
not_plugged 'an address that the host has not' 'the host has no address 192.0.2.77' \
	--network web -p 192.0.2.77:80:80

# ---- taken -------------------------------------------------------------------------------------

not_plugged 'a port that is published already' \
	'port 8001/tcp of the host is published already, by container c1' --network web -p 8001:80
is '... and it leads to where it led' 192.0.2.2 "$(ask out TCP 192.0.2.1 8001)"
serve host 8100
not_plugged 'a port on which a program listens' 'port 8100/tcp of the host is in use by a program' \
	--network web -p 8100:80
plugged c2 --network web -p 8001:7/udp -p 192.0.2.1:8002:8
pass 'another protocol is another port, and an address is more than none'
serve c2 8
is '... and goes before' 192.0.2.2 "$(ask out TCP 192.0.2.1 8002)"

# ---- flushed -----------------------------------------------------------------------------------

if command -v nft >/dev/null; then
	nft flush ruleset
	is 'without its table nothing is published' '' "$(ask out TCP 192.0.2.1 8000)"
	runtime network reload
	is 'reload brings it back' 192.0.2.2 "$(ask out TCP 192.0.2.1 8000)"
	nft flush ruleset
	plugged c3 --network web
	is '... and so does whoever comes next' 192.0.2.2 "$(ask out TCP 192.0.2.1 8000)"
	nft delete table inet berth
	gone c3
	pass 'a container can go when there is no table'
	runtime network reload
else
	skip 'a table that was flushed is set up again' 'nft(8) is not here to flush it'
fi
for setting in 0 1; do
	if ! sysctl -qw net.bridge.bridge-nf-call-iptables=$setting net.bridge.bridge-nf-call-ip6tables=$setting 2>/dev/null; then
		skip "hairpin with br_netfilter $setting" 'this kernel has no br_netfilter'
		continue
	fi
	is "a container reaches itself by its port, with br_netfilter $setting" 10.77.0.1 \
		"$(ask c1 TCP 192.0.2.1 8000)"
	is "... and a neighbour does, with br_netfilter $setting" 10.77.0.1 \
		"$(ask c2 TCP 192.0.2.1 8000)"
done

# ---- left --------------------------------------------------------------------------------------

end_servers
gone c1
runtime kill c2 KILL 2>/dev/null
wait_for is_stopped c2
wait_for no_veth_of c2
plugged c4 --network web -p 8000:7 -p 8001:7/udp
pass 'ports of a container that is gone are free, and those of one that has died'
serve c4 7
is '... and lead to the new one' 192.0.2.2 "$(ask out TCP 192.0.2.1 8000)"
gone c2
is '... also when the dead one is deleted after' 192.0.2.2 "$(ask out UDP 192.0.2.1 8001)"
end_servers
gone c4
plugged c5 --network web:ip=10.77.0.50 -p 8200:7
runtime kill c5 KILL
wait_for no_veth_of c5
runtime network ls --format json >/dev/null
plugged c6 --network web:ip=10.77.0.50
serve c6 7
is 'a dead one'\''s port does not lead to whoever has its address next' '' "$(ask out TCP 192.0.2.1 8200)"
end_servers
gone c5
gone c6

# ---- killed ------------------------------------------------------------------------------------

# killed_at SECONDS: a creation that is killed so long after its start
killed_at() {
	bundle killed
	"$RUNTIME" --root "$STATE" create --bundle "$TMP/killed" --network web \
		-p 8500:7 killed >/dev/null 2>&1 &
	sleep "$1"
	kill -KILL $! 2>/dev/null
	wait $! 2>/dev/null
	runtime delete --force killed >/dev/null 2>&1
}
for moment in {0..39}; do killed_at "0.$(printf '%05d' $((moment * 40)))"; done
plugged after --network web -p 8500:7
pass 'after 40 kills the port can be published'
gone after
wait_for no_veth_of after
runtime network reload
is '... and no address is lost or left' 0 "$(find /run/berth-network/leases /run/berth-network/attachments \
	-type f -not -name '.*' | wc -l)"

# ---- many --------------------------------------------------------------------------------------

runtime network create many --subnet 10.70.0.0/22 >/dev/null
make_many() {
	local i

	for ((i = $1; i < 24; i += 8)); do
		bundle "m$i"
		runtime create --network many --bundle "$TMP/m$i" "m$i" </dev/null >"$TMP/many.$i" 2>&1
	done
}
for i in {0..7}; do make_many "$i" & done
wait
is '24 containers by eight at once, and none failed' '' "$(cat "$TMP"/many.*)"
is '... each with an address of its own' 24 "$(runtime network inspect many |
	jq -r '.[0].containers[].addresses[0]' | sort -u | wc -l)"
for i in {0..23}; do gone "m$i"; done
wait_for no_veth_of '.*'
runtime network prune >/dev/null
is 'nothing is left' "$host" "$(network_state)"

finish
