#!/bin/bash
#
# Huge pages: of their limit, both who reserves more and who uses more take notice.

. "${0%/*}/harness.sh"

only_with hugetlb
pool=/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages
before=$(cat "$pool" 2>/dev/null)
echo 8 >"$pool" 2>/dev/null
if [ "$(cat "$pool" 2>/dev/null)" != 8 ]; then
	skip 'what limits of huge pages do' 'this host gives no 8 pages of 2 MiB'
	finish
fi
helper huge

# maps SENTENCE LIMIT PAGES HOW WANTED: a payload that maps so many
maps() {
	bundle payload ".linux.resources += {$2} | .process.args = [\"/huge\", \"$3\", \"$4\"]"
	cp "$TMP/huge" "$TMP/payload/rootfs/huge"
	capture run payload
	is "$1" "$5" "$out$status"
	gone payload
}

two='hugepageLimits: [{pageSize: "2MB", limit: 4194304}]'
maps 'without a limit there are as many as the host has' '' 4 reserved $'touched0'
maps 'as many as the limit allows can be had' "$two" 2 reserved $'touched0'
maps '... and one more cannot be reserved' "$two" 3 reserved $'refused0'
maps '... and ends who has not reserved it with SIGBUS' "$two" 3 unreserved 135
maps 'a limit of use alone lets them be reserved' 'unified: {"hugetlb.2MB.max": "4194304"}' 3 reserved 135
maps 'a limit of reservation alone does not' 'unified: {"hugetlb.2MB.rsvd.max": "4194304"}' 3 reserved \
	$'refused0'

running box ".linux.resources += {$two}"
echo '{"hugepageLimits": [{"pageSize": "2MB", "limit": 8388608}]}' >"$TMP/resources.json"
runtime update --resources "$TMP/resources.json" box
cp "$TMP/huge" "$TMP/box/rootfs/huge"
is 'update gives more' touched "$(runtime exec box /huge 4 reserved)"
is '... and events tells of them' '["failcnt","usage"] 0' \
	"$(runtime events --stats box | jq -rc '.data.hugetlb["2MB"] | "\({usage, failcnt} | keys) \(.usage)"')"
gone box
echo "$before" >"$pool"

finish
