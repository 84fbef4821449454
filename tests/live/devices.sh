#!/bin/bash
#
# Device nodes, and who may use them. The rules are a program on the cgroup: they hold for nodes
# that the payload makes itself, too.

. "${0%/*}/harness.sh"

maker='capable(["CAP_MKNOD", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_SYSLOG"])'
kmsg='{path: "/dev/kmsg2", type: "c", major: 1, minor: 11'

# ---- nodes -------------------------------------------------------------------------------------

prints 'the default nodes are there, with their numbers and modes' . \
	'cd /dev; stat -c "%n %F %t:%T %a %u:%g" null zero full random urandom tty' \
	'null character special file 1:3 666 0:0
zero character special file 1:5 666 0:0
full character special file 1:7 666 0:0
random character special file 1:8 666 0:0
urandom character special file 1:9 666 0:0
tty character special file 5:0 666 0:0'
umask 077
prints "... whatever the caller's umask, and so have the directories that are mounted on" \
	'.mounts += [{destination: "/dev/new/er", type: "tmpfs", source: "x"}]' \
	'stat -c "%n %a" /dev/null /dev/new' $'/dev/null 666\n/dev/new 755'
umask 022
prints '... and the default links' . \
	'for l in fd stdin stdout stderr ptmx; do readlink /dev/$l; done' \
	$'/proc/self/fd\n/proc/self/fd/0\n/proc/self/fd/1\n/proc/self/fd/2\npts/ptmx'
# core is a link to /proc/kcore, where the host has that
prints '... and nothing else' . 'ls /dev | grep -vx core | xargs' \
	'fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero'
prints 'they work' . 'head -c 2 /dev/zero | wc -c; head -c 2 /dev/urandom | wc -c; echo >/dev/null; echo x 2>/dev/null >/dev/full || echo full' \
	$'2\n2\nfull'
prints 'a device of the config is made, owned as it says' \
	".linux.devices = [$kmsg, fileMode: 384, uid: 7, gid: 8}]" \
	'stat -c "%t:%T %a %u:%g" /dev/kmsg2' '1:b 600 7:8'
prints '... in a directory that was not there' \
	'.linux.devices = [{path: "/dev/deep/er/null", type: "c", major: 1, minor: 3}]' \
	'stat -c %t:%T /dev/deep/er/null' 1:3
prints 'a FIFO is a device as well' '.linux.devices = [{path: "/dev/fifo", type: "p"}]' \
	'stat -c %F /dev/fifo' fifo
prints 'a device of the config replaces a default one' \
	'.linux.devices = [{path: "/dev/null", type: "c", major: 1, minor: 3, fileMode: 384}]' \
	'stat -c "%t:%T %a" /dev/null' '1:3 600'
refuses 'a device of no known type is refused' \
	'.linux.devices = [{path: "/dev/x", type: "z", major: 1, minor: 3}]' 'type|devices'
refuses 'a device number out of range is refused' \
	'.linux.devices = [{path: "/dev/x", type: "c", major: -5, minor: 3}]' 'major|devices|range'
prints 'in a user namespace nodes are bound from the host' mapped \
	'echo x >/dev/null && head -c 1 /dev/zero | wc -c' 1

# ---- rules -------------------------------------------------------------------------------------

# allowed SENTENCE RULES WANTED: what can be made and opened of 1:11, 1:5 and 10:229 (fuse)
probe='try() { mknod /tmp/$1 c $2 $3 2>/dev/null && m=m || m=-
	rm -f /tmp/$1; (exec <$4) 2>/dev/null && r=r || r=-
	(exec >>$4) 2>/dev/null && w=w || w=-; echo "$1 $m$r$w"; }
	try kmsg 1 11 /dev/kmsg2; try zero 1 5 /dev/zero2; try fuse 10 229 /dev/fuse2'
# The payload makes its own: the rules hold for those, too.
nodes='mknod /dev/kmsg2 c 1 11; mknod /dev/zero2 c 1 5; mknod /dev/fuse2 c 10 229'
allowed() {
	prints "$1" "$maker | .linux.resources.devices = $2" "$nodes; $probe" "$3"
}

no='{allow: false, access: "rwm"}'
allowed 'the default denies what is not a default device' "[$no]" \
	$'kmsg m--\nzero mrw\nfuse m--'
allowed 'a rule may allow reading alone' \
	"[$no, {allow: true, type: \"c\", major: 1, minor: 11, access: \"r\"}]" \
	$'kmsg mr-\nzero mrw\nfuse m--'
allowed 'a rule may hold for every minor number' \
	"[$no, {allow: true, type: \"c\", major: 10, access: \"rwm\"}]" \
	$'kmsg m--\nzero mrw\nfuse mrw'
