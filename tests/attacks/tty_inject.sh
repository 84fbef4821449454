#!/bin/bash
#
# tty-inject: the payload types on the terminal of whoever called the runtime (TIOCSTI), so that it is
# read by the shell there. Class of CVE-2017-5226.

. "${0%/*}/attack.sh"
helper session
helper probe
witness=own_session

typed() { # WHAT COMMAND...
	try
	capture timeout 20 "$TMP/session" "${@:2}"
	[[ $out != *typed:* ]] || broken "$1: $(grep typed <<<"$out")"
	[[ $out != *controls* ]] || broken "$1: the caller's terminal is the payload's, too"
}

script='/bin/probe inject; (: </dev/tty) 2>/dev/null && echo controls; true'

attack() {
	bundle box . "$script"
	cp "$TMP/probe" "$TMP/box/rootfs/bin/probe"
	typed run "$RUNTIME" --root "$STATE" run --bundle "$TMP/box" box
	gone box
	typed 'create and start' bash -c '"$1" --root "$2" create --bundle "$3" box && "$1" --root "$2" start box; sleep 0.3' \
		- "$RUNTIME" "$STATE" "$TMP/box"
	gone box
	bundle box
	cp "$TMP/probe" "$TMP/box/rootfs/bin/probe"
	started box
	typed exec "$RUNTIME" --root "$STATE" exec box sh -c "$script"
	typed 'exec as a user' "$RUNTIME" --root "$STATE" exec -u 1000 box sh -c "$script"
	gone box
}

play 'no payload types on its caller'\''s terminal'
