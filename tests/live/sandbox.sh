#!/bin/bash
#
# An isolated job in one line: what it sees, what it may do, what it leaves, how it ends.

. "${0%/*}/harness.sh"

"$RUNTIME" sandbox --help >/dev/null 2>&1 || bail "$RUNTIME has no sandbox"

sandbox() {
	runtime sandbox "$@"
}

# inside SENTENCE WANTED OPTION... -- COMMAND...: what the command prints
inside() {
	capture sandbox "${@:3}"
	if [ "$out" = "$2" ]; then pass "$1"; else
		miss "$1" "wanted: $2" "got:    $out" "exit status $status" "$err"
	fi
}

make_root "$TMP/image"
image=(--rootfs "$TMP/image")
volume=$TMP/volume
mkdir -m 0777 "$volume" && echo content >"$volume/file"
cd / || bail "no root"

# ---- what it sees ------------------------------------------------------------------------------

inside 'the host'\''s own files are there' "$(head -n 1 /etc/passwd)" head -n 1 /etc/passwd
inside 'the root of an image can be had instead' 'root:x:0:0:root:/root:/bin/sh' \
	"${image[@]}" head -n 1 /etc/passwd
inside 'it is called sandbox' sandbox hostname
inside '... or as it is told' box --hostname box hostname
inside 'it is the first process and sees no other' '1 1' \
	sh -c 'set -- /proc/[0-9]*; echo $$ $#'
inside 'it has no network but a loopback' lo sh -c 'cd /sys/class/net && echo *'
inside 'the loopback is up' 0x9 cat /sys/class/net/lo/flags
inside '... or it has the host'\''s network' "$(readlink /proc/self/ns/net)" \
	--net host readlink /proc/self/ns/net
for kind in pid net ipc uts mnt cgroup; do
	capture sandbox readlink "/proc/self/ns/$kind"
	if [[ $out =~ ^$kind: ]] && [ "$out" != "$(readlink "/proc/self/ns/$kind")" ]; then
		pass "its $kind namespace is its own"
	else
		miss "its $kind namespace is its own" "got: $out" "$err"
	fi
done
inside '/run is empty' '' ls -A /run
mkdir "$TMP/image/mounted" && mount -t tmpfs none "$TMP/image/mounted"
: >"$TMP/image/mounted/secret"
inside 'what is mounted below the root on the host is not seen' '' "${image[@]}" ls -A /mounted
umount "$TMP/image/mounted"
mknod "$TMP/image/null" c 1 3
exits 'device nodes of the root have no effect' 1 sandbox "${image[@]}" sh -c ': 2>&1 </null'
rm "$TMP/image/null"

# ---- nothing outlives it -----------------------------------------------------------------------

before=$(find "$TMP/image" -exec stat -c '%n %Y %Z %s %a' {} + | sort | md5sum)
inside 'the root can be written to' $'new\nother' "${image[@]}" sh -c \
	'echo new >/etc/passwd; cat /etc/passwd; mkdir /x && echo other >/x/y && mv /x /z && cat /z/y'
inside 'a directory of the image can be renamed' passwd "${image[@]}" sh -c \
	'mv /etc /etc2 && ls /etc2 | grep passwd'
inside 'a missing mount point can be made' content \
	"${image[@]}" -v "$volume:/deep/er/place" cat /deep/er/place/file
fails 'with --ro the root cannot be written to' '[Rr]ead-only' sandbox --ro "${image[@]}" touch /x
inside '... and mount points can be made all the same' content \
	--ro "${image[@]}" -v "$volume:/deep/er/place" cat /deep/er/place/file
inside '... and what --tmpfs names can be written to' x \
	--ro "${image[@]}" --tmpfs /tmp sh -c 'echo x >/tmp/x; cat /tmp/x'
is 'the directory has not changed at all' "$before" \
	"$(find "$TMP/image" -exec stat -c '%n %Y %Z %s %a' {} + | sort | md5sum)"

capture sandbox -v "$volume:/v" sh -c 'echo more >/v/new'
is 'what is written to a volume stays' more "$(cat "$volume/new")"
rm -f "$volume/new"
fails 'a volume with :ro cannot be written to' '[Rr]ead-only' \
	sandbox -v "$volume:/v:ro" touch /v/new
mkdir "$volume/below" && mount -t tmpfs none "$volume/below"
fails '... nor what is mounted below it' '[Rr]ead-only' \
	sandbox -v "$volume:/v:ro" touch /v/below/new
umount "$volume/below"
mkdir "$TMP/image/data"
capture sandbox "${image[@]}" -v "$TMP/image/data:/data" touch /data/kept
is 'a volume that lies in the root'\''s directory is the directory'\''s own' kept \
	"$(ls "$TMP/image/data")"

state=$(host_state)
capture sandbox --memory 64m true
capture sandbox --timeout 100ms sleep 1000
capture sandbox /no/where
is 'nothing is left on the host, however it ends' "$state" "$(host_state)"

# ---- who it is, and what it may do -------------------------------------------------------------

inside 'it is root' '0 0 0' sh -c 'echo $(id -u) $(id -g) $(id -G)'
inside 'as root it has the fourteen capabilities' 00000000a80425fb \
	sed -n 's/^CapEff:\t//p' /proc/self/status
inside '... and can have no more' '00000000a80425fb 1' \
	sh -c 'sed -n "s/^CapBnd:\t//p; s/^NoNewPrivs:\t//p" /proc/self/status | xargs'
inside 'a number is user and group' '1000 1000' --user 1000 sh -c 'echo $(id -u) $(id -g)'
inside 'a name is looked up in the image' '1000 1000' \
	"${image[@]}" --user user sh -c 'echo $(id -u) $(id -g)'
