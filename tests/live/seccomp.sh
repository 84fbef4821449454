#!/bin/bash
#
# The filter: each action, arguments, calls it does not know, and an agent that answers.

. "${0%/*}/harness.sh"

helper probe
helper agent
getcpu=309 mkdirat=258 personality=135
case $(uname -m) in aarch64) getcpu=168 mkdirat=34 personality=92 ;; esac
probe='bind($tmp + "/probe"; "/bin/probe"; ["ro"])'

# ---- actions -----------------------------------------------------------------------------------

while read -r action wanted; do
	prints "$action answers $wanted" "$probe | filter({names: [\"personality\"], $action})" \
		"probe call $personality 0xffffffff" "$wanted"
done <<'TABLE'
action:"SCMP_ACT_ALLOW"             0
action:"SCMP_ACT_LOG"               0
action:"SCMP_ACT_ERRNO"             EPERM
action:"SCMP_ACT_ERRNO",errnoRet:5  EIO
TABLE
for action in KILL KILL_THREAD KILL_PROCESS TRAP; do
	bundle payload "$probe | filter({names: [\"personality\"], action: \"SCMP_ACT_$action\"})
		| .process.args = [\"probe\", \"call\", \"$personality\", \"0\"]"
	exits "SCMP_ACT_$action ends the payload by SIGSYS" 159 run payload
	gone payload
done
prints 'the default action holds for the rest' "$probe | filter({names: [\"personality\"], action: \"SCMP_ACT_ERRNO\"})" \
	"probe call $getcpu 0 0 0" 0
prints 'defaultErrnoRet is what the default action answers' \
	"$probe | .linux.seccomp = {defaultAction: \"SCMP_ACT_ALLOW\"} | filter({names: [\"getcpu\"], action: \"SCMP_ACT_ERRNO\", errnoRet: 22})" \
	"probe call $getcpu 0 0 0" EINVAL

# ---- arguments ---------------------------------------------------------------------------------

while read -r op value valueTwo given wanted; do
	prints "an argument of $given under $op $value $valueTwo: $wanted" "$probe |
		filter({names: [\"personality\"], action: \"SCMP_ACT_ERRNO\", errnoRet: 5,
			args: [{index: 0, op: \"SCMP_CMP_$op\", value: $value, valueTwo: $valueTwo}]})" \
		"probe call $personality $given" "$wanted"
done <<'TABLE'
EQ         8  0   8          EIO
EQ         8  0   0          0
NE         0  0   8          EIO
NE         0  0   0          0
LT         8  0   0          EIO
GE         8  0   8          EIO
GT         8  0   8          0
LE         8  0   8          EIO
MASKED_EQ  8  8   0x10008    EIO
MASKED_EQ  8  8   0          0
EQ         4294967295  0  0xffffffff  EIO
TABLE
prints 'two rules for one call are alternatives' "$probe |
	filter({names: [\"personality\"], action: \"SCMP_ACT_ERRNO\", args: [{index: 0, value: 0, op: \"SCMP_CMP_EQ\"}]})
	| .linux.seccomp.syscalls += [{names: [\"personality\"], action: \"SCMP_ACT_ERRNO\", args: [{index: 0, value: 8, op: \"SCMP_CMP_EQ\"}]}]" \
	"probe call $personality 0; probe call $personality 8; probe call $personality 0xffffffff" \
	$'EPERM\nEPERM\n0'

# ---- calls nobody knows ------------------------------------------------------------------------

names='["access","arch_prctl","brk","capget","capset","chdir","clone","close","close_range","dup","dup2","dup3","epoll_ctl","epoll_pwait","execve","exit","exit_group","faccessat2","fcntl","fstat","fstatfs","futex","getcwd","getdents64","getegid","geteuid","getgid","getpgrp","getpid","getppid","getrandom","gettid","getuid","ioctl","lseek","mmap","mprotect","munmap","nanosleep","newfstatat","openat","openat2","poll","ppoll","prctl","pread64","prlimit64","read","readlink","rseq","rt_sigaction","rt_sigprocmask","rt_sigreturn","set_robust_list","set_tid_address","setgid","setgroups","setuid","sigaltstack","stat","tgkill","uname","wait4","write","writev"]'
allow="$probe | filter({names: $names, action: \"SCMP_ACT_ALLOW\"}) | .linux.seccomp.defaultAction = \"SCMP_ACT_ERRNO\""
prints 'a call that the profile leaves out gets EPERM' "$allow" \
	"probe call $mkdirat -100 0 0" EPERM
prints 'a call newer than the profile gets ENOSYS' "$allow" 'probe call 4000' ENOSYS
prints 'a name this machine does not know is no error' \
	'filter({names: ["no_such_call", "s390_pci_mmio_read"], action: "SCMP_ACT_ERRNO"})' 'echo runs' runs
refuses 'an unknown action is named' 'filter({names: ["getcpu"], action: "SCMP_ACT_PRAISE"})' PRAISE
refuses 'an unknown operator is named' \
	'filter({names: ["getcpu"], action: "SCMP_ACT_ERRNO", args: [{index: 0, value: 0, op: "SCMP_CMP_ISH"}]})' ISH
refuses 'an argument beyond the sixth is refused' \
	'filter({names: ["getcpu"], action: "SCMP_ACT_ERRNO", args: [{index: 6, value: 0, op: "SCMP_CMP_EQ"}]})' 'index|arg'

# ---- flags, architectures, exec ----------------------------------------------------------------

for flags in '[]' '["SECCOMP_FILTER_FLAG_LOG"]' '["SECCOMP_FILTER_FLAG_SPEC_ALLOW"]' '["SECCOMP_FILTER_FLAG_TSYNC"]'; do
	prints "flags $flags are taken" \
		"filter({names: [\"getcpu\"], action: \"SCMP_ACT_ERRNO\"}) | .linux.seccomp.flags = $flags" \
		'grep ^Seccomp: /proc/self/status | xargs' 'Seccomp: 2'
done
refuses 'an unknown flag is named' \
	'filter({names: ["getcpu"], action: "SCMP_ACT_ERRNO"}) | .linux.seccomp.flags = ["FLAG_OF_TRUCE"]' FLAG_OF_TRUCE
prints 'architectures are taken' \
	'filter({names: ["getcpu"], action: "SCMP_ACT_ERRNO"}) | .linux.seccomp.architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"]' \
	'echo runs' runs
running box "$probe | filter({names: [\"getcpu\"], action: \"SCMP_ACT_ERRNO\"})"
is 'exec is under the filter' EPERM "$(runtime exec box probe call $getcpu 0 0 0)"
gone box
for call in close_range openat2 fsopen clone3 mount; do
	prints "a filter on $call does not stop the runtime itself" \
		"filter({names: [\"$call\"], action: \"SCMP_ACT_ERRNO\"})" 'echo runs' runs
done

# ---- an agent ----------------------------------------------------------------------------------

notify="$probe | filter({names: [\"getcpu\"], action: \"SCMP_ACT_NOTIFY\"})
	| .linux.seccomp.listenerPath = (\$tmp + \"/agent.sock\") | .linux.seccomp.listenerMetadata = \"hello agent\""
"$TMP/agent" "$TMP/agent.sock" 5 >"$TMP/told" &
agent=$!
wait_for test -S "$TMP/agent.sock"
prints 'an agent answers for the kernel' "$notify" "probe call $getcpu 0 0 0" EIO
kill $agent 2>/dev/null
is '... and was told which container, by what metadata' 'hello agent payload creating' \
	"$(jq -r '"\(.metadata) \(.state.id) \(.state.status)"' "$TMP/told")"
is '... and which descriptor it got' seccompFd "$(jq -r '.fds[0]' "$TMP/told")"
rm -f "$TMP/agent.sock"
refuses 'an agent that is not there is an error' "$notify" 'seccomp agent|agent.sock'
refuses 'notification of write cannot work' \
	"$notify | .linux.seccomp.syscalls[0].names = [\"write\"]" 'SCMP_ACT_NOTIFY cannot be used for the write'
refuses 'notification without a listener is refused' "$notify | del(.linux.seccomp.listenerPath)" listenerPath
prints 'a listener without notification is ignored' \
	"$notify | .linux.seccomp.syscalls[0].action = \"SCMP_ACT_ERRNO\"" "probe call $getcpu 0 0 0" EPERM

finish
