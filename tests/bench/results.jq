# results.jq - what was measured, with its medians and ratios: results.json
#
# Input: an array of what measure and looks.sh wrote. Ratios are berth's share of the other's time: of
# the medians, and the quartiles of those taken round by round, since rounds differ.

def median: sort | if length == 0 then null else .[length / 2 | floor] end;
def quartile($q): sort | if length == 0 then null else .[(length - 1) * $q | round] end;
def rounded($digits): if . == null then null else
	($digits | if . == 0 then 1 elif . == 1 then 10 elif . == 2 then 100 else 1000 end) as $k |
	. * $k | round / $k end;

def summary: {
	runs, rounds: (.wall | length),
	wall_us: (.wall | median), wall_low_us: (.wall | quartile(0.25)),
	wall_high_us: (.wall | quartile(0.75)), wall_least_us: (.wall | min),
	cpu_us: (.cpu | median), peak_kib: .peak
};

def ratio($mine; $other): {
	of_medians: (($mine.wall | median) / ($other.wall | median) | rounded(3)),
	pairs: ([$mine.wall, $other.wall] | transpose | map(.[0] / .[1]) |
		[quartile(0.25), median, quartile(0.75)] | map(rounded(3))),
	cpu: (if ($other.cpu | median) > 0
		then ($mine.cpu | median) / ($other.cpu | median) | rounded(3) else null end)
};

def calls_of($all; $entry):
	[$all[] | select(.calls and .case == $entry.case and .contestant == $entry.contestant and
		.step == $entry.step) | {calls, procs_writes, sleeps, mount_tables}] | first;

. as $all |
{
	date: $date, machine: $machine, host_mounts: ($mounts | tonumber),
	versions: ($versions | split("\n")),
	without: [.[] | select(.without) | {case, reason: .without}],
	failures: [.[] | select(.failure)],
	figures: [.[] | select(.wall) | . as $entry |
		{case, contestant, step} + summary + {
			system_calls: calls_of($all; $entry),
			berth_to_this: ([$all[] | select(.wall and .case == $entry.case and .step == $entry.step
				and .contestant == "berth")] | first |
				if . and $entry.contestant != "berth" then ratio(.; $entry) else null end)
		}],
	kept: [.[] | select(.kib) | {case, contestant, step, kib}],
	work: ([.[] | select(.piece)] | group_by([.step, .contestant]) |
		map({kind: .[0].step, contestant: .[0].contestant, piece_ns: (map(.piece) | min)}))
}
