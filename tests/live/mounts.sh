#!/bin/bash
#
# The file system as the payload sees it, and the host's own, which must not change.

. "${0%/*}/harness.sh"

mkdir -p "$TMP/dir/sub" "$TMP/deep" "$TMP/below"
echo from the host >"$TMP/dir/file"
mount --bind "$TMP/below" "$TMP/dir/sub" # a tmpfs has no idmapped mounts before Linux 6.3
echo below >"$TMP/dir/sub/file"
before=$(cat /proc/self/mountinfo)

# options WHERE: of the mount at a place, the own ones and those of its file system
options='options() { awk -v at="$1" "\$5 == at {print \$6 \",\" \$NF}" /proc/self/mountinfo | tail -1; };'

# ---- option words ------------------------------------------------------------------------------

while read -r word pattern; do
	says "tmpfs takes '$word'" "tmpfs(\"/m\"; [\"$word\"])" "$options options /m" "$pattern"
done <<'TABLE'
ro          ^ro,
rw          ^rw,
nosuid      nosuid
nodev       nodev
noexec      noexec
noatime     noatime
nodiratime  nodiratime
relatime    relatime
strictatime ^rw,rw
mode=0750   mode=750
size=64k    size=64k
nr_inodes=7 nr_inodes=7
uid=7       uid=7
defaults    ^rw
sync        sync
TABLE
while read -r word pattern; do
	says "a bind takes '$word'" "bind(\$tmp + \"/dir\"; \"/m\"; [\"rbind\", \"$word\"])" \
		"$options options /m; options /m/sub" "$pattern"
done <<'TABLE'
ro       ^ro,[^$]*rw
rro      ^ro,.*ro,
nosuid   ^rw,nosuid
rnosuid  nosuid.*nosuid
rnodev   nodev.*nodev
rnoexec  noexec.*noexec
rnoatime noatime.*noatime
TABLE
says 'the last of two opposite words counts' 'tmpfs("/m"; ["ro", "rw", "nosuid", "suid"])' \
	"$options options /m" '^rw,relatime'
refuses 'an option no file system knows is an error' 'tmpfs("/m"; ["bogus"])' 'bogus|/m'
refuses 'a file system nobody knows is named' 'mount("/m"; "shoefs"; "none"; [])' 'shoefs|/m'

# ---- binds -------------------------------------------------------------------------------------

prints 'a directory is bound' 'bind($tmp + "/dir"; "/m"; [])' 'cat /m/file; ls /m/sub' 'from the host'
prints '... recursively when asked to' 'bind($tmp + "/dir"; "/m"; ["rbind"])' 'cat /m/sub/file' below
prints 'a file is bound' 'bind($tmp + "/dir/file"; "/m/f"; ["ro"])' \
	'cat /m/f; echo x 2>&1 >/m/f' $'from the host\nsh: can\'t create /m/f: Read-only file system'
prints 'a source is relative to the bundle' 'bind("rootfs/etc/group"; "/m"; [])' \
	'head -1 /m' 'root:x:0:'
refuses 'a source that is not there is named' 'bind($tmp + "/nowhere"; "/m"; [])' nowhere
prints 'a read-only root is read-only' '.root.readonly = true' 'echo x 2>&1 >/x' \
	"sh: can't create /x: Read-only file system"
prints 'mounts are made in their order' 'tmpfs("/m"; []) | bind($tmp + "/dir"; "/m/n"; [])' \
	'cat /m/n/file' 'from the host'

# ---- tmpfs -------------------------------------------------------------------------------------

prints 'a new mount point gets a tmpfs of mode 1777' 'tmpfs("/new"; [])' 'stat -c %a /new' 1777
payload 'tmpfs("/root"; [])' 'stat -c %a /root'
is 'an existing directory keeps its mode' "$(stat -c %a "$TMP/root/root")" "$out"
prints 'tmpcopyup brings what was there' 'tmpfs("/etc"; ["tmpcopyup"])' \
	'head -1 /etc/group; echo x >/etc/group; ls /etc | xargs' $'root:x:0:\ngroup passwd'
