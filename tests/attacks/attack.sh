# shellcheck shell=bash
# shellcheck disable=SC2154 # status, out and err are what capture leaves
#
# attack.sh - what every attack stands on
#
# An attack is a bash script that sources this file, says what it attacks in attack(), and ends
# with `play SENTENCE`. attack() is performed against $RUNTIME, whichever that is. Each way through
# that it finds it tells by `broken EVIDENCE`; each attempt it counts by `try`.
#
#	tests/attacks/fd_audit.sh			the tree's ./berth
#	RUNTIME=crun tests/attacks/fd_audit.sh		somebody else's program
#
# A test that cannot fail proves nothing. So when berth has held, the same attack is performed
# again, against berth without the defence in question: $witness names a file of doubles/, whose
# functions take the place of berth's own when it is linked. Then the attack has to get through.
#
# Settings: ROUNDS, how often a race is run; WITNESS=no, to leave the witness out.

attacks=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
: "${DEADLINE:=20}"
if [ -z "${SPEC_EDIT-}" ] && ! "${RUNTIME:-true}" --version 2>/dev/null | grep -q '^berth'; then
	# Others take what they write themselves for more than they can do where controllers are missing.
	[ -z "${RUNTIME-}" ] || SPEC_EDIT='del(.linux.resources)'
fi

. "$attacks/../live/harness.sh"

attack_name=${0##*/}
attack_name=${attack_name%.sh}
attack_name=${attack_name//_/-}
witness=

tries=0 ways=0 evidence=

try() {
	tries=$((tries + 1))
}

# broken EVIDENCE: the attack has got through
broken() {
	local words=${*//$TMP/}

	ways=$((ways + 1))
	[ -n "$evidence" ] || evidence=${words:0:100}
	[ "$ways" -gt 5 ] || printf '# %s: %s\n' "${RUNTIME##*/}" "$words"
}

# without_subject REASON: there is nothing to attack here
without_subject() {
	printf '#| %-20s %-8s %s\n' "$attack_name" 'no case' "$1"
	finished=1
	echo "1..0 # SKIP $1"
	exit
}

row() { # VERDICT EVIDENCE
	printf '#| %-20s %-8s %s\n' "$attack_name" "$1" "$2"
}

perform() {
	tries=0 ways=0 evidence=
	attack
	[ "$tries" -gt 0 ] || bail "$attack_name tried nothing"
}

# play SENTENCE: performs the attack; against berth, also against the one without the defence
play() {
	local own=$RUNTIME double=${attacks%/tests/attacks}/build/${BUILD:-release}/attacks/without-$witness

	perform
	if [ "$ways" = 0 ]; then
		pass "$1"
		row holds "$tries attempts, none got through"
	else
		miss "$1" "$ways of $tries attempts got through"
		row BROKEN "$ways of $tries: $evidence"
	fi
	if [ "${WITNESS-}" != no ] && [ -n "$witness" ] && "$own" --version | grep -q '^berth'; then
		[ -x "$double" ] || bail "$double is not there: make attack_doubles"
		RUNTIME=$double
		STATE=$TMP/state-without
		perform
		if [ "$ways" != 0 ]; then
			pass "... and it would be seen: without $witness it gets through"
			row witness "without $witness, $ways of $tries: $evidence"
		else
			miss "... and it would be seen: without $witness it gets through" \
				"$tries attempts, none got through"
		fi
	fi
	finish
}

# ---- a part of the host that must not change ---------------------------------------------------

canary=$TMP/canary
canary_fresh() {
	rm -rf "$canary"
	mkdir -p "$canary/deep/er"
	echo untouched >"$canary/file"
	echo secret >"$canary/deep/er/file"
	canary_before=$(canary_state)
}
canary_state() {
	find "$canary" -exec stat -c '%n %i %a %u %s %Y %Z' {} + | sort
	cat "$canary/file" "$canary/deep/er/file" 2>&1
}

# canary_lives WHAT: nothing of it has changed
canary_lives() {
	local now

	now=$(canary_state)
	[ "$now" = "$canary_before" ] && return
	broken "$1: the host was changed: $(diff <(echo "$canary_before") <(echo "$now") |
		grep '^[<>]' | head -n 1)"
	canary_fresh
}

# ---- containers --------------------------------------------------------------------------------

# started NAME: the bundle as it is, created and started
started() {
	capture create "$1"
	[ "$status" = 0 ] && capture runtime start "$1"
	[ "$status" = 0 ] || bail "container $1 does not start: $err"
}

# Smaller than the live tests' own, since so many are made.
make_root() {
	local applet

	mkdir -p "$1"/{bin,dev,etc,proc,root,run,sys,tmp,var}
	chmod 1777 "$1/tmp"
	cp "$(command -v busybox)" "$1/bin/busybox"
	for applet in sh awk cat chmod cut echo env grep head id ls mkdir mknod mount readlink rm rmdir \
		sed sleep stat touch true tty umount unshare wc xargs; do
		ln "$1/bin/busybox" "$1/bin/$applet"
	done
	printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\n' >"$1/etc/passwd"
	printf 'root:x:0:\nuser:x:1000:\nstaff:x:50:user\n' >"$1/etc/group"
}
