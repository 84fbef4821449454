#!/bin/bash
#
# Mounts into and out of a container that runs. The container belongs to whoever runs in it by
# then: links of its making must not lead a mount, or an unmount, anywhere else.

. "${0%/*}/harness.sh"

mkdir -p "$TMP/dir/deep" "$TMP/other"
echo one >"$TMP/dir/file"
echo two >"$TMP/other/file"

# change add|remove JQ-ARRAY: of mounts; $tmp is known
change() {
	jq -n --arg tmp "$TMP" "$2" >"$TMP/mounts.json"
	capture runtime mounts "$1" box "$TMP/mounts.json"
}

# adds SENTENCE JQ-ARRAY and removes SENTENCE JQ-ARRAY
adds() {
	change add "$2"
	is "$1" '0 ' "$status $err"
}
removes() {
	change remove "$2"
	is "$1" '0 ' "$status $err"
}

# denies SENTENCE ACTION JQ-ARRAY PATTERN: with an error that says why, and no mount more or less
denies() {
	local before after

	before=$(inside 'cat /proc/mounts')
	change "$2" "$3"
	after=$(inside 'cat /proc/mounts')
	if [ "$status" = 1 ] && [[ $err =~ $4 ]] && [ "$before" = "$after" ]; then pass "$1"; else
		miss "$1" "exit status $status: $err" "wanted: /$4/" "before: $before" "after:  $after"
	fi
}

inside() {
	runtime exec box sh -c "$1"
}

bind='{destination: "/m", type: "bind", source: ($tmp + "/dir"), options: ["rbind", "ro"]}'
tmpfs='{destination: "/t", type: "tmpfs", source: "tmpfs", options: ["ro", "noexec", "size=64k"]}'

# ---- in and out --------------------------------------------------------------------------------

running box
before=$(host_state)
adds 'a directory of the host is mounted' "[$bind]"
is '... where it was asked for' one "$(inside 'cat /m/file')"
is '... with its options' refused "$(inside '(echo >/m/new) 2>/dev/null || echo refused')"
unchanged '... and nothing else is left behind' "$before"
adds 'another may lie on it' '[{destination: "/m/deep", type: "bind", source: ($tmp + "/other"),
	options: ["bind"]}]'
is '... and does' two "$(inside 'cat /m/deep/file')"
removes 'it goes away by its destination alone' '[{destination: "/m/deep"}]'
is '... and what was below is there again' '' "$(inside 'ls /m/deep')"
removes '... and so does the first' '[{destination: "/m/"}]'
is '... of which the mount point stays' '' "$(inside 'ls /m')"
adds 'a file is mounted on a file' \
	'[{destination: "/etc/motd", type: "bind", source: ($tmp + "/dir/file"), options: ["bind"]}]'
is '... that was not there' one "$(inside 'cat /etc/motd')"
adds 'a tmpfs is mounted' "[$tmpfs]"
is '... read-only, with its flags and its size' 'ro,nosuid,nodev,noexec,size=64k' \
	"$(inside 'grep " /t " /proc/mounts' | cut -d' ' -f4 |
		sed 's/,relatime//; s/^ro,noexec/ro,nosuid,nodev,noexec/; s/,inode64//')"
adds 'a proc shows the processes of the container' '[{destination: "/p", type: "proc", source: "proc"}]'
is '... and no others' 1 "$(inside 'cat /p/1/comm | grep -c sleep')"
adds 'what the container itself has is mounted elsewhere' \
	'[{destination: "/q", type: "bind", source: ($tmp + "/box/rootfs/t"), options: ["bind"]}]'
is '... not what lies below on the host' tmpfs "$(inside 'stat -f -c %T /q')"
removes 'several are removed at once' '[{destination: "/t"}, {destination: "/p"}, {destination: "/q"}]'
is '... all of them' 0 "$(inside 'grep -cE " /(t|p|q) " /proc/mounts')"
runtime mounts add box - <<<'[{"destination": "/s", "type": "tmpfs"}]'
is 'mounts are read from standard input' tmpfs "$(inside 'stat -f -c %T /s')"
inside 'for i in 1 2 3 4; do mkdir -p /y/$i; done'
adds 'two on one place' '[{destination: "/y", type: "tmpfs"}, {destination: "/y/1", type: "tmpfs"}]'
removes '... go in the reverse order' '[{destination: "/y"}, {destination: "/y/1"}]'
is '... both' '1 2 3 4' "$(inside 'ls /y | xargs')"

