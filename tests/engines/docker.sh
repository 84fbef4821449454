#!/bin/bash
# shellcheck disable=SC2016,SC2034,SC2154 # what the container expands; what other files read or set
#
# docker.sh - a runtime as Docker's default
#
# A `docker run` is the costliest command of all engines, so there are few, and each container
# answers for many options. What the two cgroup drivers have in common is asked of one only.

. "${BASH_SOURCE[0]%/*}/daemon.sh"
needs containerd docker dockerd script

export DOCKER_HOST=unix://$TMP/docker.sock DOCKER_CONFIG=$TMP/docker
image=localhost/busybox:1
cleanup=docker_end

docker() {
	within docker "$@"
}

# docker_begin DRIVER. (The containerd that dockerd would start itself has 15 seconds to come up.)
docker_begin() {
	jq -n --arg path "$RUNTIME" --arg tmp "$TMP" --arg driver "$1" '{
		runtimes: {tested: {path: $path}}, "default-runtime": "tested",
		"exec-opts": ["native.cgroupdriver=" + $driver], "data-root": ($tmp + "/data"),
		"exec-root": ($tmp + "/exec"), pidfile: ($tmp + "/docker.pid"),
		hosts: ["unix://" + $tmp + "/docker.sock"],
		containerd: ($tmp + "/containerd.sock"), "shutdown-timeout": 1}' >"$TMP/daemon.json"
	[ ${#daemons[@]} != 0 ] || containerd_begin "$without_cri"
	daemon dockerd command dockerd --config-file "$TMP/daemon.json"
	wait_for docker_is_up || bail "dockerd does not start: $(tail -n 3 "$TMP/dockerd.log")"
	docker image inspect "$image" >/dev/null 2>&1 && return
	image_archive "$TMP/image.tar" "$image"
	docker load --quiet --input "$TMP/image.tar" >/dev/null || bail "no image can be loaded"
}

docker_is_up() {
	docker version >/dev/null
}

docker_end() {
	docker ps --all --quiet | xargs -r timeout "$DEADLINE" docker rm --force
	daemons_end
	awk -v top="$TMP/" 'index($5, top) == 1 {print $5}' /proc/self/mountinfo | sort -r |
		xargs -r umount -l
}

inspect() {
	docker inspect --format "{{.State.$2}}" "$1"
}

cgroup_of() {
	echo "/sys/fs/cgroup$(cut -d: -f3 "/proc/$(inspect "$1" Pid)/cgroup")"
}

# knobs FILE...: what the files of box's cgroup hold
knobs() {
	docker exec box sh -c 'cd /sys/fs/cgroup && echo $(cat "$@")' knobs "$@"
}

# A program that tells what it meets, and then, unless it is asked to tell only, counts until it is
# asked to end. Containers have it as /tell.
cat >"$TMP/tell" <<'END'
trap "exit 3" TERM
of() { sed -n "s/^$1:[[:space:]]*//p" /proc/self/status; }
size() { df -k "$1" | awk 'END {print $2}'; }
echo init=$(tr '\0' ' ' </proc/1/cmdline)
echo host=$(hostname)
echo colour=$COLOUR
echo directory=$PWD
echo user=$(id -u):$(id -g)
echo set=$(of CapEff)
echo privileges=$(of NoNewPrivs)
echo filter=$(of Seccomp)
echo network=$(readlink /proc/self/ns/net)
echo file=$(wc -l </data/passwd)
touch /data/new || echo bind=read-only
touch /new || echo root=read-only
mkdir /tmp/new || echo mkdir=refused
echo scratch=$(size /scratch)
echo shm=$(size /dev/shm)
echo devices=$(ls /dev)
echo files=$(ulimit -n)
echo backlog=$(cat /proc/sys/net/core/somaxconn)
echo address=$(grep -c '192.0.2.7.*elsewhere' /etc/hosts)
echo complaint >&2
echo all told
[ "$1" = only ] && exit
while true; do echo tick >>/run/ticks; sleep 0.3; done
END

# set_has MASK NUMBER: whether a capability is in a set as /proc/PID/status prints it
set_has() {
	echo $((0x$1 >> $2 & 1))
}

has_told() {
	capture docker logs box
	[[ $out == *"all told"* && $err == *complaint* ]]
}

# box [OPTION...]: starts it with limits, and waits until it has told
box() {
	capture docker run --detach --name box --init --memory 64m --cpus 0.5 --pids-limit 50 \
		--volume "$TMP/tell:/tell:ro" --tmpfs /run "$@" "$image" sh /tell
	[ "$status" = 0 ] || miss "$driver: box is started" "$err"
	wait_for has_told || miss "$driver: box tells what it meets" "$out" "$err"
}

# ---- what depends on who makes the cgroup ------------------------------------------------------

limited() {
	local cgroup place id count

	id=$(docker inspect --format '{{.Id}}' box) cgroup=$(cgroup_of box)
	place=/docker/$id
	[ "$driver" = systemd ] && place=/system.slice/docker-$id.scope
	like "$driver: the container is in its place" "^/sys/fs/cgroup$place(/container)?$" "$cgroup"
	answers "$driver: --memory, --cpus, --pids-limit" "67108864 50000 100000 50" \
		knobs memory.max cpu.max pids.max
	tells "$driver: stats" "^[0-9.]+[KM]iB / 64MiB [2-9]$" \
		docker stats --no-stream --format '{{.MemUsage}} {{.PIDs}}' box

	succeeds "$driver: update" docker update --memory 32m --memory-swap 32m --cpus 0.25 \
		--pids-limit 20 --cpu-shares 2048 box
	answers "$driver: what update set is in force" "33554432 25000 100000 20" \
		knobs memory.max cpu.max pids.max

	succeeds "$driver: pause" docker pause box
	is "$driver: a paused container is shown as such" "paused frozen 1" \
		"$(inspect box Status) $(grep frozen "$cgroup/cgroup.events")"
	count=$(wc -l <"/proc/$(inspect box Pid)/root/run/ticks")
	sleep 1
	is "$driver: a paused container stands still" "$count" \
		"$(wc -l <"/proc/$(inspect box Pid)/root/run/ticks")"
	fails "$driver: exec into it is refused" "is paused" docker exec box true
	succeeds "$driver: unpause" docker unpause box
	is "$driver: it goes on" "running frozen 0" \
		"$(inspect box Status) $(grep frozen "$cgroup/cgroup.events")"

	succeeds "$driver: stop" docker stop --time 20 box
	is "$driver: the program's answer to the signal arrives" 3 "$(inspect box ExitCode)"
	[ ! -e "/sys/fs/cgroup$place" ]
	is "$driver: the cgroup is gone" 0 $?
	succeeds "$driver: a stopped container is started" docker start box
	answers "$driver: with the limits it had last" "33554432 25000 100000 20" \
		knobs memory.max cpu.max pids.max
	succeeds "$driver: rm --force" docker rm --force box
	[ ! -e "/sys/fs/cgroup$place" ]
	is "$driver: the cgroup is gone again" 0 $?

	exits "$driver: more memory than the limit ends it" 137 \
		docker run --name hungry --network none --memory 16m "$image" sh -c "$hungry"
	is "$driver: and Docker knows why" true "$(inspect hungry OOMKilled)"
	docker rm hungry >/dev/null
}

# ---- what a program meets ----------------------------------------------------------------------

told_by_box() {
	capture docker logs box
	like "logs: standard error is its own" "complaint$" "$err"
	like "--init" "docker-init" "$(value init)"
	shows "--hostname" host box
	shows "--env" colour green
	shows "--workdir" directory /tmp
	is "--cap-drop" 0 "$(set_has "$(value set)" 0)"
	is "--cap-add" 1 "$(set_has "$(value set)" 25)"
	shows "the default filter" filter 2
	shows "--volume" file 2
	shows "--volume, read-only" bind read-only
	shows "--tmpfs" scratch 1024
	shows "--shm-size" shm 8192
	like "--device" " mine " "$(value devices)"
	is "a device that was not asked for is not there" "" "$(value devices | grep -E 'kmsg|vda')"
	shows "--ulimit" files 123
	shows "--sysctl" backlog 77
	shows "--add-host" address 1
}

strict() {
	cat >"$TMP/no-mkdir.json" <<-'END'
		{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
			{"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO"}]}
	END
	capture on_terminal docker run --rm --interactive --tty --network none --read-only \
		--user 1000:50 --cap-drop ALL --security-opt no-new-privileges \
		--security-opt "seccomp=$TMP/no-mkdir.json" --tmpfs /tmp --volume "$TMP/tell:/tell:ro" \
		"$image" sh -c "$terminal_facts; sh /tell only"
	is "--tty: a terminal of the caller's size" "/dev/pts/0 44 99" \
		"$(head -n 2 <<<"$out" | xargs)"
	shows "--read-only" root read-only
	shows "--user" user 1000:50
	shows "--cap-drop ALL" set 0000000000000000
	shows "--security-opt no-new-privileges" privileges 1
	shows "--security-opt seccomp" mkdir refused
}

