#!/bin/bash
#
# Containers of an ordinary user: what he gets, what he is told he does not, and that neither the
# host nor another user notices. The users are numbers of the test's own; their names, and the ids
# they were lent, are in files that only the test sees.

. "${0%/*}/harness.sh"

user=4242 other=4243
cp "$RUNTIME" "$TMP/berth" && chmod 0755 "$TMP/berth"
cp /etc/passwd "$TMP/passwd"
printf '%s\n' "tester:x:$user:$user::$TMP/home:/bin/sh" "other:x:$other:$other::/:/bin/sh" \
	>>"$TMP/passwd"
echo 'tester:300000:65536' >"$TMP/lent"
: >"$TMP/nothing"
mkdir "$TMP/home" "$TMP/run-$user" "$TMP/run-$other"
chown "$user:$user" "$TMP/home" "$TMP/run-$user" && chown "$other:$other" "$TMP/run-$other"
chmod 0700 "$TMP/run-$user" "$TMP/run-$other"
mount --bind "$TMP/passwd" /etc/passwd || bail "no passwd of the test's own"
touch /etc/subuid /etc/subgid

# lend FILE: what /etc/subuid and /etc/subgid say from now on
lend() {
	umount /etc/subuid /etc/subgid 2>/dev/null
	mount --bind "$1" /etc/subuid && mount --bind "$1" /etc/subgid
}

# as USER COMMAND...: in $place, the cgroup he finds himself in
place=/sys/fs/cgroup
as() {
	PLACE=$place timeout -k 2 "$DEADLINE" sh -c 'echo $$ >"$PLACE/cgroup.procs"; exec "$@"' sh \
		setpriv --reuid "$1" --regid "$1" --groups "$groups" env -i "PATH=$PATH" \
		"HOME=$TMP/home" "XDG_RUNTIME_DIR=$TMP/run-$1" "${@:2}"
}
groups=$user
berth() {
	as "$user" "$TMP/berth" "$@"
}

# inside SENTENCE WANTED OPTION... -- COMMAND...: what a sandbox prints
inside() {
	capture berth sandbox "${@:3}"
	if [ "$out" = "$2" ]; then pass "$1"; else
		miss "$1" "wanted: $2" "got:    $out" "exit status $status" "$err"
	fi
}

