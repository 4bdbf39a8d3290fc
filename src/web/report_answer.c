/* One unit's answer: what it says, what may be done with it, how each cell came about. */
#include <string.h>

#include "text/text.h"
#include "web/registers.h"
#include "web/reports.h"
#include "web/templates.h"
#include "web/work_pages.h"
#include "work/task.h"

#define PAST 12
#define CELLS_SHORT 60 /* of a longer form only what is filled is shown */

static int facts_of(struct web_call *c, const struct report_at *at, struct sheet_view *v, struct err *err)
{
	static const char *const names[] = {"unit",	   "prepared_day", "prepared_by",      "number",	     "signed_day",
					    "approved_by", "sent_day",	   "late_days",	       "checked_day",	     "checked_by",
					    "note",	   "scan",	   "signature",	       "signature_note", "signer",
					    "signature_at", "signature_serial"};
	struct fact_view *f = arena_array_of(c->arena, ARRAY_LEN(names) + 5, struct fact_view);
	size_t n = 0;
	f[n++] = (struct fact_view){.label = str_from_c(period_record.title),
				    .value = row_str(&at->period, "name"),
				    .href = web_path(c, "/bao-cao/ky/%lld", (long long)at->period.id)};
	f[n++] = (struct fact_view){.label = str_from_c(_("Số liệu tính đến ngày")),
				    .value = date_vn(c->arena, row_day(&at->period, "cut_day"))};
	f[n++] = (struct fact_view){.label = str_from_c(_("Hạn gửi")),
				    .value = date_vn_long(c->arena, row_day(&at->period, "due_day")),
				    .note = report_counts(row_str(&at->answer, "state"))
							    ? (struct str){0}
							    : str_from_c(period_lock_words(at->lock))};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct field *field = &answer_record.fields[record_field(&answer_record, names[i])];
		const struct value *value = row_value(&at->answer, names[i]);
		if (value->kind == VALUE_NULL)
			continue;
		f[n] = (struct fact_view){.label = str_from_c(field->label)};
		if (field->kind == FIELD_FILE)
			f[n].href = web_path(c, "/danh-muc/answer/%lld/tep/%lld", (long long)at->answer.id,
					     (long long)value->i);
		if (field->kind == FIELD_CHOICE)
			f[n].tone = web_tone(field_choice(field, value->s)->tone);
		int r = web_value(c, field, value, &f[n++].value, err);
		if (r < 0)
			return r;
	}
	int64_t file = row_int(&at->answer, "signed_file");
	if (file) {
		f[n++] = (struct fact_view){
			.label = str_from_c(answer_record.fields[record_field(&answer_record, "signed_file")].label),
			.value = str_from_c(_("Mở tệp")),
			.href = web_path(c, "/danh-muc/answer/%lld/tep/%lld", (long long)at->answer.id, (long long)file)};
		f[n++] = (struct fact_view){.label = str_from_c(_("Các chữ ký trong tệp")),
					    .value = str_from_c(_("Kiểm lại chữ ký số")),
					    .href = report_href(c, at->answer.id, "/ky")};
	}
	v->facts = f;
	v->fact_count = n;
	return 0;
}

/* ---- what may be done ---- */

static int add_form(struct web_call *c, struct sheet_view *v, const struct report_at *at, const struct verb *verb,
		    const char *what, bool folded, struct err *err)
{
	struct form_view form;
	const struct form_field_value values[] = {{"revision", web_path(c, "%lld", (long long)at->answer.revision)},
						  {"number", row_str(&at->answer, "number")}};
	int may = web_may(c, verb->name, row_int(&at->answer, "unit"), err);
	if (may <= 0)
		return may;
	int r = web_form(c, verb, report_href(c, at->answer.id, what), values, ARRAY_LEN(values), &form, err);
	form.heading = form.submit;
	form.folded = folded;
	if (r == 0)
		sheet_add_form(c, v, &form);
	return r;
}

static int doings(struct web_call *c, const struct report_at *at, struct sheet_view *v, struct err *err)
{
	struct str state = row_str(&at->answer, "state");
	int r = 0;
	if (str_eq_c(state, "prepared")) {
		r = report_sign_form(c, at, v, err);
		if (r == 0)
			r = add_form(c, v, at, &answer_approve, "/duyet", false, err);
	}
	if (r == 0 && str_eq_c(state, "sent")) {
		int may = web_may(c, answer_accept.name, row_int(&at->answer, "unit"), err);
		const struct action_view accept = {.action = report_href(c, at->answer.id, "/tiep-nhan"),
						   .text = str_from_c(answer_accept.title),
						   .name = STR("revision"),
						   .value = web_path(c, "%lld", (long long)at->answer.revision)};
		if (may > 0)
			sheet_add_action(c, v, &accept);
		r = may < 0 ? may : 0;
	}
	return r;
}

