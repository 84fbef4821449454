#!/bin/bash
#
# The image is hostile: links in it lead to nothing outside of it.

. "${0%/*}/harness.sh"

decoy=$TMP/decoy
fresh_decoy() {
	rm -rf "$decoy"
	mkdir "$decoy"
	echo untouched >"$decoy/file"
	before=$(state_of_decoy)
}
state_of_decoy() {
	find "$decoy" -exec stat -c '%n %i %a %u %Y %s' {} \; | sort
	cat "$decoy/file"
}

# evil SENTENCE LINKS EDIT SCRIPT: whatever happens to the run, the decoy must not change, and
# SCRIPT, if it runs, must not print `escaped`
evil() {
	fresh_decoy
	bundle evil "$3" "$4"
	(cd "$TMP/evil/rootfs" && eval "$2")
	capture run evil
	if [ "$(state_of_decoy)" != "$before" ]; then
		miss "$1" "the host was changed" "$(state_of_decoy)"
	elif [[ $out == *escaped* ]]; then
		miss "$1" "$out" "$err"
	elif [ "$status" -ge 124 ]; then
		miss "$1" "exit status $status" "$err"
	else
		pass "$1"
	fi
	gone evil
}

look='[ -e /m/file ] && [ "$(cat /m/file)" = untouched ] && echo escaped; true'
up=../../../../../../..

# ---- targets of mounts -------------------------------------------------------------------------

for link in "$decoy" "$up$decoy" /nowhere/../"$decoy" /proc/1/cwd /proc/self/fd/3; do
	evil "a mount point that links to ${link/$TMP/} stays inside" "ln -s '$link' m" \
		'tmpfs("/m"; [])' "$look"
	evil '... and one below it' "ln -s '$link' m" 'tmpfs("/m/n/o"; [])' "$look"
	evil '... and a bound file' "ln -s '$link' m" 'bind("/etc/hostname"; "/m/f"; [])' "$look"
done
evil 'a loop of links ends' 'ln -s b a; ln -s a b' 'tmpfs("/a/m"; [])' true
evil 'a FIFO as a mount point does not hang' 'mkfifo m' 'tmpfs("/m"; [])' true
bundle evil 'tmpfs("/l/m"; ["size=64k"])' 'stat -f -c %T /tmp/m; ls -d /tmp/m'
ln -s /tmp "$TMP/evil/rootfs/l"
capture run evil
is 'an absolute link inside the root is followed inside' $'tmpfs\n/tmp/m' "$out"
gone evil
for link in / .. tmp/..; do
	bundle evil 'tmpfs("/l"; [])' true
	ln -s "$link" "$TMP/evil/rootfs/l"
	fails "a mount point that links to $link would cover the root: refused" 'leads to the root' run evil
	gone evil
done

# ---- the places the runtime fills itself -------------------------------------------------------

for place in dev dev/pts dev/shm proc sys etc; do
	evil "/$place as a link to the host changes nothing there" \
		"rm -rf $place; mkdir -p \$(dirname $place); ln -s '$decoy' $place" . true
	evil '... relative too' \
		"rm -rf $place; mkdir -p \$(dirname $place); ln -s '$up$decoy' $place" . true
done
for node in null console ptmx tty fd core; do
	evil "/dev/$node as a link, and no mount on /dev, changes nothing" \
		"ln -s '$decoy/file' dev/$node" 'unmounted("/dev")' 'echo x >/dev/null'
done

bundle evil
rm -rf "$TMP/evil/rootfs/proc" && ln -s /tmp "$TMP/evil/rootfs/proc"
fails 'a /proc that is a link is refused' 'must be mounted on ordinary directory' run evil
gone evil

# ---- masks -------------------------------------------------------------------------------------

evil 'a /dev/null that links into /proc is not what masks' \
	'mkdir d; ln -s /proc/sys/kernel/core_pattern dev/null; touch d/f' \
	'unmounted("/dev") | .linux.maskedPaths = ["/d/f"]' \
	'grep -q . /d/f && echo escaped; true'
evil 'a masked path that is a link is masked inside' "ln -s '$decoy/file' f" \
	'.linux.maskedPaths = ["/f"]' 'grep -q untouched /f && echo escaped; true'

# ---- the current directory ---------------------------------------------------------------------

for fd in 3 4 5 6 7 8 9 10; do
	evil "cwd /proc/self/fd/$fd leads nowhere" true ".process.cwd = \"/proc/self/fd/$fd\"" \
		'ls -d .*/file ../*/decoy 2>/dev/null && echo escaped; true'
done
evil 'cwd as a link to the host stays inside' "ln -s '$decoy' w" '.process.cwd = "/w"' \
	'[ -e file ] && echo escaped; true'

# ---- the runtime's own binary ------------------------------------------------------------------

sum=$(sha256sum <"$RUNTIME")
evil '/proc/self/exe as the payload does not reach the program' true \
	'.process.args = ["/proc/self/exe", "--version"]' .
running box . 'while :; do for p in /proc/[0-9]*; do [ $p = /proc/1 ] || echo x 2>/dev/null >>$p/exe; done; done 2>/dev/null'
for ((i = 0; i < 20; i++)); do runtime exec box true; done >/dev/null 2>&1
is 'a payload that writes to every /proc/PID/exe does not reach it' "$sum" "$(sha256sum <"$RUNTIME")"
gone box

finish
