/*
 * measure.c - runs contestants in turn, and writes down what each run took
 *
 * Theory of operation
 *
 * Machines differ, and one machine differs from minute to minute. So contestants are never
 * measured one after the other: in each round everybody has one turn, and another one begins.
 * What is compared later are the runs of one round.
 *
 * There is no shell in the loop. A program is spawned from this small one (a big parent would
 * be seen in the peak memory of its children, which the kernel counts from before the exec)
 * and waited for with wait4(), which tells of its time and memory, and of those of the
 * children that it has waited for itself. Whoever is left behind is reaped here.
 *
 * A case is read from stdin, a word for each tab:
 *
 *	case NAME
 *	rounds COUNT
 *	warm COUNT			rounds before that are not written down; default 2
 *	pace MILLISECONDS		between two turns; default 0
 *	contestant NAME			the following are what it does in its turn
 *	step NAME PROGRAM ARGUMENT..	measured
 *	many NAME COUNT PARALLEL PROGRAM ARGUMENT..
 *					measured as one; "@" in an argument becomes the number
 *	quiet PROGRAM ARGUMENT..	not measured, may fail
 *	gone FILE			waits until the process whose id is in there has ended
 *
 * On stdout there is an object of JSON for each step of each contestant, times in us. Who
 * fails is left out of the rest, and an object says why.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_CONTESTANTS 8
#define MOST_ACTIONS     16
#define MOST_ROUNDS      2000
#define MOST_WORDS       64
#define MOST_PARALLEL    64
#define PATIENCE         20000

extern char **environ;

enum kind {
	STEP,
	MANY,
	QUIET,
	GONE
};

struct sample {
	double wall, cpu; /* us */
};

struct action {
	enum kind kind;
	const char *name;
	char *words[MOST_WORDS];
	int count, parallel;
	struct sample *samples;
	int taken;
	long peak; /* KiB */
};

struct contestant {
	const char *name;
	struct action actions[MOST_ACTIONS];
	int action_count;
	char failure[512]; /* why it is out, or "" */
};

struct contest {
	const char *name;
	int rounds, warm;
	int pace; /* ms */
	struct contestant contestants[MOST_CONTESTANTS];
	int contestant_count;
};

static posix_spawn_file_actions_t output; /* of what is measured */
static int errors;                        /* a file with what it said */

static _Noreturn void complain(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* ---- the case ------------------------------------------------------------------------------ */

static struct action *action_add(struct contest *contest)
{
	struct contestant *contestant = &contest->contestants[contest->contestant_count - 1];

	if (!contest->contestant_count || contestant->action_count == MOST_ACTIONS)
		complain("too many actions, or no contestant");
	return &contestant->actions[contestant->action_count++];
}

static void action_read(struct contest *contest, enum kind kind, char **words, int count)
{
	struct action *action = action_add(contest);
	int skipped = kind == STEP ? 1 : kind == MANY ? 3 : 0;

	if (count <= skipped)
		complain("a line is too short");
	action->kind = kind;
	action->name = words[0];
	action->count = kind == MANY ? atoi(words[1]) : 1;
	action->parallel = kind == MANY ? atoi(words[2]) : 1;
	if (action->parallel > MOST_PARALLEL)
		complain("too many at a time");
	memcpy(action->words, words + skipped, (size_t)(count - skipped) * sizeof(*words));
	action->samples = calloc(MOST_ROUNDS, sizeof(*action->samples));
	if (!action->samples)
		complain("room for samples");
}

static void line_read(struct contest *contest, char *line)
{
	static const char *const kinds[] = {"step", "many", "quiet", "gone"};
	char *words[MOST_WORDS + 4], *rest = NULL;
	int count = 0;

	for (char *word = strtok_r(line, "\t", &rest); word; word = strtok_r(NULL, "\t", &rest)) {
		if (count == MOST_WORDS)
			complain("too many words");
		words[count++] = word;
	}
	for (int kind = 0; count && kind < 4; kind++) {
		if (strcmp(words[0], kinds[kind]) == 0) {
			action_read(contest, (enum kind)kind, words + 1, count - 1);
			return;
		}
	}
	if (count != 2)
		complain("a line is not understood");
	if (strcmp(words[0], "case") == 0)
		contest->name = words[1];
	else if (strcmp(words[0], "rounds") == 0)
		contest->rounds = atoi(words[1]);
	else if (strcmp(words[0], "pace") == 0)
		contest->pace = atoi(words[1]);
	else if (strcmp(words[0], "warm") == 0)
		contest->warm = atoi(words[1]);
	else if (strcmp(words[0], "contestant") == 0 &&
		 contest->contestant_count < MOST_CONTESTANTS)
		contest->contestants[contest->contestant_count++].name = words[1];
	else
		complain("a line is not understood");
}

static void contest_read(struct contest *contest)
{
	char line[8192];

	while (fgets(line, sizeof(line), stdin)) {
		char *copy;

		line[strcspn(line, "\n")] = '\0';
		copy = strdup(line);
		if (*line)
			line_read(contest, copy);
	}
	if (!contest->name || contest->rounds < 1 || contest->rounds > MOST_ROUNDS)
		complain("the case has no name or no number of rounds");
}

/* ---- one turn ------------------------------------------------------------------------------ */

static void fail(struct contestant *contestant, const struct action *action, int status)
{
	char said[256] = "";
	ssize_t length = pread(errors, said, sizeof(said) - 1, 0);

	said[length > 0 ? length : 0] = '\0';
	said[strcspn(said, "\n")] = '\0';
	snprintf(contestant->failure, sizeof(contestant->failure), "%s: %s %d: %s", action->name,
		 WIFSIGNALED(status) ? "signal" : "exit status",
		 WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), said);
}

