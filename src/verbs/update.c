/*
 * update.c - change the limits of a running container
 */
#include "alloc.h"
#include "cgroups.h"
#include "document.h"
#include "error.h"
#include "fd.h"
#include "record.h"
#include "text.h"
#include "verbs.h"

#define NO_RDT "this version does not change a class of service that is in use"

const struct option_row update_options[] = {
	TEXT("resources", 'r', resources, "FILE", "linux.resources as JSON; - is standard input"),
	SIZE("memory", 0, memory, "memory limit; -1: none"),
	SIZE("memory-reservation", 0, memory_reservation, "memory that is reclaimed last"),
	SIZE("memory-swap", 0, memory_swap, "limit of memory and swap together; -1: none"),
	SIZE("kernel-memory", 0, kernel_memory, "obsolete: part of the memory limit"),
	SIZE("kernel-memory-tcp", 0, kernel_memory_tcp, "obsolete: part of the memory limit"),
	NUMBER("cpu-period", 0, cpu_period, "period of the CPU quota, in microseconds"),
	NUMBER("cpu-quota", 0, cpu_quota, "CPU time in each period, in microseconds; -1: no limit"),
	NUMBER("cpu-burst", 0, cpu_burst, "CPU time that may be saved up, in microseconds"),
	NUMBER("cpu-share", 0, cpu_share, "CPU shares against other containers, 2 to 262144"),
	NUMBER("cpu-idle", 0, cpu_idle, "1: run only when nobody else wants to"),
	NUMBER("cpu-rt-period", 0, cpu_rt_period, "period of the realtime quota, in microseconds"),
	NUMBER("cpu-rt-runtime", 0, cpu_rt_runtime, "realtime in each period, in microseconds"),
	TEXT("cpuset-cpus", 0, cpuset_cpus, "LIST", "the CPUs to run on, as 0-3,7"),
	TEXT("cpuset-mems", 0, cpuset_mems, "LIST", "the memory nodes to use"),
	NUMBER("pids-limit", 0, pids_limit, "most processes; -1: no limit"),
	NUMBER("blkio-weight", 0, blkio_weight, "block I/O weight, 10 to 1000"),
	UNSUPPORTED("l3-cache-schema", "SCHEMA", NO_RDT),
	UNSUPPORTED("mem-bw-schema", "SCHEMA", NO_RDT),
	NO_MORE_OPTIONS,
};

/* The object that an option's member belongs to, made when it is first needed. */
#define OBJECT(arena, member)                                                                      \
	((member) ? (member) : ((member) = arena_alloc((arena), sizeof(*(member)))))

static void set(struct optional *member, const struct optional *asked)
{
	if (asked->given)
		*member = *asked;
}

static void set_memory(struct request *req, struct spec_memory *memory)
{
	set(&memory->limit, &req->memory);
	set(&memory->reservation, &req->memory_reservation);
	set(&memory->swap, &req->memory_swap);
	set(&memory->kernel, &req->kernel_memory);
	set(&memory->kernel_tcp, &req->kernel_memory_tcp);
}

static void set_cpu(struct request *req, struct spec_cpu *cpu)
{
	set(&cpu->shares, &req->cpu_share);
	set(&cpu->quota, &req->cpu_quota);
	set(&cpu->burst, &req->cpu_burst);
	set(&cpu->period, &req->cpu_period);
	set(&cpu->realtime_runtime, &req->cpu_rt_runtime);
	set(&cpu->realtime_period, &req->cpu_rt_period);
	set(&cpu->idle, &req->cpu_idle);
	if (req->cpuset_cpus)
		cpu->cpus = req->cpuset_cpus;
	if (req->cpuset_mems)
		cpu->mems = req->cpuset_mems;
}

static struct spec_resources *resources_of(struct request *req, struct error *err)
{
	auto_text struct text json = NO_TEXT;
	struct arena *arena = &req->arena;
	struct spec_resources *resources;

	if (req->resources && document_read(req->resources, &json, err))
		return NULL;
	resources = req->resources ? spec_read_resources(arena, req->resources, text_string(&json),
							 json.length, err)
				   : arena_alloc(arena, sizeof(*resources));
	if (!resources)
		return NULL;
	set_memory(req, OBJECT(arena, resources->memory));
	set_cpu(req, OBJECT(arena, resources->cpu));
	set(&OBJECT(arena, resources->pids)->limit, &req->pids_limit);
	set(&OBJECT(arena, resources->block_io)->weight, &req->blkio_weight);
	return resources;
}

static int play(struct request *req, int cgroup, const struct cgroup_update *update,
		struct error *err)
{
	const struct scope_name *scope = &req->record->scope;

	if (cgroup_update_play(cgroup, update, err))
		return -1;
	return scope->unit ? scope_update(scope, cgroup, update, err) : 0;
}

/* All of it happens, or nothing does, and what happened is on record. */
static int update(struct request *req, int cgroup, const struct spec_resources *resources,
		  struct error *err)
{
	auto_text struct text before = NO_TEXT, after = NO_TEXT;
	struct cgroup_update update;

	if (cgroup_update_plan(cgroup, resources, &req->arena, &update, err) ||
	    record_limits_read(req->record, &before, err) ||
	    cgroup_update_note(cgroup, &update, text_string(&before), &after, err) ||
	    record_limits_prepare(req->record, &after, err) || play(req, cgroup, &update, err))
		return -1;
	return record_limits_commit(req->record, err);
}

int update_run(struct request *req, struct error *err)
{
	struct spec_resources *resources = resources_of(req, err);
	auto_close int cgroup = -1;

	if (!resources || record_lock(req->record, err))
		return -1;
	if (record_status(req->record) == STATUS_STOPPED)
		return fail(err, STATE, "container not running");
	if (!req->record->cgroup)
		return fail(err, STATE,
			    "the container was made without a cgroup: there is nothing "
			    "to update");
	cgroup = cgroup_open(req->record->cgroup, err);
	if (cgroup < 0)
		return -1;
	return update(req, cgroup, resources, err);
}
