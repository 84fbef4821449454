#!/bin/bash
#
# self-overwrite: a container opens the runtime's program by /proc/PID/exe and by its mappings, holds
# it, and writes to it when it runs no more. Class of CVE-2019-5736.
#
# The program is a copy of the runtime, so that nothing is lost if it works.

. "${0%/*}/attack.sh"
helper overwrite
witness=own_binary

copy() {
	DEADLINE=10 timeout -k 2 10 "$TMP/copy" --root "$STATE" "$@"
}

attack() {
	local sum _

	cp "$RUNTIME" "$TMP/copy"
	sum=$(sha256sum <"$TMP/copy")
	bundle box 'capable(["CAP_SYS_PTRACE", "CAP_DAC_OVERRIDE", "CAP_KILL"])' '/bin/overwrite >/said'
	cp "$TMP/overwrite" "$TMP/box/rootfs/bin/overwrite"
	copy create --bundle "$TMP/box" box >/dev/null 2>&1 </dev/null && copy start box || bail 'no container'
	for _ in {1..12}; do
		try
		copy exec box true </dev/null >/dev/null 2>&1
		try
		copy exec box /proc/self/exe --version </dev/null >/dev/null 2>&1
		try
		copy exec box /bin/../proc/self/exe spec </dev/null >/dev/null 2>&1
	done
	touch "$TMP/box/rootfs/end"
	wait_for is_stopped box
	[ ! -s "$TMP/box/rootfs/said" ] || broken "the program was $(head -n 1 "$TMP/box/rootfs/said") for writing"
	[ "$sum" = "$(sha256sum <"$TMP/copy")" ] || broken 'the program has changed'
	gone box
	bundle box '.process.args = ["/proc/self/exe", "--version"]'
	try
	copy run --bundle "$TMP/box" box </dev/null >/dev/null 2>&1
	copy delete --force box >/dev/null 2>&1
	[ "$sum" = "$(sha256sum <"$TMP/copy")" ] || broken 'the program has changed'
	gone box
}

play 'nothing in a container writes to the runtime'\''s program'
