#!/bin/bash
#
# crash-consistency: the runtime is killed at its N-th system call of create, start and delete; then
# `delete --force` has to bring the host back to what it was: processes, mounts, namespaces, cgroups,
# records. ROUNDS points of each verb are tried.
#
# tests/live/crash.sh tries more of them, and tests/faults all rows; this one can be asked of any runtime.

. "${0%/*}/attack.sh"
: "${ROUNDS:=12}"
witness=record
command -v strace >/dev/null || bail 'strace is needed and not there'

words_of() {
	case $1 in
	create) words=(create --bundle "$TMP/box" box) ;;
	start) words=(start box) ;;
	delete) words=(delete --force box) ;;
	esac
}

prepared() {
	case $1 in
	start) create box ;;
	delete) create box && runtime start box ;;
	esac >"$TMP/said" 2>&1 </dev/null
}

traced() { # VERB OPTION...
	local words

	words_of "$1"
	timeout -k 2 "$DEADLINE" strace -qq "${@:2}" "$RUNTIME" --root "$STATE" "${words[@]}" \
		>"$TMP/said" 2>&1 </dev/null
}

sweep() {
	echo 1 >"$CGROUP/cgroup.kill"
	wait_for no_process_in "$CGROUP"
	rm -rf "${STATE:?}"/*
	find "$CGROUP" -mindepth 1 -depth -type d -exec rmdir {} \; 2>/dev/null
}

attack() {
	local verb calls number step nothing

	bundle box
	runtime list >/dev/null 2>&1
	mkdir -p "$STATE"
	for verb in create start delete; do
		sweep
		nothing=$(host_state)
		prepared $verb
		traced $verb -o "$TMP/calls"
		runtime delete --force box >/dev/null 2>&1
		calls=$(wc -l <"$TMP/calls")
		step=$(((calls + ROUNDS - 1) / ROUNDS))
		for ((number = step; number <= calls; number += step)); do
			try
			prepared $verb
			traced $verb -o /dev/null -e "inject=all:signal=SIGKILL:when=$number" 2>/dev/null
			runtime delete --force box >/dev/null 2>&1
			wait_for host_is "$nothing" && continue
			broken "$verb killed at call $number of $calls leaves $(diff <(tr , '\n' <<<"$nothing") \
				<(host_state | tr , '\n') | sed -n 's/^> *//p' | xargs)"
			sweep
			nothing=$(host_state)
			[ "$ways" -lt 3 ] || break
		done
	done
	drop_bundle box
}

DEADLINE=10
play 'wherever the runtime is killed, delete --force leaves nothing'
