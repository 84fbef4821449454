#!/bin/bash
#
# cgroup-escape: paths that climb out of a container's cgroup or of the hierarchy, names that share a
# beginning, and a container that writes to the cgroups above its own. Class of CVE-2023-25809.

. "${0%/*}/attack.sh"
witness=path_climbs

name_of_cgroup=${CGROUP##*/}

where() {
	sed -n 's/^0:://p' "/proc/$1/cgroup" 2>/dev/null
}

attack() {
	local path at

	bundle ab
	started ab
	bundle a
	started a
	for path in ../ab ../../"$name_of_cgroup"/ab /../ab ../a/../ab ./../ab .. ../.. /.. a/../../ab; do
		try
		capture runtime exec --cgroup "$path" a sh -c 'cat /proc/self/cgroup; readlink /proc/self'
		[ "$status" != 0 ] || broken "exec --cgroup $path: $(head -n 1 <<<"$out")"
	done
	gone a
	gone ab
	for path in "/$name_of_cgroup/../outside-$$" "../outside-$$" "$name_of_cgroup/../../outside-$$" \
		"/$name_of_cgroup/c/../../outside-$$"; do
		try
		bundle c ".linux.cgroupsPath = \"$path\""
		capture create c
		at=$(where "$(pid_of c 2>/dev/null)")
		[ "$status" != 0 ] || [[ $at == "/$name_of_cgroup"* ]] || broken "cgroupsPath $path: it is in $at"
		gone c
		rmdir "/sys/fs/cgroup/outside-$$" 2>/dev/null
	done
	# From inside: what is above must neither be seen nor written.
	bundle d 'own("cgroup") | mount("/sys/fs/cgroup"; "cgroup2"; "cgroup"; ["ro", "nosuid", "nodev", "noexec"])' '
		(: >>/sys/fs/cgroup/cgroup.procs) 2>/dev/null && echo "wrote cgroup.procs"
		mkdir /sys/fs/cgroup/escape 2>/dev/null && echo "made a cgroup"
		sed -n "s/^0::\/\.\./seen: &/p" /proc/self/cgroup
		ls -d /sys/fs/cgroup/live-* 2>/dev/null
		true'
	try
	capture run d
	[ "$status" = 0 ] || broken "status $status: $err"
	[ -z "$out" ] || broken "from inside: $(head -n 1 <<<"$out")"
	gone d
}

play 'no path and no container leaves its cgroup'
