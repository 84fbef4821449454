#!/bin/bash
#
# ptrace-hold: root of a container that has CAP_SYS_PTRACE, and no user namespace, takes hold of each
# process that comes in by exec. The kernel lets it. What it holds must be no more than a payload: its
# capabilities, filter, ids, descriptors, places, and a program that cannot be written to.

. "${0%/*}/attack.sh"
helper hold
witness=plan_is_exposed

# catch_in NAME EDIT OPTION...: execs into such a container until some were held
catch_in() {
	local name=$1 edit=$2 i

	shift 2
	bundle "$name" "capable([\"CAP_SYS_PTRACE\", \"CAP_KILL\"]) | $edit" \
		'exec /bin/hold sleep >/said'
	cp "$TMP/hold" "$TMP/$name/rootfs/bin/hold"
	mkdir -p "$TMP/$name/rootfs/home"
	started "$name"
	capture runtime exec "$@" "$name" grep -E '^(Uid|Gid|Groups|Cap|NoNewPrivs|Seccomp:)' /proc/self/status
	[ "$status" = 0 ] || bail "exec does not work: $err"
	printf '%s\n' "$out" >"$TMP/status"
	mv "$TMP/status" "$TMP/$name/rootfs/status"
	for ((i = 0; i < 200; i++)); do
		[ "$(grep -c held "$TMP/$name/rootfs/said")" -lt 5 ] || break
		try
		SECRET=of-the-host runtime exec "$@" "$name" sleep 0 </dev/null >/dev/null 2>&1
	done
	touch "$TMP/$name/rootfs/end"
	wait_for is_stopped "$name"
	grep -q held "$TMP/$name/rootfs/said" || bail "nobody was held in $name: nothing was tried"
	while read -r count what; do
		broken "$count x $what"
	done < <(grep '^more' "$TMP/$name/rootfs/said" | sort | uniq -c | sort -rn)
	gone "$name"
}

attack() {
	local RUNTIME=$RUNTIME

	# The window is some microseconds. A berth that is slow just there is caught each time.
	if [ "${RUNTIME##*/}" = berth ]; then
		RUNTIME=${attacks%/tests/attacks}/build/${BUILD:-release}/attacks/without-haste
		[ -x "$RUNTIME" ] || bail "$RUNTIME is not there: make attack_doubles"
	fi
	catch_in plain '.process.noNewPrivileges = true'
	catch_in other '.process.noNewPrivileges = true' -u 1000:1000
	# A filter without no_new_privs wants CAP_SYS_ADMIN of who loads it; this one forbids clone3, as
	# engines' do.
	catch_in filtered '.process.noNewPrivileges = false | filter({names: ["clone3"], action: "SCMP_ACT_ERRNO",
		errnoRet: 38})'
}

play 'who is held while he enters has no more than a payload'
