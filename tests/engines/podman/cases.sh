# shellcheck shell=bash
# shellcheck disable=SC2016,SC2034,SC2154,SC2317 # the container expands; other files set, read, call
#
# cases.sh - what Podman is seen to do, as root and as a user alike
#
# A container is expensive on an emulated machine, so each one answers as many questions as it
# can; where a fact can be read from the host without another command, it is.

# ---- with both managers ------------------------------------------------------------------------

limited() {
	local name=$mine-$manager pid where

	succeeds "$manager: a container is started in the background" \
		podman run -d --name "$name" --network none --memory 64m --memory-swap 96m \
		--memory-reservation 32m --cpus 0.5 --cpu-shares 2048 --cpuset-cpus 0 --cpuset-mems 0 --pids-limit 40 \
		--cgroup-conf memory.high=60000000 "$image" sh -c "$patient"
	pid=$(inspect "$name" '{{.State.Pid}}')
	where=$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
	case $manager in
	systemd) like "$manager: its cgroup is a scope" \
		'/libpod-[0-9a-f]{64}\.scope(/container)?$' "$where" ;;
	*) like "$manager: its cgroup is no scope" '/(libpod-)?[0-9a-f]{64}$' "$where" ;;
	esac
	is "$manager: --memory" 67108864 "$(knob memory.max)"
	is "$manager: --memory-swap" 33554432 "$(knob memory.swap.max)"
	is "$manager: --memory-reservation" 33554432 "$(knob memory.low)"
	is "$manager: --cgroup-conf" 59998208 "$(knob memory.high)"
	is "$manager: --cpus" '50000 100000' "$(knob cpu.max)"
	like "$manager: --cpu-shares" '^(79|174)$' "$(knob cpu.weight)"
	is "$manager: --cpuset-cpus" 0 "$(knob cpuset.cpus)"
	is "$manager: --cpuset-mems" 0 "$(knob cpuset.mems)"
	is "$manager: --pids-limit" 40 "$(knob pids.max)"
	updated
	paused
	ended
	is "$manager: rm -f leaves no cgroup" no \
		"$([ -e "/sys/fs/cgroup$where" ] && echo yes || echo no)"
}

updated() {
	succeeds "$manager: update" podman update --memory 128m --cpus 0.25 --pids-limit 60 "$name"
	is "$manager: update --memory" 134217728 "$(knob memory.max)"
	is "$manager: update --cpus" '25000 100000' "$(knob cpu.max)"
	is "$manager: update --pids-limit" 60 "$(knob pids.max)"
	is "$manager: update leaves the rest" 0 "$(knob cpuset.cpus)"
	tells "$manager: stats knows limit and processes" '^134\.2MB [12]$' \
		podman stats --no-stream --format '{{index (slice (split .MemUsage " / ") 1) 0}} {{.PIDs}}' "$name"
	tells "$manager: top names the process" "1 +sh" podman top "$name" pid comm
}

paused() {
	succeeds "$manager: pause" podman pause "$name"
	is "$manager: a paused container is frozen" 'frozen 1' "$(grep frozen "/sys/fs/cgroup$where/cgroup.events")"
	answers "$manager: ... and is said to be paused" paused inspect "$name" '{{.State.Status}}'
	fails "$manager: exec in it is refused" 'paus|running' podman exec "$name" true
	succeeds "$manager: unpause" podman unpause "$name"
	is "$manager: it runs again" 'frozen 0' "$(grep frozen "/sys/fs/cgroup$where/cgroup.events")"
}

ended() {
	succeeds "$manager: kill -s USR1" podman kill -s USR1 "$name"
	succeeds "$manager: the signal arrives, and logs shows it" wait_for logged "$name" poked
	succeeds "$manager: stop" podman stop "$name"
	answers "$manager: the status at the end is the container's" 3 podman wait "$name"
	succeeds "$manager: start of a stopped container" podman start "$name"
	succeeds "$manager: restart" podman restart -t 0 "$name"
	answers "$manager: it is running" running inspect "$name" '{{.State.Status}}'
	succeeds "$manager: kill" podman kill "$name"
	answers "$manager: what was killed ended with 137" 137 podman wait "$name"
	succeeds "$manager: rm -f of a running container" eval 'podman start "$name" && podman rm -f -t 0 "$name"'
}

