#!/bin/bash
#
# Containers find each other by name: over UDP and TCP, by dig and by the resolvers of glibc and
# musl; what is not theirs is asked of the host's servers; who answers comes and goes with them.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

command -v dig >/dev/null || bail 'dig is needed and not there'
resolver=$(realpath /etc/resolv.conf)
[ -e "$resolver" ] || bail 'the host has no resolv.conf'

# Somebody the host asks, on its own loopback, as systemd-resolved and dnsmasq are.
helper nameserver && helper lookup "$(command -v musl-gcc || echo cc)"
nameserver=$("$TMP/nameserver" 127.0.0.1) || bail "no server for names"
echo 'nameserver 127.0.0.1' >"$TMP/resolver"
mount --bind "$TMP/resolver" "$resolver" || bail "the host's resolv.conf is not ours"

# ask WHERE ARGUMENT...: dig, of the first server of the container
dig_in() {
	local server

	server=$(runtime exec "$1" sed -n 's/^nameserver //p' /etc/resolv.conf | head -1)
	inside "$1" dig +tries=1 +time=20 +noall +answer "@$server" "${@:2}"
}

# short WHERE ARGUMENT...: the data alone, sorted, in one line
short() {
	dig_in "$1" +short "${@:2}" | sort | xargs
}

# code WHERE ARGUMENT...: how it ended, and the number of answers
code() {
	dig_in "$1" +comments "${@:2}" |
		sed -n 's/.*status: \([A-Z]*\).*/\1/p;s/.*ANSWER: \([0-9]*\), AUTH.*/\1/p' | xargs
}

# musl NAME: what a program with musl finds, in a container
musl() {
	runtime sandbox --network "$1" -v "$TMP/lookup:/run/lookup" /run/lookup "$2" | sort | xargs
}

glibc() {
	runtime sandbox --network "$1" getent ahosts "$2" | sed -n 's/ *STREAM.*//p' | sort -u | xargs
}

# stop PID: the port is free then
stop() {
	kill "$1" && wait_for has_ended "$1"
}

has_ended() {
	! kill -0 "$1"
}

# answering NETWORK: who has been born to answer there, beside who bears him
answering() {
	local pid

	for pid in $(pgrep -x berth-names); do
		tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q "^berth network serve $1 " && echo "$pid"
	done
	return 0
}

answers() {
	[ "$(answering "$1")" ]
}

nobody_answers() {
	! answers "$1"
}

# ---- neighbours --------------------------------------------------------------------------------

engine=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
runtime network create web --subnet 10.77.0.0/24 --subnet fd00:a::/64 >/dev/null
runtime network create back --subnet 10.77.1.0/24 >/dev/null
runtime network create shut --internal --subnet 10.77.2.0/24 >/dev/null
runtime network create quiet --no-dns --subnet 10.77.3.0/24 >/dev/null
before=$(network_state)
plugged c1 --network web:alias=db
is 'the birth of who answers first on a network is waited for' ready \
	"$(cut -d' ' -f3 /run/berth-network/responders/web)"
plugged c2 --network web:alias=db,alias=Mixed.Case --network back:alias=inner
plugged c3 --network back
plugged "$engine" --network web
plugged s1 --network shut
plugged s2 --network shut --network quiet:alias=unheard
plugged q1 --network quiet

