# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not assigned here is of run, bundles.sh and cases.sh
#
# arrivals.sh - the functions of berth, as what people do most arrives at them
#
# Read with "." by run. What it writes is read by the linker, for static/layout.ld.

# arrivals STEP PROGRAM ARGUMENT..., tabs between. On one processor: it is handed over at every instruction.
arrivals() {
	local words

	echo "bench: the functions of $1" >&2
	IFS=$'\t' read -r -a words <<<"$2"
	taskset -c 0 "$programs/arrivals" "${words[@]}" <"$TMP/names" || exit 1
}

# The container of the short verbs is created as usual: who is left when the program ends would not live on.
# A script that puts berth in the background has it ignore signals, which INIT has to undo.
common_arrivals() {
	local name words id=bench-order

	trap '' INT QUIT
	nm "$berth" >"$TMP/names"
	for name in A C D; do
		arrivals "run $name" "$(verb berth $name run $id)"
	done
	IFS=$'\t' read -r -a words <<<"$(verb berth waits create $id)"
	"${words[@]}" </dev/null >/dev/null || exit 1
	arrivals start "$(verb berth waits start $id)"
	arrivals state "$(verb berth waits state $id)"
	arrivals exec "$(verb berth waits exec $id /nothing)"
	arrivals kill "$(verb berth waits kill $id KILL)"
	sleep 0.2
	arrivals delete "$(verb berth waits delete $id)"
}

network_arrivals() {
	arrivals "run, a network" "$(case_network 1 | sed -n 's/^step\trun\t\(.*--network\)/\1/p')"
}

# Which copies of a function there are is the compiler's: .part.0, .isra.0 and the like.
as_sections() {
	sed 's/\..*//; s/.*/*(.text.& .text.&.*)/' | awk '!seen[$0]++'
}

# write_order DIRECTORY
write_order() {
	make_bundles
	"$berth" --root "$TMP/state/berth" network create bench >/dev/null || return 1
	set -o pipefail
	common_arrivals | as_sections >"$TMP/common" &&
		network_arrivals | as_sections | grep -vxF -f "$TMP/common" >"$TMP/network" &&
		cp "$TMP/common" "$1/common.order" && cp "$TMP/network" "$1/network.order"
}