# ---- one container, many settings --------------------------------------------------------------

report='
echo host=$(hostname); echo env=$A; echo cwd=$PWD; echo id=$(id -u):$(id -g) groups=$(id -G)
echo umask=$(umask); echo files=$(ulimit -n) hard=$(ulimit -Hn)
echo port=$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)
echo caps=$(sed -n "s/^CapBnd:.0*//p" /proc/self/status)
echo privs=$(sed -n "s/^NoNewPrivs:.//p" /proc/self/status)
echo filter=$(sed -n "s/^Seccomp:.//p" /proc/self/status)
echo score=$(cat /proc/self/oom_score_adj)
echo scratch=$(sed -n "s/.* .scratch tmpfs .*\(noexec\).*\(size=[^,]*\).*/\1 \2/p" /proc/mounts)
echo root=$(touch /x 2>&1 || :); echo bound=$(cat /vol/file) $(touch /vol/x 2>&1 || :)
echo kept=$(cat /data/kept 2>&1) $(echo kept >/data/kept; cat /data/kept)
echo over=$(cat /over/file) $(echo more >/over/more && cat /over/more)
echo secret=$(cat /run/secrets/'$mine')
echo shm=$(df -k /dev/shm | sed -n "s/^shm *\([0-9]*\).*/\1/p")
echo device=$(ls -l /dev/nothing | cut -c1)
echo net=$(ls /sys/class/net | tr "\n" " ")
echo hidden=$(stat -c %t:%T /proc/kcore) $(ls /sys/firmware | wc -l)
echo cgroup=$(cat /proc/self/cgroup); exit 7'

settings() {
	mkdir -p "$TMP"/{vol,over} && chmod 755 "$TMP"/{vol,over}
	echo bound >"$TMP/vol/file" && echo over >"$TMP/over/file"
	printf secret >"$TMP/secret" && podman secret create "$mine" "$TMP/secret" >/dev/null
	exits 'the status of run is the container'"'"'s' 7 run --hostname box -e A=b -w /tmp -u 1000:1000 \
		--group-add 50 --umask 0027 --ulimit nofile=100:200 \
		--sysctl net.ipv4.ip_unprivileged_port_start=80 --cap-drop ALL --cap-add CHOWN \
		--security-opt no-new-privileges --oom-score-adj 500 \
		--tmpfs /scratch:size=1m,mode=1777,noexec --read-only -v "$TMP/vol:/vol:ro" \
		-v "$mine:/data:U" -v "$TMP/over:/over:O,U" --secret "$mine,uid=1000" --shm-size 2m \
		--device /dev/null:/dev/nothing "$image" sh -c "$report"
	shows '--hostname' host box
	shows '--env' env b
	shows '--workdir' cwd /tmp
	shows '--user and --group-add' id '1000:1000 groups=1000 50'
	shows '--umask' umask 0027
	shows '--ulimit' files '100 hard=200'
	shows '--sysctl' port 80
	shows '--cap-drop and --cap-add' caps 1
	shows '--security-opt no-new-privileges' privs 1
	shows 'the seccomp filter is loaded' filter 2
	shows '--oom-score-adj' score 500
	shows '--tmpfs' scratch 'noexec size=1024k'
	shows '--read-only' root 'touch: /x: Read-only file system'
	shows 'a volume that is read-only' bound 'bound touch: /vol/x: Read-only file system'
	shows 'a named volume' kept "cat: can't open '/data/kept': No such file or directory kept"
	shows 'a volume under an overlay' over 'over more'
	shows '--secret' secret secret
	shows '--shm-size' shm 2048
	shows '--device' device c
	shows '--network none' net 'lo'
	shows 'paths are hidden' hidden '1:3 0'
	shows 'it has a cgroup namespace' cgroup 0::/
}

