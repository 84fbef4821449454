#!/bin/bash
#
# Descriptors: the payload has three, and those that it was promised.

. "${0%/*}/harness.sh"

# ls itself has one more.
list='ls /proc/self/fd | xargs'

# leaky COMMAND...: by a caller that holds descriptors 3 to 40 open
leaky() (
	for n in {3..40}; do eval "exec $n</etc/passwd"; done
	"$@"
)

prints 'the null device of the caller becomes the one of the container' . \
	'[ "$(stat -L -c %d /proc/1/fd/0)" = "$(stat -c %d /dev/null)" ] && echo own' own

bundle box . "$list"
capture leaky run box
is 'the payload has three descriptors, whatever the caller leaks' '0 1 2 3' "$out"
gone box
running box
capture leaky runtime exec box sh -c "$list"
is '... as has exec' '0 1 2 3' "$out"
gone box

bundle box '.process.env += ["LATER=1"]' "$list; cat <&4; echo \$LISTEN_FDS \$LISTEN_PID"
echo four >"$TMP/four"
kept() {
	run "$@" box 3</dev/null 4<"$TMP/four" 5</dev/null
}
is '--preserve-fds keeps as many as it says' $'0 1 2 3 4 5\nfour' \
	"$(kept --preserve-fds 2 2>"$TMP/err" | sed '/^ *$/d')"
gone box
bundle box . "$list; cat <&4; echo \$LISTEN_FDS \$LISTEN_PID"
activated() { # as systemd would: LISTEN_PID is the runtime's
	RUNTIME=$RUNTIME sh -c 'LISTEN_PID=$$ exec "$RUNTIME" "$@"' sh --root "$STATE" run \
		--bundle "$TMP/box" "$@" box 3</dev/null 4<"$TMP/four" 5</dev/null
}
is 'LISTEN_FDS keeps those, and says so to the payload' $'0 1 2 3 4 5\nfour\n2 1' \
	"$(LISTEN_FDS=2 activated 2>"$TMP/err")"
gone box
bundle box . "$list; cat <&4; echo \$LISTEN_FDS \$LISTEN_PID"
is '... before those of --preserve-fds' $'0 1 2 3 4 5\nfour\n1 1' \
	"$(LISTEN_FDS=1 activated --preserve-fds 1 2>"$TMP/err")"
gone box
running box
is 'exec --preserve-fds keeps them as well' four \
	"$(runtime exec --preserve-fds=2 box sh -c 'cat <&4' 3</dev/null 4<"$TMP/four")"
fails 'more than there are is refused' 'preserve|descriptor|fd' \
	runtime exec --preserve-fds 20 box true
gone box

# ---- the runtime lets go of the caller's -------------------------------------------------------

bundle box . 'exec >/dev/null 2>&1; sleep 1000'
is 'a detached run lets go of the output of its caller' '' "$(run --detach box 2>&1)"
gone box

# ---- readiness, pidfd --------------------------------------------------------------------------

helper receive
"$TMP/receive" "$TMP/pidfd" >"$TMP/told" &
wait_for test -S "$TMP/pidfd"
bundle box
capture create --pidfd-socket "$TMP/pidfd" box
if [ "$status" = 0 ]; then wait $!; else kill $!; fi
like '--pidfd-socket gets a pidfd of the init process' "Pid:.$(pid_of box 2>/dev/null || echo none)" \
	"$(cat "$TMP/told")"
gone box

helper notify
if command -v socat >/dev/null; then
	socat -u UNIX-RECVFROM:"$TMP/manager" CREATE:"$TMP/told" &
	wait_for test -S "$TMP/manager"
	bundle box . '/bin/notify; sleep 1000'
	cp "$TMP/notify" "$TMP/box/rootfs/bin/notify"
	rm -f "$TMP/told"
	export NOTIFY_SOCKET=$TMP/manager
	create box
	succeeds 'start waits until the payload is ready' runtime start box
	wait_for test -s "$TMP/told"
	is '... and the manager hears that, and the pid that the host knows' \
		"$(printf 'READY=1\nMAINPID=%s' "$(pid_of box)")" "$(cat "$TMP/told")"
	unset NOTIFY_SOCKET
	gone box
else
	skip 'NOTIFY_SOCKET tells the manager' 'no socat(1)'
fi
bundle box . 'echo "<$NOTIFY_SOCKET>"'
is 'without NOTIFY_SOCKET the payload has none' '<>' "$(run box 2>&1)"
gone box

finish
