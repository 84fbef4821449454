#!/bin/bash
#
# What a failure looks like: one sentence, one record of it, and nothing left behind.

. "${0%/*}/harness.sh"

# ---- the log -----------------------------------------------------------------------------------

bundle box '.process.args = ["nowhere"]'
before=$(host_state)
logged() {
	rm -f "$TMP/log"
	capture runtime --log "$TMP/log" "$@" run --bundle "$TMP/box" box
}
logged --log-format json
is 'a JSON log has one record of level error' 1 \
	"$(jq -s 'map(select(.level == "error")) | length' "$TMP/log")"
is '... which is the last' error "$(tail -1 "$TMP/log" | jq -r .level)"
like '... and tells the whole story' 'nowhere.*executable file not found in \$PATH' \
	"$(tail -1 "$TMP/log" | jq -r .msg)"
like '... and when' '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9:]{5})$' \
	"$(tail -1 "$TMP/log" | jq -r .time)"
like 'the sentence is on standard error as well' 'nowhere' "$err"
is '... on one line' 1 "$(grep -c . <<<"$err")"
logged
like 'a text log has its line' '^time="[^"]+" level=error msg=".*nowhere.*"$' "$(tail -1 "$TMP/log")"
capture runtime --log-format json run --bundle "$TMP/box" box
is 'without a file the record goes to standard error' error "$(tail -1 <<<"$err" | jq -r .level)"
logged --debug
like '--debug logs its steps' 'level=debug' "$(cat "$TMP/log")"
is '... to the file alone' 0 "$(grep -c level=debug <<<"$err")"
bundle late . 'exit 7'
succeeds '--debug does not trouble a created container' \
	runtime --debug --log "$TMP/log" create --bundle "$TMP/late" late
succeeds '... when it is started' runtime --debug --log "$TMP/log" start late
gone late
fails 'a log that cannot be written is an error' 'no/where' runtime --log "$TMP/no/where" list
fails 'an unknown format is refused' 'yaml' runtime --log-format yaml list
unchanged 'nothing is left behind' "$before"
gone box

# ---- a wrong config ----------------------------------------------------------------------------

# wrong SENTENCE TEXT PATTERN: config.json is this text
wrong() {
	mkdir -p "$TMP/wrong/rootfs"
	printf '%b' "$2" >"$TMP/wrong/config.json"
	capture create wrong
	if [ "$status" = 0 ] || [ "$status" -gt 120 ]; then
		miss "$1" "exit status $status" "$err"
	else
		like "$1" "$3" "$err"
	fi
	runtime delete --force wrong >/dev/null 2>&1
}
bare='"root": {"path": "rootfs"}, "process": {"cwd": "/", "args": ["a"], "user": {"uid": 0, "gid": 0}}'
head="{\"ociVersion\": \"1.0.2\", $bare"
uid='{"ociVersion": "1.0.2", "root": {"path": "rootfs"}, "process": {"cwd": "/", "args": ["a"], "user": {"gid": 0, "uid": '
at='config\.json:[0-9]+:[0-9]+'
wrong 'an empty file is refused' '' 'config\.json'
wrong 'no JSON at all' 'hello' "$at"
wrong 'an array' '[]' "$at"
wrong 'half a file' "$head, \"process\": {" "$at"
wrong 'something after the end' "$head} {}" "$at"
wrong 'line and column are told' "$head,\n  \"hostname\": 5}" 'config\.json:2:[0-9]+.*hostname'
wrong '... and the path' "$head, \"linux\": {\"namespaces\": [{\"type\": \"pid\"}, {\"type\": \"netwrok\"}]}}" \
	"$at.*linux\.namespaces\[1\]\.type.*netwrok"
wrong 'a number out of range' "${uid}4294967296}}}" \
	"$at.*process\.user\.uid"
wrong 'a negative uid' "$uid-1}}}" \
	"$at.*process\.user\.uid"
wrong 'a key given twice' "$head, \"hostname\": \"a\", \"hostname\": \"b\"}" "$at.*hostname"
wrong 'bad UTF-8' "$head, \"hostname\": \"\\xff\"}" "$at"
wrong 'a NUL in a string' "$head, \"hostname\": \"a\\\\u0000b\"}" "$at"
wrong 'a lone surrogate' "$head, \"hostname\": \"\\\\ud800\"}" "$at"
wrong 'absurd nesting' "$head, \"x\": $(printf '[%.0s' {1..100000})" "$at|nest|deep"
wrong 'no ociVersion' "{$bare}" 'ociVersion'
wrong 'a version of another age' "{\"ociVersion\": \"2.0.0\", $bare}" '2\.0\.0'
wrong 'no version at all' "{\"ociVersion\": \"latest\", $bare}" 'latest'
wrong 'no root' '{"ociVersion": "1.0.2", "process": {"cwd": "/", "args": ["a"], "user": {"uid": 0, "gid": 0}}}' 'root'
wrong 'no process' '{"ociVersion": "1.0.2", "root": {"path": "rootfs"}}' 'process'
drop_bundle wrong
refuses 'no arguments' '.process.args = []' '[Aa]rgs'
refuses 'no cwd' 'del(.process.cwd)' '[Cc]wd'
payload 'capable(["CAP_KILL", "CAP_FLY"])' 'echo runs'
is 'a capability nobody knows does not stop the run' runs "$out"
like '... and is warned of by name' 'warning.*CAP_FLY' "$err"
refuses 'a root that is not there' '.root.path = "nowhere"' 'nowhere'
refuses 'a root that is a file' '.root.path = "config.json"' 'config\.json'
payload 'tmpfs("m"; [])' 'stat -f -c %T /m'
is 'a relative mount point is taken from /' tmpfs "$out"
like '... with a warning' 'warning.*absolute' "$err"
prints 'unknown keys are ignored' '.shoes = {size: 44} | .linux.shoes = 1' 'echo runs' runs
prints 'keys match without regard to case' \
	'.Process = .process | del(.process) | .Linux = .linux | del(.linux)' 'echo runs' runs

# ---- what is not supported yet is refused by name ----------------------------------------------

for field in process.apparmorProfile process.selinuxLabel linux.mountLabel; do
	if [ ! -d /sys/fs/selinux ] && [ ! -d /sys/kernel/security/apparmor ]; then
		refuses "$field without its security module is refused" ".$field = \"a:b:c:s0\"" "$field"
	else
		skip "$field without its security module is refused" 'this host has one'
	fi
done
bundle box . true
fails 'an ordinary user is told what a container of his needs' 'needs a user namespace' \
	setpriv --reuid 65534 --regid 65534 --clear-groups "$RUNTIME" --root "$TMP/x" run \
	--bundle "$TMP/box" box
succeeds '... while root needs nothing when he says --rootless' \
	runtime --rootless true run --bundle "$TMP/box" box
fails 'the systemd manager is refused' 'systemd' runtime --systemd-cgroup run --bundle "$TMP/box" box

finish
