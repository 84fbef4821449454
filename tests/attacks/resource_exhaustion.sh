#!/bin/bash
#
# resource-exhaustion: images and configurations of a size that nobody needs. The runtime refuses, or
# copes, within a deadline and a bounded amount of memory. Class of CVE-2022-31030.

. "${0%/*}/attack.sh"
helper peak
witness=reading_limits

most=131072 # KiB

bounded() { # WHAT COMMAND...
	local kib result

	try
	read -r kib result < <(timeout -k 2 60 "$TMP/peak" "${@:2}" || echo "0 124")
	[ "$result" != 124 ] && [ "$result" != 137 ] || broken "$1: not done after 60 s"
	[ "$kib" -lt "$most" ] || broken "$1: $((kib / 1024)) MiB"
}

own() {
	echo "$RUNTIME" --root "$STATE"
}

# shellcheck disable=SC2046 # words
attack() {
	bundle box
	truncate -s 200M "$TMP/sparse"
	mv "$TMP/sparse" "$TMP/box/rootfs/etc/passwd"
	started box
	bounded 'an /etc/passwd of 200 MB' $(own) exec -u somebody box true
	bounded 'a process.json of 200 MB' $(own) exec --process "$TMP/box/rootfs/etc/passwd" box
	gone box
	bundle box '.process.env += [range(50000) | "V\(.)=a value of some length"]' true
	bounded '50000 variables' $(own) run --bundle "$TMP/box" box
	gone box
	bundle box '.process.env += ["BIG=" + ("x" * 4000000)]' true
	bounded 'a variable of 4 MB' $(own) run --bundle "$TMP/box" box
	gone box
	bundle box '.mounts += [range(5000) | {destination: "/tmp/\(.)", type: "bind", source: "/etc/hostname", options: ["bind"]}]' true
	bounded '5000 mounts' $(own) run --bundle "$TMP/box" box
	gone box
	bundle box '.linux.maskedPaths += [range(5000) | "/etc/passwd"]' true
	bounded '5000 masked paths' $(own) run --bundle "$TMP/box" box
	gone box
	bundle box '.annotations = ([range(20000) | {("key\(.)"): "value"}] | add)' true
	bounded '20000 annotations' $(own) run --bundle "$TMP/box" box
	gone box
	bundle box '.linux.seccomp = {defaultAction: "SCMP_ACT_ALLOW", syscalls: [range(3000) |
		{names: ["ioctl"], action: "SCMP_ACT_ERRNO", args: [{index: 1, value: (. + 5000000), op: "SCMP_CMP_EQ"}]}]}' true
	bounded '3000 rules about one system call' $(own) run --bundle "$TMP/box" box
	gone box
	bundle box '.hooks = {createRuntime: [range(100) | {path: "/bin/true"}]}' true
	bounded '100 hooks' $(own) run --bundle "$TMP/box" box
	gone box
	mkfifo "$TMP/fifo"
	bundle box . true
	bounded 'a log that nobody reads' $(own) --log "$TMP/fifo" run --bundle "$TMP/box" box
	rm "$TMP/fifo"
	gone box
}

play 'size alone costs the runtime neither its memory nor its time'
