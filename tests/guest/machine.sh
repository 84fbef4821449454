# shellcheck shell=bash
#
# machine.sh - read by image and run: QEMU, and how we talk with what runs in it
#
# A start takes seconds to tens of seconds, since the processor is emulated (/dev/kvm is rarely at
# hand where tests run). So the guest is started once, to where its agent waits for a word on a
# serial port; its state is saved, and every run begins with that state, in a second. What the
# state fixes: the devices and their order, memory, processors, QEMU itself. What it does not: the
# host's folders behind the shares, which the guest mounts only after the word has come.
#
# A machine has a folder, $talk:
#
#	order/      shared with the guest (9p): what to do, and in the end its "status"
#	word.in     to the agent: the time and a seed, once; word.out: from it
#	output, errors       what the command writes, as FIFOs: a port is a stream, exact and apart
#	monitor.in, .out     QEMU's own
#	console     what the kernel says
#
# The disks are never written: snapshot=on keeps what a guest writes in a file without a name.

# make_talk: the folder, with its FIFOs held open so that neither end waits for the other
make_talk() {
	talk=$(mktemp -d -t guest.XXXXXX) || die "no temporary folder"
	mkdir "$talk/order" "$talk/empty"
	mkfifo "$talk"/{word.in,word.out,monitor.in,monitor.out,output,errors}
	exec 5<>"$talk/word.in" 6<>"$talk/word.out" 7<>"$talk/monitor.in" 8<>"$talk/monitor.out"
	touch "$talk/console" "$talk/qemu"
}

# drop_talk: ends the machine, if it still runs
drop_talk() {
	[ -z "${machine-}" ] || kill -KILL "$machine" 2>/dev/null
	exec 5>&- 6>&- 7>&- 8>&-
	[ -z "${talk-}" ] || rm -rf "$talk"
}

# machine_arguments LEVEL KERNEL-PART INITRD-PART DISK-PART ROOT-IMAGE TREE OUT: in $arguments
machine_arguments() {
	local words=(
		"guest.level=$1" root=/dev/vda console=ttyS0 quiet panic=-1
		# Emulated, these cost time or lead astray.
		nokaslr mitigations=off tsc=reliable no_timer_check cryptomgr.notests
		audit=0 net.ifnames=0
	)
	local share=security_model=none,multidevs=remap

	arguments=(
		-accel tcg,thread=multi,tb-size=512 -M pc -m "$memory" -smp "$processors"
		-nodefaults -no-user-config -display none -no-reboot
		-kernel "$2/vmlinux" -initrd "$3/initrd" -append "${words[*]}"
		-serial "file:$talk/console"
		# A byte written there ends QEMU at once.
		-device isa-debug-exit,iobase=0xf4,iosize=0x04
		-drive "file=$5,format=raw,if=none,id=root,cache=unsafe"
		-device virtio-blk-pci,drive=root
		-drive "file=$4/scratch.img,format=raw,snapshot=on,if=none,id=scratch,cache=unsafe"
		-device virtio-blk-pci,drive=scratch
		-drive "file=$2/modules.img,format=raw,readonly=on,if=none,id=modules"
		-device virtio-blk-pci,drive=modules
		-device virtio-rng-pci
		# A card that reaches nobody.
		-netdev user,id=net,restrict=on -device virtio-net-pci,netdev=net,romfile=
		-fsdev "local,id=tree,path=$6,readonly=on,$share"
		-device virtio-9p-pci,fsdev=tree,mount_tag=tree
		-fsdev "local,id=order,path=$talk/order,$share"
		-device virtio-9p-pci,fsdev=order,mount_tag=order
		-fsdev "local,id=out,path=$7,$share"
		-device virtio-9p-pci,fsdev=out,mount_tag=out
		-chardev "pipe,id=monitor,path=$talk/monitor" -mon chardev=monitor,mode=readline
		-chardev "pipe,id=word,path=$talk/word"
		-chardev "file,id=output,path=$talk/output"
		-chardev "file,id=errors,path=$talk/errors"
		-device virtio-serial-pci,max_ports=8
		-device virtconsole,chardev=terminal,nr=0
		-device virtserialport,chardev=word,name=word,nr=1
		-device virtserialport,chardev=output,name=output,nr=2
		-device virtserialport,chardev=errors,name=errors,nr=3
	)
}

# start_machine QEMU-PART SECONDS: in the background, its process in $machine. It ends after that
# time, and it ends with us, by timeout and by the kernel: nothing here has to watch it. Its input
# is ours, which has to be said of what runs in the background.
start_machine() {
	setpriv --pdeathsig TERM timeout --foreground -k 5 "$2" \
		setpriv --pdeathsig KILL "$1/bin/qemu" "${arguments[@]}" \
		<&0 2>"$talk/qemu" 5>&- 6>&- 7>&- 8>&- 9>&- &
	machine=$!
}

# heard WORD SECONDS: whether the agent says it, before the machine or the time ends
heard() {
	local ear first

	(read -r -t "$2" line <&6 && [ "$line" = "$1" ]) &
	ear=$!
	wait -n -p first "$ear" "$machine"
	status=$?
	[ "$first" = "$ear" ] || { kill "$ear" 2>/dev/null; machine=; return 1; }
	[ "$status" = 0 ]
}

# ---- the saved state ---------------------------------------------------------------------------

# The state and its disk belong together, so the disk is a copy, which this guest does write.
build_state() { # FOLDER state.LEVEL.KERNEL LEVEL QEMU KERNEL INITRD DISK HOST
	local arguments machine='' talk

	make_talk
	trap drop_talk EXIT
	cp --sparse=always --reflink=auto "$7/root.img" "$1/root.img" || return 1
	machine_arguments "$3" "$5" "$6" "$7" "$1/root.img" "$talk/empty" "$talk/empty"
	arguments+=(-chardev null,id=terminal)
	cat "$talk/output" &
	cat "$talk/errors" &
	start_machine "$4" 1200
	if ! heard READY 900; then
		echo "the guest did not come up"
		cat "$talk/qemu" "$talk/console"
		return 1
	fi
	printf 'migrate_set_parameter max-bandwidth 100G\nmigrate "exec:cat >%s"\nquit\n' \
		"$1/memory" >&7
	wait "$machine"
	machine=
	[ -s "$1/memory" ] || { cat "$talk/qemu"; return 1; }
}
