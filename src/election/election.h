/*
 * election.h – an election and the steps the law lays out for it; the bodies that run it are in body.h.
 *
 * election.open makes the steps from law/calendar.csv and the day; each step keeps the rule it came from, so that pages ask
 * the law again for the why. A step whose committees answer is assigned as tasks (step.assign); steps that others own are
 * milestones to watch and are marked (step.mark).
 */
#pragma once
#include "election/body.h"
#include "law/calendar.h"
#include "access/verb.h"

extern const struct record election_record, step_record;
/* The kinds of election, for the record and for the form that opens one. */
extern const struct choice election_kinds[];
extern const struct verb election_open, step_assign, step_assign_all, step_direct, step_override, step_mark;

/* The election this unit works on: of those it takes part in the next one, else the last – a commune whose neighbour has a
 * by-election goes on with the general one. A by-election elsewhere only where there is no other. 1 found, 0 none. */
int election_current(struct db *db, struct arena *a, int64_t unit, day_t today, struct row *ret_election, struct err *err);
enum election_kind election_kind_of(const struct row *election);

/* The law's row of a step and what was ordered on top of it; *ret_row is NULL when the law has no such row any more. */
int step_effect(struct arena *a, const struct law *law, const struct row *election, const struct row *step,
                const struct calendar_row **ret_row, struct calendar_effect *ret_effect, struct err *err);
