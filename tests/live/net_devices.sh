#!/bin/bash
#
# Network devices that the config moves into the container, as they are.

. "${0%/*}/harness.sh"

tap='ip tuntap add dev live0 mode tap'
facts=('a device is moved in' '... with its MTU, address and up' '... under the name it is given'
	'a device that is not there is named' 'a name that is too long is refused'
	'a device without a network namespace to go to is refused')
if ! command -v ip >/dev/null || ! unshare --net sh -c "$tap" 2>/dev/null; then
	for fact in "${facts[@]}"; do skip "$fact" 'ip(8) cannot make a tap device here'; done
	finish
fi

# moved EDIT SCRIPT: a run from a network namespace that has a device for it
moved() {
	bundle box "$1" "$2"
	capture unshare --net sh -c "$tap && ip link set live0 mtu 1300 address 02:00:00:00:00:07 up &&
		ip address add 10.9.8.7/24 dev live0 && ip address add fd00::7/64 dev live0 nodad &&
		exec timeout $DEADLINE '$RUNTIME' --root '$STATE' run --bundle '$TMP/box' box"
	gone box
}
look='cat /sys/class/net/$1/mtu /sys/class/net/$1/address; ip address show $1 | grep -o "10.9.8.7/24\|fd00::7/64\|UP" | head -3 | xargs'

moved '.linux.netDevices = {live0: {}}' 'ls /sys/class/net | xargs'
is "${facts[0]}" 'live0 lo' "$out"
[ "$status" = 0 ] || echo "# $err"
moved '.linux.netDevices = {live0: {}}' "set -- live0; $look"
is "${facts[1]}" $'1300\n02:00:00:00:00:07\nUP 10.9.8.7/24 fd00::7/64' "$out"
moved '.linux.netDevices = {live0: {name: "eth0"}}' "set -- eth0; $look"
is "${facts[2]}" $'1300\n02:00:00:00:00:07\nUP 10.9.8.7/24 fd00::7/64' "$out"
moved '.linux.netDevices = {nowhere0: {}}' true
like "${facts[3]}" nowhere0 "$err"
moved '.linux.netDevices = {live0: {name: "a-name-of-sixteen"}}' true
like "${facts[4]}" 'a-name-of-sixteen' "$err"
moved 'without("network") | .linux.netDevices = {live0: {}}' true
like "${facts[5]}" 'netDevices|network namespace' "$err"

finish
