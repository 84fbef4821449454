/*
 * device_rules.h - the device rules, normalised and compiled
 */
#ifndef BERTH_DEVICE_RULES_H
#define BERTH_DEVICE_RULES_H

#include <linux/bpf.h>

#include "cgroups.h"

#define ANY_NUMBER -1
#define ALL_ACCESS (BPF_DEVCG_ACC_MKNOD | BPF_DEVCG_ACC_READ | BPF_DEVCG_ACC_WRITE)

/* Twice as many are more than the verifier has patience for: it looks at each after each. */
#define MOST_RULES 500

struct device_rule {
	bool allow;
	char type;            /* 'a', 'b' or 'c' */
	int64_t major, minor; /* or ANY_NUMBER */
	unsigned access;      /* BPF_DEVCG_ACC_.. */
};

struct device_filter {
	struct device_rule *rules; /* of two that speak of the same access, the later counts */
	size_t rule_count;
	struct bpf_insn *code;
	size_t length;
};

/* The rules of the spec, then what every container may do. */
int device_rules_plan(struct arena *arena, const struct spec_resources *resources,
		      struct device_filter **filter, struct error *err);

/* "allow c 1:3 rwm" */
void device_rule_print(const struct device_rule *rule, struct text *out);

/* The last rule that speaks of everything allows it, and no rule after it denies. */
bool device_rules_allow_all(const struct device_filter *filter);

bool device_rule_is_of_all(const struct device_rule *rule); /* of every device, and all access */
bool device_rule_is_blanket(const struct spec_device_rule *rule);

/* Makes filter->code out of filter->rules. */
void device_filter_compile(struct arena *arena, struct device_filter *filter);

/* The program in the kernel, a descriptor; what can fail about it fails here. -1. */
int device_program_load(const struct device_filter *filter, struct error *err);

/* In place of the one that may be there, without a moment between; or to a cgroup that is new. */
int device_program_attach(int cgroup, bool is_new, int program, struct error *err);

/*
 * One of ours, by its number in the kernel: a descriptor, or -1. What info asks for the kernel
 * answers there: bpf(2).
 */
int device_program_open(uint32_t number, struct bpf_prog_info *info);
/* The one that a cgroup has from us, and what the kernel says of it. */
int device_program_of(int cgroup, struct bpf_prog_info *info);

/* The program of that number, if it is just what would be loaded: a descriptor. Or -1. */
int device_program_borrow(uint32_t number, const struct device_filter *filter);

#endif