# ---- all or none -------------------------------------------------------------------------------

denies 'a source that is not there' add \
	"[$bind, {destination: \"/n\", type: \"bind\", source: \"/no/such\"}]" '/no/such'
denies 'a filesystem that is none, behind one that is' add \
	"[$tmpfs, {destination: \"/n\", type: \"nofs\"}]" 'nofs.*/n'
denies 'a destination that is no mount point' remove '[{destination: "/s"}, {destination: "/etc"}]' \
	'/etc: nothing is mounted there'
denies '... or is not there' remove '[{destination: "/none"}]' '/none'
denies 'the root cannot be removed' remove '[{destination: "/"}]' 'root'
denies '... however it is called' remove '[{destination: "/etc/../."}]' 'root'
denies '... nor mounted upon' add '[{destination: "/", type: "tmpfs"}]' 'root'

# ---- what is not an array of mounts ------------------------------------------------------------

denies 'an object is no array' add '{}' 'mounts.*array'
denies 'a mount has a destination' add '[{type: "tmpfs"}]' 'mounts\[0\].*destination'
denies 'an unknown option of a bind is named' add \
	'[{destination: "/n", type: "bind", source: $tmp, options: ["bind", "shoes"]}]' shoes
denies 'mappings go together' add \
	'[{destination: "/n", type: "bind", source: $tmp, uidMappings: [{containerID: 0, hostID: 0, size: 1}]}]' \
	'gidMappings'
fails 'a third action there is not' 'add or remove' runtime mounts list box /dev/null
fails 'a container there is not' 'does not exist' runtime mounts add nobox "$TMP/mounts.json"

# ---- links of the container's making -----------------------------------------------------------

inside 'ln -s /proc /link; ln -s / /top; ln -s /s /tail; ln -s ../../../../../up /out'
denies 'a link on the way does not lead to what is masked' remove '[{destination: "/link/kcore"}]' \
	'symbolic link'
denies '... nor one at the end' remove '[{destination: "/tail"}]' 'symbolic link'
denies 'a proc is not mounted through a link' add '[{destination: "/link", type: "proc"}]' \
	'ordinary directory'
denies 'a link to the root is no mount point' add '[{destination: "/top", type: "tmpfs"}]' 'root'
adds 'a link out of the root' '[{destination: "/out", type: "tmpfs"}]'
is '... stays within' 'tmpfs no' "$(inside 'stat -f -c %T /up') $([ -e /up ] && echo yes || echo no)"
gone box

# ---- other containers --------------------------------------------------------------------------

bundle box
capture create box
adds 'a created container takes mounts' "[$bind]"
runtime start box
is '... and has them when it runs' one "$(inside 'cat /m/file')"
runtime pause box
change add "[$tmpfs]"
like 'a paused one does not' 'paused' "$err"
runtime resume box
runtime kill box KILL
wait_for is_stopped box
change add "[$tmpfs]"
like 'nor one that has stopped' 'not running' "$err"
gone box

running box mapped
adds 'with a user namespace a tmpfs belongs to its root' '[{destination: "/tmp/t", type: "tmpfs"}]'
is '... who can write to it' 0 "$(inside 'touch /tmp/t/x && stat -c %u /tmp/t/x')"
adds '... and what is bound there' "[$bind | .destination = \"/tmp/m\"]"
is '... can be read' one "$(inside 'cat /tmp/m/file')"
removes '... and both be removed' '[{destination: "/tmp/t"}, {destination: "/tmp/m"}]'
gone box

running box 'join("mount"; "/proc/self/ns/mnt") | .mounts = [] | del(.linux.maskedPaths, .linux.readonlyPaths)'
change add "[$tmpfs]"
like 'a mount namespace that is not its own stays as it is' 'mount namespace' "$err"
gone box

finish
