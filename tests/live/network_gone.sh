#!/bin/bash
#
# A network namespace that outlives its container, since somebody holds it: it reaches nobody any more,
# and its device goes when somebody clears up.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

helper peer
# shellcheck disable=SC2034 # wait_for network_is
host=$(network_state)
runtime network create plain --subnet 10.77.0.0/24 >/dev/null
networks=(plain)
if runtime network create pinned --strict --subnet 10.77.1.0/24 >/dev/null && bundle able &&
	capture create --network pinned able; then
	networks+=(pinned)
else
	skip 'a strict network' "$err"
fi
gone able

# answers NAME ADDRESS: somebody there tells NAME his MAC
answers() {
	at "$1" ip neigh flush dev eth0
	ask "$1" UDP "$2" 9 >/dev/null
	at "$1" ip neigh show "$2" | grep -q lladdr
}

# outlived NAME: its namespace is held from now on, as by a process in it
outlived() {
	exec {held}<"/proc/$(pid_of "$1")/ns/net"
}

veth_of() {
	ip -o link show type veth | sed -n "s/^[0-9]*: \(vb[^@]*\)@.*alias berth-gone:.*:$1\$/\1/p"
}

for n in 0 1; do
	network=${networks[$n]-}
	[ "$network" ] || continue
	plugged old --network "$network:ip=10.77.$n.11"
	plugged neighbour --network "$network:ip=10.77.$n.12"
	outlived old
	succeeds "on network $network a container answers" answers neighbour "10.77.$n.11"
	gone old
	veth=$(veth_of old)
	like '... when it is deleted its device tells so' "alias berth-gone:$network:old" "$(ip link show "$veth")"
	like '... and its port is closed' 'learning off flood off.*locked on' "$(ip -d link show "$veth")"
	fails '... it answers no more' '' answers neighbour "10.77.$n.11"

	nsenter --net="/proc/self/fd/$held" sh -c 'ip link set eth0 down; ip link set eth0 up'
	fails '... nor when its device comes up anew' '' answers neighbour "10.77.$n.11"
	at neighbour ip neigh flush dev eth0
	nsenter --net="/proc/self/fd/$held" "$TMP/peer" ask UDP "10.77.$n.12" 9 >/dev/null 2>&1
	is '... and tells nobody of itself' '' "$(at neighbour ip neigh show "10.77.$n.11")"
	plugged new --network "$network:ip=10.77.$n.11"
	serve new 7
	at neighbour ip neigh flush dev eth0
	is '... and another can have its address' "10.77.$n.12" "$(ask neighbour TCP "10.77.$n.11" 7)"
	end_servers

	is '... nor is the device taken for somebody else'\''s' '' "$(runtime network check | grep "$veth")"
	is '... the device is there yet' "$veth" "$(veth_of old)"
	if [ "$network" = plain ]; then
		succeeds '... until gc' runtime gc
	else
		for name in new neighbour; do gone "$name"; done
		succeeds '... until networks are pruned' runtime network prune
	fi
	is '... takes it away' '' "$(ip -o link show "$veth" 2>/dev/null)"
	for name in new neighbour; do gone "$name"; done
	for name in new neighbour; do wait_for no_veth_of "$name"; done
	exec {held}<&-
done
runtime network prune >/dev/null
wait_for network_is "$host"
is 'and nothing is left' "$host" "$(network_state)"

finish
