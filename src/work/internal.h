/*
 * internal.h – private to work/: what its verbs share.
 */
#pragma once
#include "work/task.h"

/* "5 6 7" or "communes": parts of a list that a form sends as one text. */
#define WORK_COMMUNES "communes"

/* Fields that extensions, urgings, difficulties and decisions have in common: whose it is, what it belongs to, the words, who and
 * when. All are set by verbs. */
#define WORK_UNIT(label_, flags_) \
	{.name = "unit", .kind = FIELD_REF, .label = label_, .flags = FIELD_REQUIRED | FIELD_SET | (flags_), .references = "unit"}
#define WORK_OF(record_, label_, flags_) \
	{.name = record_, .kind = FIELD_REF, .label = label_, .flags = FIELD_SET | (flags_), .references = record_}
#define WORK_WORDS(name_, label_, flags_) \
	{.name = name_, .kind = FIELD_LONG, .label = label_, .flags = FIELD_SET | (flags_), .max = TASK_TEXT_MOST}
#define WORK_DAY(name_, label_, flags_) {.name = name_, .kind = FIELD_DAY, .label = label_, .flags = FIELD_SET | (flags_)}
#define WORK_BY(name_, label_) \
	{.name = name_, .kind = FIELD_REF, .label = label_, .flags = FIELD_SET, .references = "person"}
#define WORK_CHOICE(name_, label_, choices_) \
	{.name = name_, .kind = FIELD_CHOICE, .label = label_, .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED, .choices = choices_}

#define WORK_ID(record_, label_) \
	{.name = "id", .kind = FIELD_REF, .label = label_, .flags = FIELD_REQUIRED, .references = record_}
#define WORK_REASON(label_, hint_) \
	{.name = "reason", .kind = FIELD_LONG, .label = label_, .flags = FIELD_REQUIRED, .max = TASK_TEXT_MOST, .hint = hint_}
#define WORK_ALSO \
	{.name = "also", .kind = FIELD_LONG, .label = _("Các đơn vị khác"), .max = 20000}

/* The person who does it; NULL for the program. */
struct value work_actor(const struct verb_call *c);
bool work_is(const struct edit *e, const char *field, const char *code);
int64_t work_int(const struct edit *e, const char *field); /* NULL: 0 */
day_t work_day(const struct edit *e, const char *field);   /* NULL: DAY_NONE */
/* The row an edit stands for, with its new values. */
struct row work_row(const struct edit *e);
/* The edit of this row when it is being changed in this call, else NULL. */
struct edit *work_editing(struct verb_call *c, const struct record *record, int64_t id);
int64_t work_moment(const struct verb_call *c);

/* Ids out of a text: numbers between spaces or commas. ERR_INPUT for anything else, naming the field. */
int work_ids(struct verb_call *c, const char *field, struct str text, int64_t **ret_ids, size_t *ret_n, struct err *err);
int work_query_ids(struct verb_call *c, const struct stmt *stmt, const struct value *values, size_t n, int64_t **ret_ids,
		   size_t *ret_n, struct err *err);

/* As `target` of verbs on tasks that take more rows (`also`) than `id`: then it is the assigning unit, so that the entry each of
 * them shows in its history names no other recipient. */
int task_target_many(struct verb_call *c, int64_t *ret_unit, struct err *err);
/* The tasks `id` and `also`, in that order, each once; the actor may run this verb on each, and for the unit that assigned it. */
int task_chosen(struct verb_call *c, struct edit ***ret_tasks, size_t *ret_n, struct err *err);
/* May the actor run this verb for the unit that assigned the task? ERR_LAW when it is not theirs. */
int task_by_assigner(struct verb_call *c, const struct edit *task, struct err *err);
/* The unit that assigned it; the province when no assignment is known. */
int task_assigning_unit(struct verb_call *c, const struct edit *task, int64_t *ret_unit, struct err *err);

/* A new recipient's row. */
struct task_wish {
	int64_t assignment, unit, person; /* person 0: the head of the unit, until it names somebody */
	const char *role;                 /* "lead", "support" */
	int64_t election, step;           /* 0: none */
	struct str title, assigner;
	day_t due, legal_due;
	bool by_report;                   /* closes by report alone */
};
struct edit *task_row_new(struct verb_call *c, const struct task_wish *wish);
/* Closes itself, handed in at `moment`, unless it is closed. */
int task_close_by(struct verb_call *c, int64_t task, day_t done, int64_t moment, const struct task_closer *by, struct err *err);
/* Received again, and the whole with it. */
int task_open_again(struct verb_call *c, struct edit *task, struct err *err);
/* Whether the whole is done follows from its rows as they will be after this call. 0 for no assignment. */
int assignment_settle(struct verb_call *c, int64_t assignment, struct err *err);
/* Cancels a row, and what its unit delegated from it, and so on. */
int task_cancel(struct verb_call *c, struct edit *task, struct str reason, struct err *err);
int assignment_drop(struct verb_call *c, int64_t assignment, struct str reason, struct err *err);
/* ERR_CONFLICT while something delegated from it is open. */
int task_no_open_parts(struct verb_call *c, int64_t task, struct err *err);
/* ERR_CONFLICT when what it was delegated from is closed: a part is not opened again under a closed whole. */
int task_may_reopen(struct verb_call *c, const struct edit *task, struct err *err);
/* Freezes: done, on `day`, handed in at `moment`. */
void task_finish(struct verb_call *c, struct edit *task, day_t day, int64_t moment, struct value by);
