# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is set here is for the tests; facts.sh sets the rest
#
# harness.sh - what every test of an engine stands on
#
# A test here drives an engine as the distribution packages it, unmodified, over a runtime that
# is anybody's. It states in TAP what containers and engine then show; the facts have the same
# names whatever the runtime is, so two runs can be laid side by side: what fails with crun as
# well is the engine's, what fails with berth alone is ours.
#
#	tests/engines/podman.sh                            the tree's ./berth
#	RUNTIME=/usr/bin/crun tests/engines/podman.sh      the control
#
# It needs a machine with systemd and cgroup v2 that may be spoilt: a guest (tests/guest).
#
# Settings: RUNTIME, a path that the engine's user may execute; DEADLINE, the seconds any one
# command may take; ONLY, a pattern of the names of those cases that are run (all).

set -u
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 022

engines=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
: "${RUNTIME:=${engines%/tests/engines}/berth}" "${DEADLINE:=60}" "${ONLY:=*}"

. "$engines/../facts.sh"

# needs TOOL...: without these the whole test is skipped, and says so
needs() {
	local tool

	for tool; do
		command -v "$tool" >/dev/null && continue
		echo "1..0 # SKIP $tool is not there"
		exit 0
	done
}

needs busybox jq timeout
command -v "$RUNTIME" >/dev/null || bail "the runtime $RUNTIME is not there"
RUNTIME=$(realpath "$(command -v "$RUNTIME")")
[ "$(stat -f -c %T /sys/fs/cgroup)" = cgroup2fs ] || {
	echo "1..0 # SKIP /sys/fs/cgroup is not cgroup v2"
	exit 0
}

TMP=$(mktemp -d -t engines.XXXXXX) || bail "no temporary directory"
chmod 0711 "$TMP"

# What a test makes outside $TMP carries this in its name: containers, images, units.
mine=t$$

# A test that leaves anything behind names a function here that takes it away.
cleanup=:

leave() {
	local status=$?

	[ -n "$finished" ] || echo "Bail out! ${0##*/} ended before its end"
	"$cleanup" >/dev/null 2>&1
	rm -rf --one-file-system "$TMP"
	exit "$status"
}
trap leave EXIT

# within COMMAND...: ended when the deadline is over
within() {
	timeout -k 2 "$DEADLINE" "$@"
}

# play CASE [ARGUMENT...]: a function that states facts, if it is one of those wanted
play() {
	# shellcheck disable=SC2053 # a pattern
	[[ $1 != $ONLY ]] || "$@"
}

# answers SENTENCE WANTED COMMAND...: what a command prints
answers() {
	capture "${@:3}"
	if [ "$out" = "$2" ]; then pass "$1"; else
		miss "$1" "wanted: $2" "got:    $out" "exit status $status" "$err"
	fi
}

# tells SENTENCE PATTERN COMMAND...: what a command prints is like that
tells() {
	capture "${@:3}"
	if [[ $out =~ $2 ]]; then pass "$1"; else
		miss "$1" "wanted: /$2/" "got:    $out" "exit status $status" "$err"
	fi
}

# value KEY [TEXT]: what stands behind "KEY=" in the text, or in what the last command printed
value() {
	sed -n "s/^$1=//p" <<<"${2-$out}" | tr -d '\r'
}

# shows SENTENCE KEY WANTED: a line of the form KEY=VALUE of what the last command printed
shows() {
	is "$1" "$3" "$(value "$2")"
}

# root_archive FILE: a tar of a root of busybox, to be imported as an image
root_archive() {
	local root=$TMP/root

	mkdir -p "$root"/{bin,dev,etc,proc,root,run,sys,tmp,var}
	chmod 1777 "$root/tmp"
	cp "$(command -v busybox)" "$root/bin/busybox"
	"$root/bin/busybox" --install "$root/bin" || bail "busybox-static is needed"
	printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\n' >"$root/etc/passwd"
	printf 'root:x:0:\nuser:x:1000:\nstaff:x:50:user\n' >"$root/etc/group"
	tar -C "$root" --owner=0 --group=0 -cf "$1" . || bail "no archive of the root"
}
