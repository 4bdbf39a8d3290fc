/*
 * check.h – private to ledger/.
 */
#pragma once
#include "ledger/ledger.h"

/* The head against the last entry and the site's public key; ERR_CORRUPT when they disagree. */
int head_check(struct db *db, const struct head *head, const uint8_t public_key[SIGN_PUBLIC_LEN], struct err *err);
/* ERR_CORRUPT unless the head is that of a chain ending with this entry (0: no entry). */
int head_ends(const struct head *head, int64_t number, const struct hash *hash, struct err *err);
bool head_is_signed(const struct head *head, const uint8_t public_key[SIGN_PUBLIC_LEN]);
/* Applies every entry to tables that are empty, checking the chain and its end; inside the caller's transaction. */
int ledger_apply_all(struct db *db, const struct catalog *c, struct ledger_report *ret_report, struct err *err);
