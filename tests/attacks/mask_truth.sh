#!/bin/bash
#
# mask-truth: what a container with the runtime's own default configuration really reads and writes of
# /proc and /sys, found out by opening every file there is. What is masked is empty, what is read-only
# cannot be written, and of all the kernel's files none can be but
# those in a table.

. "${0%/*}/attack.sh"
helper writable
witness=hidden_paths

# What may be opened for writing: triggers of pressure, which Linux lets every user have (since 6.1).
golden='^/proc/pressure/(cpu|io|memory|irq)$'

attack() {
	local path bad

	bundle box '.root.readonly = true | tmpfs("/said"; [])' '/bin/writable /proc /sys >/said/list; cat /said/list'
	mkdir -p "$TMP/box/rootfs/said"
	cp "$TMP/writable" "$TMP/box/rootfs/bin/writable"
	try
	capture run box
	[ "$status" = 0 ] || broken "status $status: $err"
	bad=$(grep -vE "$golden" <<<"$out" | grep . | head -n 3 | xargs)
	[ -z "$bad" ] || broken "can be written: $bad"
	gone box
	while read -r path; do
		try
		bundle box . "if [ -d $path ]; then ls -A $path | head -n 2; else cat $path 2>/dev/null | head -c 16; fi"
		capture run box
		[ -z "$out" ] || broken "$path is masked and can be read: ${out:0:20}"
		gone box
	done < <(bundle box . && jq -r '.linux.maskedPaths[]' "$TMP/box/config.json")
	while read -r path; do
		try
		bundle box '.root.readonly = true' "mkdir $path/x; echo x >$path; for f in $path/*; do [ -f \$f ] && : >>\$f && echo \$f; done"
		capture run box
		[ -z "$out" ] || broken "$path is read-only and can be written: $out"
		gone box
	done < <(bundle box . && jq -r '.linux.readonlyPaths[]' "$TMP/box/config.json")
	bundle box '.root.readonly = true' \
		'touch /x /bin/x /etc/passwd 2>/dev/null && echo root; mount -o remount,rw / 2>/dev/null && echo remounted; true'
	try
	capture run box
	[ -z "$out" ] || broken "the read-only root can be written: $out"
	gone box
	bundle box . 'cat /proc/kcore 2>/dev/null | head -c 4 | wc -c; (echo h >/proc/sysrq-trigger) 2>/dev/null && echo sysrq
		(echo x >/proc/sys/kernel/core_pattern) 2>/dev/null && echo core; umount /proc 2>/dev/null && echo unmounted
		mknod /tmp/mem c 1 1 && cat /tmp/mem 2>/dev/null | head -c 4'
	try
	capture run box
	[ "$out" = 0 ] || broken "the kernel can be reached: ${out//$'\n'/ }"
	gone box
}

play 'what is masked cannot be read, and what is read-only cannot be written'
