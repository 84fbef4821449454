#!/bin/bash
#
# annotation-firewall: annotations of an image become annotations of the bundle. Each that changes
# what is done is listed by features, one switch takes all of them away, and of systemd's properties
# none can be set that runs something. Class of CVE-2024-3154.

. "${0%/*}/attack.sh"
witness=annotation_switch

"$RUNTIME" --version | grep -q '^berth' || strict=no

# Properties by which systemd would run a program or change who runs it.
properties='ExecStart ExecStartPre ExecStartPost ExecStop ExecStopPost ExecReload ExecCondition OnFailure
	OnSuccess User Group DynamicUser RootDirectory RootImage BindPaths EnvironmentFile PAMName
	WorkingDirectory AmbientCapabilities Type BusName Slice PIDs Delegate ControlGroup'

attack() {
	local property listed known

	listed=$(runtime features 2>/dev/null | jq -r '.potentiallyUnsafeConfigAnnotations[]?' 2>/dev/null)
	known=$(strings "$RUNTIME" | grep -oE '^run\.oci\.[a-z_.-]+$' | sort -u)
	while read -r property; do
		[ -n "$property" ] || continue
		try
		grep -qxF "$property" <<<"$listed" || broken "$property has an effect and features does not list it"
	done <<<"$known"
	[ "${strict-}" != no ] || return
	# Nothing is asked of systemd: describe says what would be.
	for property in $properties; do
		try
		bundle box ".annotations = {\"org.systemd.property.$property\": \"'/bin/sh'\"} | del(.linux.cgroupsPath)"
		capture runtime --systemd-cgroup describe --bundle "$TMP/box" box
		[ "$status" != 0 ] || ! grep -q "$property.*bin/sh" <<<"$out" || broken "$property is handed to systemd"
		gone box
	done
	bundle box ".annotations = {\"run.oci.hooks.stdout\": \"$TMP/written\"}
		| .hooks = {createRuntime: [{path: \"/bin/echo\", args: [\"echo\", \"said\"]}]}" true
	try
	rm -f "$TMP/written"
	capture runtime --no-annotations run --bundle "$TMP/box" box
	[ ! -e "$TMP/written" ] || broken '--no-annotations leaves run.oci.hooks.stdout its effect'
	gone box
	# A file that is named by an annotation is opened as the caller, and must not follow the image.
	bundle box '.annotations = {"run.oci.keep_original_groups": "1"}' 'id -G'
	try
	capture runtime --no-annotations run --bundle "$TMP/box" box
	[ "$out" = 0 ] || broken "--no-annotations keeps the groups of the caller: $out"
	gone box
}

play 'no annotation does what is not listed, or what the switch forbids'
