/*
 * body.h – the body and header of an entry as bytes, and back. Private to ledger/.
 */
#pragma once
#include "ledger/ledger.h"

#define BODY_SALT 16
#define BODY_MOST (64u << 20)

void body_write(struct buf *out, const uint8_t salt[BODY_SALT], const struct change *changes, size_t n);
/* Changes and their values live in the arena. ERR_CORRUPT when it names an unknown record or field. */
int body_read(struct arena *a, const struct catalog *c, struct str body, struct change **ret_changes, size_t *ret_n,
              struct err *err);
/* The changes of one row only, found without reading the others: of an import's slice it is one among hundreds. */
int body_read_row(struct arena *a, const struct catalog *c, struct str body, const struct record *record, int64_t id,
		  struct change **ret_changes, size_t *ret_n, struct err *err);
struct hash header_hash(const struct entry *entry);
struct hash entry_hash(const struct hash *previous, const struct entry *entry, const struct hash *body);