# ---- terminals ---------------------------------------------------------------------------------

# A terminal of its own for the command, whose size is changed when the container shows its own;
# changed again until it is seen, since Podman listens for changes only a while after the start.
on_terminal() { # COMMAND
	local columns=80

	: >"$TMP/typed"
	script -qefc "tty >'$TMP/tty'; stty rows 41 cols 111; $1" "$TMP/typed" \
		</dev/null >/dev/null 2>&1 &
	wait_for grep -q "size=41 111" "$TMP/typed"
	wait_for resized
	within tail --pid=$! -f /dev/null
	wait $!
}

resized() {
	columns=$((columns + 1))
	stty -F "$(cat "$TMP/tty")" rows 35 cols "$columns"
	sleep 0.5
	grep -q "size=35 " "$TMP/typed"
}

terminal() { # COMMAND
	local tty

	: >"$TMP/typed"
	script -qefc "tty >'$TMP/tty'; stty rows 41 cols 111; $1" "$TMP/typed" </dev/null >/dev/null 2>&1 &
	wait_for grep -q "size=41 111" "$TMP/typed"
	tty=$(cat "$TMP/tty")
	stty -F "$tty" rows 35 cols 95
	wait_for grep -q "size=35 95" "$TMP/typed"
	within tail --pid=$! -f /dev/null
	wait $!
}

terminal() {
	local show='n=0; until [ $n = 60 ]; do
		echo size=$(stty size); case $(stty size) in "35 "*) break;; esac
		sleep 0.2; n=$((n+1)); done; echo tty=$(tty); exit 4'

	on_terminal "podman --runtime '$RUNTIME' --cgroup-manager '$manager' run --rm -it \
		--network none '$image' sh -c '$show'"
	is 'run -it: the status is the container'"'"'s' 4 $?
	out=$(cat "$TMP/typed")
	like 'run -it: the terminal has the size of the caller'"'"'s' 'size=41 111' "$out"
	like 'run -it: the size follows' 'size=35 ' "$out"
	like 'run -it: it is a terminal of the container' /dev/pts/0 "$(value tty)"
	answers 'run -i: what is written goes in, and comes out again' in \
		eval 'echo in | podman run -i --rm --network none "$image" cat'
}

# ---- exec, health, and what else a running container is asked ----------------------------------

inside() {
	local name=$mine-box

	succeeds 'create' podman create --name "$name" --network none --init --health-interval disable \
		--health-cmd 'test -e /tmp/well' "$image" sh -c "$patient"
	succeeds 'init' podman init "$name"
	answers 'a container that was initialised is not started' initialized inspect "$name" '{{.State.Status}}'
	succeeds 'start' podman start "$name"
	exits 'exec: status, user, directory and environment' 9 podman exec -u 1000:50 -w /tmp -e X=y "$name" \
		sh -c 'echo who=$(id -u):$(id -g) where=$PWD what=$X; echo first=$(cat /proc/1/comm); exit 9'
	shows '... as given' who '1000:50 where=/tmp what=y'
	like '--init: the first process is an init' '^(podman-init|catatonit|init)$' "$(value first)"
	answers 'exec -i: what is written goes in' in eval 'echo in | podman exec -i "$name" cat'
	tells 'exec -t: it has a terminal' /dev/pts/ podman exec -t "$name" tty
	exits 'exec of a program that is not there ends with 127' 127 podman exec "$name" /no/such
	exits 'exec of a directory ends with 126' 126 podman exec "$name" /etc
	exits 'healthcheck: not well' 1 podman healthcheck run "$name"
	succeeds 'exec -d' podman exec -d "$name" touch /tmp/well
	succeeds 'healthcheck: well' wait_for podman healthcheck run "$name"
	answers 'healthcheck: it is on record' healthy inspect "$name" '{{.State.Health.Status}}'
	answers 'namespaces of another container are joined' "$mine" \
		podman run --rm --uts "container:$name" --pid "container:$name" --network "container:$name" "$image" \
		sh -c 'test "$(cat /proc/1/comm)" != sh && echo '"$mine"
	podman rm -f -t 0 "$name" >/dev/null 2>&1
}

