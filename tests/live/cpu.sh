#!/bin/bash
#
# Processor time: a quota makes who wants more wait, a weight decides among those who both want,
# and a cpuset decides where.

. "${0%/*}/harness.sh"

only_with cpu
busy='while :; do :; done'

cpu_of() { # NAME KEY
	sed -n "s/^$2 //p" "$CGROUP/$1/cpu.stat"
}

grows_above() { # NAME KEY NUMBER
	[ "$(cpu_of "$1" "$2")" -gt "$3" ]
}

# ---- quota -------------------------------------------------------------------------------------

running box '.linux.resources.cpu = {quota: 5000, period: 50000}' "$busy"
is 'who wants more than its quota has to wait' yes "$(wait_for grows_above box nr_throttled 2 && echo yes)"
is '... as events tells' true \
	"$(runtime events --stats box | jq '.data.cpu.throttling | .throttledPeriods > 2 and .throttledTime > 0')"
runtime update --cpu-quota -1 box
throttled=$(cpu_of box nr_throttled) usage=$(cpu_of box usage_usec)
wait_for grows_above box usage_usec $((usage + 300000))
is '... until update lifts it' "$throttled" "$(cpu_of box nr_throttled)"
runtime update --cpu-quota 10000 --cpu-burst 10000 box
is '... or sets another, with a burst' '10000 50000 10000' \
	"$(cat "$CGROUP"/box/{cpu.max,cpu.max.burst} | xargs)"
fails 'a burst above the quota is refused by the kernel' cpu.max.burst \
	runtime update --cpu-quota 10000 --cpu-burst 20000 box
is '... and the former ones hold' '10000 50000 10000' \
	"$(cat "$CGROUP"/box/{cpu.max,cpu.max.burst} | xargs)"
is '... and make it wait' yes "$(wait_for grows_above box nr_throttled "$throttled" && echo yes)"
gone box

# A burst is what was saved up: whoever sleeps in between may use more than the quota for once.
running box '.linux.resources.cpu = {quota: 20000, period: 100000, burst: 20000}' \
	'while :; do sleep 1; n=0; while [ $n -lt 3000 ]; do n=$((n + 1)); done; done'
is 'what was saved up is used in a burst' yes "$(wait_for grows_above box nr_bursts 0 && echo yes)"
gone box

# ---- weight, idleness --------------------------------------------------------------------------

# rivals EDIT EDIT: two on the same CPU, who begin when both are there
rivals() {
	local name begin="while [ ! -e /go ]; do sleep 0.2; done; $busy"

	running first ".linux.resources.cpu = $1 | .linux.resources.cpu.cpus = \"0\"" "$begin"
	running second ".linux.resources.cpu = $2 | .linux.resources.cpu.cpus = \"0\"" "$begin"
	for name in first second; do touch "$TMP/$name/rootfs/go"; done
}

# ahead SENTENCE NAME NAME: of two that want the same CPU the first gets more from here on
ahead() {
	local one other

	one=$(cpu_of "$2" usage_usec) other=$(cpu_of "$3" usage_usec)
	wait_for grows_above "$2" usage_usec $((one + 1000000))
	one=$(($(cpu_of "$2" usage_usec) - one)) other=$(($(cpu_of "$3" usage_usec) - other))
	if [ "$one" -gt "$other" ]; then pass "$1"; else
		miss "$1" "$2: $one more" "$3: $other more"
	fi
}

if has_controller cpuset; then
	rivals '{shares: 10240}' '{shares: 128}'
	ahead 'more shares are more time' first second
	runtime update --cpu-share 128 first
	runtime update --cpu-share 10240 second
	ahead '... as update changes them' second first
	gone first
	gone second
	rivals '{}' '{idle: 1}'
	ahead 'the idle wait for the others' first second
	gone first
	gone second
else
	skip 'more shares are more time' 'no cpuset controller'
fi

# ---- cpuset ------------------------------------------------------------------------------------

if has_controller cpuset; then
	running box '.linux.resources.cpu = {cpus: "0", mems: "0"}'
	is 'a container runs where its cpuset says' 0 \
		"$(runtime exec box sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)"
	if [ "$(nproc)" -gt 1 ]; then
		runtime update --cpuset-cpus 1 box
		is '... and where update says' 1 \
			"$(runtime exec box sed -n 's/^Cpus_allowed_list:\t//p' /proc/self/status)"
		is '... all of it' 1 "$(sed -n 's/^Cpus_allowed_list:\t//p' "/proc/$(pid_of box)/status")"
	else
		skip '... and where update says' 'this host has one CPU'
	fi
	fails 'a CPU that nobody has is refused' 'cpu.cpus|cpuset' runtime update --cpuset-cpus 8190 box
	gone box
fi

# ---- pressure ----------------------------------------------------------------------------------

running box '.linux.resources.cpu = {quota: 2000, period: 50000}' "$busy"
if [ -r "$CGROUP/box/cpu.pressure" ] && cat "$CGROUP/box/cpu.pressure" >/dev/null 2>&1; then
	stalled() {
		runtime events --stats box | jq -e '.data.cpu.psi.some.total > 0' >/dev/null
	}
	is 'events tells of pressure' yes "$(wait_for stalled && echo yes)"
	is '... in three averages and a total' '["avg10","avg300","avg60","total"]' \
		"$(runtime events --stats box | jq -c '.data.cpu.psi.some | keys')"
	is '... of memory and I/O, too' '["full","some"] ["full","some"]' \
		"$(runtime events --stats box | jq -r '.data | "\(.memory.psi | keys) \(.blkio.psi | keys)"')"
else
	skip 'events tells of pressure' 'this kernel does not measure it'
fi
gone box

finish
