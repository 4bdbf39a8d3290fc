/*
 * task.h – tasks in six clears (6 rõ): who, what, by when, who answers for it, which product, who may decide.
 *
 *   assignment   what somebody with authority ordered, from a document: the six clears, once
 *   task         one recipient's row of it: its own state, deadline and person
 *   extension    a recipient asks for a later deadline; the assigning side decides
 *   urging       đôn đốc: a numbered, graded reminder of one recipient (urging.h)
 *   difficulty   what a unit cannot settle by itself, or proposes
 *   decision     what a leader is asked to decide
 *
 * A recipient's row goes  assigned → received → working → submitted → done (accepted), or returned with a reason; what
 * closes by report alone (the steps of the law's calendar) goes from any open state to done. It may be cancelled with a
 * reason. The whole is done when every lead is done and there is at least one; so the assignment's state follows from
 * its rows, in the same entry. Lateness is judged at the moment of handing in and frozen when it is accepted (late.h).
 */
#pragma once
#include "access/verb.h"
#include "work/late.h"
#include "work/urging.h"

extern const struct record assignment_record, task_record, extension_record, difficulty_record, decision_record;

/* Recipient's side: their target is the recipient's unit. */
extern const struct verb task_receive, task_name, task_progress, task_report, task_take_back, task_extend,
	difficulty_report, difficulty_withdraw;
/* The assigning side: whoever may do it for the recipient's unit and for the unit that assigned. `also` names more rows. */
extern const struct verb task_accept, task_return, task_remove, extension_grant, extension_refuse;
/* Urging in three grades, each with its own row in access.csv: who may sign it. task_demand is signed only by somebody of
 * the unit that assigned, or of one above it. */
extern const struct verb task_remind, task_criticise, task_demand;
extern const struct verb assignment_give, assignment_propose, assignment_assign, assignment_add, assignment_cancel,
	assignment_next;
extern const struct verb difficulty_settle, difficulty_pass, difficulty_answer;
extern const struct verb decision_ask, decision_approve, decision_refuse, decision_withdraw;

#define TASK_SOON_DAYS 7
#define TASK_TEXT_MOST 1000 /* characters of a reason, an urging, a difficulty */

/* Who may assign: "chair" → "Chủ tịch UBND tỉnh". */
extern const struct choice task_assigners[];
extern const struct choice task_states[];

/* ---- lateness and state of one row ---- */

/* In which of the counted classes a recipient's row is; with the moment it follows whether an open one is overdue. */
enum task_class {
	TASK_NOT_STARTED, /* assigned, not received */
	TASK_IN_PROGRESS, /* received, working, returned */
	TASK_SUBMITTED,   /* waits for acceptance: its lateness is that of the moment it was handed in */
	TASK_EARLY,       /* done on a day before the deadline */
	TASK_ON_TIME,
	TASK_LATE,        /* done late */
	TASK_CANCELLED,   /* not counted */
	TASK_CLASSES
};
enum task_class task_class_of(const struct row *task);
/* Until when an open row is in time; LATE_NEVER when nothing runs (no deadline, submitted, done, cancelled). */
int64_t task_mark(const struct row *task);
/* Days late at that moment: for a done row the frozen number, for a submitted one that of its handing in. */
int64_t task_late_days(const struct row *task, int64_t moment);
bool task_open(const struct row *task); /* neither done nor cancelled */
#define TASK_OPEN {"state", "<>", v_c("done")}, {"state", "<>", v_c("cancelled")} /* the same as filters of a list */
/* late_moment of the site's working day and hour. */
int64_t task_now(struct site *site);

/* ---- what recurs ---- */

/* Opens the next period of everything that recurs and whose last period has run out (assignment.next, as the program), each in
 * an entry of its own; asked again it finds nothing to do. What cannot be opened – nobody is left to do it – is logged and
 * waits for a person. `db` is a reader. */
int task_periods_open(struct site *site, struct db *db, const struct actor *program, struct err *err);
/* Is this the last period of a series whose next one should be open by now? 1, 0, negative. */
int task_period_due(struct db *db, struct arena *a, const struct row *assignment, day_t today, struct err *err);

/* ---- for the steps of an election ---- */

/* What an assignment of a step is made from. */
struct task_source {
	int64_t election, step;
	struct str title;
	day_t due;       /* DAY_NONE: no fixed date */
	day_t legal_due; /* where a stricter date was directed; else the same */
	struct str responsible, product, authority, document; /* from the law's row and the directive */
	int64_t assignment; /* this and the next are filled in by task_source_open */
	bool was_done;
};

/* Inside a verb's check: the step's assignment, a new one when there is none. Before task_give. */
int task_source_open(struct verb_call *c, struct task_source *from, struct err *err);
/* A new task for a unit; a unit that has this step's task already keeps it. */
int task_give(struct verb_call *c, const struct task_source *from, int64_t unit, struct err *err);
/* The date of a step moved: all of its tasks that are not done follow. */
int task_move(struct verb_call *c, int64_t step, day_t due, day_t legal_due, struct err *err);
/* The row that closes a task by being there, and the words that say so: "Tự đóng khi …". The task keeps it, so that its page
 * leads there, nobody takes it back by hand, and it opens again when that row does not say so any more. */
struct task_closer {
	const char *record; /* one of task_closers */
	int64_t row;
	struct str note;
};
extern const struct choice task_closers[];
/* What a step of the law (by its rule id) asks for is there now: the unit's open task closes itself. */
int task_close(struct verb_call *c, int64_t election, const char *rule, int64_t unit, day_t done, const struct task_closer *by,
	       struct err *err);
/* It is not there any more: what a row of that register closed (this row; 0: any) is open again, and `note` says why. */
int task_reopen(struct verb_call *c, int64_t election, const char *rule, int64_t unit, const struct task_closer *by,
		struct err *err);

/* ---- what a register finds missing ---- */

/* A task a unit has with itself because a row of a register lacks something; it closes itself when nothing is missing. */
struct task_own {
	int64_t unit;
	struct str title, content, product;
	day_t due; /* DAY_NONE: none was set */
};
/* Inside a record's check. *task 0, or one that is closed: a new one, whose id comes back; an open one takes the new words. */
int task_own_open(struct verb_call *c, const struct task_own *own, int64_t *task, struct err *err);
int task_own_close(struct verb_call *c, int64_t task, const struct task_closer *by, struct err *err);

/* ---- the six clears ---- */

/* Which of the six are missing: "rõ sản phẩm, rõ thẩm quyền"; empty when none is. The recipients are not looked up. */
struct str assignment_missing(struct arena *a, const struct row *assignment);
/* Assigned by the province's own leaders, so that the province is the assigning unit; else it is the actor's unit. */
bool task_assigner_is_provincial(struct str code);
/* The law's calendar, a register: no person chooses them. */
bool task_assigner_is_program(struct str code);
