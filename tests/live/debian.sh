#!/bin/bash
#
# A whole Debian in a container: its shell, its interpreter, its package manager, with the
# network of the host. BERTH_DEBIAN_ROOT names a directory that mmdebstrap or debootstrap made;
# scripts/check makes one.

. "${0%/*}/harness.sh"

facts=(
	"the shell is bash|bash -c 'echo \${BASH_VERSION%%.*}'|^[5-9]"
	"perl runs|perl -e 'print 6 * 7'|^42$"
	"the release is told|. /etc/os-release; echo \$ID|^debian$"
	"dpkg lists what is installed|dpkg-query -W -f '\${Status}\n' bash|^install ok installed$"
	"dpkg verifies a package|dpkg --verify base-files; echo \$?|^0$"
	"apt-get resolves|apt-get --simulate --reinstall install bash 2>&1 | tail -1; echo done|done$"
	"a package is built and installed|cd /tmp && mkdir -p p/DEBIAN p/opt && echo hi >p/opt/hi && printf 'Package: hi\nVersion: 1\nArchitecture: all\nMaintainer: m <m@example.org>\nDescription: d\n' >p/DEBIAN/control && dpkg-deb -b p p.deb >/dev/null && dpkg -i p.deb >/dev/null && cat /opt/hi && dpkg -r hi >/dev/null 2>&1 && ls /opt/hi|^hi[^/]*/opt/hi.: No such file"
	"users are switched|su -s /bin/sh -c 'id -un' nobody|^nobody$"
	"the host's network is there|ls /sys/class/net|lo"
)

if [ ! -x "${BERTH_DEBIAN_ROOT:-/nowhere}/bin/bash" ]; then
	for fact in "${facts[@]}"; do
		skip "${fact%%|*}" 'BERTH_DEBIAN_ROOT names no Debian root'
	done
	finish
fi

# The root is not touched: the container writes to an overlay over it.
bundle box 'without("network") | del(.process.capabilities.ambient, .process.capabilities.inheritable)
	| ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SYS_CHROOT", "CAP_SETFCAP"] as $c
	| .process.capabilities = {bounding: $c, effective: $c, permitted: $c}
	| .process.noNewPrivileges = false'
rm -rf "$TMP/box/rootfs" && mkdir "$TMP/box/rootfs" "$TMP/over"
mount -t tmpfs tmpfs "$TMP/over" && mkdir "$TMP/over/upper" "$TMP/over/work"
mount -t overlay overlay "$TMP/box/rootfs" \
	-o "lowerdir=$BERTH_DEBIAN_ROOT,upperdir=$TMP/over/upper,workdir=$TMP/over/work" ||
	bail 'no overlay can be mounted'
capture create box
[ "$status" = 0 ] && capture runtime start box
is 'it starts' 0 "$status"
for fact in "${facts[@]}"; do
	rest=${fact#*|}
	like "${fact%%|*}" "${rest##*|}" "$(runtime exec box bash -c "${rest%|*}" 2>&1)"
done
runtime delete --force box
umount "$TMP/box/rootfs" "$TMP/over"

finish
