/*
 * verb.h – everything that changes a site goes through here:
 *
 *   read the parameters → whose is it → may the actor → check the rules → append one entry → apply
 *
 * from "whose is it" on inside one job of the writer, so that what was checked is what is changed. A verb is a const
 * struct in the file of its rules; `target` and `check` get a verb_call and give changes back. A verb that finds nothing to
 * change appends nothing.
 */
#pragma once
#include "access/access.h"
#include "declare/row.h"
#include "site/site.h"

#define VERB_KEY_MOST 64
#define VERB_MOST_ERRORS 24

struct verb_call;

/* What private fields put down beside a change (access/private.h). */
struct private_note;
struct private_notes {
	struct private_note *note;
	size_t n, cap;
};

struct verb {
	const char *name;  /* "task.receive": the action in access.csv, the verb of the entry */
	const char *title; /* Vietnamese, as on the button */
	const struct field *params;
	size_t param_count;
	const struct record *record; /* what it acts on: whoever may not even read it gets ERR_NOT_FOUND, not a hint */
	/* The unit it concerns. ERR_NOT_FOUND when the thing is not there. */
	int (*target)(struct verb_call *c, int64_t *ret_unit, struct err *err);
	/* The rules; gives the changes. */
	int (*check)(struct verb_call *c, struct err *err);
	const void *data;  /* for a family of verbs made from one pair of functions */
};

struct verb_arg { struct str name, value; };

struct verb_input {
	const struct verb_arg *args; /* as typed; unknown names are passed over */
	size_t n;
	struct str key;              /* idempotency key, 1…64 bytes; empty: one is made */
	struct str file;             /* an uploaded table, for imports */
	const void *data;            /* from the program itself, never from a request */
	bool trial;                  /* everything is checked, nothing is written */
};

struct verb_error { char field[48]; char text[400]; };

struct verb_result {
	int64_t entry;  /* its number; 0 when nothing was to be changed */
	int64_t id;     /* of the first change */
	bool repeated;  /* this key was used before: entry and id are the first answer's */
	/* after ERR_INPUT or ERR_LAW: all fields that are wrong, the first is also in the err */
	size_t error_count;
	struct verb_error errors[VERB_MOST_ERRORS];
};

/* A change being made. */
struct edit {
	const struct record *record;
	int64_t id, revision;
	struct value *old;  /* NULL for a new row */
	struct value *values;
	bool *set;
	enum change_kind kind;
	const struct value *stored; /* CHANGE_BACK: as the ledger has them, private ones sealed */
	struct edit *next;
};

struct verb_call {
	struct site *site;
	struct db *db;          /* the writing connection */
	struct arena *arena;    /* until the job is done */
	const struct verb *verb;
	const struct actor *actor;
	const struct value *args; /* one for each parameter, read */
	const struct verb_input *input;
	day_t today;
	int64_t now;
	struct verb_result *result;
	struct edit *first, *last;
	/* Ids for new rows that were set aside for it (ledger_reserve), used one after the other; none: the ledger's next. */
	int64_t next_id, ids_left;
};

int verb_run(struct site *site, const struct actor *actor, const struct verb *verb, const struct verb_input *input,
             struct verb_result *ret_result, struct err *err);

/* ---- for target and check ---- */

int64_t verb_int(const struct verb_call *c, const char *param);      /* NULL: 0 */
day_t verb_day(const struct verb_call *c, const char *param);        /* NULL: DAY_NONE */
struct str verb_str(const struct verb_call *c, const char *param);   /* NULL: empty */
/* One more wrong field; goes on. check returns verb_failed(c, err) at its end. */
void verb_wrong(struct verb_call *c, const char *field, const char *format, ...) __attribute__((format(printf, 3, 4)));
int verb_failed(struct verb_call *c, struct err *err);
/* The unit a row belongs to: its scope field, the row's own id for scope "id", the root of the site without one. */
int64_t record_unit(const struct site *site, const struct row *row);
/* As `target`: the whole site's. */
int verb_of_site(struct verb_call *c, int64_t *ret_unit, struct err *err);
/* As `target`: of the unit that has the row "id" of the verb's record. */
int verb_of_row(struct verb_call *c, int64_t *ret_unit, struct err *err);
/* The row, or ERR_NOT_FOUND. */
int verb_load(struct verb_call *c, const struct record *record, int64_t id, struct row *ret_row, struct err *err);

/* A new row, or one to be changed (loaded here; the same edit is returned when it is being changed already). */
struct edit *edit_new(struct verb_call *c, const struct record *record);
int edit_row(struct verb_call *c, const struct record *record, int64_t id, struct edit **ret_edit, struct err *err);
/* The row is taken back; or one that was (ledger_gone) is there again as it was, unless fields are set. Which rows may, and with
 * what rules, is asked in record/unmake.h. */
int edit_gone(struct verb_call *c, const struct record *record, int64_t id, struct edit **ret_edit, struct err *err);
int edit_back(struct verb_call *c, const struct row *gone, struct edit **ret_edit, struct err *err);
/* What edit_back brought is taken back once more by the same entry. */
void edit_gone_again(struct verb_call *c, const struct edit *back);
/* The edit of this row made so far in the call, or NULL. */
struct edit *edit_made(const struct verb_call *c, const struct record *record, int64_t id);
void edit_set(struct edit *e, const char *field, struct value v);
void edit_set_at(struct edit *e, size_t field, struct value v); /* by its place in the declaration */
/* The value it will have. */
const struct value *edit_value(const struct edit *e, const char *field);

/* For imports, which check many rows by themselves: one entry from the edits of `c`, whose verb, record and actor the caller has
 * filled in and whose permissions it has asked. Nothing changed: no entry, c->result->entry stays. verb_make may be done
 * before, on another thread with a reader's connection in `c` and ids set aside; then verb_append_made belongs into a job that
 * has seen that nobody else has written meanwhile. */
struct verb_made {
	struct change *changes;
	size_t n;
	struct private_notes notes;
	struct entry_body body;
};
int verb_make(struct verb_call *c, struct verb_made *ret_made, struct err *err);
int verb_append_made(struct verb_call *c, const struct verb_made *made, struct str key, int64_t unit, struct err *err);
int verb_append(struct verb_call *c, struct str key, int64_t unit, struct err *err);

/* For work on many rows, one after the other in one job of the writer (record/many.h): all that verb_run does from reading the
 * parameters on, on the writer's thread. The caller has filled in site, db, arena, verb, actor – as the grants are now –, input,
 * today, now and result, gives a key that nobody used, and puts a savepoint around it. */
int verb_run_here(struct verb_call *c, struct str key, struct err *err);

/* What a record's check is given. `edit` holds all values; further edits may be made through `call`. */
struct record_check {
	struct verb_call *call;
	struct edit *edit;
	bool fresh; /* a new row, or one that is there again */
};

/* The value the field will have; whether it will have none. */
static inline const struct value *check_value(const struct record_check *k, const char *field)
{
	return edit_value(k->edit, field);
}

static inline bool check_blank(const struct record_check *k, const char *field)
{
	return check_value(k, field)->kind == VALUE_NULL;
}

/* "person.reset": notes that somebody gave this person a new password; the caller sets it (password_set_hash). */
extern const struct verb person_reset;
