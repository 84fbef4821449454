# edits.jq - words for editing a config.json, used by the live tests through `bundle`

# The runtime's default, made fit for a test: no terminal, a root that can be written, a cgroup
# that can be found again.
def plain:
	.process.terminal = false
	| .process.args = ["sh", "-c", $ARGS.named.script]
	| .root.readonly = false
	| .linux.cgroupsPath = "/\($ARGS.named.cgroup)/\($ARGS.named.name)";

# Namespaces: none of this type; one of its own; the one at a path.
def without(type): .linux.namespaces |= map(select(.type != type));
def own(type): without(type) | .linux.namespaces += [{type: type}];
def join(type; path): without(type) | .linux.namespaces += [{type: type, path: path}];

# A user namespace whose ids 0 to 65535 are 100000 and up outside.
def mapped:
	own("user")
	| .linux.uidMappings = [{containerID: 0, hostID: 100000, size: 65536}]
	| .linux.gidMappings = .linux.uidMappings;

def mount(where; type; from; options):
	.mounts += [{destination: where, type: type, source: from, options: options}];
def bind(from; where; options): mount(where; "bind"; from; ["bind"] + options);
def tmpfs(where; options): mount(where; "tmpfs"; "tmpfs"; options);
def unmounted(where): .mounts |= map(select(.destination != where));

# All five sets alike; no set at all.
def capable(names):
	.process.capabilities = (["bounding", "effective", "permitted", "inheritable", "ambient"]
		| map({(.): names}) | add);

def env(words): .process.env += words;
def user(uid; gid): .process.user = {uid: uid, gid: gid};

# A filter that lets everything through but one rule.
def filter(rule):
	.linux.seccomp = {
		defaultAction: "SCMP_ACT_ALLOW",
		syscalls: [rule]
	};

# hook("poststop"; "script"): what it reads and is told goes where the script says
def hook(when; script):
	.hooks[when] += [{path: "/bin/sh", args: ["sh", "-c", script], env: ["PATH=/usr/bin:/bin"]}];
