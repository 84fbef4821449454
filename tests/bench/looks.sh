# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not assigned here is of run, bundles.sh and cases.sh
#
# looks.sh - what is looked at rather than timed, and what needs a host of its own kind
#
# Read with "." by run.

# look_from_inside CONTESTANT BUNDLE: what its container sees of itself
look_from_inside() {
	if [ "$1" = floor ]; then
		# shellcheck disable=SC2046 # options are words
		"${paths[floor]}" run $(floor_options "${2#look-}") "$root" "/sys/fs/cgroup/bench-look" \
			"$TMP/state/look" /bin/sh /look
	else
		"${paths[$1]}" --root "$TMP/state/$1" run --bundle "$TMP/$2" bench-look
	fi 2>&1
}

# The floor gives what berth gives, or its figures mean nothing.
floor_is_checked() {
	local name

	for name in A B C D; do
		case $name in B | C) [ -z "$no_profile" ] || continue ;; esac
		look_from_inside floor "look-$name" >"$TMP/floor.look"
		look_from_inside berth "look-$name" >"$TMP/berth.look"
		if ! diff -u "$TMP/berth.look" "$TMP/floor.look" >&2; then
			echo "bench: in $name the floor is not isolated like berth" >&2
			return 1
		fi
	done
}

# ---- system calls ------------------------------------------------------------------------------

# count CASE CONTESTANT STEP PROGRAM ARGUMENT..., tabs between: its system calls, all processes
count() {
	local case=$1 who=$2 step=$3 words trace=$TMP/trace first tracer _

	IFS=$'\t' read -r -a words <<<"$4"
	: >"$trace"
	strace -I 1 -f -o "$trace" "${words[@]}" </dev/null >/dev/null 2>&1 &
	tracer=$!
	# What create leaves behind would be followed to its end.
	for _ in {1..400}; do
		read -r first _ <"$trace"
		grep -q "^$first .*+++ " "$trace" && break
		sleep 0.05
	done
	kill $tracer 2>/dev/null
	wait $tracer 2>/dev/null
	awk -v case="$case" -v who="$who" -v step="$step" '
		/resumed>|\+\+\+|---/ { next }
		{ calls++ }
		/cgroup\.procs/ && /O_WRONLY|O_RDWR/ { writes++ }
		/nanosleep/ { sleeps++ }
		/mountinfo/ { tables++ }
		END {
			printf "{\"case\":\"%s\",\"contestant\":\"%s\",\"step\":\"%s\",\"calls\":%d,", case, who,
				step, calls
			printf "\"procs_writes\":%d,\"sleeps\":%d,\"mount_tables\":%d}\n", writes, sleeps, tables
		}' "$trace" >>"$results"
}

look_counts() {
	local who name id

	wanted counts || return 0
	if ! strace -f -qq -o "$TMP/trace" true 2>/dev/null; then
		without "system calls" "strace is not there, or may not trace"
		return
	fi
	echo "bench: system calls" >&2
	for who in "$@"; do
		for name in A B C D; do
			case $name in B | C) [ -z "$no_profile" ] || continue ;; esac
			if [ "$who" = bwrap ]; then
				case $name in B | C) continue ;; esac
				count "run $name" bwrap run "$(bwrap_run "$name")"
			else
				count "run $name" "$who" run "$(verb "$who" "$name" run "bench-$who")"
			fi
		done
		if [ "$who" = bwrap ] || [ -n "$no_profile" ]; then continue; fi
		id=bench-$who
		count verbs "$who" create "$(verb "$who" waits create "$id")"
		count verbs "$who" start "$(verb "$who" waits start "$id")"
		count verbs "$who" state "$(verb "$who" waits state "$id")"
		count verbs "$who" exec "$(verb "$who" waits exec "$id" /nothing)"
		if [ "$who" = floor ]; then
			count verbs "$who" kill "$(verb "$who" waits kill "$id")"
		else
			count verbs "$who" kill "$(verb "$who" waits kill "$id" KILL)"
		fi
		sleep 0.2
		count verbs "$who" delete "$(verb "$who" waits delete "$id")"
	done
}

# ---- other hosts -------------------------------------------------------------------------------

# A host with few, many and very many mounts.
look_at_mounts() {
	local few=$1 count
	shift

	mkdir -p "$TMP/crowd"
	for count in 30 500 5000; do
		wanted "run A, $count mounts" || continue
		echo "bench: run A, $count mounts" >&2
		[ $count != 5000 ] || few=10
		case_run A "$few" "$@" | sed "s/^case\t.*/case\trun A, $count mounts/" >"$TMP/case"
		"$programs/crowd" $((count > 30 ? count - 30 : 0)) "$TMP/crowd" "$programs/measure" \
			<"$TMP/case" >>"$results"
	done
}

