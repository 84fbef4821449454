#!/bin/bash
#
# Each row of each score fails, and each is where its process is killed, before and after: then
# `delete --force` brings the host back to what it was before. Which rows there are, berth itself
# tells (faulty.c); those that no container here wants are named at the end.
#
# VERBS is which verbs are disturbed; enter is exec into a container that could trace who enters. KINDS
# is how.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/faults.sh"
. "$live/../hosts.sh"

: "${VERBS:=create run start exec enter}"
: "${KINDS:=error kill-before kill-after}"

faulty=${live%/tests/live}/build/${BUILD:-release}/faults/faulty
[ -x "$faulty" ] || bail "$faulty is not there: make $faulty"

BERTH_FAULT=list "$faulty" >"$TMP/rows"

# Wants as many rows as one container can.
many='mapped | hook("prestart"; "true") | hook("createContainer"; "true") | hook("poststart"; "true")
	| .hooks.startContainer = [{path: "/bin/true"}] | hook("poststop"; "true") | tmpfs("/m"; [])
	| filter({names: ["swapon"], action: "SCMP_ACT_ERRNO"}) | .process.oomScoreAdj = 100
	| .linux.sysctl = {"kernel.shm_rmid_forced": "1"} | .root.readonly = true'
bundle box "$many"
bundle brief "${many#mapped | }" true # in one of its own, the network namespace is made with INIT
bundle open 'capable(["CAP_SYS_PTRACE"]) | hook("prestart"; "true") | hook("poststart"; "true") | filter({names: ["swapon"], action: "SCMP_ACT_ERRNO"})'
mkdir "$TMP/box/rootfs/m" "$TMP/brief/rootfs/m"
# In a user namespace none of them can be made.
touch "$TMP"/{box,brief}/rootfs/etc/{hosts,resolv.conf,hostname}

# No substitution within another: the process in between would be counted.
everything() {
	host_state
	network_state
}

scores_of() {
	case $1 in
	create) echo creation ;;
	run) echo creation starting ;;
	start) echo starting ;;
	exec | enter) echo joining ;;
	restore) echo restoring ;;
	esac
}

words_of() {
	case $1 in
	create) words=(create --network default -p 8080:80 --bundle "$TMP/box" box) ;;
	run) words=(run --network default --bundle "$TMP/brief" box) ;;
	start) words=(start box) ;;
	exec | enter) words=(exec box true) ;;
	restore) words=(restore --detach --image-path "$TMP/image" --bundle "$TMP/open" box) ;;
	esac
}

dumped() {
	faulty create --bundle "$TMP/open" box && faulty start box &&
		faulty checkpoint --image-path "$TMP/image" box && wait_for host_is "$before"
}

# What must be there before. The program that made it must be the one that starts it.
prepared() {
	case $1 in
	start) faulty create --bundle "$TMP/box" box ;;
	exec) faulty create --bundle "$TMP/box" box && faulty start box ;;
	enter) faulty create --bundle "$TMP/open" box && faulty start box ;;
	restore) [ -e "$TMP/image" ] || dumped ;;
	esac >"$TMP/said" 2>&1 </dev/null || note "not even what is before $1: $(<"$TMP/said")"
}

faulty() {
	timeout -k 2 "$DEADLINE" "$faulty" --root "$STATE" "$@"
}

# disturb VERB SCORE ROW KIND NAME
disturb() {
	local words at="$1, $2 $3 ($5), $4"

	words_of "$1"
	prepared "$1"
	rm -f "$TMP/mark"
	{ BERTH_FAULT="$2 $3 $4" BERTH_FAULT_MARK=$TMP/mark faulty "${words[@]}"; } \
		>"$TMP/said" 2>"$TMP/err" </dev/null
	status=$?
	[ "$status" != 124 ] || note "$at: it hangs"
	if [ "$(tr -d '\0' <"$TMP/mark" 2>/dev/null)" = 1 ]; then
		points=$((points + 1))
		reached["$2 $5"]=1
		# There INIT waits for a HOST that has done its work: nobody is left to be told.
		if [ "$4" = error ] && [ "$5" != 'know that it is on record' ]; then
			# What fails behind the payload's start is told and no more.
			[ "$status" != 0 ] || note "$at: exit status 0"
			[ "$(wc -l <"$TMP/err")" = 1 ] || note "$at: not one sentence" "$(<"$TMP/err")"
			grep -q 'a fault on purpose' "$TMP/err" || note "$at: it does not say why" "$(<"$TMP/err")"
			case $1 in create | run | restore) [ ! -e "$STATE/box" ] || note "$at: a record is left" ;; esac
		fi
	fi
	deleted "$at" everything
}

declare -A reached
case " $VERBS " in *' restore '*) needs_criu ;; esac
# The default network's bridge and table come with its first use, and stay; who answers for names
# goes a little later than the last member.
before=$(host_state)
capture runtime run --network default --bundle "$TMP/brief" box
[ "$status" = 0 ] || bail "not even undisturbed: $err"
wait_for host_is "$before"
for verb in $VERBS; do
	for score in $(scores_of "$verb"); do
		points=0 wrong=0
		nothing=$(everything)
		while read -r which row _ undo name; do
			[ "$which" = "$score" ] || continue
			for kind in $KINDS; do
				disturb "$verb" "$score" "$row" "$kind" "$name"
			done
			[ "$undo" != undo ] || disturb "$verb" "$score" "$row" kill-undo "$name"
		done <"$TMP/rows"
		[ "$points" -gt 5 ] || note "only $points points were reached"
		is "$verb: $points faults in the score of $score leave nothing" 0 "$wrong"
	done
done

# unwanted SCORE: its rows at which nothing was disturbed
unwanted() {
	local which name names=

	while read -r which _ _ _ name; do
		[ "$which" != "$1" ] || [ -n "${reached["$which $name"]-}" ] || names="$names, $name"
	done <"$TMP/rows"
	echo "${names#, }"
}

for score in $(for verb in $VERBS; do scores_of "$verb"; done | tr ' ' '\n' | sort -u); do
	names=$(unwanted "$score")
	[ -z "$names" ] || skip "$score: every row" "no container here wants: $names"
done

finish
