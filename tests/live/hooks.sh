#!/bin/bash
#
# Hooks: all six, in their order, each in its namespace, with the state on its standard input;
# and what happens when one of them fails.

. "${0%/*}/harness.sh"

log=$TMP/log
all='prestart createRuntime createContainer startContainer poststart poststop'

# ---- order, place, input -----------------------------------------------------------------------

# The container's own hook runs inside and writes to a directory bound there.
mkdir "$TMP/shared"
touch "$TMP/shared/log"
note() {
	echo "cat >$2/$1.json; readlink /proc/self/ns/mnt >$2/$1.mnt; pwd >$2/$1.pwd; env | cut -d= -f1 | sort | xargs >$2/$1.env; echo $1 >>$2/log"
}
edit='bind($tmp + "/shared"; "/shared"; [])'
for hook in $all; do
	at=$TMP/shared
	[ "$hook" = startContainer ] && at=/shared
	edit="$edit | hook(\"$hook\"; \"$(note "$hook" "$at")\")"
done
bundle box "$edit | .hooks.startContainer[0] |= del(.env) | .annotations = {colour: \"blue\"}" \
	'echo payload >>/shared/log; sleep 1000'
create box >/dev/null 2>&1
is 'create runs three kinds of hooks, in order' 'prestart createRuntime createContainer' \
	"$(xargs <"$TMP/shared/log")"
runtime start box
wait_for grep -q payload "$TMP/shared/log"
is 'start runs startContainer before and poststart after the payload is started' \
	'payload poststart startContainer' "$(tail -n +4 "$TMP/shared/log" | sort | xargs)"
is '... startContainer first' startContainer "$(sed -n 4p "$TMP/shared/log")"
pid=$(pid_of box)
while read -r hook wanted; do
	is "the state that $hook reads has the status $wanted" "$wanted" \
		"$(jq -r .status "$TMP/shared/$hook.json")"
	is '... id, pid, bundle and annotations' "box $pid $TMP/box blue" \
		"$(jq -r '"\(.id) \(.pid) \(.bundle) \(.annotations.colour)"' "$TMP/shared/$hook.json" |
			sed "s/ 1 / $pid /")"
done <<'TABLE'
prestart         creating
createRuntime    creating
createContainer  creating
startContainer   created
poststart        running
TABLE
host=$(readlink /proc/self/ns/mnt) inside=$(readlink "/proc/$pid/ns/mnt")
for hook in prestart createRuntime poststart; do
	is "$hook runs in the runtime's namespace" "$host" "$(cat "$TMP/shared/$hook.mnt")"
done
for hook in createContainer startContainer; do
	is "$hook runs in the container's namespace" "$inside" "$(cat "$TMP/shared/$hook.mnt")"
done
for hook in prestart createRuntime createContainer poststart; do
	is "$hook begins in the bundle" "$TMP/box" "$(cat "$TMP/shared/$hook.pwd")"
done
is 'startContainer begins in /' / "$(cat "$TMP/shared/startContainer.pwd")"
is 'a hook has the environment that it is given' 'PATH PWD' \
	"$(sed 's/ _$//; s/SHLVL //; s/OLDPWD //' "$TMP/shared/prestart.env" | sed 's/ SHLVL//')"
like 'startContainer without env has that of the process' 'TERM' "$(cat "$TMP/shared/startContainer.env")"
is 'poststop has not run' 0 "$(grep -c poststop "$TMP/shared/log")"
runtime kill box KILL
wait_for is_stopped box
runtime delete box
is 'poststop runs at delete' 1 "$(grep -c poststop "$TMP/shared/log")"
is '... and reads that the container is stopped' stopped "$(jq -r .status "$TMP/shared/poststop.json")"
gone box

# ---- arguments ---------------------------------------------------------------------------------

prints 'arguments go through unchanged, the first included' \
	'.hooks.prestart = [{path: "/bin/sh", args: ["sh", "-c", "echo \"$0 $1\" >\($tmp)/args", "zero", "a b"]}]' \
	'true' ''
is '... which is not the path' 'zero a b' "$(cat "$TMP/args")"
prints 'several hooks of a kind run in their order' \
	'hook("prestart"; "echo 1 >>\($tmp)/order") | hook("prestart"; "echo 2 >>\($tmp)/order")' true ''
is '... one after the other' '1 2' "$(xargs <"$TMP/order")"
prints 'a hook that does not read its input is fine' 'hook("prestart"; "exec <&-")' 'echo runs' runs

# ---- failure -----------------------------------------------------------------------------------

for hook in prestart createRuntime createContainer; do
	refuses "a $hook hook that fails ends the creation" "hook(\"$hook\"; \"exit 3\")" \
		"error running $hook hook #0:"
	refuses '... the second one too' "hook(\"$hook\"; \"true\") | hook(\"$hook\"; \"exit 3\")" \
		"error running $hook hook #1:"
	refuses '... as does one that is not there' ".hooks.$hook = [{path: \"/no/hook\"}]" \
		"error running $hook hook #0:.*no such file"
	refuses '... and one that takes too long' \
		"hook(\"$hook\"; \"exec sleep 1000\") | .hooks.${hook}[0].timeout = 1" \
		"error running $hook hook #0:.*(time|killed|deadline)"
	refuses 'a relative path is refused' ".hooks.$hook = [{path: \"bin/hook\"}]" 'path|hook'
done
for hook in startContainer poststart; do
	bundle box "hook(\"$hook\"; \"exit 3\")"
	create box >/dev/null 2>&1
	capture runtime start box
	like "a $hook hook that fails is told" "error running $hook hook #0:" "$err"
	wait_for is_stopped box
	is '... and the container does not stay' stopped "$(status_of box 2>/dev/null || echo stopped)"
	gone box
done
running box "hook(\"poststop\"; \"exit 3\") | hook(\"poststop\"; \"echo last >$log\")"
capture runtime delete --force box
is 'a poststop hook that fails does not stop the deletion' 0 "$status"
is '... nor the next hook' last "$(cat "$log" 2>/dev/null)"
is '... and the record is gone' '' "$(runtime list -q)"
gone box
refuses 'a timeout of 0 is refused' 'hook("prestart"; "true") | .hooks.prestart[0].timeout = 0' 'timeout'

finish
