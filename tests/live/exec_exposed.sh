#!/bin/bash
#
# exec into a container that has CAP_SYS_PTRACE and no user namespace: the process is born there as the
# last thing. It must be all that it is elsewhere. What somebody who holds it gets is the subject of
# tests/attacks/ptrace_hold.sh.

. "${0%/*}/harness.sh"
helper receive

exposed='capable(["CAP_SYS_PTRACE", "CAP_KILL"])'
running box "$exposed | .process.rlimits = [{type: \"RLIMIT_NOFILE\", soft: 100, hard: 200}]
	| .process.oomScoreAdj = 100"
before=$(host_state)
pid=$(pid_of box)

ex() { # SENTENCE WANTED OPTION... box COMMAND...
	is "$1" "$2" "$(runtime exec "${@:3}" 2>&1 </dev/null)"
}

for ns in pid net ipc uts mnt cgroup user; do
	ex "it is in the $ns namespace of the container" "$(readlink "/proc/$pid/ns/$ns")" box \
		readlink "/proc/self/ns/$ns"
	ex '... and so are its children' "$(readlink "/proc/$pid/ns/$ns")" box \
		sh -c "readlink /proc/self/ns/$ns; true"
done
ex 'it is in its cgroup' 0::/ box grep 0:: /proc/self/cgroup
ex 'it leads a session of its own' same box \
	sh -c 'set -- $(cut -d" " -f1,5,6 /proc/self/stat); [ $$ = $3 ] && [ $$ = $2 ] && echo same || echo $$ $@'
ex 'it is who it should be' 1000:1000 -u 1000:1000 box sh -c 'echo $(id -u):$(id -g)'
ex 'it has the capabilities of the container' '0000000000080020' box \
	sh -c 'sed -n "s/^CapBnd:.//p" /proc/self/status'
ex 'it has its limits' 100 box sh -c 'ulimit -n'
ex 'it has its oom score' 100 box cat /proc/self/oom_score_adj
ex 'it has no descriptor but three' '0 1 2 3' box sh -c 'echo $(ls /proc/self/fd)'
ex 'its parent is nobody in there' 0 box sh -c 'echo $PPID'
is 'input goes to it' 'over there' "$(runtime exec box cat <<<'over there')"
runtime exec box sh -c 'exit 7'
is 'its exit status is that of exec' 7 $?
runtime exec box sh -c 'kill -9 $$' 2>/dev/null
is '... or what killed it' 137 $?
fails 'a program that is not there is said to be so' 'no such file' runtime exec box /nowhere
fails 'a directory that is not there is named' '/nowhere' runtime exec --cwd /nowhere box true
succeeds '--detach returns while it runs' \
	runtime exec --detach --pid-file "$TMP/exec.pid" box sleep 1001
is '... and the pid file names it' 'sleep 1001' \
	"$(tr '\0' ' ' <"/proc/$(cat "$TMP/exec.pid")/cmdline" | sed 's/ $//')"
kill "$(cat "$TMP/exec.pid")"
"$TMP/receive" "$TMP/console" console >"$TMP/said" </dev/null &
wait_for test -S "$TMP/console"
capture runtime exec --tty --detach --console-socket "$TMP/console" box \
	sh -c 'tty; echo mine >/dev/tty; cut -d" " -f7 /proc/self/stat'
if [ "$status" = 0 ]; then wait; else kill $!; fi
is 'a terminal is given to it' '' "$err"
like 'its terminal is its own' $'^/dev/pts/[0-9]+\nmine\n[1-9]' "$(<"$TMP/said")"
fails 'a scheduler that it could not hand down is refused' 'SCHED_FLAG_RESET_ON_FORK.*user namespace' \
	runtime exec --process <(echo '{"args": ["true"], "cwd": "/", "user": {"uid": 0, "gid": 0},
		"scheduler": {"policy": "SCHED_BATCH", "flags": ["SCHED_FLAG_RESET_ON_FORK"]}}') box
echo '[{"destination": "/tmp/p", "type": "proc", "source": "proc"}]' >"$TMP/mounts.json"
fails 'a proc mounted by who could be traced is refused' 'CAP_SYS_PTRACE' \
	runtime mounts add box "$TMP/mounts.json"
echo '[{"destination": "/tmp/t", "type": "tmpfs", "source": "tmpfs"}]' >"$TMP/mounts.json"
succeeds '... and a tmpfs is not' runtime mounts add box "$TMP/mounts.json"
ex '... and is there' tmpfs box sh -c 'sed -n "s,.* /tmp/t \([a-z]*\) .*,\1,p" /proc/mounts'
succeeds '... and can be removed' runtime mounts remove box "$TMP/mounts.json"
unchanged 'nothing is left behind' "$before"
gone box

# Behind a filter little is allowed.
running box "$exposed | filter({names: [\"clone3\"], action: \"SCMP_ACT_ERRNO\", errnoRet: 38})"
ex 'a filter without clone3 lets it in' '2' box sh -c 'sed -n "s/^Seccomp:.//p" /proc/self/status'
gone box
running box "$exposed | filter({names: [\"clone\", \"clone3\"], action: \"SCMP_ACT_ERRNO\"})" 'exec sleep 1000'
fails 'a filter without clone does not, and it is said why' 'clone\(2\)' runtime exec box true
gone box
running box "$exposed | .process.rlimits = [{type: \"RLIMIT_NPROC\", soft: 1, hard: 1}]"
before=$(host_state)
fails 'where one process has room it has none, and it is said why' 'RLIMIT_NPROC' runtime exec -u 4711 box true
unchanged '... and nothing is left behind' "$before"
gone box

# Others may be in a pid namespace that is given by path, with whatever capabilities.
running one .
one=$(pid_of one)
running box "join(\"pid\"; \"/proc/$one/ns/pid\") | .process.rlimits = [{type: \"RLIMIT_NPROC\", soft: 1, hard: 1}]"
ex 'into a pid namespace that others have, it goes' "$(readlink "/proc/$one/ns/pid")" box \
	readlink /proc/self/ns/pid
fails '... in the same way' 'RLIMIT_NPROC' runtime exec -u 4711 box true
gone box
gone one

finish