# ---- how a run ends ----------------------------------------------------------------------------

endings() {
	exits 'a program that is not there: 127' 127 run "$image" /no/such
	exits 'a name that is not in $PATH: 127' 127 run "$image" nosuch
	exits 'a directory: 126' 126 run "$image" /etc
	exits 'a file without the executable bit: 126' 126 run "$image" /etc/passwd
	fails 'a setting that cannot be had fails, and is named' 'net[./]no[./]such' \
		run --sysctl net.no.such=1 "$image" true
}

# looked_at FILE PID: whether the process is told when the file changes; inotify(7), proc(5)
looked_at() {
	grep -qs "^inotify .* ino:$(printf %x "$(stat -c %i "$1")") " "/proc/$2/fdinfo"/*
}

# killed_in CGROUP: whether the kernel has ended a process there for want of memory
killed_in() {
	grep -qs '^oom_kill [1-9]' "$1/memory.events"
}

# conmon looks at memory.events when the file changes, but only from some time after the container
# runs, and no more once a change was none of this kind, such as the first touch of the limit. Its last
# look, when the container has ended, may come after systemd has taken the cgroup away. So the container
# waits until conmon looks out, conmon is held until there is something to see, and the container stays
# until it was seen.
starved() {
	local name=$mine-oom conmon cgroup

	podman run -d --name "$name" --network none --memory 16m --memory-swap 16m "$image" sh -c '
		until [ -e /go ]; do sleep 0.2; done; tail /dev/zero
		status=$?; until [ -e /seen ]; do sleep 0.2; done; exit $status' >/dev/null
	conmon=$(inspect "$name" '{{.State.ConmonPid}}')
	cgroup=$(host_cgroup "$name")
	succeeds 'out of memory: conmon looks out for it' \
		wait_for looked_at "$cgroup/memory.events" "$conmon"
	kill -STOP "$conmon"
	succeeds '... the memory is used up' podman exec "$name" touch /go
	succeeds '... a process is killed for it' wait_for killed_in "$cgroup"
	kill -CONT "$conmon"
	succeeds '... and conmon takes note' wait_for test -e "$(noted "$conmon")/oom"
	podman exec "$name" touch /seen
	answers '... the status is 137' 137 podman wait "$name"
	answers '... and is said to have run out of memory' true inspect "$name" '{{.State.OOMKilled}}'
	podman rm -f -t 0 "$name" >/dev/null 2>&1
}

# ---- namespaces, privileges --------------------------------------------------------------------

shared() {
	capture podman run --rm --network host --pid host --ipc host --uts host --cgroupns host "$image" sh -c \
		'for n in net pid ipc uts cgroup mnt; do echo $n=$(readlink /proc/self/ns/$n); done'
	for kind in net pid ipc uts cgroup; do
		shows "the host's $kind namespace" $kind "$(readlink "/proc/self/ns/$kind")"
	done
	is "not the host's mount namespace" no \
		"$([ "$(value mnt)" = "$(readlink /proc/self/ns/mnt)" ] && echo yes || echo no)"
}

privileged() {
	capture run --privileged "$image" sh -c 'echo caps=$(sed -n "s/^CapEff:.0*//p" /proc/self/status)
		echo filter=$(sed -n "s/^Seccomp:.//p" /proc/self/status)
		echo sys=$(grep " /sys " /proc/mounts | cut -d" " -f4 | cut -d, -f1)
		echo fuse=$(ls -d /dev/fuse)'
	shows '--privileged: every capability' caps "$all_capabilities"
	shows '--privileged: no filter' filter 0
	shows '--privileged: /sys' sys "$privileged_sys"
	shows '--privileged: the devices of the host' fuse /dev/fuse
}

