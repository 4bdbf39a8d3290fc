/*
 * tally.h – the count of an election night from four plain tables: doc/formats/tally.md.
 *
 * Each table is handed over whole and read once, in this order: units, candidates, forms, votes. Nothing of a text is kept, so
 * its memory may go as soon as its reader is back; memory is a few dozen bytes for each constituency and candidate. The rows of
 * a table may stand in any order.
 */
#pragma once
#include "base/buf.h"
#include "result/counts.h"

struct tally;
struct tally *tally_new(struct arena *a);

/* Refuse with file, line and column. */
int tally_units(struct tally *t, struct str text, struct err *err);
int tally_candidates(struct tally *t, struct str text, struct err *err);
int tally_forms(struct tally *t, struct str text, struct err *err);
/* Refuses also when a candidate has not one row of votes for each form of the constituency: something is missing or twice. */
int tally_votes(struct tally *t, struct str text, struct err *err);

struct tally_counts {
	size_t units, candidates, forms, votes;
	int64_t seats, elected;
	size_t ties;     /* constituencies where people must decide; listed by `remark` */
	size_t turnout;  /* constituencies where half of the voters or fewer took part */
	size_t issued;   /* forms with more ballots handed out than voters took part: to be explained (K102) */
};
/* Writes the winners, by constituency (bytes) and number of the candidate. `remark` gets a sentence for each constituency whose
 * line in the file is no answer of the law: equal birth dates at the last seat, too few voters. */
void tally_winners(struct tally *t, struct buf *out, void (*remark)(void *ctx, struct str sentence), void *ctx,
		   struct tally_counts *ret_counts);