# the_bundle EDIT [SCRIPT]: his own, from his own default
the_bundle() {
	rm -rf "$TMP/home/bundle"
	as "$user" mkdir -p "$TMP/home/bundle"
	cp -a "$TMP/root" "$TMP/home/bundle/rootfs"
	chown -R -h "$user:$user" "$TMP/home/bundle/rootfs"
	berth spec --rootless --bundle "$TMP/home/bundle" || bail "spec does not work"
	jq --arg script "${2:-sleep 1000}" ".process.terminal = false |
		.process.args = [\"sh\", \"-c\", \$script] | .root.readonly = false | ($1)" \
		"$TMP/home/bundle/config.json" >"$TMP/edited" || bail "no bundle: $1"
	cp "$TMP/edited" "$TMP/home/bundle/config.json"
}

# payload EDIT SCRIPT: runs it, and leaves $status, $out and $err
payload() {
	the_bundle "$@"
	capture berth run --bundle "$TMP/home/bundle" c1
}

cd / || bail "no root"
make_root "$TMP/root"
lend "$TMP/nothing"
if ! as "$user" unshare --user true 2>/dev/null; then
	skip 'containers of an ordinary user' 'this machine permits no user namespace of his'
	finish
fi
before=$(host_state)

# ---- out of the box: his own id alone ----------------------------------------------------------

inside 'a sandbox has him as root' '0 0' sh -c 'echo $(id -u) $(id -g)'
inside '... who is nobody but himself' "0 $user 1" sh -c 'echo $(cat /proc/self/uid_map)'
inside '... or anybody else, if that is wanted' '1000 1001' --user 1000:1001 \
	sh -c 'echo $(id -u) $(id -g)'
inside 'it shows the host'\''s files' "$(head -n 1 /etc/group)" head -n 1 /etc/group
inside 'it can be written to' new sh -c 'echo new >/new && mkdir /tmp/of-the-container && cat /new'
is '... and the host has none of it' '' "$(ls -d /new /tmp/of-the-container 2>/dev/null)"
inside 'with --ro it cannot' no --ro sh -c 'echo new >/tmp/new && echo yes || echo no'
cp -a "$TMP/root" "$TMP/image" && chown -R -h "$user:$user" "$TMP/image"
inside 'a directory of his own can be the root' $'mine\nroot' --rootfs "$TMP/image" \
	sh -c 'echo mine >/etc/passwd && mv /root /elsewhere && mkdir /root && cat /etc/passwd; ls -d root'
is '... and is as it was' "$(cat "$TMP/root/etc/passwd") no" \
	"$(cat "$TMP/image/etc/passwd") $([ -e "$TMP/image/elsewhere" ] && echo yes || echo no)"
mkdir "$TMP/volume" && chown "$user" "$TMP/volume"
inside 'a volume can be written to' '' --volume "$TMP/volume:/v" touch /v/kept
is '... as himself' "$user" "$(stat -c %u "$TMP/volume/kept")"
inside 'it has the harmless devices' $'c 1:3\nc 1:5' sh -c \
	'for d in null zero; do echo $(stat -c "%F %t:%T" /dev/$d | sed "s/character special file/c/"); done'
inside 'what is masked is masked' 0 sh -c 'cat /proc/keys /proc/kcore 2>/dev/null | wc -c'
inside '/proc/sys is read-only' ro sh -c 'awk "\$5 == \"/proc/sys\" {print substr(\$6, 1, 2)}" /proc/self/mountinfo'
inside 'he has no more capabilities than root in any sandbox' 00000000a80425fb \
	sed -n 's/^CapEff:\t//p' /proc/self/status
exits 'its exit status is the command'\''s' 7 berth sandbox sh -c 'exit 7'
fails 'a limit without a cgroup to hold it is refused' 'memory.limit: a limit needs a cgroup.*systemd-run' \
	berth sandbox --memory 64m true

payload . 'id -u; cat /proc/self/uid_map | xargs'
is 'a bundle begun by `spec --rootless` runs' $'0\n'"0 $user 1" "$out"
payload '.linux.namespaces |= map(select(.type != "user")) | del(.linux.uidMappings, .linux.gidMappings)' true
like 'without a user namespace there is none, and he is told' 'needs a user namespace' "$err"
payload '.mounts |= map(select(.destination != "/sys/fs/cgroup"))' \
	'grep -c " /sys.* rw,[^-]*- cgroup" /proc/self/mountinfo'
is 'no cgroup of the host can be written to below a bound /sys' 0 "$out"
payload '.process.oomScoreAdj = 700' 'cat /proc/self/oom_score_adj'
is 'the oom score is raised' 700 "$out"
payload '.process.rlimits = [{type: "RLIMIT_NOFILE", soft: 10, hard: 100000000}]' true
like 'a limit above his own is refused' 'RLIMIT_NOFILE.*CAP_SYS_RESOURCE' "$err"
payload '.process.user.additionalGids = [5]' true
like 'groups he cannot have are refused' 'additional groups|group' "$err"

# ---- a container's life -------------------------------------------------------------------------

the_bundle . 'sleep 1000'
succeeds 'create' berth create --bundle "$TMP/home/bundle" c1
fails 'exec has to wait for the start' 'until it is started' berth exec c1 true
succeeds 'start' berth start c1
capture berth exec c1 sh -c '[ $(readlink /proc/self/ns/user) = $(readlink /proc/1/ns/user) ] &&
	[ $(readlink /proc/self/ns/pid) = $(readlink /proc/1/ns/pid) ] && echo same'
is 'exec joins its user and pid namespaces' same "$out"
capture berth exec --tty c1 tty
like 'exec has a terminal' '/dev/pts' "$out"
is 'state' running "$(berth state c1 | jq -r .status)"
is 'its records are for him alone' 700 "$(stat -c %a "$TMP/run-$user/berth")"
groups=$other
fails 'another user does not see it' 'does not exist' as "$other" "$TMP/berth" state c1
fails '... not even where he knows it to be' '[Pp]ermission denied' \
	as "$other" "$TMP/berth" --root "$TMP/run-$user/berth" state c1
fails '... and cannot kill it' 'not permitted' as "$other" kill -KILL "$(berth state c1 | jq .pid)"
groups=$user
fails 'pause wants a cgroup' 'has no cgroup' berth pause c1
succeeds 'kill' berth kill c1 KILL
is_stopped() {
	[ "$(berth state c1 | jq -r .status)" = stopped ]
}
wait_for is_stopped
succeeds 'delete' berth delete --force c1
is 'nothing is left' '' "$(ls -A "$TMP/run-$user/berth")"
succeeds 'run --detach' berth run --detach --bundle "$TMP/home/bundle" c2
succeeds 'delete --force of what runs' berth delete --force c2
is 'the list is empty' '[]' "$(berth list --format json)"

# ---- ids that he was lent ------------------------------------------------------------------------

map_all='.linux.uidMappings = [{containerID: 0, hostID: 4242, size: 1},
	{containerID: 1, hostID: 300000, size: 65536}] | .linux.gidMappings = .linux.uidMappings'
