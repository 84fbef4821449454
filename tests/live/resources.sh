#!/bin/bash
#
# Limits: as the config asks for them, as update changes them, as events tells of them. Where
# the kernel gives a controller the value is read back; where it does not, asking is an error.

. "${0%/*}/harness.sh"

# limit CONTROLLER SENTENCE EDIT FILE WANTED: what the container's cgroup then holds
limit() {
	if ! has_controller "$1"; then
		skip "$2" "no $1 controller in /sys/fs/cgroup/cgroup.controllers"
		return
	fi
	running box ".linux.resources += {$3}"
	is "$2" "$5" "$(cat "$CGROUP/box/$4")"
	gone box
}

# ---- by the config -----------------------------------------------------------------------------

while IFS='|' read -r controller edit file wanted; do
	limit "$controller" "$edit: $file is $wanted" "$edit" "$file" "$wanted"
done <<'TABLE'
memory|memory: {limit: 67108864}|memory.max|67108864
memory|memory: {limit: 67108864, swap: 100663296}|memory.swap.max|33554432
memory|memory: {limit: 67108864, swap: 67108864}|memory.swap.max|0
memory|memory: {limit: -1}|memory.max|max
memory|memory: {reservation: 33554432}|memory.low|33554432
cpu|cpu: {shares: 1024}|cpu.weight|100
cpu|cpu: {shares: 100}|cpu.weight|17
cpu|cpu: {shares: 2}|cpu.weight|1
cpu|cpu: {shares: 262144}|cpu.weight|10000
cpu|cpu: {quota: 50000, period: 100000}|cpu.max|50000 100000
cpu|cpu: {quota: -1, period: 50000}|cpu.max|max 50000
cpu|cpu: {quota: 50000, period: 100000, burst: 10000}|cpu.max.burst|10000
cpu|cpu: {idle: 1}|cpu.idle|1
cpuset|cpu: {cpus: "0", mems: "0"}|cpuset.cpus|0
pids|pids: {limit: 17}|pids.max|17
pids|pids: {limit: 0}|pids.max|1
pids|pids: {limit: -1}|pids.max|max
pids|unified: {"pids.max": "23"}|pids.max|23
pids|pids: {limit: 17}, unified: {"pids.max": "23"}|pids.max|23
hugetlb|hugepageLimits: [{pageSize: "2MB", limit: 4194304}]|hugetlb.2MB.max|4194304
hugetlb|hugepageLimits: [{pagesize: "2MB", limit: 4194304}]|hugetlb.2MB.rsvd.max|4194304
hugetlb|unified: {"hugetlb.2MB.max": "2097152"}|hugetlb.2MB.max|2097152
TABLE

# ---- what cannot be ----------------------------------------------------------------------------

absent() {
	if has_controller "$1"; then
		skip "without $1 a limit of it is an error" "the $1 controller is there"
	else
		refuses "without $1 a limit of it is an error that names controller and file" \
			".linux.resources += {$2}" "$1.*$3|$3.*$1"
		like '... and the cure' 'cgroup.subtree_control|delegat|enable|mount|kernel|boot' "$err"
	fi
}
absent memory 'memory: {limit: 67108864}' memory.max
absent cpu 'cpu: {shares: 512}' cpu.weight
absent cpuset 'cpu: {cpus: "0"}' cpuset.cpus
absent pids 'pids: {limit: 17}' pids.max
absent io 'blockIO: {weight: 100}' io.
refuses 'a page size the machine does not have is named' \
	'.linux.resources += {hugepageLimits: [{pageSize: "3MB", limit: 4194304}]}' '3MB'
refuses 'a file of unified that is none is refused' \
	'.linux.resources += {unified: {"../x": "1"}}' 'unified|\.\./x'
refuses '... as is one nobody has' '.linux.resources += {unified: {"shoes.max": "1"}}' 'shoes'
if mountpoint -q /sys/fs/resctrl; then
	skip 'a class of service needs resctrl' 'resctrl is mounted'
else
	refuses 'a class of service needs resctrl' '.linux.intelRdt = {l3CacheSchema: "L3:0=f"}' \
		'linux.intelRdt: resctrl is not mounted on /sys/fs/resctrl.*mount -t resctrl'
fi
refuses '... whose own names are no classes' '.linux.intelRdt = {closID: "info"}' 'closID.*info'
refuses '... and a path is none' '.linux.intelRdt = {closID: "../up"}' 'closID.*\.\./up'
for path in '"/../up"' '"../../up"' '"a/../../../up"'; do
	bundle box ".linux.cgroupsPath = $path"
	capture create box
	is "the cgroup path $path does not lead out" no \
		"$([ -e /sys/fs/cgroup/../up ] && echo yes || echo no)"
	gone box
	rmdir /sys/fs/cgroup/up 2>/dev/null
