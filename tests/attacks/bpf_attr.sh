#!/bin/bash
#
# bpf-attr: what the kernel is given with bpf(2). Linux 6.17 to 7.1 write their answer to
# BPF_PROG_QUERY behind the end of an attribute that is shorter than their own, over whatever the
# caller has there; and a device program has to be attached, and hold.

. "${0%/*}/attack.sh"
witness=bpf_size
command -v strace >/dev/null || bail 'strace is needed and not there'

least=64 # up to the last member that a query answers with, prog_query.revision

attack() {
	local command size

	bundle box '.linux.resources = {devices: [{allow: false, access: "rwm"}, {allow: true, type: "c", major: 1, minor: 3, access: "rwm"}]}
		| capable(["CAP_MKNOD"])' '
		mknod /tmp/null c 1 3 && mknod /tmp/kmsg c 1 11
		(: </tmp/null) && echo null; (: </tmp/kmsg) 2>/dev/null && echo kmsg; true'
	try
	capture timeout 30 strace -f -qq -e trace=bpf -o "$TMP/calls" "$RUNTIME" --root "$STATE" run --bundle "$TMP/box" box
	[ "$status" != 0 ] || [ "$out" = null ] || broken "of null and kmsg, only null is allowed: opened ${out//$'\n'/ }"
	gone box
	grep -q bpf "$TMP/calls" || without_subject 'no device program was loaded'
	echo '{"devices": [{"allow": true, "type": "c", "major": 1, "minor": 5, "access": "rwm"}]}' >"$TMP/rules.json"
	bundle box '.linux.resources = {devices: [{allow: false, access: "rwm"}]}'
	started box
	timeout 30 strace -f -qq -e trace=bpf -o "$TMP/more" "$RUNTIME" --root "$STATE" update -r "$TMP/rules.json" box >/dev/null 2>&1
	gone box
	while read -r command size; do
		try
		[ "$command" != BPF_PROG_QUERY ] || [ "$size" -ge "$least" ] ||
			broken "$command with $size bytes: the kernel writes up to $least"
	done < <(cat "$TMP/calls" "$TMP/more" | sed -n 's/.*bpf(\([A-Z_]*\),.*, \([0-9]*\)).*/\1 \2/p')
}

play 'the kernel never writes behind what it was given'
