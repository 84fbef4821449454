# picture.jq - results.json as a picture for README: what each takes, in ms, side by side
#
# Neutral greys and one blue, on a ground of its own, so that it can be read on light and dark pages.

def shown: [
	{case: "run A", step: "run", title: "run, the default configuration"},
	{case: "run B", step: "run", title: "run, with the engines' seccomp profile"},
	{case: "run C", step: "run", title: "run, and 40 bind mounts"},
	{case: "verbs", step: "create", title: "create"},
	{case: "verbs", step: "exec", title: "exec"},
	{case: "verbs", step: "state", title: "state"},
	{case: "delete --force", step: "delete --force", title: "delete --force"}
];
def colour: {floor: "#b9bec5", berth: "#1769c9"}[.] // "#7d858f";
def escaped: gsub("&"; "&amp;") | gsub("<"; "&lt;");
def two: . * 100 | round / 100;

. as $all |
[shown[] | . as $row | {title, bars: [$all.figures[] | select(.case == $row.case and .step == $row.step and
	.contestant != "bwrap") | {contestant, ms: (.wall_us / 1000)}]} | select(.bars != [])] as $groups |
([$groups[].bars[].ms] | max // 1) as $most |
(reduce $groups[] as $group ({y: 34, out: []};
	.out += ["<text x=\"16\" y=\"\(.y + 12)\" class=\"title\">\($group.title | escaped)</text>"] | .y += 20 |
	reduce $group.bars[] as $bar (.;
		(([$bar.ms / $most * 420, 1] | max) | two) as $width |
		.out += ["<text x=\"86\" y=\"\(.y + 10)\" text-anchor=\"end\">\($bar.contestant)</text>" +
			"<rect x=\"94\" y=\"\(.y + 1)\" width=\"\($width)\" height=\"11\" fill=\"\($bar.contestant | colour)\"/>" +
			"<text x=\"\(100 + $width | two)\" y=\"\(.y + 10)\">\($bar.ms | two)</text>"] | .y += 15) |
	.y += 8)) as $drawn |
"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"\($drawn.y + 22)\" viewBox=\"0 0 600 \($drawn.y + 22)\" role=\"img\">",
"<title>What berth, crun and runc take, in milliseconds</title>",
"<style>text{font:11px sans-serif;fill:#333}.title{font-weight:bold}</style>",
"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>",
"<text x=\"16\" y=\"20\">milliseconds, medians; less is better; floor: the same isolation with nothing around it</text>",
$drawn.out[],
"<text x=\"16\" y=\"\($drawn.y + 12)\">\($all.date), \($all.machine | escaped)</text>",
"</svg>"