is 'a neighbour is found by its id' 10.77.0.3 "$(short c1 c2)"
is '... and by IPv6' fd00:a::3 "$(short c1 AAAA c2)"
is '... by its alias, in any case' 10.77.0.3 "$(short c1 mIXED.cASE)"
is '... with the name of the network behind it' 10.77.0.3 "$(short c1 c2.web)"
is '... over TCP' 10.77.0.3 "$(short c1 +tcp c2)"
is 'itself as well' 10.77.0.2 "$(short c1 c1)"
is 'an alias may be that of two' '10.77.0.2 10.77.0.3' "$(short c1 db)"
is 'an address has a name' c2. "$(short c1 -x 10.77.0.3)"
is '... also one of IPv6' c2. "$(short c1 -x fd00:a::3)"
is 'an id too long for a name has a short one' 10.77.0.4 "$(short c1 "${engine:0:12}")"
is '... which its address has, too' "${engine:0:12}." "$(short c1 -x 10.77.0.4)"
is 'a name without an address of that family is no error' 'NOERROR 0' "$(code c3 AAAA c2)"
is '... nor is one without another record' 'NOERROR 0' "$(code c1 MX c2)"
like 'EDNS is answered with EDNS' 'version: 0, .*udp: 1232' "$(dig_in c1 +comments c2)"
is '... and another version refused' 'BADVERS 0' "$(code c1 +edns=1 +noednsneg c2)"
is 'an address that nobody has is not asked of others' 'NXDOMAIN 0' "$(code c1 -x 10.77.0.99)"
is 'a name of another network is not found' 203.0.113.7 "$(short c1 c3)"
is '... nor by its network' 203.0.113.7 "$(short c1 c3.back)"
is '... nor is the address there' '' "$(short c1 -x 10.77.1.3 | grep c3)"
is 'who is on both finds both' '10.77.0.2 10.77.1.3' "$(short c2 c1) $(short c2 c3)"
is '... whichever he asks' '10.77.0.2 10.77.1.3' \
	"$(inside c2 dig +short @10.77.1.1 c1) $(inside c2 dig +short @10.77.1.1 c3)"
is 'the alias belongs to its network' '10.77.1.2 203.0.113.7' "$(short c3 inner) $(short c1 inner)"

# ---- others ------------------------------------------------------------------------------------

is 'what nobody here knows is asked of the host'\''s server' 203.0.113.7 "$(short c1 www.example)"
is '... over TCP by TCP' '198.51.100.1 198.51.100.2' "$(short c1 tcp.example) $(short c1 +tcp tcp.example)"
is '... and what it says is passed on' 'NXDOMAIN 0' "$(code c1 gone.example)"
is 'an answer of another id or question is not taken' 203.0.113.7 "$(short c1 forged.example)"
is 'what is too large is asked again by TCP' 60 "$(dig_in c1 +short big.example | wc -l)"
is 'who does not answer is no server' 'SERVFAIL 0' "$(code c1 silent.example)"
is 'on an internal network nobody else is asked' 'NXDOMAIN 0' "$(code s1 www.example)"
is '... and neighbours are found' 10.77.2.2 "$(short s1 s1)"
is 'without dns there is no answer' '' "$(runtime exec q1 grep -F 10.77.3.1 /etc/resolv.conf)"
is '... and no name' 'NXDOMAIN 0' "$(code s1 unheard)"
plugged own --network web --dns 127.0.0.9
server=$("$TMP/nameserver" 127.0.0.9) || server=
is '--dns says who is asked for that container' '203.0.113.7 10.77.0.2' "$(short own www.example) $(short own c1)"
stop "$nameserver"
is '... and for no other' '203.0.113.7 SERVFAIL 0' "$(short own www.example) $(code c1 www.example)"
stop "$server"
nameserver=$("$TMP/nameserver" 127.0.0.1)
gone own

# ---- who may ask -------------------------------------------------------------------------------

is 'a member of another network gets no answer' '' \
	"$(inside c3 dig +tries=1 +time=1 +short @10.77.0.1 c1 | grep -v '^;')"
is '... nor does the host' '' "$(dig +tries=1 +time=1 +short @10.77.0.1 c1 | grep -v '^;')"
port=$(cut -d' ' -f1 /run/berth-network/responders/web)
is '... nor is the port behind it reached' '' \
	"$(inside c1 dig +tries=1 +time=1 -p "$port" +short @10.77.0.1 c1 | grep -v '^;')"
stop "$nameserver"
everywhere=$("$TMP/nameserver" 0.0.0.0)
plugged late --network web
is 'a server of the host on all addresses is in nobody'\''s way' '10.77.0.2 203.0.113.7' \
	"$(short late c1) $(short late www.example)"
gone late
stop "$everywhere"
nameserver=$("$TMP/nameserver" 127.0.0.1)

# ---- libcs -------------------------------------------------------------------------------------

