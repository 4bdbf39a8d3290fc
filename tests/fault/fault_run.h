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
double fault_seconds(void);
/* Without SECONDS as long as NOIVU_LEVEL says: quick, full or all. Prints the plan. */
struct fault_run fault_begin(int argc, char **argv, int tests, double quick, double full, double all);
/* One test; `problem` says what went wrong when it is not good. */
void fault_report(bool good, uint64_t seed, const char *name, const char *figures, const char *problem);
/* The exit status. */
int fault_end(void);
