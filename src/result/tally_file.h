/*
 * tally_file.h – a result file from the plain tables of doc/formats/tally.md, to try `recount` on a whole country.
 *
 * The tables name nobody: a candidate's name is its number in words.
 */
#pragma once
#include "result/file.h"
#include "result/tally.h"

/* `t` has read its units and candidates; `forms` and `votes` are the texts of the other two tables, which must live until the end.
 * A form or a number of votes that is there twice or missing is refused, and so is what result_write_constituency refuses. */
int tally_write_result(struct tally *t, const struct law *law, const struct result_header *h,
		       const uint8_t secret[SIGN_SECRET_LEN], struct str forms, struct str votes, struct buf *out, struct err *err);
