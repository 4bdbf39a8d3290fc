/*
 * tally_file.h – a result file from the plain tables of doc/formats/tally.md, to try `recount` on a whole country.
 *
 * The tables name nobody: a candidate's name is its number in words.
 */
#pragma once
#include "result/file.h"
#include "result/tally.h"

/* `t` has read its units and candidates. */
struct tally_file;
struct tally_file *tally_file_new(struct tally *t);
/* The other two tables once more, now area by area. The text of the forms must live until the end. A form or a number of votes
 * that is there twice is refused; one that is missing when writing. */
int tally_file_forms(struct tally_file *f, struct str text, struct err *err);
int tally_file_votes(struct tally_file *f, struct str text, struct err *err);
/* Refuses what result_write_constituency refuses. */
int tally_file_write(struct tally_file *f, const struct law *law, const struct result_header *h,
		     const uint8_t secret[SIGN_SECRET_LEN], struct buf *out, struct err *err);
