#!/bin/bash
#
# Limits of I/O, on a loop device: of two containers that write as much, the one with a limit is
# not done when the other is. A partition's number becomes its disk's.

. "${0%/*}/harness.sh"

only_with io
modprobe loop 2>/dev/null
dd if=/dev/zero of="$TMP/disk" bs=1M count=24 2>/dev/null
# One partition, from sector 2048 on: a table of 16 bytes for it, and the signature.
printf '\0\0\0\0\203\0\0\0\0\010\0\0\0\120\0\0' | dd of="$TMP/disk" bs=1 seek=446 conv=notrunc 2>/dev/null
printf '\125\252' | dd of="$TMP/disk" bs=1 seek=510 conv=notrunc 2>/dev/null
if ! device=$(losetup --find --show --partscan "$TMP/disk" 2>"$TMP/err"); then
	skip 'what limits of I/O do' "no loop device: $(head -1 "$TMP/err")"
	finish
fi
number=$(cat "/sys/class/block/${device##*/}/dev")
major=${number%:*} minor=${number#*:}

# throttled KIND RATE: an edit that limits the disk so
throttled() {
	echo ".linux.resources.blockIO.$1 = [{major: $major, minor: $minor, rate: $2}]"
}

# A payload that writes all of the disk past the page cache, and says so. The node is its own.
edit="capable([\"CAP_MKNOD\"]) | .linux.resources.devices += [{allow: true, type: \"b\",
	major: $major, minor: $minor, access: \"rwm\"}]"
writing="mknod /dev/disk b $major $minor
	dd if=/dev/zero of=/dev/disk bs=64k seek=32 count=128 oflag=direct 2>/err && touch /done"

written() { # NAME: bytes of it on the disk
	sed -n "s/^$number .*wbytes=\([0-9]*\).*/\1/p" "$CGROUP/$1/io.stat"
}

has_written() {
	[ "$(written "$1")" -gt 0 ]
}

running slow "$edit | $(throttled throttleWriteBpsDevice 65536)" "$writing; sleep 1000"
is 'a limit of bytes is set for the disk' "$number rbps=max wbps=65536 riops=max wiops=max" \
	"$(cat "$CGROUP/slow/io.max")"
wait_for has_written slow
running fast "$edit" "$writing; sleep 1000"
wait_for test -e "$TMP/fast/rootfs/done"
is 'who has no limit writes all of it' $((128 * 65536)) "$(written fast)"
is '... while who has one is not done' 'not yet' \
	"$([ "$(written slow)" -lt $((64 * 65536)) ] && [ ! -e "$TMP/slow/rootfs/done" ] && echo not yet)"
is '... as events tells' "$major $minor Write" "$(runtime events --stats slow | jq -r --argjson n "$minor" \
	'.data.blkio.ioServiceBytesRecursive[] | select(.op == "Write" and .minor == $n)
	| "\(.major) \(.minor) \(.op)"')"
jq -n "{blockIO: {throttleWriteBpsDevice: [{major: $major, minor: $minor, rate: 0}]}}" >"$TMP/resources.json"
succeeds 'update lifts it' runtime update --resources "$TMP/resources.json" slow
is '... so that nothing is left of it' '' "$(cat "$CGROUP/slow/io.max")"
is '... and it gets done' yes "$(wait_for test -e "$TMP/slow/rootfs/done" && echo yes)"
gone slow
gone fast

running slow "$edit | $(throttled throttleWriteIOPSDevice 2)" "$writing; sleep 1000"
is 'a limit of operations is set for the disk' "$number rbps=max wbps=max riops=max wiops=2" \
	"$(cat "$CGROUP/slow/io.max")"
wait_for has_written slow
running fast "$edit" "$writing; sleep 1000"
wait_for test -e "$TMP/fast/rootfs/done"
is '... and who has it is not done when the other is' no "$([ -e "$TMP/slow/rootfs/done" ] && echo yes || echo no)"
is 'describe tells of it by disk and name' "$number wiops 2 2" "$(runtime describe --id --format json slow |
	jq -r '.limits[] | select(.file == "io.max") | "\(.key) \(.name) \(.asked) \(.held)"')"
gone slow
gone fast

# ---- devices -----------------------------------------------------------------------------------

partition=$(cat "/sys/class/block/${device##*/}/${device##*/}p1/dev" 2>/dev/null)
if [ -n "$partition" ]; then
	running box ".linux.resources.blockIO.throttleReadBpsDevice =
		[{major: ${partition%:*}, minor: ${partition#*:}, rate: 1048576}]"
	is "a limit of a partition is its disk's" "$number rbps=1048576 wbps=max riops=max wiops=max" \
		"$(cat "$CGROUP/box/io.max")"
	gone box
else
	skip "a limit of a partition is its disk's" 'this kernel finds no partition on a loop device'
fi
refuses 'a disk that is not there is named' \
	'.linux.resources.blockIO.throttleReadBpsDevice = [{major: 4095, minor: 17, rate: 1048576}]' \
	'throttleReadBpsDevice: there is no block device 4095:17'

# ---- weights -----------------------------------------------------------------------------------

running box ".linux.resources.blockIO = {weight: 750}"
is 'a weight is set' '7475|750' \
	"$([ -e "$CGROUP/box/io.bfq.weight" ] && grep -q 'default 750' "$CGROUP/box/io.bfq.weight" && echo '7475|750'
	grep -q 'default 7475' "$CGROUP/box/io.weight" 2>/dev/null && echo '7475|750')"
succeeds '... and changed' runtime update --blkio-weight 100 box
gone box

losetup --detach "$device"

finish
