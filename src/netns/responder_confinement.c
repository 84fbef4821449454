/*
 * responder_confinement.c - what a responder gives up before it hears its first question
 *
 * It reads what containers send, in the host's network namespace, so it is to be of no use to
 * whoever takes it over. It sees one directory, berth's for networks, which is its root and cannot
 * be written to; it has no capabilities, and nobody but itself in its pid namespace; and of
 * the system calls it has those that it makes. It stays user 0, who owns the attachments and may
 * read them: without capabilities and without another file in sight that is no privilege.
 *
 * What it holds open from before is a lock, two sources of news, and the sockets it answers by.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "alloc.h"
#include "error.h"
#include "fd.h"
#include "kernel.h"
#include "network_store.h"
#include "responder.h"
#include "responder_start.h"

/* ---- files --------------------------------------------------------------------------------- */

#define HARMLESS (MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC)

/* By its path: a descriptor from before is one of another mount namespace. */
static int change_root(struct error *err)
{
	auto_close int place = -1, root = -1;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return fail(err, SYSTEM, "part the mounts from the host's");
	place = open(NETWORKS_RUN, O_PATH | O_DIRECTORY | O_CLOEXEC);
	root = place < 0 ? -1 : sys_clone_mount(place, false);
	if (root < 0 || sys_set_mount(root, HARMLESS, 0, 0, false) ||
	    sys_attach_mount(root, place) || fchdir(root))
		return fail(err, SYSTEM, "mount " NETWORKS_RUN);
	if (sys_pivot_root(".", ".") == 0) {
		if (umount2(".", MNT_DETACH))
			return fail(err, SYSTEM, "let go of the host's files");
		return 0;
	}
	/* The root of an initramfs cannot be pivoted away from: it is covered. */
	if (errno != EINVAL || mount(".", "/", NULL, MS_MOVE, NULL) || chroot("."))
		return fail(err, SYSTEM, "make " NETWORKS_RUN " the root");
	return 0;
}

/* ---- privileges ---------------------------------------------------------------------------- */

static int drop_privileges(struct error *err)
{
	static const struct rlimit none = {0, 0}, files = {256, 256}, memory = {32 << 20, 32 << 20};
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{.effective = 0}};

	if (setrlimit(RLIMIT_CORE, &none) || setrlimit(RLIMIT_NPROC, &none) ||
	    setrlimit(RLIMIT_NOFILE, &files) || setrlimit(RLIMIT_DATA, &memory) ||
	    syscall(SYS_capset, &header, data) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return fail(err, SYSTEM, "give up the privileges");
	return 0;
}

/* ---- system calls -------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCHITECTURE AUDIT_ARCH_RISCV64
#elif defined(__s390x__)
#define OWN_ARCHITECTURE AUDIT_ARCH_S390X
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
#define OWN_ARCHITECTURE AUDIT_ARCH_PPC64LE
#endif

static const unsigned calls[] = {
	/* questions and answers */
	SYS_recvfrom,
	SYS_sendto,
	SYS_accept4,
	SYS_connect,
	SYS_ppoll,
	SYS_getrandom,
	SYS_clock_gettime,
	/* files that have changed, and the lock */
	SYS_read,
	SYS_close,
	SYS_getdents64,
	SYS_lseek,
	SYS_flock,
	/* libc: memory, directories, the end */
	SYS_brk,
	SYS_mmap,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
	SYS_exit,
	SYS_exit_group,
#ifdef SYS_poll
	SYS_poll,
#endif
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_fstat
	SYS_fstat,
#endif
};

#define FIELD(name)      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define IF(value, go)    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (go))
#define DECIDE(what)     BPF_STMT(BPF_RET | BPF_K, (what))
#define NO               (SECCOMP_RET_ERRNO | EPERM)
#define ARGUMENT(number) offsetof(struct seccomp_data, args[number])
#define LOW_HALF(number)                                                                           \
	(ARGUMENT(number) + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? sizeof(uint32_t) : 0))

/* Calls one argument of which must be one of two. */
struct bounded {
	unsigned call, argument;
	uint32_t values[2];
};

static size_t add_bounded(struct sock_filter *at, const struct bounded *bounded)
{
	const struct sock_filter part[] = {
		IF(bounded->call, 5),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)LOW_HALF(bounded->argument)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, bounded->values[0], 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, bounded->values[1], 1, 0),
		DECIDE(NO),
		DECIDE(SECCOMP_RET_ALLOW),
	};

	memcpy(at, part, sizeof(part));
	return COUNT(part);
}

/*
 * Files are opened in these directories only: a lock is held on another, from which a path could
 * lead out of the root.
 */
static int drop_calls(int attachments, int responders, struct error *err)
{
	const struct bounded bounds[] = {
		{SYS_socket, 0, {AF_INET, AF_INET6}                          },
		{SYS_ioctl,  1, {SIOCGIFINDEX, SIOCGIFINDEX}                 }, /* is that device there? */
		{SYS_fcntl,  1, {F_GETFL, F_SETFD}                           },
		{SYS_openat, 0, {(uint32_t)attachments, (uint32_t)responders}},
	};
	struct sock_filter filter[2 * COUNT(calls) + 6 * COUNT(bounds) + 8];
	struct sock_fprog program = {.filter = filter};
	size_t count = 0;

#ifdef OWN_ARCHITECTURE
	filter[count++] = (struct sock_filter)FIELD(arch);
	filter[count++] =
		(struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
	filter[count++] = (struct sock_filter)DECIDE(SECCOMP_RET_KILL_PROCESS);
#endif
	filter[count++] = (struct sock_filter)FIELD(nr);
	for (size_t i = 0; i < COUNT(calls); i++) {
		filter[count++] = (struct sock_filter)IF(calls[i], 1);
		filter[count++] = (struct sock_filter)DECIDE(SECCOMP_RET_ALLOW);
	}
	for (size_t i = 0; i < COUNT(bounds); i++)
		count += add_bounded(filter + count, &bounds[i]);
	filter[count++] = (struct sock_filter)DECIDE(NO);
	program.len = (unsigned short)count;
	if (sys_seccomp_load(&program, 0))
		return fail(err, SYSTEM, "give up the system calls");
	return 0;
}

int responder_confine(struct responder *responder, struct error *err)
{
	if (change_root(err))
		return -1;
	responder->neighbours.directory = open("/attachments", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	responder->responders = open("/" RESPONDERS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (responder->neighbours.directory < 0 || responder->responders < 0)
		return fail(err, SYSTEM, "open the directories of " NETWORKS_RUN);
	if (drop_privileges(err))
		return -1;
	return drop_calls(responder->neighbours.directory, responder->responders, err);
}
