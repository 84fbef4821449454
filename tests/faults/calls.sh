#!/bin/bash
#
# The kernel refuses one system call of `run`, with each of the errors that it has for such a case, on
# either side. Then either the container is what it would have been - the same is seen from inside, by
# whatever berth fell back to - or there is one sentence and nothing is left.
#
# ROUNDS is how many calls are tried for each side and error, spread evenly; ROUNDS=all tries each one.

. "${0%/*}/faults.sh"
: "${ROUNDS:=16}"
helper refuse

# The kernel's numbers.
declare -A numbers=([EPERM]=1 [EINTR]=4 [ENOMEM]=12 [EMFILE]=24 [ENOSPC]=28 [ENOSYS]=38)

# What is seen from inside: identity, privileges, namespaces, mounts, devices, limits.
inside='id; sed -n "/^Cap/p; /^NoNew/p; /^Seccomp:/p; /^Uid/p" /proc/self/status; cut -d" " -f2- /proc/mounts
	ls -l /dev | awk "{print \$1, \$NF}"; ls /proc/self/fd | wc -l; hostname; echo $$; pwd; ulimit -n
	cat /proc/self/oom_score_adj; cat /proc/keys 2>/dev/null | wc -l; set -- /proc/[0-9]*; echo $#'
bundle box 'mapped | tmpfs("/m"; []) | bind("/etc/hostname"; "/f"; ["ro"]) | .process.oomScoreAdj = 100
	| filter({names: ["swapon"], action: "SCMP_ACT_ERRNO"}) | .root.readonly = true' "$inside"
mkdir "$TMP/box/rootfs/m" && : >"$TMP/box/rootfs/f"

refused() { # SIDE NUMBER ERRNO
	{
		timeout -k 2 "$DEADLINE" "$TMP/refuse" "$@" "$RUNTIME" --root "$STATE" run --bundle "$TMP/box" box \
			>"$TMP/said" 2>"$TMP/err" </dev/null 3>"$TMP/counts"
		status=$?
	} 2>/dev/null
}

judge() { # POINT
	if [ "$status" = 0 ]; then
		passed_over=$((passed_over + 1))
		cmp -s "$TMP/said" "$TMP/usual" ||
			note "$1: it runs and is another" "$(diff "$TMP/usual" "$TMP/said" | head -n 4)"
	elif [ "$status" -ge 124 ] && [ "$status" != 127 ]; then
		note "$1: exit status $status" "$(<"$TMP/err")"
	elif [ "$(wc -l <"$TMP/err")" != 1 ] && [ ! -s "$TMP/said" ]; then
		note "$1: not one sentence" "$(<"$TMP/err")"
	elif [ ! -e "$STATE/box" ] && ! wait_for host_is "$nothing"; then
		note "$1: left without a record" "wanted: $nothing" "got:    $(host_state)"
	fi
	deleted "$1"
}

mkdir -p "$STATE"
nothing=$(host_state)
refused count 0 0
if [ "$status" = 99 ]; then
	finished=1
	echo '1..0 # SKIP the tracer knows only the registers of x86-64'
	exit
fi
read -r host init <"$TMP/counts"
mv "$TMP/said" "$TMP/usual"
like 'undisturbed, it tells of itself' 'Seccomp:.2' "$(<"$TMP/usual")"
declare -A count=([host]=$host [init]=$init)
shift_by=0 all=0 passed_over=0
for side in host init; do
	[ "${count[$side]}" -gt 50 ] || bail "only ${count[$side]} calls of $side were seen"
	for error in "${!numbers[@]}"; do
		wrong=0 tried=0 step=1
		[ "$ROUNDS" = all ] || step=$(((count[$side] + ROUNDS - 1) / ROUNDS))
		# Each error begins elsewhere, so that together they try many more calls.
		shift_by=$((shift_by + 1))
		for ((number = 1 + shift_by % step; number <= count[$side]; number += step)); do
			tried=$((tried + 1)) all=$((all + 1))
			refused $side $number "${numbers[$error]}"
			judge "$side, call $number (system call $(head -n 1 "$TMP/counts")), $error"
		done
		is "$side: $error at $tried of ${count[$side]} calls is told, or does not matter" 0 "$wrong"
	done
done
like "some of all $all mattered, and some did not" '^[1-9]' "$((passed_over > 0 && passed_over < all))"

finish
