#!/bin/bash
#
# sysctl-injection: keys and values that lead to a setting of the host. Class of CVE-2022-0811.
#
# The host's setting is kernel.printk_ratelimit_burst, which does no harm and is put back.

. "${0%/*}/attack.sh"
witness=sysctl_owners

canary=/proc/sys/kernel/printk_ratelimit_burst
[ -w "$canary" ] || without_subject "$canary cannot be written here"
old=$(<"$canary")
new=$((old + 1))

attack() {
	local key value edit

	while read -r key value edit; do
		try
		bundle box "${edit:-.} | .linux.sysctl = {(\"$key\"): ($value)}" true
		capture run box
		if [ "$(<"$canary")" != "$old" ]; then
			broken "$key = $value is written to the host"
			echo "$old" >"$canary"
		elif [ "$status" = 0 ]; then
			broken "$key = $value is taken"
		fi
		gone box
	done <<-END
		kernel.printk_ratelimit_burst "$new"
		kernel/printk_ratelimit_burst "$new"
		kernel.shm_rmid_forced "1+kernel.printk_ratelimit_burst=$new"
		kernel.shm_rmid_forced "1\\nkernel.printk_ratelimit_burst=$new"
		net.ipv4.ip_forward "1\\n$new"
		net/../kernel/printk_ratelimit_burst "$new"
		net/ipv4/../../kernel/printk_ratelimit_burst "$new"
		net...kernel.printk_ratelimit_burst "$new"
		fs/mqueue/../../kernel/printk_ratelimit_burst "$new"
		fs.mqueue/../../kernel/printk_ratelimit_burst "$new"
		kernel.msgmax/../printk_ratelimit_burst "$new"
		kernel.shmmax/../printk_ratelimit_burst "$new"
		kernel..printk_ratelimit_burst "$new"
		/kernel/printk_ratelimit_burst "$new"
		/proc/sys/kernel/printk_ratelimit_burst "$new"
		../sys/kernel/printk_ratelimit_burst "$new"
		vm.overcommit_memory "$(</proc/sys/vm/overcommit_memory)"
		kernel.domainname "x" without("uts")|del(.hostname)
		kernel.shm_rmid_forced "0" without("ipc")
		net.ipv4.ip_forward "$(</proc/sys/net/ipv4/ip_forward)" without("network")
	END
}

play 'a sysctl that is not the container'\''s own is refused'
