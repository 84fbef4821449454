# shellcheck shell=sh
#
# look.sh - what a process sees of its isolation, to be compared between the floor and berth
#
# Run inside a container, by busybox. Numbers that differ from one container to the next are left out.
set -f
echo "mounts"
# Without ids, devices and propagation: target, root of a device file, flags, type, options.
sed -E 's/^[0-9]+ [0-9]+ [0-9]+:[0-9]+ [^ ]+ ([^ ]+ [^ ]+) .*- ([^ ]+) [^ ]+ (.*)$/\1 \2 \3/;
	s/,(inode64|seclabel)//g' /proc/self/mountinfo | sort
echo "status"
grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp|NStgid)' /proc/self/status
echo "limits"
grep 'open files' /proc/self/limits
echo "devices"
set +f
stat -c '%n %F %a %u:%g %t:%T' /dev/* | sort
for name in fd stdin stdout stderr core ptmx; do readlink "/dev/$name"; done
echo "hidden"
cat /proc/kcore /proc/timer_list /proc/keys /proc/sched_debug 2>/dev/null | head -c 100
ls /sys/firmware /proc/scsi /proc/acpi 2>/dev/null
( : >/proc/sysrq-trigger ) 2>&1 | sed 's/.*: //'
( : >/written ) 2>&1 | sed 's/.*: //'
echo "itself"
cat /proc/self/cgroup
hostname
echo $$
grep -c . /proc/net/dev
ls /proc/self/fd