mighty() {
	capture docker run --rm --privileged --network host --pid host \
		--volume "$TMP/tell:/tell:ro" "$image" sh /tell only
	shows "--privileged: every capability" set 000001ffffffffff
	shows "--privileged: no filter" filter 0
	like "--privileged: every device" " kmsg .*vda" "$(value devices)"
	shows "--network host" network "$(readlink /proc/self/ns/net)"
	is "--pid host" "$(tr '\0' ' ' </proc/1/cmdline | xargs)" "$(value init | xargs)"
}

absent() {
	exits "run of a program that is not there" 127 \
		docker run --rm --network none "$image" missing-program
	like "... names it" "missing-program.*(not found|[Nn]o such file)" "$err"
	exits "run of a file that cannot be executed" 126 \
		docker run --rm --network none "$image" /etc/passwd
	like "... says so" "[Pp]ermi" "$err"
	is "and nothing is left" "" "$(docker ps --all --quiet --filter status=created)"
}

# ---- beside the program ------------------------------------------------------------------------

joined() {
	exits "exec gives the program's exit status" 9 docker exec box sh -c 'echo said; exit 9'
	is "exec gives the program's output" said "$out"
	answers "exec takes user, directory, environment" "1000 /tmp red" docker exec --user 1000 \
		--workdir /tmp --env COLOUR=red box sh -c 'echo $(id -u) $PWD $COLOUR'
	is "exec takes standard input" HELLO \
		"$(echo hello | docker exec --interactive box tr a-z A-Z)"
	exits "exec of a program that is not there" 126 docker exec box missing-program
	like "... names it" "missing-program.*(not found|[Nn]o such file)" "$err$out"
	is "exec --tty: a terminal of the caller's size" "/dev/pts/0 44 99" "$(on_terminal \
		docker exec --interactive --tty box sh -c "$terminal_facts" | xargs)"
	answers "exec --privileged" 000001ffffffffff \
		docker exec --privileged box sed -n 's/^CapEff:.//p' /proc/self/status
	tells "top" "PID.*docker-init.*sh /tell" docker top box
	echo brought >"$TMP/gift"
	docker cp "$TMP/gift" box:/tmp/gift 2>/dev/null
	answers "cp into it" brought docker exec box cat /tmp/gift
	answers "cp out of it" brought eval 'docker cp box:/tmp/gift - | tar -xOf -'
}

