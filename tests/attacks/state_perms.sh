#!/bin/bash
#
# state-perms: what the runtime keeps is nobody else's to read, whatever the caller's umask, and
# nothing is reached by an abstract socket, which every container in the host's network could connect
# to. Class of CVE-2020-15257, 2021-41103.

. "${0%/*}/attack.sh"
witness=private_modes

attack() {
	local mask loose abstract before

	for mask in 000 022 077; do
		rm -rf "$STATE"
		bundle box
		before=$(grep -c '@' /proc/net/unix)
		(umask "$mask" && create box >/dev/null 2>&1)
		try
		[ -d "$STATE/box" ] || broken "umask $mask: no container"
		loose=$(find "$STATE/box" -perm /077 -not -type l -printf '%M %P\n' | head -n 2)
		if [ "$(stat -c %a "$STATE")" != 700 ] || [ "$(stat -c %a "$STATE/box")" != 700 ]; then
			# Whoever cannot enter reads nothing, whatever the files within say.
			broken "umask $mask: $(stat -c '%A %n' "$STATE" "$STATE/box" | xargs)"
		elif [ "$mask" != 000 ] && [[ $loose == *'w'?' '* ]]; then
			broken "umask $mask: $loose"
		fi
		try
		abstract=$(grep -c '@' /proc/net/unix)
		[ "$abstract" = "$before" ] || broken "umask $mask: an abstract socket: $(grep '@' /proc/net/unix | tail -n 1)"
		gone box
		bundle box . 'umask; stat -c %A / /proc /dev | xargs'
		try
		capture bash -c "umask $mask; exec \"\$@\"" - "$RUNTIME" --root "$STATE" run --bundle "$TMP/box" box
		[[ $out == $'0022\ndrwxr-xr-x dr-xr-xr-x drwxr-xr-x' ]] || broken "umask $mask inside: ${out//$'\n'/ }"
		gone box
	done
}

play 'what is kept of a container is for its owner alone'
