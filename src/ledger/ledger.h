/*
 * ledger.h – every change of a site is an entry in one append-only, hash-chained ledger.
 *
 *   body    = JSON {"salt","changes":[{"record","id","revision","fields":{…}}]}, values after the check, ids given
 *   H(entry) = H( H(previous entry) ‖ H(header) ‖ H(body) ),  H = BLAKE2b-256; the entry before the first is 32 zero bytes
 *
 * The byte layout is in doc/formats/ledger.md. Applying an entry is pure: it writes the values into the projected tables
 * and runs no rule, so that rebuilding from the entries gives the same tables. A body may be dropped when the law says so;
 * the chain still proves itself through its hash.
 *
 * The head (number and hash of the last entry) is kept signed (Ed25519). In memory it moves only with COMMIT: the writer's
 * hooks see to that (ledger_hooks).
 */
#pragma once
#include "base/crypt.h"
#include "base/world.h"
#include "db/writer.h"
#include "declare/row.h"

struct change;
struct follow_made; /* the catalog's own */

/* A row that changed: `before` is NULL for one that was not there, `after` for one that is taken back; both hold a value for each
 * field. */
struct followed {
	const struct record *record;
	int64_t id;
	const struct value *before, *after;
};

/* An operational table that took the place of another one: that one's name, and the statement by which an upgrade fills it. */
struct succession {
	const struct table *table;
	const char *before, *carry;
};

/* All tables of the product: made in app/catalog.c, given to every site that is opened. */
struct catalog {
	const struct record *const *records; /* projected, NULL-terminated */
	const struct table *const *tables;   /* derived and operational, NULL-terminated */
	struct hash law;                     /* version of the law tables, kept in each entry */
	/* Derived tables that every record has, after the rows of an entry changed, each row at most once in one call; asked only
	 * for changes that `follows` says matter. What is to be written follows from the rows alone. NULL: none. */
	struct follow_made *(*follow_make)(struct arena *a, const struct followed *rows, size_t n);
	int (*follow_write)(struct db *db, const struct follow_made *made, struct err *err);
	bool (*follows)(const struct change *change);
	const struct succession *const *successions; /* NULL-terminated; NULL: none */
	int number;                          /* of the schema, 1 … 127: raised when a site must be upgraded */
};

/* The tables every site has beside those of the catalog: entry, head, change_of. NULL-terminated. */
extern const struct table *const ledger_tables[];
/* The record of this name, or NULL. */
const struct record *catalog_record(const struct catalog *c, struct str name);
/* Creates every table of the site and stamps the file with the schema. */
int catalog_create(const struct catalog *c, struct db *db, struct err *err);
/* Hash over all tables, kept in each entry; and the stamp of the file: the schema's number and 23 bits of that hash and of what
 * else tables follow from: which fields are searched, sorted, listed, and which says whose a row is. */
struct hash catalog_schema(const struct catalog *c);
int64_t catalog_stamp(const struct catalog *c);
/* ERR_SCHEMA, saying which, when the file was made by an older or a newer program. */
int catalog_check_stamp(const struct catalog *c, struct db *db, struct err *err);

enum change_kind {
	CHANGE_SET,  /* a new row, or other values in one that is there */
	CHANGE_GONE, /* taken back: the row is in no table any more, the ledger keeps what it was */
	CHANGE_BACK, /* there again, whole */
};

/* One change of one row. `values` go with `fields`; only the fields that change need to be there, all of them on a row that was
 * not there, none on one that is taken back. */
struct change {
	const struct record *record;
	int64_t id;
	int64_t revision; /* 1 for a new row, else the old one + 1 */
	const int *fields; /* indexes into record->fields */
	const struct value *values;
	size_t n;
	enum change_kind kind;
};

/* The row was not there before this change. */
static inline bool change_makes(const struct change *c)
{
	return c->kind == CHANGE_BACK || c->revision == 1;
}

struct entry {
	int64_t number; /* from 1, without gaps */
	int64_t now;    /* ms UTC */
	day_t day;      /* working day of the site */
	int64_t actor;  /* person, 0 for the program itself (first entry, command line) */
	int64_t unit;   /* whom it belongs to */
	struct str verb;
	struct str key; /* idempotency key, unique for the actor */
	struct hash law, schema;
};

struct ledger_key {
	uint8_t public_key[SIGN_PUBLIC_LEN];
	uint8_t secret[SIGN_SECRET_LEN];
};

struct head {
	int64_t number; /* 0: no entry yet */
	struct hash hash;
	uint8_t signature[SIGNATURE_LEN];
};

struct ledger;

/* Reads the head and checks it against the last entry and the signature; ERR_CORRUPT when they disagree. `site` (1 … 4095)
 * is the upper part of new ids. The catalog, the key and the world stay the caller's and must outlive the ledger. */
int ledger_open(struct db *db, const struct catalog *c, const struct ledger_key *key, int64_t site, struct world *world,
                struct ledger **ret_ledger, struct err *err);
void ledger_close(struct ledger *l); /* NULL is allowed */
/* For writer_start: head and id counter move with COMMIT, signature before it. */
struct writer_hooks ledger_hooks(struct ledger *l);

