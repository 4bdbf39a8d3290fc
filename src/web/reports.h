/*
 * reports.h – private to web/: what the pages of reports share.
 */
#pragma once
#include "report/report.h"
#include "web/report_views.h"
#include "web/web.h"

/* An answer with all that stands around it. */
struct report_at {
	struct row answer, period, template;
	struct form *form;
	enum period_lock lock;
};
/* The answer of the address, when this person may read it. */
int report_at_address(struct web_call *c, struct report_at *ret, struct err *err);
/* The state of an answer in words: "chưa gửi, quá hạn 3 ngày". */
struct tag_view report_state(struct web_call *c, struct str state, int64_t late_days, const struct row *period);
struct str report_href(struct web_call *c, int64_t answer, const char *what);
/* Where the file of a cell is; empty for any other cell. */
struct str report_file_href(struct web_call *c, int64_t answer, const struct form_line *line, const struct answer_cell *cell);
/* Runs a verb with arguments of the page's own. */
int report_run(struct web_call *c, const struct verb *verb, const struct verb_arg *args, size_t n, struct verb_result *ret,
	       struct err *err);
/* Is there something to print? The form that takes the signed file, for those who may (report_sign.c). */
bool report_has_paper(const struct report_at *at);
int report_sign_form(struct web_call *c, const struct report_at *at, struct sheet_view *v, struct err *err);
struct column_view report_column(const char *label, bool numeric, bool title);

/* A round with its form, the answers this person may read, their sum; ?o=CODE chooses a figure. */
struct report_at_round {
	struct row period, template;
	struct form *form;
	struct report_round round;
	struct roll sum;
	int cell; /* chosen by the address: ?o=CODE */
};
int report_round_at(struct web_call *c, struct report_at_round *ret, struct err *err);
struct page_view report_round_page(struct web_call *c, const struct report_at_round *w, const char *what);
struct str report_round_path(struct web_call *c, const struct report_at_round *w, const char *what);
/* A number of the form for people, empty when there is none; the choices of a cell counted: "có: 87 · chưa: 74". */
struct str report_shown(struct web_call *c, const struct form *f, int cell, struct expr_value v);
struct str report_choices(struct web_call *c, const struct report_at_round *w, int cell);
