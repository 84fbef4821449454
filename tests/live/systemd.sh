#!/bin/bash
#
# systemd makes the cgroup: a scope whose properties are the limits. What it was told must be in
# the files, also when systemd has written them again, and be gone with the container.

if [ ! -d /run/systemd/system ]; then
	echo '1..0 # SKIP no systemd as service manager'
	exit 0
fi

# In a pid namespace of its own berth could not tell systemd whom it means.
export LIVE_INSIDE=1
SPEC_EDIT="del(.linux.cgroupsPath) | ${SPEC_EDIT:-.}"

. "${0%/*}/harness.sh"

mine=${TMP##*.} # a part of every name, since the machine's units are everybody's
runtime() {
	timeout -k 2 "$DEADLINE" "$RUNTIME" --root "$STATE" --systemd-cgroup "$@"
}

path() { # NAME: as linux.cgroupsPath
	echo ".linux.cgroupsPath = \"system.slice:live-$mine:$1\""
}
unit() { echo "live-$mine-$1.scope"; }
file() { cat "/sys/fs/cgroup/system.slice/$(unit "$1")/$2"; }
property() { systemctl show -P "$2" "$(unit "$1")"; }
units() { systemctl list-units --all --plain --no-legend --type=scope "*$mine*"; }

# held SENTENCE NAME FILE WANTED
held() { is "$1" "$4" "$(file "$2" "$3" 2>&1)"; }

# ---- the scope ---------------------------------------------------------------------------------

limits='.linux.resources = {devices: .linux.resources.devices,
	memory: {limit: 104857600, reservation: 52428800, swap: 157286400},
	cpu: {shares: 2048, quota: 25000, period: 50000, burst: 1000, cpus: "0"},
	pids: {limit: 50}, blockIO: {weight: 500}, unified: {"memory.high": "94371840"}}'

running a "$(path a) | $limits"
is 'the container is in a scope of the slice' "0::/system.slice/$(unit a)" \
	"$(cat "/proc/$(pid_of a)/cgroup")"
is '... and is all that is in it' "$(pid_of a)" "$(file a cgroup.procs)"
while read -r name wanted; do
	is "systemd has $name" "$wanted" "$(property a "$name")"
done <<-END
	Slice system.slice
	Delegate yes
	DefaultDependencies no
	CollectMode inactive-or-failed
	MemoryMax 104857600
	MemoryHigh 94371840
	MemoryLow 52428800
	MemorySwapMax 52428800
	TasksMax 50
	CPUWeight 174
	CPUQuotaPerSecUSec 500ms
	CPUQuotaPeriodUSec 50ms
	AllowedCPUs 0
	IOWeight 4950
	DevicePolicy strict
	MemoryAccounting yes
	TasksAccounting yes
END

# The same before and after.
limits_hold() { # WHEN
	held "memory.max $1" a memory.max 104857600
	held "memory.high $1" a memory.high 94371840
	held "memory.low $1" a memory.low 52428800
	held "memory.swap.max $1" a memory.swap.max 52428800
	held "pids.max $1" a pids.max 50
	held "cpu.weight $1" a cpu.weight 174
	held "cpu.max $1" a cpu.max '25000 50000'
	held "cpu.max.burst, of which systemd does not know, $1" a cpu.max.burst 1000
	held "cpuset.cpus $1" a cpuset.cpus 0
	held "io.weight $1" a io.weight 'default 4950'
}
limits_hold 'is what was asked for'

# After a daemon-reload a change of any property makes systemd write all files of the unit.
rewritten() { # NAME
	systemctl daemon-reload && systemctl set-property --runtime "$(unit "$1")" IOWeight=4950
}
file_of() { echo "/sys/fs/cgroup/system.slice/$(unit "$1")/$2"; }
echo 94371840 >"$(file_of a memory.max)"
rewritten a
limits_hold 'is the same when systemd has written it again'

succeeds 'an update' runtime update --memory 73400320 --memory-swap 83886080 --pids-limit 20 \
	--cpu-quota 12345 --cpu-share 1024 --cpuset-cpus 1 a
