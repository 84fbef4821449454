# shellcheck shell=bash
#
# harness.sh - what every live test stands on
#
# A test is a bash script that sources this file, states facts about real containers with the
# words below, and ends with `finish`. It speaks TAP. It can be run on its own, as root:
#
#	tests/live/lifecycle.sh                 the tree's ./berth
#	RUNTIME=runc tests/live/lifecycle.sh    somebody else's program
#
# The script runs again inside its own mount and PID namespaces, with cgroup2 on /sys/fs/cgroup.
# So what is counted there (mounts, processes, namespaces, descriptors) is the test's alone, and
# no process can outlive it. Everything it makes lies in $TMP and in the cgroup $CGROUP.
#
# Settings: RUNTIME; DEADLINE, the seconds any one command may take; SPEC_EDIT, a jq program for
# every bundle, for a runtime that cannot run its own default here:
#
#	RUNTIME=crun SPEC_EDIT='del(.linux.resources)' tests/live/lifecycle.sh

set -u
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
umask 022

live=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
: "${RUNTIME:=${live%/tests/live}/berth}" "${DEADLINE:=20}" "${SPEC_EDIT:=.}"

. "$live/../facts.sh"

# ---- a world of its own ------------------------------------------------------------------------

for tool in jq busybox unshare timeout "$RUNTIME"; do
	command -v "$tool" >/dev/null || bail "$tool is needed and not there"
done
RUNTIME=$(realpath "$(command -v "$RUNTIME")")
[ "$(id -u)" = 0 ] || bail "live tests need root"

if [ -z "${LIVE_INSIDE-}" ]; then
	export RUNTIME DEADLINE SPEC_EDIT LIVE_INSIDE=1
	exec unshare --mount --pid --fork --kill-child --mount-proc "$BASH" "$0" "$@"
fi
unset LIVE_INSIDE

TMP=$(mktemp -d -t live.XXXXXX) || bail "no temporary directory"
chmod 0711 "$TMP"
STATE=$TMP/state
if [ "$(stat -f -c %T /sys/fs/cgroup)" != cgroup2fs ]; then
	mount -t cgroup2 none /sys/fs/cgroup || bail "cgroup2 cannot be mounted"