# What an init system in a container wants.
systemd_mode() {
	capture run --systemd always "$image" sh -c 'mkdir /sys/fs/cgroup/sub && echo made=yes
		echo $$ >/sys/fs/cgroup/sub/cgroup.procs && echo moved=$(cat /proc/self/cgroup)
		echo +pids >/sys/fs/cgroup/cgroup.subtree_control
		echo passed=$(cat /sys/fs/cgroup/sub/cgroup.controllers)
		echo run=$(grep -c -E " (/run|/run/lock|/tmp|/var/log/journal) tmpfs" /proc/mounts)'
	shows '--systemd: a sub-cgroup can be made' made yes
	shows '--systemd: ... and entered' moved 0::/sub
	shows '--systemd: ... and controllers passed on to it' passed pids
	shows '--systemd: its tmpfs are there' run 4
}

without_cgroups() {
	answers '--cgroups disabled: no cgroup is made' "$(sed -n 's/^0:://p' /proc/self/cgroup)" \
		run --cgroups disabled --cgroupns host "$image" sed -n 's/^0:://p' /proc/self/cgroup
}

# ---- odds --------------------------------------------------------------------------------------

odds() {
	local log=$TMP/hooks

	mkdir -p "$TMP/hooks.d" && chmod 777 "$TMP/hooks.d" && : >"$log" && chmod 666 "$log"
	printf '#!/bin/sh\necho "$1 $(jq -r .status)" >>%s\n' "$log" >"$TMP/hook" && chmod 755 "$TMP/hook"
	jq -n --arg hook "$TMP/hook" '{version: "1.0.0", hook: {path: $hook, args: ["hook", "called"]},
		when: {always: true}, stages: ["createRuntime", "poststart", "poststop"]}' >"$TMP/hooks.d/all.json"
	jq -n '{defaultAction: "SCMP_ACT_ALLOW", syscalls:
		[{names: ["mkdir", "mkdirat"], action: "SCMP_ACT_ERRNO", errnoRet: 95}]}' >"$TMP/filter.json"
	printf 'handed over' >"$TMP/handed"
	exits '--runtime-flag debug: it runs' 0 podman --hooks-dir "$TMP/hooks.d" --runtime-flag debug \
		run --rm --name "$mine-odd" --network none --preserve-fds 1 \
		--security-opt "seccomp=$TMP/filter.json" --security-opt mask=/etc/group \
		--security-opt unmask=/sys/firmware --security-opt proc-opts=hidepid=invisible \
		--mount type=ramfs,destination=/ram --label a=b --annotation c=d --stop-signal USR1 \
		"$image" sh -c 'echo dir=$(mkdir /tmp/dir 2>&1); echo handed=$(cat <&3)
			echo masked=$(wc -c </etc/group); echo firmware=$(ls /sys/firmware | wc -w)
			echo proc=$(grep -c "^proc /proc proc.*hidepid=" /proc/mounts)
			echo ram=$(sed -n "s/.* .ram \([a-z]*\) .*/\1/p" /proc/mounts)' 3<"$TMP/handed"
	shows 'a seccomp profile of the caller' dir \
		"mkdir: can't create directory '/tmp/dir': Operation not supported"
	shows '--preserve-fds' handed 'handed over'
	shows '--security-opt mask' masked 0
	shows '--security-opt unmask' firmware "$(find /sys/firmware -mindepth 1 -maxdepth 1 | wc -l)"
	shows '--security-opt proc-opts' proc 1
	shows '--mount type=ramfs' ram ramfs
	is 'hooks are called, with the state' 'called created called running called stopped' \
		"$(tr '\n' ' ' <"$log" | sed 's/ $//; s/creating/created/')"
	tells 'info names the runtime and its version' "^$RUNTIME ${RUNTIME##*/} version [0-9]" \
		podman info --format '{{.Host.OCIRuntime.Path}} {{.Host.OCIRuntime.Version}}'
	tells 'events tells the life of a container' 'create.*init.*start.*(died|exited).*' \
		eval 'podman events --stream=false --since 10m --filter "container=$mine-odd" \
			--format "{{.Status}}" | tr "\n" " "'
}