updated() { # WHEN
	held "memory.max $1" a memory.max 73400320
	held "memory.swap.max $1" a memory.swap.max 10485760
	held "pids.max $1" a pids.max 20
	held "cpu.weight $1" a cpu.weight 100
	held "cpuset.cpus $1" a cpuset.cpus 1
	held "memory.high $1" a memory.high 94371840
}
updated 'is what the update asked for'
held 'a quota that is no whole percent is exact' a cpu.max '12345 50000'
is '... and in systemd rounded up' 250ms "$(property a CPUQuotaPerSecUSec)"
is 'systemd knows of the update' 73400320 "$(property a MemoryMax)"
rewritten a
updated 'is the same when systemd has written it again'
held 'a quota is then what systemd was told' a cpu.max '12500 50000'
fails 'an update that fails' 'cpu.max' runtime update --memory 62914560 --cpu-quota 1 a
held '... changes nothing' a memory.max 73400320
is '... in systemd, too' 73400320 "$(property a MemoryMax)"

is 'exec joins the scope' "0::/system.slice/$(unit a)" \
	"$(runtime exec a sh -c 'echo $$ >/tmp/pid; exec sleep 1000' >/dev/null 2>&1 &
		wait_for test -s "$TMP/a/rootfs/tmp/pid"
		sed 's/$//' "/proc/$(file a cgroup.procs | tail -n 1)/cgroup")"
succeeds 'it is paused' runtime pause a
is '... frozen' 1 "$(file a cgroup.freeze)"
succeeds '... and resumed' runtime resume a
succeeds 'it is deleted' runtime delete --force a
is '... with its unit' '' "$(units)"
is '... and its cgroup' no "$([ -e "/sys/fs/cgroup/system.slice/$(unit a)" ] && echo yes || echo no)"
drop_bundle a

# ---- without limits ----------------------------------------------------------------------------

running b "$(path b) | del(.linux.resources.pids)"
held 'where no limit is asked for, systemd sets none of its own' b pids.max max
held '... not for memory' b memory.max max
gone b

running b '.'
is 'without cgroupsPath it is berth-ID.scope in system.slice' \
	"0::/system.slice/berth-b.scope" "$(cat "/proc/$(pid_of b)/cgroup")"
gone b
running b ".linux.cgroupsPath = \"a-b$mine.slice:live-$mine:b\""
is 'a dash in the name of a slice is a step down' \
	"0::/a.slice/a-b$mine.slice/$(unit b)" "$(cat "/proc/$(pid_of b)/cgroup")"
gone b
systemctl stop a.slice
running b ".linux.cgroupsPath = \"-:cpu.$mine:b\""
is 'a scope that is called like a file of a cgroup is found' "0::/_cpu.$mine-b.scope" \
	"$(cat "/proc/$(pid_of b)/cgroup")"
gone b
is 'of all of these nothing is left' '' "$(units)"

# ---- devices: what can be opened, whoever was asked ---------------------------------------------

devices='capable(["CAP_MKNOD", "CAP_SYSLOG", "CAP_DAC_OVERRIDE"]) | .linux.resources.devices = [
	{allow: false, access: "rwm"}, {allow: true, type: "c", major: 1, minor: 11, access: "r"},
	{allow: true, type: "c", major: 4, access: "rw"}]'
probe='for n in "1 11" "1 5" "4 1"; do rm -f /dev/n; mknod /dev/n c $n
	(exec </dev/n) 2>/dev/null && r=r || r=-
	(exec 9>>/dev/n) 2>/dev/null && w=w || w=-; echo "$n $r$w"; done'
wanted='1 11 r-
1 5 rw
4 1 rw'
running d "$(path d) | $devices"
is 'devices are what the rules say' "$wanted" "$(runtime exec d sh -c "$probe")"
systemctl daemon-reload
is '... after a daemon-reload' "$wanted" "$(runtime exec d sh -c "$probe")"
rewritten d
is '... when somebody sets another property' "$wanted" "$(runtime exec d sh -c "$probe")"
echo '{"devices": [{"allow": false, "access": "rwm"},
	{"allow": true, "type": "c", "major": 1, "minor": 11, "access": "rw"}]}' >"$TMP/rules"
