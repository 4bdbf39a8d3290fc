/*
 * calendar.h – the legal calendar of an election, from law/calendar.csv and the election day.
 *
 * "Chậm nhất" x days before the election day means that T − x is the last day on which the step may still be done. A
 * step counts from one of four things, written in the columns `start` and `due` of the table:
 *
 *   T-105, T, T+3     days from the election day: a fixed date, with an offset
 *   VOTER_LIST+30     days from the day another step was really done. `moving`: the date given holds if that step is
 *                     done on its last day; done earlier, it comes earlier
 *   START-24h         hours before voting starts in each polling area. `moving`: the date given is that of areas
 *                     opening at 07:00; calendar_area_moment() answers for one area
 *   EVENT+5           days from an event nobody can foresee: no date, only the words in `counts`
 *
 * An empty `due` has no date at all (a power, not a term). Dates planned for 15/03/2026 only come from
 * law/plan_2026.csv, carry `plan`, and appear for that day and the general election only.
 *
 * The law moves no date for week-ends or Tết. Where a last day falls on one, the row warns and suggests the last
 * working day before: a suggestion, never a legal date.
 */
#pragma once
#include "law/law.h"

/* Who must act. Levels tell which units a step concerns; `answers` which of them are asked to report it done
 * (people's and election committees); steps of the others are milestones to watch. */
enum law_level { LEVEL_NATION, LEVEL_PROVINCE, LEVEL_COMMUNE, LEVEL_CONSTITUENCY, LEVEL_AREA, LEVEL_PERSON };

#define LAW_ACTORS(X) \
	X(na, LEVEL_NATION, false, _("Quốc hội")) \
	X(nasc, LEVEL_NATION, false, _("Ủy ban thường vụ Quốc hội")) \
	X(nec, LEVEL_NATION, false, _("Hội đồng bầu cử quốc gia")) \
	X(by_council, LEVEL_NATION, false, _("Hội đồng bầu cử bổ sung")) \
	X(central_front, LEVEL_NATION, false, _("Ủy ban trung ương Mặt trận Tổ quốc Việt Nam")) \
	X(province_council, LEVEL_PROVINCE, false, _("Thường trực Hội đồng nhân dân cấp tỉnh")) \
	X(province_ubnd, LEVEL_PROVINCE, true, _("Ủy ban nhân dân cấp tỉnh")) \
	X(province_ubbc, LEVEL_PROVINCE, true, _("Ủy ban bầu cử ở tỉnh")) \
	X(province_front, LEVEL_PROVINCE, false, _("Ủy ban Mặt trận Tổ quốc Việt Nam cấp tỉnh")) \
	X(commune_council, LEVEL_COMMUNE, false, _("Thường trực Hội đồng nhân dân cấp xã")) \
	X(commune_ubnd, LEVEL_COMMUNE, true, _("Ủy ban nhân dân cấp xã")) \
	X(commune_ubbc, LEVEL_COMMUNE, true, _("Ủy ban bầu cử ở xã")) \
	X(commune_front, LEVEL_COMMUNE, false, _("Ủy ban Mặt trận Tổ quốc Việt Nam cấp xã")) \
	X(board, LEVEL_CONSTITUENCY, false, _("Ban bầu cử")) \
	X(team, LEVEL_AREA, false, _("Tổ bầu cử")) \
	X(employer, LEVEL_PERSON, false, _("Cơ quan, tổ chức, đơn vị quản lý hoặc giới thiệu người ứng cử")) \
	X(candidates, LEVEL_PERSON, false, _("Người ứng cử")) \
	X(citizens, LEVEL_PERSON, false, _("Công dân"))

enum law_actor {
#define X(id, level, answers, name) ACTOR_##id,
	LAW_ACTORS(X)
#undef X
	ACTOR_COUNT
};
const char *law_actor_name(enum law_actor a);

enum law_anchor {
	ANCHOR_NONE,
	ANCHOR_DAY,   /* the election day; `n` days */
	ANCHOR_STEP,  /* the day step `step` was done; `n` days */
	ANCHOR_START, /* voting starts in an area; `n` hours */
	ANCHOR_EVENT, /* something that happens; `n` days */
};
struct law_point {
	enum law_anchor anchor;
	int n;
	struct str step;
};

