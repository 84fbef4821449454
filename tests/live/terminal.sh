#!/bin/bash
#
# Terminals: handed over by a socket, or in the foreground of somebody's own.

. "${0%/*}/harness.sh"

helper receive
helper probe
tty='.process.terminal = true'
socket=$TMP/console

# handed SENTENCE EDIT SCRIPT WANTED: what a payload writes to a terminal that went by socket
handed() {
	bundle box "$tty | $2" "$3"
	rm -f "$socket"
	"$TMP/receive" "$socket" console >"$TMP/said" </dev/null &
	wait_for test -S "$socket"
	capture create --console-socket "$socket" box
	[ "$status" = 0 ] && capture runtime start box
	if [ "$status" = 0 ]; then wait; else kill $!; fi
	if [ "$(cat "$TMP/said")" = "$4" ]; then pass "$1"; else
		miss "$1" "wanted: $4" "got:    $(cat -A "$TMP/said")" "$err"
	fi
	gone box
}

# ---- by socket ---------------------------------------------------------------------------------

handed 'the terminal goes through the console socket' . 'echo hello' hello
handed '... and is all three of the standard descriptors' . \
	'for n in 0 1 2; do [ -t $n ] && echo $n; done' $'0\n1\n2'
handed '... and is known by its name inside' . tty /dev/pts/0
handed '... and is the controlling terminal' . 'echo hello >/dev/tty' hello
handed '... and is /dev/console' . 'echo hello >/dev/console' hello
handed 'newlines are not made into two characters' . 'printf "a\nb\n"' $'a\nb'
handed 'its size is that of the config' '.process.consoleSize = {height: 33, width: 99}' \
	'stty size' '33 99'
handed 'it belongs to the user of the process, group 5' 'user(1000; 1000)' \
	'stat -c "%u %g" $(tty)' '1000 5'
handed 'the payload leads its session' . 'cut -d" " -f6 /proc/1/stat' 1
bundle box "$tty" 'read -r line; echo "<$line>"'
rm -f "$socket"
mkfifo "$TMP/keys"
"$TMP/receive" "$socket" console >"$TMP/said" <"$TMP/keys" &
receiver=$!
exec 9>"$TMP/keys"
wait_for test -S "$socket"
run --detach --console-socket "$socket" box 9>&- >/dev/null 2>&1
echo typed >&9
exec 9>&-
wait $receiver
like 'what is typed arrives' '<typed>' "$(cat "$TMP/said")"
gone box

running box
rm -f "$socket"
"$TMP/receive" "$socket" console >"$TMP/said" </dev/null &
wait_for test -S "$socket"
capture runtime exec --tty --detach --console-socket "$socket" box sh -c '[ -t 0 ] && echo exec'
if [ "$status" = 0 ]; then wait $!; else kill $!; fi
is 'exec hands its terminal over, too' exec "$(tr -d '\r' <"$TMP/said")"
gone box

# ---- refused -----------------------------------------------------------------------------------

bundle box "$tty"
fails 'create with a terminal and no socket is refused' 'console.?socket|terminal' create box
fails 'a detached run with a terminal and no socket is refused' 'console.?socket|terminal|tty' \
	run --detach box
fails 'a socket that is not there is named' 'nowhere' create --console-socket "$TMP/nowhere" box
gone box
bundle box
fails 'a socket without a terminal is refused' 'console.?socket|terminal' \
	create --console-socket "$socket" box
gone box

# ---- in the foreground, of a terminal that script(1) makes -------------------------------------

# typed COMMAND: what it says on a terminal of 24 lines. At the end of its input script types an
# end of file, and the terminal may show it.
typed() {
	script -qec "stty rows 24 cols 77; $1" /dev/null </dev/null |
		sed 's/\r//g; s/\^@//g; s/\x0//g'
}
export STATE RUNTIME
foreground='"$RUNTIME" --root "$STATE" run --bundle "$B" box'
export B=$TMP/box
while IFS='|' read -r sentence script wanted; do
	bundle box "$tty" "$script"
	is "in the foreground $sentence" "$wanted" "$(typed "$foreground")"
	gone box
done <<'TABLE'
the payload has a terminal|tty|/dev/pts/0
... of the size of the caller's|stty size|24 77
the exit status comes through|exit 7|
TABLE
bundle box "$tty" 'exit 7'
typed "$foreground"' || echo "status $?"' >"$TMP/said"
is 'the exit status of a run on a terminal is the payload'"'"'s' 'status 7' "$(cat "$TMP/said")"
gone box
bundle box "$tty" 'trap "stty size; exit" WINCH; echo ready; while :; do sleep 0.1; done'
export GO=$TMP/said
is 'a change of size is passed on' '30 90' "$(typed '( until grep -q ready "$GO"; do sleep 0.1; done
	stty rows 30 cols 90 </dev/tty ) & '"$foreground"' | tee "$GO"' 2>/dev/null | grep 30)"
gone box
bundle box "$tty" 'touch /tmp/begun; sleep 1000'
script -qec "$foreground" /dev/null </dev/null >/dev/null 2>&1 &
wait_for has_begun box
runtime kill box KILL
wait $!
is 'a payload that is killed frees the terminal' 137 $?
gone box

# ---- what the payload may not ------------------------------------------------------------------

bundle box 'bind($tmp + "/probe"; "/bin/probe"; ["ro"])' 'probe inject'
like 'a payload without a terminal cannot type into that of the caller' 'E[A-Z]+' \
	"$(typed "$foreground")"
gone box

finish
