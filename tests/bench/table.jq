# table.jq - results.json for people

def pad($width): tostring | . + (" " * ([$width - length, 0] | max));
def lead($width): tostring | (" " * ([$width - length, 0] | max)) + .;
def fixed($digits):
	if . == null then "-" else
	(. * ([range($digits)] | map(10) | reduce .[] as $x (1; . * $x)) | round | tostring) |
	(if startswith("-") then "-" else "" end) as $sign | ltrimstr("-") |
	("0" * ([$digits + 1 - length, 0] | max)) + . |
	$sign + if $digits == 0 then . else .[:length - $digits] + "." + .[length - $digits:] end end;
def ms: if . == null then null else . / 1000 end;

def figure:
	"  " + (.contestant | pad(16)) + (.wall_us | ms | fixed(2) | lead(9)) +
	("  \(.wall_low_us | ms | fixed(2)) .. \(.wall_high_us | ms | fixed(2))" | pad(20)) +
	(.cpu_us | ms | fixed(2) | lead(8)) + (.peak_kib | lead(8)) +
	(.system_calls.calls // "-" | lead(8)) +
	(if .berth_to_this then
		"   \(.berth_to_this.of_medians | fixed(2))  (\(.berth_to_this.pairs[0] | fixed(2)) .. " +
		"\(.berth_to_this.pairs[2] | fixed(2)))" else "" end);

def heading:
	("  " + ("" | pad(16)) + ("wall ms" | lead(9)) + ("  quartiles" | pad(20)) + ("cpu ms" | lead(8)) +
	("peak KiB" | lead(9)) + ("calls" | lead(7)) + "   berth takes (quartiles)");

def blocks: [.figures[] | [.case, .step]] | reduce .[] as $pair ([]; if index([$pair]) then . else . + [$pair] end);

. as $all |
"\(.date), \(.machine), \(.host_mounts) mounts", (.versions[] | "  " + .), "", heading,
(blocks[] as [$case, $step] |
	"", (if $step == "run" then $case else "\($case): \($step)" end),
	($all.figures[] | select(.case == $case and .step == $step) | figure)),
(if .kept != [] then "", (.kept[] | "\(.case), \(.step): \(.contestant) \(.kib) KiB") else empty end),
(if .work != [] then "", "one piece of work inside, ns",
	(.work | group_by(.kind)[] | "  " + (.[0].kind | pad(10)) +
		(map("\(.contestant) \(.piece_ns | fixed(2))" | pad(22)) | add)) else empty end),
([.figures[] | select(.contestant == "berth" and .system_calls)] |
	if length > 0 then "", ("berth, in all of these: writes to cgroup.procs \(map(.system_calls.procs_writes) | add), "
	+ "sleeps \(map(.system_calls.sleeps) | add), mount tables read \(map(.system_calls.mount_tables) | add)")
	else empty end),
(.failures[] | "\(.case): \(.contestant) is left out: \(.failure)"),
(.without[] | "not measured: \(.case): \(.reason)")
