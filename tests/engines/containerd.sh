#!/bin/bash
# shellcheck disable=SC2016,SC2154 # what the container expands; what other files set
#
# containerd.sh - a runtime under containerd, as `ctr` drives it
#
# containerd's shim reads metrics and out-of-memory events from the cgroup itself, and everything
# else from the runtime: what is tested is what an owner of the container sees of it, from inside
# and in the cgroup's files. A daemon of the test's own serves all of it; nothing of the system's
# containerd is touched.

. "${BASH_SOURCE[0]%/*}/daemon.sh"
needs containerd ctr script

export CONTAINERD_ADDRESS=$TMP/containerd.sock CONTAINERD_NAMESPACE=engines
image=localhost/busybox:1
megabyte=1048576

ctr() {
	within ctr "$@"
}

containerd_begin "$without_cri"
image_archive "$TMP/image.tar" "$image"
ctr image import "$TMP/image.tar" >/dev/null || bail "no image can be imported"
daemon events command ctr events

# ---- words -------------------------------------------------------------------------------------

# ctr_run ID [OPTION...] -- COMMAND...
ctr_run() {
	local id=$1 options=()

	shift
	while [ "$1" != -- ]; do options+=("$1") && shift; done
	shift
	if [ "$driver" = systemd ]; then
		options+=(--runc-systemd-cgroup --cgroup "system.slice:ctr:$id")
	fi
	ctr run --runc-binary "$RUNTIME" "${options[@]}" "$image" "$id" "$@"
}

# in_background ID [OPTION...] -- COMMAND...: what it says is in $TMP/ID.log
in_background() {
	local id=$1

	shift
	capture ctr_run "$id" --detach --log-uri "file://$TMP/$id.log" "$@"
	[ "$status" = 0 ] || miss "container $id is started ($driver)" "$err"
}

# ctr_exec ID COMMAND...
ctr_exec() {
	execs=$((execs + 1))
	ctr task exec --exec-id "exec$execs" "$@"
}
execs=0

state_of() {
	ctr task ls | awk -v id="$1" '$1 == id {print $3}'
}

state_is() {
	[ "$(state_of "$1")" = "$2" ]
}

pid_of() {
	ctr task ls | awk -v id="$1" '$1 == id {print $2}'
}

cgroup_of() {
	echo "/sys/fs/cgroup$(cut -d: -f3 "/proc/$(pid_of "$1")/cgroup")"
}


# removed ID: takes it away, and leaves in $ended how it ended
removed() {
	capture ctr task delete --force "$1"
	ended=$(sed -n 's/.*exit with non-zero exit code \([0-9]*\).*/\1/p' <<<"$err")
	: "${ended:=$status}"
	ctr container delete "$1" || miss "container $1 is deleted"
}

has_event() {
	grep -q " $1 .*\"container_id\":\"$2\"" "$TMP/events.log"
}

# ---- what depends on who makes the cgroup ------------------------------------------------------

limited() {
	local cgroup place=/engines/box count

	[ "$driver" = systemd ] && place=/system.slice/ctr-box.scope
	in_background box --memory-limit $((64 * megabyte)) --cpus 0.5 -- \
		sh -c 'while true; do echo tick >>/run/ticks; sleep 0.3; done'
	cgroup=$(cgroup_of box)
	like "$driver: the container is in its place" "^/sys/fs/cgroup$place(/container)?$" "$cgroup"
	is "$driver: memory and cpu are limited" "$((64 * megabyte)) 50000 100000" \
		"$(cat "$cgroup/memory.max" "$cgroup/cpu.max" | xargs)"
	answers "$driver: exec is in the container's cgroup" "${cgroup#/sys/fs/cgroup}" \
		ctr_exec box cut -d: -f3 /proc/self/cgroup
	is "$driver: metrics tell of memory, processes and cpu" "$((64 * megabyte)) true true" \
		"$(ctr task metrics --format json box |
			jq -r '[.memory.usage_limit, .pids.current > 0, .cpu.usage_usec > 0] | join(" ")')"

	succeeds "$driver: pause" ctr task pause box
	is "$driver: a paused container is shown as such" "PAUSED frozen 1" \
		"$(state_of box) $(grep frozen "$cgroup/cgroup.events")"
	count=$(wc -l <"/proc/$(pid_of box)/root/run/ticks")
	sleep 1
	is "$driver: a paused container stands still" "$count" \
		"$(wc -l <"/proc/$(pid_of box)/root/run/ticks")"
	succeeds "$driver: resume" ctr task resume box
	is "$driver: a resumed container is shown as such" "RUNNING frozen 0" \
		"$(state_of box) $(grep frozen "$cgroup/cgroup.events")"

	succeeds "$driver: kill" ctr task kill --signal KILL box
	wait_for state_is box STOPPED
	removed box
	is "$driver: delete tells how it ended" 137 "$ended"
	[ ! -e "/sys/fs/cgroup$place" ]
	is "$driver: the cgroup is gone" 0 $?

	exits "$driver: more memory than the limit ends it" 137 \
		ctr_run hungry --rm --memory-limit $((16 * megabyte)) -- sh -c "$hungry"
	wait_for has_event /tasks/oom hungry
	is "$driver: there is an event of it" 0 $?
}

