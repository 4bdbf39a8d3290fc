/*
 * figures.h – how many tasks there are, of which class, late or not: counted while they change, never by reading them all.
 *
 * Table `task_count` (derived): rows (dim, scope, what, class, mark, n). Each recipient's row is counted once in each of
 *   "all"        scope 0 and scope = its unit
 *   "assigner"   scope 0 and scope = its unit; what = "2025/chair": year of assignment and who assigned
 *   "person"     scope = the person who does it
 *   "assignment" scope = its assignment
 *   "document"   scope 0; what = the document its assignment was ordered by, empty without one
 * and each assigned assignment in
 *   "whole"      scope 0 and scope = the unit that assigned; what as for "assigner"
 * The mark (late.h) is kept for open rows, so that what is overdue follows from the moment one asks.
 *
 * Table `task_running` (derived) holds the rows that are neither done nor cancelled, for lists in order of their marks.
 */
#pragma once
#include "work/task.h"

extern const struct table task_count_table, task_running_table;

struct figures {
	int64_t total; /* = early + on_time + late + submitted + in_progress + overdue + not_started */
	int64_t early, on_time, late;
	int64_t submitted;
	int64_t in_progress, not_started; /* that are in time */
	int64_t overdue;                  /* open beyond their deadline, started or not */
	int64_t soon;                     /* of those in time: due within TASK_SOON_DAYS */
	int64_t overdue_not_started;      /* of the overdue */
};
/* a += b, a -= b */
void figures_add(struct figures *a, const struct figures *b);
void figures_take(struct figures *a, const struct figures *b);
static inline int64_t figures_done(const struct figures *f) { return f->early + f->on_time + f->late; }

/* One line of a table of figures. */
struct figures_line {
	int64_t scope;   /* a unit, a person, an assignment; as the dimension says */
	struct str what; /* "2025/chair", or empty */
	struct figures figures;
};

/* What is counted in one place: the dimension and scope (0: the whole site). */
int figures_of(struct db *db, const char *dim, int64_t scope, int64_t moment, struct figures *ret, struct err *err);
/* The same for all that an actor may read of tasks; with `what` only of that assigner and year. */
int figures_for(const struct site *site, struct db *db, const struct actor *actor, struct str what, int64_t moment,
		struct figures *ret, struct err *err);
/* Lines for each assigner and year ("assigner"; "whole" for assignments), newest year first. */
int figures_by_assigner(const struct site *site, struct db *db, struct arena *a, const struct actor *actor, const char *dim,
			int64_t moment, struct figures_line **ret_lines, size_t *ret_n, struct err *err);
/* Lines for each unit this actor may read. */
int figures_by_unit(struct db *db, struct arena *a, const struct actor *actor, int64_t moment, struct figures_line **ret_lines,
		    size_t *ret_n, struct err *err);
/* Lines for each person; for those who may read the whole site's tasks. */
int figures_by_person(struct db *db, struct arena *a, int64_t moment, struct figures_line **ret_lines, size_t *ret_n,
		      struct err *err);

/* Lines for the documents that assigned something, the newest first, at most `most`, and at the end what no document ordered;
 * older documents are what is missing to the whole. For those who may read the whole site's tasks. */
int figures_by_document(struct db *db, struct arena *a, int64_t moment, size_t most, struct figures_line **ret_lines, size_t *ret_n,
			struct err *err);

/* Does this actor read the tasks of the whole site? 1, 0, negative. Then scope 0 is theirs. */
int figures_whole(const struct site *site, struct db *db, const struct actor *actor, struct err *err);

/* record.follow of task and of assignment. */
int task_follow(struct db *db, int64_t id, const struct value *before, const struct value *after, struct err *err);
int assignment_follow(struct db *db, int64_t id, const struct value *before, const struct value *after, struct err *err);
