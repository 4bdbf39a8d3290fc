/* A report goes back, with a reason beside each cell it is about: by the unit's leader, or by the department. */
#include <string.h>

#include "web/internal.h"
#include "web/reports.h"
#include "web/templates.h"

/* "/bao-cao/7/tra-can-bo" is the leader's. */
static const struct verb *verb_of_address(struct web_call *c)
{
	return str_ends(c->req->path, STR("/tra-can-bo")) ? &answer_hold : &answer_return;
}

static const char *place_of(const struct verb *verb) { return verb == &answer_hold ? "/tra-can-bo" : "/tra-lai"; }

static struct str typed_for(struct web_call *c, size_t cell)
{
	return str_trim(http_form(c->req, arena_c(c->arena, web_path(c, "l%zu", cell))));
}

static void lines_of(struct web_call *c, const struct report_at *at, struct report_return_view *v)
{
	const struct form *f = at->form;
	struct answer_cell *cells = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	struct report_line_view *lines = arena_array_of(c->arena, f->cell_n, struct report_line_view);
	answer_kept(c->arena, f, row_str(&at->answer, "cells"), cells);
	for (size_t i = 0; i < f->cell_n; i++)
		lines[i] = (struct report_line_view){
			.code = f->cells[i].code,
			.before = answer_text(c->arena, f, (int)i, &cells[i]),
			.field = {.name = web_path(c, "l%zu", i),
				  .label = form_cell_label(c->arena, f, (int)i),
				  .after = f->lines[f->cells[i].line].measure,
				  .value = typed_for(c, i)}};
	v->lines = lines;
	v->count = f->cell_n;
}

static int show(struct web_call *c, const struct report_at *at, const struct verb *verb, struct str error)
{
	struct report_return_view v = {
		.page = web_page(c, str_from_c(verb->title), "/bao-cao"),
		.action = report_href(c, at->answer.id, place_of(verb)),
		.cancel_href = report_href(c, at->answer.id, ""),
		.revision = web_path(c, "%lld", (long long)at->answer.revision),
		.whole = http_form(c->req, "reasons"),
		.error = error,
		.submit = str_from_c(verb->title),
	};
	v.page.lead = arena_printf(c->arena, "%.*s · %.*s", STR_ARG(row_str(&at->answer, "title")),
				   STR_ARG(web_unit_name(c, row_int(&at->answer, "unit"))));
	web_crumb(c, &v.page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	web_crumb(c, &v.page, report_href(c, at->answer.id, ""), row_str(&at->answer, "title"));
	lines_of(c, at, &v);
	page_report_return(&c->html, &v);
	return 0;
}

static int answer_for(struct web_call *c, const struct verb *verb, struct report_at *ret, struct err *err)
{
	int r = report_at_address(c, ret, err);
	return r < 0 ? r : web_require(c, verb->name, row_int(&ret->answer, "unit"), err);
}

int page_of_report_return_form(struct web_call *c, struct err *err)
{
	struct report_at at;
	const struct verb *verb = verb_of_address(c);
	int r = answer_for(c, verb, &at, err);
	return r < 0 ? r : show(c, &at, verb, (struct str){0});
}

/* What the verb takes: "code: reason" for each cell, then what is about the whole. */
static struct str reasons_of(struct web_call *c, const struct form *f)
{
	_cleanup_buf_ struct buf b = BUF_INIT((size_t)1 << 20);
	for (size_t i = 0; i < f->cell_n; i++) {
		struct str why = typed_for(c, i), line;
		if (why.n)
			buf_printf(&b, "%.*s:", STR_ARG(f->cells[i].code));
		while (str_split(&why, '\n', &line))
			buf_printf(&b, " %.*s", STR_ARG(line));
		if (b.n && b.p[b.n - 1] != '\n')
			buf_add_char(&b, '\n');
	}
	buf_add(&b, http_form(c->req, "reasons"));
	return arena_dup(c->arena, str_trim(buf_str(&b)));
}

int page_of_report_return(struct web_call *c, struct err *err)
{
	struct report_at at;
	struct verb_result result;
	const struct verb *verb = verb_of_address(c);
	int r = answer_for(c, verb, &at, err);
	if (r < 0)
		return r;
	const struct verb_arg args[] = {{STR("id"), web_path(c, "%lld", (long long)at.answer.id)},
					{STR("revision"), http_form(c->req, "revision")},
					{STR("reasons"), reasons_of(c, at.form)}};
	r = report_run(c, verb, args, ARRAY_LEN(args), &result, err);
	if (r == 0) {
		http_redirect(c->res, web_path(c, "/bao-cao/%lld?xong=1", (long long)at.answer.id));
		return 0;
	}
	if (err->code != ERR_INPUT && err->code != ERR_CONFLICT)
		return r;
	struct str why = args[2].value.n ? str_from_c(err->text)
					 : str_from_c(_("Chưa ghi lý do nào: ghi vào ô bên cạnh chỉ tiêu, hoặc lý do chung."));
	http_restart(c->res, err_http_status(err->code));
	return show(c, &at, verb, arena_dup(c->arena, why));
}
