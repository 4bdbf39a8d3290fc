/*
 * work_pages.h – private to web/: what the pages of tasks share.
 */
#pragma once
#include "web/internal.h"
#include "web/listing.h"
#include "web/pick.h"
#include "work/figures.h"

/* How a field of a form of tasks is made: as declared, unseen (what the page or the address says), or filled in by work_form. */
enum work_field { WORK_DECLARED, WORK_HIDDEN, WORK_FILLED };
enum work_field work_field(const struct verb *verb, const struct field *field);

/* Whom such a field may name, when it is one that work_form fills in: 1. 0: it is not, or there is no such task. */
int work_pool(struct web_call *c, const struct verb *verb, const struct field *field, struct pick_pool *ret_pool, struct err *err);

/* The states of a record's rows as links with counts, all of them first; *ret_total: how many rows the chosen one leaves. */
int work_state_links(struct web_call *c, struct listing *l, const struct record *record, struct str chosen, struct filter_view *ret,
		     int64_t *ret_total, struct err *err);

/* After web_form: lists of people, units and choices that no declaration offers, what is not shown, what must be there. Called
 * for every verb's form; leaves forms of other domains alone. */
int work_form(struct web_call *c, const struct verb *verb, struct form_view *form, const struct form_field_value *values, size_t n,
	      struct err *err);

/* Does this address only open another list of the form that gives work, as typed so far? */
bool work_form_opened(struct web_call *c);

/* One more folded form of a verb for those who may run it on the unit; `heading` NULL: the verb's title. */
int work_add_form(struct web_call *c, struct sheet_view *v, const struct verb *verb, int64_t unit, struct str action,
		  const char *heading, struct err *err);
/* The same as a button. */
int work_add_action(struct web_call *c, struct sheet_view *v, const struct verb *verb, int64_t unit, struct str action, bool second,
		    struct err *err);
/* A fact, when there is something to say. */
void work_fact(struct web_call *c, struct sheet_view *v, const char *label, struct str value);
void work_fact_day(struct web_call *c, struct sheet_view *v, const char *label, day_t day);
/* A reference or choice of the row as a fact. */
int work_fact_field(struct web_call *c, struct sheet_view *v, const struct row *row, const char *field, struct err *err);
/* "đã giải quyết" with its tone, of a row's choice. */
struct tag_view work_tag(const struct row *row, const char *field);
/* "thứ Sáu 30/01/2026, đến 17 giờ"; with a word when it is a Sunday or in the week of Tết. */
struct str work_due(struct web_call *c, day_t due, bool whole_day);

/* Cells (label, total, early, on time, late, submitted, in progress, not started, overdue) of a table of figures. */
#define FIGURE_COLUMNS 9
void work_figure_columns(struct column_view *columns, const char *first);
void work_figure_cells(struct web_call *c, struct str label, struct str href, const struct figures *f, struct cell_view *cells);

/* ---- many tasks at once (work_many.c) ---- */

/* Boxes for the rows of a list with these ids (empty: none), and the form they are sent with: it urges the chosen rows in the
 * grades this person may sign, or accepts them. `back` is the list's address without its page: where one is led afterwards, and
 * what comes back as it was sent when nothing was chosen. */
const struct many_view *work_many(struct web_call *c, bool accept, struct str back, const struct str *ids,
				  struct form_view *ret_form);
/* The list came back with the form as it was sent, but has no such rows any more (many == NULL): says so. */
void work_many_gone(struct web_call *c, struct page_view *page, const struct many_view *many);

/* Rows of a record that name one thing, as a list on its sheet; nothing when there are none. */
struct work_rows {
	const struct record *record;
	const char *by, *heading;   /* the field that names it */
	const char *const *fields;  /* the columns, the first of them the title */
	size_t n;
	const char *page;           /* "/kho-khan": where a row has its own page; NULL */
};
int work_rows_of(struct web_call *c, struct sheet_view *v, const struct work_rows *of, int64_t id, struct err *err);
/* Urgings of a "task" or an "answer": all of them as a list … */
int work_urgings(struct web_call *c, struct sheet_view *v, const char *of, int64_t id, struct err *err);
/* … and on top those not yet read, each until somebody of the unit says that it was; `back` is the page's address. */
int work_urgings_unread(struct web_call *c, struct sheet_view *v, const char *of, int64_t id, int64_t unit, struct str back,
			struct err *err);
