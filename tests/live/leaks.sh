#!/bin/bash
#
# Two hundred containers, one after the other, in several manners: the host is as it was.
# ROUNDS sets another number. What is counted: processes, their descriptors, those of this shell,
# mounts, namespaces, cgroups and records. First of all, each of these counts is seen to count.

. "${0%/*}/harness.sh"

: "${ROUNDS:=200}"

# Leaves the number in $descriptors: a command substitution would have some of its own here.
own_descriptors() {
	set -- /proc/$$/fd/*
	descriptors=$#
}

# counts WORD LEAK CURE: a leak on purpose changes the count of that name
counts() {
	local before after

	before=$(host_state)
	eval "$2"
	after=$(host_state)
	eval "$3"
	like "$1 are counted" "$1 [0-9]+" "$after"
	[ "${BASH_REMATCH[0]}" != "$(grep -o "$1 [0-9]*" <<<"$before")" ] ||
		miss "... so that one more is seen" "$before" "$after"
	unchanged '... and none is left' "$before"
}

# A process that lives until it is told, started and gone for sure.
start_process() {
	"$@" sleep 1000 &
	leak=$!
	wait_for grep -q sleep "/proc/$leak/comm"
}
end_process() {
	kill -KILL "$leak"
	wait "$leak" 2>/dev/null
}

mkdir -p "$STATE"
counts processes 'start_process exec' end_process
counts descriptors 'exec 9</dev/null; start_process exec; exec 9<&-; true' end_process
counts namespaces 'start_process exec unshare --uts' end_process
counts mounts 'mount -t tmpfs none "$STATE"' 'umount "$STATE"'
counts cgroups 'mkdir "$CGROUP/leak"' 'rmdir "$CGROUP/leak"'
counts records 'mkdir "$STATE/leak"' 'rmdir "$STATE/leak"'
own_descriptors
own=$descriptors
exec 9</dev/null
own_descriptors
is 'descriptors of this shell are counted' $((own + 1)) "$descriptors"
exec 9<&-

# many SENTENCE FUNCTION: as often as asked for, with the counts compared. Of the first that fails it
# is told what was said and what was left; that is taken away, so that the next one is not in its way.
many() {
	local before own i bad=0 first=

	"$2" >/dev/null 2>&1
	before=$(host_state)
	own_descriptors
	own=$descriptors
	for ((i = 0; i < ROUNDS; i++)); do
		"$2" </dev/null >"$TMP/out" 2>"$TMP/err" && continue
		bad=$((bad + 1))
		[ -n "$first" ] || first="round $i: $(cat "$TMP/out" "$TMP/err"; runtime list)"
		[ "$2" = exec_once ] || runtime delete --force slow >/dev/null 2>&1
	done
	if [ "$bad" = 0 ]; then
		pass "$ROUNDS times $1 works every time"
	else
		miss "$ROUNDS times $1 works every time" "failed: $bad" "$first"
	fi
	unchanged '... and leaves nothing' "$before"
	own_descriptors
	is '... nor a descriptor here' "$own" "$descriptors"
}

bundle quick . true
bundle slow
bundle broken '.process.args = ["nowhere"]'
bundle worse '.linux.maskedPaths = ["relative/path"] | bind("/no/where"; "/m"; [])'

run_once() { run quick; }
by_hand() {
	create slow && runtime start slow && runtime kill slow KILL && wait_for is_stopped slow &&
		runtime delete slow
}
by_force() { create slow && runtime delete --force slow; }
fails_late() { ! run broken; }
fails_early() { ! run worse; }
exec_once() { runtime exec slow true; }

many 'run' run_once
many 'create, start, kill and delete' by_hand
many 'create and delete --force' by_force
many 'a run without a program fails as it should, which' fails_late
many 'a run without a mount source fails as it should, which' fails_early
create slow >/dev/null 2>&1
runtime start slow
many 'exec' exec_once
runtime delete --force slow
is 'no record is left' '' "$(runtime list -q)"
is 'no cgroup is left' "$CGROUP" "$(find "$CGROUP" -type d)"

finish