/* Any thread, inside a read transaction whose head has this number: the entry as of which the tables of these records, and
 * what is derived from them, stand since – or a later one up to the head, when that is not known for sure. Two answers that are
 * equal mean equal rows. For what is kept in memory as long as its rows stand. */
int64_t ledger_version(struct ledger *l, int64_t head, const struct record *const *records, size_t n);

/* On the writer's thread, inside a job: a new id (site number · counter). */
int64_t ledger_new_id(struct ledger *l);
/* Appends and applies. entry->number is given here; law, schema and salt are filled in. */
int ledger_append(struct ledger *l, struct db *db, struct entry *entry, const struct change *changes, size_t n, struct err *err);
/* The same in two steps: the body may be made before, on another thread (its salt comes from the site's world). It lives in
 * the arena. */
struct entry_body {
	struct str text;
	struct hash hash;
	const struct follow_made *follow; /* NULL: made with the entry */
};
int ledger_body(struct ledger *l, struct arena *a, const struct change *changes, size_t n, struct entry_body *ret_body,
                struct err *err);
/* Also what follows in the derived tables, as far as the rows that `db` reads will still be so; no row twice. */
int ledger_follow(struct ledger *l, struct db *db, struct arena *a, const struct change *changes, size_t n,
		  struct entry_body *body, struct err *err);
int ledger_append_body(struct ledger *l, struct db *db, struct entry *entry, const struct change *changes, size_t n,
                       const struct entry_body *body, struct err *err);
/* On the writer's thread, inside a job: the first of n ids in a row, for rows that are made ready outside. They count as given
 * when the job is committed. */
int64_t ledger_reserve(struct ledger *l, int64_t n);
/* On the writer's thread, inside a job: the number of the last entry. */
int64_t ledger_last_number(const struct ledger *l);
/* Has this actor used this key before? Then the entry's number and the id of its first change; else 0. */
int ledger_repeat(struct db *db, struct arena *a, const struct catalog *c, int64_t actor, struct str key, int64_t *ret_number,
                  int64_t *ret_id, struct err *err);

/* The head as stored; number 0 for an empty ledger. */
int ledger_head(struct db *db, struct head *ret_head, struct err *err);
/* "137-4f2a9c01": number and first eight digits of the hash, printed at the foot of papers. */
struct str head_short(struct arena *a, const struct head *head);
/* The published form: JSON with number, hash, signature and public key. */
void head_write(struct buf *out, const struct head *head, const uint8_t public_key[SIGN_PUBLIC_LEN]);
int head_read(struct arena *a, struct str text, struct head *ret_head, uint8_t ret_public_key[SIGN_PUBLIC_LEN], struct err *err);

struct ledger_report {
	int64_t entries, changes, rows;
	struct head head;
	struct hash dump; /* of the projected tables */
};
/* Checks the whole: engine's own check, each entry's hash, the chain, the head and its signature by `public_key`, the
 * projected tables against a rebuild in a scratch database. With `published` (may be NULL) also that this head lies in the
 * chain; ERR_INPUT when it does not carry the site's signature. The err names the first finding: which entry, which record
 * and id. */
int ledger_verify(struct db *db, const struct catalog *c, const uint8_t public_key[SIGN_PUBLIC_LEN],
                  const struct head *published, struct ledger_report *ret_report, struct err *err);
/* Empties the projected and derived tables and applies every entry again, in one transaction on the writing connection.
 * ERR_CORRUPT, with nothing changed, when the chain is broken or does not end at the head. */
int ledger_rebuild(struct db *db, const struct catalog *c, struct ledger_report *ret_report, struct err *err);
/* Brings a file made by an older program to today's tables, in one transaction: what follows from the ledger is made again
 * from it. ERR_SCHEMA, with nothing changed, when the file is newer or needs more than that. */
int ledger_upgrade(struct db *db, const struct catalog *c, struct ledger_report *ret_report, struct err *err);
/* Hash of the sorted dump of the projected tables. */
int ledger_dump_hash(struct db *db, const struct catalog *c, struct hash *ret_hash, int64_t *ret_rows, struct err *err);

/* What one entry changed; nothing when its body was dropped. */
int ledger_changes(struct db *db, struct arena *a, const struct catalog *c, int64_t number, struct change **ret_changes,
                   size_t *ret_n, struct err *err);

/* History of a row, newest first: what each entry set. */
struct history_item {
	struct entry entry;
	struct hash hash;
	int64_t revision;
	size_t n;
	const int *fields;
	const struct value *before, *after; /* before is NULL values on the first entry */
	enum change_kind kind;
	bool dropped;                       /* the body is gone: only that something changed is known */
};
int ledger_history(struct db *db, struct arena *a, const struct catalog *c, const struct record *record, int64_t id,
                   struct history_item **ret_items, size_t *ret_n, struct err *err);
/* 1 with the row as it last was, and what took it back; 0 when there is, or never was, such a row. Private values as stored. */
int ledger_gone(struct db *db, struct arena *a, const struct catalog *c, const struct record *record, int64_t id,
		struct row *ret_row, struct history_item *ret_item, struct err *err);