done

# ---- the cgroup itself -------------------------------------------------------------------------

name=box-${TMP##*.}
bundle "$name" 'del(.linux.cgroupsPath)'
create "$name" >/dev/null 2>&1
is 'the default cgroup is called like the container' "0::/$name" \
	"$(grep 0:: "/proc/$(pid_of "$name")/cgroup")"
gone "$name"
is '... and is removed with it' no "$([ -e "/sys/fs/cgroup/$name" ] && echo yes || echo no)"
bundle box
mkdir "$CGROUP/box"
sleep 1000 &
echo $! >"$CGROUP/box/cgroup.procs"
fails 'a cgroup with somebody in it is refused' "container's cgroup is not empty" create box
kill $!
wait $! 2>/dev/null
gone box
bundle box
mkdir -p "$CGROUP/box"
echo 1 >"$CGROUP/box/cgroup.freeze"
fails 'a frozen one, too' "cgroup unexpectedly frozen" create box
rmdir "$CGROUP/box" 2>/dev/null
gone box

# ---- update ------------------------------------------------------------------------------------

running box
update() { # CONTROLLER SENTENCE FILE WANTED OPTION...
	if has_controller "$1"; then
		capture runtime update "${@:5}" box
		is "$2" "$4" "$(cat "$CGROUP/box/$3")"
	else
		skip "$2" "no $1 controller in /sys/fs/cgroup/cgroup.controllers"
	fi
}
update memory 'update --memory takes a suffix' memory.max 52428800 --memory 50M
update memory 'update --memory-swap is memory and swap' memory.swap.max 10485760 --memory 50M --memory-swap 60M
update memory 'update --memory -1 lifts the limit' memory.max max --memory -1
update cpu 'update --cpu-quota sets the quota' cpu.max '20000 100000' --cpu-quota 20000
update cpu 'update --cpu-period keeps it' cpu.max '20000 50000' --cpu-period 50000
update cpu 'update --cpu-share' cpu.weight 100 --cpu-share 1024
update pids 'update --pids-limit' pids.max 20 --pids-limit 20
update pids 'update --pids-limit -1' pids.max max --pids-limit -1
update cpuset 'update --cpuset-cpus' cpuset.cpus 0 --cpuset-cpus 0
huge='{"hugepageLimits": [{"pageSize": "2MB", "limit": 6291456}]}'
runtime update --resources - box <<<"$huge" 2>"$TMP/err"
is 'update --resources - reads standard input' 6291456 "$(cat "$CGROUP/box/hugetlb.2MB.max")"
echo "${huge/6291456/8388608}" >"$TMP/resources.json"
capture runtime update -r "$TMP/resources.json" box
is 'update -r reads a file' 8388608 "$(cat "$CGROUP/box/hugetlb.2MB.max")"
runtime pause box
capture runtime update -r "$TMP/resources.json" box
is 'update of a paused container leaves it paused' paused "$(status_of box)"
runtime resume box
fails 'update refuses what is no JSON' . runtime update -r /etc/passwd box
fails 'update refuses a size that is none' 'memory|lots' runtime update --memory lots box

# ---- events ------------------------------------------------------------------------------------

capture runtime events --stats box
is 'events --stats is one line' 1 "$(wc -l <<<"$out")"
is '... of type, id and data, in this order' '["type","id","data"] stats box' \
	"$(jq -rc '"\(keys_unsorted) \(.type) \(.id)"' <<<"$out")"
is '... whose numbers are numbers' '[]' "$(jq -c '[.data | .. | scalars | select(type == "string")
	| select(test("^[0-9]+$"))]' <<<"$out")"
is '... with the huge pages, which are there' '["failcnt","max","usage"]' \
	"$(jq -c '.data.hugetlb["2MB"] | {max, usage, failcnt} | keys' <<<"$out")"
has_controller memory && is '... with the memory' true "$(jq '.data.memory.usage.usage > 0' <<<"$out")"
has_controller pids && is '... with the processes' true "$(jq '.data.pids.current > 0' <<<"$out")"
runtime events --interval 100ms box >"$TMP/events" 2>/dev/null &
wait_for test -s "$TMP/events"
runtime kill box KILL
wait $!
is 'events ends with its container' 0 $?
gone box

finish
