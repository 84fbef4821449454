# shellcheck shell=bash
# shellcheck disable=SC2154 # $programs, $here and $berth are of run
# shellcheck disable=SC2016,SC2034 # names of jq; $no_overlay is for run
#
# bundles.sh - what is run: one root for all, and a configuration for each case
#
# Read with "." by run. All of it lies in $TMP, which is a tmpfs, as /run is on a usual host.

profile=/usr/share/containers/seccomp.json
root=$TMP/root

make_root() {
	mkdir -p "$root"/{bin,dev,etc,proc,sys,tmp,work.d}
	cp "$programs"/{nothing,work} "$root/"
	cp "$(command -v busybox)" "$root/bin/busybox"
	for name in sh cat ls readlink grep sed sort cut hostname stat; do
		ln -s busybox "$root/bin/$name"
	done
	cp "$here/look.sh" "$root/look"
}

# bundle NAME EDIT: the default configuration, edited by a jq program. NAME-open is the same without
# a device program, for who cannot load one here.
bundle() {
	mkdir -p "$TMP/$1" "$TMP/$1-open"
	jq --arg root "$root" --slurpfile profile "$TMP/profile.json" --slurpfile binds "$TMP/binds.json" \
		--arg work "$TMP/work" --arg tmp "$TMP" \
		'def nothing: .process.terminal = false | .process.args = ["/nothing"] | .root.path = $root;
		 def filtered: .linux.seccomp = $profile[0];
		 def bound: .mounts += $binds[0];
		 nothing | '"$2" "$TMP/default/config.json" >"$TMP/$1/config.json"
	jq 'del(.linux.resources.devices)' "$TMP/$1/config.json" >"$TMP/$1-open/config.json"
}

# Forty mounts: ten files and thirty directories, every other one read-only.
make_binds() {
	local i kind access

	mkdir -p "$TMP/sources" "$root/binds"
	for i in {0..39}; do
		kind="directory" access=rw
		[ "$i" -lt 10 ] && kind="file"
		[ $((i % 2)) = 0 ] && access=ro
		if [ $kind = file ]; then
			touch "$TMP/sources/$i" "$root/binds/$i"
		else
			mkdir "$TMP/sources/$i" "$root/binds/$i"
		fi
		echo "$TMP/sources/$i /binds/$i $access"
	done >"$TMP/binds"
	jq -R -s '[split("\n")[] | select(. != "") | split(" ") |
		{destination: .[1], type: "bind", source: .[0], options: ["rbind", "rprivate", .[2]]}]' \
		"$TMP/binds" >"$TMP/binds.json"
}

make_profile() {
	echo null >"$TMP/profile.json"
	if [ ! -r "$profile" ]; then
		no_profile="$profile is not there: install containers-common"
		return
	fi
	no_profile=
	jq --arg machine "$(uname -m)" --argjson kept "$(jq .process.capabilities.bounding \
		"$TMP/default/config.json")" -f "$here/profile.jq" "$profile" >"$TMP/profile.json"
}

make_bundles() {
	mkdir -p "$TMP/default" "$TMP/work"
	# The newest version of the specification is not known to older runtimes.
	"$berth" spec --bundle "$TMP/default" &&
		jq '.ociVersion = "1.0.2"' "$TMP/default/config.json" >"$TMP/default/new" &&
		mv "$TMP/default/new" "$TMP/default/config.json"
	make_root
	make_binds
	make_profile
	bundle A .
	bundle B filtered
	bundle C 'filtered | bound'
	bundle D 'del(.linux.namespaces[] | select(.type == "network"))'
	bundle waits 'filtered | .process.args = ["/nothing", "wait"]'
	bundle user '.linux.namespaces += [{type: "user"}] |
		.linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}] |
		.linux.gidMappings = .linux.uidMappings'
	bundle limits 'filtered | .linux.resources += {memory: {limit: 268435456},
		cpu: {quota: 50000, period: 100000, shares: 512}, pids: {limit: 100}}'
	bundle work 'filtered | .process.args = ["/work", "/work.d"] | .mounts += [{destination: "/work.d",
		type: "bind", source: $work, options: ["rbind", "rw"]}]'
	bundle overlay 'filtered | .root.path = $tmp + "/overlay/merged"'
	mkdir "$TMP"/overlay/{upper,work,merged}
	mount -t overlay overlay -o "lowerdir=$root,upperdir=$TMP/overlay/upper,workdir=$TMP/overlay/work" \
		"$TMP/overlay/merged" || no_overlay="an overlay cannot be mounted here"
	for name in A B C D; do
		bundle "look-$name" "$(case $name in
		A) echo . ;; B) echo filtered ;; C) echo 'filtered | bound' ;;
		D) echo 'del(.linux.namespaces[] | select(.type == "network"))' ;;
		esac) | .process.args = [\"/bin/sh\", \"/look\"]"
	done
	[ -n "$no_profile" ] || "$programs/filter" "$TMP/B/config.json" >"$TMP/filter"
}
