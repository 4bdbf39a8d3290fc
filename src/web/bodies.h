/*
 * bodies.h – private to web/: pages of election bodies.
 */
#pragma once
#include "election/election.h"
#include "web/registers.h"

/* Sizes, offices, founder, agreement, recipients and how they meet, with their articles; members 0: the rule without figures. */
struct why_view web_body_rules(struct web_call *c, const struct body_kind *kind, int64_t members);
/* On the sheet of a body: what a person must look at, its list, where to enter and print it. */
int web_body_parts(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err);
/* On the sheet of a person: their bodies side by side. */
int web_person_bodies(struct web_call *c, const struct row *person, struct sheet_view *v, struct err *err);
/* A workbook with the columns of the model sheet, and one more behind them (NULL: none). */
struct xlsx_writer;
int body_sheet_begin(struct web_call *c, const char *more, char path[EXPORT_PATH], struct xlsx_writer **ret_writer,
		     struct err *err);
