#!/bin/bash
#
# caps-matrix: the five sets of capabilities, as the kernel says them of the payload, against what was
# asked for, for root and others, by run, by exec and by exec --cap. Class of CVE-2022-29162: sets that
# hold more than they should.
#
# What is expected is worked out here from the rules of capabilities(7), not by the runtime.

. "${0%/*}/attack.sh"
witness=bounding_set

kill=20 net=2000 # CAP_KILL is bit 5, CAP_NET_RAW bit 13: 0x20, 0x2000

# sets BOUNDING EFFECTIVE INHERITABLE PERMITTED AMBIENT: of words of 0, k (CAP_KILL), kn (both)
sets() {
	local name edit='.process.capabilities = {' word
	for name in bounding effective inheritable permitted ambient; do
		case $1 in 0) word='' ;; k) word='"CAP_KILL"' ;; kn) word='"CAP_KILL", "CAP_NET_RAW"' ;; esac
		edit+="$name: [$word], "
		shift
	done
	echo "${edit%, }}"
}

bits() {
	case $1 in 0) echo 0 ;; k) echo $((0x$kill)) ;; kn) echo $((0x$kill + 0x$net)) ;; esac
}

# expected UID NO_NEW_PRIVILEGES BOUNDING EFFECTIVE INHERITABLE PERMITTED AMBIENT: after execve(2) of a
# plain file
expected() {
	local uid=$1 kept=$2 b i a p e

	shift 2
	b=$(bits "$1") i=$(bits "$3") a=$(($(bits "$5") & $(bits "$4") & $(bits "$3")))
	if [ "$uid" = 0 ]; then
		p=$((b | i))
		[ "$kept" = false ] || p=$((p & $(bits "$4")))
	else
		p=$a
	fi
	e=$p
	printf 'CapInh:%016x CapPrm:%016x CapEff:%016x CapBnd:%016x CapAmb:%016x' "$i" "$p" "$e" "$b" "$a"
}

show='sed -n "s/^\(Cap[A-Z][a-z]*\):.\(.*\)/\1:\2/p" /proc/self/status | xargs'

compare() { # WHAT WANTED
	try
	[ "$status" = 0 ] || { broken "$1: $err" && return; }
	[ "$out" = "$2" ] || broken "$1: $out"
}

attack() {
	local kept uid words wanted

	while read -r kept words; do
		for uid in 0 1000; do
			# shellcheck disable=SC2086 # five words
			wanted=$(expected $uid $kept $words)
			# shellcheck disable=SC2086
			bundle box "$(sets $words) | user($uid; $uid) | .process.noNewPrivileges = $kept" "$show"
			capture run box
			compare "run as $uid, $words" "$wanted"
			gone box
		done
	done <<-'END'
		true  0  0 0 0  0
		true  k  0 0 0  0
		false k  0 0 0  0
		true  k  k 0 k  0
		false kn k 0 k  0
		true  kn k k k  0
		false kn k k k  k
		true  kn k k k  k
		true  kn kn kn kn k
		false kn kn kn kn kn
	END
	bundle box "$(sets k k 0 k 0)"
	started box
	capture runtime exec box sh -c "$show"
	compare 'exec' "$(expected 0 true k k 0 k 0)"
	capture runtime exec -u 1000 box sh -c "$show"
	compare 'exec -u 1000' "$(expected 1000 true k k 0 k 0)"
	capture runtime exec --cap CAP_NET_RAW box sh -c "$show"
	try
	[[ $out == 'CapInh:0000000000000000'* ]] || broken "exec --cap: inheritable is not empty: $out"
	jq -n '{cwd: "/", user: {uid: 0, gid: 0}, args: ["sh", "-c", $script], env: ["PATH=/bin"]}' \
		--arg script "$show" >"$TMP/process.json"
	capture runtime exec --process "$TMP/process.json" box
	compare 'exec --process without capabilities' "$(expected 0 true 0 0 0 0 0)"
	gone box
}

play 'every set of capabilities is what was asked for, and no more'
