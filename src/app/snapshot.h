/*
 * snapshot.h – the figures of a week, frozen: what the brief of the next weeks is compared with.
 *
 * Taken by a verb, once for a week (Monday to Sunday) and election; no verb changes one afterwards. What is corrected later in
 * the rows themselves does not change what was reported then.
 */
#pragma once
#include "access/verb.h"

extern const struct record snapshot_record;
/* snapshot.take: no parameters; ERR_CONFLICT when this week is frozen already. */
extern const struct verb snapshot_take;

struct snapshot {
	int64_t id;
	day_t day;
	int64_t total, done, late, soon;
	int64_t committees, communes;
	int64_t waiting, difficulties; /* for a decision; open */
};

/* The Monday of the week a day lies in. */
day_t snapshot_week(day_t day);
struct snapshot snapshot_of(const struct row *row);
/* The newest one of a week before that of `day`: 1 found, 0 none. */
int snapshot_before(struct db *db, struct arena *a, int64_t election, day_t day, struct snapshot *ret, struct err *err);
/* Inside a verb's check: the snapshot of this week, made now when there is none. */
struct brief;
int snapshot_ensure(struct verb_call *c, const struct brief *b, int64_t *ret_id, struct err *err);
