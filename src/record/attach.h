/*
 * attach.h – files attached to rows: what they are, whose they are, who put them there.
 *
 * The content lies in the file store under its hash (file/store.h); the record `file` says in the ledger which row it
 * belongs to, what it is called, what it is and how large. A file is seen through its row: whoever may read the row may
 * read its files ("committee.read"); "committee.attach" and "committee.detach" are actions like any other, asked for the
 * unit of the row. Wherever the row moves, its files go along.
 *
 * A field of kind FIELD_FILE names one of the attached files ("the scan of the decision"); attaching another for the same
 * field removes the former. A removed file stays in the history by its name and hash; its content stays until it is
 * swept (record_files_collect).
 */
#pragma once
#include "access/verb.h"
#include "file/type.h"

#define ATTACH_MOST 100 /* files attached to one row at a time */

extern const struct record file_record;

/* "committee.attach" and "committee.detach", made once per process; NULL for a record that takes no files. Attach has
 * the parameters id (the row) and field (a FIELD_FILE of the record, or blank); it is run by record_attach. Detach has
 * the parameter id (the file). */
const struct verb *record_attach_verb(const struct record *record);
const struct verb *record_detach_verb(const struct record *record);

struct attaching {
	const struct record *record;
	int64_t id;
	struct str field; /* may be empty */
	struct str name;  /* as it came: it is cleaned here */
	struct str bytes;
	struct str key;   /* idempotency key */
};
/* Keeps the content, then runs the attach verb; ret_result->id is the file. The caller has asked for permission before:
 * the verb asks again, but by then the content is on the disk. */
int record_attach(struct site *site, const struct actor *actor, const struct attaching *what,
		  struct verb_result *ret_result, struct err *err);

/* The files of a row, removed ones too, newest first. */
int record_files(struct db *db, struct arena *a, const struct record *record, int64_t id, struct row **ret_files,
		 size_t *ret_n, struct err *err);
bool record_file_attached(const struct row *file);
/* The content of a file, appended to `out`; ERR_NOT_FOUND when it was removed, ERR_CORRUPT when the store lacks it. */
int record_file_bytes(struct site *site, const struct row *file, struct buf *out, struct err *err);

/* Does the store hold what every attached file names, byte for byte? ERR_CORRUPT names the first one that is missing or
 * changed, and how many there are. Without any file the store need not be there. */
int record_files_check(struct site *site, struct db *db, int64_t *ret_files, struct err *err);
/* Forgets contents that no attached file names. For a site opened SITE_WRITE that nobody else uses. */
int record_files_collect(struct site *site, struct db *db, int64_t *ret_count, int64_t *ret_bytes, struct err *err);
