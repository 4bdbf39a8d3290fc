/*
 * decide.h – who is elected in one constituency, and what the law says next (Law 85/2015/QH13 as amended, Art. 78–81).
 *
 * Whole numbers decide: more than half is 2 × votes > valid ballots, 2 × turnout > voters. Percentages are printed, never
 * compared. Where the law is silent the answer is TRI_UNKNOWN and `next` is NEXT_REFER: people decide, and what they
 * decided comes in by result_rule. doc/formats/winners.md has the rules in full.
 *
 *   Art. 78(1), 80(4)  a result counts when more than half of the voters took part; in a re-vote for low turnout always
 *   Art. 78(2), 79(3)  elected are only those with more than half of the valid ballots
 *   Art. 78(3)         more of them than seats: those with more votes
 *   Art. 78(4)         equal votes at the last seat: the older
 *   Art. 79, 80        what follows
 */
#pragma once
#include "law/results.h"
#include "law/seats.h"

#define RESULT_COUNT_MAX 999999999999 /* of voters, ballots, votes: twenty digits are a slip of the keyboard */
#define RESULT_SEATS_MAX 1000

enum contest_level { LEVEL_NA, LEVEL_PROVINCE, LEVEL_COMMUNE, LEVEL_COUNT };
enum contest_round {
	ROUND_FIRST,
	ROUND_SUPPLEMENTARY,    /* bầu cử thêm, Art. 79 */
	ROUND_REPEAT_TURNOUT,   /* bầu cử lại: half of the voters or fewer had come, Art. 80 */
	ROUND_REPEAT_ANNULLED,  /* bầu cử lại: the result was annulled, Art. 81 */
	ROUND_COUNT
};
const char *contest_level_id(enum contest_level l);   /* "na", "province", "commune" */
const char *contest_level_name(enum contest_level l); /* Vietnamese */
bool contest_level_parse(struct str s, enum contest_level *ret_level);
const char *contest_round_id(enum contest_round r);   /* "first", "supplementary", "repeat-turnout", "repeat-annulled" */
const char *contest_round_name(enum contest_round r);
bool contest_round_parse(struct str s, enum contest_round *ret_round);

struct contest_candidate {
	int64_t number;  /* on the ballot; 0 where there is none */
	struct str name; /* NFC */
	day_t born;
	int64_t votes;
};

/* The figures of one constituency in one round: 0…RESULT_COUNT_MAX, turnout ≤ voters, votes ≤ valid; 1…RESULT_SEATS_MAX
 * seats to be filled in this round. Whoever reads figures checks that. */
struct contest {
	struct str id;
	enum contest_level level;
	enum contest_round round;
	int64_t seats, voters, turnout, valid;
	size_t n;
	const struct contest_candidate *candidate;
};

/* What decided about a candidate, by votes and age alone. */
enum standing_reason {
	STANDING_HALF_OR_LESS, /* Art. 78(2): cannot be elected */
	STANDING_ABOVE_HALF,   /* above half, and seats for all of them */
	STANDING_MORE_VOTES,   /* more above half than seats, Art. 78(3): votes suffice */
	STANDING_FEWER_VOTES,
	STANDING_OLDER,        /* equal votes at the last seat, Art. 78(4) */
	STANDING_YOUNGER,
	STANDING_TIED          /* equal votes at the last seat and one birth date: the law does not say */
};

struct standing {
	size_t candidate;  /* in contest.candidate */
	int64_t rank;      /* 1 + how many have more votes: equal votes, equal rank */
	enum tri elected;  /* TRI_UNKNOWN: people must decide */
	enum standing_reason reason;
	bool ruled;        /* people decided */
};

enum result_next {
	NEXT_NONE,                      /* every seat is filled */
	NEXT_SUPPLEMENTARY,             /* Art. 79(2) */
	NEXT_SUPPLEMENTARY_REFER_NEC,   /* Art. 79(1) */
	NEXT_VACANT_ACCEPTED,           /* two thirds or more: Art. 79(2) asks for nothing */
	NEXT_VACANT_FINAL,              /* Art. 79(3): no second supplementary vote */
	NEXT_REPEAT_TURNOUT,            /* Art. 80 */
	NEXT_REFER,                     /* the law is silent: see result_refer */
	NEXT_COUNT
};
enum result_refer {
	REFER_NOTHING,
	REFER_TURNOUT, /* half or less took part in a supplementary vote */
	REFER_TIE,     /* equal votes and one birth date at the last seat */
	REFER_ROUND,   /* seats left after a re-vote */
	REFER_COUNT
};
const char *result_next_id(enum result_next n);   /* "supplementary-refer-nec" */
bool result_next_parse(struct str s, enum result_next *ret_next);
const char *result_refer_id(enum result_refer r); /* "tie"; NULL for REFER_NOTHING */

struct outcome {
	enum tri recognised;
	bool recognised_ruled;     /* people decided */
	int64_t above;             /* candidates above half */
	int64_t elected, left;     /* certain ones; seats less these */
	int64_t equal;             /* candidates with equal votes at the last seat, where age had to decide; else 0 */
	int64_t places;            /* seats those equal ones share */
	int64_t tied, tied_places; /* candidates tied; seats they share */
	enum result_next next;
	enum result_refer refer;
	size_t n;
	struct standing *standing; /* by votes down, birth date up, name: never by their order in the contest */
};

/* The law alone. */
void result_decide(struct arena *a, const struct contest *c, struct outcome *ret_outcome);

/* What people decided where the law is silent. */
struct ruling {
	enum tri recognised;   /* of a supplementary vote; TRI_UNKNOWN: nothing was decided about it */
	size_t n;
	const size_t *elected; /* of the tied: indices into contest.candidate, as many as tied_places */
};
/* Puts a ruling into an outcome. ERR_LAW when it decides something that is not open, or not all of it; the outcome is then of no
 * use any more. */
int result_rule(const struct contest *c, const struct ruling *r, struct outcome *outcome, struct err *err);

/* The reasons in Vietnamese, with arithmetic and article: of a candidate, and of recognition and what comes next. */
struct why result_candidate_why(struct arena *a, const struct law *law, const struct contest *c, const struct outcome *o,
				size_t standing);
struct why result_next_why(struct arena *a, const struct law *law, const struct contest *c, const struct outcome *o);

/* part : whole in hundredths of a percent, rounded half up; -1 when whole is 0. 0 ≤ part ≤ RESULT_COUNT_MAX. */
int64_t result_percent(int64_t part, int64_t whole);
/* The shares of the parts of one whole, together exactly 100.00 %: each rounded half up, what is missing or too much goes to the
 * last; where the last cannot carry it, the one before gives the rest. All -1 when the parts are all 0. */
void result_shares(const int64_t *part, size_t n, int64_t *ret_share);
