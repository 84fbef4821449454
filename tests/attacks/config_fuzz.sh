#!/bin/bash
#
# config-fuzz: configurations that are too long, too deep, torn or doubled. The runtime refuses them in
# one sentence, or runs; it does not crash, and it does not hang. Class of CVE-2021-43784, 2022-4318.
#
# This is the part that can be asked of any runtime; the parsers themselves are fuzzed by
# `make fuzz-quick`.

. "${0%/*}/attack.sh"
witness=utf8

huge() { # COUNT TEXT
	head -c "$1" /dev/zero | sed "s/\\x00/$2/g"
}

verdict() { # WHAT [MUST-FAIL]
	try
	capture run box
	case $status in
	124 | 137) broken "$1: it hangs" ;;
	139 | 134 | 132 | 135 | 136) broken "$1: it crashes, exit status $status" ;;
	0) [ -z "${2-}" ] || broken "$1: it is taken" ;;
	*) [ "$(wc -l <"$TMP/err")" -le 3 ] || broken "$1: $(wc -l <"$TMP/err") lines of complaint" ;;
	esac
	runtime delete --force box >/dev/null 2>&1
}

# edited WHAT JQ [MUST-FAIL]: with $big, a string of 70000 characters
edited() {
	bundle box . true
	jq --rawfile big "$TMP/big" "$2" "$TMP/box/config.json" >"$TMP/box/new.json" && mv "$TMP/box/new.json" "$TMP/box/config.json"
	verdict "$1" "${3-}"
}

# written WHAT [MUST-FAIL] <CONFIG: as it stands
written() {
	cat >"$TMP/box/config.json"
	verdict "$1" "${2-}"
}

attack() {
	local path plain

	huge 70000 x >"$TMP/big"
	for path in .hostname .process.cwd '.process.args[0]' '.process.env[0]' .root.path \
		'.mounts[0].destination' '.mounts[0].source' '.mounts[0].type' '.mounts[0].options[0]' \
		'.linux.namespaces[0].path' .linux.cgroupsPath '.linux.maskedPaths[0]' '.annotations.x' \
		.ociVersion; do
		edited "70000 characters in $path" "$path = \$big"
	done
	edited 'a namespace by a path of 70000 characters' '.linux.namespaces[0].path = "/" + $big' fails
	edited 'a NUL in the program' '.process.args[0] = "sh\u0000x"' fails
	edited 'a NUL in a path' '.process.cwd = "/\u0000"' fails
	edited 'a line break in a variable' '.process.env += ["A=1\nB=2"]'
	edited 'a line break in the host name' '.hostname = "a\nb"'
	edited '20000 variables' '.process.env += [range(20000) | "V\(.)=\(.)"]'
	edited '3000 mounts on one place' '.mounts += [range(3000) | {destination: "/tmp", type: "tmpfs", source: "tmpfs"}]'
	edited 'numbers that are none' '.process.user.uid = 1e300' fails
	bundle box . true
	plain=$(<"$TMP/box/config.json")
	written '200000 brackets' fails < <(huge 200000 '['; huge 200000 ']')
	written '100000 objects in each other' fails < <(huge 100000 '{\"a\":'; echo 1; huge 100000 '}')
	written 'depth where nobody looks' fails < <(echo "{\"annotations\":"; huge 50000 '['; huge 50000 ']'; echo ",${plain#\{}")
	written 'torn' fails < <(printf '%s' "${plain%?????}")
	written 'a byte that is no UTF-8 in front' fails < <(printf '\xff%s' "$plain")
	written 'broken UTF-8' fails < <(printf '{"x": "\xc3\x28", %s' "${plain#\{}")
	written 'a member twice' fails < <(printf '{"process": {"args": ["/bin/false"]}, %s' "${plain#\{}")
	written 'nothing' fails < <(true)
	written 'blanks' fails < <(huge 1000 ' ')
	written 'an array' fails < <(echo '[]')
	written 'null' fails < <(echo 'null')
	written 'noise' fails < <(head -c 100000 /dev/urandom)
	truncate -s 1G "$TMP/box/config.json"
	verdict 'a gigabyte of nothing' fails
	rm "$TMP/box/config.json" && mkfifo "$TMP/box/config.json"
	rm "$TMP/box/config.json" && ln -s config.json "$TMP/box/config.json"
	verdict 'a link to itself' fails
	gone box
}

play 'whatever the configuration is, it is taken or refused, and that is all'
