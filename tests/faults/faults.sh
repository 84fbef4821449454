# shellcheck shell=bash
#
# faults.sh - what the tests of faults stand on: the harness of the live tests, and words for points at
# which something went wrong

. "${BASH_SOURCE[0]%/*}/../live/harness.sh"

# What went wrong at a point, for the reader: at most a few.
wrong=0
note() {
	wrong=$((wrong + 1))
	[ "$wrong" -gt 5 ] || printf '# %s\n' "$@"
}

# Puts the host in order after something was left, so that the next point starts from nothing.
sweep() {
	echo 1 >"$CGROUP/cgroup.kill"
	wait_for no_process_in "$CGROUP"
	rm -rf "${STATE:?}"/*
	find "$CGROUP" -mindepth 1 -depth -type d -exec rmdir {} \; 2>/dev/null
}

state_is() { # STATE WANTED
	[ "$("$1")" = "$2" ]
}

# deleted POINT [STATE]: `delete --force` finishes what a point has left of box, and the host is then
# $nothing again, as STATE tells it (host_state)
deleted() {
	local state=${2:-host_state}

	capture runtime delete --force box
	[ "$status" = 0 ] || note "$1: delete --force" "$err"
	wait_for state_is "$state" "$nothing" && return
	note "$1: left after delete --force" "wanted: $nothing" "got:    $("$state")"
	sweep
	nothing=$("$state")
}
