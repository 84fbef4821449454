# tap.sh - read by every check: a check is one sentence and a command that finds fault with it
#
# The command's output is its complaints. The sentence holds when there is none and the command
# says so as well.
# shellcheck shell=sh
set -u
cd "$(dirname "$0")/../.." || exit 1
echo "1..1"

needs() { # PROGRAM...: skips when one is missing
	for program in "$@"; do
		if ! command -v "$program" >/dev/null; then
			skip "$program is not installed: scripts/check installs it"
		fi
	done
}

skip() { # REASON
	echo "ok 1 - $(basename "$0") # SKIP $1"
	exit 0
}

holds() { # SENTENCE COMMAND...
	sentence=$1
	shift
	if complaints=$("$@" 2>&1) && [ -z "$complaints" ]; then
		echo "ok 1 - $sentence"
	else
		echo "not ok 1 - $sentence"
		printf '%s\n' "$complaints" | sed 's/^/# /'
		exit 1
	fi
}
