/*
 * sandbox_calls.c - the names of sandbox_seccomp.c: see there for the reasons
 *
 * By subject, sorted within. Calls of one architecture or of 32-bit programs stand beside their
 * relatives; a filter leaves out what its architecture does not have.
 */
#include <sched.h>
#include <stddef.h>

#include "alloc.h"
#include "sandbox_calls.h"

const char *const allowed_calls[] = {
	/* files and directories */
	"access chdir chmod chown chown32 chroot close close_range copy_file_range creat",
	"dup dup2 dup3 faccessat faccessat2 fadvise64 fadvise64_64 fallocate fchdir fchmod",
	"fchmodat fchmodat2 fchown fchown32 fchownat fcntl fcntl64 fdatasync file_getattr",
	"file_setattr flock fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate",
	"ftruncate64 futimesat getcwd getdents getdents64 ioctl lchown lchown32 link linkat",
	"lseek lstat lstat64 _llseek mkdir mkdirat mknod mknodat name_to_handle_at newfstatat",
	"open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2",
	"read readahead readdir readlink readlinkat readv rename renameat renameat2 rmdir",
	"sendfile sendfile64 splice stat stat64 statfs statfs64 statx symlink symlinkat sync",
	"sync_file_range sync_file_range2 syncfs tee truncate truncate64 umask unlink unlinkat",
	"utime utimensat utimensat_time64 utimes vmsplice write writev",
	"arm_fadvise64_64 arm_sync_file_range",

	/* extended attributes */
	"fgetxattr flistxattr fremovexattr fsetxattr getxattr getxattrat lgetxattr listxattr",
	"listxattrat llistxattr lremovexattr lsetxattr removexattr removexattrat setxattr",
	"setxattrat",

	/* waiting for descriptors, and asynchronous I/O */
	"epoll_create epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait",
	"epoll_wait_old eventfd eventfd2 inotify_add_watch inotify_init inotify_init1",
	"inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64",
	"io_setup io_submit _newselect poll ppoll ppoll_time64 pselect6 pselect6_time64 select",
	"signalfd signalfd4 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime",
	"timerfd_settime64",

	/* memory */
	"brk cachestat get_mempolicy madvise map_shadow_stack mbind membarrier memfd_create",
	"memfd_secret mincore mlock mlock2 mlockall mmap mmap2 mprotect mremap mseal msync",
	"munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect process_mrelease",
	"remap_file_pages set_mempolicy set_mempolicy_home_node",

	/* processes and threads */
	"execve execveat exit exit_group fork futex futex_requeue futex_time64 futex_wait",
	"futex_waitv futex_wake get_robust_list get_thread_area getcpu getpgid getpgrp getpid",
	"getppid getpriority getrlimit getrusage getsid gettid ioprio_get ioprio_set",
	"pidfd_open pidfd_send_signal prctl prlimit64 process_vm_readv process_vm_writev ptrace",
	"restart_syscall rseq sched_get_priority_max sched_get_priority_min sched_getaffinity",
	"sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval",
	"sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam",
	"sched_setscheduler sched_yield set_robust_list set_thread_area set_tid_address setpgid",
	"setpriority setrlimit setsid times ugetrlimit vfork wait4 waitid waitpid",
	"arch_prctl breakpoint cacheflush modify_ldt riscv_flush_icache riscv_hwprobe",
	"s390_pci_mmio_read s390_pci_mmio_write s390_runtime_instr set_tls swapcontext",

	/* identity, and giving up more of it */
	"capget capset getegid getegid32 geteuid geteuid32 getgid getgid32 getgroups",
	"getgroups32 getresgid getresgid32 getresuid getresuid32 getuid getuid32",
	"landlock_add_rule landlock_create_ruleset landlock_restrict_self lsm_get_self_attr",
	"lsm_list_modules seccomp setfsgid setfsgid32 setfsuid setfsuid32 setgid setgid32",
	"setgroups setgroups32 setregid setregid32 setresgid setresgid32 setresuid setresuid32",
	"setreuid setreuid32 setuid setuid32",

	/* signals */
	"kill pause rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn",
	"rt_sigsuspend rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sgetmask",
	"sigaction sigaltstack signal sigpending sigprocmask sigreturn sigsuspend ssetmask",
	"tgkill tkill",

	/* time: reading it; without CAP_SYS_TIME the kernel lets adjtimex(2) do no more */
	"adjtimex alarm clock_adjtime clock_adjtime64 clock_getres clock_getres_time64",
	"clock_gettime clock_gettime64 clock_nanosleep clock_nanosleep_time64 getitimer",
	"gettimeofday nanosleep setitimer time timer_create timer_delete timer_getoverrun",
	"timer_gettime timer_gettime64 timer_settime timer_settime64",

	/* talking to others: socket itself is among the conditions */
	"accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom",
	"recvmmsg recvmmsg_time64 recvmsg send sendmmsg sendmsg sendto setsockopt shutdown",
	"ipc mq_getsetattr mq_notify mq_open mq_timedreceive mq_timedreceive_time64",
	"mq_timedsend mq_timedsend_time64 mq_unlink msgctl msgget msgrcv msgsnd semctl semget",
	"semop semtimedop semtimedop_time64 shmat shmctl shmdt shmget",

	/* the machine, its mounts, and chance */
	"getrandom listmount statmount sysinfo uname",
};
const size_t allowed_call_count = COUNT(allowed_calls);

#define NEW_NAMESPACES                                                                             \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |             \
	 CLONE_NEWPID | CLONE_NEWNET)

/* s390 has the first two arguments of clone(2) the other way round. */
#if defined(__s390__)
#define CLONE_FLAGS 1
#else
#define CLONE_FLAGS 0
#endif

#define AF_ALG 38

/*
 * Families from AF_ALG on are of little use and lead deep into the kernel, or around the network
 * namespace as AF_VSOCK does. For clone, value is a mask of what may not be set. A personality may
 * be Linux, its 32-bit half, either with a release called 2.6, and the question which it is.
 */
const struct call_condition call_conditions[] = {
	{"socket",      {.op = "SCMP_CMP_LT", .value = AF_ALG}                                     },
	{"socketpair",  {.op = "SCMP_CMP_LT", .value = AF_ALG}                                     },
	{"clone",       {.op = "SCMP_CMP_MASKED_EQ", .index = CLONE_FLAGS, .value = NEW_NAMESPACES}},
	{"personality", {.op = "SCMP_CMP_EQ", .value = 0x0}                                        },
	{"personality", {.op = "SCMP_CMP_EQ", .value = 0x8}                                        },
	{"personality", {.op = "SCMP_CMP_EQ", .value = 0x20000}                                    },
	{"personality", {.op = "SCMP_CMP_EQ", .value = 0x20008}                                    },
	{"personality", {.op = "SCMP_CMP_EQ", .value = 0xffffffff}                                 },
};
const size_t call_condition_count = COUNT(call_conditions);

const char *const absent_calls[] = {
	"clone3",
	"io_uring_enter io_uring_register io_uring_setup",
};
const size_t absent_call_count = COUNT(absent_calls);