succeeds 'an update of the rules' runtime update --resources "$TMP/rules" d
wanted=$'1 11 rw\n1 5 rw\n4 1 --'
is '... is in force' "$wanted" "$(runtime exec d sh -c "$probe")"
rewritten d
is '... and after systemd has written it again' "$wanted" "$(runtime exec d sh -c "$probe")"
gone d
running d "$(path d) | $devices | .linux.resources.devices = [{allow: true, access: \"rwm\"}]"
is 'where all are allowed, systemd has no policy' auto "$(property d DevicePolicy)"
rewritten d
is '... and all can be opened after systemd has written it again' $'1 11 rw\n1 5 rw\n4 1 rw' \
	"$(runtime exec d sh -c "$probe")"
gone d

# ---- names -------------------------------------------------------------------------------------

systemd-run --quiet --scope --unit "$(unit c)" sleep 1000 &
other=$!
wait_for systemctl -q is-active "$(unit c)"
bundle c "$(path c)" true
fails 'a unit of that name is refused while it lives' "systemd refuses to start $(unit c)" run c
is '... and left alone' active "$(systemctl is-active "$(unit c)")"
is '... and no record is' '' "$(runtime list -q)"
kill "$other"
wait_for eval '! systemctl -q is-active "$(unit c)"'

systemd-run --quiet --scope --unit "$(unit c)" -p RuntimeMaxSec=1 -p CollectMode=inactive \
	sh -c 'trap "" TERM; sleep 1000' 2>/dev/null &
disown
wait_for systemctl -q is-failed "$(unit c)"
succeeds 'one that has failed is reset' run c
is '... and does not come back' '' "$(units)"

# Out of memory: systemd calls such a unit failed.
bundle o "$(path o) | .linux.resources.memory = {limit: 16777216, swap: 16777216}" \
	'head -c 100000000 /dev/zero | tail >/dev/null; echo over'
capture run o
is 'a container whose process was killed for memory goes on' over "$out"
is '... and leaves no failed unit' '' "$(units)"

for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	run c >/dev/null 2>&1 || miss "run $i"
done
is 'twenty in a row, all of one name, leave no unit' '' "$(units)"
drop_bundle c

# ---- properties of the bundle ------------------------------------------------------------------

set_property() { echo ".annotations[\"org.systemd.property.$1\"] = \"$2\""; }
running p "$(path p) | $(set_property TimeoutStopSec 'uint64 7') | $(set_property After "['dbus.service']") |
	$(set_property Description "'a container of ours'")"
is 'a property of the bundle is set' 7s "$(property p TimeoutStopUSec)"
like '... a list, too' dbus.service "$(property p After)"
is '... a text' 'a container of ours' "$(property p Description)"
gone p
refuses 'a property that would run a program on the host is refused' \
	"$(path p) | $(set_property ExecStartPre "['/bin/true']")" 'ExecStartPre: it would run a program'
refuses '... one that is no value' "$(path p) | $(set_property TimeoutStopUSec "'x'")" \
	'"'"'x'"'" is no value like uint64'
bundle p "$(path p) | $(set_property ExecStartPre "['/bin/true']")" 'echo runs'
capture runtime --no-annotations run --bundle "$TMP/p" p
is '... and without effect when annotations are off' runs "$out"
gone p

# ---- killed, and refused -------------------------------------------------------------------------

if command -v strace >/dev/null; then
	bundle k "$(path k)"
	for call in sendto recvfrom; do
		for n in 1 2 3; do
			{ strace -qq -o /dev/null -e trace="$call" -e inject="$call:signal=KILL:when=$n" \
				"$RUNTIME" --root "$STATE" --systemd-cgroup create --bundle "$TMP/k" k \
				>/dev/null 2>&1; } 2>/dev/null
			capture runtime delete --force k
			[ "$status" = 0 ] || miss "delete after a kill at $call $n" "$err"
			wait_for eval '[ -z "$(units)" ]' || miss "killed at $call $n a unit stays" "$(units)"
		done
	done
	pass 'berth killed while it talks to systemd leaves no unit behind delete --force'
	drop_bundle k