static int tools_of(struct web_call *c, const struct report_at *at, struct list_view *list, struct err *err)
{
	struct link_view *links = arena_array_of(c->arena, 5, struct link_view);
	struct str state = row_str(&at->answer, "state");
	const struct verb *back = str_eq_c(state, "prepared")			       ? &answer_hold
				  : report_counts(state) && at->lock != LOCK_CLOSED ? &answer_return
										       : NULL;
	int fill = web_may(c, answer_fill.name, row_int(&at->answer, "unit"), err);
	if (fill < 0)
		return fill;
	if (fill && period_is_open(at->lock))
		links[list->tool_count++] = (struct link_view){
			.href = report_href(c, at->answer.id, "/nop"),
			.text = str_from_c(row_is(&at->answer, "state", "waiting") ? _("Điền báo cáo")
										   : _("Sửa và gửi lại")),
			.current = true};
	int may = back ? web_may(c, back->name, row_int(&at->answer, "unit"), err) : 0;
	if (may < 0)
		return may;
	if (may)
		links[list->tool_count++] = (struct link_view){
			.href = report_href(c, at->answer.id, back == &answer_hold ? "/tra-can-bo" : "/tra-lai"),
			.text = arena_printf(c->arena, _("%s, ghi lý do từng ô"), back->title)};
	if (report_has_paper(at))
		links[list->tool_count++] = (struct link_view){.href = report_href(c, at->answer.id, "/in"),
							       .text = str_from_c(_("Báo cáo PDF"))};
	links[list->tool_count++] =
		(struct link_view){.href = web_path(c, "/danh-muc/answer/%lld", (long long)at->answer.id),
				   .text = str_from_c(_("Tệp đính kèm, bản quét"))};
	list->tools = links;
	return 0;
}

/* ---- the cells ---- */

static struct str reason_for(const struct report_reason *reasons, size_t n, struct str code)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(reasons[i].code, code))
			return reasons[i].text;
	return (struct str){0};
}

static bool unusual(struct roll *past, size_t n, int cell, int64_t value)
{
	int64_t values[PAST];
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		if (past[i].cells[cell].value.state == EXPR_NUMBER)
			values[k++] = past[i].cells[cell].value.v;
	return roll_is_outlier(values, k, value);
}

/* An answer beside the unit's past: what a row of its list is made from. */
struct beside_past {
	struct answer_cell *now, *before;
	struct report_reason *reasons;
	struct roll *past;
	size_t past_n, reason_n;
};

enum { CELL_LABEL, CELL_BEFORE, CELL_NOW, CELL_NOTE, CELL_COLUMNS };

/* False for a blank cell of a long form: it is left out. */
static bool cell_row(struct web_call *c, const struct report_at *at, const struct beside_past *w, int cell, struct cell_view *to)
{
	const struct form *f = at->form;
	const struct form_line *l = &f->lines[f->cells[cell].line];
	const struct answer_cell *now = &w->now[cell];
	struct str code = f->cells[cell].code, reason = reason_for(w->reasons, w->reason_n, code);
	bool before = w->past_n && w->before[cell].state == EXPR_NUMBER;
	if (f->cell_n > CELLS_SHORT && now->state == EXPR_EMPTY && !before && !reason.n)
		return false;
	to[CELL_LABEL] = (struct cell_view){
		.text = arena_printf(c->arena, "%.*s. %.*s", STR_ARG(code), STR_ARG(form_cell_label(c->arena, f, cell))),
		.note = l->measure};
	if (before)
		to[CELL_BEFORE].text = answer_text(c->arena, f, cell, &w->before[cell]);
	if (now->state == EXPR_NUMBER)
		to[CELL_NOW] = (struct cell_view){.text = answer_text(c->arena, f, cell, now),
						  .href = report_file_href(c, at->answer.id, l, now)};
	if (reason.n)
		to[CELL_NOTE] = (struct cell_view){.text = arena_printf(c->arena, _("trả lại: %.*s"), STR_ARG(reason)),
						   .tone = TONE_LATE};
	else if (l->kind == FORM_NUMBER && now->state == EXPR_NUMBER && unusual(w->past, w->past_n, cell, now->v))
		to[CELL_NOTE] = (struct cell_view){.text = str_from_c(_("khác thường so với các kỳ trước")),
						   .tone = TONE_SOON};
	return true;
}