available() { # memory that is free for the asking, in KiB
	sync
	echo 3 >/proc/sys/vm/drop_caches 2>/dev/null
	sleep 1
	sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo
}

# make_crowd WHO COUNT and end_crowd WHO COUNT
make_crowd() {
	begin "$2 at once" 1
	line warm 0
	line contestant "$1"
	line many "create all" "$2" 1 "$(verb "$1" waits create "bench-m@")"
	line many "start all" "$2" 1 "$(verb "$1" waits start "bench-m@")"
}

end_crowd() {
	begin "$2 at once" 1
	line warm 0
	line contestant "$1"
	line many "delete --force all" "$2" 1 "$(verb "$1" waits force "bench-m@")"
}

# What asking among them takes; and beside berth the floor, to see what is the kernel's.
ask_in_crowd() {
	begin "$2 at once" 20
	line contestant "$1"
	line step list "${paths[$1]}" --root "$TMP/state/$1" list
	line step state "$(verb "$1" waits state bench-m7)"
	line step "run A" "$(verb "$1" A run "bench-$1")"
	[ "$1" = berth ] || return 0
	line contestant floor
	line step "run A" "$(verb floor A run bench-floor)"
}

# A thousand at once: what each of them keeps, and what asking among them takes. A crowd before the first
# one fills the kernel's caches, or the first contestant alone would be charged for them.
look_at_a_thousand() {
	local who before count=${CROWD:-1000}

	wanted "$count at once" || return 0
	[ -z "$no_profile" ] || { without "$count at once" "$no_profile"; return; }
	make_crowd "$1" "$count" | "$programs/measure" >/dev/null
	end_crowd "$1" "$count" | "$programs/measure" >/dev/null
	# shellcheck disable=SC2129 # a look between them
	for who in "$@"; do
		echo "bench: $count at once, $who" >&2
		before=$(available)
		make_crowd "$who" "$count" | "$programs/measure" >>"$results"
		jq -nc --arg case "$count at once" --arg who "$who" \
			--argjson each $(((before - $(available)) / count)) \
			'{case: $case, contestant: $who, step: "kept by each", kib: $each}' >>"$results"
		ask_in_crowd "$who" "$count" | "$programs/measure" >>"$results"
		end_crowd "$who" "$count" | "$programs/measure" >>"$results"
	done
}

# ---- from inside -------------------------------------------------------------------------------

# The payload's own work, bare and contained, in turn: the best of a few rounds.
look_at_work() {
	local who figures _

	wanted work || return 0
	[ -z "$no_profile" ] || { without work "$no_profile"; return; }
	echo "bench: work inside" >&2
	for _ in 1 2 3 4 5; do
		for who in bare "$@"; do
			if [ "$who" = bare ]; then
				figures=$("$programs/work" "$TMP/work")
			else
				figures=$("${paths[$who]}" --root "$TMP/state/$who" run --bundle "$TMP/work${variant[$who]-}" \
					bench-work </dev/null)
			fi
			awk -v who="$who" '{
				printf "{\"case\":\"work\",\"contestant\":\"%s\",\"step\":\"%s\",\"piece\":%s}\n",
					who, $1, $2 }' <<<"$figures" >>"$results"
		done
	done
}

# The smallest memory.max, in KiB, in which the container of a program that only ends can run.
look_smallest_memory() {
	local who low high middle

	wanted memory.max || return 0
	for who in "$@"; do
		case $who in floor | bwrap) continue ;; esac
		low=0 high=65536
		while [ $((high - low)) -gt 16 ]; do
			middle=$(((low + high) / 2))
			bundle smallest ".linux.resources.memory.limit = $((middle * 1024))"
			if "${paths[$who]}" --root "$TMP/state/$who" run --bundle "$TMP/smallest${variant[$who]-}" bench-small \
				</dev/null >/dev/null 2>&1; then
				high=$middle
			else
				low=$middle
				"${paths[$who]}" --root "$TMP/state/$who" delete --force bench-small \
					>/dev/null 2>&1
			fi
		done
		jq -nc --arg who "$who" --argjson least "$high" \
			'{case: "smallest memory.max", contestant: $who, step: "run", kib: $least}' >>"$results"
	done
}