struct law_step {
	struct law_rule rule;
	unsigned kinds;  /* bit per enum election_kind */
	unsigned actors; /* bit per enum law_actor */
	struct law_point start, due;
	bool office; /* done in offices: a last day off the working week is warned about */
	bool first_version;
	struct str title, who;
	struct str hours;   /* "07:00–19:00" or empty */
	struct str sent_to; /* whom the result goes to; may be empty */
	struct str counts;  /* what a moving or open term counts from; empty for fixed ones */
};

/* Planned for one election day only. */
struct law_plan {
	struct law_rule rule;
	day_t election_day;
	struct str of; /* the step it plans, or empty */
	day_t start;   /* DAY_NONE: one day */
	day_t due;
	struct str hours;
	struct str title, who;
};

/* The step of that id for that kind of election, or NULL. The version in force on `day` (the election day). */
const struct law_step *law_step_find(const struct law *law, enum election_kind kind, day_t day, struct str id);
/* True when a people's or election committee of that level must report the step done. */
bool law_step_asks(const struct law_step *s, enum law_level level);

enum calendar_warning {
	WARN_WEEKEND = 1,    /* the last day is a Saturday or Sunday */
	WARN_TET = 2,        /* the last day falls in the week of Tết */
	WARN_AFTER_VOTE = 4, /* a term that ought to end before the vote ends after it */
};

/* Saturday, Sunday, the week of Tết, a public holiday with a fixed date: never proposed as the last working day. */
bool calendar_day_off(day_t d);

struct calendar_row {
	const struct law *law; /* that made it */
	struct str id;
	bool plan;                   /* from plan_2026.csv: no term of the law */
	const struct law_step *step; /* NULL for a plan */
	const struct law_rule *rule;
	struct str title, who, basis, hours, sent_to, counts, note;
	day_t start;     /* first day when the step is a period, else DAY_NONE */
	day_t due;       /* last day, or DAY_NONE */
	int due_minute;  /* of the last day, 420 = 07:00; −1: until the end of the day */
	bool has_offset; /* counted from the election day alone */
	int offset;      /* days from it, negative before; of the start when there is one */
	bool moving;     /* `due` (or `start`) holds only in the case the why names */
	unsigned warnings;
	struct str warning; /* the warnings as a sentence, or empty */
	day_t suggested;    /* internal last day proposed with a warning, or DAY_NONE */
	struct why why;
};
/* The day a row stands at in a list: its start, else its last day, else DAY_NONE. */
day_t calendar_row_day(const struct calendar_row *r);

struct calendar {
	enum election_kind kind;
	day_t election_day;
	struct str caution; /* e.g. that the day lies before the law in force; or empty */
	size_t n;
	const struct calendar_row *row; /* by day, then in the order of the table; those without a day last */
};

/* Refused with ERR_LAW: a day that is no Sunday (Art. 5; by-elections 89(4)). ERR_INPUT: outside 2000…2199. */
int calendar_make(struct arena *a, const struct law *law, enum election_kind kind, day_t election_day,
		  struct calendar *ret_calendar, struct err *err);
/* By id, or NULL. */
const struct calendar_row *calendar_find(const struct calendar *c, struct str id);

/* For a row counted from the start of voting in an area: the moment (ms UTC) it ends in the area that starts voting at
 * `start_ms`. Voting starts at 05:00 … 07:00 (Art. 71(1)), on whatever day that area votes (Art. 72); otherwise
 * ERR_LAW. */
int calendar_area_moment(const struct calendar_row *row, int64_t start_ms, int64_t *ret_ms, struct err *err);

/* A date set by a document. */
struct calendar_order {
	day_t day;           /* DAY_NONE: there is none */
	bool before;         /* "trước ngày": the last day is the one before `day` */
	struct str document; /* number, date and body of the document */
};
struct calendar_effect {
	day_t legal;    /* the date of the law, or of the National Election Council's decision; may be DAY_NONE */
	day_t directed; /* the stricter date directed, or DAY_NONE */
	day_t by;       /* what counts: the earlier of the two, or DAY_NONE */
	bool overridden;
	struct why why;
};
/* Puts the two kinds of orders on top of a row. An override is the National Election Council's (Art. 98(3)) and
 * needs its document (ERR_INPUT, field "document"); a directed date may only be stricter than the legal one
 * (ERR_LAW, field "directed"). Plans take no override. NULL stands for no order. */
int calendar_apply(struct arena *a, const struct calendar_row *row, const struct calendar_order *override,
		   const struct calendar_order *directed, struct calendar_effect *ret_effect, struct err *err);