fi
CGROUP=/sys/fs/cgroup/live-${TMP##*.}
mkdir "$CGROUP" || bail "no cgroup can be made"

leave() {
	local status=$?

	[ -n "$finished" ] || echo "Bail out! ${0##*/} ended before its end"
	echo 1 >"$CGROUP/cgroup.kill"
	wait_for no_process_in "$CGROUP"
	find "$CGROUP" -depth -type d -exec rmdir {} \;
	awk -v top="$TMP/" 'index($5, top) == 1 {print $5}' /proc/self/mountinfo | sort -r |
		xargs -r umount -l
	rm -rf --one-file-system "$TMP"
	exit "$status"
}
trap leave EXIT

no_process_in() {
	[ "$(sed -n 's/^populated //p' "$1/cgroup.events")" = 0 ]
}

# ---- containers --------------------------------------------------------------------------------

runtime() {
	timeout -k 2 "$DEADLINE" "$RUNTIME" --root "$STATE" "$@"
}

# A root directory holding busybox and the mount points; each bundle has its own, by hard links.
make_root() {
	mkdir -p "$1"/{bin,dev,etc,proc,root,run,sys,tmp,var}
	chmod 1777 "$1/tmp"
	cp "$(command -v busybox)" "$1/bin/busybox"
	chroot "$1" /bin/busybox --install -s /bin || bail "busybox-static is needed"
	printf 'root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:user:/home/user:/bin/sh\n' \
		>"$1/etc/passwd"
	printf 'root:x:0:\nuser:x:1000:\nstaff:x:50:user\n' >"$1/etc/group"
}

# bundle NAME [EDIT [SCRIPT]]: the runtime's own default, edited by a jq program (edits.jq has
# words for it; $tmp and $name are known), with `sh -c SCRIPT` as its process
bundle() {
	local dir=$TMP/$1 edit=${2:-.}

	[ -e "$TMP/root" ] || make_root "$TMP/root"
	if [ ! -e "$TMP/spec/config.json" ]; then
		mkdir -p "$TMP/spec"
		runtime spec --bundle "$TMP/spec" || bail "spec does not work"
	fi
	mkdir -p "$dir" && cp -al "$TMP/root" "$dir/rootfs"
	jq -L "$live" --arg tmp "$TMP" --arg name "$1" --arg cgroup "${CGROUP##*/}" \
		--arg script "${3:-sleep 1000}" "include \"edits\"; plain | ($SPEC_EDIT) | ($edit)" \
		"$TMP/spec/config.json" >"$dir/config.json" || bail "no bundle: $edit"
}

drop_bundle() {
	rm -rf --one-file-system "${TMP:?}/$1"
}

# create [OPTION...] NAME and run [OPTION...] NAME: the container is called like its bundle
create() {
	runtime create --bundle "$TMP/${!#}" "$@"
}

run() {
	runtime run --bundle "$TMP/${!#}" "$@"
}

# running NAME [EDIT [SCRIPT]]: the bundle, created and started
running() {
	bundle "$@"
	capture create "$1"
	[ "$status" = 0 ] && capture runtime start "$1"
	[ "$status" = 0 ] || miss "container $1 is started" "$out" "$err"
}

gone() {
	runtime delete --force "$1" >/dev/null 2>&1
	drop_bundle "$1"
}

status_of() {
	runtime state "$1" | jq -r .status
}

pid_of() {
	runtime state "$1" | jq -r .pid
}

# has_begun NAME: its payload has said so, by making /tmp/begun in a root of the host's file system
has_begun() {
	[ -e "$TMP/$1/rootfs/tmp/begun" ]
}

is_stopped() {
	[ "$(status_of "$1")" = stopped ]
}

# Runs a payload in a bundle of its own; leaves $status, $out and $err.
payload() {
	bundle payload "$1" "$2"
	capture run payload
	gone payload
}

# prints SENTENCE EDIT SCRIPT WANTED: what the payload says
prints() {
	payload "$2" "$3"
	if [ "$out" = "$4" ]; then pass "$1"; else
		miss "$1" "wanted: $4" "got:    $out" "exit status $status" "$err"
	fi
}

# says SENTENCE EDIT SCRIPT PATTERN
says() {
	payload "$2" "$3"
	if [[ $out =~ $4 ]]; then pass "$1"; else
		miss "$1" "wanted: /$4/" "got:    $out" "exit status $status" "$err"
	fi
}

# refuses SENTENCE EDIT PATTERN: no container, an error that says why, and nothing left behind
refuses() {
	local before

	bundle payload "$2" 'echo it runs'
	before=$(host_state)
	capture create payload
	if [ "$status" = 0 ] || ! [[ $err =~ $3 ]]; then
		miss "$1" "wanted an error like /$3/, exit status $status" "$err"
	elif ! wait_for host_is "$before"; then
		miss "$1" "something is left behind" "before: $before" "after:  $(host_state)"
	else
		pass "$1"
	fi
	gone payload
}

# ---- the host ----------------------------------------------------------------------------------

# What there is beside the test itself, as one comparable line. Zombies have nothing.
host_state() {
	local process line processes=0 descriptors=0 fds

	for process in /proc/[0-9]*; do
		case ${process#/proc/} in "$$" | "$BASHPID") continue ;; esac
		read -r line 2>/dev/null <"$process/stat" || continue
		[[ $line != *') Z '* ]] || continue
		fds=("$process"/fd/*)
		processes=$((processes + 1)) descriptors=$((descriptors + ${#fds[@]}))
	done
	printf 'processes %d, descriptors %d, mounts %d, namespaces %d, cgroups %d, records %d\n' \
		"$processes" "$descriptors" "$(wc -l </proc/self/mountinfo)" \
		"$(readlink /proc/[0-9]*/ns/* | sort -u | wc -l)" "$(find "$CGROUP" -type d | wc -l)" \
		"$(find "$STATE" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l)"
}

# A process that was killed takes its time to be gone.
host_is() {
	[ "$(host_state)" = "$1" ]
}

# unchanged SENTENCE BEFORE: the host is as it was
unchanged() {
	wait_for host_is "$2"
	is "$1" "$2" "$(host_state)"
}

has_controller() {
	grep -qw "$1" /sys/fs/cgroup/cgroup.controllers
}

# needs_criu: skips the test where CRIU cannot work
needs_criu() {
	command -v criu >/dev/null || skip_all 'criu is not installed'
	criu check >"$TMP/criu" 2>&1 || skip_all "criu check: $(tail -n 1 "$TMP/criu")"
}

# skip_all REASON: for a test that has nothing to say here
skip_all() {
	finished=1
	echo "1..0 # SKIP $1"
	exit
}

# only_with CONTROLLER: for a test that has nothing to say without it
only_with() {
	has_controller "$1" || skip_all "no $1 controller in /sys/fs/cgroup/cgroup.controllers"
}

# helper NAME [COMPILER]: helpers/NAME.c, beside this file or beside the test, as $TMP/NAME: as make has
# built it, or compiled now; static, so that containers can have it
helper() {
	local source=$live/helpers/$1.c built=${live%/tests/live}/build/${BUILD:-release}/live/$1

	[ ! -x "$TMP/$1" ] || return
	[ -e "$source" ] || source=${0%/*}/helpers/$1.c
	if [ "$built" -nt "$source" ]; then
		cp "$built" "$TMP/$1"
	else
		"${2:-cc}" -std=gnu17 -D_GNU_SOURCE -O1 -Wall -Wextra -static -o "$TMP/$1" "$source" ||
			bail "helper $1 does not compile"
	fi
}
