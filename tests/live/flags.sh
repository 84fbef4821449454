#!/bin/bash
#
# Flags that no other topic has: each is seen to have its effect.

. "${0%/*}/harness.sh"

# ---- of creation -------------------------------------------------------------------------------

bundle box . 'cat /proc/self/mountinfo | head -1 | cut -d" " -f5; ls / >/dev/null && echo fine'
is '--no-pivot moves the root' "$(printf '/\nfine')" "$(runtime run --no-pivot --bundle "$TMP/box" box)"

bundle box . 'echo over'
is '--keep leaves the container' over "$(runtime run --keep --bundle "$TMP/box" box)"
is '... stopped' stopped "$(status_of box)"
is '... and its cgroup' yes "$([ -d "$CGROUP/box" ] && echo yes)"
succeeds '... until it is deleted' runtime delete box
is '... which takes the cgroup as well' no "$([ -d "$CGROUP/box" ] && echo yes || echo no)"

bundle box 'del(.linux.resources)' 'cat /proc/self/cgroup | grep ^0:'
is 'without cgroups the container stays in that of the caller' "$(grep ^0: /proc/self/cgroup)" \
	"$(runtime --cgroup-manager disabled run --bundle "$TMP/box" box)"
bundle box '.linux.resources.pids.limit = 5' true
fails '... and a limit is refused' 'pids' runtime --cgroup-manager disabled run --bundle "$TMP/box" box
bundle box 'del(.linux.resources)' 'sleep 1000'
succeeds '... and it can be created' runtime --cgroup-manager disabled create --bundle "$TMP/box" box
succeeds '... started' runtime start box
succeeds '... executed in' runtime exec box true
fails '... not paused' 'cgroup' runtime pause box
succeeds '... and deleted' runtime delete --force box

# keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING): the number of the session keyring.
helper probe
keyring='call 250 0 -3 0'
bundle box . "/bin/probe $keyring"
cp "$TMP/probe" "$TMP/box/rootfs/bin/probe"
# shellcheck disable=SC2086 # a list of words
outside=$("$TMP/probe" $keyring)
is '--no-new-keyring keeps the session keyring of the caller' "$outside" \
	"$(runtime run --no-new-keyring --bundle "$TMP/box" box)"
is '... and without it there is a new one' different \
	"$([ "$(runtime run --bundle "$TMP/box" box)" != "$outside" ] && echo different)"
bundle box . true
succeeds '--no-subreaper is taken' runtime run --no-subreaper --bundle "$TMP/box" box

# ---- of exec -----------------------------------------------------------------------------------

running box . 'sleep 1000'
mkdir "$CGROUP/box/inner"
is 'exec --cgroup enters one below' inner \
	"$(runtime exec --cgroup inner box cat /proc/self/cgroup | sed -n 's/^0:.*[/]//p')"
for path in ../box2 .. inner/../../box2 none; do
	fails "exec --cgroup $path is refused" 'cgroup' runtime exec --cgroup "$path" box true
done
fails 'exec --apparmor without AppArmor is refused' 'AppArmor' runtime exec --apparmor p box true
fails 'exec --process-label without SELinux is refused' 'SELinux' \
	runtime exec --process-label a:b:c:s0 box true
rmdir "$CGROUP/box/inner"
gone box

# ---- of kill and delete ------------------------------------------------------------------------

running box . 'sleep 1000'
running box2 . 'sleep 1000'
running other . 'sleep 1000'
succeeds 'kill --regex sends to all that fit' runtime kill --regex '^box' KILL
wait_for is_stopped box
wait_for is_stopped box2
is '... and to no other' running "$(status_of other)"
succeeds 'delete --regex takes all that fit' runtime delete --regex '^box'
is '... and no other' other "$(runtime list -q)"
gone other

# ---- of sandbox --------------------------------------------------------------------------------

# shellcheck disable=SC2016 # expanded by the shell that is the parent, and ends
sh -c '"$0" --root "$1" sandbox --die-with-parent -- sh -c "echo up; exec sleep 1001" >"$2" 2>&1 &
	until [ -s "$2" ]; do sleep 0.1; done' "$RUNTIME" "$STATE" "$TMP/out"
is 'a sandbox with --die-with-parent is up' up "$(cat "$TMP/out")"
nobody_sleeps() {
	! pgrep -f 'sleep 1001' >/dev/null
}
wait_for nobody_sleeps
is '... and ends with its parent' yes "$(nobody_sleeps && echo yes)"

finish
