/*
 * process_fields.c - process: what runs, as whom, with what
 *
 * Capability names are not checked here: a kernel may know fewer or more than we do.
 */
#include "tables.h"

static const struct field spec_box_rows[] = {
	/* struct winsize has 16 bits for each. */
	INTEGER(spec_box, height, "height", 0, 65535, REQUIRED),
	INTEGER(spec_box, width, "width", 0, 65535, REQUIRED),
};

static TABLE(spec_box);

static const struct field spec_user_rows[] = {
	INTEGER(spec_user, uid, "uid", 0, MOST_ID, WRITTEN),
	INTEGER(spec_user, gid, "gid", 0, MOST_ID, WRITTEN),
	OPTIONAL(spec_user, umask, "umask", 0, 0777),
	INTEGERS(spec_user, additional_gids, additional_gid_count, "additionalGids", 0, MOST_ID),
	STRING(spec_user, username, "username"),
};

static TABLE(spec_user);

static const struct field spec_capabilities_rows[] = {
	STRINGS(spec_capabilities, bounding, "bounding"),
	STRINGS(spec_capabilities, effective, "effective"),
	STRINGS(spec_capabilities, inheritable, "inheritable"),
	STRINGS(spec_capabilities, permitted, "permitted"),
	STRINGS(spec_capabilities, ambient, "ambient"),
};

static TABLE(spec_capabilities);

static const char *const rlimit_words[] = {
	"RLIMIT_AS",
	"RLIMIT_CORE",
	"RLIMIT_CPU",
	"RLIMIT_DATA",
	"RLIMIT_FSIZE",
	"RLIMIT_LOCKS",
	"RLIMIT_MEMLOCK",
	"RLIMIT_MSGQUEUE",
	"RLIMIT_NICE",
	"RLIMIT_NOFILE",
	"RLIMIT_NPROC",
	"RLIMIT_RSS",
	"RLIMIT_RTPRIO",
	"RLIMIT_RTTIME",
	"RLIMIT_SIGPENDING",
	"RLIMIT_STACK",
	NULL,
};

static const struct field spec_rlimit_rows[] = {
	STRING(spec_rlimit, type, "type", REQUIRED, CHOICES(rlimit_words)),
	UNSIGNED(spec_rlimit, soft, "soft", REQUIRED),
	UNSIGNED(spec_rlimit, hard, "hard", REQUIRED),
};

static TABLE(spec_rlimit);

static const char *const policy_words[] = {
	"SCHED_OTHER", "SCHED_FIFO", "SCHED_RR",       "SCHED_BATCH",
	"SCHED_ISO",   "SCHED_IDLE", "SCHED_DEADLINE", NULL,
};

static const char *const scheduler_flag_words[] = {
	"SCHED_FLAG_RESET_ON_FORK",  "SCHED_FLAG_RECLAIM",
	"SCHED_FLAG_DL_OVERRUN",     "SCHED_FLAG_KEEP_POLICY",
	"SCHED_FLAG_KEEP_PARAMS",    "SCHED_FLAG_UTIL_CLAMP_MIN",
	"SCHED_FLAG_UTIL_CLAMP_MAX", NULL,
};

static const struct field spec_scheduler_rows[] = {
	STRING(spec_scheduler, policy, "policy", REQUIRED, CHOICES(policy_words)),
	INTEGER(spec_scheduler, nice, "nice", -20, 19),
	INTEGER(spec_scheduler, priority, "priority", 0, 99),
	STRINGS(spec_scheduler, flags, "flags", CHOICES(scheduler_flag_words)),
	INTEGER(spec_scheduler, runtime, "runtime", 0, INT64_MAX),
	INTEGER(spec_scheduler, deadline, "deadline", 0, INT64_MAX),
	INTEGER(spec_scheduler, period, "period", 0, INT64_MAX),
};

static TABLE(spec_scheduler);

static const char *const io_class_words[] = {
	"IOPRIO_CLASS_RT",
	"IOPRIO_CLASS_BE",
	"IOPRIO_CLASS_IDLE",
	NULL,
};

static const struct field spec_io_priority_rows[] = {
	STRING(spec_io_priority, class, "class", REQUIRED, CHOICES(io_class_words)),
	INTEGER(spec_io_priority, priority, "priority", 0, 7, WRITTEN),
};

static TABLE(spec_io_priority);

static const struct field spec_exec_cpu_affinity_rows[] = {
	STRING(spec_exec_cpu_affinity, initial, "initial", CHECK(number_list)),
	STRING(spec_exec_cpu_affinity, final, "final", CHECK(number_list)),
};

static TABLE(spec_exec_cpu_affinity);

static const struct field spec_process_rows[] = {
	BOOLEAN(spec_process, terminal, "terminal"),
	OBJECT(spec_process, console_size, "consoleSize", spec_box),
	INLINE(spec_process, user, "user", spec_user),
	STRINGS(spec_process, args, "args"),
	STRINGS(spec_process, env, "env"),
	STRING(spec_process, cwd, "cwd", REQUIRED, CHECK(absolute_path)),
	OBJECT(spec_process, capabilities, "capabilities", spec_capabilities),
	LIST(spec_process, rlimits, rlimit_count, "rlimits", spec_rlimit),
	BOOLEAN(spec_process, no_new_privileges, "noNewPrivileges"),
	STRING(spec_process, apparmor_profile, "apparmorProfile"),
	STRING(spec_process, selinux_label, "selinuxLabel"),
	OPTIONAL(spec_process, oom_score_adj, "oomScoreAdj", -1000, 1000),
	OBJECT(spec_process, scheduler, "scheduler", spec_scheduler),
	OBJECT(spec_process, io_priority, "ioPriority", spec_io_priority),
	OBJECT(spec_process, exec_cpu_affinity, "execCPUAffinity", spec_exec_cpu_affinity),
	IGNORED("commandLine"), /* Windows' form of args */
};

TABLE(spec_process);
