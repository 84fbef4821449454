#!/bin/bash
#
# A container is frozen and thawed; what can and cannot be done to it in between.

. "${0%/*}/harness.sh"

payload='n=0; while :; do n=$((n + 1)); echo $n >/new; mv /new /count; done'

goes_on() { # FROM
	[ "$(cat "$TMP/box/rootfs/count")" != "$1" ]
}

running box . "$payload"
wait_for test -s "$TMP/box/rootfs/count"
succeeds 'pause freezes a container' runtime pause box
is '... whose status is paused' paused "$(status_of box)"
is '... whose cgroup says so' 'frozen 1' "$(grep frozen "$CGROUP/box/cgroup.events")"
one=$(cat "$TMP/box/rootfs/count")
sleep 0.2
is '... whose payload stands still' "$one" "$(cat "$TMP/box/rootfs/count")"
like '... and list tells it' 'box +[0-9]+ +paused' "$(runtime list)"
fails 'exec in a paused container is refused' 'cannot exec in a paused container' runtime exec box true
runtime exec --ignore-paused --detach box touch /late >/dev/null 2>&1 &
succeeds 'a signal can be sent to a paused container' runtime kill box 0
succeeds 'resume thaws it' runtime resume box
is '... and it runs' running "$(status_of box)"
is '... and its payload goes on' yes "$(wait_for goes_on "$one" && echo yes)"
is '... and what --ignore-paused has started, too' yes "$(wait_for test -e "$TMP/box/rootfs/late" && echo yes)"
fails 'resume of a container that is not paused is refused' 'not paused' runtime resume box
runtime pause box
fails 'pause of a paused container is refused' 'paused|not running' runtime pause box
succeeds 'a paused container can be deleted by force' runtime delete --force box
gone box

running box
runtime pause box
succeeds 'KILL reaches a paused container' runtime kill box KILL
is '... which ends' yes "$(wait_for is_stopped box && echo yes)"
fails 'a stopped container cannot be paused' 'not running|stopped' runtime pause box
gone box
bundle box
create box >/dev/null 2>&1
capture runtime pause box
runtime resume box >/dev/null 2>&1
is 'a created container is itself after pause and resume' created "$(status_of box)"
gone box

finish
