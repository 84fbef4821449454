#!/bin/bash
#
# What the payload is: its arguments, environment, directory, identity, rights and attributes.

. "${0%/*}/harness.sh"

helper probe
rights='grep -E "^Cap|^NoNew" /proc/self/status | tr -s "\t\n" "  "'
probe='.mounts += [{destination: "/bin/probe", type: "bind", source: "\($tmp)/probe", options: ["bind", "ro"]}]'

# ---- arguments and environment -----------------------------------------------------------------

prints 'arguments go through unchanged, empty ones and all' \
	'.process.args = ["printf", "<%s>", "", "a b", "*", "$HOME", "ü"]' . '<><a b><*><$HOME><ü>'
prints 'the environment is the one of the config, in its order' \
	'.process.env = ["PATH=/bin", "B=2", "A=1", "HOME=/h"] | .process.args = ["env"]' . \
	$'PATH=/bin\nB=2\nA=1\nHOME=/h'
prints 'of a variable given twice the last counts' 'env(["A=1", "A=2"]) | .process.args = ["env"]' \
	. $'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nTERM=xterm\nA=2\nHOME=/root'
prints 'a value may hold newlines and equals signs' 'env(["A=x\ny=z"])' 'echo "$A"' $'x\ny=z'
prints 'HOME is that of the passwd file when it is missing' 'user(1000; 1000)' 'echo $HOME' \
	/home/user
prints '... or empty' 'user(1000; 1000) | env(["HOME="])' 'echo $HOME' /home/user
prints '... and / for a user nobody knows' 'user(4711; 4711)' 'echo $HOME' /
prints 'a HOME that is given stays' 'env(["HOME=/x"])' 'echo $HOME' /x

# ---- directory ---------------------------------------------------------------------------------

prints 'cwd is entered' '.process.cwd = "/tmp"' pwd /tmp
prints 'cwd is made when it is missing' '.process.cwd = "/deep/er"' pwd /deep/er
refuses 'a relative cwd is refused' '.process.cwd = "tmp"' '[Cc]wd'
bundle payload '.process.cwd = "/proc/self/fd/7"'
fails 'a cwd through a descriptor of the host is refused' 'cwd|chdir|fd/7' run payload
gone payload

# ---- identity ----------------------------------------------------------------------------------

prints 'uid, gid and umask are set' 'user(1000; 50) | .process.user.umask = 63' \
	'echo $(id -u) $(id -g) $(umask)' '1000 50 0077'
prints 'supplementary groups are exactly those given' \
	'user(1000; 1000) | .process.user.additionalGids = [50, 4711]' \
	'grep ^Groups /proc/self/status | xargs' 'Groups: 50 4711'
prints '... and none when none are given' 'user(1000; 1000)' \
	'grep ^Groups /proc/self/status | xargs' 'Groups:'
prints 'the umask is 0022 unless given' . umask 0022

# ---- rights ------------------------------------------------------------------------------------

prints 'no capabilities means none at all' 'del(.process.capabilities)' "$rights" \
	'CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000 CapAmb: 0000000000000000 NoNewPrivs: 1 '
prints 'the five sets are set one by one' '.process.capabilities = {
	bounding: ["CAP_KILL", "CAP_CHOWN", "CAP_NET_RAW", "CAP_SYS_CHROOT"],
	permitted: ["CAP_KILL", "CAP_CHOWN", "CAP_NET_RAW"], effective: ["CAP_KILL", "CAP_NET_RAW"],
	inheritable: ["CAP_CHOWN", "CAP_NET_RAW"], ambient: ["CAP_NET_RAW"]} | user(1000; 1000)' \
	"$rights" \
	'CapInh: 0000000000002001 CapPrm: 0000000000002000 CapEff: 0000000000002000 CapBnd: 0000000000042021 CapAmb: 0000000000002000 NoNewPrivs: 1 '
prints 'root gets what is bounding' 'capable(["CAP_KILL"]) | .process.noNewPrivileges = false' \
	"$rights" \
	'CapInh: 0000000000000020 CapPrm: 0000000000000020 CapEff: 0000000000000020 CapBnd: 0000000000000020 CapAmb: 0000000000000020 NoNewPrivs: 0 '
prints 'a user without ambient capabilities has none' \
	'user(1000; 1000) | del(.process.capabilities.ambient)' \
	'grep CapEff /proc/self/status | cut -f2' 0000000000000000
payload 'capable(["CAP_KILL"]) | .process.capabilities.ambient += ["CAP_CHOWN"]' true
is 'an ambient capability that cannot be raised is a warning, and the run goes on' 0 "$status"
like '... which names it' "can't raise ambient capability CAP_CHOWN" "$err"

# ---- limits and attributes ---------------------------------------------------------------------

prints 'resource limits are set, soft and hard' \
	'.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 100, hard: 200},
		{type: "RLIMIT_CORE", soft: 0, hard: 0}]' \
	'echo $(ulimit -n) $(ulimit -Hn) $(ulimit -c)' '100 200 0'
refuses 'a resource limit given twice is refused' \
	'.process.rlimits = [{type: "RLIMIT_CORE", soft: 0, hard: 0}] | .process.rlimits += .process.rlimits' \
	'rlimit|RLIMIT_CORE'
refuses 'an unknown resource limit is named' \
	'.process.rlimits = [{type: "RLIMIT_SHOES", soft: 1, hard: 1}]' RLIMIT_SHOES
prints 'the out-of-memory score is set' '.process.oomScoreAdj = 500' 'cat /proc/self/oom_score_adj' 500
prints 'the scheduler and its niceness are set' \
	".process.scheduler = {policy: \"SCHED_BATCH\", nice: 5} | $probe" \
	'probe scheduler' 'policy 3 nice 5 priority 0 flags 0'
prints '... reset on fork too' \
	".process.scheduler = {policy: \"SCHED_FIFO\", priority: 3, flags: [\"SCHED_FLAG_RESET_ON_FORK\"]} | $probe" \
	'exec probe scheduler' 'policy 1 nice 0 priority 3 flags 1'
refuses 'an unknown scheduler is named' '.process.scheduler = {policy: "SCHED_NAP"}' SCHED_NAP
prints 'the I/O priority is set' \
	".process.ioPriority = {class: \"IOPRIO_CLASS_BE\", priority: 6} | $probe" \
	'probe ioprio' 'class 2 priority 6'
prints 'the personality is set' '.linux.personality = {domain: "LINUX32"}' \
	'cat /proc/self/personality; uname -m' $'00000008\ni686'
prints 'the memory policy is set' \
	".linux.memoryPolicy = {mode: \"MPOL_INTERLEAVE\", nodes: \"0\"} | $probe" \
	'probe memory' 'mode 3'
refuses 'an unknown memory policy is refused' '.linux.memoryPolicy = {mode: "MPOL_HOPE"}' \
	'invalid memory policy'
prints 'exec affinity does not bind the payload of run' \
	'.process.execCPUAffinity = {initial: "0", final: "0"}' \
	'grep Cpus_allowed_list /proc/self/status | cut -f2' \
	"$(grep Cpus_allowed_list /proc/self/status | cut -f2)"
says 'the session keyring is one of its own' "$probe" 'probe keyring' 'keyring;.*(payload|_ses)'

finish
