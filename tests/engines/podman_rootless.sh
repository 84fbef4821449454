#!/bin/bash
# podman_rootless.sh - Podman and buildah, called by a user, in a session of systemd's
#
#	systemd-run -M dev@.host --user --pipe --wait -p Delegate=yes -p KillMode=process \
#		tests/engines/podman_rootless.sh
#
# shellcheck disable=SC2016,SC2034,SC2154 # what the container expands; what other files set or read
. "${0%/*}/harness.sh"
needs podman conmon script newuidmap
[ "$(id -u)" != 0 ] || bail "this is Podman for a user; see podman.sh"
[ -n "${XDG_RUNTIME_DIR-}" ] || bail "a user session is needed: XDG_RUNTIME_DIR is not set"
. "$engines/podman/words.sh"
. "$engines/podman/cases.sh"

all_capabilities=1ffffffffff privileged_sys=rw unit_of=--user
cleanup=podman_cleanup
make_image

mapped() {
	capture run --userns keep-id "$image" sh -c 'echo id=$(id -u):$(id -g); echo owner=$(stat -c %u /bin)'
	shows '--userns keep-id: the user is who it was' id "$(id -u):$(id -g)"
	shows '... and the image belongs to root' owner 0
	answers '--userns keep-id: the mapping' "$(id -u) 0 1" eval \
		'run --userns keep-id "$image" cat /proc/self/uid_map | tr -s " " | sed -n "s/^ //; /^$(id -u) /p"'
	is '--group-add keep-groups' "$(id -G | wc -w)" \
		"$(run --group-add keep-groups "$image" sed -n 's/^Groups:.//p' /proc/self/status | wc -w)"
	tells '--userns auto' '^0 +[0-9]+ +[0-9]+$' \
		eval 'run --userns auto "$image" cat /proc/self/uid_map | tr -s " " | sed "s/^ //"'
}

networks() {
	capture podman run --rm "$image" sh -c 'ip -4 addr | sed -n "s/.*inet \([0-9.]*\).*/own=\1/p" | tail -1'
	like '--network pasta: an address' '^[0-9.]+$' "$(value own)"
}

for manager in ${MANAGERS:-cgroupfs systemd}; do
	play limited
done
for case in settings terminal inside endings starved odds shared privileged systemd_mode \
	without_cgroups mapped networks announced pods kube builds; do
	play "$case"
done
skip 'checkpoint and restore' 'Podman has them for root alone'
finish