static int cells_list(struct web_call *c, const struct report_at *at, struct list_view *ret, struct err *err)
{
	const struct form *f = at->form;
	struct beside_past w = {.now = arena_array_of(c->arena, f->cell_n, struct answer_cell),
				.before = arena_array_of(c->arena, f->cell_n, struct answer_cell)};
	int r = report_past(c->db, c->arena, f, at->template.id, row_int(&at->answer, "unit"),
			    row_day(&at->period, "start_day"), PAST, &w.past, &w.past_n, err);
	if (r < 0)
		return r;
	report_reasons(c->arena, &at->answer, &w.reasons, &w.reason_n);
	answer_kept(c->arena, f, row_str(&at->answer, "cells"), w.now);
	if (w.past_n)
		roll_cells(&w.past[0], w.before);
	struct cell_view *cells = arena_array_of(c->arena, f->cell_n * CELL_COLUMNS, struct cell_view);
	size_t rows = 0;
	for (size_t i = 0; i < f->cell_n; i++)
		rows += cell_row(c, at, &w, (int)i, &cells[rows * CELL_COLUMNS]);
	struct column_view *columns = arena_array_of(c->arena, CELL_COLUMNS, struct column_view);
	columns[CELL_LABEL] = report_column(_("Chỉ tiêu"), false, true);
	columns[CELL_BEFORE] = report_column(_("Kỳ trước"), true, false);
	columns[CELL_NOW] = report_column(_("Kỳ này"), true, false);
	columns[CELL_NOTE] = report_column(_("Lưu ý"), false, false);
	*ret = (struct list_view){
		.caption = str_from_c(f->cell_n > CELLS_SHORT ? _("Số liệu (không kể các ô trống)") : _("Số liệu")),
		.heading = true,
		.columns = columns,
		.column_count = CELL_COLUMNS,
		.cells = cells,
		.row_count = rows,
		.empty = str_from_c(_("Chưa có số liệu nào."))};
	return tools_of(c, at, ret, err);
}

/* ---- a difficulty in words becomes one of the register of difficulties ---- */

/* "difficulty", "proposal", or NULL for what is neither. */
static const char *kind_of_words(struct web_call *c, const struct form_line *l)
{
	struct str fold = text_fold(c->arena, l->label);
	if (l->kind != FORM_LONG && l->kind != FORM_SHORT)
		return NULL;
	if (str_find(fold, STR("kho khan")) >= 0 || str_find(fold, STR("vuong mac")) >= 0)
		return "difficulty";
	return str_find(fold, STR("kien nghi")) >= 0 || str_find(fold, STR("de xuat")) >= 0 ? "proposal" : NULL;
}

static int difficulty_buttons(struct web_call *c, const struct report_at *at, struct sheet_view *v, struct err *err)
{
	const struct form *f = at->form;
	struct answer_cell *cells = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	int may = web_may(c, difficulty_report.name, row_int(&at->answer, "unit"), err);
	if (may <= 0)
		return may;
	answer_kept(c->arena, f, row_str(&at->answer, "cells"), cells);
	for (size_t i = 0; i < f->cell_n; i++) {
		if (cells[i].state != EXPR_NUMBER || !kind_of_words(c, &f->lines[f->cells[i].line]))
			continue;
		const struct action_view one = {.action = report_href(c, at->answer.id, "/kho-khan"),
						.text = arena_printf(c->arena,
								     _("Ghi ô [%.*s] vào sổ khó khăn, đề xuất"),
								     STR_ARG(f->cells[i].code)),
						.name = STR("o"),
						.value = f->cells[i].code,
						.second = true};
		sheet_add_action(c, v, &one);
	}
	return 0;
}

int page_of_report_difficulty(struct web_call *c, struct err *err)
{
	struct report_at at;
	struct verb_result result;
	int r = report_at_address(c, &at, err);
	if (r == 0)
		r = web_require(c, difficulty_report.name, row_int(&at.answer, "unit"), err);
	if (r < 0)
		return r;
	struct answer_cell *cells = arena_array_of(c->arena, at.form->cell_n, struct answer_cell);
	int cell = form_cell_find(at.form, http_form(c->req, "o"));
	answer_kept(c->arena, at.form, row_str(&at.answer, "cells"), cells);
	const char *kind = cell < 0 ? NULL : kind_of_words(c, &at.form->lines[at.form->cells[cell].line]);
	if (!kind || cells[cell].state != EXPR_NUMBER)
		return err_set(err, ERR_INPUT, _("Ô này không có khó khăn hay đề xuất nào để ghi."));
	const struct verb_arg args[] = {
		{STR("unit"), web_path(c, "%lld", (long long)row_int(&at.answer, "unit"))},
		{STR("kind"), str_from_c(kind)},
		{STR("text"), cells[cell].text},
	};
	/* pressed again by the same person it is the same one */
	struct verb_input input = {.args = args,
				   .n = ARRAY_LEN(args),
				   .key = arena_printf(c->arena, "kk-%lld-%d", (long long)at.answer.id, cell)};
	r = verb_run(c->site, &c->actor, &difficulty_report, &input, &result, err);
	if (r == 0)
		http_redirect(c->res, web_path(c, "/bao-cao/%lld?xong=1", (long long)at.answer.id));
	return r;
}

