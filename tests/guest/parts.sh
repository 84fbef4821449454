# shellcheck shell=bash disable=SC2016
#
# parts.sh - read by image and run: what a guest is made of, and how each part is built
#
#	qemu             QEMU: the host's, or a newer one where that is too old
#	kernel.KERNEL    vmlinux, the initial root's modules, and a disk with the others
#	packages         the distribution, as an archive
#	disk             the root disk: packages, made into a guest that starts fast
#	initrd.KERNEL    what reaches the root disk, and hands over to PID 1
#	state.LEVEL.KERNEL   a guest that has been started and waits for its command
#
# A part is a folder of the cache, called by its name and a key. The key is a digest of all that
# decides what is in it: the text of its builder, its inputs, and through their names the keys of
# the parts it is made from. So nothing is ever out of date, a change rebuilds what it touches and
# nothing else, and two trees share what they agree on. A part is built beside its place and moved
# there, under a lock: what is there is whole.

# obtain NAME [INPUT...]: leaves the folder of a part in $part, and builds it if need be. An input
# is the path of a file, the folder of a part, or a word.
obtain() {
	local name=$1 builder=build_${1%%.*} key input

	key=$({
		declare -f "$builder"
		for input; do
			case $input in
			"$cache"/*) echo "${input##*/}" ;;
			/*) cat "$input" ;;
			*) echo "$input" ;;
			esac
		done
	} | sha256sum | cut -c -12)
	part=$cache/$name-$key
	[ -d "$part" ] || make_part "$@" || return 1
	touch "$part" 2>/dev/null || : # it is used; in somebody else's cache we cannot say so
}

make_part() { # NAME [INPUT...]
	mkdir -p "$cache" || return 1
	(
		flock -n 9 || {
			say "waiting for another builder of $1"
			flock 9
		}
		[ ! -d "$part" ] || exit 0
		say "building $1"
		rm -rf "$part.new" && mkdir "$part.new" || exit 1
		begun=$SECONDS
		"build_${1%%.*}" "$part.new" "$@" 9>&- >"$part.log" 2>&1 || {
			tail -n 20 "$part.log" >&2
			say "$1 could not be built; all of it: $part.log"
			exit 1
		}
		mv "$part.new" "$part" && rm -f "$part.log"
		say "built $1: $(du -sh "$part" | cut -f1), $((SECONDS - begun)) s"
	) 9>"$cache/$1.lock"
}

say() {
	echo "guest: $*" >&2
}

# ---- packages ----------------------------------------------------------------------------------

# source_of SUITE: the line of apt for it; nothing if the host's apt knows no Debian mirror, and
# mmdebstrap then takes its own
source_of() {
	local mirror=${BERTH_GUEST_MIRROR-} keyring=/usr/share/keyrings/debian-archive-keyring.gpg

	if [ -z "$mirror" ] && debian_release >/dev/null; then
		mirror=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' |
			awk '$1 == "Debian" && $2 == "main" { print $3; exit }')
	fi
	[ -z "$mirror" ] || echo "deb [signed-by=$keyring] $mirror $1 main"
}

# fetch SUITE FOLDER PACKAGE...: unpacks packages, without what they depend on. mmdebstrap is asked
# for an empty root, and its apt for the packages: so the host's apt is left alone.
fetch() {
	local from=$1 into=$2 debs

	debs=$(mktemp -d "$into/fetch.XXXXXX") || return 1
	shift 2
	WANTED="$*" DEBS=$debs mmdebstrap --quiet --variant=custom --format=null --customize-hook='
		export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
		cd "$DEBS" || exit 1
		for package in $WANTED; do
			case $package in
			*-meta) # stands for the package it depends on
				package=$(apt-cache depends "${package%-meta}" |
					sed -n "s/.*Depends: \(linux-image-[0-9].*\)/\1/p" | head -n 1) ;;
			esac
			apt-get -q -o APT::Sandbox::User=root download "$package" || exit 1
		done' "$from" - "$(source_of "$from")" || return 1
	find "$debs" -name '*.deb' -exec dpkg-deb -x {} "$into" \; && rm -rf "$debs"
}

reaches_mirror() {
	mmdebstrap --quiet --variant=custom --format=null "$suite" - "$(source_of "$suite")" 2>/dev/null
}

# ---- QEMU --------------------------------------------------------------------------------------

# Debian 12 has QEMU 7.2, whose cmpxchg16b is wrong when it emulates: kernel 6.12 panics in one
# boot of five. Its backports have a newer one, which the libraries of 7.2 suffice for.
build_qemu() { # FOLDER qemu VERSION
	local old=${3%%.*} release

	mkdir -p "$1/bin"
	if [ "$old" -lt 8 ] && release=$(debian_release) &&
		fetch "$release-backports" "$1" qemu-system-x86 qemu-system-data \
			qemu-system-common seabios &&
		"$1/usr/bin/qemu-system-x86_64" --version; then
		rm -rf "$1/usr/share/doc" "$1/usr/lib"
		cat >"$1/bin/qemu" <<-'END'
			#!/bin/sh
			usr=${0%/bin/qemu}/usr
			exec "$usr/bin/qemu-system-x86_64" -cpu max -L "$usr/share/qemu" -L "$usr/share/seabios" "$@"
		END
	elif [ "$old" -lt 8 ] && ! reaches_mirror; then
		return 1 # not to keep the old one for good
	elif [ "$old" -lt 10 ]; then
		# The kernel then does without the instruction. It is not known which version before 10
		# was mended.
		echo 'exec qemu-system-x86_64 -cpu max,-cx16 "$@"' >"$1/bin/qemu"
	else
		echo 'exec qemu-system-x86_64 -cpu max "$@"' >"$1/bin/qemu"
	fi
	sed -i '1s|^exec|#!/bin/sh\n&|' "$1/bin/qemu"
	chmod 755 "$1/bin/qemu"
	"$1/bin/qemu" --version >"$1/version"
}

debian_release() { # "bookworm"; fails on another distribution
	(. /etc/os-release && [ "$ID" = debian ] && echo "$VERSION_CODENAME")
}

qemu_version() {
	qemu-system-x86_64 --version | sed -n '1s/.*version \([0-9.]*\).*/\1/p'
}

# ---- kernels -----------------------------------------------------------------------------------

# What reaches the disks and the host; what they need is found by modprobe.
wanted_modules='virtio_pci virtio_console virtio_blk crc32c_generic ext4 9pnet_virtio 9p virtio_net
	virtio-rng overlay'

# Debian's generic kernel: the one for clouds has no 9p.
build_kernel() { # FOLDER kernel.KERNEL SUITE WANTED-MODULES
	local release modules

	fetch "$3" "$1" linux-image-amd64-meta || return 1
	release=$(ls "$1"/boot/vmlinuz-*) && release=${release#*vmlinuz-}
	unpack_kernel "$1/boot/vmlinuz-$release" "$1/vmlinux" || return 1
	# Newer packages have them in /usr/lib, and newer tools look there.
	[ -d "$1/lib" ] || ln -s usr/lib "$1/lib"
	[ -d "$1/usr/lib" ] || ln -s ../lib "$1/usr/lib"
	modules=$1/lib/modules
	choose_modules "$modules/$release/kernel" && depmod -b "$1" "$release" || return 1
	make_disk "$modules" "$1/modules.img" 256M && first_modules "$1" "$release" "$4" || return 1
	rm -rf "${1:?}"/{boot,usr,lib}
}

# first_modules FOLDER RELEASE NAMES: copies them and those they need, and writes down in which order
first_modules() {
	local name how path lines

	mkdir "$1/first" || return 1
	for name in $3; do
		lines=$(modprobe -d "$1" -S "$2" --show-depends "$name") || return 1
		while read -r how path; do
			if [ "$how" = insmod ] && [ ! -e "$1/first/${path##*/}" ]; then
				cp "$path" "$1/first" && echo "${path##*/}" >>"$1/first/order"
			fi
		done <<<"$lines"
	done
}

# QEMU starts an uncompressed kernel at once, which saves a second of emulated unpacking. Where
# the payload lies is in the header of bzImage: setup_sects, payload_offset, payload_length.
unpack_kernel() { # VMLINUZ VMLINUX
	local sectors offset length

	sectors=$(od -An -tu1 -j $((0x1f1)) -N 1 "$1")
	offset=$(od -An -tu4 -j $((0x248)) -N 4 "$1")
	length=$(od -An -tu4 -j $((0x24c)) -N 4 "$1")
	offset=$(((sectors + 1) * 512 + offset))
	# The last four bytes are the unpacked size, which is no part of a zstd or xz stream.
	tail -c +$((offset + 1)) "$1" | head -c $((length - 4)) >"$2.packed"
	zstd -dcq "$2.packed" >"$2" 2>/dev/null || xz -dcq "$2.packed" >"$2" 2>/dev/null ||
		cp "$1" "$2"
	rm "$2.packed"
}

# What container work needs. Neither packed nor signed: unpacking and checking cost tens of
# milliseconds for each module when emulated. The kernel calls itself tainted (E), nothing more.
choose_modules() { # FOLDER
	local kept='^(net|lib|crypto|block|arch/x86/crypto)/|^fs/(overlayfs|erofs|squashfs|btrfs|xfs'
	kept+='|ext4|jbd2|fuse|9p|netfs|nls|isofs|fat|autofs|configfs|quota)/|^fs/(mbcache|binfmt)'
	kept+='|^fs/fscache|^drivers/(virtio|block|md|vhost|char/hw_random|nvdimm|target)/|^drivers/char/virtio_'
	kept+='|^drivers/net/([^/]*|(ipvlan|vxlan|wireguard|bonding|team|geneve)/.*)$'

	(
		cd "$1" || exit 1
		find . -name '*.ko*' -printf '%P\n' | grep -Ev "$kept" | xargs -r rm
		find . -name '*.ko.xz' -print0 | xargs -0 -r -P2 -n50 xz -d
		find . -name '*.ko' -print0 | xargs -0 -r -P2 -n50 strip -g
	)
}

# ---- disks -------------------------------------------------------------------------------------

make_disk() { # FOLDER IMAGE SIZE
	truncate -s "$3" "$2" && mkfs.ext4 -q -F -O ^has_journal -m 0 \
		-E lazy_itable_init=0,root_owner=0:0 -d "$1" "$2"
}

build_packages() { # FOLDER packages LIST SUITE
	local words

	words=$(sed 's/#.*//' "$3" | xargs | tr ' ' ,)
	mmdebstrap --quiet --variant=minbase --include="$words" --format=tar \
		--aptopt='APT::Install-Recommends "false"' \
		--dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		"$4" - "$(source_of "$4")" | zstd -q -1 -T0 >"$1/root.tar.zst" || return 1
	# The protocol of CRI, as its definition.
	mkdir "$1/api" && fetch "$4" "$1/api" golang-github-kubernetes-cri-api-dev || return 1
	cp "$1"/api/usr/share/gocode/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto "$1" &&
		rm -rf "$1/api"
}

build_disk() { # FOLDER disk PACKAGES FURNISH
	local root=$1/root

	mkdir "$root" && zstd -dcq "$3/root.tar.zst" | tar -x -C "$root" --exclude='./dev/*' &&
		install -D -m 644 "$3/api.proto" "$root/usr/local/share/cri/api.proto" &&
		bash "$4" "$root" && make_disk "$root" "$1/root.img" 6G &&
		truncate -s 8G "$1/scratch.img" && rm -rf "$root"
}

# ---- the initial root --------------------------------------------------------------------------

build_initrd() { # FOLDER initrd.KERNEL KERNEL BUSYBOX FIRST SCRIPT...
	local root=$1/root

	mkdir -p "$root"/{bin,dev,proc,sys,root,guest} && cp -r "$3/first" "$root/modules" &&
		cp "$4" "$root/bin/busybox" && cp "$5" "$root/init" && cp "${@:6}" "$root/guest" &&
		chmod -R 755 "$root/init" "$root/guest" || return 1
	(cd "$root" && find . | cpio -o -H newc --quiet) >"$1/initrd" && rm -rf "$root"
}

# ---- all of it ---------------------------------------------------------------------------------

# text FUNCTION...: what a builder calls is part of its recipe
text() {
	declare -f "$@"
}

obtain_qemu() {
	obtain qemu "$(qemu_version)" "$(text fetch)" && qemu_part=$part
}

obtain_kernel() { # KERNEL
	obtain "kernel.$1" "$(suite_of_kernel "$1")" "$wanted_modules" \
		"$(text fetch unpack_kernel choose_modules first_modules make_disk)" && kernel_part=$part
}

obtain_packages() {
	obtain packages "$guest/packages" "$suite" "$(text fetch)" && packages_part=$part
}

# obtain_guest LEVEL KERNEL: leaves the folders in $qemu_part, $kernel_part, ..., $state_part
obtain_guest() {
	local level=$1 kernel=$2 inside=$guest/inside host

	command -v qemu-system-x86_64 >/dev/null || {
		say "qemu-system-x86_64 is not installed"
		return 1
	}
	obtain_qemu && obtain_kernel "$kernel" && obtain_packages || return 1
	obtain disk "$packages_part" "$inside/furnish" "$(text make_disk)" || return 1
	disk_part=$part
	obtain "initrd.$kernel" "$kernel_part" "$(command -v busybox)" "$inside"/{first,bare,agent} ||
		return 1
	initrd_part=$part
	# The emulated clock counts as the host's does.
	host=$(sed -n 's/^model name.*: //p' /proc/cpuinfo | sort -u)
	obtain "state.$level.$kernel" "$level" "$qemu_part" "$kernel_part" "$initrd_part" \
		"$disk_part" "$host" "$(text machine_arguments)" || return 1
	state_part=$part
}

# obtain_downloads KERNEL...: the parts that come from a mirror, side by side
obtain_downloads() {
	local kernel

	obtain_qemu &
	obtain_packages &
	for kernel; do
		obtain_kernel "$kernel" &
	done
	wait
}

# Parts of other recipes are somebody's, or were. What nobody has used for two weeks goes.
discard_old_parts() {
	find "$cache" -mindepth 1 -maxdepth 1 -type d -mtime +14 -exec rm -rf {} +
}
