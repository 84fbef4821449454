#!/bin/bash
#
# Two hands on one container: exactly one of them wins, and nobody waits for ever.

. "${0%/*}/harness.sh"

# all COUNT COMMAND...: at once; leaves in $won how many succeeded
all() {
	local n=$1 pids=() pid
	shift
	for ((; n > 0; n--)); do
		"$@" >/dev/null 2>&1 </dev/null &
		pids+=($!)
	done
	won=0
	for pid in "${pids[@]}"; do
		wait "$pid" && won=$((won + 1))
	done
}

before=$(host_state)
bundle box . 'echo once >>/marks; sleep 1000'
all 8 create box
is 'of eight creations of one name one wins' 1 "$won"
is '... and it is whole' created "$(status_of box)"
all 8 runtime start box
is 'of eight starts one wins' 1 "$won"
wait_for test -e "$TMP/box/rootfs/marks"
is '... and the payload ran once' once "$(cat "$TMP/box/rootfs/marks")"
all 8 runtime exec box true
is 'eight execs go side by side' 8 "$won"
all 8 runtime state box
is 'eight can ask for the state' 8 "$won"
all 8 runtime delete --force box
is 'eight forced deletions all succeed' 8 "$won"
drop_bundle box
unchanged '... and nothing is left' "$before"

# A waiting init holds on to its record: without one it has no one to wait for.
case $RUNTIME in
*/berth)
	bundle box
	create box >/dev/null 2>&1
	pid=$(pid_of box)
	rm -r "${STATE:?}/box"
	is 'a waiting init whose record is deleted ends' yes \
		"$(wait_for test ! -d "/proc/$pid" && echo yes)"
	;;
*) skip 'a waiting init whose record is deleted ends' "${RUNTIME##*/} has a FIFO there" ;;
esac

finish
