#!/bin/bash
#
# A container's life: created, running, stopped, gone; and everything that must be refused on
# the way.

. "${0%/*}/harness.sh"

# ---- create and start are two things -----------------------------------------------------------

before=$(host_state)
bundle box '.annotations = {"com.example.colour": "blue"}' 'echo started >/mark; sleep 1000'
succeeds 'create makes a container' create box
is '... whose status is created' created "$(status_of box)"
is '... which has a live process' yes "$([ -d "/proc/$(pid_of box)" ] && echo yes)"
is '... which has run nothing of the bundle' no "$([ -e "$TMP/box/rootfs/mark" ] && echo yes || echo no)"
is '... which holds nothing of the host open but the name of its gate' "$STATE/box/start" \
	"$(readlink "/proc/$(pid_of box)"/fd/* | grep -Ev "^((pipe|socket|anon_inode):.*|/dev/(null|pts/[0-9]+)|/|/proc|$TMP/(out|err))\$")"
fails 'a second container of that name is refused' 'exists' create box
succeeds 'start runs what create prepared' runtime start box
is '... whose status is running' running "$(status_of box)"
wait_for test -e "$TMP/box/rootfs/mark"
is '... and the payload has started' started "$(cat "$TMP/box/rootfs/mark")"
fails 'a second start is refused' 'running|not created|cannot start' runtime start box
fails 'delete of a running container is refused' 'not stopped|running' runtime delete box
is '... and does it no harm' running "$(status_of box)"

# ---- state -------------------------------------------------------------------------------------

capture runtime state box
is 'state tells the spec version, the id and the bundle' "1. box $TMP/box" \
	"$(jq -r '"\(.ociVersion[0:2]) \(.id) \(.bundle)"' <<<"$out")"
is '... the root, the annotations and the owner' "$TMP/box/rootfs blue root" \
	"$(jq -r '"\(.rootfs) \(.annotations["com.example.colour"]) \(.owner)"' <<<"$out" |
		sed 's/ $/ root/')"
like '... and when it was made, by RFC 3339' '^20[0-9-]+T[0-9:.]+(Z|[+-]00:00)$' \
	"$(jq -r .created <<<"$out")"

# ---- list --------------------------------------------------------------------------------------

bundle also . true
create also >/dev/null 2>&1
is 'list -q prints the ids in order' 'also box' "$(runtime list -q | xargs)"
like 'list prints a header' '^ID +PID +STATUS +BUNDLE +CREATED +OWNER' "$(runtime list | head -1)"
like '... and a line for each container' "box +[0-9]+ +running +$TMP/box +20" "$(runtime list)"
is 'list as JSON is one line' 1 "$(runtime list -f json | wc -l)"
is '... with the objects of state' 'also created,box running' \
	"$(runtime list --format json | jq -r 'map("\(.id) \(.status)") | join(",")')"
fails 'list in another format is refused' 'format' runtime list --format yaml
succeeds 'delete of a created container is done without force' runtime delete also
drop_bundle also
fails 'list of a root that is not there is refused' . "$RUNTIME" --root "$TMP/nowhere" list

# ---- kill --------------------------------------------------------------------------------------

runtime delete --force box
for signal in KILL SIGKILL 9 kill; do
	running box
	succeeds "kill takes '$signal'" runtime kill box "$signal"
	wait_for is_stopped box
	is '... and the container is stopped' stopped "$(status_of box)"
	is '... with pid 0' 0 "$(pid_of box)"
	gone box
done
running box . 'trap "exit 0" TERM; echo >/ready; while :; do sleep 0.05; done'
wait_for test -e "$TMP/box/rootfs/ready"
succeeds 'kill takes 0, which only asks' runtime kill box 0
for signal in BOGUS SIGBOGUS 0x9 65 -1; do
	fails "kill refuses '$signal'" 'signal|option' runtime kill box "$signal"
done
is '... and the container still runs' running "$(status_of box)"
succeeds 'kill without a signal sends TERM' runtime kill box
wait_for is_stopped box
fails 'kill of a stopped container is refused' 'container not running' runtime kill box KILL
succeeds 'kill --all of a stopped container is no error' runtime kill --all box KILL
fails 'start of a stopped container is refused' 'stopped|not created|cannot start' runtime start box
succeeds 'delete removes a stopped container' runtime delete box
fails '... so that it is unknown' 'does not exist' runtime state box
gone box

running box
succeeds 'delete --force ends a running container' runtime delete --force box
gone box
bundle box
create box >/dev/null 2>&1
succeeds 'kill reaches a created container' runtime kill box KILL
wait_for is_stopped box
is '... which is then stopped' stopped "$(status_of box)"
gone box
unchanged 'after all that the host is as it was' "$before"

# ---- a cgroup is ended as a whole, pid namespace or not ----------------------------------------

running box 'without("pid")' 'sleep 1001 & sleep 1002 & echo >/ready; wait'
wait_for test -e "$TMP/box/rootfs/ready"
runtime kill box KILL
is 'kill KILL without a pid namespace takes every process' yes \
	"$(wait_for no_process_in "$CGROUP/box" && echo yes)"
gone box
running box 'without("pid")' 'sleep 1001 & echo >/ready; exit'
wait_for test -e "$TMP/box/rootfs/ready"
wait_for is_stopped box
succeeds 'delete ends what an init without a pid namespace has left' runtime delete box
is '... and removes the cgroup' no "$([ -e "$CGROUP/box" ] && echo yes || echo no)"
gone box

# ---- names -------------------------------------------------------------------------------------

bundle box
for id in '' . .. ../box a/b /box 'a b' $'a\nb' $'a\tb' 'a;b' 'ä' "$(printf '%01025d' 0)"; do
	fails "the id $(printf %.20q "$id") is refused" '[iI][dD]|usage|argument|name' \
		runtime create --bundle "$TMP/box" "$id"
done
for id in a A-b_c.d+e 0 "$(printf '%0200d' 0)"; do
	succeeds "the id $(printf %.20s "$id") is taken" runtime create --bundle "$TMP/box" "$id"
	runtime delete --force "$id" >/dev/null 2>&1
done

# ---- pid file, bundle, config ------------------------------------------------------------------

cd "$TMP" || bail "no $TMP"
succeeds 'create --pid-file is relative to the caller' create --pid-file box.pid box
is '... and holds the pid, without a newline' "$(pid_of box)" "$(cat "$TMP/box.pid")"
is '... by digits alone' 0 "$(tr -d 0-9 <"$TMP/box.pid" | wc -c)"
runtime delete --force box
fails 'a pid file that cannot be written is an error' 'no/where' create --pid-file "$TMP/no/where/p" box
is '... and leaves no container' '' "$(runtime list -q)"
cd "$TMP/box" || bail "no $TMP/box"
succeeds 'the bundle is the current directory by default' runtime create box
runtime delete --force box
fails 'a bundle that is not there is named' 'nowhere' runtime create --bundle "$TMP/nowhere" box
rm config.json
fails 'a bundle without config.json is refused' 'config.json' runtime create box

finish
