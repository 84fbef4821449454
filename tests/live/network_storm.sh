#!/bin/bash
#
# Many at once, and killed at any moment: the next command finds its way, no address is had twice, and
# nothing is left when all have gone.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

DEADLINE=120
host=$(network_state)

# What belongs to attachments: devices, elements of the firewall, leases and files.
left() {
	printf 'devices %s, elements %s, files %s\n' \
		"$(ip -o link | grep -cE ' (vb|vr)[0-9a-f]{8}[:@]')" \
		"$(nft list ruleset 2>/dev/null | grep -cE 'vb[0-9a-f]{8}|\. 7[0-9]{3} :')" \
		"$(find /run/berth-network/leases /run/berth-network/attachments /run/berth-network/busy \
			-type f -not -name '.*' 2>/dev/null | wc -l)"
}

nothing_left() {
	[ "$(left)" = 'devices 0, elements 0, files 0' ]
}

# ---- what there is -----------------------------------------------------------------------------

# A namespace stays as long as its holder: many are made at once, and no container with each.
words=
runtime network create many --subnet 10.70.0.0/22 --rate-in 1gbit --rate-out 1gbit --strict >/dev/null
bundle able
capture create --network many able
gone able
if [[ $err =~ CONFIG_ ]]; then # limits and strict networks are parts that a kernel may be without
	runtime network rm many >/dev/null
	runtime network create many --subnet 10.70.0.0/22 >/dev/null
	words=' (neither strict nor limited: the kernel cannot)'
fi
wait_for no_veth_of able

# ---- 200 attachments by eight at once ----------------------------------------------------------

runtime network create side --subnet 10.71.0.0/22 >/dev/null
for i in {0..7}; do runtime network create "n$i" --subnet "10.72.$i.0/24" >/dev/null; done
for i in {0..19}; do bundle "m$i"; done

# creator NUMBER: containers on ten networks each: every eighth one is this one's
creator() {
	local i port

	for ((i = $1; i < 20; i += 8)); do
		port=$((7000 + i))
		"$RUNTIME" --root "$STATE" create --bundle "$TMP/m$i" --network many --network side \
			--network n0 --network n1 --network n2 --network n3 --network n4 --network n5 \
			--network n6 --network n7 -p "$port:7" "m$i" </dev/null >/dev/null 2>>"$TMP/complaints.$1"
	done
}
for i in {0..7}; do creator "$i" & done
wait
members() {
	runtime network ls --format json | jq -r '.[].containers[] | .addresses[]'
}
is "200 attachments by eight at once, and none failed$words" '' "$(grep -hv level=warning "$TMP"/complaints.*)"
is '... each with an address of its own' '200 200' "$(members | wc -l) $(members | sort -u | wc -l)"
is '... and all is as it should be' '' "$(runtime network check)"
for i in {0..19}; do runtime delete --force "m$i" >/dev/null 2>&1 & done
wait
wait_for nothing_left
is 'who goes leaves nothing' 'devices 0, elements 0, files 0' "$(left)"

# ---- storms ------------------------------------------------------------------------------------

# random MILLISECONDS: a moment before that
random() {
	printf '0.%03d' $((RANDOM % $1))
}

# killed COMMAND...: berth, ended at a moment of chance
killed() {
	"$RUNTIME" --root "$STATE" "$@" </dev/null >/dev/null 2>&1 &
	local pid=$!

	sleep "$(random 25)"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
}

# A container that lives through it all keeps what it has.
plugged rock --network many:ip=10.70.0.99 -p 7999:7
serve rock 7
bundle victim
bundle guest

# One round: created, connected, disconnected, deleted, and a network made and removed.
round() {
	killed create --bundle "$TMP/victim" --network many --network side -p 7500-7502:7-9 victim
	wait_for runtime delete --force victim >/dev/null || miss 'what was killed half way is deleted'
	killed network connect "side:ip=10.71.0.$((100 + RANDOM % 50))" guest
	killed network disconnect side guest
	killed network create brief
	killed network rm brief
	killed network reload
}
plugged guest --network many
for _ in {1..15}; do round; done

# two at once, each in the other's way
for _ in {1..8}; do
	killed create --bundle "$TMP/victim" --network many -p 7500:7 victim &
	killed network connect side guest &
	wait
	wait_for runtime delete --force victim >/dev/null || miss 'what was killed half way is deleted'
	killed network disconnect side guest
done

succeeds 'after the storm a container is plugged in' create --network many --network side -p 7500-7502:7-9 victim
is '... no address is had twice' '' "$(members | sort | uniq -d)"
is '... and all is as it should be' '' "$(runtime network check)"
is '... who was there before is reached as before' 10.70.0.1 "$(ask host TCP 127.0.0.1 7999)"
# What a container has inside is what is known of it: the address of a half-made attachment is nobody's.
is '... what a container has, berth knows' "$(inside guest ip -o -4 addr show scope global | sed 's/.*inet \([^ ]*\).*/\1/' | sort | xargs)" \
	"$(runtime network ls --format json | jq -r '.[].containers[] | select(.id == "guest") | .addresses[0]' | sort | xargs)"
runtime network rm --force brief >/dev/null 2>&1
end_servers
for name in victim guest rock; do gone "$name"; done
wait_for nothing_left
is 'nothing is left of any' 'devices 0, elements 0, files 0' "$(left)"
runtime network prune >/dev/null
is '... nor of the networks' "$host" "$(network_state)"
is '... nor of what was half written' '' "$(find /run/berth-network /var/lib/berth/networks -name '.*' -type f -not -path '*/responders/*')"

finish