# ---- what a program meets ----------------------------------------------------------------------

program() {
	capture ctr_run first --rm --hostname box --env COLOUR=green --cwd /tmp --user 1000:50 \
		--mount "type=bind,src=$TMP/root/etc,dst=/data,options=rbind:ro" -- sh -c '
		echo host=$(hostname); echo colour=$COLOUR; echo directory=$PWD; echo user=$(id -u):$(id -g)
		echo file=$(wc -l </data/passwd); touch /data/new 2>/dev/null || echo read_only=yes
		echo over there >&2
		exit 7'
	is "the program's exit status arrives" 7 "$status"
	is "standard error is its own" "over there" "$(head -n 1 <<<"$err")"
	shows "--hostname" host box
	shows "--env" colour green
	shows "--cwd" directory /tmp
	shows "--user" user 1000:50
	shows "--mount" file 2
	shows "... read-only" read_only yes
	is "standard input arrives" "got hello" \
		"$(echo hello | ctr_run reader --rm -- sh -c 'read -r line; echo got $line')"
	fails "a program that is not there is named" "missing-program.*(not found|[Nn]o such file)" \
		ctr_run absent --rm -- missing-program
	fails "--read-only" "Read-only file system" ctr_run still --rm --read-only -- touch /file
}

# set_has MASK NUMBER: whether a capability is in a set as /proc/PID/status prints it
set_has() {
	echo $((0x$1 >> $2 & 1))
}

privileges() {
	capture ctr_run drop --rm --cap-drop CAP_CHOWN --cap-add CAP_SYS_TIME --device /dev/fuse -- \
		sh -c 'echo set=$(sed -n "s/^CapEff:.//p" /proc/1/status); echo devices=$(ls /dev)'
	is "--cap-drop" 0 "$(set_has "$(value set)" 0)"
	is "--cap-add" 1 "$(set_has "$(value set)" 25)"
	like "--device" " fuse " "$(value devices)"
	is "a device that was not asked for is not there" "" "$(value devices | grep -E 'kmsg|vda')"

	capture ctr_run mighty --rm --privileged -- sh -c \
		'echo set=$(sed -n "s/^CapEff:.//p" /proc/1/status); mount -t tmpfs none /tmp && echo mounted=yes'
	shows "--privileged: every capability" set 000001ffffffffff
	shows "--privileged: mounting is allowed" mounted yes

	answers "--seccomp: a filter is loaded" 2 \
		ctr_run filtered --rm --seccomp -- sed -n 's/^Seccomp:.//p' /proc/1/status
	cat >"$TMP/no-mkdir.json" <<-'END'
		{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
			{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28}]}
	END
	fails "--seccomp-profile: its own error is given" "No space left on device" \
		ctr_run profiled --rm --seccomp --seccomp-profile "$TMP/no-mkdir.json" -- mkdir /tmp/new
}

mapped() {
	answers "--uidmap: root is another user outside" "0 100000 65536 0 0" \
		ctr_run mapped --rm --uidmap 0:100000:65536 --gidmap 0:100000:65536 -- sh -c \
		'touch /tmp/new; echo $(cat /proc/self/uid_map) $(id -u) $(stat -c %u /tmp/new)'
}

# ---- beside the program ------------------------------------------------------------------------

