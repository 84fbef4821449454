#!/bin/bash
#
# Who pretends to be somebody else, by MAC, IP, ARP or neighbour discovery, with real frames: not in a
# strict network; in another one, as a witness that the frames are good. What containers say of routes.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

helper frames
host=$(network_state)
sysctl -qw net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0 \
	net.bridge.bridge-nf-call-arptables=0 2>/dev/null

runtime network create plain --subnet 10.77.0.0/24 --subnet fd00::/64 >/dev/null
succeeds 'a network is strict' runtime network create pinned --strict --subnet 10.77.1.0/24 --subnet fd01::/64
is '... and says so' 'strict true' "$(runtime network ls | sed -n 's/^pinned.* //p') $(runtime network inspect pinned | jq .[0].strict)"
bundle able
capture create --network pinned able
gone able
if [[ $err =~ CONFIG_NF_TABLES_BRIDGE ]]; then
	skip 'nobody pretends in a strict network' "$err"
	finish
fi

# ---- frames ------------------------------------------------------------------------------------

# Of each network 10.77.N.0/24 and fd0N::/64: "liar", .11, ::11; "victim", .12, ::12; the gateway, .1, ::1.
all=ffffffffffff liar=02000000000b victim=02000000000c stranger=02000000dead
v4_liar=0b v4_victim=0c v4_gateway=01
for n in 0 1; do
	name=$([ $n = 0 ] && echo plain || echo pinned)
	plugged "liar$n" --network "$name:ip=10.77.$n.11,ip6=fd0$n::11,mac=02:00:00:00:00:0b"
	plugged "victim$n" --network "$name:ip=10.77.$n.12,ip6=fd0$n::12,mac=02:00:00:00:00:0c"
done

v4() { # LAST BYTE
	echo "0a4d0${n}$1"
}

v6() { # LAST BYTE
	printf 'fd0%s%026d%s' "$n" 0 "$1"
}

link_local() { # of a MAC 02000000XXXX
	echo "fe80000000000000000000fffe00${1:8}"
}

# ip4 MAC SOURCE
ip4() {
	echo "$all${1}0800450000140001000040fd0000$2$(v4 $v4_victim)"
}

# arp OPERATION MAC SENDER_MAC SENDER
arp() {
	echo "$all${2}08060001080006040$1$3$4$victim$(v4 $v4_victim)"
}

# ip6 MAC SOURCE NEXT LENGTH PAYLOAD
ip6() {
	echo "$all${1}86dd60000000$4${3}ff$2$(v6 12)$5"
}

