# shellcheck shell=bash
# shellcheck disable=SC2016,SC2034 # what the container expands; what is set here is for the tests
#
# daemon.sh - what the tests of engines with a daemon share beyond harness.sh
#
# Each starts daemons of its own, whose files all lie in $TMP: nothing of the system's containerd
# or Docker is touched, and nothing runs any longer than the test.

. "${BASH_SOURCE[0]%/*}/harness.sh"
[ "$(id -u)" = 0 ] || bail "a daemon needs root"

drivers=${DRIVERS:-cgroupfs systemd}
daemons=()
cleanup=daemons_end

# daemon NAME COMMAND...: in the background; what it says is in $TMP/NAME.log
daemon() {
	"${@:2}" >"$TMP/$1.log" 2>&1 </dev/null &
	daemons+=($!)
}

# The last begun is the first to end.
daemons_end() {
	local n

	for ((n = ${#daemons[@]} - 1; n >= 0; n--)); do
		kill "${daemons[n]}" 2>/dev/null && wait "${daemons[n]}"
	done
	daemons=()
}

# containerd_begin CONFIGURATION: a containerd at $TMP/containerd.sock
containerd_begin() {
	printf 'version = 2\nroot = "%s"\nstate = "%s"\n%s\n[grpc]\n  address = "%s"\n' \
		"$TMP/lib" "$TMP/run" "$1" "$TMP/containerd.sock" >"$TMP/containerd.toml"
	daemon containerd containerd --config "$TMP/containerd.toml"
	wait_for grep -q 'successfully booted' "$TMP/containerd.log" ||
		bail "containerd does not start: $(tail -n 3 "$TMP/containerd.log")"
}

# Plugins that cost a start their time, and that only Kubernetes wants.
without_cri='disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.nri.v1.nri"]'

# image_archive FILE NAME: an image of busybox as `docker save` writes it, with every engine's leave
image_archive() {
	local image=$TMP/image sum

	mkdir -p "$image"
	root_archive "$image/layer.tar"
	sum=$(sha256sum <"$image/layer.tar")
	jq -n --arg sum "sha256:${sum%% *}" '{architecture: "amd64", os: "linux",
		config: {Env: ["PATH=/bin"], Cmd: ["sleep", "1000"]},
		rootfs: {type: "layers", diff_ids: [$sum]}}' >"$image/config.json"
	jq -n --arg name "$2" '[{Config: "config.json", RepoTags: [$name],
		Layers: ["layer.tar"]}]' >"$image/manifest.json"
	tar -C "$image" -cf "$1" . || bail "no archive of the image"
}

# on_terminal COMMAND...: what a command says on a terminal of 44 by 99. Its standard input stays
# open and silent, since at the end of that `script` sends an end of file.
on_terminal() {
	[ -p "$TMP/silence" ] || mkfifo "$TMP/silence"
	within script -qec "stty rows 44 cols 99; exec $(printf '%q ' "$@")" /dev/null \
		<>"$TMP/silence" | tr -d '\r'
}

# What a program on a terminal sees of it, once the engine has passed on the size; before that, stty
# complains. (On one line: a newline would be quoted in a way that only bash reads.)
terminal_facts='tty; n=0; until [ "$(stty size 2>/dev/null)" = "44 99" ] || [ $((n += 1)) = 100 ];'
terminal_facts+=' do sleep 0.1; done; stty size'

# A program that takes more memory than there is. Its cgroup outlives the one that is killed: the
# shim reads there that there was too little, and whoever made the cgroup takes it away when it is
# empty; which of them is first is not the runtime's doing.
hungry='tail /dev/zero; status=$?; sleep 2; exit $status'

# What a runtime cannot do at all it says in its features.
has_systemd_driver() {
	"$RUNTIME" features | jq -e .linux.cgroup.systemd >/dev/null
}

has_checkpoint() {
	"$RUNTIME" features | jq -e '.annotations | to_entries |
		any((.key | endswith("checkpoint.enabled")) and .value == "true")' >/dev/null
}