else
	skip 'berth killed while it talks to systemd' 'no strace'
fi

bundle h "$(path h)" 'echo runs'
hidden() { # FILE... -- COMMAND: files covered
	local script=
	while [ "$1" != -- ]; do script+="mount --bind /dev/null $1; " && shift; done
	shift
	unshare --mount sh -c "$script exec \"\$@\"" sh "$@"
}
berth=("$RUNTIME" --root "$STATE" --systemd-cgroup run --bundle "$TMP/h" h)
succeeds 'without its own socket systemd is reached over the bus' \
	hidden /run/systemd/private -- "${berth[@]}"
is '... and the container runs' runs "$out"
fails 'without either there is one sentence' \
	'^berth: run h: have systemd make a scope: reach systemd: .*--cgroup-manager cgroupfs does without' \
	hidden /run/systemd/private /run/dbus/system_bus_socket -- "${berth[@]}"
is '... and one only' 1 "$(printf '%s\n' "$err" | wc -l)"
fails 'a systemd outside of the pid namespace is not told of processes it cannot tell apart' \
	'outside of this pid namespace' unshare --pid --fork --mount-proc "${berth[@]}"
is '... and nothing is left of any' '' "$(units)$(runtime list -q)"
drop_bundle h

# ---- a user, and the systemd that runs for him --------------------------------------------------

user=$(for socket in /run/user/*/systemd/private; do
	id=${socket#/run/user/} && id=${id%%/*}
	[ -S "$socket" ] && [ "$id" != 0 ] && echo "$id"
done | head -n 1)
as_user() {
	setpriv --reuid "$user" --regid "$user" --clear-groups \
		env -i "PATH=$PATH" HOME=/ "XDG_RUNTIME_DIR=/run/user/$user" "$@"
}
berth() { as_user timeout -k 2 "$DEADLINE" "$TMP/berth" --root "$TMP/of-user/state" --systemd-cgroup "$@"; }
his() { as_user systemctl --user show -P "$1" "$(unit u)"; }
if [ -z "$user" ]; then
	skip "a user's systemd makes his scopes" 'no user has a systemd running'
	finish
fi
cp "$RUNTIME" "$TMP/berth" && chmod 0755 "$TMP/berth"
mkdir "$TMP/of-user" && cp -a "$TMP/root" "$TMP/of-user/rootfs" && chown -hR "$user:$user" "$TMP/of-user"
berth spec --rootless --bundle "$TMP/of-user"
as_user jq '.process.terminal = false | .process.args = ["sleep", "1000"]
	| .linux.resources = {memory: {limit: 104857600}, pids: {limit: 50}}
	| .linux.cgroupsPath = ":live-'"$mine"':u"' "$TMP/of-user/config.json" >"$TMP/edited"
cp "$TMP/edited" "$TMP/of-user/config.json"
ground=/user.slice/user-$user.slice/user@$user.service/user.slice/$(unit u)
succeeds 'a user runs a container in a scope of his own systemd' berth run -d --bundle "$TMP/of-user" u
is '... below his own service' "0::$ground" "$(cat "/proc/$(berth state u | jq .pid)/cgroup")"
is '... which knows of the limits' '104857600 50' "$(his MemoryMax) $(his TasksMax)"
is '... as do the files' '104857600 50' \
	"$(cat "/sys/fs/cgroup$ground/memory.max" "/sys/fs/cgroup$ground/pids.max" | xargs)"
succeeds '... and is told of an update' berth update --memory 73400320 u
is '... which it keeps' 73400320 "$(his MemoryMax)"
succeeds '... and of the end' berth delete --force u
is '... which leaves no unit' '' "$(as_user systemctl --user list-units --all --no-legend "*$mine*")"

finish
