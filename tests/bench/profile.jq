# profile.jq - a seccomp profile as engines ship it, as they resolve it for the default bundle
#
# Input: the seccomp.json of containers-common. Arguments: $machine, as uname says it; $kept, the
# capabilities of the container. Output: linux.seccomp of a configuration.

({"x86_64": {arch: "SCMP_ARCH_X86_64", words: ["amd64", "x32", "x86"]},
  "aarch64": {arch: "SCMP_ARCH_AARCH64", words: ["arm64", "arm"]}}[$machine]) as $native |

def any_of($words): any(.[]?; . as $word | $words | index($word));

def wanted:
	(((.includes.arches // []) | length == 0 or any_of($native.words)) and
	 ((.includes.caps // []) | length == 0 or any_of($kept)) and
	 ((.excludes.arches // []) | any_of($native.words) | not) and
	 ((.excludes.caps // []) | any_of($kept) | not));

{
	defaultAction, defaultErrnoRet,
	architectures: ([$native.arch] +
		[.archMap[]? | select(.architecture == $native.arch) | .subArchitectures[]?]),
	syscalls: [.syscalls[] | select(wanted) |
		{names: (.names // [.name]), action, errnoRet,
		 args: (if (.args // []) == [] then null else .args end)} |
		with_entries(select(.value != null))]
} | with_entries(select(.value != null))
