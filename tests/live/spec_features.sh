#!/bin/bash
#
# What the runtime says about itself: spec, features, version, help.

. "${0%/*}/harness.sh"

# ---- spec --------------------------------------------------------------------------------------

mkdir "$TMP/one"
cd "$TMP/one" || bail "no $TMP/one"
succeeds 'spec writes config.json' runtime spec
while read -r row; do
	query=${row% => *} wanted=${row#* => }
	is "the default: $query" "$wanted" "$(jq -cS "$query" config.json)"
done <<'TABLE'
.ociVersion | startswith("1.") => true
.process.terminal => true
.process.user => {"gid":0,"uid":0}
.process.args => ["sh"]
.process.env => ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","TERM=xterm"]
.process.cwd => "/"
.process.noNewPrivileges => true
.process.rlimits => [{"hard":1024,"soft":1024,"type":"RLIMIT_NOFILE"}]
.process.capabilities | keys => ["bounding","effective","permitted"]
.process.capabilities.bounding => ["CAP_AUDIT_WRITE","CAP_KILL","CAP_NET_BIND_SERVICE"]
.root => {"path":"rootfs","readonly":true}
[.mounts[].destination] => ["/proc","/dev","/dev/pts","/dev/shm","/dev/mqueue","/sys","/sys/fs/cgroup"]
[.linux.namespaces[].type] | sort => ["cgroup","ipc","mount","network","pid","uts"]
.linux.resources.devices => [{"access":"rwm","allow":false}]
.linux.maskedPaths | length => 10
.linux.readonlyPaths | length => 5
TABLE
case $RUNTIME in
*/berth) is 'the default host name is ours' berth "$(jq -r .hostname config.json)" ;;
esac
fails 'spec does not overwrite' 'config.json.*exist' runtime spec
mkdir "$TMP/two"
succeeds 'spec --bundle writes there' runtime spec --bundle "$TMP/two"
is '... the same' '' "$(diff config.json "$TMP/two/config.json")"
if [ -n "${OCI_SCHEMA_DIR-}" ] && command -v jsonschema >/dev/null; then
	succeeds 'the default passes the schema' \
		jsonschema --base-uri "file://$OCI_SCHEMA_DIR/" -i config.json "$OCI_SCHEMA_DIR/config-schema.json"
else
	skip 'the default passes the schema' 'OCI_SCHEMA_DIR is not set, or no jsonschema(1)'
fi
make_root "$TMP/root"
cp -al "$TMP/root" "$TMP/one/rootfs"
jq '.process.terminal = false | .process.args = ["echo", "hello"]' config.json >"$TMP/edited"
cp "$TMP/edited" config.json
is 'what spec writes runs, with a terminal less' hello "$(runtime run "spec-${TMP##*.}" 2>&1)"

# ---- features ----------------------------------------------------------------------------------

capture runtime features
is 'features is JSON' object "$(jq -r type <<<"$out")"
while read -r row; do
	query=${row% => *} wanted=${row#* => }
	is "features: $query" "$wanted" "$(jq -c "$query" <<<"$out" 2>&1)"
done <<'TABLE'
.ociVersionMin => "1.0.0"
.ociVersionMax | split(".")[0] => "1"
.hooks | sort => ["createContainer","createRuntime","poststart","poststop","prestart","startContainer"]
.linux.namespaces | sort => ["cgroup","ipc","mount","network","pid","time","user","uts"]
[.mountOptions | index("bind", "rro", "tmpcopyup", "ridmap")] | all => true
.linux.capabilities | index("CAP_SYS_ADMIN") != null => true
.linux.cgroup | {v1, v2, systemd} => {"v1":false,"v2":true,"systemd":true}
.linux.seccomp.enabled => true
.linux.seccomp.actions | index("SCMP_ACT_NOTIFY") != null => true
.linux.seccomp.operators | sort => ["SCMP_CMP_EQ","SCMP_CMP_GE","SCMP_CMP_GT","SCMP_CMP_LE","SCMP_CMP_LT","SCMP_CMP_MASKED_EQ","SCMP_CMP_NE"]
.linux.mountExtensions.idmap.enabled => true
.linux.netDevices.enabled => true
.potentiallyUnsafeConfigAnnotations | type => "array"
.annotations | type => "object"
TABLE
for word in $(jq -r '.linux.seccomp.supportedFlags[]?' <<<"$out"); do
	prints "the seccomp flag $word, which features announces, works" \
		"filter({names: [\"getcpu\"], action: \"SCMP_ACT_ERRNO\"}) | .linux.seccomp.flags = [\"$word\"]" \
		'echo runs' runs
done

# ---- version, help -----------------------------------------------------------------------------

name=${RUNTIME##*/}
for option in --version -v; do
	capture "$RUNTIME" "$option"
	like "$option tells name and version" "^$name version [0-9]+\.[0-9]+" "$out"
	like '... the commit' $'\ncommit: [^\n]+' "$out"
	like '... and the spec' $'\nspec: 1\.[0-9]+\.[0-9]+' "$out"
done
for option in --help -h; do
	exits "$option is no error" 0 "$RUNTIME" "$option"
	for verb in create start run exec state kill delete list ps pause resume update events spec features; do
		capture "$RUNTIME" "$verb" "$option"
		is "$verb $option is no error" 0 "$status"
		is '... and begins with the name' NAME: "$(head -1 <<<"$out")"
		like '... of the verb' "$name $verb" "$(sed -n 2p <<<"$out")"
	done
done
fails 'an unknown option is named' 'no-such-option' "$RUNTIME" --no-such-option list
fails '... after a verb, too' 'no-such-option' runtime list --no-such-option

finish