/* The words with "@" replaced; valid until the next call. */
static char **words_numbered(const struct action *action, int number)
{
	static char room[MOST_WORDS][256];
	static char *words[MOST_WORDS + 1];

	for (int i = 0; i < MOST_WORDS; i++) {
		const char *word = action->words[i], *at = word ? strchr(word, '@') : NULL;

		words[i] = action->words[i];
		if (!at)
			continue;
		snprintf(room[i], sizeof(room[i]), "%.*s%d%s", (int)(at - word), word, number,
			 at + 1);
		words[i] = room[i];
	}
	return words;
}

static pid_t start(const struct action *action, int number)
{
	char **words =
		action->kind == MANY ? words_numbered(action, number) : (char **)action->words;
	pid_t pid;

	errno = posix_spawn(&pid, words[0], &output, NULL, words, environ);
	if (errno)
		complain(words[0]);
	return pid;
}

static double microseconds(const struct timeval *time)
{
	return (double)time->tv_sec * 1e6 + (double)time->tv_usec;
}

/* Runs all of an action, at most so many at a time; the status of the last that failed. */
static int perform(struct action *action, struct sample *sample)
{
	pid_t running[MOST_PARALLEL] = {0};
	int started = 0, ended = 0, failed = 0;

	while (ended < action->count) {
		struct rusage usage;
		int status;
		pid_t pid;

		for (int i = 0; i < action->parallel && started < action->count; i++) {
			if (!running[i])
				running[i] = start(action, started++);
		}
		pid = wait4(action->count == 1 ? running[0] : -1, &status, 0, &usage);
		for (int i = 0; i < action->parallel; i++) {
			if (running[i] != pid)
				continue; /* an orphan of somebody's */
			running[i] = 0;
			ended++;
			failed = status ? status : failed;
			sample->cpu +=
				microseconds(&usage.ru_utime) + microseconds(&usage.ru_stime);
			if (usage.ru_maxrss > action->peak)
				action->peak = usage.ru_maxrss;
		}
	}
	return failed;
}

