#!/bin/bash
#
# gc: what a crash has left is found and removed; what is not left is not touched.

[ -n "${NETWORK_INSIDE-}" ] || NETWORK_INSIDE=1 exec unshare --net "$BASH" "$0" "$@"
. "${0%/*}/harness.sh"
. "${0%/*}/../hosts.sh"

found() {
	jq -r '.[] | "\(.kind) \(.name) \(.became)"' "$TMP/out"
}

bundle lives
bundle created
bundle ended . true
bundle torn
bundle cut
capture runtime gc --format json
is 'where there is nothing, nothing is found' '[]' "$out"
create lives && runtime start lives
create created
before=$(host_state)
create ended && runtime start ended
wait_for is_stopped ended
# As a SIGKILL in the first row leaves it; and behind it, with a process of which nobody knows.
mkdir -m 0700 "$STATE/torn" && : >"$STATE/torn/record.json"
create cut
rm "$STATE/cut/pid"

capture runtime gc --dry-run --format json
is 'a dry run finds what has ended and what was not finished' 'container cut would be removed
container ended would be removed
container torn would be removed' "$(found)"
is '... and removes none of it' 'created cut ended lives torn' "$(runtime list -q | xargs)"
capture runtime gc
is 'without it, they go' 0 "$status"
like '... and a table says why' 'container +torn +it was never finished +removed' "$out"
like '... of each' 'container +ended +its process has ended +removed' "$out"
unchanged 'what lives and what was created is as it was, and nothing else' "$before"
is '... on record as well' 'created lives' "$(runtime list -q | xargs)"

(
	flock 9
	sleep 1000
) 9<"$STATE/created" &
holder=$!
mv "$STATE/created/pid" "$TMP/pid"
capture runtime gc --dry-run --format json
is 'what another berth is making is not left' '[]' "$out"
kill "$holder" 2>/dev/null
pkill -P "$holder" 2>/dev/null
mv "$TMP/pid" "$STATE/created/pid"
for name in lives created; do gone $name; done

# An attachment of which the record is lost and the device gone.
plugged lives --network default
state=$(network_state)
bundle lost
plugged lost --network default
kill -KILL "$(pid_of lost)"
rm -rf "${STATE:?}/lost"
wait_for no_veth_of lost
capture runtime gc --format json
like 'an attachment without a device goes' '"kind":"attachment"' "$out"
is '... with its address' "$state" "$(network_state)"
gone lives
finish
