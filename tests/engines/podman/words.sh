# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the harness and the tests set and read the rest
#
# words.sh - Podman's words, for root and for a user alike
#
# $manager is the cgroup manager, systemd or cgroupfs, that Podman is told to use.

manager=systemd
image=localhost/$mine:1

# What a user of another runtime than crun says about it once, in containers.conf: that it can do
# without cgroups, and tells its errors in JSON.
export CONTAINERS_CONF_OVERRIDE=$TMP/containers.conf
printf '[engine]\nruntime_supports_%s = ["%s"]\n' nocgroup "${RUNTIME##*/}" >"$CONTAINERS_CONF_OVERRIDE"
printf 'runtime_supports_%s = ["%s"]\n' json "${RUNTIME##*/}" >>"$CONTAINERS_CONF_OVERRIDE"

podman() {
	within podman --runtime "$RUNTIME" --cgroup-manager "$manager" "$@"
}

# run [OPTION...] IMAGE COMMAND...: in the foreground and gone afterwards, without a network
run() {
	podman run --rm --network none "$@"
}

inspect() {
	podman inspect --format "$2" "$1"
}

# A shell that stays, ends with 3 when it is asked to, and says so when it is poked.
patient='trap "echo bye; exit 3" TERM; trap "echo poked" USR1; echo up; while :; do sleep 0.2; done'

logged() { # NAME TEXT
	podman logs "$1" | grep -q "$2"
}

make_image() {
	root_archive "$TMP/root.tar"
	podman import -q -c 'CMD=["/bin/sh"]' -c ENV=PATH=/bin "$TMP/root.tar" "$image" >/dev/null ||
		bail "no image can be imported"
}

podman_cleanup() {
	[ "$(id -u)" = 0 ] || command podman unshare rm -rf "$TMP/over" # what was given away by U
	manager=cgroupfs
	podman pod rm -f -t 0 --all
	podman rm -f -t 0 --all
	podman volume rm --all -f
	podman secret rm --all
	podman rmi -f "$image"
}

# host_cgroup NAME: the directory of the container's cgroup, as the host sees its first process
host_cgroup() {
	local pid

	pid=$(inspect "$1" '{{.State.Pid}}')
	echo "/sys/fs/cgroup$(sed -n 's/^0:://p' "/proc/$pid/cgroup")"
}

# noted PID: the directory where the conmon of this PID writes what Podman is to know at the end
noted() {
	tr '\0' '\n' <"/proc/$1/cmdline" | sed -n '/^--persist-dir$/{n;p}'
}

# knob FILE: what a file of the cgroup of the container in $pid holds, as the container sees it
knob() {
	cat "/proc/$pid/root/sys/fs/cgroup/$1" 2>&1
}
