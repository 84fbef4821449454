#!/bin/bash
#
# A second process in a container: where it is, who it is, what it may.

. "${0%/*}/harness.sh"

running box 'capable(["CAP_KILL", "CAP_CHOWN"]) | .process.noNewPrivileges = false | .process.cwd = "/tmp"
	| .process.rlimits = [{type: "RLIMIT_NOFILE", soft: 100, hard: 200}] | .process.user.umask = 63'
before=$(host_state)
pid=$(pid_of box)

# ex SENTENCE WANTED OPTION... -- COMMAND...: what the process prints
ex() {
	local sentence=$1 wanted=$2 options=()

	shift 2
	while [ "$1" != -- ]; do options+=("$1") && shift; done
	shift
	capture runtime exec "${options[@]}" box "$@"
	if [ "$out" = "$wanted" ]; then pass "$sentence"; else
		miss "$sentence" "wanted: $wanted" "got:    $out" "exit status $status" "$err"
	fi
}

# ---- where -------------------------------------------------------------------------------------

for ns in pid net ipc uts mnt cgroup user; do
	ex "exec is in the $ns namespace of the container" "$(readlink "/proc/$pid/ns/$ns")" -- \
		readlink "/proc/self/ns/$ns"
done
ex 'exec is in its cgroup' 0::/ -- grep 0:: /proc/self/cgroup
ex 'the directory is that of the container' /tmp -- pwd
ex '... or the one given' /etc --cwd /etc -- pwd
fails 'a relative directory is refused' '[Cc]wd' runtime exec --cwd etc box true
fails 'a directory that is not there is named' '/nowhere' runtime exec --cwd /nowhere box true
ex 'options end at the id' '--env --user x' -- echo --env --user x

# ---- environment -------------------------------------------------------------------------------

ex 'the environment is that of the container' xterm -- sh -c 'echo $TERM'
ex '... with what is added' '1 2 3' -e A=1 --env B=2 --env=C=3 -- sh -c 'echo $A $B $C'
ex '... or replaced' dumb -e TERM=vt100 -e TERM=dumb -- sh -c 'echo $TERM'
ex 'HOME follows the user' /home/user --user 1000 -- sh -c 'echo $HOME'

# ---- who ---------------------------------------------------------------------------------------

while IFS='|' read -r form wanted; do
	ex "--user $form is $wanted" "$wanted" --user "$form" -- \
		sh -c 'echo $(id -u):$(id -g)'
done <<'TABLE'
0|0:0
1000|1000:0
1000:0|1000:0
1000:50|1000:50
4711|4711:0
4711:4712|4711:4712
user|1000:1000
user:staff|1000:50
root|0:0
TABLE
for form in -1 4294967295 4294967296 18446744073709551616 1000: :1000 +1 ' 1' 1x nobody-knows 0x0 1000:-1 1000:4294967295 user:nogroup 1:2:3; do
	fails "--user '$form' is refused" '[Uu]ser|uid|gid|group' runtime exec --user "$form" box id
done
printf '1000:x:0:0::/:/bin/sh\n' >>"$TMP/box/rootfs/etc/passwd"
ex 'a user called like a number does not lend its rights' 1000 --user 1000 -- id -u
ex 'groups are added' '0 50 4711' -g 50 --additional-gids 4711 -- sh -c 'echo $(id -G)'
ex 'a plain user:group has no further groups' 1000 --user 1000:1000 -- id -G
ex 'the umask is that of the container' 0077 -- sh -c umask
ex 'the limits are, too' 100 -- sh -c 'ulimit -n'

# ---- rights ------------------------------------------------------------------------------------

caps='grep ^Cap /proc/self/status | cut -f2 | sed s/^00000000// | xargs'
ex 'capabilities are those of the container' '00000021 00000021 00000021 00000021 00000021' -- sh -c "$caps"
running none 'del(.process.capabilities)'
is '--cap adds to bounding, effective and permitted alone' \
	'00000000 00002000 00002000 00002000 00000000' \
	"$(runtime exec --cap CAP_NET_RAW none sh -c "$caps")"
fails 'an unknown capability is named' CAP_FLY runtime exec --cap CAP_FLY box true
gone none
ex '--no-new-privs is set' 1 --no-new-privs -- sh -c 'grep NoNewPrivs /proc/self/status | cut -f2'
ex '... and only then' 0 -- sh -c 'grep NoNewPrivs /proc/self/status | cut -f2'

# ---- a process of a file -----------------------------------------------------------------------

cat >"$TMP/process.json" <<'JSON'
{"cwd": "/etc", "args": ["sh", "-c", "pwd; id -u; echo $A $TERM; echo $HOME"],
 "env": ["PATH=/bin", "A=b"], "user": {"uid": 1000, "gid": 1000}}
JSON
wanted=$'/etc\n1000\nb\n/home/user'
capture runtime exec --process "$TMP/process.json" box
is '--process takes everything from a file' "$wanted" "$out"
is '... that may be a descriptor' "$wanted" \
	"$(runtime exec -p /dev/fd/8 box 8<"$TMP/process.json")"
jq '.args = ["sh", "-c", $c] | del(.user)' --arg c "$caps" "$TMP/process.json" >"$TMP/caps.json"
capture runtime exec --process "$TMP/caps.json" box
is '... and has no capabilities unless it says so' \
	'00000000 00000000 00000000 00000000 00000000' "$out"
echo '{"cwd": "/", "args": 5}' >"$TMP/bad.json"
fails 'a bad file is refused by line and column' 'bad.json:1:[0-9]+.*args' \
	runtime exec --process "$TMP/bad.json" box
fails 'a file that is not there is named' nowhere runtime exec -p "$TMP/nowhere" box

# ---- detached, pid file ------------------------------------------------------------------------

succeeds '--detach returns while the process runs' \
	runtime exec --detach --pid-file "$TMP/exec.pid" box sleep 1001
is '... and the pid file names it' 'sleep 1001' \
	"$(tr '\0' ' ' <"/proc/$(cat "$TMP/exec.pid")/cmdline" | sed 's/ $//')"
is '... and it stands in the cgroup' 1 "$(grep -cx "$(cat "$TMP/exec.pid")" "$CGROUP/box/cgroup.procs")"
is 'ps counts both' 2 "$(runtime ps --format json box | jq length)"
like 'ps prints the table of ps(1)' '^UID +PID +PPID +C +STIME +TTY +TIME +CMD' "$(runtime ps box)"
is '... with further arguments for ps(1)' 3 "$(runtime ps box -e -o pid,comm | wc -l)"
kill "$(cat "$TMP/exec.pid")"
is 'input goes to the process' 'over there' "$(runtime exec box cat <<<'over there')"
is 'a long output arrives whole' 1000000 "$(runtime exec box head -c 1000000 /dev/zero | wc -c)"
cat >"$TMP/bound.json" <<'JSON'
{"args": ["grep", "Cpus_allowed_list", "/proc/self/status"], "cwd": "/",
 "user": {"uid": 0, "gid": 0}, "execCPUAffinity": {"initial": "0", "final": "0"}}
JSON
like 'execCPUAffinity binds the process' '[[:space:]]0$' \
	"$(runtime exec --process "$TMP/bound.json" box)"
unchanged 'exec leaves nothing behind' "$before"
gone box

finish
