#!/bin/bash
#
# Annotations that change what is done: each has an effect, and one switch takes all of them away.

. "${0%/*}/harness.sh"

helper receive

quiet='{path: "/bin/sh", args: ["sh", "-c", "echo said; echo cried >&2"]}'

bundle box ".hooks.createRuntime = [$quiet] | .annotations = {
	\"run.oci.hooks.stdout\": \"$TMP/said\", \"run.oci.hooks.stderr\": \"$TMP/cried\"}" 'true'
succeeds 'a container whose hooks speak runs' runtime run --bundle "$TMP/box" box
is '... and what they say goes where the annotation wants it' said "$(cat "$TMP/said")"
is '... and what they complain of as well' cried "$(cat "$TMP/cried")"
rm -f "$TMP/said" "$TMP/cried"
succeeds 'with the switch it runs, too' runtime --no-annotations run --bundle "$TMP/box" box
is '... and no file is written' no "$([ -e "$TMP/said" ] && echo yes || echo no)"

strange='.annotations = {"run.oci.seccomp_fail_unknown_syscall": "1"} | .linux.seccomp = {
	defaultAction: "SCMP_ACT_ALLOW", syscalls: [{names: ["no_such_call"], action: "SCMP_ACT_ERRNO"}]}'
bundle box "$strange" 'true'
fails 'an unknown system call is an error where the annotation says so' 'unknown' create box
succeeds '... and none with the switch' runtime --no-annotations run --bundle "$TMP/box" box

for name in delegate-cgroup handler seccomp.plugins seccomp.receiver seccomp_bpf_data \
	systemd.force_cgroup_v1 systemd.subgroup; do
	bundle box ".annotations = {\"run.oci.$name\": \"x\"}" 'true'
	fails "run.oci.$name is refused by name" "run.oci.$name" create box
	succeeds '... and passed over with the switch' \
		runtime --no-annotations run --bundle "$TMP/box" box
done

is 'features lists all of them' "io.berth.networks org.systemd.property. run.oci.delegate-cgroup \
run.oci.handler run.oci.hooks.stderr run.oci.hooks.stdout run.oci.keep_original_groups \
run.oci.pidfd_receiver run.oci.seccomp.plugins run.oci.seccomp.receiver run.oci.seccomp_bpf_data \
run.oci.seccomp_fail_unknown_syscall run.oci.systemd.force_cgroup_v1 run.oci.systemd.subgroup" \
	"$(runtime features | jq -r '.potentiallyUnsafeConfigAnnotations | sort | join(" ")')"
bundle box '.annotations = {"com.example.free": "text"}' 'true'
succeeds 'any other annotation is only kept' runtime run --bundle "$TMP/box" box

finish
