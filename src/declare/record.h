/*
 * record.h – what a record is. A record is a kind of thing the department keeps a register of: units, people, elections,
 * steps, tasks, committees … One `const struct record` in one file of its domain declares it; its table, its form, its
 * list, the reading of what people type and the printing of what is stored follow from the declaration.
 *
 * The same `struct field` describes the parameters of a verb, so that a form is read in one way everywhere.
 */
#pragma once
#include "db/schema.h"

enum field_kind {
	FIELD_TEXT,     /* one line; TEXT */
	FIELD_LONG,     /* several lines; TEXT */
	FIELD_INT,      /* a count; INTEGER */
	FIELD_DECIMAL,  /* INTEGER scaled by 10^decimals */
	FIELD_DAY,      /* INTEGER, days since 1970-01-01 */
	FIELD_MOMENT,   /* INTEGER, milliseconds since 1970-01-01 UTC; never typed */
	FIELD_CHOICE,   /* TEXT, one of the codes */
	FIELD_TRISTATE, /* INTEGER 1, 0 or NULL: yes, no, not known */
	FIELD_REF,      /* INTEGER, id of a record: a unit, a person, anything declared */
	FIELD_MONEY,    /* INTEGER, đồng */
	FIELD_TIME,     /* INTEGER, minutes after midnight */
	FIELD_CITIZEN,  /* TEXT, 12 digits: the personal identification number */
	FIELD_PHONE,    /* TEXT, digits, with "+84" as "0" */
	FIELD_PLACE,    /* TEXT, "19.80670,105.78520": degrees north and east, within Viet Nam and its islands */
	FIELD_FILE,     /* INTEGER, id of an attached file (record/attach.h); never typed: FIELD_SET, the record has `files` */
};

enum field_flag {
	FIELD_REQUIRED = 1 << 0,
	FIELD_LISTED = 1 << 1,   /* a column of the list */
	FIELD_SEARCHED = 1 << 2, /* found by the search of the list */
	FIELD_SET = 1 << 3,      /* set by verbs, never by the form */
	FIELD_INDEXED = 1 << 4,  /* filters and sorts on it have an index; of the scope: with the list's order behind it */
	FIELD_PRIVATE = 1 << 5,  /* sealed with the row's own key (access/private.h); text kinds only, never listed or searched */
	FIELD_FOUND = 1 << 6,    /* private, but found when it is typed whole */
	FIELD_SORTED = 1 << 7,   /* a text kept in Vietnamese order, so that lists of any length sort by it */
	FIELD_NEAR = 1 << 8,     /* a person of the row's own unit or of an office above: a form's list offers no others */
};

struct choice {
	const char *code;  /* stored, never changed */
	const char *label; /* Vietnamese */
	const char *tone;  /* "done", "late", "soon", "wait" or "" – how a page marks it, beside the words */
};

struct field {
	const char *name;
	enum field_kind kind;
	const char *label; /* Vietnamese */
	unsigned flags;
	const char *hint;             /* shown under the label; NULL for none */
	int64_t min, max;             /* numbers: range; texts: most characters in max. 0,0: the kind's default */
	const struct choice *choices; /* FIELD_CHOICE; ends with {NULL} */
	const char *references;       /* FIELD_REF: name of the record; FIELD_LONG: a list of its ids with spaces between */
	int decimals;                 /* FIELD_DECIMAL */
	const char *preset;           /* what an empty form begins with, as typed; "today" for days; NULL: nothing */
	/* What a row holds that does not say: a form that leaves it blank, an entry written before the field was declared
	 * (texts and choices only, required). Such a value leaves no trace in the dump of the tables. NULL: nothing. */
	const char *absent;
};

#define MOVE_ASKS 3

