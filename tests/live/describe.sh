#!/bin/bash
#
# describe --id: what was asked of a container's cgroup, what the kernel holds, and what that comes
# to under a tenant's.

. "${0%/*}/harness.sh"

# told FILTER: what describe says as JSON, filtered
told() {
	runtime describe --id --format json box | jq -rc "$1"
}

limit_of() {
	told ".limits[] | select(.file == \"$1\") | \"\\(.asked) \\(.held) \\(.effective) \\(.decided_by)\""
}

fails 'a container that is none is told' 'does not exist' runtime describe --id nobody
running box '.linux.resources.hugepageLimits = [{pageSize: "2MB", limit: 4194304}]'
succeeds 'a container can be described' runtime describe --id box
like '... by its state, its cgroup and its limits' \
	"^container box, running.cgroup /${CGROUP##*/}/box.limits.  hugetlb.2MB.max: 4194304 asked for" "$out"
like '... and has what was asked for' 'it has what was asked for$' "$out"
echo '{"hugepageLimits": [{"pageSize": "2MB", "limit": 6291457}]}' >"$TMP/resources.json"
runtime update --resources "$TMP/resources.json" box
is 'what update has asked for since counts, beside what the kernel made of it' \
	'6291457 6291456 6291456 null' "$(limit_of hugetlb.2MB.max)"
is '... and by which property' linux.resources.hugepageLimits \
	"$(told '.limits[] | select(.file == "hugetlb.2MB.max") | .field')"
gone box

if ! has_controller memory || ! has_controller pids; then
	skip 'what a cgroup above allows is what memory comes to' 'no memory or pids controller'
	finish
fi

tenant=/sys/fs/cgroup/${CGROUP##*/}/tenant
mkdir "$tenant"
for words in +memory +pids +cpu +cpuset; do echo "$words" >"$CGROUP/cgroup.subtree_control"; done
echo 33554432 >"$tenant/memory.max"
echo 9 >"$tenant/pids.max"
echo '20000 100000' >"$tenant/cpu.max"
echo 0 >"$tenant/cpuset.cpus"
running box '.linux.cgroupsPath |= sub("box"; "tenant/box") | .linux.resources += {
	memory: {limit: 67108864, reservation: 16777216}, pids: {limit: 5},
	unified: {"memory.min": "8388608"},
	cpu: {quota: 50000, period: 100000, cpus: "0-1"}}'
above="/${CGROUP##*/}/tenant"
is 'what a cgroup above allows is what memory comes to' "67108864 67108864 33554432 $above" \
	"$(limit_of memory.max)"
is '... processors, too' "50000 100000 50000 100000 20000 100000 $above" "$(limit_of cpu.max)"
is '... and which' "0-1 0-1 0 $above" "$(limit_of cpuset.cpus)"
is '... and nothing that is less already' '5 5 5 null' "$(limit_of pids.max)"
is 'a guarantee that nobody above grants is worth nothing' "8388608 8388608 0 $above" \
	"$(limit_of memory.min)"
is '... as a container is told that has it' false \
	"$(told '.limits[] | select(.file == "memory.min") | .kept')"
like 'the text names who decides' "memory.low: 16777216 .*effective 0: $above grants no more" \
	"$(runtime describe --id box)"
like '... and says that it is not all there' 'does not have all' "$(runtime describe --id box)"
for cgroup in "$tenant" "$CGROUP"; do echo 16777216 >"$cgroup/memory.min"; done
is '... until all above do' '8388608 8388608 8388608 null' "$(limit_of memory.min)"
echo 7 >"$tenant/box/pids.max"
is 'what somebody else has written is told' '5 7 7 null' "$(limit_of pids.max)"
runtime update --pids-limit 12 box
is 'update asks anew, and a cgroup above has less' "12 12 9 $above" "$(limit_of pids.max)"
gone box
running box '.linux.cgroupsPath |= sub("box"; "tenant/box")'
is 'a limit that only a cgroup above has is told' "null max 9 $above" "$(limit_of pids.max)"
gone box

refuses 'CPUs of which a cgroup above allows none are refused' \
	'.linux.cgroupsPath |= sub("payload"; "tenant/payload") | .linux.resources.cpu = {cpus: "1"}' \
	'cpu.cpus: of 1 none is .*the kernel would use 0'
rmdir "$tenant"

finish
