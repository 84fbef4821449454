/*
 * systemd_driver.c - the container's cgroup as a scope of systemd
 *
 * A scope cannot be made empty: systemd takes the processes into it while it starts it. So
 * INIT is made first, and goes on only when it is in the scope; the move is systemd's, and
 * nothing has happened in INIT before. What joins the container later is born in the cgroup.
 *
 * One message asks for the scope. Its reply names a job, and the signal JobRemoved tells how
 * the job has ended.
 *
 * A unit of this name may be there from an earlier life, failed and not yet forgotten: it is
 * reset, which does nothing to one that is alive, and the scope is asked for once more.
 */
#include <stdio.h>
#include <string.h>

#include "bus.h"
#include "cgroup_driver.h"
#include "device_rules.h"
#include "error.h"
#include "fd.h"
#include "file.h"
#include "job.h"
#include "knobs.h"
#include "log.h"
#include "number.h"
#include "plan.h"
#include "systemd_calls.h"
#include "systemd_properties.h"
#include "text.h"

#define START_MS  30000 /* a machine that starts a hundred containers is slow to answer */
#define UPDATE_MS 30000
#define END_MS    10000

static void put_properties(struct text *body, const struct unit_property *properties, size_t count,
			   const struct unit_property *last)
{
	struct bus_array array = bus_begin_array(body, 8);

	for (size_t i = 0; i < count; i++) {
		/* A list is added to the one that is there; an empty one clears it. */
		if (text_equal(properties[i].type, "a(ss)"))
			property_put(&(struct unit_property){.name = properties[i].name,
							     .type = properties[i].type},
				     body);
		property_put(&properties[i], body);
	}
	if (last)
		property_put(last, body);
	bus_end_array(body, array);
}

/* ---- starting a scope ----------------------------------------------------------------------- */

static uint32_t say_start(struct bus *bus, const struct scope_plan *scope, pid_t pid)
{
	const struct unit_property pids = {.name = "PIDs", .type = "au", .number = (uint64_t)pid};
	auto_text struct text body = NO_TEXT;

	bus_put_string(&body, scope->name.unit);
	bus_put_string(&body, "fail"); /* when another job of this unit waits */
	put_properties(&body, scope->properties, scope->property_count, &pids);
	bus_end_array(&body, bus_begin_array(&body, 8)); /* no other units */
	return systemd_ask(bus, "StartTransientUnit", "ssa(sv)a(sa(sv))", &body);
}

static uint32_t say_reset(struct bus *bus, const char *unit)
{
	auto_text struct text body = NO_TEXT;

	bus_put_string(&body, unit);
	return systemd_ask(bus, "ResetFailedUnit", "s", &body);
}

static int start(struct bus *bus, const struct scope_plan *scope, pid_t pid, struct error *err)
{
	const char *unit = scope->name.unit;
	struct bus_message reply;

	if (systemd_reply(bus, say_start(bus, scope, pid), &reply, err))
		return -1;
	if (systemd_error_is(&reply, "UnitExists")) {
		log_debug("unit %s is there already: it is reset", unit);
		/* An error of the first says that it has gone by itself. */
		(void)say_reset(bus, unit);
		if (systemd_reply(bus, say_start(bus, scope, pid), &reply, err))
			return -1;
	}
	if (reply.kind == BUS_ERROR)
		return systemd_refuses(&reply, "start", unit, err);
	return systemd_await_job(bus, &reply, unit, err);
}

/* What the kernel says must be what the record says, or nobody would find the container again. */
static int check_place(const struct job *job, struct error *err)
{
	const char *wanted = job->plan->cgroup.path;
	auto_text struct text lines = NO_TEXT;
	char name[64];
	char *rest;

	snprintf(name, sizeof(name), "%d/cgroup", (int)job->pid);
	if (file_read(job->proc, name, 65536, &lines))
		return fail(err, SYSTEM, "read /proc/%s", name);
	rest = lines.start;
	for (const char *line; (line = strsep(&rest, "\n"));) {
		if (!text_starts_with(line, "0::"))
			continue;
		line += strlen("0::");
		if (text_equal(line, wanted))
			return 0;
		return fail(err, STATE,
			    "systemd has put the container into cgroup %s and not into %s", line,
			    wanted);
	}
	return fail(err, STATE, "/proc/%s names no cgroup of version 2", name);
}