allowed 'the last rule that fits counts' \
	"[$no, {allow: true, type: \"c\", major: 10, access: \"rwm\"},
	{allow: false, type: \"c\", major: 10, minor: 229, access: \"w\"}]" \
	$'kmsg m--\nzero mrw\nfuse mr-'
allowed 'everything may be allowed' '[{allow: true, access: "rwm"}]' \
	$'kmsg mrw\nzero mrw\nfuse mrw'
allowed 'a rule for block devices is none for character devices' \
	"[$no, {allow: true, type: \"b\", major: 10, minor: 229, access: \"rwm\"}]" \
	$'kmsg m--\nzero mrw\nfuse m--'
refuses 'an access of unknown letters is refused' \
	'.linux.resources.devices = [{allow: false, access: "rwx"}]' 'access|rwx'
many='[range(400) | {allow: true, type: "c", major: (1000 + .), minor: 1, access: "rwm"}]'
allowed 'hundreds of rules are taken' "[$no] + $many" $'kmsg m--\nzero mrw\nfuse m--'

running box "$maker" "$nodes; sleep 1000"
wait_for runtime exec box test -e /dev/fuse2
is 'exec is under the same rules' refused \
	"$(runtime exec box sh -c '(exec </dev/kmsg2) 2>/dev/null || echo refused')"

# has CONTAINER DEVICE: "read" or "refused", as a process that is in the container already sees it
has() {
	runtime exec "$1" sh -c "(exec <$2) 2>/dev/null && echo read || echo refused"
}

# ---- one program for all that have the same rules ------------------------------------------------

running lender "$maker" 'sleep 1000'
running other "$maker | .linux.resources.devices = [$no, {allow: true, type: \"c\", major: 1, minor: 11, access: \"r\"}]" \
	"$nodes; sleep 1000"
running same "$maker" "$nodes; sleep 1000"
wait_for runtime exec other test -e /dev/fuse2
wait_for runtime exec same test -e /dev/fuse2
is 'a container that runs beside another has its own rules' 'read refused' \
	"$(has other /dev/kmsg2) $(has same /dev/kmsg2)"
jq -n "{devices: [$no, {allow: true, type: \"c\", major: 10, access: \"rwm\"}]}" | runtime update --resources - lender
is '... also when those of one with the same rules are changed' refused "$(has same /dev/fuse2)"
gone lender
is '... and when that is gone' 'refused read' "$(has same /dev/fuse2) $(has same /dev/zero2)"
gone other
gone same

# ---- other rules while it runs -----------------------------------------------------------------

# opens DEVICE
opens() {
	has box "$1"
}

# rules SENTENCE RULES
rules() {
	jq -n "{devices: $2}" >"$TMP/rules.json"
	succeeds "$1" runtime update --resources "$TMP/rules.json" box
}

gone box
running box "$maker | .linux.devices = [$kmsg}] | .linux.resources.devices = [$no]" \
	"${nodes#*; }; sleep 1000"
wait_for runtime exec box test -e /dev/fuse2
is 'a node of linux.devices may be used where a rule says so' refused "$(opens /dev/kmsg2)"
is '... and so may any other' refused "$(opens /dev/fuse2)"
rules 'update takes device rules' "[$no, {allow: true, type: \"c\", major: 10, access: \"rwm\"}]"
is '... which hold at once' read "$(opens /dev/fuse2)"
is '... beside the default ones' read "$(opens /dev/zero2)"
rules 'update takes them again' "[$no]"
is '... in place of the former ones' refused "$(opens /dev/fuse2)"
runtime update --resources - box <<<'{}'
is 'update without device rules leaves them as they are' refused "$(opens /dev/fuse2)"
gone box

# Rules replace others at once: of two devices that stay as they are, one is never refused and the
# other never opened, however often the rules change around them.
running box "$maker | .linux.resources.devices = [$no]" "$nodes
	opened=0; while [ ! -e /end ]; do
		(exec </dev/zero2) 2>/dev/null && opened=\$((opened + 1)) || echo zero >>/wrong
		(exec </dev/kmsg2) 2>/dev/null && echo kmsg >>/wrong
		echo \$opened >/opened; done; touch /ended; sleep 1000"
wait_for test -s "$TMP/box/rootfs/opened"
for i in 1 2 3 4 5 6 7 8 9 10; do
	jq -n "{devices: [$no, {allow: ($i % 2 == 0), type: \"c\", major: 10, access: \"rwm\"}]}" |
		runtime update --resources - box
done
touch "$TMP/box/rootfs/end"
wait_for test -e "$TMP/box/rootfs/ended"
is 'rules that are replaced hold all the time' '' "$(cat "$TMP/box/rootfs/wrong" 2>/dev/null)"
gone box

finish