# length OPTIONS: of a message about a neighbour
length() {
	printf %04x $((24 + ${#1} / 2))
}

# advertised MAC SOURCE TARGET [OPTIONS]
advertised() {
	ip6 "$1" "$2" 3a "$(length "${4-}")" "8800000060000000$3${4-}"
}

solicited() {
	ip6 "$1" "$2" 3a "$(length "${4-}")" "8700000000000000$3${4-}"
}

# What is tried: the frame, and in words. All of it is passed on in a network that is not strict.
lies() {
	own4=$(v4 $v4_liar) own6=$(v6 11) v6_victim=$(v6 12) v6_gateway=$(v6 01) none=$(printf '0%.0s' {1..32})
	cat <<-END
		$(ip4 $stranger "$own4") a MAC of nobody
		$(ip4 $victim "$own4") the neighbour's MAC
		$(ip4 $liar "$(v4 $v4_victim)") the neighbour's address
		$(ip4 $liar "$(v4 $v4_gateway)") the gateway's address
		$(ip4 $liar 00000000) no address
		$(ip4 $liar c0000201) an address of elsewhere
		${all}${liar}08004500001400180000403a0000$(v4 $v4_gateway)$(v4 $v4_victim)88 another's address in a packet that looks like a neighbour's
		$(arp 002 $liar $liar "$(v4 $v4_gateway)") an ARP that the gateway is here
		$(arp 001 $liar $liar "$(v4 $v4_gateway)") an ARP that asks as the gateway
		$(arp 002 $liar $victim "$own4") an ARP that tells another MAC
		${all}${liar}08060006080006040002${liar}$(v4 $v4_liar)${victim}$(v4 $v4_victim) an ARP of another kind of network
		${all}${liar}80350001080006040004${liar}$(v4 $v4_liar)${victim}$(v4 $v4_victim) an RARP
		${all}${liar}90000001080045000014 another protocol
		$(ip6 $liar "$(v6 99)" 3b 0000 '') IPv6 from an address of nobody
		$(ip6 $liar "$v6_gateway" 3b 0000 '') IPv6 from the gateway's
		$(ip6 $liar "$(link_local $victim)" 3b 0000 '') IPv6 from the neighbour's local one
		$(ip6 $liar "$none" 3b 0000 '') IPv6 from none
		$(advertised $liar "$own6" "$v6_gateway" "0201$liar") an advertisement of the gateway's address
		$(advertised $liar "$own6" "$own6" "0201$victim") ... of the own address with another MAC
		$(advertised $liar "$own6" "$own6" "0201${liar}0201$victim") ... with another MAC in a second option
		$(advertised $liar "$own6" "$own6" "0e010000000000000201$victim") ... behind an option of no interest
		$(solicited $liar "$own6" "$v6_victim" "0101$victim") a solicitation with another MAC
		$(solicited $liar "$own6" "$v6_victim" "0102${liar}0000000000000101$victim") ... behind a long option
		$(ip6 $liar "$own6" 00 0028 "3a000104000000008800000060000000${own6}0201$victim") an advertisement behind an extension
		$(ip6 $liar "$(link_local $liar)" 3a 0010 86000000400007080000000000000000) an advertisement of a router
		$(ip6 $liar "$own6" 3a 0010 85000000000000000101$victim) what asks for a router
		$(ip6 $liar "$(link_local $liar)" 3a 0028 "8900000000000000$v6_gateway$v6_victim") a redirect
	END
}

truths() {
	cat <<-END
		$(ip4 $liar "$own4") IPv4 from the own address
		$(arp 002 $liar $liar "$own4") an ARP that tells the truth
		$(arp 001 $liar $liar 00000000) an ARP that asks whether somebody is there
		$(ip6 $liar "$own6" 3b 0000 '') IPv6 from the own address
		$(ip6 $liar "$(link_local $liar)" 3b 0000 '') IPv6 from the own local one
		$(advertised $liar "$own6" "$own6" "0201$liar") an advertisement of the own address
		$(advertised $liar "$own6" "$own6") ... without an option
		$(solicited $liar "$own6" "$v6_victim" "0101$liar") a solicitation
		$(solicited $liar "$none" "$own6" 0e01aabbccddeeff) ... whether the own address is another's
	END
}

# try N FRAMES: the frames, and the numbers of those that arrive; the last one is a truth
try() {
	local frames last

	mapfile -t frames < <(cut -d ' ' -f 1 <<<"$2")
	last=$(ip4 $liar "$own4")ff
	last=${last/45000014/45000015}
	: >"$TMP/heard"
	at "victim$1" "$TMP/frames" hear eth0 "$last" "${frames[@]}" >"$TMP/heard" &
	wait_for test -s "$TMP/heard"
	at "liar$1" "$TMP/frames" send eth0 "${frames[@]}" "$last"
	wait $! || miss 'the last frame comes' "it is $last"
	heard=$(grep . "$TMP/heard")
}

# tell WHICH WANTED FRAMES WHERE: each has been heard, or has not
tell() {
	local number=0 words

	while read -r _ words; do
		number=$((number + 1))
		is "$words $3" "$1" "$(grep -qx $number <<<"$heard" && echo yes || echo no)"
	done <<<"$2"
}

for n in 0 1; do
	lies=$(lies)
	own4=$(v4 $v4_liar) own6=$(v6 11) v6_victim=$(v6 12) none=$(printf '0%.0s' {1..32})
	truths=$(truths)
	try $n "$lies"
	tell "$([ $n = 0 ] && echo yes || echo no)" "$lies" "$([ $n = 0 ] && echo '(passed elsewhere)' || echo '(not where it is strict)')"
	try $n "$truths"
	tell yes "$truths" "($n)"
done

# ---- it holds ----------------------------------------------------------------------------------

n=1
if command -v nft >/dev/null; then
	elements() {
		nft list table bridge berth 2>/dev/null | grep -oE 'vb[0-9a-f]{8}' | sort -u | wc -l
	}
	nft flush ruleset
	runtime network reload
	is 'reload pins again what somebody has let loose' 2 "$(elements)"
	nft delete table bridge berth
	plugged third --network pinned
	is '... and so does whoever comes next' 3 "$(elements)"
	gone third
	is 'who goes leaves nothing pinned' 2 "$(elements)"
	runtime network disconnect pinned liar1
	is '... also from a network' 1 "$(elements)"
	runtime network connect pinned:ip=10.77.1.11,ip6=fd01::11,mac=02:00:00:00:00:0b liar1
	lies=$(lies)
	try 1 "$lies"
	is '... and is pinned who comes while it runs' '' "$heard"
else
	skip 'what is pinned stays pinned' 'nft(8) is not here to look'
fi

# ---- routes ------------------------------------------------------------------------------------

runtime network create shut --internal --subnet 10.77.9.0/24 --subnet fd02::/64 >/dev/null
plugged router --network shut:ip=10.77.9.11,ip6=fd02::11,mac=02:00:00:00:00:0b
bridge=$(runtime network inspect shut | jq -r '.[0].network_interface')
gateway=$(cat "/sys/class/net/$bridge/address" 2>/dev/null || ip link show "$bridge" | sed -n 's/.*ether \([^ ]*\).*/\1/p')
gateway=${gateway//:/}
is 'a bridge heeds no router' '0 0' "$(cat "/proc/sys/net/ipv6/conf/$bridge/accept_ra" "/proc/sys/net/ipv6/conf/$bridge/accept_redirects" | xargs)"
# Also where somebody has turned it on: a sysctl of all devices goes before that of one.
sysctl -qw "net.ipv6.conf.$bridge.accept_ra=2" "net.ipv6.conf.$bridge.accept_redirects=1" \
	net.ipv4.conf.all.accept_redirects=1 "net.ipv4.conf.$bridge.forwarding=0"
ip route add 203.0.113.0/24 via 10.77.9.11
ip neigh replace 10.77.9.12 lladdr 02:00:00:00:00:0c dev "$bridge" # who is not there is no gateway
router=0a4d090b other=0a4d090c bridge_address=0a4d0901
inside router "$TMP/frames" send eth0 \
	"${gateway}02000000000b86dd6000000000103afffe80000000000000000000fffe00000bff02000000000000000000000000000186000000400007080000000000000000" \
	"${gateway}02000000000b0800450000380001000040010000${router}${bridge_address}05010000${other}450000140001000040010000${bridge_address}cb0071050000000000000000"
# Behind them, on the same way: when the answer is there, they have been seen.
inside router busybox ping -c 1 -W 5 10.77.9.1 >/dev/null
is 'a container does not become the host'\''s router' '' "$(ip -6 route show default)"
is '... nor does a redirect of one have effect' 10.77.9.11 "$(ip route get 203.0.113.5 | sed -n 's/.*via \([^ ]*\).*/\1/p')"
ip route del 203.0.113.0/24

# From the gateway, as it says: the way to 203.0.113.5 is by the liar. Only whom the victim knows
# already can be a way.
n=0
redirected() { # SYSCTL...: by whom the victim sends then
	[ $# = 0 ] || nsenter -t "$(pid_of victim0)" -n sysctl -qw "$@"
	inside liar0 busybox ping -c 1 -W 5 10.77.0.12 >/dev/null
	inside liar0 "$TMP/frames" send eth0 "02000000000c02000000000b0800450000380001000040010000$(v4 $v4_gateway)$(v4 $v4_victim)05010000$(v4 $v4_liar)450000140001000040010000$(v4 $v4_victim)cb0071050000000000000000"
	inside liar0 busybox ping -c 1 -W 5 10.77.0.12 >/dev/null
	nsenter -t "$(pid_of victim0)" -n ip route get 203.0.113.5 | sed -n 's/.*via \([^ ]*\).*/\1/p'
}
is 'a member takes no neighbour'\''s word for a route' 10.77.0.1 "$(redirected)"
is '... which it would have heard' 10.77.0.11 \
	"$(redirected net.ipv4.conf.all.accept_redirects=1 net.ipv4.conf.eth0.accept_redirects=1)"

# ---- gone --------------------------------------------------------------------------------------

for name in liar0 liar1 victim0 victim1 router; do gone "$name"; done
for name in liar0 liar1 victim0 victim1 router; do wait_for no_veth_of "$name"; done
runtime network prune >/dev/null
is 'nothing is left' "$host" "$(network_state)"

finish