ended() {
	local pid

	pid=$(inspect box Pid)
	succeeds "restart" docker restart --time 20 box
	is "it is another process" true \
		"$([ "$pid" != "$(inspect box Pid)" ] && inspect box Running)"
	succeeds "kill" docker kill box
	answers "wait gives what the kill left" 137 docker wait box
	fails "a second kill says that there is nobody" "is not running" docker kill box
	fails "exec into a stopped container is refused" "is not running" docker exec box true
	succeeds "start" docker start box
}

# ---- a pair on a network -----------------------------------------------------------------------

paired() {
	mkdir -p "$TMP/pages" && echo "a page" >"$TMP/pages/index.html"
	docker network create pair >/dev/null
	capture docker run --detach --name server --network pair --publish 127.0.0.1:18080:80 \
		--volume "$TMP/pages:/pages" "$image" httpd -f -p 80 -h /pages
	is "a server is started on a network of its own" 0 "$status"
	answers "it is reached by its name from another container" "a page" \
		docker run --rm --network pair "$image" wget -q -O - http://server/
	answers "its published port is reached from the host" "a page" \
		busybox wget -q -O - http://127.0.0.1:18080/
	docker rm --force server >/dev/null
	succeeds "the network is taken away" docker network rm pair
}

for driver in $drivers; do
	if [ "$driver" = systemd ] && ! has_systemd_driver; then
		skip "systemd: limits, update, stats, pause" "$RUNTIME says that it has no systemd driver"
		continue
	fi
	docker_begin "$driver"
	if [ "$driver" = systemd ]; then
		box --network none
	else
		box --hostname box --env COLOUR=green --workdir /tmp --cap-drop CHOWN --cap-add SYS_TIME \
			--volume "$TMP/root/etc:/data:ro" --tmpfs /scratch:size=1m --shm-size 8m \
			--device /dev/null:/dev/mine --ulimit nofile=123:456 \
			--sysctl net.core.somaxconn=77 --add-host elsewhere:192.0.2.7
		for case in told_by_box joined ended strict mighty absent paired; do
			play $case
		done
	fi
	play limited
	docker_end
done
is "no record is left" "" "$(ls "$TMP/exec/runtime-tested/moby" 2>/dev/null)"
finish
