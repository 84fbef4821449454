#!/bin/bash
#
# Namespaces: each of its own, each of somebody else by path, and what is set inside them.

. "${0%/*}/harness.sh"

types='pid network ipc uts mount cgroup user time'

# The name of a type's file in /proc/PID/ns.
file_of() {
	case $1 in
	network) echo net ;;
	mount) echo mnt ;;
	*) echo "$1" ;;
	esac
}

# ---- each of its own, or not -------------------------------------------------------------------

for type in $types; do
	file=$(file_of "$type")
	edit="own(\"$type\")"
	[ "$type" = user ] && edit=mapped
	payload "$edit" "readlink /proc/self/ns/$file"
	like "a $type namespace of its own is made" "^$file:\[[0-9]+\]$" "$out"
	is '... which is not the one of the host' no \
		"$([ "$out" = "$(readlink "/proc/self/ns/$file")" ] && echo yes || echo no)"
done
for type in network ipc uts cgroup pid; do
	file=$(file_of "$type")
	prints "without a $type namespace the payload has the host's" \
		"without(\"$type\") | del(.hostname)" "readlink /proc/self/ns/$file" \
		"$(readlink "/proc/self/ns/$file")"
done
prints 'in a pid namespace the payload is the first process' . 'echo $$' 1

# ---- joined by path ----------------------------------------------------------------------------

running first 'mapped | own("cgroup")'
first=/proc/$(pid_of first)/ns
for type in pid network ipc uts cgroup; do
	file=$(file_of "$type")
	edit="join(\"user\"; \"$first/user\") | join(\"$type\"; \"$first/$file\") | del(.hostname)"
	prints "a $type namespace is joined by its path" "$edit" "readlink /proc/self/ns/$file" \
		"$(readlink "$first/$file")"
done
paths=$(jq -nc --arg at "$first" '[["user", "user"], ["pid", "pid"], ["network", "net"],
	["ipc", "ipc"], ["uts", "uts"], ["cgroup", "cgroup"]] | map([.[0], $at + "/" + .[1]])')
prints 'six namespaces are joined at once' \
	"reduce ${paths}[] as \$n (.; join(\$n[0]; \$n[1])) | del(.hostname)" \
	'for n in user pid net ipc uts cgroup; do readlink /proc/self/ns/$n; done' \
	"$(for n in user pid net ipc uts cgroup; do readlink "$first/$n"; done)"
touch "$TMP/netns"
mount --bind "$first/net" "$TMP/netns"
prints 'a namespace is joined from where it is bind-mounted' \
	'join("user"; "'"$first"'/user") | join("network"; $tmp + "/netns")' \
	'readlink /proc/self/ns/net' "$(readlink "$first/net")"
umount "$TMP/netns"
gone first
refuses 'a path that is no namespace is refused' 'join("network"; "/etc/passwd")' 'etc/passwd|namespace'
refuses 'a namespace of another type is refused' 'join("network"; "/proc/1/ns/uts")' \
	'ns/uts|namespace|Invalid'
refuses 'a path that is not there is named' 'join("ipc"; $tmp + "/nowhere")' nowhere
refuses 'a namespace given twice is refused' '.linux.namespaces += [{type: "pid"}]' \
	'twice|duplicate|malformed|more than once'
refuses 'an unknown namespace is named' 'own("netwrok")' netwrok

# ---- user --------------------------------------------------------------------------------------

prints 'ids are mapped as the config says' mapped \
	'xargs </proc/self/uid_map; xargs </proc/self/gid_map' $'0 100000 65536\n0 100000 65536'
prints '... and the payload is root inside' mapped 'id -u; id -g' $'0\n0'
prints '... and may have another user' 'mapped | user(1000; 1000)' 'id -u; id -g' $'1000\n1000'
running box mapped
is '... who is unprivileged outside' 100000 "$(stat -c %u "/proc/$(pid_of box)")"
gone box
prints 'several ranges are mapped' \
	'mapped | .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 1000}, {containerID: 1000, hostID: 300000, size: 1}]' \
	'xargs -n3 </proc/self/uid_map' $'0 100000 1000\n1000 300000 1'
refuses 'mappings without a user namespace are refused' 'mapped | without("user")' '[Mm]apping|user'

# ---- what is set inside ------------------------------------------------------------------------

prints 'the host name is set' '.hostname = "inside"' hostname inside
prints 'the domain name is set' '.domainname = "example.org"' \
	'cat /proc/sys/kernel/domainname' example.org
refuses 'a host name without a uts namespace is refused' 'without("uts")' '[Hh]ostname|uts|UTS'
is '... and that of the host is untouched' "$(uname -n)" "$(cat /proc/sys/kernel/hostname)"
prints 'clocks are set off' \
	'own("time") | .linux.timeOffsets = {monotonic: {secs: 7, nanosecs: 5}, boottime: {secs: 8}}' \
	'tr -s " " </proc/self/timens_offsets' $'monotonic 7 5\nboottime 8 0'
running first 'own("time") | .linux.timeOffsets = {monotonic: {secs: 4711}}'
prints 'a time namespace is joined by its path, offsets and all' \
	"join(\"time\"; \"/proc/$(pid_of first)/ns/time\")" \
	'tr -s " " </proc/self/timens_offsets' $'monotonic 4711 0\nboottime 0 0'
gone first
prints 'a time namespace needs no offsets' 'own("time")' \
	'tr -s " " </proc/self/timens_offsets' $'monotonic 0 0\nboottime 0 0'
refuses 'offsets without a time namespace are refused' \
	'.linux.timeOffsets = {monotonic: {secs: 7}}' '[Tt]ime'

# ---- sysctl ------------------------------------------------------------------------------------

while read -r key value; do
	prints "sysctl $key is set" ".linux.sysctl = {\"$key\": \"$value\"}" \
		"cat /proc/sys/$(tr . / <<<"$key")" "$value"
done <<'TABLE'
net.ipv4.ip_forward            1
net.ipv4.ip_unprivileged_port_start  0
kernel.shmmax                  4096
kernel.msgmax                  1234
fs.mqueue.msg_max              20
TABLE
while read -r key value; do
	refuses "sysctl $key is refused" ".linux.sysctl = {\"$key\": \"$value\"}" \
		'sysctl|not (allowed|namespaced)|separate'
done <<'TABLE'
kernel.core_pattern            |/bin/sh
kernel.pid_max                 4711
vm.swappiness                  10
net/../kernel.core_pattern     x
net...kernel.core_pattern      x
fs.file-max                    4711
kernel.hostname                x
TABLE
refuses 'sysctl net.* without a network namespace is refused' \
	'without("network") | .linux.sysctl = {"net.ipv4.ip_forward": "1"}' 'sysctl|network'
refuses 'sysctl kernel.shm* without an ipc namespace is refused' \
	'without("ipc") | .linux.sysctl = {"kernel.shmmax": "4096"}' 'sysctl|ipc|IPC'

finish