int scope_make(struct job *job, struct error *err)
{
	const struct cgroup_plan *plan = &job->plan->cgroup;
	auto_bus struct bus bus = NO_BUS;

	if (systemd_connect(&bus, plan->scope->name.of_user, START_MS, err) ||
	    start(&bus, plan->scope, job->pid, err) || check_place(job, err))
		return -1;
	job->cgroup = cgroup_open(plan->path, err);
	return job->cgroup < 0 ? -1 : cgroup_settle(job->cgroup, true, plan, err);
}

/* ---- changing one --------------------------------------------------------------------------- */

/* The second word of cpu.max; where there is none, there is no quota of it. */
static uint64_t period_of(int cgroup)
{
	auto_text struct text bandwidth = NO_TEXT;
	uint64_t period;
	char *space;

	if (file_read(cgroup, "cpu.max", 256, &bandwidth))
		return CPU_PERIOD;
	space = strchr(text_string(&bandwidth), ' ');
	if (!space)
		return CPU_PERIOD;
	space[1 + strcspn(space + 1, "\n")] = '\0';
	return number_unsigned(space + 1, UINT32_MAX, &period) || !period ? CPU_PERIOD : period;
}

static uint32_t say_update(struct bus *bus, const char *unit,
			   const struct unit_properties *properties)
{
	auto_text struct text body = NO_TEXT;

	bus_put_string(&body, unit);
	bus_put_u32(&body, true); /* until the unit is gone */
	put_properties(&body, properties->items, properties->count, NULL);
	return systemd_ask(bus, "SetUnitProperties", "sba(sv)", &body);
}

/*
 * systemd answers before it writes the files, and writes them before it looks at the next
 * message. So the answer to a second one says that it is done, and that what is exact can be
 * written over what is rounded.
 */
static int tell(const struct scope_name *name, const struct unit_properties *properties,
		struct error *err)
{
	auto_bus struct bus bus = NO_BUS;
	struct bus_message reply;
	uint32_t update;

	if (systemd_connect(&bus, name->of_user, UPDATE_MS, err))
		return -1;
	update = say_update(&bus, name->unit, properties);
	(void)say_reset(&bus, name->unit); /* it has not failed: nothing happens */
	if (systemd_reply(&bus, update, &reply, err))
		return -1;
	if (reply.kind == BUS_ERROR)
		return systemd_refuses(&reply, "change", name->unit, err);
	return systemd_reply(&bus, update + 1, &reply, err);
}

int scope_update(const struct scope_name *name, int cgroup, const struct cgroup_update *update,
		 struct error *err)
{
	struct unit_properties properties = {.arena = update->arena};

	properties_of_limits(&properties, update->writes, update->write_count, period_of(cgroup));
	if (update->filter && !name->of_user)
		properties_of_devices(&properties, update->filter);
	if (!properties.count)
		return 0;
	if (tell(name, &properties, err))
		return fail_cure(err, "the limits are in force until systemd writes its own again");
	return knobs_write(cgroup, update->writes, update->write_count, err);
}

/* ---- ending one ----------------------------------------------------------------------------- */

int scope_end(const struct scope_name *name, struct error *err)
{
	auto_bus struct bus bus = NO_BUS;
	auto_text struct text body = NO_TEXT;
	struct bus_message reply;
	uint32_t stop;

	if (systemd_connect(&bus, name->of_user, END_MS, err))
		return -1;
	bus_put_string(&body, name->unit);
	bus_put_string(&body, "replace");
	stop = systemd_ask(&bus, "StopUnit", "ss", &body);
	(void)say_reset(&bus, name->unit);
	if (systemd_reply(&bus, stop, &reply, err))
		return -1;
	if (systemd_error_is(&reply, "NoSuchUnit"))
		return 0;
	if (reply.kind == BUS_ERROR)
		return systemd_refuses(&reply, "stop", name->unit, err);
	return systemd_await_job(&bus, &reply, name->unit, err);
}

void scope_remove(struct job *job)
{
	const struct cgroup_plan *plan = &job->plan->cgroup;
	struct error err = NO_ERROR;

	if (job->cgroup < 0)
		return;
	fd_drop(&job->cgroup);
	if (cgroup_delete(plan->path, &err) || scope_end(&plan->scope->name, &err))
		log_warning("%s", err.text);
}
