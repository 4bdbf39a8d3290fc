/*
 * import_int.h – private to the import: what its files share.
 */
#pragma once
#include "access/verb.h"
#include "format/table.h"
#include "record/import.h"

#define IMPORT_COLUMNS_MOST 200
#define IMPORT_HEAD_ROWS 10 /* the heading is looked for in these */
#define IMPORT_BLOCK 64    /* rows staged together: a slice is some blocks, a single one where each row is an entry */
#define IMPORT_SLICE 1024  /* rows of a slice at most … */
#define IMPORT_SLICE_FIRST 256 /* … and before this machine has been measured */

/* ---- reading (import_read.c) ---- */

/* table_read, in a thread of its own; `row` is called on the caller's. */
int import_read(struct str bytes, const char *name, int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx,
		struct table_info *info, struct err *err);

/* ---- headings (import_head.c) ---- */

struct import_head {
	size_t rows;                         /* rows up to and with the heading */
	size_t columns;
	struct str name[IMPORT_COLUMNS_MOST]; /* as sent, both rows joined */
	int field[IMPORT_COLUMNS_MOST];      /* index of the field, -1 for none */
	int column_of[64];                   /* of a field, -1 for none */
	int reason;                          /* column "Lý do" of refused rows brought back, -1 for none */
	int id;                              /* column IMPORT_ID, -1 for none */
	struct str understood, ignored;
};
/* `rows`: the first ones of the table. ERR_INPUT without a heading, with a column twice. */
int import_head_find(struct arena *a, const struct record *record, const struct csv_row *rows, size_t n,
                     struct import_head *ret_head, struct err *err);
/* Fields that a table may set. Others may stand in it to find the row (codes) or are passed over. */
bool import_field_set(const struct field *f);
bool import_field_key(const struct record *record, const struct field *f);

/* ---- the row itself, in a register whose values do not tell rows apart (import_id.c) ---- */

#define IMPORT_ID _("Mã bản ghi") /* heading of the column that names the row */
/* Is there a key that every row has whole? Without one tables are exported with the column. */
bool import_has_key(const struct record *record);
/* "mã 1099511635907", which no spreadsheet takes for a number; read back with or without the word, 0 when it is none. */
struct str import_id_text(struct arena *a, int64_t id);
int64_t import_id_read(struct arena *a, struct str cell);

/* ---- cells (import_cell.c) ---- */

/* What a cell gives. A blank one keeps what is stored; "?" in a yes-or-no field makes it unknown. */
struct import_value {
	bool given;
	struct value v;
};

struct import_refs; /* names and codes of the rows that references may point to, read when first needed */
struct import_refs *import_refs_new(struct arena *a, struct site *site, struct db *db, const struct actor *actor);
/* 1: *ret_id; 0: wrong, *ret_why says so in words (in `a`); negative: error. */
int import_ref_find(struct import_refs *refs, struct arena *a, const char *record, struct str typed, int64_t *ret_id,
                    struct str *ret_why, struct err *err);
/* What import_ref_find gives back to this id: its heading; when several have that heading with the code behind it, or with the unit
 * and, in one unit, the number of the row. */
int import_ref_text(struct import_refs *refs, struct arena *a, const char *record, int64_t id, struct str *ret_text,
                    struct err *err);
/* 1 read, 0 wrong (*ret_why), negative error. */
int import_cell(struct import_refs *refs, struct arena *a, const struct field *f, struct str cell, struct import_value *ret,
                struct str *ret_why, struct err *err);

/* ---- rows (import_row.c) ---- */

/* A row that was read. */
struct import_row {
	int64_t line;
	struct import_value *value; /* one for each field of the record */
	const struct str *cell;     /* as sent */
	size_t n;
	int64_t named;              /* id in the column IMPORT_ID; 0: none */
	/* found by import_row_judge */
	int64_t existing; /* row it changes; 0: new */
	int64_t unit;     /* whose it is */
	bool same;        /* nothing would change */
};

struct import_may { int64_t unit; bool may; };

/* What judging rows needs. */
struct import_judge {
	struct site *site;
	struct db *db;
	struct arena *a;       /* of the block */
	struct arena *keep;    /* as long as the judge */
	const struct actor *actor;
	const struct record *record;
	day_t today;
	char action[80];
	struct import_may *may; /* asked already */
	size_t may_n, may_cap;
};

/* Which row is it, whose, is anything different, is everything there that a new row needs (presets are filled in)? 1 fine,
 * 0 refused with *ret_why, negative error. */
int import_row_judge(struct import_judge *j, struct import_row *row, struct str *ret_why, struct err *err);
/* Hashes of the row's unique keys, for finding a row twice in one table; of all its values for a record without such keys. */
size_t import_row_keys(struct import_judge *j, const struct import_row *row, struct hash *ret_keys, size_t most);
/* Of the row there already that was found for it: two rows of one table do not change the same one. false: it is new. */
bool import_row_claim(const struct import_row *row, struct hash *ret);

