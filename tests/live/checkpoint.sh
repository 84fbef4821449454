#!/bin/bash
#
# checkpoint and restore: processes go on where they were, in a container that is as its bundle
# says and not as an image would have it. Needs a criu that works here.

. "${0%/*}/harness.sh"

needs_criu

# The payload is one that has no file open when it is dumped: the root could have lost it by the restore.
helper counter
make_root "$TMP/root"
cp "$TMP/counter" "$TMP/root/counter"
image=$TMP/image

# counting NAME [EDIT [BEFORE]]: such a container, which has done something BEFORE it counts
counting() {
	running "$1" "${2-.}" "${3-:}; exec /counter"
	wait_for test -e "$TMP/$1/rootfs/counting"
	wait_for counts_beyond "$1" 3 || miss "container $1 counts" "$(count_of "$1")"
}

count_of() {
	local told=$TMP/$1/rootfs/count

	rm -f "$told"
	runtime kill "$1" USR1
	wait_for test -e "$told"
	cat "$told"
}

counts_beyond() {
	[ "$(count_of "$1")" -gt "$2" ]
}

# checkpoint [OPTION...] NAME and restore [OPTION...] NAME: to and from $image, with $bundle as
# the bundle where that is another one
checkpoint() {
	rm -rf "$image"
	capture runtime checkpoint --image-path "$image" "$@"
	[ "$status" = 0 ] || miss "checkpoint $*" "$err" "$(grep -a Error "$image/dump.log")"
}

restore() {
	capture runtime restore --detach --image-path "$image" --bundle "$TMP/${bundle:-${!#}}" "$@"
	[ "$status" = 0 ] || miss "restore $*" "$err" "$(grep -a Error "$image/restore.log")"
}

# goes_on SENTENCE NAME: it counts on from where it was dumped
goes_on() {
	local at

	at=$(count_of "$2")
	wait_for counts_beyond "$2" "$((at + 1))"
	is "$1" true "$([ "$(count_of "$2")" -gt "$((at + 1))" ] && echo true)"
}

inside() {
	runtime exec "$@" 2>&1
}

# edit NAME PROGRAM: changes a bundle between dump and restore
edit() {
	jq -L "$live" --arg tmp "$TMP" "include \"edits\"; $2" "$TMP/$1/config.json" \
		>"$TMP/edited" && cp "$TMP/edited" "$TMP/$1/config.json"
}

# comes_to_nothing SENTENCE PATTERN: the restore of box fails like that and leaves nothing
comes_to_nothing() {
	local before

	before=$(host_state)
	capture runtime restore --detach --image-path "$image" --bundle "$TMP/box" box
	if [ "$status" = 0 ] || ! [[ $err =~ $2 ]]; then
		miss "$1" "wanted an error like /$2/, exit status $status" "$err"
		runtime delete --force box
	elif ! wait_for host_is "$before"; then
		miss "$1" "something is left behind" "before: $before" "after:  $(host_state)"
	else
		pass "$1"
	fi
}

# ---- there and back ----------------------------------------------------------------------------

before=$(host_state) mounted=$(grep ' /sys/fs/cgroup ' /proc/mounts)
counting box
at=$(count_of box)
checkpoint box
is 'the mount of cgroups is what it was' "$mounted" "$(grep ' /sys/fs/cgroup ' /proc/mounts)"
fails 'a container that was dumped is gone' 'does not exist' runtime state box
restore --pid-file "$TMP/pid" box
is 'it goes on where it was' true "$([ "$(count_of box)" -gt "$at" ] && echo true)"
is 'it is running' running "$(status_of box)"
is 'its process id is on record and in the pid file' "$(pid_of box)" "$(cat "$TMP/pid")"
is '... and it is the first of its pid namespace' 1 \
	"$(awk '/^NSpid/ {print $NF}' "/proc/$(pid_of box)/status")"
