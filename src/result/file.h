/*
 * file.h – the result file: written, signed, read, counted again. doc/formats/result-file.md has every byte.
 */
#pragma once
#include "result/checks.h"

#define RESULT_FILE_MAX ((size_t)512 << 20)
#define RESULT_SCRATCH_MAX ((size_t)1 << 30) /* for one constituency */
#define LEVEL_ALL LEVEL_COUNT                /* header: each constituency says its level */

struct result_header {
	enum election_kind kind;
	day_t day;
	enum contest_level level; /* or LEVEL_ALL */
	struct str unit, unit_name, program;
	struct hash law;
	bool has_ledger;
	int64_t ledger_number;
	struct hash ledger_hash;
	uint8_t public_key[SIGN_PUBLIC_LEN];
};

struct result_decision {
	enum result_refer about; /* not REFER_NOTHING */
	enum tri recognised;     /* REFER_TURNOUT: yes or no; else TRI_UNKNOWN */
	size_t n;
	const int64_t *elected;  /* REFER_TIE: numbers of candidates */
	struct str who, document;
	day_t day;
};

struct result_constituency {
	struct str unit;
	struct contest contest; /* id, level, round, seats, candidates with number, name, born; its figures are not looked at */
	size_t form_n;
	const struct form *form;
	size_t decision_n;
	const struct result_decision *decision;
};

/* What follows from the forms and decisions. */
struct result_claim {
	int64_t counts[COUNT_FIELDS];
	const int64_t *votes;
	enum tri recognised;
	size_t elected_n, open_n;
	const int64_t *elected, *open; /* numbers, rising */
	int64_t left;
	enum result_next next;
};

/* Adds up, checks what blocks, decides, applies the decisions. Refuses missing figures, blocking checks (ERR_LAW, naming the
 * area), a decision that decides what is not open. `ret_explain` gets the number of findings to be explained; may be NULL. */
int result_compute(struct arena *a, const struct law *law, const struct result_constituency *c, struct result_claim *ret_claim,
		   size_t *ret_explain, struct err *err);

/* ---- writing: begin, each constituency in byte order of its id, end -------------------------------------------------- */

struct result_writer {
	struct buf *out;
	const struct law *law;
	struct arena *scratch; /* reset for each constituency */
	struct str last;       /* id of the one before */
	char last_bytes[128];
	enum contest_level level;
};
/* `h` has everything but the law, which is that of `law`. The buffer must be empty, its cap at most RESULT_FILE_MAX. */
void result_write_begin(struct result_writer *w, const struct law *law, const struct result_header *h, struct buf *out);
/* Refuses what a reader would refuse: lists out of order, texts not in NFC, figures missing, and what result_compute refuses. */
int result_write_constituency(struct result_writer *w, const struct result_constituency *c, struct err *err);
/* Gives back what the writer holds, when it is not brought to its end. */
void result_write_drop(struct result_writer *w);
/* The secret belongs to the public key of the header. ERR_TOO_LARGE when the buffer overflowed. */
int result_write_end(struct result_writer *w, const uint8_t secret[SIGN_SECRET_LEN], struct err *err);

/* ---- reading --------------------------------------------------------------------------------------------------------- */

struct result_scan {
	struct str text;
	size_t at;
	struct arena *a;   /* of what is read next */
	struct err *err;
	int fault;
	struct str last;   /* id of the constituency before */
	char last_bytes[128];
	size_t n;          /* constituencies read */
	enum contest_level level;
};
/* Without byte order mark and CR before LF; *ret_changed says whether there were any. */
struct str result_plain(struct arena *a, struct str text, bool *ret_changed);
/* Where the body ends and the signature begins. Refuses a file that does not end like one. */
int result_signature(struct str text, size_t *ret_body, uint8_t ret_signature[SIGNATURE_LEN], struct err *err);
bool result_signature_holds(struct str text, size_t body, const uint8_t public_key[SIGN_PUBLIC_LEN],
			    const uint8_t signature[SIGNATURE_LEN]);
/* The header of a body; the texts live in the arena or the body. */
int result_read_begin(struct result_scan *s, struct arena *a, struct str body, struct result_header *ret_header, struct err *err);
/* The next constituency with its claim, in arena `a`; *ret_there is false behind the last, where the body must end. */
int result_read_next(struct result_scan *s, struct arena *a, struct result_constituency *ret_constituency,
		     struct result_claim *ret_claim, bool *ret_there);

/* ---- counting again -------------------------------------------------------------------------------------------------- */

struct recount {
	struct result_header header;
	bool changed;          /* byte order mark or CR LF were taken out */
	bool signature;        /* holds, by the key in the file */
	bool law_same;         /* the file was computed by the same tables of law */
	size_t constituencies, areas, votes;
	size_t elected, open, to_explain;
	bool same;             /* everything came out as the file says */
	struct str difference; /* the first one, Vietnamese; empty when same */
};
/* Whole. ERR_CORRUPT only when the file cannot be read as a result file; a wrong signature or a difference is an answer. */
int result_recount(struct arena *a, const struct law *law, struct str text, struct recount *ret_recount, struct err *err);
