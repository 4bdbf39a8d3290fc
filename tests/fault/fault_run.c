#include "fault_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db/db.h"
#include "db/writer.h"

#define LOG_STEP 24 /* pages: in these short lives the log is moved, too, and begins anew */

#define SLOWEST 3  /* times as long as on a machine with nothing else to do */

static int number, bad;

static double clock_seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double fault_clock(void) { return clock_seconds(CLOCK_MONOTONIC); }

double fault_seconds(void)
{
	static double wall_before, cpu_before, worked;
	double wall = fault_clock(), cpu = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
	wall_before = wall_before > 0 ? wall_before : wall;
	double passed = wall - wall_before, used = cpu - cpu_before;
	worked += used > passed ? passed : used > passed / SLOWEST ? used : passed / SLOWEST;
	wall_before = wall;
	cpu_before = cpu;
	return worked;
}

struct fault_run fault_begin(int argc, char **argv, int tests, double quick, double full, double all)
{
	const char *level = getenv("NOIVU_LEVEL"), *times = getenv("NOIVU_TIMES");
	bool is_all = level && strcmp(level, "all") == 0;
	double usual = level && strcmp(level, "quick") == 0 ? quick : is_all ? all * (times ? strtod(times, NULL) : 1) : full;
	struct fault_run run = {
		.time = argc > 1 ? strtod(argv[1], NULL) : usual,
		.seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)(fault_clock() * 1e6),
	};
	writer_log_step(LOG_STEP);
	printf("TAP version 13\n1..%d\n# seed %llu, %g s\n", tests, (unsigned long long)run.seed, run.time);
	return run;
}

void fault_report(bool good, uint64_t seed, const char *name, const char *figures, const char *problem)
{
	printf("%s %d - %s (%s)\n", good ? "ok" : "not ok", ++number, name, figures);
	if (!good)
		printf("# seed %llu: %s\n", (unsigned long long)seed, problem);
	fflush(stdout);
	bad += !good;
}

bool fault_another(double until, int64_t rounds, int64_t least, int64_t given)
{
	return fault_seconds() < until || rounds < least || (given == 0 && rounds < 500);
}

void fault_power(const struct fault_power *p, double time, uint64_t seed, const char *name)
{
	double until = fault_seconds() + time;
	struct fault_sums sums = {0};
	char figures[160];
	bool good = true;
	while (good && (fault_seconds() < until || sums.rounds < 5))
		if ((good = p->round(seed, NULL, false, &sums)))
			seed++;
	snprintf(figures, sizeof(figures), "%lld sites, %lld power cuts, %lld %s acknowledged", (long long)sums.rounds,
		 (long long)sums.cuts, (long long)sums.acknowledged, p->what);
	fault_report(good, seed, name, figures, p->problem);
}

void fault_twin(const struct fault_power *p, uint64_t seed, const char *sync, bool lying, const char *name)
{
	double until = fault_seconds() + 60;
	struct fault_sums sums = {0};
	char figures[1600];
	bool kept = true;
	while (kept && fault_seconds() < until)
		kept = p->round(seed++, sync, lying, &sums);
	db_use_vfs(NULL);
	snprintf(figures, sizeof(figures), "round %lld: %s", (long long)sums.rounds + 1, kept ? "nothing" : p->problem);
	fault_report(!kept, seed, name, figures, p->problem);
}

int fault_end(void)
{
	return bad ? 1 : 0;
}
