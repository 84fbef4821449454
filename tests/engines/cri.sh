#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2154 # what the container expands; what other files read or set
#
# cri.sh - a runtime as a runtime class of containerd's CRI plugin
#
# The calls are those that a kubelet makes, sent by cri_client.py. Both cgroup drivers are runtime
# classes of one containerd, as they are in a cluster.

. "${BASH_SOURCE[0]%/*}/daemon.sh"
definition=/usr/local/share/cri/api.proto plugins=/usr/lib/cni
needs containerd ctr python3 protoc "$plugins/bridge"
[ -e "$definition" ] || {
	echo "1..0 # SKIP $definition is not there"
	exit 0
}

image=localhost/busybox:1
megabyte=1048576

mkdir "$TMP/cni" "$TMP/logs"
cat >"$TMP/cni/pods.conflist" <<-END
	{"cniVersion": "0.4.0", "name": "pods", "plugins": [{"type": "bridge", "bridge": "$mine",
		"isGateway": true, "ipam": {"type": "host-local", "dataDir": "$TMP/addresses",
		"ranges": [[{"subnet": "10.213.0.0/24"}]]}}]}
END
cleanup=cri_end
cri_end() {
	daemons_end
	ip link delete "$mine"
}

. "$engines/cri_words.sh"
cri_begin "$plugins" cgroupfs systemd

# ---- a pod's life ------------------------------------------------------------------------------

limits=".config.linux.resources = {cpu_period: 100000, cpu_quota: 50000, cpu_shares: 512,
	memory_limit_in_bytes: $((64 * megabyte)), oom_score_adj: 500}"
security='.config.linux.security_context += {run_as_user: {value: 1000}, readonly_rootfs: true,
	no_new_privs: true, seccomp: {profile_type: "RuntimeDefault"},
	capabilities: {drop_capabilities: ["ALL"]}, supplemental_groups: [50]}'

lived() {
	local place cgroup

	asks "$driver: RunPodSandbox" RunPodSandbox \
		"{\"config\": $(pod "$driver"), \"runtime_handler\": \"$driver\"}" || return
	sandbox=$(member .pod_sandbox_id)
	cri PodSandboxStatus "{\"pod_sandbox_id\": \"$sandbox\"}"
	like "$driver: the pod has an address" "^10\.213\.0\." "$(member .status.network.ip)"

	begin box 'echo host=$(hostname); echo complaint >&2; trap "exit 3" TERM
		while true; do sleep 0.2; done' "$limits"
	is "$driver: a container is created and started" "" "$err"
	wait_for told box "host=$driver"
	is "$driver: its log is written" 0 $?
	grep -q 'stderr F complaint' "$TMP/logs/box.log"
	is "$driver: standard error stands apart in it" 0 $?

	joined cut -d: -f3 /proc/1/cgroup
	is "$driver: it has a cgroup namespace" / "$out"
	place=/sys/fs/cgroup/engines/$driver/$id
	[ "$driver" = systemd ] &&
		place=/sys/fs/cgroup/engines.slice/engines-systemd.slice/cri-containerd-$id.scope
	cgroup=$(find /sys/fs/cgroup -type d -name "*$id*")
	is "$driver: the container is in its place" "$place" "$cgroup"
	joined sh -c 'cd /sys/fs/cgroup; echo $(cat memory.max cpu.max); cat /proc/1/oom_score_adj'
	is "$driver: memory, cpu and badness are limited" "67108864 50000 100000 500" "$(xargs <<<"$out")"

	asks "$driver: UpdateContainerResources" UpdateContainerResources "{\"container_id\": \"$id\",
		\"linux\": {\"cpu_quota\": 25000, \"memory_limit_in_bytes\": $((32 * megabyte))}}"
	joined sh -c 'cd /sys/fs/cgroup; echo $(cat memory.max cpu.max)'
	is "$driver: what it set is in force" "33554432 25000 100000" "$out"
	asks "$driver: ContainerStats" ContainerStats "{\"container_id\": \"$id\"}"
	is "$driver: they tell of memory and cpu" "true true" "$(member '.stats | [
		(.memory.working_set_bytes.value | tonumber > 0),
		(.cpu.usage_core_nano_seconds.value | tonumber > 0)] | join(" ")')"

	asks "$driver: StopContainer" StopContainer "{\"container_id\": \"$id\", \"timeout\": 20}"
	state_is CONTAINER_EXITED
	is "$driver: the program's answer to the signal arrives" 3 "$(member .status.exit_code)"
	asks "$driver: RemoveContainer" RemoveContainer "{\"container_id\": \"$id\"}"

	begin hungry "$hungry" \
		".config.linux.resources = {memory_limit_in_bytes: $((16 * megabyte))}"
	wait_for state_is CONTAINER_EXITED
	is "$driver: more memory than the limit ends it" "OOMKilled 137" \
		"$(member '.status | "\(.reason) \(.exit_code)"')"
	[ "$driver" = systemd ] || play shared
	asks "$driver: StopPodSandbox" StopPodSandbox "{\"pod_sandbox_id\": \"$sandbox\"}"
	asks "$driver: RemovePodSandbox" RemovePodSandbox "{\"pod_sandbox_id\": \"$sandbox\"}"
	is "$driver: no cgroup is left" "" "$(find /sys/fs/cgroup -type d -name "*$id*" -o \
		-type d -name "*$sandbox*")"
}

# ---- what containers of a pod meet -------------------------------------------------------------

shared() {
	begin server 'echo a page >/tmp/index.html; httpd -f -p 80 -h /tmp'
	begin guest 'sleep 1000' "$security"
	is "a second container is started" "" "$err"
	joined sh -c 'n=0; until wget -q -O - http://127.0.0.1/ || [ $((n += 1)) = 50 ]; do sleep 0.2; done'
	is "containers of a pod share its network" "a page" "$out"
	joined sh -c 'echo user=$(id -u); echo groups=$(id -G)
		for name in CapEff NoNewPrivs Seccomp; do
			echo $name=$(sed -n "s/^$name:.//p" /proc/self/status); done
		touch /new 2>/dev/null || echo root=read-only'
	shows "run_as_user" user 1000
	like "supplemental_groups" "50" "$(value groups)"
	shows "drop_capabilities" CapEff 0000000000000000
	shows "no_new_privs" NoNewPrivs 1
	shows "seccomp" Seccomp 2
	shows "readonly_rootfs" root read-only

	joined sh -c 'echo said; exit 9'
	is "ExecSync gives the program's output and exit status" "said 9" "$out $status"
	joined missing-program
	like "ExecSync names a program that is not there" \
		"missing-program.*(not found|[Nn]o such file)" "$err"
	seconds=2 joined sleep 1000
	like "ExecSync ends when its time is over" "(deadline|timed out|timeout)" "$err"
	joined sh -c 'ps | grep -c "[s]leep 1000"'
	is "and so does the program" 1 "$out"

	begin absent true '.config.command = ["missing-program"]'
	like "a container whose program is not there is refused" \
		"missing-program.*(not found|[Nn]o such file)" "$err"
}

for driver in $drivers; do
	if [ "$driver" = systemd ] && ! has_systemd_driver; then
		skip "systemd: a pod's life" "$RUNTIME says that it has no systemd driver"
	else
		play lived
	fi
done
is "no record is left" "" "$(ls /run/containerd/runc/k8s.io)"
finish
