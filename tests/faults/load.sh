#!/bin/bash
#
# Many containers at once, with berth, init processes and payloads killed at random: at the end nothing
# is left, no command was late, and a berth that lives has not grown.
#
# LOAD_SECONDS and WORKERS say for how long, and how many; 600 and 64 by hand.

. "${0%/*}/faults.sh"
: "${LOAD_SECONDS:=20}" "${WORKERS:=16}"

bundle box . 'sleep 0.0$((RANDOM % 10))'
for ((i = 0; i < WORKERS; i++)); do
	mkdir "$TMP/w$i"
	jq --arg root "$TMP/box/rootfs" --arg cgroup "/${CGROUP##*/}/w$i" \
		'.root.path = $root | .linux.cgroupsPath = $cgroup' "$TMP/box/config.json" >"$TMP/w$i/config.json"
done

# One container after the other, each with a victim: nobody, berth, init, or a process beside it.
work() {
	local name=$1 end=$((SECONDS + LOAD_SECONDS)) berth result

	while [ "$SECONDS" -lt "$end" ]; do
		timeout -k 2 "$DEADLINE" "$RUNTIME" --root "$STATE" run --bundle "$TMP/$name" "$name" &
		berth=$!
		sleep "0.0$((RANDOM % 9))"
		case $((RANDOM % 4)) in
		0) ;;
		1) pkill -KILL -P "$berth" ;; # berth itself: its parent is timeout
		2) read -r pid _ <"$STATE/$name/pid" && kill -KILL "$pid" ;;
		3) runtime exec "$name" sleep 0.05 & ;;
		esac 2>/dev/null
		wait
		result=$?
		timeout -k 2 "$DEADLINE" "$RUNTIME" --root "$STATE" delete --force "$name"
		[ $? != 124 ] || echo "delete of $name was late" >>"$TMP/late"
		[ "$result" != 124 ] || echo "run of $name was late" >>"$TMP/late"
		echo >>"$TMP/$name/done"
	done >/dev/null 2>&1
}

mkdir -p "$STATE"
: >"$TMP/late"
nothing=$(host_state)
for ((i = 0; i < WORKERS; i++)); do work "w$i" & done
wait
done=$(cat "$TMP"/w*/done | wc -l)
like "$WORKERS at once, $done containers in all" '^[0-9]{2,}$' "$done"
is 'no command was late' '' "$(<"$TMP/late")"
wait_for host_is "$nothing"
is 'nothing is left' "$nothing" "$(host_state)"
capture runtime gc --format json
is '... and gc finds nothing' '[]' "$out"

finish
