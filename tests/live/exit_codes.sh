#!/bin/bash
#
# How a run, an exec and a failure end: scripts and engines read these numbers and words.

. "${0%/*}/harness.sh"

# ---- run: the payload's own status -------------------------------------------------------------

while read -r wanted script; do
	bundle payload . "$script"
	exits "run of '$script' exits $wanted" "$wanted" run payload
	gone payload
done <<'TABLE'
0    true
1    false
7    exit 7
127  not-a-program
255  exit 255
TABLE

# ---- run: 128 and the signal -------------------------------------------------------------------

killed() {
	bundle payload . 'touch /tmp/begun; sleep 1000'
	run payload &
	wait_for has_begun payload
	runtime kill payload "$1"
	wait $!
}

exits 'run of a payload ended by KILL exits 137' 137 killed KILL
gone payload

bundle payload . 'trap "exit 3" TERM; touch /tmp/begun; while :; do sleep 0.05; done'
run payload &
wait_for has_begun payload
runtime kill payload TERM
wait $!
is 'a payload that catches TERM ends as it likes' 3 $?
gone payload

# ---- a program that cannot be had --------------------------------------------------------------

cannot() {
	bundle payload "$2"
	[ -z "${4-}" ] || (cd "$TMP/payload/rootfs" && eval "$4")
	fails "$1" "$3" run payload
	is "... and run exits 1" 1 "$status"
	is "... and leaves no record" '[]' "$(runtime list --format json | sed s/null/[]/)"
	gone payload
}

cannot 'a name that is not in $PATH is named' '.process.args = ["nowhere"]' \
	'nowhere.*executable file not found in \$PATH|executable file .nowhere. not found in \$PATH'
cannot 'an absolute path that is not there is named' '.process.args = ["/no/where"]' \
	'/no/where.*[Nn]o such file or directory'
cannot 'a file without the executable bit is refused' '.process.args = ["/plain"]' \
	'/plain.*[Pp]ermission denied' 'echo hello >plain'
cannot 'a directory is no program' '.process.args = ["/etc"]' \
	'/etc.*([Pp]ermission denied|[Ii]s a directory)'
# Engines tell 127 from 126 by what create says.
refuses 'create itself refuses a program that is not there' '.process.args = ["/no/where"]' \
	'/no/where: no such file'
refuses 'create itself refuses what nobody can execute' '.process.args = ["/etc/passwd"]' \
	'/etc/passwd: permission denied'
cannot 'a script whose interpreter is missing is named' '.process.args = ["/run.sh"]' \
	'run.sh.*[Nn]o such file or directory' \
	'printf "#!/no/interpreter\n" >run.sh; chmod +x run.sh'
cannot 'a file that is no program at all is refused' '.process.args = ["/noise"]' \
	'noise.*[Ee]xec format error' 'printf "\1\2\3\4" >noise; chmod +x noise'

# ---- exec --------------------------------------------------------------------------------------

running box
while read -r wanted command; do
	eval "set -- $command"
	exits "exec of '$*' exits $wanted" "$wanted" runtime exec box "$@"
done <<'TABLE'
0    true
1    false
9    sh -c 'exit 9'
129  sh -c 'kill -HUP $$'
137  sh -c 'kill -KILL $$'
143  sh -c 'kill -TERM $$'
255  nowhere
255  /no/where
255  /etc/passwd
TABLE

fails 'exec of a missing program says so' \
	'executable file not found in \$PATH|no such file or directory' runtime exec box nowhere
exits 'exec in a container that does not exist exits 255' 255 runtime exec none true
fails '... and says so' 'container does not exist' runtime exec none true
exits 'exec with a pid file that cannot be written exits 255' 255 \
	runtime exec --pid-file "$TMP/no/where/pid" box true
fails 'exec without a command is refused' 'arg|command|usage' runtime exec box

runtime kill box KILL
wait_for is_stopped box
exits 'exec in a stopped container exits 255' 255 runtime exec box true
like '... and says so' 'stopped|not running' "$err"
gone box

# ---- the other verbs ---------------------------------------------------------------------------

for verb in state start kill pause resume delete ps; do
	exits "$verb of an unknown container exits 1" 1 runtime "$verb" none
	like '... and says that it does not exist' 'container .*does not exist' "$err"
done
exits 'delete --force of an unknown container is no error' 0 runtime delete --force none
capture runtime no-such-verb
like 'an unknown verb is refused with a status of its own' '^[1-9]' "$status"
like '... and named' "No help topic for 'no-such-verb'" "$out$err"
for verb in state start pause resume features spec; do
	fails "$verb with too many arguments is refused" . runtime "$verb" a b c
done

finish
