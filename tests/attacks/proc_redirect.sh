#!/bin/bash
#
# proc-redirect: a directory of the image's, or of a volume's, stands where /proc should be, so that
# what the runtime writes there - sysctls, the OOM score, labels, id maps - ends in plain files and
# the container runs without it. Class of CVE-2019-16884, 2019-19921, 2025-52881.
#
# Either the real value is set, or the container is refused. The decoys stay as they are.

. "${0%/*}/attack.sh"
witness=host_proc

decoys() { # DIRECTORY
	local file

	for file in self/attr/exec self/attr/current self/oom_score_adj self/uid_map self/gid_map \
		self/setgroups self/timens_offsets self/status self/mountinfo self/ns/net self/loginuid \
		sys/net/ipv4/ip_unprivileged_port_start sys/kernel/shm_rmid_forced sys/kernel/domainname; do
		mkdir -p "$1/${file%/*}"
		echo decoy >"$1/$file"
	done
	cp -r "$1/self" "$1/1"
	cp -r "$1/self" "$1/thread-self"
	mkdir -p "$1/self/fd"
}

decoy_lives() { # WHAT DIRECTORY
	local file

	file=$(find "$2" -type f -not -exec grep -qx decoy {} \; -print -quit 2>/dev/null)
	[ -z "$file" ] || broken "$1: ${file##*/} was written to a plain file: $(head -c 20 "$file")"
}

wants='.linux.sysctl = {"net.ipv4.ip_unprivileged_port_start": "1234", "kernel.shm_rmid_forced": "1"}
	| .process.oomScoreAdj = 123'
noproc='.mounts |= map(select(.destination | startswith("/proc") | not)) | .linux.maskedPaths = []
	| .linux.readonlyPaths = []'
# What is really so, seen by a procfs of its own.
real='mkdir -p /real && mount -t proc proc /real &&
	echo $(cat /real/sys/net/ipv4/ip_unprivileged_port_start /real/sys/kernel/shm_rmid_forced /real/self/oom_score_adj)'

judge() { # WHAT DIRECTORY
	try
	capture run box
	if [ "$status" = 0 ] && [ "$out" != '1234 1 123' ]; then
		broken "$1: it runs with $out instead of 1234 1 123"
	fi
	decoy_lives "$1" "$2"
	gone box
	rm -rf "$TMP/fake"
}

attack() {
	local admin='capable(["CAP_SYS_ADMIN"])' at

	bundle box "$noproc | $wants | $admin" "$real"
	decoys "$TMP/box/rootfs/proc"
	judge 'the image has its own /proc' "$TMP/box/rootfs/proc"
	decoys "$TMP/fake"
	bundle box "$noproc | $wants | $admin | bind(\"$TMP/fake\"; \"/proc\"; [])" "$real"
	judge 'a directory is bound on /proc' "$TMP/fake"
	bundle box "$noproc | $wants | $admin | tmpfs(\"/proc\"; [])" "$real"
	judge 'a tmpfs is mounted on /proc' "$TMP/box/rootfs/proc"
	for at in self self/attr sys sys/net thread-self 1; do
		decoys "$TMP/fake"
		bundle box "$wants | $admin | .linux.readonlyPaths = [] | bind(\"$TMP/fake/$at\"; \"/proc/$at\"; [])" "$real"
		judge "a directory is bound on /proc/$at" "$TMP/fake"
	done
	decoys "$TMP/fake"
	bundle box "mapped | $wants | $noproc | bind(\"$TMP/fake\"; \"/proc\"; [])" 'echo 1234 1 123'
	judge 'a directory on /proc, with id maps to be written' "$TMP/fake"
	for at in "$TMP/fake" ../../../../../../.."$TMP/fake" /proc/1/root; do
		decoys "$TMP/fake"
		bundle box "$noproc | $wants | $admin" "$real"
		rm -rf "$TMP/box/rootfs/proc"
		ln -s "$at" "$TMP/box/rootfs/proc"
		judge "/proc is a link to $at" "$TMP/fake"
	done
}

play 'what is written to /proc reaches the kernel, or the container is refused'
