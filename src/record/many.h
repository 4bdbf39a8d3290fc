/*
 * many.h – one action on many rows of a register: those ticked in its list, or all that its filters leave.
 *
 * It is an import without a table (import.h): many_check looks at each row and stages what can be done, refused rows are kept
 * with their reasons, the person sees how many, import_confirm and the thread do the rest in slices, with the same mark and the
 * same refused rows to download. Each row is done by the verb itself, with its own permission, rules and entry, as if somebody
 * had opened it and pressed the button; what is not right any more when its turn comes is refused then.
 *
 * An action is written "move give_back", "set sex male", "undo 123" (what the job of that number did), "back 123" (what the table
 * of that number changed or made: what is new is taken back, record/unmake.h). What a move asks for stands behind it, each after a
 * tab: "move issue\t18/11/2025\t12/UBBC".
 */
#pragma once
#include "access/verb.h"

#define MANY_MOST 200000 /* rows at a time */

enum many_kind { MANY_MOVE, MANY_SET, MANY_UNDO, MANY_BACK };

struct many_action {
	enum many_kind kind;
	const struct verb *verb;   /* RECORD.give_back, RECORD.save, RECORD.undo */
	size_t move;               /* MANY_MOVE … */
	struct str said[MOVE_ASKS]; /* … with what it asks for, as typed; none while nobody has been asked */
	size_t said_n;
	const struct field *field; /* MANY_SET … */
	struct str value;          /* … as typed: the code of a choice, "1" or "0" */
	int64_t job;               /* MANY_UNDO, MANY_BACK */
};

/* What the verb of a move asks for beside the row. */
static inline size_t many_asks(const struct many_action *action)
{
	return action->kind == MANY_MOVE ? action->verb->param_count - 1 : 0;
}

/* false when the register has no such action. */
bool many_read(const struct record *record, struct str text, struct many_action *ret_action);
/* "Đã nộp lại con dấu", "Đặt «Giới tính» là «Nam»" */
struct str many_title(struct arena *a, const struct record *record, const struct many_action *action);
/* May this field be set in many rows at once? Choices and yes-or-no fields that a form has. */
bool many_sets(const struct field *f);

struct many_row {
	int64_t id;
	int64_t revision; /* it must still have; 0: any */
};

/* Makes a job that waits for the person (IMPORT_CHECKED). Rows that are not there or not for the actor are refused as not
 * found. ERR_INPUT for no row, an unknown action, something it asks for that cannot be read (the field named), ERR_TOO_LARGE
 * beyond MANY_MOST. */
int many_check(struct site *site, struct db *db, const struct actor *actor, const struct record *record, struct str action,
	       const struct many_row *rows, size_t n, int64_t *ret_job, struct err *err);
/* The rows that a job of this person changed, as it left them, the last one first: for "undo". */
int many_done(struct site *site, struct db *db, struct arena *a, const struct actor *actor, int64_t job,
	      struct many_row **ret_rows, size_t *ret_n, struct err *err);
/* The rows that a table of this person changed or made, as it left them, the last one first: for "back". */
int many_imported(struct site *site, struct db *db, struct arena *a, const struct actor *actor, int64_t job,
		  struct many_row **ret_rows, size_t *ret_n, struct err *err);
