# compare.awk BERTH CRUN: two runs of one test of an engine, in TAP, become one
#
# A case is known by its sentence. What fails with both is the engine's: skipped, and said. What
# fails with berth alone fails. "#|" begins what a reader gets to see in any case: the table.

FNR == 1 { last = "" }
{ run = FILENAME == ARGV[1] ? "berth" : "crun"; sub(/\r$/, "") }
/^1\.\.[0-9]+/ {
	planned[run] = substr($1, 4) + 0; has_plan[run] = 1
	if (planned[run] == 0 && match($0, /# *[Ss][Kk][Ii][Pp][^ ]* */))
		whole[run] = substr($0, RSTART + RLENGTH)
	next
}
/^(not )?ok( |$)/ {
	verdict = /^ok/ ? "ok" : "not ok"; why = ""
	sentence = $0; sub(/^(not )?ok *[0-9]* *(- *)?/, "", sentence)
	if (match(sentence, / *# *[Ss][Kk][Ii][Pp][^ ]* */)) {
		why = substr(sentence, RSTART + RLENGTH); verdict = "skip"
		sentence = substr(sentence, 1, RSTART - 1)
	}
	count[run]++
	# A sentence that is said twice is two cases.
	times = ++said[run, sentence]
	if (times > 1) sentence = sentence " (" times ")"
	if (!(sentence in known)) { known[sentence]; order[++cases] = sentence }
	result[run, sentence] = verdict; reason[run, sentence] = why
	last = ends[run] = sentence
	next
}
{ sub(/^# */, ""); words[run, last] = words[run, last] "# " $0 "\n" }

function tell(verdict, sentence) { print verdict " " ++told " - " sentence }

END {
	if ("berth" in whole) {
		print "1..0 # SKIP " whole["berth"]
		exit
	}
	complete = has_plan["berth"] && count["berth"] == planned["berth"]
	for (i = 1; i <= cases; i++) {
		sentence = order[i]
		ours = result["berth", sentence]; theirs = result["crun", sentence]
		table = table sprintf("#| %-7s %-7s %s\n", ours ? ours : "-", theirs ? theirs : "-", sentence)
		if (ours == "" && (theirs != "ok" || !complete))
			continue
		if (ours == "ok")
			tell("ok", sentence)
		else if (ours == "skip")
			tell("ok", sentence " # SKIP " reason["berth", sentence])
		else if (ours == "not ok" && theirs == "not ok")
			tell("ok", sentence " # SKIP the engine: it fails with crun as well")
		else {
			tell("not ok", sentence)
			printf "%s", ours == "" ? "# with crun it was run\n" : words["berth", sentence]
		}
	}
	if (!complete) {
		tell("not ok", "the run with berth is whole")
		printf "%s", words["berth", ends["berth"]]
	}
	if (!has_plan["crun"]) {
		print "#| the run with crun broke off: what it did not reach cannot be the engine\x27s"
		gsub(/(^|\n)# /, "\n#| ", words["crun", ends["crun"]])
		printf "%s", substr(words["crun", ends["crun"]], 2)
	}
	print "#| berth   crun"
	printf "%s", table
	print "1.." told
}
