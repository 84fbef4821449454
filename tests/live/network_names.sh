#!/bin/bash
#
# Who is who: /etc/hosts, /etc/resolv.conf and /etc/hostname of containers on networks of berth's.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

# Whom the host asks, as this test has it.
printf 'nameserver 127.0.0.1\nnameserver 192.0.2.53\nsearch corp.example\noptions rotate\n' >"$TMP/resolver"
mount --bind "$TMP/resolver" "$(realpath /etc/resolv.conf)" || bail "the host's resolv.conf is not ours"

told_hosts() {
	runtime exec "$1" grep berth /etc/hosts | sed 's/[ \t]*# berth//;s/\t/ /g'
}

# ---- the files ---------------------------------------------------------------------------------

runtime network create plain --no-dns --subnet 10.77.0.0/24 --subnet fd00:a::/64 >/dev/null
runtime network create shut --no-dns --internal --subnet 10.77.1.0/24 >/dev/null
runtime network create more --no-dns --subnet 10.77.2.0/24 >/dev/null
is 'inspect tells that nobody answers' false "$(runtime network inspect plain | jq '.[0].dns_enabled')"

plugged c1 --network plain:alias=db --dns-search a.example --add-host other:192.0.2.9 \
	--add-host here:host-gateway
is 'a container is in its hosts with its name, its id and its aliases' \
	$'192.0.2.9 other\n10.77.0.1 here\nfd00:a::1 here\n10.77.0.2 berth c1 db\nfd00:a::2 berth c1 db' \
	"$(told_hosts c1)"
is '... and so is the loopback' '127.0.0.1 localhost' \
	"$(runtime exec c1 sed -n '1s/\t/ /p' /etc/hosts)"
is 'it asks whom the host asks, but not its loopback' 'nameserver 192.0.2.53 search a.example options rotate' \
	"$(runtime exec c1 grep -v '^#' /etc/resolv.conf | xargs)"
is 'its name stands in /etc/hostname' berth "$(runtime exec c1 cat /etc/hostname)"
is 'nothing was written into the image' '0 0 0' \
	"$(cd "$TMP/c1/rootfs/etc" && stat -c %s hosts resolv.conf hostname | xargs)"

plugged c2 --network plain --dns 198.51.100.1 --dns 198.51.100.2 --dns-search . --dns-option ndots:3
is 'whom to ask can be said' 'nameserver 198.51.100.1 nameserver 198.51.100.2 options ndots:3' \
	"$(runtime exec c2 grep -v '^#' /etc/resolv.conf | xargs)"
plugged c3 --network shut
is 'on an internal network nobody is asked' '' "$(runtime exec c3 grep nameserver /etc/resolv.conf)"

bundle c4 '.mounts += [{"destination": "/etc/hosts", "type": "bind", "source": "hosts.own", "options": ["bind"]}]'
echo '192.0.2.1 own' >"$TMP/c4/hosts.own"
plugged c4 --network plain
is 'what the bundle mounts itself stays' '192.0.2.1 own' "$(runtime exec c4 cat /etc/hosts)"
like '... and the rest is given' 192.0.2.53 "$(runtime exec c4 cat /etc/resolv.conf)"
fails 'what would have no effect is refused' '--add-host: the bundle mounts an /etc/hosts of its own' \
	runtime create --network plain --add-host a:1.2.3.4 --bundle "$TMP/c4" c5

bundle linked
ln -s /run/stub/resolv.conf "$TMP/linked/rootfs/etc/resolv.conf"
ln -s ../../../../../../../../etc/berth.escaped "$TMP/linked/rootfs/etc/hosts"
plugged linked --network plain
like 'a link of the image is followed within it' berth "$(runtime exec linked cat /etc/hosts)"
is '... and not out of it' 'no' "$([ -e /etc/berth.escaped ] && echo yes || echo no)"

bundle annotated '.annotations["io.berth.networks"] = "[{\"network\":\"plain\"},{\"add-host\":\"a:1.2.3.4\"},{\"dns\":\"198.51.100.9\"}]"'
plugged annotated
is 'an annotation asks for the same' $'1.2.3.4 a\nnameserver 198.51.100.9' \
	"$(told_hosts annotated | head -1; runtime exec annotated grep nameserver /etc/resolv.conf)"

bundle mapped '.linux.namespaces += [{"type": "user"}]
	| .linux.uidMappings = [{"containerID": 0, "hostID": 100000, "size": 1000}]
	| .linux.gidMappings = .linux.uidMappings'
chown 100000:100000 "$TMP/mapped/rootfs" "$TMP/mapped/rootfs/etc"
plugged mapped --network plain
is 'they belong to the root of a user namespace' '0:0 644' \
	"$(runtime exec mapped stat -c '%u:%g %a' /etc/hosts)"

like 'a sandbox has them as well' '^10.77.0.[0-9]+ sandbox sandbox-' \
	"$(runtime sandbox --network plain grep sandbox /etc/hosts | tr '\t' ' ')"
is 'with the host'\''s network it asks as the host does' "$(cat /etc/resolv.conf)" \
	"$(runtime sandbox --network host cat /etc/resolv.conf)"
is 'whom it asks can be said there, too' 'nameserver 198.51.100.7' \
	"$(runtime sandbox --network host --dns 198.51.100.7 grep nameserver /etc/resolv.conf)"
is 'a read-only root has them read-only' 'refused' \
	"$(runtime sandbox --ro --network plain sh -c 'echo x 2>/dev/null >>/etc/hosts || echo refused')"

# ---- while it runs -----------------------------------------------------------------------------

runtime exec c1 sh -c 'echo 192.0.2.77 mine >>/etc/hosts'
succeeds 'a container is plugged into one more network' runtime network connect more:alias=extra c1
like '... and is in its hosts with that address' '10.77.2.2 berth c1 extra' "$(told_hosts c1)"
is '... where its own lines stay' '192.0.2.77 mine' "$(runtime exec c1 grep mine /etc/hosts)"
runtime network disconnect plain c1
is 'unplugged, it is in them no more' '10.77.2.2 berth c1 extra' "$(told_hosts c1 | tail -1)"
is '... and the host has the address of what is left' '10.77.2.1 here' "$(told_hosts c1 | grep here)"
is 'whose network is another'\''s is told the same' '10.77.2.2 berth c1 extra' \
	"$(runtime sandbox --network container:c1 grep extra /etc/hosts | tr '\t' ' ' | sed 's/ # berth//')"
fails '... and nothing else' 'its names are the other container' \
	runtime sandbox --network container:c1 --dns 1.2.3.4 true
runtime exec c2 sh -c 'echo nameserver 203.0.113.1 >/etc/resolv.conf'
runtime network connect more c2
is 'a resolv.conf that the container replaced is its own' 'nameserver 203.0.113.1' \
	"$(runtime exec c2 cat /etc/resolv.conf)"

# ---- what is refused ---------------------------------------------------------------------------

for wrong in '--dns one' '--dns-search a/b' '--add-host a' '--add-host a:b' '--dns-option=' \
	'--dns 1.1.1.1 --dns 1.1.1.2 --dns 1.1.1.3 --dns 1.1.1.4'; do
	# shellcheck disable=SC2086 # words
	fails "refused: $wrong" "^[^ ]*: .*${wrong%%[ =]*}" runtime sandbox --network plain $wrong true
done

for name in c1 c2 c3 c4 linked annotated mapped; do gone "$name"; done
is 'delete leaves nothing of them' '' "$(ls "$STATE")"

finish