/* A process whose parent has ended is our child: we are the subreaper. */
static int wait_until_gone(const char *path)
{
	struct pollfd waiting = {.events = POLLIN};
	char text[32] = "";
	int file = open(path, O_RDONLY | O_CLOEXEC);
	pid_t pid;

	if (file < 0 || read(file, text, sizeof(text) - 1) <= 0)
		return -1;
	close(file);
	pid = atoi(text);
	waiting.fd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (waiting.fd < 0)
		return 0;
	if (poll(&waiting, 1, PATIENCE) != 1)
		return -1;
	close(waiting.fd);
	waitpid(pid, NULL, WNOHANG);
	return 0;
}

static void act(struct contestant *contestant, struct action *action, bool counted)
{
	struct sample sample = {0};
	double before;
	int status;

	if (action->kind == GONE) {
		if (wait_until_gone(action->words[0]) && !*contestant->failure)
			snprintf(contestant->failure, sizeof(contestant->failure),
				 "no process of %s, or it does not end", action->words[0]);
		return;
	}
	if (ftruncate(errors, 0))
		complain("empty the file of errors");
	before = now();
	status = perform(action, &sample);
	sample.wall = now() - before;
	if (action->kind == QUIET)
		return;
	if (status && !*contestant->failure)
		fail(contestant, action, status);
	if (counted)
		action->samples[action->taken++] = sample;
}

static void turn(const struct contest *contest, struct contestant *contestant, bool counted)
{
	if (*contestant->failure)
		return;
	for (int i = 0; i < contestant->action_count; i++)
		act(contestant, &contestant->actions[i], counted);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	if (contest->pace)
		poll(NULL, 0, contest->pace);
}

/* ---- what is told -------------------------------------------------------------------------- */

static void text_print(const char *key, const char *text)
{
	printf("\"%s\":\"", key);
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == '"' || *text == '\\')
			printf("\\u%04x", (unsigned)(unsigned char)*text);
		else
			putchar(*text);
	}
	putchar('"');
}

static void action_print(const struct contest *contest, const struct contestant *contestant,
			 const struct action *action)
{
	putchar('{');
	text_print("case", contest->name);
	putchar(',');
	text_print("contestant", contestant->name);
	putchar(',');
	text_print("step", action->name);
	printf(",\"runs\":%d,\"peak\":%ld,\"wall\":[", action->count, action->peak);
	for (int i = 0; i < action->taken; i++)
		printf("%s%.1f", i ? "," : "", action->samples[i].wall);
	printf("],\"cpu\":[");
	for (int i = 0; i < action->taken; i++)
		printf("%s%.0f", i ? "," : "", action->samples[i].cpu);
	printf("]}\n");
}

static void contestant_print(const struct contest *contest, const struct contestant *contestant)
{
	if (*contestant->failure) {
		putchar('{');
		text_print("case", contest->name);
		putchar(',');
		text_print("contestant", contestant->name);
		putchar(',');
		text_print("failure", contestant->failure);
		printf("}\n");
		return;
	}
	for (int i = 0; i < contestant->action_count; i++) {
		if (contestant->actions[i].kind == STEP || contestant->actions[i].kind == MANY)
			action_print(contest, contestant, &contestant->actions[i]);
	}
}

static void prepare(void)
{
	char path[] = "/tmp/measure.XXXXXX";
	const struct sched_param first = {.sched_priority = 1};

	errors = mkostemp(path, O_APPEND | O_CLOEXEC);
	if (errors < 0 || unlink(path))
		complain(path);
	posix_spawn_file_actions_init(&output);
	posix_spawn_file_actions_addopen(&output, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&output, 1, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&output, errors, 2);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
		complain("become the subreaper");
	/* Against neighbours: what is measured is not interrupted, nor is what it starts. */
	if (getenv("BENCH_FIFO") && syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &first))
		complain("take the priority of BENCH_FIFO");
}

int main(void)
{
	static struct contest contest = {.warm = 2};

	prepare();
	contest_read(&contest);
	for (int round = 0; round < contest.warm + contest.rounds; round++) {
		for (int i = 0; i < contest.contestant_count; i++)
			turn(&contest, &contest.contestants[(i + round) % contest.contestant_count],
			     round >= contest.warm);
	}
	for (int i = 0; i < contest.contestant_count; i++)
		contestant_print(&contest, &contest.contestants[i]);
	return 0;
}