payload "$map_all" true
if command -v newuidmap >/dev/null; then
	like 'ids that nobody lent him are refused by name' 'newuidmap: .*; /etc/subuid' "$err"
	lend "$TMP/lent"
	payload "$map_all | .process.user = {uid: 33, gid: 34, additionalGids: [35]}" \
		'echo $(id -u) $(id -g) $(id -G); awk "{print \$1, \$2, \$3}" /proc/self/uid_map'
	is 'ids that he was lent are mapped' $'33 34 34 35\n0 4242 1\n1 300000 65536' "$out"
	inside 'a sandbox has them without being told' $'0 4242 1\n1 300000 65536' \
		awk '{print $1, $2, $3}' /proc/self/uid_map
	inside 'whoever runs the command there is himself' $'33\n0 300000 33\n33 4242 1\n34 300033 65503' \
		--user 33 sh -c 'id -u; awk "{print \$1, \$2, \$3}" /proc/self/uid_map'
	groups=$user,6
	inside 'his additional groups do not come along' 0 id -G
	payload "$map_all"' | .annotations["run.oci.keep_original_groups"] = "1"' \
		'sed -n "s/^Groups:.//p" /proc/self/status'
	like '... unless they are asked for' '65534' "$out"
	groups=$user
	the_bundle "$map_all" 'sleep 1000'
	capture berth run --detach --bundle "$TMP/home/bundle" c1
	capture berth exec --user 7:8 c1 sh -c 'echo $(id -u) $(id -g)'
	is 'exec is anybody there' '7 8' "$out"
	succeeds 'delete --force ends what belongs to other ids' berth delete --force c1
	lend "$TMP/nothing"
else
	like 'without newuidmap more than one id is refused' 'no newuidmap: install' "$err"
	skip 'ids that he was lent are mapped' 'newuidmap is not installed'
fi

# ---- a cgroup that was handed over -----------------------------------------------------------------

place=$CGROUP/handed
mkdir "$place"
for controller in cpu memory pids; do
	echo "+$controller" 2>/dev/null >/sys/fs/cgroup/cgroup.subtree_control &&
		echo "+$controller" 2>/dev/null >"$CGROUP/cgroup.subtree_control"
done
chown "$user" "$place" "$place"/cgroup.{procs,threads,subtree_control}
the_bundle . 'sleep 1000'
succeeds 'a container has a cgroup below his own' \
	berth run --detach --bundle "$TMP/home/bundle" c1
is '... which it is in' "0::${place#/sys/fs/cgroup}/c1" \
	"$(grep ^0:: "/proc/$(berth state c1 | jq .pid)/cgroup")"
capture berth exec c1 cat /proc/self/cgroup
like '... and sees as the root' '0::/'$'\n|0::/$' "$out"
succeeds 'pause' berth pause c1
is '... is seen' paused "$(berth state c1 | jq -r .status)"
succeeds 'resume' berth resume c1
capture berth ps --format json c1
like 'ps' '^.[0-9]+.$' "$out"
succeeds 'delete takes the cgroup away' berth delete --force c1
is '... it is gone' '' "$(find "$place" -mindepth 1 -type d -name 'c1')"
payload '.mounts |= map(if .destination == "/sys/fs/cgroup" then .options -= ["ro"] else . end)' \
	'mkdir /sys/fs/cgroup/below && echo made && rmdir /sys/fs/cgroup/below'
is 'it may arrange its own cgroup where that is asked for' made "$out"
if has_controller pids && has_controller memory; then
	inside 'limits are kept' $'67108864\n20' --memory 64m --pids 20 \
		cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/pids.max
	capture berth sandbox --pids 5 sh -c 'for i in 1 2 3 4 5 6 7 8; do sleep 20 & done; wait'
	like '... by the kernel' 'fork|[Rr]esource' "$err"
	is 'those who were in the cgroup make room' "$place/berth-tenants" \
		"$(find "$place" -mindepth 1 -type d)"
	place=$place/berth-tenants
	succeeds 'a second berth finds the same ground' berth sandbox --memory 64m true
else
	skip 'limits are kept' 'no pids or memory controller'
	fails 'a limit whose controller is missing is refused' 'controller' \
		berth sandbox --memory 64m true
fi
place=/sys/fs/cgroup

# ---- check -----------------------------------------------------------------------------------------

verdict() {
	berth check --format json "${@:2}" | jq -r --arg subject "$1" \
		'.[] | select(.subject == $subject) | .verdict'
}
exits 'check says that a plain container would run' 0 berth check
is '... that there are no other ids' limited "$(verdict ids)"
is '... that device rules are for others' limited "$(verdict 'device rules')"
the_bundle . true
exits 'check finds nothing in the way of a bundle' 0 berth check --bundle "$TMP/home/bundle"
the_bundle "$map_all | .linux.resources = {pids: {limit: 5}}" true
exits '... and what is' 1 berth check --bundle "$TMP/home/bundle"
like '... by name' 'pids.limit: a limit needs a cgroup' "$out"
the_bundle "$map_all"' | .root.path = "nowhere"' true
capture berth check --bundle "$TMP/home/bundle"
like 'check names a root that is not there' 'missing  root.path +.*/nowhere: no such file' "$out"
like '... and ids that nobody lent' '/etc/subuid does not lend 300000-365535 to user 4242' "$out"
like '... with the cure' 'cure: usermod --add-subuids 300000-365535' "$out"
is 'check as root finds the same host' 0 "$("$RUNTIME" check >/dev/null; echo $?)"

as "$user" rm -rf "$TMP/home/bundle"
find "$CGROUP" -mindepth 1 -depth -type d -exec rmdir {} +
unchanged 'the host is as it was' "$before"
finish