is 'glibc finds both addresses' '10.77.0.3 fd00:a::3' "$(glibc web c2)"
is '... one where there is one' 10.77.1.3 "$(glibc back c3)"
is '... and somebody outside' 203.0.113.7 "$(glibc back www.example)"
is '... and an address'\''s name' c2 "$(runtime sandbox --network web getent hosts 10.77.0.3 | awk '{print $2}')"
if [ "$("$TMP/lookup" -v)" = musl ]; then
	is 'musl finds both addresses' '10.77.0.3 fd00:a::3' "$(musl web c2)"
	is '... one where there is one' 10.77.1.3 "$(musl back c3)"
	is '... and somebody outside' 203.0.113.7 "$(musl back www.example)"
	is '... and an address'\''s name' c2 "$(musl web 10.77.0.3)"
	is '... on two networks at once' 10.77.1.3 \
		"$(runtime sandbox --network web --network back -v "$TMP/lookup:/run/lookup" /run/lookup c3)"
else
	skip 'musl finds them as well' 'there is no musl-gcc'
fi

# ---- who answers -------------------------------------------------------------------------------

for i in {1..50}; do
	short c1 c2 >"$TMP/answer.$i" &
	[ "$i" -gt 25 ] || short c2 "$i.example" >"$TMP/answer.other.$i" &
done
wait
is '50 questions at once have 50 answers' '50 10.77.0.3' "$(cat "$TMP"/answer.[0-9]* | sort | uniq -c | xargs)"
is '... and so have 25 that are passed on' '25 203.0.113.7' "$(cat "$TMP"/answer.other.* | sort | uniq -c | xargs)"

is 'one process answers for a network' 1 "$(answering web | wc -l)"
pid=$(answering web)
is '... without capabilities' 'CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000' \
	"$(grep -E 'Cap(Inh|Prm|Eff)' "/proc/$pid/status" | xargs)"
is '... behind a filter' 2 "$(sed -n 's/^Seccomp:\t//p' "/proc/$pid/status")"
is '... with nothing but networks in sight' 'attachments leases responders' \
	"$(find "/proc/$pid/root/" -maxdepth 1 -mindepth 1 -type d -printf '%f\n' | sort | xargs)"
is '... which it cannot write to' ro \
	"$(awk '$5 == "/" {print substr($6, 1, 2)}' "/proc/$pid/mountinfo")"
is '... and with no descriptor of the caller'\''s' '' \
	"$(readlink "/proc/$pid/fd/"* | grep -vE '^(/null|/|/attachments|/responders|/responders/web|/run/berth-network(/responders/web)?|anon_inode:inotify|socket:.*)$')"

kill -KILL "$pid"
is 'killed, it is missed by no container' 'running running' "$(status_of c1) $(status_of c2)"
succeeds 'reload begins another' runtime network reload
is '... who knows the same' 10.77.0.3 "$(short c1 c2)"
kill -KILL "$(answering web)"
plugged next --network web
is 'so does the next container' '10.77.0.3 10.77.0.2' "$(short c1 c2) $(short next c1)"
is '... on the port of the last' "$port" "$(cut -d' ' -f1 /run/berth-network/responders/web)"
wait_for grep -q ' ready$' /run/berth-network/responders/web
gone next
ip link del "$(runtime network inspect web | jq -r '.[0].network_interface')"
wait_for nobody_answers web
is 'without its bridge nobody answers' '' "$(answering web)"
runtime network reload
is '... and with it somebody again' 10.77.0.3 "$(short c1 c2)"
nft flush ruleset
runtime network reload
is 'a flushed firewall is no hindrance after reload' 10.77.0.3 "$(short c1 c2)"
runtime network disconnect web c2
is 'who is unplugged has no name any more' 203.0.113.7 "$(short c1 c2)"
runtime network connect web:alias=again c2
like 'who is plugged in has one at once' '^10.77.0.[0-9]+$' "$(short c1 again)"
kill -KILL "$(pid_of c2)"
wait_for no_veth_of c2
is 'who has died has none, before anybody deletes him' 203.0.113.7 "$(short c1 again)"

for name in c1 c2 c3 "$engine" s1 s2 q1; do gone "$name"; done
for network in web back shut; do wait_for nobody_answers "$network"; done
is 'the last to leave ends them' "" "$(answering web; answering back; answering shut)"
runtime network prune >/dev/null
is 'prune leaves nothing' '' "$(find /run/berth-network -not -type d -not -name .resolver)"

finish
