# shellcheck shell=bash
# shellcheck disable=SC2016,SC2034,SC2154 # what the container expands; what other files read or set
#
# cri_words.sh - what the tests of containerd's CRI plugin say
#
# Sourced behind daemon.sh. It wants $definition, the interface's own; $image; and $driver, the name of
# a cgroup driver.

# cri_begin PLUGINS DRIVER...: a containerd with the network of $TMP/cni, by plugins in that folder, a
# runtime class by the name of each driver, the first of them its default; and the image
cri_begin() {
	local name runtimes=

	for name in "${@:2}"; do
		runtimes+="
	  [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.$name]
	    runtime_type = \"io.containerd.runc.v2\"
	    options = {BinaryName = \"$RUNTIME\", SystemdCgroup = $([ "$name" = systemd ] && echo true || echo false)}"
	done
	containerd_begin "$(cat <<-END
		[plugins."io.containerd.grpc.v1.cri"]
		  sandbox_image = "$image"
		  [plugins."io.containerd.grpc.v1.cri".cni]
		    bin_dir = "$1"
		    conf_dir = "$TMP/cni"
		  [plugins."io.containerd.grpc.v1.cri".containerd]
		    default_runtime_name = "$2"
		$runtimes
	END
	)"
	coproc client { "$engines/cri_client.py" "$TMP/containerd.sock" "$definition"; }
	wait_for is_up || bail "the CRI plugin does not start: $(tail -n 3 "$TMP/containerd.log")"
	image_archive "$TMP/image.tar" "$image"
	ctr --address "$TMP/containerd.sock" --namespace k8s.io image import "$TMP/image.tar" >/dev/null ||
		bail "no image can be imported"
}

# cri METHOD REQUEST: leaves the answer in $answer, or the complaint in $err
cri() {
	local reply

	printf '%s %s\n' "$1" "$(jq -c . <<<"${2:-{\}}")" >&"${client[1]}"
	IFS= read -r -t "$DEADLINE" -u "${client[0]}" reply || bail "no answer to $1"
	answer=$(jq -c '.answer // {}' <<<"$reply") err=$(jq -r '.error // empty' <<<"$reply")
	[ -z "$err" ]
}
sandbox='' id=''

# asks SENTENCE METHOD REQUEST: it is answered
asks() {
	cri "${@:2}" && pass "$1" && return
	miss "$1" "$err"
	return 1
}

# member JQ: a part of the answer
member() {
	jq -r "$1" <<<"$answer"
}

is_up() {
	cri Status && [ "$(member '[.status.conditions[] | select(.type | test("Ready$")).status] |
		all')" = true ]
}

# pod NAME: the configuration of a sandbox
pod() {
	local parent=/engines/$1

	[ "$driver" = systemd ] && parent=engines-$1.slice
	jq -n --arg name "$1" --arg parent "$parent" --arg logs "$TMP/logs" '{
		metadata: {name: $name, uid: ($name + "-uid"), namespace: "tests"}, hostname: $name,
		log_directory: $logs, linux: {cgroup_parent: $parent}}'
}

# begin NAME SCRIPT [EDIT]: a container in the sandbox $sandbox, its id in $id
begin() {
	cri CreateContainer "$(jq -n --arg name "$1" --arg script "$2" --arg image "$image" \
		--arg sandbox "$sandbox" --argjson pod "$(pod "$driver")" '{
		pod_sandbox_id: $sandbox, sandbox_config: $pod, config: {metadata: {name: $name},
			image: {image: $image}, command: ["sh", "-c", $script], log_path: ($name + ".log"),
			linux: {resources: {}, security_context: {
				namespace_options: {pid: "CONTAINER"}}}}} |'"${3:-.}")" &&
		id=$(member .container_id) && cri StartContainer "{\"container_id\": \"$id\"}"
}

# joined COMMAND...: ExecSync in the container $id; leaves $out, $err and $status
joined() {
	out='' status=
	cri ExecSync "$(jq -n --arg id "$id" --argjson seconds "${seconds:-30}" \
		'{container_id: $id, timeout: $seconds, cmd: $ARGS.positional}' --args -- "$@")" || return
	out=$(member '.stdout // "" | @base64d') err=$(member '.stderr // "" | @base64d')
	status=$(member '.exit_code // 0')
}

told() {
	grep -q "stdout F $2" "$TMP/logs/$1.log"
}

state_is() {
	cri ContainerStatus "{\"container_id\": \"$id\"}" && [ "$(member .status.state)" = "$1" ]
}
