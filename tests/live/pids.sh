#!/bin/bash
#
# A limit of processes, and a payload that makes as many as it can: the limit holds it, and
# nothing of it is left when the container is killed or deleted.

. "${0%/*}/harness.sh"

only_with pids
# The first process stands by: a shell that cannot fork ends, and it would take all with it.
bomb='b() { b | b & while :; do b; done; }; b & exec sleep 1000'

count_of() {
	sed -n 's/^max //p' "$CGROUP/box/pids.events"
}

has_met_the_limit() {
	[ "$(count_of)" -gt 0 ] || [ "$(sed -n 's/^max //p' "$CGROUP/pids.events")" -gt 0 ]
}

nothing_left() {
	[ ! -e "$CGROUP/box" ] && [ ! -e "$STATE/box" ]
}

payload '.linux.resources.pids = {limit: 5}' \
	'for i in 1 2 3 4 5 6 7 8; do sleep 100 & done 2>&1; kill -9 -1'
like 'a fork too many fails' "can't fork" "$out"
running box '.linux.resources.pids = {limit: 5}' \
	'while [ ! -e /go ]; do sleep 0.1; done; for i in 1 2 3 4 5 6 7 8; do sleep 1000 & done 2>/dev/null
	sleep 1000'
runtime update --pids-limit 20 box
touch "$TMP/box/rootfs/go"
wait_for test "$(cat "$CGROUP/box/pids.current")" -ge 8
has_eight() {
	[ "$(cat "$CGROUP/box/pids.current")" -ge 9 ]
}
is 'update allows more' yes "$(wait_for has_eight && echo yes)"
runtime update --pids-limit 3 box
fails '... and less, for those who come later' 'resource temporarily unavailable|try again|pids' \
	runtime exec box true
gone box

# Killed, killed while paused, deleted; with a pid namespace of its own and without; under a limit
# of its own, and under one above that leaves room for a real bomb.
while read -r namespaces how limit; do
	edit=".linux.resources.pids = {limit: $limit}"
	[ "$namespaces" = own ] || edit="$edit | without(\"pid\")"
	[ "$limit" != -1 ] || echo 300 >"$CGROUP/pids.max"
	running box "$edit" "$bomb"
	wait_for has_met_the_limit
	[ "$how" != paused ] || runtime pause box
	[ "$how" = deleted ] || succeeds "a fork bomb is killed ($namespaces pid namespace, $how)" \
		runtime kill box KILL
	[ "$how" = deleted ] || is '... and is stopped' yes "$(wait_for is_stopped box && echo yes)"
	succeeds "... and deleted ($namespaces pid namespace, $how)" runtime delete --force box
	is '... and nothing of it is left' yes "$(nothing_left && echo yes)"
	drop_bundle box
done <<'CASES'
own killed 60
host killed 60
own paused 60
host paused 60
own deleted 60
host deleted 60
own killed -1
host deleted -1
CASES

finish