is '... and leaves it as it was' 'root:x:0:' "$(head -1 "$TMP/root/etc/group")"

prints 'a read-only bind takes the mount point of another one first' \
	'bind($tmp + "/deep"; "/m"; ["ro", ""]) | bind($tmp + "/dir/file"; "/m/file"; ["ro"])' \
	'cat /m/file; echo x 2>/dev/null >/m/new || echo refused' $'from the host\nrefused'

# ---- recursion of read-only, propagation -------------------------------------------------------

prints 'ro is not recursive, rro is' \
	'bind($tmp + "/dir"; "/a"; ["rbind", "ro"]) | bind($tmp + "/dir"; "/b"; ["rbind", "rro"])' \
	'for f in /a /a/sub /b /b/sub; do touch $f/x 2>/dev/null && echo $f; done; rm -f /a/sub/x' /a/sub
mount -t tmpfs tmpfs "$TMP/deep" && mount --make-shared "$TMP/deep"
while read -r word field; do
	payload "bind(\$tmp + \"/deep\"; \"/m\"; [\"rbind\", \"$word\"])" 'grep " /m " /proc/self/mountinfo'
	like "a mount may be $word" "$field" "$out"
done <<'TABLE'
rprivate  relatime - tmpfs
rslave    master:[0-9]+ - tmpfs
rshared   shared:[0-9]+ 
TABLE
running box '.linux.rootfsPropagation = "rslave" | bind($tmp + "/deep"; "/m"; ["rbind", "rslave"])'
mkdir "$TMP/deep/late" && mount -t tmpfs tmpfs "$TMP/deep/late" && echo hello >"$TMP/deep/late/f"
is 'a mount made later arrives in a slave' hello "$(runtime exec box cat /m/late/f)"
umount "$TMP/deep/late"
gone box
umount "$TMP/deep"
for word in private slave shared unbindable; do
	payload ".linux.rootfsPropagation = \"$word\"" true
	is "a root may be $word" 0 "$status"
done

# ---- id-mapped ---------------------------------------------------------------------------------

maps='uidMappings: [{containerID: 0, hostID: 4711, size: 1000}], gidMappings: [{containerID: 0, hostID: 4711, size: 1000}]'
prints 'a mount is id-mapped' \
	".mounts += [{destination: \"/m\", type: \"bind\", source: (\$tmp + \"/dir\"), options: [\"bind\", \"idmap\"], $maps}]" \
	'stat -c %u:%g /m/file' 4711:4711
prints '... recursively by ridmap' \
	".mounts += [{destination: \"/m\", type: \"bind\", source: (\$tmp + \"/dir\"), options: [\"rbind\", \"ridmap\"], $maps}]" \
	'stat -c %u:%g /m/sub/file' 4711:4711
prints '... with the mapping of the container' \
	'mapped | bind($tmp + "/dir"; "/var"; ["idmap"])' 'stat -c %u:%g /var/file' 0:0

# ---- masked and read-only paths ----------------------------------------------------------------

prints 'a masked file is empty' '.linux.maskedPaths = ["/etc/group", "/nowhere"]' \
	'cat /etc/group; stat -c %t:%T /etc/group' 1:3
prints 'a masked directory is empty and read-only' '.linux.maskedPaths = ["/etc"]' \
	'ls /etc; touch /etc/x 2>/dev/null || echo refused' refused
prints 'a read-only path is that' '.linux.readonlyPaths = ["/etc", "/nowhere"]' \
	'head -1 /etc/group; touch /etc/x 2>/dev/null || echo refused' $'root:x:0:\nrefused'
prints 'the default hides what the spec lists' . \
	'cat /proc/kcore /proc/keys /proc/timer_list 2>/dev/null; (echo 1 >/proc/sys/kernel/msgmax) 2>&1 | grep -o Read-only; echo .' \
	$'Read-only\n.'

# ---- after all that ----------------------------------------------------------------------------

is "the host's mounts are what they were" "$before" "$(cat /proc/self/mountinfo)"
finish