is '... in the cgroup of the configuration' "0::/${CGROUP##*/}/box" "$(cat "/proc/$(pid_of box)/cgroup")"
like 'exec finds it' '/counter' "$(inside box ps)"
like 'what was restored sees no other cgroup' '^0::/$' "$(inside box cat /proc/1/cgroup)"
checkpoint box
restore box
goes_on 'it can be dumped and restored again' box
gone box
unchanged 'nothing is left of it' "$before"

counting box '.process.noNewPrivileges = true | filter({names: ["mkdirat", "mkdir"], action: "SCMP_ACT_ERRNO"})'
checkpoint --leave-running box
goes_on 'a container that is left running goes on' box
cp -a "$TMP/box" "$TMP/twin"
sed -i "s|/box\"|/twin\"|" "$TMP/twin/config.json"
bundle=twin restore twin
is 'its image can be restored under another id' running "$(status_of twin)"
is '... and both run' running "$(status_of box)"
like 'privileges come back: no new ones' 'NoNewPrivs:.1' "$(inside twin cat /proc/1/status)"
like '... and the filter' 'Seccomp:.2' "$(inside twin cat /proc/1/status)"
gone twin
runtime pause box
checkpoint box
restore box
goes_on 'a paused container can be dumped, and runs when it is restored' box
gone box

counting box . 'head -c 1000000 /dev/zero >/tmp/z'
checkpoint --pre-dump box
goes_on 'a container goes on after a pre-dump' box
mv "$image" "$TMP/parent"
checkpoint --parent-path ../parent box
restore box
goes_on '... whose image is the parent of a dump' box
fails 'a parent is given relative to the image' 'relative to the image directory' \
	runtime checkpoint --image-path "$image" --parent-path "$TMP/parent" box
fails '... and is there' 'no such file or directory' \
	runtime checkpoint --image-path "$image" --parent-path ../absent box
is 'a checkpoint that failed leaves the container running' running "$(status_of box)"
gone box

# ---- what is not in the image ------------------------------------------------------------------

mkdir -p "$TMP/given" "$TMP/full"
echo given >"$TMP/given/file"
touch "$TMP/netns"
unshare --net="$TMP/netns" true
counting box 'bind($tmp + "/given"; "/ro"; ["ro", "nosuid"]) | bind($tmp + "/full"; "/rw"; ["rw"])
	| tmpfs("/memory"; ["size=1m", "mode=0755"]) | bind($tmp + "/given/file"; "/etc/given"; ["ro"])
	| join("network"; $tmp + "/netns")
	| .linux.maskedPaths += ["/proc/version"]' \
	'echo kept >/memory/file; : >/rw/began'
before=$(inside box cat /proc/mounts | sort)
checkpoint box
restore box
goes_on 'a container with mounts of every kind comes back' box
is 'its mounts are what they were' "$before" "$(inside box cat /proc/mounts | sort)"
is 'a tmpfs holds what it held' kept "$(inside box cat /memory/file)"
is 'a bind shows the host' given "$(inside box cat /ro/file /etc/given | uniq)"
like '... and stays read-only' 'Read-only' "$(inside box touch /ro/x)"
like '... as a file, too' 'Read-only' "$(inside box sh -c 'echo x >/etc/given')"
is 'another can be written to' 0 "$(inside box touch /rw/x; echo $?)"
is 'masked files stay masked' '' "$(inside box cat /proc/version)"
is 'a network namespace that was given is the same' "$(stat -L -c %i "$TMP/netns")" \
	"$(stat -L -c %i "/proc/$(pid_of box)/ns/net")"
gone box
umount "$TMP/netns"

bundle box 'mapped | unmounted("/sys/fs/cgroup") | tmpfs("/tmp"; ["mode=1777"])' \
	'x=kept; while sleep 0.1; do echo $x >/tmp/new; mv /tmp/new /tmp/told; done'
# Its root may not open files of ours: standard descriptors are pipes.
run --detach box </dev/null 2>&1 | cat >"$TMP/said" &
wait_for runtime exec box cat /tmp/told >/dev/null
checkpoint box
restore box
is 'a container in a user namespace comes back' kept \
	"$(inside box sh -c 'rm /tmp/told; until [ -e /tmp/told ]; do sleep 0.1; done; cat /tmp/told')"
