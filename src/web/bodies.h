/*
 * bodies.h – private to web/: pages of election bodies.
 */
#pragma once
#include "election/election.h"
#include "election/progress.h"
#include "web/registers.h"

/* Sizes, offices, founder, agreement, recipients and how they meet, with their articles; members 0: the rule without figures. */
struct why_view web_body_rules(struct web_call *c, const struct body_kind *kind, int64_t members);
/* On the sheet of a body: what a person must look at, its list, where to enter and print it. */
int web_body_parts(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err);
/* "còn 3 ngày", "quá hạn 3 ngày", empty without a day. */
struct str web_days_left(struct web_call *c, day_t by, day_t today);
/* The colour of a state; how much is there: "3/5", "3" while nobody knows of how many. */
enum tone web_progress_tone(enum progress_state state);
struct str web_progress_amount(struct web_call *c, const struct progress_cell *x);
/* One unit: each step with its deadlines, and all that is missing with the way to write it down (progress_unit.c). */
int web_progress_of_unit(struct web_call *c, const struct row *election, const struct progress *p, size_t at,
			 struct bodies_progress_view *v, struct err *err);
/* On the sheet of a hand-over: what the person freed is still named for. */
int web_handover_tasks(struct web_call *c, const struct row *handover, struct sheet_view *v, struct err *err);
/* On the sheet of a person: their bodies side by side. */
int web_person_bodies(struct web_call *c, const struct row *person, struct sheet_view *v, struct err *err);
/* Beside the form of a body: the people of the unit, so that a name is chosen rather than typed; of many the first that were
 * entered, and a note that says so. */
int web_body_people(struct web_call *c, int64_t unit, struct body_form_view *v, struct err *err);
/* A workbook with the columns of the model sheet, and one more behind them (NULL: none). */
struct xlsx_writer;
int body_sheet_begin(struct web_call *c, const char *more, char path[EXPORT_PATH], struct xlsx_writer **ret_writer,
		     struct err *err);
