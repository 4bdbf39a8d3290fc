/*
 * law.h – the law as data: what the tables of law/ say, and the reasons shown behind every figure.
 *
 * The tables are eight CSV texts. A row has an id that never changes, a source and an article, a confidence (high: the
 * text of the law was read; med: an agency, a newspaper or a neighbouring rule; low: memory), and the day its
 * wording came into force. A row of low confidence is always provisional: pages must say that it is still to be
 * checked. Nothing in this folder knows a database, a clock or a file: every function computes from its arguments,
 * and gives a *why* in Vietnamese.
 *
 *   sources.csv    the laws and resolutions, by a short id
 *   calendar.csv   the steps of an election (calendar.h)
 *   plan_2026.csv  what bodies planned for the election of 15/03/2026; belongs to no other day
 *   seats.csv      numbers of council deputies (seats.h)
 *   bodies.csv     how many members an election body has (bodies.h)
 *   reasons.csv    rules without a figure of their own that a why names
 *   results.csv    who is elected and what comes next (results.h)
 *   checks.csv     checks of minutes (results.h)
 *
 * Rows of one id may have several versions, each with the days it holds. Of the calendar that of the election day
 * counts; for an election before the first version the first is used and the calendar says so. Of all others
 * the version without an end counts.
 */
#pragma once
#include "base/crypt.h"
#include "base/date.h"
#include "base/err.h"

/* One reason: a rule used, an input or a piece of arithmetic, and the article it rests on (empty for plain
 * arithmetic). */
struct why_line {
	struct str text;
	struct str basis;
};
struct why {
	size_t n;
	const struct why_line *line;
};
/* All reasons in one text: "…; …. (Điều 30 khoản 1 điểm a Luật …)". Lives in the arena, like the reasons themselves. */
struct str why_text(struct arena *a, const struct why *w);

/* Collects reasons while computing. */
struct why_list {
	struct arena *a;
	size_t n, cap;
	struct why_line *line;
};
void why_add(struct why_list *l, struct str text, struct str basis);
struct why why_end(const struct why_list *l);

enum law_confidence { LAW_HIGH, LAW_MED, LAW_LOW };

/* What every row has. */
struct law_rule {
	struct str id;
	struct str basis; /* "Điều 22 khoản 2 Luật Bầu cử …", with number and amendments */
	struct str basis_brief; /* "Điều 22 khoản 2 Luật Bầu cử", for lists */
	enum law_confidence confidence;
	bool provisional; /* to be checked by a person before it is relied on */
	day_t from, to;   /* wording in force; `to` DAY_NONE: until today */
	struct str note;  /* for the reader, Vietnamese; may be empty */
};

/* Which elections a step or a body belongs to. */
enum election_kind {
	ELECTION_GENERAL,     /* bầu cử đại biểu Quốc hội và Hội đồng nhân dân các cấp */
	ELECTION_BY_NA,       /* bầu cử bổ sung đại biểu Quốc hội */
	ELECTION_BY_PROVINCE, /* bầu cử bổ sung đại biểu Hội đồng nhân dân cấp tỉnh */
	ELECTION_BY_COMMUNE,  /* bầu cử bổ sung đại biểu Hội đồng nhân dân cấp xã */
	ELECTION_KIND_COUNT
};
const char *election_kind_id(enum election_kind k);   /* "general", "by_na", "by_province", "by_commune" */
const char *election_kind_name(enum election_kind k); /* Vietnamese */
bool election_kind_parse(struct str s, enum election_kind *ret_kind); /* '-' counts as '_' */

/* A rule that a why names; the ids the program needs are checked when loading. */
struct law_reason {
	struct law_rule rule; /* SUNDAY BY_SUNDAY OPENING ADJUST POPULATION MOUNTAIN REMAINDER */
	struct str text;
};

struct law_step;
struct law_plan;
struct law_seats;
struct law_body;
struct law_check;

struct law {
	size_t step_n;
	const struct law_step *step;
	size_t plan_n;
	const struct law_plan *plan;
	size_t seats_n;
	const struct law_seats *seats;
	size_t body_n;
	const struct law_body *body;
	size_t reason_n;
	const struct law_reason *reason;
	size_t result_n;
	const struct law_reason *result;
	size_t check_n;
	const struct law_check *check;
	struct hash hash; /* BLAKE2b-256 over all texts: which law computed this */
};

struct law_texts {
	struct str sources, calendar, plan, seats, bodies, reasons, results, checks;
};

/* Reads and checks the tables. They belong to the project: a fault names file, line and column and is ERR_INTERNAL.
 * Everything lives in the arena, the texts need not. */
int law_load(struct arena *a, const struct law_texts *texts, struct law **ret_law, struct err *err);
/* The texts built into the program (src/base/embedded.h). */
struct law_texts law_texts_embedded(void);

/* By id, which must be one of those above. */
const struct law_reason *law_reason(const struct law *law, const char *id);
/* Whether this version of a rule counts on that day. `first_version`: no row of the same id came into force earlier, so
 * that days before it are answered by this one too. */
bool law_rule_holds(const struct law_rule *r, day_t day, bool first_version);
