#!/bin/bash
#
# id-names: ids that are paths, options, or longer than a name can be.

. "${0%/*}/attack.sh"
witness=check_id

long=$(printf 'x%.0s' {1..1100})
names=(.. . ../x ../../x x/y /x x/../y -x --help ' x' 'x ' $'x\ny' 'x y' 'x;y' '$(x)' '~x' 'x*' $'x\x01' $'x\xff' "$long" '' 'é')

# What is beside the directory of records and of the cgroup.
beside() {
	find "$TMP" -mindepth 1 -maxdepth 1 -not -name out -not -name err -not -name 'state*' | sort
	find "$CGROUP" -maxdepth 1 -type d | sort
}

attack() {
	local id before

	bundle box 'del(.linux.cgroupsPath)' true
	before=$(beside)
	mkdir -p "$STATE"
	for id in "${names[@]}"; do
		try
		capture runtime create --bundle "$TMP/box" -- "$id"
		[ "$status" -lt 124 ] || broken "id ${id@Q}: exit status $status"
		[ "$status" != 0 ] || broken "id ${id:0:20} is taken"
		[ "$status" != 0 ] || runtime delete --force -- "$id" >/dev/null 2>&1
		[ "$(beside)" = "$before" ] || broken "id ${id:0:20} made something outside: $(diff <(echo "$before") <(beside) | grep '^[<>]' | head -n 1)"
		before=$(beside)
		for verb in state 'kill' 'delete --force' start; do
			# shellcheck disable=SC2086
			capture runtime $verb -- "$id"
			[ "$status" -lt 124 ] || broken "$verb ${id@Q}: exit status $status"
		done
	done
	[ -d "$STATE" ] && [ -d "$TMP/box" ] || broken 'something was deleted'
	mkdir -p "$STATE"
	gone box
}

play 'an id is a name and nothing else'
