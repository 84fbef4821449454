#!/bin/bash
#
# static-evil-rootfs: images whose files are links, FIFOs, devices and sockets where the runtime
# looks for directories and files. Class of CVE-2019-18837, 2019-16884, 2023-27561, 2026-41579.
#
# Each image is tried with and without mounts on /dev and /proc, with a read-only root, with a
# terminal, by run, by create and start, and by exec; by all of these ways with VARIANTS=all, by some in
# turn without. The canary, to which the links lead, must not change, nothing may hang, and what is
# seen from inside must not be the canary's.

. "${0%/*}/attack.sh"
helper receive
witness=paths_beneath

up=../../../../../../..

# shellcheck disable=SC2034 # these are for what is evaluated
# What is done to the image, in its root. $C is the canary, $U the same by a relative path.
images='
rm -rf dev; ln -s $C dev
rm -rf dev; ln -s $U dev
rm -rf dev; ln -s /proc/self/root$C dev
rm -rf dev; mkfifo dev
rm -rf dev; ln -s dev dev
rm -rf dev/pts; ln -s $C dev/pts
rm -rf dev/shm; ln -s $U dev/shm
rm -rf dev/mqueue; ln -s $C dev/mqueue
ln -s $C/file dev/null
ln -s $U/file dev/null
mkfifo dev/null
ln -s $C/file dev/console
ln -s $U/file dev/console
mkfifo dev/console
mkdir dev/console
ln -s $C/file dev/ptmx
mkdir -p dev/ptmx
ln -s $C dev/fd
ln -s $U/file dev/stdin
ln -s $C/new dev/core
ln -s $C/new dev/zero
ln -s $U/new dev/tty
mknod dev/null c 1 5
rm -rf proc; ln -s $C proc
rm -rf proc; ln -s $U proc
rm -rf proc; ln -s /tmp proc
rm -rf proc; mkfifo proc
rm -rf proc; echo >proc
rm -rf sys; ln -s $C sys
rm -rf sys; ln -s $U sys
rm -rf sys; mkdir -p sys/fs; ln -s $C sys/fs/cgroup
rm -rf run; ln -s $C run
rm -rf etc; ln -s $C etc
rm -rf etc; ln -s $U etc
rm -f etc/passwd; ln -s $C/file etc/passwd
rm -f etc/passwd; mkfifo etc/passwd
rm -f etc/group; mkfifo etc/group
ln -s $C m
ln -s $U m
ln -s b m; ln -s m b
mkfifo m
ln -s /proc/self/fd/3 m
ln -s /proc/1/cwd m
ln -s $C/dangling/below m
mkdir m; ln -s $C/file m/file
mkdir m; mkfifo m/file
ln -s $C w
ln -s /proc/self/fd/7 w
ln -s $U/deep w
rm -rf bin/sh; ln -s $U/file bin/sh
mknod m b 7 0
'

# shellcheck disable=SC2034
mounts='tmpfs("/m/n"; []) | bind("/etc/hostname"; "/m/file"; []) | .process.cwd = "/w"
	| .linux.maskedPaths += ["/m/deep"] | .linux.readonlyPaths += ["/m"]'
# shellcheck disable=SC2034
variants=(
	.
	'unmounted("/dev") | unmounted("/dev/pts") | unmounted("/dev/shm") | unmounted("/dev/mqueue")'
	'.mounts |= map(select(.destination | startswith("/proc") or startswith("/sys") | not))
	 | .linux.maskedPaths = [] | .linux.readonlyPaths = []'
	'.root.readonly = true'
	'.mounts = []'
)
# The image's own /dev/null may be a FIFO: whoever opens that has himself to blame.
look='for f in m/file w/file file dev/file etc/file run/file etc/passwd; do
	[ -f $f ] && [ "$(cat $f 2>&1)" = untouched ] && echo escaped $f; done
	[ -c /dev/null ] && echo x >/dev/null; true'

# one IMAGE EDIT COMMAND...: an image, made anew, given to the runtime
one() {
	try
	bundle box "$2" "$look"
	# shellcheck disable=SC2034 # for the image's own words
	(cd "$TMP/box/rootfs" && C=$canary U=$up$canary && mkdir -p w && eval "$1") 2>/dev/null
	DEADLINE=10 capture "${@:3}"
	[ "$status" != 124 ] && [ "$status" != 137 ] || broken "$1: it hangs"
	[[ $out != *escaped* ]] || broken "$1: $out"
	gone box
	canary_lives "$1"
}

create_and_start() {
	create box && runtime start box && runtime kill box KILL
}
exec_inside() {
	create box && runtime start box && runtime exec --cwd /w -u user box sh -c "$look"
}
on_terminal() {
	rm -f "$TMP/console"
	timeout 5 "$TMP/receive" "$TMP/console" >/dev/null 2>&1 &
	wait_for test -S "$TMP/console"
	create --console-socket "$TMP/console" box && runtime start box
	local result=$?
	wait
	return "$result"
}

# The ways an image is tried, as commands; $image is the image.
ways_to_try=(
	'one "$image" "$mounts | ${variants[0]}" run box'
	'one "$image" "$mounts | ${variants[1]}" run box'
	'one "$image" "$mounts | ${variants[2]}" run box'
	'one "$image" "$mounts" create_and_start'
	'one "$image" "$mounts | ${variants[3]}" run box'
	'one "$image" "unmounted(\"/dev\") | .process.args = [\"sleep\", \"10\"]" exec_inside'
	'one "$image" "$mounts | ${variants[4]}" run box'
	'one "$image" ".process.terminal = true" on_terminal'
)

attack() {
	local image number=0 i

	canary_fresh
	while IFS= read -r image; do
		[ -n "$image" ] || continue
		case $image in *' w') image="rmdir w; $image" ;; esac
		for ((i = 0; i < ${#ways_to_try[@]}; i++)); do
			[ "${VARIANTS-}" = all ] || [ $((i % 4)) = $((number % 4)) ] || continue
			eval "${ways_to_try[i]}"
		done
		number=$((number + 1))
		[ "$ways" -lt 3 ] || break
	done <<<"$images"
}

play 'whatever the image has in place of directories, nothing leaves the root'