inside 'another user has no capability' 0000000000000000 \
	--user 1000 sed -n 's/^CapEff:\t//p' /proc/self/status
fails 'a user nobody knows is refused' '--user stranger: ' sandbox --user stranger true
clean() {
	env -i PATH=/usr/bin:/bin LANG=C SECRET=1 "$RUNTIME" --root "$STATE" sandbox "$@" | sort
}
is 'its environment is made anew' $'A=1\nHOME=/root\nLANG=C\nPATH=/usr/bin:/bin' \
	"$(clean --env A=0 --env A=1 env | grep -v ^PWD=)"
is '... and a root of its own has a PATH of its own' \
	PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
	"$(clean "${image[@]}" env | grep ^PATH=)"
inside 'it stands where its caller does' /usr/bin sh -c "cd /usr/bin && exec \"\$@\"" sh pwd
inside 'no descriptor comes along' '0 1 2' sh -c 'cd /proc/$$/fd && echo [0-2]' 9</etc/passwd
fails 'it may not mount' 'EPERM|not permitted|denied' sandbox mount -t tmpfs none /mnt
fails 'it may not make namespaces' 'not permitted' sandbox unshare --user true
fails '... nor processes in some' 'not permitted' sandbox unshare --fork --pid true
inside 'it may not use AF_ALG, and may use others' 'PermissionError 0' python3 -c '
import socket
try: socket.socket(38, 5, 0)
except OSError as e: print(type(e).__name__, end=" ")
print(socket.socket(socket.AF_INET, 1, 0).fileno() < 0 and 1 or 0)'
inside 'without a filter it has none' 0 \
	--seccomp none sed -n 's/^Seccomp:\t//p' /proc/self/status
printf '%s' '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdir", "mkdirat"],
	"action": "SCMP_ACT_ERRNO", "errnoRet": 28}]}' >"$TMP/profile"
fails 'a profile of one'\''s own can be had' 'No space left' \
	sandbox --seccomp "$TMP/profile" mkdir /tmp/x
inside 'it is the leader of its session: it cannot type on its caller'\''s terminal' 1 \
	sh -c 'set -- $(cat /proc/self/stat); echo $6'

# ---- how it ends -------------------------------------------------------------------------------

while read -r wanted script; do
	exits "'$script' exits $wanted" "$wanted" sandbox sh -c "$script"
done <<'TABLE'
0    true
7    exit 7
255  exit 255
TABLE
exits 'a program that is not there exits 127' 127 sandbox /no/where
exits 'a name that is not in $PATH exits 127' 127 sandbox no-such-program
exits 'a file that is no program exits 126' 126 sandbox /etc/passwd
exits 'a wrong flag exits 125' 125 sandbox --net some true
exits 'flags that exclude each other exit 125' 125 sandbox --ro --overlay true
exits 'a root that is not there exits 125' 125 sandbox --rootfs /no/where true
killed() {
	local id

	runtime sandbox "${@:2}" sleep 1000 &
	wait_for one_is_running
	id=$(runtime list --quiet)
	runtime kill "$id" "$1"
	wait $!
}
one_is_running() {
	[ "$(runtime list --format json | jq -r '.[].status')" = running ]
}
exits 'what is killed exits with 128 and the signal' 137 killed KILL
exits 'what runs too long exits 124' 124 sandbox --timeout 200ms sleep 1000

report=$TMP/report
reported() {
	jq -rc "$1" "$report"
}
capture sandbox --report "$report" sh -c 'exit 3'
is 'the report tells of an exit' '["exit",3,null,null]' \
	"$(reported '[.ended, .exit_status, .signal, .error]')"
is '... with times that are not nothing' true "$(reported '.wall_usec > 0 and .cpu_usec > 0')"
capture sandbox --report "$report" --timeout 100ms sleep 1000
is 'the report tells of a timeout' '["timeout",124,true]' \
	"$(reported '[.ended, .exit_status, .limits_reached.timeout]')"
capture killed KILL --report "$report"
is 'the report tells of a signal' '["signal",137,"SIGKILL"]' \
	"$(reported '[.ended, .exit_status, .signal]')"
capture sandbox --report "$report" /no/where
is 'the report tells of a failure' '["failed",127]' "$(reported '[.ended, .exit_status]')"
exits 'a report that cannot be written is known before' 125 \
	sandbox --report /no/where/report touch "$volume/ran"
if has_controller memory; then
	capture sandbox --report "$report" --memory 32m sh -c 'head -c 100m /dev/zero >/tmp/much'
	is 'the report tells of memory that ran out' true "$(reported .limits_reached.memory)"
	is '... and how much there was' true "$(reported '.memory_peak > 16777216')"
else
	skip 'the report tells of memory that ran out' 'no memory controller'
	capture sandbox --report "$report" true
	is 'what has no account is null' '[null,null]' \
		"$(reported '[.memory_peak, .limits_reached.memory]')"
fi
if has_controller pids; then
	capture sandbox --report "$report" --pids 5 sh -c \
		'for i in 1 2 3 4 5 6 7 8; do sleep 20 & done; wait'
	is 'the report tells of too many processes' true "$(reported .limits_reached.pids)"
else
	skip 'the report tells of too many processes' 'no pids controller'
fi

status_lines() {
	runtime sandbox --json-status-fd 3 sh -c 'exit 5' 3>"$TMP/status"
}
capture status_lines
is 'the status descriptor tells of start and end' '["child-pid"]["exit-code"]5' \
	"$(jq -rc 'keys, (."exit-code" // empty)' "$TMP/status" | tr -d '\n')"

succeeds 'with --tty it has a terminal' sandbox --tty sh -c '[ -t 0 ] && [ -t 1 ]'
finish
