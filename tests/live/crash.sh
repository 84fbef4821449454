#!/bin/bash
#
# The runtime is killed, or refused by the kernel, at each system call it makes, in turn.
#
# Its caller's side is counted by strace, which ends it (or makes the call fail, with one error after
# the other) at the N-th call, for N = 1, 2, .. to the end. Init's side is reached by calls that only init
# makes that often. What is to be true afterwards:
#
#	killed		`delete --force` works, and leaves nothing
#	refused		success, or one sentence and nothing left; a container may be left where it
#			had been made before, and `delete --force` takes it away
#	init killed	the same as when the caller is refused
#
# ROUNDS is how many calls of each verb are tried, spread evenly; ROUNDS=all tries each one.

. "${0%/*}/../faults/faults.sh"

: "${ROUNDS:=60}"

command -v strace >/dev/null || bail "strace is needed and not there"
strace -qq -o "$TMP/calls" true || bail "strace cannot trace here"

box='tmpfs("/m"; []) | mapped | hook("prestart"; "true") | hook("poststop"; "true")
	| filter({names: ["swapon"], action: "SCMP_ACT_ERRNO"})'
bundle box "$box"
bundle brief "$box" true
mkdir "$TMP/box/rootfs/m" "$TMP/brief/rootfs/m"

berth() { "$RUNTIME" --root "$STATE" "$@"; }

# ---- what is disturbed -------------------------------------------------------------------------

# What must be there before each verb, and its words.
before() {
	case $1 in
	create | run) ;;
	start) berth create --bundle "$TMP/box" box ;;
	exec | delete) berth create --bundle "$TMP/box" box && berth start box ;;
	esac
}

words_of() {
	case $1 in
	create) words=(create --bundle "$TMP/box" box) ;;
	run) words=(run --bundle "$TMP/brief" box) ;;
	start) words=(start box) ;;
	exec) words=(exec box true) ;;
	delete) words=(delete --force box) ;;
	esac
}

prepared() {
	before "$1" >"$TMP/said" 2>&1 </dev/null || note "not even what is before $1: $(<"$TMP/said")"
}

# traced VERB OPTION...: the verb under strace; leaves $status
traced() {
	local words
	words_of "$1"

	{
		timeout -k 2 "$DEADLINE" strace -qq "${@:2}" "$RUNTIME" --root "$STATE" "${words[@]}" \
			>"$TMP/said" 2>"$TMP/err" </dev/null
		status=$?
	} 2>/dev/null
}

# judge POINT KIND: of a killed one nothing is asked but that delete works; a refused one must
# have said why in one line, and may not be killed by a signal or by its deadline
judge() {
	if [ "$2" != killed ] && [ "$status" != 0 ]; then
		[ "$status" -lt 124 ] || [ "$status" = 127 ] || [ "$status" = 255 ] || note "$1: exit status $status" "$(<"$TMP/err")"
		[ "$(wc -l <"$TMP/err")" = 1 ] || note "$1: not one sentence" "$(<"$TMP/err")"
	fi
	if [ "$2" != killed ] && [[ $1 == create* ]] && [ "$status" != 0 ] && [ -e "$STATE/box" ]; then
		note "$1: a container that was not created is on record" "$(<"$TMP/err")"
	fi
	if [ "$2" != killed ] && ! [ -e "$STATE/box" ] && ! wait_for host_is "$nothing"; then
		note "$1: left without a record, exit status $status" "wanted: $nothing" "got:    $(host_state)"
	fi
	deleted "$1"
}

# ---- the caller --------------------------------------------------------------------------------

# every FILE: of its lines ROUNDS, or all
every() {
	local step=1

	[ "$ROUNDS" = all ] || step=$((($(wc -l <"$1") + ROUNDS - 1) / ROUNDS))
	awk -v step="$step" '(NR - 1) % step == 0' "$1"
}

