#!/bin/bash
#
# swap-race: parts of the image's paths are a directory at one moment and a link to the host at the
# next, while containers are made that mount, mask and make devices there. Class of CVE-2019-19921,
# 2021-30465, 2024-45310, 2025-31133, 2025-52881.
#
# The canary, a directory of the host to which the links lead, must not change; and what is seen
# from inside must not be the canary. ROUNDS containers are made; ROUNDS=10000 takes a while.

. "${0%/*}/attack.sh"
: "${ROUNDS:=150}"
helper swap
witness=paths_beneath

up=../../../../../../..
links=("$canary" "$up$canary" /proc/self/root"$canary" /proc/1/root"$canary" "/proc/self/cwd$up$canary")

seen='for d in a b c dev etc w; do [ "$(cat $d/file 2>/dev/null)" = untouched ] && echo escaped $d; done; true'
edit='unmounted("/dev") | tmpfs("/a/deep/new"; []) | bind("/etc/hostname"; "/b/deep/file"; [])
	| tmpfs("/etc/more"; []) | .linux.maskedPaths += ["/c/file"] | .linux.readonlyPaths += ["/c/deep"]
	| .linux.devices = [{path: "/dev/mine", type: "c", major: 1, minor: 3, fileMode: 438}]
	| .process.cwd = "/w/deep/er"'

# image LINK: where a, b, c, dev, etc and w are swapped with links that lead there
image() {
	local part

	bundle box "$edit" "$seen"
	pairs=()
	for part in a b c dev etc w; do
		mkdir -p "$TMP/box/rootfs/$part"
		ln -s "$1" "$TMP/box/rootfs/$part.link"
		pairs+=("$TMP/box/rootfs/$part" "$TMP/box/rootfs/$part.link")
	done
}

attack() {
	local link i swapper

	for link in "${links[@]}"; do
		canary_fresh
		image "$link"
		"$TMP/swap" "${pairs[@]}" &
		swapper=$!
		for ((i = 0; i < ROUNDS / ${#links[@]}; i++)); do
			try
			capture run box
			[ "$status" -lt 124 ] || [ "$status" = 255 ] || broken "exit status $status: $err"
			[[ $out != *escaped* ]] || broken "a link to $link: $out"
			canary_lives "a link to $link"
			[ "$status" = 0 ] || runtime delete --force box >/dev/null 2>&1
			[ "$ways" -lt 3 ] || break
		done
		{ kill $swapper && wait $swapper; } 2>/dev/null
		gone box
		[ "$ways" -lt 3 ] || break
	done
}

play 'links that come and go lead nothing out of the root'