/* ---- history, cell by cell ---- */

static void changes_of_cells(struct web_call *c, const struct form *f, const struct change_view *whole,
			     struct change_view *to, size_t *count)
{
	struct answer_cell *before = arena_array_of(c->arena, f->cell_n, struct answer_cell),
			   *after = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	answer_kept(c->arena, f, whole->from, before);
	answer_kept(c->arena, f, whole->to, after);
	for (size_t i = 0; i < f->cell_n; i++) {
		struct str a = before[i].state == EXPR_NUMBER ? answer_text(c->arena, f, (int)i, &before[i])
							      : (struct str){0},
			   b = after[i].state == EXPR_NUMBER ? answer_text(c->arena, f, (int)i, &after[i])
							     : (struct str){0};
		if (!str_eq(a, b))
			to[(*count)++] = (struct change_view){
				.label = arena_printf(c->arena, "[%.*s]", STR_ARG(f->cells[i].code)), .from = a, .to = b};
	}
}

static int history_of(struct web_call *c, const struct report_at *at, struct sheet_view *v, struct err *err)
{
	const char *whole = answer_record.fields[record_field(&answer_record, "cells")].label;
	int r = web_history(c, &answer_record, at->answer.id, v, err);
	if (r < 0)
		return r;
	struct history_view *items = arena_array_of(c->arena, v->history_count, struct history_view);
	for (size_t i = 0; i < v->history_count; i++) {
		items[i] = v->history[i];
		struct change_view *changes =
			arena_array_of(c->arena, items[i].count + at->form->cell_n, struct change_view);
		size_t n = 0;
		for (size_t k = 0; k < items[i].count; k++)
			if (str_eq_c(items[i].changes[k].label, whole))
				changes_of_cells(c, at->form, &items[i].changes[k], changes, &n);
			else
				changes[n++] = items[i].changes[k];
		items[i].changes = changes;
		items[i].count = n;
	}
	v->history = items;
	return 0;
}

int page_of_report_answer(struct web_call *c, struct err *err)
{
	struct report_at at;
	struct list_view list;
	int r = report_at_address(c, &at, err);
	if (r < 0)
		return r;
	struct sheet_view v = {
		.page = web_page(c, row_str(&at.answer, "title"), "/bao-cao"),
		.state = report_state(c, row_str(&at.answer, "state"), row_int(&at.answer, "late_days"), &at.period),
	};
	web_crumb(c, &v.page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	v.page.lead = web_unit_name(c, row_int(&at.answer, "unit"));
	r = work_urgings_unread(c, &v, "answer", at.answer.id, row_int(&at.answer, "unit"), c->req->path, err);
	if (r < 0)
		return r;
	if (row_int(&at.answer, "none") == 1)
		web_message(c, &v.page, TONE_WAIT, str_from_c(_("Đơn vị báo cáo: không có gì để báo cáo trong kỳ này.")));
	struct report_reason *reasons;
	size_t n;
	report_reasons(c->arena, &at.answer, &reasons, &n);
	for (size_t i = 0; i < n; i++)
		if (!reasons[i].code.n)
			web_message(c, &v.page, TONE_LATE,
				    arena_printf(c->arena, _("Bị trả lại: %.*s"), STR_ARG(reasons[i].text)));
	r = facts_of(c, &at, &v, err);
	if (r == 0)
		r = doings(c, &at, &v, err);
	if (r == 0)
		r = difficulty_buttons(c, &at, &v, err);
	if (r == 0)
		r = cells_list(c, &at, &list, err);
	if (r == 0)
		sheet_add_list(c, &v, &list);
	if (r == 0)
		r = work_urgings(c, &v, "answer", at.answer.id, err);
	if (r == 0)
		r = history_of(c, &at, &v, err);
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}
