/*
 * urging.h – đôn đốc: nhắc nhở, phê bình, yêu cầu kiểm điểm, of whatever a unit owes: a task, or (report/) an answer to a report.
 *
 * Numbered for each row that is owed, in the entry that makes it; never deleted; shown until somebody of the unit says that it was
 * read (urging.note); counted in the row itself, whose field `urged` is the number of the last. Who may sign a grade is a row of
 * access.csv, as each grade is a verb of its own; the third is signed only by somebody of the unit that asked for the work, or of
 * one above it, for it asks that unit's own leader to answer.
 */
#pragma once
#include "access/verb.h"

extern const struct record urging_record;
extern const struct choice urging_grades[]; /* "remind", "criticise", "demand" */
extern const struct verb urging_read;

struct urging_of {
	struct edit *row; /* what is owed: has the fields `unit` and `urged`; urging_record has a reference of its record's name */
	int64_t asked_by; /* the unit that asked for it */
};

/* Inside a verb's check, once its permission is asked. */
int urging_add(struct verb_call *c, const struct urging_of *of, const char *grade, struct str text, struct err *err);
