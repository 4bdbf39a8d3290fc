/*
 * verbs.h – the verbs every register has, made from its declaration: save (a new row, or changes to one), its moves from
 * state to state, and erase for records with private fields.
 *
 * Parameters are the fields of the form (those without FIELD_SET), and
 *   id        the row to change; blank: a new one
 *   revision  the revision the form was made from; ERR_CONFLICT when somebody saved meanwhile
 */
#pragma once
#include "access/verb.h"

/* "committee.save" and so on; made once per process. */
const struct verb *record_save_verb(const struct record *record);
/* The verbs of its moves ("seal.issue"), in the order of the declaration. Parameters: id, and the fields the move asks for. */
const struct verb *record_move_verb(const struct record *record, size_t move);
/* Is this move one for a row in that state? */
bool record_move_fits(const struct move *move, struct str state);
/* One choice or yes-or-no field of a row set, the others as they are: "committee.save" in the ledger and for permission.
 * Parameters: id, field, value (record/many.h). */
const struct verb *record_set_verb(const struct record *record);
/* "committee.undo": the last change of a row, when it was a save, an import or an undo, is put back by a new entry, with all other
 * rows of that entry (but not of a slice of an import): a new row is taken back (record/unmake.h), one that was taken back is there
 * again. Parameters: id, and `revision`, the last one as it was shown; or instead of it `whole`, the same number: the row is
 * taken back with all that was saved of it since it was made, and comes again as it was last. ERR_CONFLICT when something changed
 * since, or refers to a row that would go. A register whose undo has no row in access.csv has none. */
const struct verb *record_undo_verb(const struct record *record);
/* Is this, the newest item of a row's history, one that can be put back? */
bool record_can_undo(const struct record *record, const struct history_item *last);
/* Can the whole row be taken back, however often it was saved since it was made? By its history, the newest first: each change one
 * that a person saved. *ret_made: which of them made it, or brought it back. */
bool record_can_take_back(const struct record *record, const struct history_item *items, size_t n, size_t *ret_made);
/* Is it the one that made the row, so that undoing it takes the row back? */
bool record_takes_back(const struct history_item *last);
/* "person.erase": the private values of a row are gone for good – fields blank, key deleted. Parameters: id, and `word`, the
 * typed word that says it is meant. NULL for a record without private fields. */
const struct verb *record_erase_verb(const struct record *record);
#define ERASE_WORD _("XÓA")
/* For verbs of a domain that make or change rows of a register: the rules over a row that is being saved or put back – may it
 * belong where it will, is what it refers to there, is it unique, and the declaration's own check. Call verb_failed at the end. */
int record_check_row(struct verb_call *c, struct edit *e, struct err *err);
/* For a record with `scope_of`: the unit of the row with id `to` that its reference would point to. 1, or 0 when it is gone. */
int record_unit_of(const struct site *site, struct db *db, struct arena *a, const struct record *record, int64_t to,
		   int64_t *ret_unit, struct err *err);
