/*
 * site.h – one site is one folder:
 *
 *   DIR/noivu.db    everything but secrets and the contents of files
 *   DIR/files.db    the contents of attached files, by hash (file/store.h)
 *   DIR/site.key    the key that signs the head and (later) seals private fields; mode 0600, never in a backup
 *   DIR/noivu.lock  held by the process that writes
 *
 * A site opened SITE_WRITE has the one writing connection behind a writer thread. Readers have a connection each.
 */
#pragma once
#include "ledger/ledger.h"

struct law; /* law/law.h */
struct file_store; /* file/store.h */

enum site_mode { SITE_READ, SITE_WRITE };

struct site {
	const char *dir;
	const struct catalog *catalog;
	const struct law *law;
	struct world *world;
	struct ledger_key key;
	uint8_t seal_key[SEAL_KEY_LEN]; /* wraps the keys of rows with private fields */
	uint8_t find_key[32];           /* for finding a private value that is typed whole */
	/* from the row `site`, fixed while it is open */
	int64_t number;       /* upper part of ids */
	int64_t root;         /* unit of the province */
	struct str name;
	struct str province;  /* code */
	bool rehearsal;
	day_t day;            /* working day of a rehearsal, or DAY_NONE */
	/* SITE_WRITE only */
	struct ledger *ledger;
	struct writer *writer;
	struct file_store *files; /* writes of its own thread; made when it is not there */
	/* private */
	struct arena *arena;
	struct world local_world;
	struct world *outer;
	int64_t last_ms;      /* when the last entry was written, as the site was opened for writing */
	int lock;
};

/* What the program is made of, given once. */
struct site_parts {
	const struct catalog *catalog;
	const struct law *law;
	struct world *world;
	day_t today;           /* --today; DAY_NONE: the site's own, or the world's */
	const uint8_t *seed;   /* 32 bytes for the keys of a rehearsal made from a seed; NULL: random */
};

extern const struct record site_record;

/* Makes folder, key and data file, and opens it SITE_WRITE. The first entry (the row `site` and its units) is the
 * caller's. Refuses a folder that holds anything. */
int site_create(const char *dir, const struct site_parts *parts, int64_t number, struct site **ret_site,
		struct err *err);
/* Reads the row `site` again; after the first entry. */
int site_load(struct site *site, struct db *db, struct err *err);

/* ERR_NOT_FOUND without a site there, ERR_BUSY when another process writes, ERR_SCHEMA, ERR_CORRUPT. With the field
 * SITE_KEY_FIELD when only site.key is missing, broken or of another site: the data are not in question then. */
#define SITE_KEY_FIELD "site.key"
int site_open(const char *dir, enum site_mode mode, const struct site_parts *parts, struct site **ret_site,
	      struct err *err);
void site_close(struct site *site); /* NULL is allowed */
void site_closep(struct site **site);
#define _cleanup_site_ __attribute__((cleanup(site_closep)))

/* Makes all projected and derived tables again from the ledger; nobody else may have the site open for writing. */
int site_rebuild(const char *dir, const struct site_parts *parts, struct ledger_report *ret_report, struct err *err);

/* Brings the data file to the tables of this program; *ret_needed is false when it has them already. */
int site_upgrade(const char *dir, const struct site_parts *parts, bool *ret_needed, struct ledger_report *ret_report,
		 struct err *err);

/* A query-only connection of its own. */
int site_reader(struct site *site, struct db **ret_db, struct err *err);
/* The same on the file store, for file_get; ERR_NOT_FOUND when there is none. */
int site_files_reader(struct site *site, struct db **ret_db, struct err *err);
day_t site_today(struct site *site);
int64_t site_now(struct site *site);
