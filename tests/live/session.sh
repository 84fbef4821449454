#!/bin/bash
#
# berth in a session of systemd's, called by the user himself: nothing is arranged for him but what
# the distribution does.
#
#	systemd-run --user --pipe --wait -p Delegate=yes tests/live/session.sh

set -u
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

tree=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
: "${RUNTIME:=$tree/berth}" "${DEADLINE:=60}"
. "$tree/tests/facts.sh"

own=$(sed -n 's/^0:://p' /proc/self/cgroup)
if [ "$(id -u)" = 0 ] || [ -z "${XDG_RUNTIME_DIR-}" ] || [[ $own != */user@* ]]; then
	echo '1..0 # SKIP a session of systemd with an ordinary user is needed'
	exit 0
fi
TMP=$(mktemp -d -t session.XXXXXX) || bail "no temporary directory"
leave() {
	[ -n "$finished" ] || echo "Bail out! ${0##*/} ended before its end"
	"$RUNTIME" delete --force s1 >/dev/null 2>&1
	rm -rf "$TMP"
}
trap leave EXIT

berth() {
	timeout -k 2 "$DEADLINE" "$RUNTIME" "$@"
}

# inside SENTENCE WANTED OPTION... -- COMMAND...: what a sandbox prints
inside() {
	capture berth sandbox "${@:3}"
	if [ "$out" = "$2" ]; then pass "$1"; else
		miss "$1" "wanted: $2" "got:    $out" "exit status $status" "$err"
	fi
}
verdict() {
	berth check --format json | jq -r --arg subject "$1" \
		'.[] | select(.subject == $subject) | .verdict'
}

cd / || bail "no root"
succeeds 'check says that containers run here' berth check
for subject in 'user namespaces' ids procfs overlay cgroups controllers systemd; do
	is "check: $subject" good "$(verdict "$subject")"
done

first=$(sed -n "s/^$(id -un):\([0-9]*\):.*/\1/p" /etc/subuid)
inside 'a sandbox has all the ids that the user was lent' "0 $(id -u) 1 1 $first 65536" \
	sh -c 'echo $(cat /proc/self/uid_map)'
inside 'its limits are kept' $'67108864\n20\n50000 100000' --memory 64m --pids 20 --cpus 0.5 \
	cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max /sys/fs/cgroup/cpu.max
inside 'a second one finds the same cgroup to stand on' 67108864 --memory 64m \
	cat /sys/fs/cgroup/memory.max
capture berth sandbox --report "$TMP/report" --memory 32m sh -c 'head -c 100m /dev/zero >/tmp/much'
is 'the report tells of memory that ran out' true "$(jq -r .limits_reached.memory "$TMP/report")"

capture timeout "$DEADLINE" systemd-run --user --pipe --wait --quiet "$RUNTIME" sandbox --memory 64m true
like 'where nothing is delegated a limit is refused' 'belongs to a unit without Delegate=' "$err"
capture timeout "$DEADLINE" systemd-run --user --pipe --wait --quiet \
	"$RUNTIME" --systemd-cgroup sandbox --memory 64m cat /sys/fs/cgroup/memory.max
is '... but by --systemd-cgroup it can be had' 67108864 "$out"

mkdir -p "$TMP/bundle/rootfs/bin"
cp "$(command -v busybox)" "$TMP/bundle/rootfs/bin/sh"
succeeds 'spec --rootless' berth spec --rootless --bundle "$TMP/bundle"
jq '.process.terminal = false | .process.args = ["sh", "-c", "sleep 1000"] |
	.linux.resources = {pids: {limit: 30}}' "$TMP/bundle/config.json" >"$TMP/edited"
cp "$TMP/edited" "$TMP/bundle/config.json"
succeeds 'run --detach' berth run --detach --bundle "$TMP/bundle" s1
capture berth exec s1 sh -c 'read line <"/sys/fs/cgroup/pids.max" && echo $line'
is 'exec is inside, and the limit is there' 30 "$out"
succeeds 'pause' berth pause s1
is '... is seen' paused "$(berth state s1 | jq -r .status)"
succeeds 'resume' berth resume s1
succeeds 'update' berth update --pids-limit 25 s1
capture berth exec s1 sh -c 'read line <"/sys/fs/cgroup/pids.max" && echo $line'
is '... is done' 25 "$out"
succeeds 'delete --force' berth delete --force s1
is 'no container is left' '[]' "$(berth list --format json)"
is '... nor its cgroup' '' "$(find "/sys/fs/cgroup$own" -type d -name s1)"
finish