like '... with its map' '0 +100000 +65536' "$(inside box cat /proc/self/uid_map)"
gone box

if has_controller pids && has_controller memory; then
	counting box '.linux.resources.pids.limit = 50 | .linux.resources.memory.limit = 200000000'
	checkpoint box
	edit box '.linux.resources.pids.limit = 20'
	restore box
	is 'limits are those of the configuration now' '20 199999488' \
		"$(cat "$CGROUP/box/pids.max") $(cat "$CGROUP/box/memory.max")"
	gone box
else
	skip 'limits are those of the configuration now' 'the pids and memory controllers are not here'
fi

# The first line is read before the dump and the second after the restore.
helper receive
socket=$TMP/console
bundle box '.process.terminal = true' 'read -r a; echo "<$a>"; read -r b; echo "<$a $b>"'
mkfifo "$TMP/first" "$TMP/second"
"$TMP/receive" "$socket" console >"$TMP/said" <"$TMP/first" &
exec 9>"$TMP/first"
wait_for test -S "$socket"
run --detach --console-socket "$socket" box 9>&- >/dev/null 2>&1
echo one >&9
wait_for grep -q '<one>' "$TMP/said"
checkpoint box
exec 9>&-
wait $!
rm "$socket"
"$TMP/receive" "$socket" console >"$TMP/said" <"$TMP/second" &
exec 9>"$TMP/second"
wait_for test -S "$socket"
restore --console-socket "$socket" box 9>&-
echo two >&9
wait_for grep -q '<one two>' "$TMP/said"
like 'a terminal comes back over the console socket' '<one two>' "$(cat "$TMP/said")"
exec 9>&-
wait $!
gone box

# A shell has its standard output elsewhere while it redirects that of a builtin.
running box . 'while :; do echo >/dev/null; done'
for _ in 1 2 3 4; do
	checkpoint --leave-running box
done
checkpoint box
restore box
is 'standard output is known whatever the payload has there at that moment' running \
	"$(status_of box)"
gone box

running box . 'exec 2>/dev/null; mkfifo /in /out; nc -l -p 7 </out >/got & exec 8>/out
	until grep -qs ":0007 .* 0A " /proc/net/tcp /proc/net/tcp6; do sleep 0.1; done
	nc 127.0.0.1 7 </in >/dev/null & exec 9>/in
	while [ ! -e /go ]; do echo word >&9; sleep 0.1; done; echo last >&9; sleep 1000'
wait_for test -s "$TMP/box/rootfs/got"
fails 'open connections are an error by themselves' 'criu dump failed' \
	runtime checkpoint --image-path "$image" box
checkpoint --tcp-established box
restore --tcp-established box
touch "$TMP/box/rootfs/go"
wait_for grep -q last "$TMP/box/rootfs/got"
is 'they are kept when that is asked for' last "$(tail -n 1 "$TMP/box/rootfs/got")"
gone box

# ---- the foreground ----------------------------------------------------------------------------

running box . 'while [ ! -e /end ]; do sleep 0.05; done; exit 7'
checkpoint box
touch "$TMP/box/rootfs/end"
exits 'in the foreground the exit status is the payload'"'"'s' 7 \
	runtime restore --image-path "$image" --bundle "$TMP/box" box
fails '... and the container is gone then' 'does not exist' runtime state box
drop_bundle box

bundle box . 'echo before; while [ ! -e /end ]; do sleep 0.05; done; echo after'
"$RUNTIME" --root "$STATE" run --detach --bundle "$TMP/box" box </dev/null 2>&1 |
	cat >"$TMP/said" &
wait_for grep -q before "$TMP/said"
checkpoint box
touch "$TMP/box/rootfs/end"
is 'standard output is that of whoever restores it' after \
	"$(runtime restore --image-path "$image" --bundle "$TMP/box" box </dev/null 2>"$TMP/err")"
drop_bundle box

# ---- an image is not a configuration -----------------------------------------------------------

