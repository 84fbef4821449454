# shellcheck shell=bash
#
# settings.sh - read by image, run and check: what all of them must agree on
#
# A guest is a throw-away virtual machine: Debian 13, cgroup v2 with every controller, and the
# engines. It exists since a test of limits, of systemd or of Podman wants a machine of its own,
# and many a machine that builds berth has no such thing to lend.
#
#	tests/guest/run -- tests/live/resources.sh        as root, cgroup v2 delegated
#	tests/guest/run --level full --user -- podman info
#	make guest-shell
#
# image     builds what is missing in the cache (parts.sh says how)
# run       starts a guest, runs one command on the tree in it, hands back its exit status
# machine.sh   QEMU: its command line, and how we talk with what runs in it
# check     the rows of tests that tests/run counts
# inside/   what runs in the guest
#
# Settings of the environment:
#
#	BERTH_GUEST_CACHE    where images are kept: some gigabytes
#	BERTH_GUEST_MIRROR   the Debian mirror; by default the one apt is set up with

set -u
export LC_ALL=C

guest=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
tree=${guest%/tests/guest}
cache=${BERTH_GUEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/berth/guest}

# The distribution of the guest, and the kernels that it can be started with: name and suite.
suite=trixie
kernels='
	new trixie
	old bookworm
'

suite_of_kernel() { # KERNEL
	awk -v name="$1" '$1 == name { print $2; found = 1 } END { exit !found }' <<<"$kernels"
}

names_of_kernels() {
	awk 'NF { print $1 }' <<<"$kernels"
}

# What has to be seen by a guest as its memory and processors; a saved state has both within it.
memory=2048
processors=2

die() {
	echo "tests/guest/${0##*/}: $*" >&2
	exit 125
}

# The words of the command line, if they are any.
level_of() {
	case $1 in
	bare | full) echo "$1" ;;
	*) die "--level is bare or full" ;;
	esac
}

kernel_of() {
	suite_of_kernel "$1" >/dev/null || die "--kernel is one of: $(names_of_kernels | xargs)"
	echo "$1"
}
