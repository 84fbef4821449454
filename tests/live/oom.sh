#!/bin/bash
#
# Who was killed for want of memory, and whose limit it was: the container's, that of a cgroup it
# has made, or that of one above it. Told by run, by events and by the report of a sandbox.

. "${0%/*}/harness.sh"

only_with memory
mib=1048576
hungry='dd if=/dev/zero of=/dev/null bs=64M count=1 2>/dev/null'
limit=".linux.resources.memory = {limit: $((32 * mib)), swap: $((32 * mib))}"
writable='(.mounts[] | select(.type == "cgroup")).options -= ["ro"]'

# ---- run ---------------------------------------------------------------------------------------

payload "$limit" "exec $hungry"
is 'a payload that is killed ends with 137' 137 "$status"
like '... and run tells of the container'"'"'s own limit' \
	"killed 1 process for want of memory: the container's own limit was met.*/payload, $((32 * mib)) bytes" \
	"$err"
payload "$limit" "$hungry; echo goes on"
like '... as when another process of it was killed' "goes on.*own limit was met" "$out$err"
payload "$limit" 'echo well'
is '... and says nothing when nobody was' well "$out$err"

own='mkdir /sys/fs/cgroup/init /sys/fs/cgroup/job && echo 0 >/sys/fs/cgroup/init/cgroup.procs &&
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control &&
	echo 16M >/sys/fs/cgroup/job/memory.max &&
	(echo 0 >/sys/fs/cgroup/job/cgroup.procs; '"$hungry"'); echo $?'
payload "$writable | own(\"cgroup\")" "$own"
is 'a container may limit a cgroup of its own' 137 "$out"
like '... whose limit is named' "a cgroup that it has made.*/payload/job, $((16 * mib)) bytes" "$err"
payload "$writable | own(\"cgroup\")" "$own; rmdir /sys/fs/cgroup/job"
like '... and when it has gone, that there was one' 'a cgroup that it has made was met"' "$err"

mkdir "$CGROUP/tenant"
echo +memory >"$CGROUP/cgroup.subtree_control"
echo $((24 * mib)) >"$CGROUP/tenant/memory.max"
echo 0 >"$CGROUP/tenant/memory.swap.max"
tenant='.linux.cgroupsPath |= sub("payload"; "tenant/payload")'
payload "$tenant" "exec $hungry"
like 'the limit of a cgroup above is told from the container'"'"'s' \
	"cgroup above it was met, which it shares .*/tenant, $((24 * mib)) bytes" "$err"
payload "$tenant | .linux.resources.memory = {limit: $((12 * mib)), swap: $((12 * mib))}" "exec $hungry"
like '... each time anew' "container's own limit was met .*/tenant/payload, $((12 * mib)) bytes" "$err"

# ---- events ------------------------------------------------------------------------------------

events() { # NAME EDIT: what events tells of a container that is hungry when it is told to be
	running "$1" "$2" "while [ ! -e /go ]; do sleep 0.1; done; $hungry; sleep 1000"
	runtime events --interval 1h "$1" >"$TMP/events" 2>"$TMP/err" &
	wait_for watched
	touch "$TMP/$1/rootfs/go"
	wait_for test -s "$TMP/events"
	gone "$1"
	wait
}

watched() {
	grep -qs ^inotify /proc/[0-9]*/fdinfo/*
}

events box "$limit"
is 'events tells of a kill' '["type","id","data"] oom box' \
	"$(jq -rc '"\(keys_unsorted) \(.type) \(.id)"' "$TMP/events")"
is '... of the limit that was met' "own /${CGROUP##*/}/box $((32 * mib))" \
	"$(jq -r '.data | "\(.whose) \(.cgroup) \(.limit)"' "$TMP/events")"
events box '.linux.cgroupsPath |= sub("box"; "tenant/box")'
is '... and whose it was' "above /${CGROUP##*/}/tenant" \
	"$(jq -r '.data | "\(.whose) \(.cgroup)"' "$TMP/events")"
rmdir "$CGROUP/tenant"

# ---- sandbox -----------------------------------------------------------------------------------

capture runtime sandbox --memory 32m --report "$TMP/report" -- sh -c "$hungry; true"
is 'the report of a sandbox tells of kills' "1 own $((32 * mib)) exit" \
	"$(jq -r '"\(.out_of_memory | "\(.kills) \(.whose) \(.limit)") \(.ended)"' "$TMP/report")"
capture runtime sandbox --memory 32m --report "$TMP/report" -- sh -c "exec $hungry"
is '... and when it was the command that was killed' 'out of memory' "$(jq -r .ended "$TMP/report")"

finish
