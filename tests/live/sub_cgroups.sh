#!/bin/bash
#
# A container that arranges cgroups of its own: its processes are frozen, killed and counted
# wherever in there they live, and nothing of it is left.

. "${0%/*}/harness.sh"

# The container's cgroup is the one it sees as the root of its own, and may write to.
edit='own("cgroup") | (.mounts[] | select(.type == "cgroup")).options -= ["ro"]'
own=/sys/fs/cgroup

nothing_left() {
	[ ! -e "$CGROUP/box" ] && [ ! -e "$STATE/box" ]
}

# arranged EDIT SCRIPT: a container that has got ready
arranged() {
	running box "$edit | $1" "$2
		touch /ready; sleep 1000"
	wait_for test -e "$TMP/box/rootfs/ready" || miss 'the container has got ready'
}

deep="mkdir -p $own/a/b/c/d $own/e
	for at in $own/a $own/a/b/c/d $own/e; do (echo 0 >\$at/cgroup.procs; exec sleep 1000) & done
	for at in $own/a $own/a/b/c/d $own/e; do until grep -q . \$at/cgroup.procs; do sleep 0.1; done; done"
# shellcheck disable=SC2034 # by its name, below
hidden="mkdir -p $own/.hidden/...
	(echo 0 >$own/.hidden/.../cgroup.procs; exec sleep 1000) &"
threaded="mkdir $own/t && echo threaded >$own/t/cgroup.type
	(echo 0 >$own/t/cgroup.threads; exec sleep 1000) &"

# ---- frozen ------------------------------------------------------------------------------------

arranged . "$deep"
is 'ps lists who lives in cgroups below' 4 "$(runtime ps --format json box | jq length)"
succeeds 'pause freezes cgroups below' runtime pause box
is '... all of them' '1 1 1' "$(sed -n 's/^frozen //p' "$CGROUP"/box/{a,a/b/c/d,e}/cgroup.events | xargs)"
succeeds '... and resume thaws them' runtime resume box
is '... all of them, too' '0 0 0' "$(sed -n 's/^frozen //p' "$CGROUP"/box/{a,a/b/c/d,e}/cgroup.events | xargs)"
echo 1 >"$CGROUP/box/e/cgroup.freeze"
succeeds 'what the container has frozen itself does not keep it from being paused' runtime pause box
succeeds '... nor resumed' runtime resume box
is '... and stays as it was' 1 "$(sed -n 's/^frozen //p' "$CGROUP/box/e/cgroup.events")"
echo 1 >"$CGROUP/cgroup.freeze"
is 'a container below a frozen cgroup is paused' yes \
	"$(paused() { [ "$(status_of box)" = paused ]; }; wait_for paused && echo yes)"
succeeds '... and can be killed there' runtime kill box KILL
is '... and is stopped' yes "$(wait_for is_stopped box && echo yes)"
succeeds '... and deleted' runtime delete box
is '... and nothing of it is left' yes "$(nothing_left && echo yes)"
echo 0 >"$CGROUP/cgroup.freeze"
drop_bundle box

# ---- ended -------------------------------------------------------------------------------------

while IFS='|' read -r what namespaces script how; do
	arranged "$namespaces" "${!script}"
	case $how in
	paused) runtime pause box ;;
	init)
		pid=$(pid_of box)
		[ "${pid:-0}" -gt 0 ] && kill -KILL "$pid" && wait_for is_stopped box
		;;
	esac
	succeeds "a container with $what is deleted ($how)" runtime delete --force box
	is '... and nothing of it is left' yes "$(nothing_left && echo yes)"
	gone box
done <<'CASES'
cgroups below|.|deep|running
cgroups below|.|deep|paused
cgroups below and no pid namespace|without("pid")|deep|running
cgroups below and no pid namespace|without("pid")|deep|init
cgroups of hidden names|.|hidden|running
cgroups of hidden names and no pid namespace|without("pid")|hidden|init
threaded cgroups|.|threaded|running
threaded cgroups|.|threaded|paused
threaded cgroups and no pid namespace|without("pid")|threaded|init
CASES

arranged 'without("pid")' "$threaded"
succeeds 'KILL reaches who lives in a threaded cgroup' runtime kill --all box KILL
wait_for is_stopped box
is '... and nobody is left in there' yes "$(wait_for no_process_in "$CGROUP/box" && echo yes)"
gone box

# ---- exec --------------------------------------------------------------------------------------

if has_controller pids; then
	arranged . "mkdir $own/init && echo 0 >$own/init/cgroup.procs &&
		echo +pids >$own/cgroup.subtree_control"
	is 'exec goes where init is when the cgroup itself takes nobody' 0::/init \
		"$(runtime exec box cat /proc/self/cgroup)"
	is 'exec --cgroup goes where it says' 0::/other \
		"$(mkdir "$CGROUP/box/other"; runtime exec --cgroup other box cat /proc/self/cgroup)"
	gone box
else
	skip 'exec goes where init is when the cgroup itself takes nobody' 'no pids controller'
fi

finish
