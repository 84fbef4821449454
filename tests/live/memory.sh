#!/bin/bash
#
# What limits of memory do to those who meet them, and what an update of one does to those who
# are in its way. A dd with a block of some size holds that much memory and nothing else.

. "${0%/*}/harness.sh"

only_with memory
mib=1048576

# events FILE KEY: a count of the container's cgroup
count_of() {
	sed -n "s/^$2 //p" "$CGROUP/box/$1"
}

has_counted() {
	[ "$(count_of "$1" "$2")" -gt 0 ]
}

# holding SIZE [EDIT]: a container whose second process holds that much
holding() {
	running box "${2:-.}" "dd if=/dev/zero bs=$1 count=1 2>/dev/null | sleep 1000"
	wait_for uses_at_least "$1"
}

uses_at_least() {
	[ "$(cat "$CGROUP/box/memory.current")" -ge $((${1%M} * mib)) ]
}

# Files whose pages the kernel can drop: of a disk, not of a tmpfs.
disk=$(mktemp -d -p /var/tmp live.XXXXXX)
on_disk() { # SENTENCE: or it is skipped
	[ "$(stat -f -c %T "$disk")" != tmpfs ] || ! skip "$1" '/var/tmp is in memory'
}
with_disk="bind(\"$disk\"; \"/disk\"; [])"

limited() { # BYTES: memory, without swap
	echo ".linux.resources.memory = {limit: $1, swap: $1}"
}

# ---- the limit ---------------------------------------------------------------------------------

payload "$(limited $((32 * mib)))" 'dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null; echo $?'
is 'a process that wants more than the limit is killed' 137 "$out"
payload "$(limited $((96 * mib)))" 'dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null; echo $?'
is '... and one that wants less is not' 0 "$out"
what='... nor is one that writes files, whose pages can be had back'
if on_disk "$what"; then
	payload "$(limited $((32 * mib))) | $with_disk" \
		'dd if=/dev/zero of=/disk/f bs=1M count=64 2>/dev/null; echo $?'
	is "$what" 0 "$out"
fi

running box "$(limited $((64 * mib)))" \
	'while [ ! -e /go ]; do sleep 0.1; done; dd if=/dev/zero of=/dev/null bs=40M count=1; sleep 1000'
capture runtime update --memory 16M --memory-swap 16M box
is 'a limit that is lowered is lowered' $((16 * mib)) "$(cat "$CGROUP/box/memory.max")"
touch "$TMP/box/rootfs/go"
is '... and kills who then wants more' yes \
	"$(wait_for has_counted memory.events.local oom_kill && echo yes)"
gone box

# ---- high, low and min -------------------------------------------------------------------------

running box '.linux.resources.unified = {"memory.high": "16777216"}' \
	'dd if=/dev/zero of=/dev/null bs=24M; sleep 1000'
is 'memory.high makes the kernel reclaim' yes "$(wait_for has_counted memory.events high && echo yes)"
is '... and kills nobody' 0 "$(count_of memory.events oom_kill)"
gone box

# Of two containers below one cgroup, both with a file in memory, one has a guarantee.
for guarantee in memory.min memory.low; do
	what="$guarantee keeps a container's memory when there is other to reclaim"
	on_disk "$what" || continue
	mkdir "$CGROUP/both"
	echo +memory >"$CGROUP/cgroup.subtree_control"
	echo $((40 * mib)) >"$CGROUP/both/$guarantee"
	for name in kept lost; do
		running "$name" "(.linux.cgroupsPath |= sub(\"$name\"; \"both/$name\"))
			| $with_disk | if \"$name\" == \"kept\"
			then .linux.resources.unified = {\"$guarantee\": \"41943040\"} else . end" \
			"dd if=/dev/zero of=/disk/$name bs=1M count=24 2>/dev/null; sync
			touch /done; sleep 1000"
		wait_for test -e "$TMP/$name/rootfs/done"
	done
	echo 16M >"$CGROUP/both/memory.reclaim"
	files_of() {
		sed -n 's/^file //p' "$CGROUP/both/$1/memory.stat"
	}
	is "$what" yes \
		"$([ "$(files_of kept)" -ge $((24 * mib)) ] &&
			[ "$(files_of lost)" -lt $((16 * mib)) ] && echo yes)"
	gone kept
	gone lost
	rmdir "$CGROUP/both"
