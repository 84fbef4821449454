#!/bin/bash
#
# hook-env: hooks run on the host. What the caller or the image has in its environment must not reach
# them, their program is the host's, what they write is bounded, their time-out is kept, and the state
# they read is one document. Class of CVE-2025-23266.

. "${0%/*}/attack.sh"
witness=hook_environment

hooked() { # WHEN JSON
	echo ".hooks = {\"$1\": [$2]}"
}

attack() {
	local when

	for when in prestart createRuntime createContainer poststart poststop; do
		bundle box "$(hooked $when "{path: \"/usr/bin/env\", args: [\"env\"], env: []}") | env([\"LD_PRELOAD=/evil.so\"])
			| .annotations = {\"run.oci.hooks.stdout\": \"$TMP/hook\"}" true
		try
		rm -f "$TMP/hook"
		capture env SECRET=caller LD_AUDIT=/evil "$RUNTIME" --root "$STATE" run --bundle "$TMP/box" box
		! grep -qs 'SECRET\|LD_' "$TMP/hook" || broken "$when has $(grep -m1 'SECRET\|LD_' "$TMP/hook")"
		gone box
		# Where the annotation is not known: a hook that tells by its exit status.
		bundle box "$(hooked $when '{path: "/bin/sh", args: ["sh", "-c", "[ -z \"$SECRET$LD_PRELOAD\" ] || echo leaked >'"$TMP"'/leaked"], env: []}') | env([\"LD_PRELOAD=/evil.so\"])" true
		try
		rm -f "$TMP/leaked"
		capture env SECRET=caller "$RUNTIME" --root "$STATE" run --bundle "$TMP/box" box
		[ ! -e "$TMP/leaked" ] || broken "$when has its caller's environment"
		gone box
	done
	# The program is looked for on the host, not in the image.
	bundle box "$(hooked createRuntime '{path: "/bin/only-in-image"}')" true
	printf '#!/bin/sh\ntouch %s/escaped\n' "$TMP" >"$TMP/box/rootfs/bin/only-in-image"
	chmod +x "$TMP/box/rootfs/bin/only-in-image"
	try
	capture run box
	[ "$status" != 0 ] && [ ! -e "$TMP/escaped" ] || broken 'a hook of the image ran on the host'
	gone box
	bundle box "$(hooked createRuntime '{path: "relative/hook"}')" true
	try
	capture run box
	[ "$status" != 0 ] || broken 'a relative path is taken'
	gone box
	# A hook that fails says a great deal, one that does not end is ended.
	bundle box "$(hooked createRuntime '{path: "/bin/sh", args: ["sh", "-c", "yes | head -c 20000000; yes | head -c 20000000 >&2; exit 1"]}')" true
	try
	capture run box
	[ "$status" != 0 ] || broken 'a hook that failed was passed over'
	[ "${#err}" -lt 65536 ] || broken "a hook's words come to ${#err} bytes"
	gone box
	bundle box "$(hooked createRuntime '{path: "/bin/sleep", args: ["sleep", "1000"], timeout: 1}')" true
	try
	DEADLINE=12 capture run box
	[ "$status" != 124 ] && [ "$status" != 137 ] || broken 'a time-out of 1 s is not kept'
	gone box
	# What the hook is given is the state, whatever the annotations say.
	bundle box "$(hooked createRuntime "{path: \"/bin/sh\", args: [\"sh\", \"-c\", \"cat >$TMP/state.json\"]}")
		| .annotations = {\"x\\\",\\\"pid\\\":1,\\\"y\": \"\\n}{\"}" true
	try
	rm -f "$TMP/state.json"
	capture run box
	[ "$(jq -s 'length == 1 and (.[0].pid != 1) and (.[0].id == "box")' "$TMP/state.json" 2>&1)" = true ] ||
		broken "the state is not what it should be: $(head -c 60 "$TMP/state.json")"
	gone box
}

play 'hooks have an environment, a program and limits that are not the container'\''s'