joined() {
	local pid

	in_background home -- sh -c 'trap "exit 3" TERM; sleep 1000 & wait'
	pid=$(pid_of home)
	exits "exec gives the program's exit status" 9 ctr_exec home sh -c 'echo said; exit 9'
	is "exec gives the program's output" said "$out"
	answers "exec takes directory and user" "/tmp 1000" \
		ctr task exec --exec-id moved --cwd /tmp --user 1000 home sh -c 'echo $PWD $(id -u)'
	is "exec takes standard input" "got hello" \
		"$(echo hello | ctr_exec home sh -c 'read -r line; echo got $line')"
	fails "exec names a program that is not there" "missing-program.*(not found|[Nn]o such file)" \
		ctr_exec home missing-program
	is "exec on a terminal of the caller's size" "/dev/pts/0 44 99" "$(on_terminal ctr task exec \
		--tty --exec-id screen home sh -c "$terminal_facts" | xargs)"
	succeeds "exec leaves a process behind" ctr task exec --detach --exec-id aside home sleep 1000
	tells "every process is listed" "^PID +INFO.[0-9]+ .*[0-9]+ .*aside" ctr task ps home
	succeeds "one process is killed" ctr task kill --exec-id aside --signal KILL home
	wait_for eval '! ctr task ps home | grep -q aside'
	is "and is gone, the container is not" RUNNING "$(state_of home)"

	answers "--with-ns: another container's network" "$(readlink "/proc/$pid/ns/net")" \
		ctr_run guest --rm --with-ns "network:/proc/$pid/ns/net" -- readlink /proc/self/ns/net
	answers "--net-host" "$(readlink /proc/self/ns/net)" \
		ctr_run neighbour --rm --net-host -- readlink /proc/self/ns/net
	is "run on a terminal of the caller's size" "/dev/pts/0 44 99" "$(on_terminal ctr run \
		--runc-binary "$RUNTIME" --rm --tty "$image" screen sh -c "$terminal_facts" | xargs)"

	succeeds "a signal is delivered" ctr task kill --signal TERM home
	wait_for state_is home STOPPED
	fails "a second kill says that there is nobody" "process already finished" ctr task kill home
	fails "exec into a stopped container is refused" \
		"(not running|stopped|cannot exec|not found)" ctr_exec home true
	removed home
	is "the program's answer to the signal arrives" 3 "$ended"
}

deleted_by_another() {
	in_background lost -- sleep 1000
	"$RUNTIME" --root "/run/containerd/runc/$CONTAINERD_NAMESPACE" delete --force lost
	wait_for state_is lost STOPPED
	removed lost
	is "a container that somebody else deleted is deleted" 137 "$ended"
}

checkpointed() {
	local born count

	if ! has_checkpoint; then
		skip "checkpoint and restore" "$RUNTIME says that it has no checkpoint"
		return
	fi
	in_background sleeper -- sh -c 'cat /proc/sys/kernel/random/uuid >/run/born
		n=0; while true; do echo $((n += 1)) >/run/count; sleep 0.2; done'
	wait_for counts_beyond sleeper 3
	born=$(ctr_exec sleeper cat /run/born)
	succeeds "checkpoint" ctr container checkpoint --image --rw --task sleeper localhost/saved:1
	removed sleeper
	succeeds "restore" ctr container restore --live --rw woken localhost/saved:1
	is "a restored container runs" RUNNING "$(state_of woken)"
	wait_for counts_beyond woken 3
	answers "it is the one that was saved" "${born:-no answer}" ctr_exec woken cat /run/born
	count=$(ctr_exec woken cat /run/count)
	wait_for counts_beyond woken "${count:-0}"
	is "it goes on" 0 $?
	removed woken
}

# counts_beyond ID NUMBER
counts_beyond() {
	[ "$(ctr_exec "$1" cat /run/count)" -gt "$2" ]
}

announced() {
	local topic

	in_background star -- sleep 1000
	ctr_exec star true
	ctr task pause star
	ctr task resume star
	ctr task kill --signal KILL star
	wait_for state_is star STOPPED
	removed star
	for topic in create start exec-added exec-started paused resumed exit delete; do
		wait_for has_event "/tasks/$topic" star
		is "there is an event /tasks/$topic" 0 $?
	done
}

left_over() {
	is "no cgroup is left" "" "$(find /sys/fs/cgroup/engines -mindepth 1 -type d)"
	is "no record is left" "" "$(ls "/run/containerd/runc/$CONTAINERD_NAMESPACE")"
}

for driver in $drivers; do
	if [ "$driver" = systemd ] && ! has_systemd_driver; then
		skip "systemd: limits, pause, metrics" "$RUNTIME says that it has no systemd driver"
	else
		play limited
	fi
done
driver=cgroupfs
for case in program privileges mapped joined deleted_by_another checkpointed announced left_over; do
	play $case
done
finish