done

# ---- swap --------------------------------------------------------------------------------------

# A file system that cannot be swapped to says so; one in memory will do for this much.
if [ ! -e "$CGROUP/../memory.swap.max" ] && ! find "$CGROUP" -name memory.swap.max | grep -q .; then
	skip 'what does not fit into memory goes to swap' 'this kernel does not account swap'
else
	dd if=/dev/zero of="$TMP/swap" bs=1M count=128 2>/dev/null
	chmod 600 "$TMP/swap"
	device=$(losetup --find --show "$TMP/swap") && mkswap "$device" >/dev/null
	if swapon "$device" 2>"$TMP/err"; then
		# Not of zeros: since Linux 6.12 those take no room in swap.
		hungry='tr "\0" x </dev/zero | dd iflag=fullblock of=/dev/null bs=64M count=1 2>/dev/null; echo $?'
		payload ".linux.resources.memory = {limit: $((32 * mib)), swap: $((112 * mib))}" "$hungry"
		is 'what does not fit into memory goes to swap' 0 "$out"
		payload ".linux.resources.memory = {limit: $((32 * mib)), swap: $((40 * mib))}" "$hungry"
		is '... and what does not fit there either is killed' 137 "$out"
		swapoff "$device"
	else
		skip 'what does not fit into memory goes to swap' "$(head -1 "$TMP/err")"
	fi
	losetup --detach "$device"
	rm -f "$TMP/swap"
fi

# ---- checkBeforeUpdate -------------------------------------------------------------------------

# resize LIMIT: to that many MiB, without a kill
resize() {
	jq -n "{memory: {limit: ($1 * $mib), swap: (${2-$1} * $mib), checkBeforeUpdate: true}}" \
		>"$TMP/resources.json"
	runtime update --resources "$TMP/resources.json" box
}

holding 40M "$(limited $((96 * mib)))"
fails 'a limit below what is in use is rejected with checkBeforeUpdate' \
	'rejecting memory.* limit 16777216 < usage' resize 16
is '... the former limit holds' $((96 * mib)) "$(cat "$CGROUP/box/memory.max")"
is '... nothing is held back' max "$(cat "$CGROUP/box/memory.high")"
is '... and nobody is killed' 0 "$(count_of memory.events oom_kill)"
fails '... as is one of both together' 'rejecting memory\+swap limit' \
	resize 10 20
succeeds '... and one above is set' resize 64
is '... as it was asked for' $((64 * mib)) "$(cat "$CGROUP/box/memory.max")"
gone box

what='what can be reclaimed is no reason to reject a limit'
if on_disk "$what"; then
	running box "$(limited $((96 * mib))) | $with_disk" \
		'dd if=/dev/zero of=/disk/f bs=1M count=40 2>/dev/null; sync; touch /done; sleep 1000'
	wait_for test -e "$TMP/box/rootfs/done"
	succeeds "$what" resize 16
	is '... which then holds' "$((16 * mib)) max" \
		"$(cat "$CGROUP/box/memory.max" "$CGROUP/box/memory.high" | xargs)"
	is '... and nobody is killed' '0 running' "$(count_of memory.events oom_kill) $(status_of box)"
	gone box
fi
rm -rf "$disk"

# ---- all or nothing ----------------------------------------------------------------------------

running box '.linux.resources.cpu = {shares: 512} | .linux.resources.pids = {limit: 50}'
fails 'an update that the kernel refuses half way is told' 'pids.max|99999999' \
	runtime update --memory 64M --cpu-idle 1 --pids-limit 99999999 box
is '... and leaves memory, idleness, weight and processes as they were' 'max 0 59 50' \
	"$(cat "$CGROUP"/box/{memory.max,cpu.idle,cpu.weight,pids.max} | xargs)"
gone box

finish