# systemd-run returns when the unit says that it is ready.
unit() { # NAME [PROPERTY...] -- COMMAND...
	local name=$1 properties=()

	shift
	for (( ; $#; )); do
		[ "$1" = -- ] && shift && break
		properties+=(-p "$1") && shift
	done
	# shellcheck disable=SC2086 # words
	within systemd-run $unit_of -q --collect --unit "$name" -p Type=notify -p NotifyAccess=all \
		-p TimeoutStartSec=40 -p Delegate=yes -p KillMode=mixed "${properties[@]}" \
		-E "CONTAINERS_CONF_OVERRIDE=$CONTAINERS_CONF_OVERRIDE" "$@"
}

# The container's process says that it is ready, with the host's own systemd-notify; or Podman
# says so, in a unit as Quadlet writes it.
announced() {
	local name=$mine-ready pid

	command -v systemd-run >/dev/null || {
		skip '--sdnotify' 'systemd-run is not there'
		return
	}
	succeeds '--sdnotify container: READY comes through' unit "$name" -- podman --runtime "$RUNTIME" \
		--cgroup-manager "$manager" run --rm --name "$name" --network none --sdnotify container \
		-v /usr:/usr:ro -v /usr/lib:/lib:ro -v /usr/lib64:/lib64:ro "$image" \
		sh -c '/usr/bin/systemd-notify --ready; while :; do sleep 0.2; done'
	answers '... and it runs' running inspect "$name" '{{.State.Status}}'
	podman rm -f -t 0 "$name" >/dev/null 2>&1

	succeeds 'a unit as Quadlet writes it' unit "$name-2" -- podman --runtime "$RUNTIME" \
		--cgroup-manager "$manager" run --name "$name-2" --replace --rm --cgroups=split \
		--sdnotify=conmon -d --network none --memory 64m "$image" sh -c "$patient"
	pid=$(inspect "$name-2" '{{.State.Pid}}')
	like '... has the container in its own cgroup' "/$name-2.service/libpod-payload-[0-9a-f]{64}$" \
		"$(cat "/proc/$pid/cgroup")"
	is '... limited' 67108864 "$(knob memory.max)"
	# shellcheck disable=SC2086 # words
	succeeds '... and ends with it' within systemctl $unit_of stop "$name-2"
	is '... leaving no process' no "$([ -e "/proc/$pid" ] && echo yes || echo no)"
	podman rm -f -t 0 -i "$name-2" >/dev/null 2>&1
}

# ---- pods, kube --------------------------------------------------------------------------------

pods() {
	local pod=$mine-pod

	succeeds 'pod create' podman pod create --name "$pod" --network none --share net,ipc,uts --hostname pod \
		--memory 80m
	succeeds 'a container in the pod' podman run -d --pod "$pod" --name "$pod-a" "$image" sh -c "$patient"
	capture podman run --rm --pod "$pod" "$image" sh -c \
		'echo name=$(hostname); for n in net ipc uts pid; do echo $n=$(readlink /proc/self/ns/$n); done'
	shows 'the pod has a name of its own' name pod
	pid=$(inspect "$pod-a" '{{.State.Pid}}')
	for kind in net ipc uts; do
		shows "the pod shares its $kind namespace" $kind "$(readlink "/proc/$pid/ns/$kind")"
	done
	where=$(sed -n 's/^0:://p' "/proc/$pid/cgroup")
	if [ "$manager" = cgroupfs ] && [ "$(id -u)" != 0 ]; then
		skip 'the pod is limited' 'Podman makes no cgroup of a pod for a user with this manager'
	else
		is 'the pod is limited' 83886080 "$(cat "/sys/fs/cgroup${where%/libpod-*}/memory.max" 2>&1)"
	fi
	succeeds 'pod pause' podman pod pause "$pod"
	is '... freezes its containers' 'frozen 1' "$(grep frozen "/sys/fs/cgroup$where/cgroup.events")"
	succeeds 'pod unpause' podman pod unpause "$pod"
	tells 'pod ps knows it' "$pod Running 2" \
		podman pod ps --format '{{.Name}} {{.Status}} {{.NumberOfContainers}}'
	succeeds 'pod rm -f' podman pod rm -f -t 0 "$pod"
	is '... leaves no cgroup' no "$([ -e "/sys/fs/cgroup${where%/libpod-*}" ] && echo yes || echo no)"
}

kube() {
	local pod=$mine-kube

	cat >"$TMP/pod.yaml" <<-YAML
		apiVersion: v1
		kind: Pod
		metadata:
		  name: $pod
		spec:
		  restartPolicy: Never
		  volumes: [{name: scratch, emptyDir: {}}]
		  containers:
		  - name: a
		    image: $image
		    imagePullPolicy: Never
		    command: [sh, -c, 'echo from=\$FROM; echo x >/scratch/x; cat /sys/fs/cgroup/memory.max; $patient']
		    env: [{name: FROM, value: kube}]
		    resources: {limits: {memory: 48Mi, cpu: 500m}}
		    securityContext: {runAsUser: 0, readOnlyRootFilesystem: true}
		    volumeMounts: [{name: scratch, mountPath: /scratch}]
	YAML
	succeeds 'kube play' podman kube play --network none "$TMP/pod.yaml"
	succeeds '... starts what it says' wait_for logged "$pod-a" up
	answers '... with its environment and its limit' "from=kube 50331648 up" \
		eval 'podman logs "$pod-a" | tr "\n" " " | sed "s/ \$//"'
	succeeds 'kube down' podman kube down "$TMP/pod.yaml"
}

# ---- images ------------------------------------------------------------------------------------

builds() {
	local working

	cat >"$TMP/Containerfile" <<-END
		FROM $image
		RUN echo built by \$(id -u) >/made && test ! -e /sys/class/net/eth0
		CMD ["cat", "/made"]
	END
	succeeds 'podman build' podman build -q --network none --pull=never -t "$image-built" \
		-f "$TMP/Containerfile" "$TMP"
	answers '... makes what it says' 'built by 0' run "$image-built"
	podman rmi -f "$image-built" >/dev/null 2>&1
	command -v buildah >/dev/null || {
		skip 'buildah run' 'buildah is not there'
		return
	}
	working=$(within buildah from --pull=never "$image")
	answers 'buildah run' 'in buildah' within buildah run --runtime "$RUNTIME" --network none "$working" \
		echo in buildah
	exits 'buildah run: the status' 5 \
		within buildah run --runtime "$RUNTIME" --network none "$working" sh -c 'exit 5'
	within buildah rm "$working" >/dev/null
}

# ---- checkpoint --------------------------------------------------------------------------------

checkpointed() {
	local name=$mine-frozen count

	command -v criu >/dev/null || {
		skip 'checkpoint and restore' 'criu is not there'
		return
	}
	podman run -d --name "$name" --network none "$image" \
		sh -c 'n=0; while :; do n=$((n+1)); echo $n >/new; mv /new /count; sleep 0.2; done' >/dev/null
	wait_for grep -q '[5-9]' "/proc/$(inspect "$name" '{{.State.Pid}}')/root/count"
	succeeds 'checkpoint --export --leave-running' podman container checkpoint --leave-running \
		-e "$TMP/frozen.tar" "$name"
	answers '... and it still runs' running inspect "$name" '{{.State.Status}}'
	succeeds 'checkpoint' podman container checkpoint "$name"
	answers '... and it is no more' exited inspect "$name" '{{.State.Status}}'
	succeeds 'restore' podman container restore "$name"
	count=$(podman exec "$name" cat /count)
	is 'it goes on where it was' yes "$([ "${count:-0}" -ge 5 ] && echo yes || echo "no: $count")"
	succeeds 'restore --import, by another name' podman container restore -i "$TMP/frozen.tar" \
		-n "$name-2"
	count=$(podman exec "$name-2" cat /count)
	is '... goes on where that was' yes "$([ "${count:-0}" -ge 5 ] && echo yes || echo "no: $count")"
	succeeds 'restored containers are removed' podman rm -f -t 0 "$name" "$name-2"
}
