/*
 * unmake.h – a row that was made by mistake is taken back, and comes again.
 *
 * Taken back it is in no table any more – lists, counters, search, selects, exports, unique indexes do not know it –, while
 * the ledger keeps what it was and who took it back; its page and history are read from there (ledger_gone). The verb is
 * "RECORD.undo" (record/verbs.h), for the button and for a whole table (MANY_BACK in record/many.h) alike; by the button also a row
 * that was saved since. Its id is never given again. An import does not know it either: the same line sent again makes a new row.
 *
 * It is refused, naming what and where, while an attached file or another row refers to it. Each reference of the catalog to
 * that record is asked through an index of its table; a reference without one is passed over, because something else answers
 * for it: a person set by a verb acted, and whoever acted is never taken back (access/people.c); a report names its period.
 */
#pragma once
#include "access/verb.h"

/* The rows that the edits of `c` take back: may they? To be asked when all edits are made. */
int unmake_check(struct verb_call *c, struct err *err);
/* Does an index of the table of `record` find the rows that hold a value in this field? */
bool unmake_asks(const struct record *record, const struct field *field);

/* 1 when the row was taken back and the actor may read what it was, with what took it back; 0 otherwise. */
int record_read_gone(struct site *site, struct db *db, struct arena *a, const struct actor *actor, const struct record *record,
		     int64_t id, struct row *ret_row, struct history_item *ret_item, struct err *err);
/* For verbs that act on such rows too: the row as it is or, taken back, as it was (*ret_gone); ERR_NOT_FOUND. */
int record_load_any(struct verb_call *c, const struct record *record, int64_t id, struct row *ret_row, bool *ret_gone,
		    struct err *err);
/* As the `target` of such verbs: of the unit that has, or had, the row "id". */
int record_target_any(struct verb_call *c, int64_t *ret_unit, struct err *err);
