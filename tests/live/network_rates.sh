#!/bin/bash
#
# Limits of what containers send and receive: they hold, and are gone with the container.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

# ---- words -------------------------------------------------------------------------------------

runtime network create web --rate-in 1.5mbit --rate-out 100kbps >/dev/null
is 'a network has rates, in bits' '1500000 800000' \
	"$(runtime network inspect web | jq -r '.[0] | "\(.rate_in) \(.rate_out)"')"
for wrong in 0 1kbit fast 10mbits 1..5mbit 101tbit -1mbit 10%; do
	fails "refused: a rate of $wrong" "\"$wrong\" is not a rate of 8kbit" \
		runtime network create other "--rate-in=$wrong"
done
not_plugged 'a rate that is none' '"much" is not a rate' --network web:rate-out=much
bundle described
is 'describe tells of rates' $'network web as eth0\n  rate in 10mbit\n  rate out 8kbit' \
	"$(runtime describe --bundle "$TMP/described" --network web:rate-in=10Mbit,rate-out=1kbps described |
		grep -A2 ^network)"
bundle asking '.annotations["io.berth.networks"] = ([{network: "web:rate-in=2mbit"}] | tojson)'
fails 'a bundle cannot ask for more than the network'\''s members have' \
	'the bundle asks for 2mbit on network web, whose members have 1500kbit: a bundle can only ask for less' \
	create asking

# ---- effect ------------------------------------------------------------------------------------

runtime network create quick >/dev/null
host=$(network_state)
helper pour

# An ifb device and a bucket are parts that a kernel may be made without.
bundle able
capture create --network quick:rate-in=1mbit,rate-out=1mbit able
gone able
if [[ $err =~ CONFIG_(IFB|NET_SCH_TBF) ]]; then
	skip 'limits have effect' "$err"
	finish
fi
wait_for network_is "$host"
runtime network prune >/dev/null
runtime network create web --rate-in 4mbit --rate-out 4mbit >/dev/null
runtime network create quick >/dev/null
host=$(network_state)

plugged held --network web:ip=10.77.0.11
plugged own --network web:ip=10.77.0.12,rate-in=1gbit,rate-out=1gbit
plugged wide --network web:ip=10.77.0.13,rate-in=1gbit,rate-out=1gbit
plugged free --network quick:ip=10.77.1.11,rate-out=2mbit
plugged open --network quick:ip=10.77.1.12
is 'inspect tells each one'\''s' 'held 4000000 4000000, own 1000000000 1000000000, wide 1000000000 1000000000' "$(runtime network inspect web |
	jq -r '.[0].containers | sort_by(.id) | map("\(.id) \(.rate_in) \(.rate_out)") | join(", ")')"
like 'the host sees whose limit it is' 'alias berth:web:held' "$(ip link show type ifb)"
for name in held own wide free open; do
	at "$name" "$TMP/pour" serve 7 </dev/null >>"$TMP/peers" || bail "$name does not serve"
done

# rate FROM TO: kilobits that got through in a second
rate() {
	at "$1" "$TMP/pour" to "$2" 7 1.5 </dev/null
}

# What is in the bucket at first comes on top of the rate. A busy machine makes it less, never more.
# at_most SENTENCE KILOBITS GOT
at_most() {
	if [ "${3:-0}" -gt 0 ] && [ "$3" -le "$2" ]; then pass "$1"; else
		miss "$1" "wanted: 1 to $2 kbit/s" "got:    $3"
	fi
}

more_than() {
	if [ "${3:-0}" -gt "$2" ]; then pass "$1"; else
		miss "$1" "wanted: more than $2 kbit/s" "got:    $3"
	fi
}

at_most 'what a container sends is held' 5500 "$(rate held 10.77.0.12)"
at_most 'so is what it receives' 5500 "$(rate own 10.77.0.11)"
more_than 'who has asked for more has more' 8000 "$(rate own 10.77.0.13)"
at_most 'a limit of one side' 2750 "$(rate free 10.77.1.12)"
more_than '... leaves the other' 8000 "$(rate open 10.77.1.11)"
if command -v tc >/dev/null; then
	inside held tc qdisc del dev eth0 root 2>/dev/null
	inside held tc qdisc del dev eth0 clsact 2>/dev/null
	at_most 'a container cannot take its limit away' 5500 "$(rate held 10.77.0.12)"
else
	skip 'a container cannot take its limit away' 'tc(8) is not here to try'
fi
runtime network connect quick:rate-out=3mbit,ip=10.77.1.13 held
at_most 'a running container is plugged in with a limit' 4200 "$(rate held 10.77.1.12)"
is '... that has a device of its own' 2 "$(ip link show type ifb | grep -c 'alias berth:.*:held')"
runtime network disconnect quick held
is '... and goes with it' 1 "$(ip link show type ifb | grep -c 'alias berth:.*:held')"

# ---- gone --------------------------------------------------------------------------------------

end_servers
gone held
is 'a limit goes with its container' '' "$(ip link show type ifb | grep 'berth:web:held')"
runtime kill own KILL
wait_for is_stopped own
wait_for no_veth_of own
runtime network ls --format json >/dev/null
is '... also with one that has died' '' "$(ip link show type ifb | grep 'berth:web:own')"
for name in own wide free open; do gone "$name"; done
for name in own wide free open; do wait_for no_veth_of "$name"; done
is 'no device is left of any' '' "$(ip link show type ifb | grep berth)"
runtime network prune >/dev/null

# killed_at SECONDS: a creation that is killed so long after its start
killed_at() {
	bundle killed
	"$RUNTIME" --root "$STATE" create --bundle "$TMP/killed" --network web killed >/dev/null 2>&1 &
	sleep "$1"
	kill -KILL $! 2>/dev/null
	wait $! 2>/dev/null
	gone killed
}
runtime network create web --rate-in 4mbit --rate-out 4mbit >/dev/null
for moment in {0..29}; do killed_at "0.$(printf '%05d' $((moment * 100)))"; done
wait_for no_veth_of killed
runtime network prune >/dev/null
is 'after 30 kills nothing is left' '' "$(ip link | grep -E 'vb|vr|berth')"

finish
