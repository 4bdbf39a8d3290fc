/*
 * fault_run.h – what every fault test begins and ends with:  PROGRAM [SECONDS [SEED]]  prints TAP.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct fault_run {
	double time;   /* seconds for all tests together */
	uint64_t seed; /* printed, so that what went wrong can be done again */
};

/* Seconds of a clock that only moves forward. */
double fault_clock(void);
/* Seconds of work: of a clock that waits while others have the processors, so that a busy machine takes longer and does not try less. It
 * stands still for two thirds of a wait at most. Called by one thread. */
double fault_seconds(void);
/* Without SECONDS as long as NOIVU_LEVEL says: quick, full, or all – that times NOIVU_TIMES. Prints the plan. */
struct fault_run fault_begin(int argc, char **argv, int tests, double quick, double full, double all);
/* One test; `problem` says what went wrong when it is not good. */
void fault_report(bool good, uint64_t seed, const char *name, const char *figures, const char *problem);

/* Another round? As long as the time goes, at least `least` of them; on a slow machine until a fault was given, but not for ever. */
bool fault_another(double until, int64_t rounds, int64_t least, int64_t given);

/* What rounds did together. */
struct fault_sums { int64_t rounds, cuts, faults, acknowledged; };

/* One site through its lives, each ended by a power cut, and the look after it. `sync`: another setting than the engine is opened
 * with; `lying`: a disk that syncs nothing. False: something was lost or half, and `problem` says what. */
struct fault_power {
	bool (*round)(uint64_t seed, const char *sync, bool lying, struct fault_sums *sums);
	const char *what; /* is acknowledged: "jobs" */
	const char *problem;
};
/* As long as the time goes, at least five. */
void fault_power(const struct fault_power *p, double time, uint64_t seed, const char *name);
/* The same must lose something within a minute when the disk is not waited for: otherwise the test itself is blind. */
void fault_twin(const struct fault_power *p, uint64_t seed, const char *sync, bool lying, const char *name);

/* The exit status. */
int fault_end(void);