counting box
mkdir "$TMP/theirs"
mount -t tmpfs theirs "$TMP/theirs"
echo '[{"destination": "/more", "type": "bind", "source": "'"$TMP"'/theirs", "options": ["bind"]}]' |
	runtime mounts add box -
fails 'a mount of the host that is not in the configuration is refused' 'has no such mount' \
	runtime checkpoint --image-path "$image" box
gone box
umount "$TMP/theirs"

mkdir -p "$TMP/given]:b"
counting box 'bind($tmp + "/given]:b"; "/a]:b"; ["ro"])'
fails 'a name that criu would mistake is refused' '"]:" in its name' \
	runtime checkpoint --image-path "$image" box
gone box

counting box 'bind($tmp + "/given"; "/ro"; ["rw"]) | bind($tmp + "/full"; "/other"; ["ro"])'
checkpoint box
drop_bundle box
bundle box 'bind($tmp + "/given"; "/ro"; ["ro"]) | bind($tmp + "/full"; "/other"; ["ro"])'
comes_to_nothing 'a bind that the image has writable is not' 'can be written to|criu restore failed'
bundle box 'bind($tmp + "/given"; "/ro"; ["rw"])'
comes_to_nothing 'a mount that the configuration does not have' 'criu restore failed'
bundle box 'bind($tmp + "/given"; "/ro"; ["rw"]) | bind($tmp + "/full"; "/other"; ["ro"])
	| tmpfs("/more"; [])'
comes_to_nothing 'a mount that the image does not have' '/more is not that of config.json'
bundle box 'bind($tmp + "/given"; "/ro"; ["rw"]) | bind($tmp + "/full"; "/other"; ["ro"])
	| capable(["CAP_KILL"])'
comes_to_nothing 'capabilities that the configuration does not give' 'does not give'
bundle box 'bind($tmp + "/given"; "/ro"; ["rw"]) | bind($tmp + "/full"; "/other"; ["ro"])
	| filter({names: ["mkdir"], action: "SCMP_ACT_ERRNO"})'
comes_to_nothing 'processes without the filter that is wanted' 'no seccomp filter'
bundle box 'bind($tmp + "/given"; "/ro"; ["rw"]) | bind($tmp + "/full"; "/other"; ["ro"])
	| .root.readonly = true'
restore box
like 'a root that the image has writable is not' 'Read-only' "$(inside box touch /x)"
gone box
bundle box 'bind($tmp + "/given"; "/ro"; ["rw"]) | bind($tmp + "/full"; "/other"; ["ro"])'
ln -s /etc/passwd "$image/extra.img"
comes_to_nothing 'a link in the image directory' 'is a symbolic link'
rm "$image/extra.img"
chmod 0777 "$image"
comes_to_nothing 'an image directory that all can write to' 'can be written to by them'
chmod 0700 "$image"
echo '["pipe:[1]", "pipe:[2]"]' >"$image/descriptors.json"
comes_to_nothing 'descriptors that are no three' 'three descriptors'
echo '["../../etc/shadow", "pipe:[1]:mnt[/]", "file[zz]"]' >"$image/descriptors.json"
comes_to_nothing 'descriptors of no known form' 'criu restore failed'
fails 'what an image says of limits is refused by name' 'manage-cgroups-mode full' \
	runtime restore --manage-cgroups-mode full --image-path "$image" --bundle "$TMP/box" box
drop_bundle box

# ---- whatever happens --------------------------------------------------------------------------

counting box
checkpoint box
before=$(host_state)
for step in 'open the image' 'become criu' 'restore the namespaces' 'restore the processes' 'let it run'; do
	"$RUNTIME" --root "$STATE" --log "$TMP/log" --debug restore --detach --image-path "$image" \
		--bundle "$TMP/box" box </dev/null >/dev/null 2>&1 &
	wait_for grep -q "$step" "$TMP/log"
	kill -KILL $! 2>/dev/null # it may have done its work already
	wait $! 2>/dev/null
	runtime delete --force box 2>/dev/null
	unchanged "killed at \"$step\", delete leaves nothing" "$before"
	rm -f "$TMP/log"
done
gone box

finish
