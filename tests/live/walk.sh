#!/bin/bash
# shellcheck disable=SC2015,SC2154 # bail ends it all; what capture leaves
#
# What docs/networks.md says is done as it stands there: what begins with a prompt is a command, on
# host one unless it is "two$ "; what follows it is what it says.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

document=$live/../../docs/networks.md

# ---- two hosts ---------------------------------------------------------------------------------

mkdir -p /run/berth-network /var/lib/berth
ip netns add two && ip link add up0 type veth peer name up0 netns two || bail "no host two can be made"
ip addr add 192.0.2.1/24 dev up0 && ip link set up0 up
ip -n two addr add 192.0.2.2/24 dev up0 && ip -n two link set up0 up && ip -n two link set lo up
# Not by ip(8), which would hide the cgroups from it.
nsenter --net=/run/netns/two unshare --mount sh -c 'mount -t tmpfs none /run/berth-network && mount -t tmpfs none /var/lib/berth &&
	echo $$ && exec sleep 1000' >"$TMP/two" &
keeper=$!
disown
wait_for test -s "$TMP/two"

mkdir "$TMP/bin"
printf '#!/bin/sh\n[ -z "$CNI_COMMAND" ] || exec "%s"\nexec "%s" --root "%s" "$@"\n' \
	"$RUNTIME" "$RUNTIME" "$STATE" >"$TMP/bin/berth"
printf '#!/bin/sh\nexec nsenter --target %s --net --mount "%s" --root "%s-two" "$@"\n' \
	"$(cat "$TMP/two")" "$RUNTIME" "$STATE" >"$TMP/bin/berth-two"
chmod +x "$TMP"/bin/*
host=$(network_state)

# A shell that goes on from command to command, as a reader's does.
PATH=$TMP/bin:$PATH
cd "$TMP" || bail "no place to stand"

# ---- the walk ----------------------------------------------------------------------------------

lacks_vxlan() {
	! ip link add probe0 type vxlan id 1 dstport 4789 2>/dev/null || ! ip link del probe0
}
lacks_ifb() {
	! ip link add probe0 type ifb 2>/dev/null || ! ip link del probe0
}
vxlan='' ifb=''
lacks_vxlan && vxlan='this kernel has no VXLAN devices (CONFIG_VXLAN)'
lacks_ifb && ifb='this kernel has no ifb devices (CONFIG_IFB)'

says_as_written() {
	eval "$command" >"$TMP/said" 2>"$TMP/complaint"
	[ "$(cat "$TMP/said")" = "$wanted" ]
}

# step: the command, and what it is to say. A server needs a moment to be there.
step() {
	local reason=''

	[ -n "$command" ] || return
	[[ $command != *vxlan*' '* && $command != *far* ]] || reason=$vxlan
	[[ $command != *rate-in* ]] || reason=$ifb
	if [ -n "$reason" ]; then
		skip "${command:0:60}" "$reason"
	elif [[ $command = *'&' ]]; then
		eval "$command" >>"$TMP/background" 2>&1
		pass "${command:0:60}"
	elif [[ $command = *wget* ]]; then
		wait_for says_as_written
		is "${command:0:60}" "$wanted" "$(cat "$TMP/said")"
		[ "$wanted" = "$(cat "$TMP/said")" ] || sed 's/^/# /' "$TMP/background" "$TMP/complaint"
	else
		says_as_written
		is "${command:0:60}" "$wanted" "$(cat "$TMP/said")"
	fi
	command='' wanted=''
}

command='' wanted='' inside=''
while IFS= read -r line <&3; do
	case $inside$line in
	'```console') inside=1 ;;
	'1```') step && inside='' ;;
	1*'$ '*)
		step
		command=${line#*\$ }
		[[ $line != 'two$'* ]] || command=${command//berth /berth-two }
		;;
	1*) wanted+=${wanted:+$'\n'}$line ;;
	esac
done 3<"$document"
unset CNI_CONTAINERID CNI_IFNAME CNI_NETNS
like 'the document has been walked through' '^[1-9][0-9]$' "$told"
wait_for network_is "$host"
is 'nothing is left of it' "$host" "$(network_state)"
kill "$keeper" "$(cat "$TMP/two")" 2>/dev/null

finish
