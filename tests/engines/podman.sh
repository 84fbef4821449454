#!/bin/bash
# podman.sh - Podman and buildah, called by root
# shellcheck disable=SC2016,SC2034,SC2154 # what the container expands; what other files set or read
. "${0%/*}/harness.sh"
needs podman conmon script
[ "$(id -u)" = 0 ] || bail "this is Podman for root; see podman_rootless.sh"
. "$engines/podman/words.sh"
. "$engines/podman/cases.sh"

all_capabilities=1ffffffffff privileged_sys=rw unit_of=
cleanup=podman_cleanup
make_image

mapped() {
	capture run --uidmap 0:100000:65536 -v "$TMP/root.tar:/idmapped:idmap" "$image" sh -c \
		'echo map=$(echo $(cat /proc/self/uid_map)); echo owner=$(stat -c %u /idmapped /bin | tr "\n" " ")'
	shows '--uidmap' map '0 100000 65536'
	shows 'files have their owner in it' owner '0 0'
	grep -q '^containers:' /etc/subuid || {
		echo containers:1000000:1048576 >>/etc/subuid
		echo containers:1000000:1048576 >>/etc/subgid
	}
	tells '--userns auto' '^0 +10[0-9]+ +[0-9]+$' \
		eval 'run --userns auto "$image" cat /proc/self/uid_map | tr -s " " | sed "s/^ //"'
}

networks() {
	capture podman run --rm --cap-add NET_RAW "$image" sh -c 'echo own=$(ip -4 addr show eth0 | sed -n "s/.*inet \\([0-9.]*\\).*/\\1/p")
		gate=$(ip route | sed -n "s/^default via \([0-9.]*\).*/\1/p"); ping -c 1 -W 5 "$gate" >/dev/null && echo gate=$gate'
	like '--network bridge: an address' '^10\.88\.' "$(value own)"
	is '... and a way to the host' 10.88.0.1 "$(value gate)"
}

written() {
	local pid

	podman run -d --name "$mine-io" --network none --device-write-bps /dev/vdb:1mb "$image" \
		sh -c "$patient" >/dev/null
	pid=$(inspect "$mine-io" '{{.State.Pid}}')
	like '--device-write-bps' 'wbps=1048576' "$(knob io.max)"
	podman rm -f -t 0 "$mine-io" >/dev/null
}

for manager in ${MANAGERS:-cgroupfs systemd}; do
	play limited
done
for case in settings terminal inside endings starved odds shared privileged systemd_mode \
	without_cgroups mapped written networks announced pods kube builds checkpointed; do
	play "$case"
done
finish
