# shellcheck shell=bash
# shellcheck disable=SC2034 # $out and $err are for whoever reads this file
#
# facts.sh - how a test in bash tells what is so, in TAP
#
# Read with "." by the harness of the live tests and by that of the engines. It stands on $TMP, a
# directory to write to, and $DEADLINE, the seconds that waiting may take.

finished=
told=0 missed=0

bail() {
	echo "Bail out! $*"
	exit 255
}

pass() {
	told=$((told + 1))
	printf 'ok %d - %s\n' "$told" "$1"
}

# miss SENTENCE LINE...: it is not so, and the lines say why
miss() {
	told=$((told + 1)) missed=$((missed + 1))
	printf 'not ok %d - %s\n' "$told" "$1"
	shift
	printf '%s\n' "$@" | sed 's/^/# /'
}

# skip SENTENCE REASON
skip() {
	told=$((told + 1))
	printf 'ok %d - %s # SKIP %s\n' "$told" "$1" "$2"
}

finish() {
	finished=1
	printf '1..%d\n' "$told"
	[ "$missed" = 0 ]
	exit
}

# is SENTENCE WANTED GOT
is() {
	if [ "$2" = "$3" ]; then pass "$1"; else miss "$1" "wanted: $2" "got:    $3"; fi
}

# like SENTENCE PATTERN GOT: an extended regular expression
like() {
	if [[ $3 =~ $2 ]]; then pass "$1"; else miss "$1" "wanted: /$2/" "got:    $3"; fi
}

# capture COMMAND...: leaves $status, $out and $err
capture() {
	"$@" </dev/null >"$TMP/out" 2>"$TMP/err"
	status=$?
	out=$(tr -d '\0' <"$TMP/out") err=$(tr -d '\0' <"$TMP/err")
	case $status in 124 | 137) err="$err (ended after $DEADLINE s: $*)" ;; esac
}

# succeeds SENTENCE COMMAND...
succeeds() {
	exits "$1" 0 "${@:2}"
}

# exits SENTENCE STATUS COMMAND...
exits() {
	capture "${@:3}"
	if [ "$status" = "$2" ]; then pass "$1"; else
		miss "$1" "wanted exit status $2, got $status" "$out" "$err"
	fi
}

# fails SENTENCE PATTERN COMMAND...: it does not work, and says why
fails() {
	capture "${@:3}"
	if [ "$status" != 0 ] && [ "$status" != 124 ] && [[ $err =~ $2 ]]; then pass "$1"; else
		miss "$1" "wanted an error like /$2/, exit status $status" "$out" "$err"
	fi
}

# wait_for COMMAND...: until it succeeds, or the deadline. A virtual machine may be halted for minutes
# while its clock goes on, so it is also seen some times.
wait_for() {
	local end=$((SECONDS + DEADLINE)) seen=0

	until "$@" 2>/dev/null; do
		[ "$SECONDS" -lt "$end" ] || [ $((++seen)) -lt 100 ] || return 1
		sleep 0.02
	done
}
