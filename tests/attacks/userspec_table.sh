#!/bin/bash
#
# userspec-table: who the user is, for every way to write it. A number is never looked up and never
# wraps around; a name that looks like a number names nobody; nothing falls back to root. Class of
# CVE-2016-3697, 2024-40635, 2026-30892.

. "${0%/*}/attack.sh"
witness=strict_numbers

# WORDS  uid:gid, or - when it has to be refused. The image's passwd has traps.
table='
1            1:0
1:           -
1:2          1:2
:1           -
01           1:0
00           0:0
+1           -
-1           -
-0           -
1.0          -
0x1          -
1e3          -
1000         1000:0
4294967294   4294967294:0
4294967295   -
4294967296   -
4294967297   -
8589934592   -
18446744073709551616 -
18446744073709551617 -
99999999999999999999999999 -
1:4294967295 -
1:4294967296 -
1:-1         -
user         1000:1000
user:50      1000:50
user:staff   1000:50
1000:staff   1000:50
nobody       -
usr          -
wrapped      -
minus        -
1000:nobody  -
'

attack() {
	local words wanted

	bundle box
	cat >>"$TMP/box/rootfs/etc/passwd.new" <<-'END'
		1000:x:0:0:trap:/:/bin/sh
		1:x:0:0:trap:/:/bin/sh
		+1:x:0:0:trap:/:/bin/sh
		-1:x:0:0:trap:/:/bin/sh
		01:x:0:0:trap:/:/bin/sh
		4294967296:x:0:0:trap:/:/bin/sh
		wrapped:x:4294967296:4294967296:trap:/:/bin/sh
		minus:x:-1:0:trap:/:/bin/sh
	END
	cat "$TMP/box/rootfs/etc/passwd" >>"$TMP/box/rootfs/etc/passwd.new"
	mv "$TMP/box/rootfs/etc/passwd.new" "$TMP/box/rootfs/etc/passwd"
	started box
	while read -r words wanted; do
		[ -n "$words" ] || continue
		try
		capture runtime exec -u "$words" box sh -c 'echo $(id -u):$(id -g)'
		[ "$status" = 0 ] || out=-
		[ "$out" = "$wanted" ] || broken "-u $words is $out, not $wanted"
	done <<<"$table"
	gone box
	for words in 4294967295 4294967296 -1 1.5; do
		try
		bundle box ".process.user = {uid: $words, gid: 0}" 'id -u'
		capture run box
		[ "$status" != 0 ] || broken "process.user.uid $words is $out"
		gone box
	done
}

play 'a user is who was written, or it is refused'
