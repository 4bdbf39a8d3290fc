/*
 * fault_vfs.h – a storage of SQLite that can lose power, run full and fail (for tests only).
 *
 * It lies over the ordinary one: files are real, but for each it is remembered what had been synced. When power is
 * cut, every later call fails; fault_settle then leaves on the disk what a power loss would have left:
 *   - of what was written since a file's last sync, a random set of 512-byte sectors (none, some or all), the one written
 *     last torn at a random byte;
 *   - a size that changed since then, old or new; a file made or deleted since the folder's last sync, there or not;
 *   - the engine's shared memory file with any content.
 * Nothing that was synced is ever touched, and bytes beside a written range stay as they were: what the engine
 * assumes of a disk (SQLITE_IOCAP_POWERSAFE_OVERWRITE).
 *
 *   fault_start(&(struct fault_plan){.seed = 7, .cut_at = 123});
 *   db_use_vfs(FAULT_VFS);  … open, work, close everything …
 *   fault_settle();  db_use_vfs(NULL);  … open again and look …
 *
 * One plan at a time in the process. Any number of connections and threads. Real syncs are left out: quick.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#define FAULT_VFS "fault"

enum fault_op {
	FAULT_WRITE = 1,
	FAULT_SYNC = 2,
	FAULT_TRUNCATE = 4,
	FAULT_DELETE = 8,
	FAULT_OPEN = 16,
	FAULT_READ = 32,
};

struct fault_plan {
	uint64_t seed;
	int64_t cut_at;     /* power goes at this step (write, sync, truncate, delete, file made), from 1; 0: never */
	bool lying;         /* syncs are reported and not done: a disk that must lose */
	unsigned fail_ops;  /* these operations fail with an I/O error … */
	int64_t fail_from;  /* … from the n-th of them on, from 1 … */
	int64_t fail_count; /* … so many times; afterwards they work again */
	int64_t full_from;  /* the disk is full from this step on: files cannot grow, until fault_heal; 0: never */
};

/* Begins anew: registers the storage at the first call, forgets all files, counts from 0. No connection may be open. */
void fault_start(const struct fault_plan *plan);
/* Another plan from here on, with everything open as it is; its numbers count from now. Not after a cut. */
void fault_replan(const struct fault_plan *plan);
/* Steps so far, and how often a fault was given (fail_ops and full_from). */
int64_t fault_steps(void);
int64_t fault_given(void);
/* The disk has room again, operations work again. Not after a cut. */
void fault_heal(void);
/* Cuts the power now, unless it is cut already. */
void fault_cut(void);
bool fault_is_cut(void);
/* After a cut (cuts if there was none), with every connection closed: writes what survived to the real files. */
void fault_settle(void);
/* Even over [0, bound), from the caller's own state: for test programs. */
uint64_t fault_random(uint64_t *state, uint64_t bound);