# The numbers and names of the calls of a trace, but for the first: that is strace's own. What the
# dynamic linker does about a call that is refused is not the runtime's doing: that may be left out.
calls_of_caller() { # TRACE LEAVE-OUT-THE-LINKER
	awk -v leave="$2" -F '[(]' '
		NR > 1 && !(leave && (linking || /^close|^exit_group/)) { print NR, $1 }
		$1 == "execve" { linking = 1 }
		$1 == "set_robust_list" { linking = 0 }' "$1"
}

errors=(ENOMEM EPERM EINTR EMFILE ENOSPC ENOSYS)

# injection KIND NUMBER: what strace does at the NUMBER-th call that is tried
injection() {
	case $1 in
	killed) echo signal=SIGKILL ;;
	refused) echo "error=${errors[$2 % ${#errors[@]}]}" ;;
	esac
}

# disturb SENTENCE VERB KIND
disturb() {
	local number call injection tried=0

	nothing=$(host_state) wrong=0
	prepared "$2"
	traced "$2" -o "$TMP/calls"
	judge "$2, undisturbed" refused
	calls_of_caller "$TMP/calls" "${3#killed}" >"$TMP/points"
	while read -r number call; do
		tried=$((tried + 1))
		prepared "$2"
		injection=$(injection "$3" "$tried")
		traced "$2" -o /dev/null -e "inject=all:$injection:when=$number"
		judge "$2 at call $number, $call, $injection" "$3"
	done < <(every "$TMP/points")
	[ "$tried" -gt 5 ] || note "only $tried calls were tried"
	is "$1" 0 "$wrong"
}

for verb in create start run exec delete; do
	disturb "$verb is killed at each call" $verb killed
done
# Neither does close() fail without closing, nor can the end of a process be refused.
for verb in create start run exec delete; do
	disturb "$verb is refused each call, each with another error" $verb refused
done

# ---- init --------------------------------------------------------------------------------------

# One line "CALL NUMBER" for each call of init, from its birth to its filter, of which the caller
# makes fewer: strace counts for each process of its own, so that such a point is init's alone. It
# would not be for what the caller does to undo: close, close_range.
calls_of_init() {
	awk '
		{ call = $2; sub(/[(].*/, "", call) }
		call !~ /^[a-z_0-9]+$/ || /resumed>/ { next }
		NR == 1 { caller = $1 }
		$1 == caller { made[call]++; next }
		!init { init = $1 }
		$1 == init && !over {
			over = call == "seccomp"
			if (!over)
				order[++calls] = call " " ++number[call]
		}
		END {
			for (i = 1; i <= calls; i++) {
				split(order[i], at)
				if (at[2] > made[at[1]] + 0 && at[1] != "exit_group" && at[1] !~ /^close/)
					print order[i]
			}
		}' "$1"
}

# disturb_init SENTENCE INJECTION
disturb_init() {
	local call number tried=0

	nothing=$(host_state) wrong=0
	traced run -f -o "$TMP/calls"
	judge 'run, undisturbed' refused
	calls_of_init "$TMP/calls" >"$TMP/points"
	while read -r call number; do
		tried=$((tried + 1))
		traced run -f -o /dev/null -e "inject=$call:$2:when=$number"
		judge "run, init at $call #$number" refused
	done < <(every "$TMP/points")
	[ "$tried" -gt 5 ] || note "only $tried calls were tried"
	is "$1" 0 "$wrong"
}

disturb_init 'init is killed at each call that only init makes' signal=SIGKILL
disturb_init 'init is refused memory at each call that only init makes' error=ENOMEM

# ---- a hook that does not end ------------------------------------------------------------------

bundle stuck 'hook("createContainer"; "echo >hook; exec sleep 1000")'
"$RUNTIME" --root "$STATE" create --bundle "$TMP/stuck" box >/dev/null 2>&1 </dev/null &
caller=$!
wait_for test -e "$TMP/stuck/hook"
{
	kill -KILL $caller
	wait $caller
} 2>/dev/null
capture timeout 10 "$RUNTIME" --root "$STATE" delete --force box
is 'the caller is killed while init runs a hook: delete --force works at once' 0 "$status"
unchanged '... and leaves nothing' "$nothing"

finish
