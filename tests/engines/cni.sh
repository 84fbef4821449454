#!/bin/bash
# shellcheck disable=SC2015,SC2016,SC2034,SC2154 # bail ends it; what the container expands; what others set
#
# cni.sh - containerd has containers plugged into networks by a CNI plugin
#
# With berth as the runtime, berth is the plugin as well; with another, it is the reference plugins
# with which berth's work is compared. Everything is asked of containerd, by its CRI plugin and by ctr.

. "${BASH_SOURCE[0]%/*}/daemon.sh"
definition=/usr/local/share/cri/api.proto plugins=/usr/lib/cni
needs containerd ctr python3 protoc ip "$plugins/loopback" "$plugins/bridge" "$plugins/portmap"
[ -e "$definition" ] || {
	echo "1..0 # SKIP $definition is not there"
	exit 0
}

image=localhost/busybox:1 driver=cgroupfs
is_berth() {
	[[ ${RUNTIME##*/} = berth* ]]
}

# A folder of plugins, as /opt/cni/bin is.
mkdir "$TMP/cni" "$TMP/logs" "$TMP/plugins"
ln -s "$plugins"/* "$TMP/plugins/"
ln -sf "$(realpath "$RUNTIME")" "$TMP/plugins/berth"
if is_berth; then
	jq -n '{cniVersion: "1.0.0", name: "pods", plugins: [{type: "berth", hostAccess: true,
		subnets: ["10.213.0.0/24", "fd13::/64"], capabilities: {portMappings: true, bandwidth: true}}]}'
else
	jq -n --arg bridge "$mine" --arg dir "$TMP/addresses" '{cniVersion: "1.0.0", name: "pods", plugins: [
		{type: "bridge", bridge: $bridge, isGateway: true, ipMasq: true, hairpinMode: true,
			ipam: {type: "host-local", dataDir: $dir, routes: [{dst: "0.0.0.0/0"}, {dst: "::/0"}],
			ranges: [[{subnet: "10.213.0.0/24"}], [{subnet: "fd13::/64"}]]}},
		{type: "portmap", capabilities: {portMappings: true}, snat: true},
		{type: "bandwidth", capabilities: {bandwidth: true}}]}'
fi >"$TMP/cni/pods.conflist"

cleanup=cni_end
cni_end() {
	daemons_end
	ip link delete "$mine"
	ip link delete out0
	! is_berth || "$RUNTIME" network prune
	rm -f /opt/cni/bin/berth /etc/cni/net.d/10-berth.conflist
}

. "$engines/cri_words.sh"

# The host has an address, at which ports are published.
ip link add out0 type dummy && ip addr add 198.51.100.1/24 dev out0 && ip link set out0 up ||
	bail "the host gets no address"

cri_begin "$TMP/plugins" cgroupfs

# ---- pods --------------------------------------------------------------------------------------

# pod_begin NAME EDIT: a sandbox; its id in ${pods[NAME]}, its addresses in ${v4[NAME]}, ${v6[NAME]}
declare -A pods=() v4=() v6=()
pod_begin() {
	asks "pod $1 is run" RunPodSandbox "$(jq -n --argjson pod "$(pod "$1")" '{config: $pod} |'"$2")" || return
	pods[$1]=$(member .pod_sandbox_id)
	cri PodSandboxStatus "{\"pod_sandbox_id\": \"${pods[$1]}\"}"
	v4[$1]=$(member .status.network.ip) v6[$1]=$(member '.status.network.additional_ips[0].ip')
	like "pod $1 has an address" '^10\.213\.0\.' "${v4[$1]}"
	like "pod $1 has one of IPv6" '^fd13::' "${v6[$1]}"
}

pod_end() {
	asks "pod $1 is stopped" StopPodSandbox "{\"pod_sandbox_id\": \"${pods[$1]}\"}"
	asks "pod $1 is stopped again" StopPodSandbox "{\"pod_sandbox_id\": \"${pods[$1]}\"}"
	asks "pod $1 is removed" RemovePodSandbox "{\"pod_sandbox_id\": \"${pods[$1]}\"}"
}

pod_begin one '.config.port_mappings = [{container_port: 80, host_port: 8080}]'
pod_begin two '.config.annotations = {"kubernetes.io/ingress-bandwidth": "8M"}'
sandbox=${pods[one]}
begin server 'echo a page >/tmp/index.html; httpd -f -p 80 -h /tmp'
is 'a server begins in pod one' '' "$err"
sandbox=${pods[two]}
begin client 'sleep 1000'
is 'a client begins in pod two' '' "$err"

no_veth() {
	[ -z "$(ip -o link show type veth)" ]
}

# fetch URL: by the client
fetch() {
	joined sh -c "n=0; until wget -T 2 -q -O - $1 || [ \$((n += 1)) = 20 ]; do sleep 0.2; done"
}
fetch "http://${v4[one]}/"
is 'pods reach each other' 'a page' "$out"
fetch "http://[${v6[one]}]/"
is '... by IPv6' 'a page' "$out"
fetch http://198.51.100.1:8080/
is 'a pod reaches a port that another has published' 'a page' "$out"
is 'and so does the host' 'a page' "$(within busybox wget -T 5 -q -O - http://198.51.100.1:8080/)"
is '... also by 127.0.0.1' 'a page' "$(within busybox wget -T 5 -q -O - http://127.0.0.1:8080/)"
is 'the host reaches a pod, as a kubelet probes it' 'a page' \
	"$(within busybox wget -T 5 -q -O - "http://${v4[one]}/")"
joined ip route get 192.0.2.9
like 'a pod has a way out' 'via 10.213.0.1 dev eth0' "$out"
like 'what a pod receives is limited as it asks' 'rate 8Mbit' "$(tc qdisc show | grep tbf)"

asks 'a pod without a port' RunPodSandbox "$(jq -n --argjson pod "$(pod three)" '{config: $pod}')"
pods[three]=$(member .pod_sandbox_id)
if is_berth; then
	cri RunPodSandbox "$(jq -n --argjson pod "$(pod four)" '{config: ($pod +
		{port_mappings: [{container_port: 80, host_port: 8080}]})}')"
	like 'a port that is taken is refused in one sentence' 'port 8080' "$err"
	is 'berth knows the pods by their ids' "$(printf '%s\n' "${pods[@]}" | sort | xargs)" \
		"$("$RUNTIME" network inspect pods | jq -r '.[0].containers[].id' | sort | xargs)"
fi
pod_end three
pod_end two
pod_end one
wait_for no_veth
is 'no device is left of pods' '' "$(ip -o link show type veth)"
fails 'nothing answers at the port any more' '' within busybox wget -T 2 -q -O - http://198.51.100.1:8080/
if is_berth; then
	is 'berth has no member left' 0 "$("$RUNTIME" network inspect pods | jq '.[0].containers | length')"
	is '... and no record' '' "$(find /run/berth-network/cni -mindepth 1 2>/dev/null)"
fi

# ---- ctr ---------------------------------------------------------------------------------------

# ctr's folders cannot be chosen.
if is_berth; then
	mkdir -p /opt/cni/bin /etc/cni/net.d
	ln -sf "$(realpath "$RUNTIME")" /opt/cni/bin/berth
	ln -sf "$plugins/loopback" /opt/cni/bin/loopback
	cp "$TMP/cni/pods.conflist" /etc/cni/net.d/10-berth.conflist
	ctr --address "$TMP/containerd.sock" image import "$TMP/image.tar" >/dev/null
	like 'ctr run --cni plugs a container in' '10\.213\.0\.' "$(within ctr --address "$TMP/containerd.sock" run \
		--rm --cni --runc-binary "$RUNTIME" "$image" c1 ip -o -4 addr show eth0 2>&1)"
	is '... and out again' 0 "$("$RUNTIME" network inspect pods | jq '.[0].containers | length')"
fi

finish
