#!/bin/bash
#
# fd-audit: what the payload has of its caller and of the runtime: descriptors, working directory,
# root, keyring. Class of CVE-2024-21626 (cwd by a leaked descriptor) and CVE-2016-9962.

. "${0%/*}/attack.sh"
helper probe
witness=descriptors_shed

# leaky COMMAND...: by a caller with descriptors 3 to 200 open on the host's root
leaky() (
	for n in {3..200}; do eval "exec $n</"; done
	"$@"
)

# What a payload finds that is not its own, a word for each.
audit='ls -l /proc/self/fd | awk "{print \$9}" | grep -vx "[0123]" | grep . | sed "s/^/descriptor /" | head -n 3
[ "$(pwd)" = / ] || echo "directory $(pwd)"
ls -d ../../../../../../..'"$canary"' 2>/dev/null | sed "s/^/canary /"'

look() { # WHAT COMMAND...
	try
	capture "${@:2}"
	[ -z "$out" ] || broken "$1: $(head -n 1 <<<"$out")"
}

attack() {
	local n way

	canary_fresh
	bundle box . "$audit"
	look 'run by a leaky caller' leaky run box
	gone box
	running box
	look 'exec by a leaky caller' leaky runtime exec box sh -c "$audit"
	look 'exec' runtime exec box sh -c "$audit"
	gone box
	for n in {3..20}; do
		for way in self/fd thread-self/fd; do
			[ "$n" -lt 10 ] || [ "$way" = self/fd ] || continue
			bundle box ".process.cwd = \"/proc/$way/$n\"" \
				'ls -d ../*/canary ../../*/canary .'"$canary"' ./../../../../..'"$canary"' 2>/dev/null'
			look "cwd /proc/$way/$n" run box
			gone box
		done
	done
	running box
	for n in {3..14}; do
		look "exec --cwd /proc/self/fd/$n" runtime exec --cwd "/proc/self/fd/$n" box \
			sh -c "ls -d .$canary ..$canary ../../..$canary 2>/dev/null"
	done
	gone box
	for n in {3..30}; do
		bundle box ".process.args = [\"/proc/self/fd/$n/bin/sh\", \"-c\", \"echo started\"]"
		look "program /proc/self/fd/$n/bin/sh" leaky run box
		gone box
	done
	bundle box . /bin/probe\ keyring
	cp "$TMP/probe" "$TMP/box/rootfs/bin/probe"
	try
	capture run box
	[[ $out != *'_uid'* ]] || broken "the session keyring is the caller's: $out"
	gone box
}

play 'the payload has nothing of its caller or of the runtime'
