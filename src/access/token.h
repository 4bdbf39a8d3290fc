/*
 * token.h – keys for programs that read or write in a person's name, without a password and without a session.
 *
 * A token belongs to one person and can do what that person can do at the moment it is used, and less: it reads, or reads
 * and writes; all registers, or some; until a day at most a year away. It is shown once, when it is made; only its
 * BLAKE2b hash is kept (operational data, never in the ledger). Every new password of the person ends all of them.
 */
#pragma once
#include "access/access.h"
#include "base/crypt.h"
#include "site/site.h"

#define TOKEN_LEN 32
#define TOKEN_PREFIX "noivu_" /* so that a token lying about is recognised as one */
#define TOKEN_MOST 10         /* of one person */
#define TOKEN_MOST_DAYS 365
#define TOKEN_MOST_NAME 60

extern const struct table token_table;

struct token {
	struct hash hash; /* names it on pages */
	int64_t person;
	struct str name;  /* what it is for, as the person wrote it */
	bool write;
	struct str records; /* names with a comma behind each: "committee,person,"; empty: all */
	int64_t made_at, ends_at, used_at; /* milliseconds; used_at 0: never */
};

struct token_wish {
	struct str name;
	bool write;
	struct str records; /* as in struct token; what is in it the caller checks */
	int64_t days;       /* 1 … TOKEN_MOST_DAYS */
};

/* The text of the token, given nowhere else again. ERR_INPUT with the field "name" or "days"; ERR_CONFLICT when the
 * person has TOKEN_MOST already. */
int token_make(struct site *site, struct arena *a, int64_t person, const struct token_wish *wish, struct str *ret_text,
	       struct err *err);
/* ERR_SIGN_IN, in one sentence, when malformed, unknown or over. Notes that it was used, every five minutes. */
int token_find(struct site *site, struct db *db, struct arena *a, struct str text, struct token *ret_token,
	       struct err *err);
/* Is this register one of the token's? */
bool token_opens(const struct token *token, struct str record);
/* A person's, newest first, those that are over included until the next one is made. */
int token_list(struct db *db, struct arena *a, int64_t person, struct token **ret_tokens, size_t *ret_n, struct err *err);
/* ERR_NOT_FOUND when the person has no such token. */
int token_revoke(struct site *site, int64_t person, const struct hash *hash, struct err *err);
