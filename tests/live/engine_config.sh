#!/bin/bash
#
# A config of the shape that Podman and containerd generate for a plain container: forty mounts,
# the long lists of paths, and the distribution's seccomp profile of some four hundred calls.

. "${0%/*}/harness.sh"

profile=/usr/share/containers/seccomp.json
mkdir "$TMP/volume"
echo hello >"$TMP/volume/file"

capabilities='["CAP_CHOWN","CAP_DAC_OVERRIDE","CAP_FOWNER","CAP_FSETID","CAP_KILL","CAP_NET_BIND_SERVICE","CAP_SETFCAP","CAP_SETGID","CAP_SETPCAP","CAP_SETUID","CAP_SYS_CHROOT"]'
engine='.ociVersion = "1.0.2-dev"
	| .process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps}
	| .process.noNewPrivileges = false
	| .process.oomScoreAdj = 100
	| .process.rlimits = [{type: "RLIMIT_NOFILE", hard: 1024, soft: 1024}, {type: "RLIMIT_NPROC", hard: 4096, soft: 4096}]
	| .process.env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "container=podman", "HOME=/root", "HOSTNAME=c0ffee"]
	| .hostname = "c0ffee"
	| .annotations = {"io.container.manager": "libpod", "org.opencontainers.image.stopSignal": "15", "io.podman.annotations.label": "x"}
	| .mounts = [
		{destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"]},
		{destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "strictatime", "mode=755", "size=65536k"]},
		{destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"]},
		{destination: "/dev/pts", type: "devpts", source: "devpts", options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]},
		{destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: ["nosuid", "noexec", "nodev"]},
		{destination: "/dev/shm", type: "bind", source: ($tmp + "/volume"), options: ["bind", "rprivate", "nosuid", "noexec", "nodev"]},
		{destination: "/sys/fs/cgroup", type: "cgroup", source: "cgroup", options: ["rprivate", "nosuid", "noexec", "nodev", "relatime", "ro"]},
		(("/etc/resolv.conf", "/etc/hosts", "/etc/hostname", "/run/.containerenv") |
			{destination: ., type: "bind", source: ($tmp + "/volume/file"), options: ["bind", "rprivate"]}),
		(range(29) | {destination: "/volumes/\(.)/deep", type: "bind", source: ($tmp + "/volume"), options: ["rbind", "rprivate", "ro"]})]
	| .linux.maskedPaths = ["/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/dev/block", "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/selinux"]
	| .linux.readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
	| .linux.sysctl = {"net.ipv4.ping_group_range": "0 0"}
	| .linux.rootfsPropagation = "slave"'
engine="$capabilities as \$caps | $engine"

# ---- the profile, as an engine would convert it ------------------------------------------------

# A containers profile has conditions on capabilities and machines, that an engine settles.
if [ -r "$profile" ]; then
	jq --argjson caps "$capabilities" '
		def holds: ((.includes.caps // []) - $caps | length == 0)
			and ((.excludes.caps // []) - ((.excludes.caps // []) - $caps) | length == 0)
			and (.includes.arches // ["amd64"] | index("amd64", "x86_64") != null)
			and (.excludes.arches // [] | index("amd64", "x86_64") == null);
		{defaultAction, defaultErrnoRet, architectures: ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
		 syscalls: [.syscalls[] | select(holds) | {names, action, errnoRet, args} | del(..|nulls)]}
		| del(..|nulls)' "$profile" >"$TMP/seccomp.json"
	engine="$engine | .linux.seccomp = $(cat "$TMP/seccomp.json")"
	like 'the profile names some four hundred calls' '^[3-5][0-9][0-9]$' \
		"$(jq '[.syscalls[].names[]] | unique | length' "$TMP/seccomp.json")"
else
	skip 'the profile names some four hundred calls' "no $profile (package containers-common)"
fi

# ---- it runs -----------------------------------------------------------------------------------

before=$(host_state)
running box "$engine"
is 'it is running' running "$(status_of box)"
is 'with forty mounts, and not with the profile alone' yes \
	"$([ "$(runtime exec box grep -c . /proc/self/mountinfo)" -ge 40 ] && echo yes)"
is 'the volumes are there' hello "$(runtime exec box cat /volumes/28/deep/file)"
is '... and read-only' 29 "$(runtime exec box sh -c \
	'n=0; for v in /volumes/*/deep; do touch $v/x 2>/dev/null || n=$((n + 1)); done; echo $n')"
is 'the files of the engine are there' $'hello\nhello' "$(runtime exec box cat /etc/hosts /run/.containerenv)"
is 'what is masked is empty' '' "$(runtime exec box sh -c 'cat /proc/kcore /proc/keys; ls -A /sys/firmware; ls -A /proc/scsi' 2>/dev/null)"
is 'what is allowed works' ok "$(runtime exec box sh -c 'chown 7 /tmp && mkdir /tmp/d && echo ok')"
for forbidden in 'mount -t tmpfs none /tmp' 'unshare -n true' 'hostname x' 'mknod /tmp/n b 7 0' 'chroot / mount -o remount,rw /sys'; do
	is "$forbidden does not" refused "$(runtime exec box sh -c "$forbidden 2>/dev/null || echo refused")"
done
is 'the filter is on' 'Seccomp: 2' "$(runtime exec box grep ^Seccomp: /proc/self/status | tr -s '\t' ' ')"
is 'a shell of the payload has work done' 500500 "$(runtime exec box sh -c 'seq 1000 | awk "{s += \$1} END {print s}"')"

# ---- as conmon and the shim call it ------------------------------------------------------------

called() {
	timeout "$DEADLINE" "$RUNTIME" --root "$STATE" --log "$TMP/log.json" --log-format json "$@"
}
jq '.process | .args = ["cat", "/etc/hosts"]' "$TMP/box/config.json" >"$TMP/process.json"
is 'exec --process --pid-file as the shim calls it' hello \
	"$(called exec --process "$TMP/process.json" --pid-file "$TMP/pid" box)"
like 'ps --format json is an array of pids' '^\[[0-9]+\]$' "$(called ps --format json box | tr -d ' \n')"
succeeds 'kill takes a number' called kill box 9
wait_for is_stopped box
capture called kill box 9
like 'kill of a stopped one is told in the words that engines know' 'container not running' \
	"$(tail -1 "$TMP/log.json" | jq -r .msg)"
succeeds 'delete removes it' called delete box
capture called delete box
like 'a second delete is told in the words that engines know' 'does not exist' \
	"$(tail -1 "$TMP/log.json" | jq -r .msg)"
unchanged 'the host is as it was' "$before"

finish
