#!/bin/bash
# shellcheck disable=SC2154 # what other files set
#
# recipes.sh - docs/engines.md, done as it says
#
# The commands and the files are taken out of that page and used as they stand, on the machine's own
# engines and in their own places. So this is for a guest alone, where it is the only one to do so.

. "${BASH_SOURCE[0]%/*}/daemon.sh"
needs podman buildah containerd ctr docker dockerd script systemctl
grep -q 'guest\.level=' /proc/cmdline || {
	echo "1..0 # SKIP it writes to /etc, and this is no guest"
	exit 0
}

page=$engines/../../docs/engines.md
program=/usr/local/bin/berth
image=docker.io/library/busybox:latest

# block SECTION KIND [N]: the Nth piece of that kind, such as toml, in a section of the page
block() {
	awk -v section="## $1" -v kind="\`\`\`$2" -v n="${3:-1}" '
		/^## / { within = $0 == section }
		within && $0 == kind && --n == 0 { wanted = 1; next }
		/^```/ { wanted = 0 }
		wanted' "$page"
}

# command_of SECTION PATTERN: the line of the section that is typed and is like that
command_of() {
	awk -v section="## $1" -v pattern="$2" '
		/^## / { within = $0 == section }
		within && /^\$ / && $0 ~ pattern { sub(/^\$ (sudo )?/, ""); print }' "$page"
}

# typed SENTENCE PATTERN LINE [MORE...]: what a line of the page says on a terminal, with more words
typed() {
	local words

	read -ra words <<<"$3"
	tells "$1" "$2" on_terminal "${words[@]}" "${@:4}"
}

restarted() {
	within systemctl restart "$1" || miss "$1 starts again" "$(journalctl -u "$1" -n 5 -o cat)"
}

install -m 0755 "$RUNTIME" "$program"
image_archive "$TMP/image.tar" "$image"

# ---- Podman ------------------------------------------------------------------------------------

section='Podman, Buildah'
within podman load --quiet --input "$TMP/image.tar" >/dev/null || bail "no image can be loaded"
typed 'Podman runs it for once, as root' berth_was_here \
	"$(command_of "$section" '^\$ podman .* run ')" echo berth_was_here
capture within buildah from --pull-never "$image"
line=$(command_of "$section" '^\$ buildah ')
line=${line/CONTAINER/$out}
typed 'so does Buildah' berth_was_here "${line/COMMAND/echo}" berth_was_here
within buildah rm --all >/dev/null

mkdir -p /etc/containers/containers.conf.d
block "$section" toml >/etc/containers/containers.conf.d/berth.conf
tells 'the file makes it the runtime' 'berth version' \
	within podman info --format '{{.Host.OCIRuntime.Version}}'
is 'containers run' said "$(within podman run --rm "$image" echo said)"
is '... without cgroups' said "$(within podman run --rm --cgroups disabled "$image" echo said)"
tells 'an error is one sentence' 'Error: berth: create [0-9a-f]*: .*/nothing: no such file or directory' \
	within sh -c "podman run --rm $image /nothing 2>&1"
is 'another runtime stays possible beside it' said \
	"$(within podman --runtime crun run --rm "$image" echo said)"

# ---- containerd --------------------------------------------------------------------------------

section=containerd
restarted containerd
within ctr image import "$TMP/image.tar" >/dev/null || bail "no image can be imported"
line=$(command_of "$section" ' run ')
typed 'ctr runs it' berth_was_here "$line" echo berth_was_here
typed '... in a scope of systemd' system.slice/ctr-demo.scope \
	"${line/ --rm / --runc-systemd-cgroup --cgroup system.slice:ctr:demo --rm }" \
	cat /proc/self/cgroup

# ---- Kubernetes --------------------------------------------------------------------------------

section='Kubernetes (CRI)'
block "$section" toml >>/etc/containerd/config.toml
restarted containerd
pause=$(containerd config dump | sed -n "s/^ *sandbox_image = [\"']\(.*\)[\"']/\1/p")
image_archive "$TMP/pause.tar" "$pause"
within ctr -n k8s.io image import "$TMP/pause.tar" >/dev/null || bail "no image can be imported"
printf 'RunPodSandbox %s\n' "$(jq -nc '{runtime_handler: "berth", config: {
	metadata: {name: "pod", uid: "1", namespace: "default"}, log_directory: "/tmp",
	linux: {cgroup_parent: "pods.slice", security_context: {namespace_options: {network: "NODE"}}}}}')" \
	>"$TMP/calls"
tells 'the CRI plugin has the runtime class, with the systemd driver' pod_sandbox_id \
	within sh -c "$engines/cri_client.py /run/containerd/containerd.sock <$TMP/calls"
answers '... in a scope of its slice' pods.slice systemctl show -P Slice 'cri-containerd-*.scope'

# ---- Docker ------------------------------------------------------------------------------------

section=Docker
mkdir -p /etc/docker
block "$section" json >/etc/docker/daemon.json
restarted docker
answers 'Docker has it as its default' berth within docker info --format '{{.DefaultRuntime}}'
answers '... with the driver that is its own' systemd within docker info --format '{{.CgroupDriver}}'
within docker load --quiet --input "$TMP/image.tar" >/dev/null || bail "no image can be loaded"
answers 'containers run' said within docker run --rm "$image" echo said
answers '... and when it is named' said within docker run --rm --runtime berth "$image" echo said

within systemctl stop docker docker.socket containerd
finish