/* ---- the staging files (import_stage.c) ---- */

#define STAGE_ROWS "rows" /* what is fine */
#define STAGE_BAD "bad"   /* headings in the first block, then what is refused */

struct stage_out;
/* DIR/staging/<id>.<kind> */
int stage_create(struct site *site, int64_t id, const char *kind, struct stage_out **ret_out, struct err *err);
int stage_add(struct stage_out *s, struct str block, struct err *err);
/* Synced, the folder too; frees. */
int stage_finish(struct stage_out *s, struct err *err);
void stage_abandon(struct stage_out *s); /* frees and removes the file; NULL is allowed */
int64_t stage_blocks(const struct stage_out *s);
/* The block that begins at *offset, which is moved behind it. 1, or 0 behind the last. */
int stage_read(struct site *site, struct arena *a, int64_t id, const char *kind, int64_t *offset, struct str *ret_block,
               struct err *err);
void stage_remove(struct site *site, int64_t id, const char *kind);

/* A row: line, values, cells. `record` NULL: without values; `why` is what is wrong with it. */
void stage_row_write(struct buf *out, const struct record *record, const struct import_row *row, struct str why);
/* 1, 0 at the end, ERR_CORRUPT when it is no row. */
int stage_row_read(struct arena *a, const struct record *record, struct str *rest, struct import_row *ret_row,
                   struct str *ret_why, struct err *err);

/* ---- writing (import_write.c) ---- */

struct import_late { size_t row; struct str why; };

/* What an entry's key begins with when it is of this job; of an entry: does it hold many rows that have nothing to do with each
 * other, or one with what its check brought along? */
struct str import_key(struct arena *a, int64_t job);
bool import_is_slice(const struct entry *entry);

/* ---- a new job (import_job.c) ---- */

struct import_made {
	int64_t id;
	const struct record *record;
	const struct actor *actor;
	struct str file, doing, understood, ignored;
	int64_t total, fresh, changed, same, refused;
};
int64_t import_fresh_id(struct site *site);
/* import_load, with the place in the staging file where the next block begins (NULL: not asked). */
int import_load_place(struct site *site, struct db *db, struct arena *a, int64_t id, struct import_job *ret, int64_t *ret_place,
                      struct err *err);
/* Finishes the staging files and adds the job; both are NULL afterwards, and when it fails nothing is left of them. */
int import_make_job(struct site *site, const struct import_made *made, struct stage_out **out, struct stage_out **bad,
                    struct err *err);

/* ---- many rows (many.c) ---- */

struct many_action;
struct str many_key(struct arena *a, int64_t job, int64_t line);
/* One staged row, by its verb, inside a job of the writer; `c` has all but verb and input. */
int many_do(struct verb_call *c, const struct many_action *action, const struct import_row *row, struct str key, struct err *err);

/* Ids set aside for new rows, in a row. */
struct import_ids { int64_t next, left; };

/* Entries of one job without others between them. */
struct import_chain { int64_t first, last; };

/* The rows of one slice. */
struct import_write {
	struct site *site;
	const struct record *record;
	int64_t person; /* 0: the program */
	int64_t job, slice, from, place; /* from, place: where its blocks begin, where the next one does */
	int64_t blocks;
	bool last;
	bool trial;     /* everything is taken back */
	const struct many_action *action; /* done with rows that are there (many.h); NULL: the rows of a table */
	struct arena *a;
	struct import_row *rows;
	size_t n;
	struct import_ready *ready; /* judged and made outside (import_make_ready); NULL: all is done in the job */
	const struct import_chain *own; /* with `ready`: the slices before, which change nothing for this one */
	int64_t reserve;        /* ids wanted for a later slice */
	/* what came of it */
	int64_t written, entry;
	struct import_late *refused; /* as many as rows at most */
	size_t refused_n;
	struct import_ids ids;
	bool tried;
	bool stale; /* somebody wrote after `ready` was judged: nothing was done */
};
/* Judges, seals and makes the entry of the slice on the caller's thread, through a reader's connection; takes from `ids`. False:
 * not for this record, or too many rows for the ids; it is done in the job then. */
int import_make_ready(struct import_write *w, struct db *db, struct import_ids *ids, bool *ret_ready, struct err *err);
/* The job of the writer, `arg` a struct import_write. ERR_CONFLICT when the mark is not at this slice, or it is stale. */
int import_write_job(struct db *db, void *arg, struct err *err);
/* The rows of a table that is being checked, taken back at once: only what is refused is of interest. */
int import_try_rows(struct import_write *w, struct err *err);
/* Seals what must not be read on the disk, about the job. */
struct str import_seal(struct site *site, struct arena *a, int64_t id, const char *kind, int64_t number, struct str text);
bool import_unseal(struct site *site, struct arena *a, int64_t id, const char *kind, int64_t number, struct str sealed,
                   struct str *ret_text);
