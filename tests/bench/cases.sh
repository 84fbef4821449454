# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not assigned here is of run and bundles.sh
#
# cases.sh - what is measured: each function is a case, and writes it for measure
#
# Read with "." by run. A contestant is a program that was found: floor, berth, crun, runc, bwrap.

line() {
	local IFS=$'\t'

	echo "$*"
}

# begin CASE ROUNDS
begin() {
	line case "$1"
	line rounds "$2"
}

# floor_options BUNDLE: what the floor has to be told of it
floor_options() {
	case $1 in A | D | user) ;; *) [ -n "$no_profile" ] || echo "-f $TMP/filter" ;; esac
	case $1 in C) echo "-b $TMP/binds" ;; esac
	case $1 in D) printf '%s\n' -n ;; esac
}

# verb CONTESTANT BUNDLE VERB ID [ARGUMENT...]: the command line; ARGUMENTs stand behind the id
verb() {
	local who=$1 bundle=$2 verb=$3 id=$4
	shift 4

	if [ "$who" = floor ]; then
		local words=("${paths[floor]}" "$verb")

		case $verb in run | create | exec)
			# shellcheck disable=SC2207 # options are words
			words+=($(floor_options "$bundle")) ;;
		esac
		words+=("$root" "/sys/fs/cgroup/$id" "$TMP/state/floor-$id")
		case $verb in
		run | create) words+=(/nothing) && [ "$bundle" != waits ] || words+=(wait) ;;
		exec) words+=("$@") ;;
		esac
		line "${words[@]}"
		return
	fi
	local words=("${paths[$who]}" --root "$TMP/state/$who" "$verb") where=$TMP/$bundle${variant[$who]-}

	case $verb in
	run) words+=(--bundle "$where") ;;
	create) words+=(--bundle "$where" --pid-file "$TMP/$who.pid") ;;
	force) words=("${words[@]::3}" delete --force) ;;
	esac
	line "${words[@]}" "$id" "$@"
}

# What bubblewrap can do of A, C and D: no cgroup, no device program, fewer masks. In B it would
# have to be given an open file, which takes a shell.
bwrap_run() {
	local file words=("${paths[bwrap]}" --ro-bind "$root" / --proc /proc --dev /dev --ro-bind /sys /sys
		--unshare-ipc --unshare-pid --unshare-uts --unshare-cgroup --hostname berth
		--tmpfs /sys/firmware --cap-drop ALL)

	for file in /proc/kcore /proc/keys /proc/timer_list; do
		[ ! -e $file ] || words+=(--ro-bind /dev/null "$file")
	done
	[ "$1" = D ] || words+=(--unshare-net)
	line "${words[@]}" /nothing
}

case_run() { # BUNDLE ROUNDS CONTESTANT...
	local bundle=$1 rounds=$2 who
	shift 2

	begin "run $bundle" "$rounds"
	for who in "$@"; do
		[ "$who" != bwrap ] || [ "$bundle" = A ] || [ "$bundle" = D ] || continue
		line contestant "$who"
		if [ "$who" = bwrap ]; then
			line step run "$(bwrap_run "$bundle")"
		else
			line step run "$(verb "$who" "$bundle" run "bench-$who")"
		fi
	done
}

case_paced() { # ROUNDS CONTESTANT...: with a rest between two runs
	case_run A "$@" | sed 's/^case\t.*/case\trun A, paced/'
	line pace 100
}

case_verbs() { # ROUNDS CONTESTANT...
	local who id
	begin verbs "$1"
	shift
	for who in "$@"; do
		[ "$who" != bwrap ] || continue
		id=bench-$who
		line contestant "$who"
		line step create "$(verb "$who" waits create "$id")"
		line step start "$(verb "$who" waits start "$id")"
		line step state "$(verb "$who" waits state "$id")"
		line step exec "$(verb "$who" waits exec "$id" /nothing)"
		if [ "$who" = floor ]; then
			line step kill "$(verb "$who" waits kill "$id")"
			line gone "$TMP/state/floor-$id/pid"
		else
			line step kill "$(verb "$who" waits kill "$id" KILL)"
			line gone "$TMP/$who.pid"
		fi
		line step delete "$(verb "$who" waits delete "$id")"
	done
}

case_force() { # ROUNDS CONTESTANT...
	local who
	begin "delete --force" "$1"
	shift
	for who in "$@"; do
		case $who in floor | bwrap) continue ;; esac
		line contestant "$who"
		line quiet "$(verb "$who" waits create "bench-$who")"
		line quiet "$(verb "$who" waits start "bench-$who")"
		line step "delete --force" "$(verb "$who" waits force "bench-$who")"
	done
}

case_hundred() { # PARALLEL ROUNDS CONTESTANT...
	local parallel=$1 who
	begin "100 of A, $1 at a time" "$2"
	shift 2
	line warm 1
	for who in "$@"; do
		[ "$who" != bwrap ] || continue
		line contestant "$who"
		line many "100 runs" 100 "$parallel" "$(verb "$who" A run "bench-$who-@")"
	done
}

case_sandbox() { # ROUNDS: the host's own files, and nothing of them changed
	local program

	program=$(command -v busybox)
	begin sandbox "$1"
	line contestant berth
	line step sandbox "${paths[berth]}" sandbox --ro -- "$program" true
	line contestant "berth, a copy"
	line step sandbox "${paths[berth]}" sandbox -- "$program" true
	[ -n "${paths[bwrap]-}" ] || return 0
	line contestant bwrap
	line step sandbox "${paths[bwrap]}" --ro-bind / / --proc /proc --dev /dev --tmpfs /tmp --unshare-ipc \
		--unshare-pid --unshare-net --unshare-uts --unshare-cgroup --cap-drop ALL "$program" true
}

case_network() { # ROUNDS: with a network of berth's own, and without
	begin "run A, a network" "$1"
	line contestant berth
	line step run "$(verb berth A run bench-berth)"
	line contestant "berth, attached"
	line step run "${paths[berth]}" --root "$TMP/state/berth" run --network bench --bundle "$TMP/A" bench-net
}

case_empty() { # ROUNDS CONTESTANT...: what a program takes that does nothing
	local who
	begin version "$1"
	shift
	for who in "$@"; do
		[ "$who" != floor ] || continue
		line contestant "$who"
		line step version "${paths[$who]}" --version
	done
}
