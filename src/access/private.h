/*
 * private.h – private fields: sealed once, inside the verb, with a key of the row's own.
 *
 * Ledger and table hold the same ciphertext ("~" and base64url of nonce and XChaCha20-Poly1305 text, bound to record, id and
 * field). The row's key, wrapped by the key of the site, lies in the operational table `record_key`: to erase a row's
 * private values is to delete its key, and rebuilding still gives the same bytes. A value marked FIELD_FOUND is found when
 * typed whole, through a keyed hash in `private_found`.
 *
 * Reading is a deed: private_open asks for the action "RECORD.open" and keeps who read what and when in `private_reading`.
 */
#pragma once
#include "access/verb.h"

extern const struct table record_key_table, private_found_table, private_reading_table;
extern const struct succession private_found_before;

bool record_has_private(const struct record *record);

/* For the verb engine, on the writing connection: opens the private values of a row that is being changed; a row whose key
 * is gone has NULL there. */
int private_unseal_row(struct verb_call *c, const struct record *record, int64_t id, struct value *values, struct err *err);
/* The value as it goes into ledger and table; makes the row's key when it has none. `fresh`: the first value of a new row, so
 * there is no key yet. `old`: the plain value before, which is found no more; NULL for a new row. What the tables beside must hold
 * is put down in `notes`, brought into the order of their keys by private_order and written by private_write in the job that
 * appends the entry, or forgotten with it. */
int private_seal_value(struct verb_call *c, const struct record *record, int64_t id, const struct field *field, bool fresh,
                       const struct value *old, const struct value *plain, struct private_notes *notes, struct value *ret_sealed,
                       struct err *err);
/* A row is taken back, or there again: whether this plain value is found. */
void private_found_again(struct verb_call *c, const struct record *record, int64_t id, const struct field *field, bool found,
			 const struct value *plain, struct private_notes *notes);
void private_order(struct private_notes *notes);
int private_write(struct db *db, const struct private_notes *notes, struct err *err);
/* Deletes the key and what finds the values. */
int private_erase(struct db *db, const struct record *record, int64_t id, struct err *err);

/* The plain text of one field, for an actor who may ("RECORD.open" on the row's unit, ERR_DENIED otherwise); the reading is
 * noted before the text is given. Empty when blank or erased. */
int private_open(struct site *site, struct db *db, struct arena *a, const struct actor *actor, const struct row *row,
                 int64_t unit, const char *field, struct str *ret_text, struct err *err);
/* Many rows at once, for exports: the private values of each row that the actor may open become plain text, those of the others
 * blank; all readings are noted in one job before. `units`: whose each row is. */
int private_open_rows(struct site *site, struct db *db, struct arena *a, const struct actor *actor, struct row *rows,
                      const int64_t *units, size_t n, struct err *err);
/* Ids of rows whose field is exactly this. */
int private_find(const struct site *site, struct db *db, struct arena *a, const struct record *record,
                 const struct field *field, struct str text, int64_t **ret_ids, size_t *ret_n, struct err *err);

struct private_reading {
	int64_t at, person;
	struct str field;
};
/* Who read this row's private fields, newest first. */
int private_readings(struct db *db, struct arena *a, const struct record *record, int64_t id,
                     struct private_reading **ret_readings, size_t *ret_n, struct err *err);
