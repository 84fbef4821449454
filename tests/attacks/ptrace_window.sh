#!/bin/bash
#
# ptrace-window: root of a container waits for each process that comes in by exec, to trace it, read
# its memory, take its descriptors or look at its root before it has become what it is to be. Class of
# CVE-2016-9962.

. "${0%/*}/attack.sh"
helper catch
witness=undumpable

attack() {
	local i

	bundle box . 'mkdir -p /x; exec /bin/catch sleep >/said'
	cp "$TMP/catch" "$TMP/box/rootfs/bin/catch"
	started box
	# The window is some microseconds: often, until somebody is caught.
	for ((i = 0; i < 80; i++)); do
		[ ! -s "$TMP/box/rootfs/said" ] || break
		try
		runtime exec box sleep 0 </dev/null >/dev/null 2>&1
		try
		runtime exec -u 1000 box sleep 0 </dev/null >/dev/null 2>&1
	done
	touch "$TMP/box/rootfs/end"
	wait_for is_stopped box
	[ ! -s "$TMP/box/rootfs/said" ] || broken "$(sort "$TMP/box/rootfs/said" | uniq -c | head -n 1 | xargs)"
	gone box
}

play 'who enters a container is in nobody'\''s hands before it is a payload'