/* A change of state that somebody makes with one button: the verb "RECORD.NAME". */
struct move {
	const char *name;     /* "issue" */
	const char *title;    /* Vietnamese, on the button */
	const char *from, *to; /* codes of the state field; from: several, parted by spaces, or "*": any other */
	const char *day;      /* a day field set to today, or NULL */
	/* Fields of the record that must be said with it, the day and the paper of a step; then there is a form instead of a
	 * button, and it can be undone like a save. */
	const char *asks[MOVE_ASKS];
};

struct db;
struct record_check; /* what a check is given: access/verb.h */
struct verb_call;
struct edit;

/* What becomes of a row that an entry made beside another one, when that entry is undone. */
enum beside {
	BESIDE_FOLLOWS,  /* taken back when the other one is; else it stays, and the other one's rules say what becomes of it */
	BESIDE_GOES,     /* taken back */
	BESIDE_OUTLIVES, /* stays: that somebody is there was no mistake */
};

struct record {
	const char *name;  /* of the table, of the actions in access.csv, in ledger entries: never changed */
	const char *title; /* "Ủy ban bầu cử" */
	const char *many;  /* "Ủy ban bầu cử các cấp": heading of the list */
	const char *empty; /* what to do when the list is empty */
	const struct field *fields;
	size_t field_count;
	const char *scope;   /* name of the field that holds the unit the row belongs to; NULL: the whole site */
	/* Name of the reference whose row says which unit that is: the scope field is FIELD_SET and follows it. NULL: it is typed. */
	const char *scope_of;
	const char *heading; /* name of the field that names a row to people */
	const char *sort;    /* default order: "due", "-decision_day" */
	const struct index *indexes;
	size_t index_count;
	bool files;          /* files may be attached to its rows (NAME.attach, NAME.detach in access.csv) */
	bool made_by_verbs;  /* new rows come from verbs of the domain; the generic save only changes them */
	const char *state;   /* name of the FIELD_CHOICE that moves change; NULL: none. A new row begins in its first choice */
	const struct move *moves;
	size_t move_count;
	/* Further rules over the whole row and other rows, run by the generic save; may be NULL. */
	int (*check)(struct record_check *c, struct err *err);
	/* Why a row made by mistake is not taken back, and what is done instead: words for its page. NULL: it is taken back as long
	 * as nothing refers to it (record/unmake.h). */
	const char *stays;
	/* Rules of its own before it is taken back, and what that means for other rows; NULL: none. */
	int (*unmake)(struct record_check *c, struct err *err);
	enum beside beside;
	/* Derived tables after a row changed; may be NULL. Reads and writes derived tables only. Such a row is never taken back. */
	int (*derive)(struct db *db, int64_t id, struct err *err);
	/* The same where what was there before is needed, for counting: `before` is NULL for a row that was not there, `after` for
	 * one that is taken back; both hold a value for each field. */
	int (*follow)(struct db *db, int64_t id, const struct value *before, const struct value *after, struct err *err);
};

/* The table of a record, made once per process in static memory. */
const struct table *record_table(const struct record *record);
/* Index of the field, or -1. */
int record_field(const struct record *record, const char *name);

/* Reads what was typed. Blank gives NULL where the field may be blank; otherwise ERR_INPUT with err->field and a sentence
 * that names the label and the remedy. Texts are NFC, trimmed, without control characters, and live in the arena. */
int field_parse(struct arena *a, const struct field *field, struct str typed, struct value *ret_value, struct err *err);
/* The value of a field that says nothing (`absent`), NULL where the declaration names none. */
struct value field_absent(const struct field *field);
/* What people read: days as 18/11/2025, numbers as 3.487, choices by label; empty for NULL (tristate: "chưa rõ"). */
struct str field_text(struct arena *a, const struct field *field, const struct value *value);
/* What a form control holds so that field_parse gives the value back. */
struct str field_typed(struct arena *a, const struct field *field, const struct value *value);
/* Is the value kept as text? */
bool field_is_text(enum field_kind kind);
/* The choice of a stored code, or NULL. */
const struct choice *field_choice(const struct field *field, struct str code);
