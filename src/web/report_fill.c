/* Filling a report: the form, drafts, what is pasted or uploaded, checks before anything is sent. */
#include <string.h>

#include "file/name.h"
#include "record/attach.h"
#include "record/draft.h"
#include "record/export.h"
#include "web/registers.h"
#include "web/reports.h"
#include "web/templates.h"

#define PART_CELLS 45 /* of a long form on one page: about 6 KB on the wire */

/* What is in the form while it is filled. */
struct filling {
	struct report_at at;
	struct str *typed;           /* each cell */
	struct answer_cell *cells;   /* read from it */
	struct answer_cell *before;  /* the period before */
	struct findings findings;
	bool none;
	struct str note, draft_note, message;
	struct str *errors;  /* of each cell */
	struct str *reasons; /* why it was returned */
	size_t parts[FORM_LINES_MOST], part_n; /* first lines of the parts of a long form */
	size_t part;                           /* the one on the page */
};

/* ?phan=2 of the address, or of the form that was sent. */
static void part_of_address(struct web_call *c, struct filling *w)
{
	struct str typed = c->req->method == HTTP_POST ? http_form(c->req, "phan") : http_query(c->req, "phan");
	int64_t part = 1;
	w->part = str_to_i64(typed, 1, (int64_t)w->part_n, &part) ? (size_t)part - 1 : 0;
}

static size_t part_of_cell(const struct filling *w, int cell)
{
	size_t part = w->part_n - 1;
	while (part > 0 && w->parts[part] > (size_t)w->at.form->cells[cell].line)
		part--;
	return part;
}

/* The form at one of its parts. */
static struct str part_path(struct web_call *c, const struct filling *w, size_t part)
{
	struct str path = report_href(c, w->at.answer.id, "/nop");
	return part ? arena_printf(c->arena, "%.*s?phan=%zu", STR_ARG(path), part + 1) : path;
}

static void reasons_of_cells(struct web_call *c, struct filling *w)
{
	struct report_reason *reasons;
	size_t n;
	report_reasons(c->arena, &w->at.answer, &reasons, &n);
	for (size_t i = 0; i < n; i++) {
		int cell = form_cell_find(w->at.form, reasons[i].code);
		if (cell >= 0)
			w->reasons[cell] = arena_printf(c->arena, _("Bị trả lại: %.*s"), STR_ARG(reasons[i].text));
	}
}

static int filling_begin(struct web_call *c, struct filling *w, struct err *err)
{
	struct roll *past;
	size_t n;
	int r = report_at_address(c, &w->at, err);
	if (r == 0)
		r = web_require(c, answer_fill.name, row_int(&w->at.answer, "unit"), err);
	if (r < 0)
		return r;
	const struct form *f = w->at.form;
	w->typed = arena_array_of(c->arena, f->cell_n, struct str);
	w->errors = arena_array_of(c->arena, f->cell_n, struct str);
	w->reasons = arena_array_of(c->arena, f->cell_n, struct str);
	reasons_of_cells(c, w);
	w->cells = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	w->before = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	w->part_n = form_parts(f, PART_CELLS, w->parts);
	part_of_address(c, w);
	r = report_past(c->db, c->arena, f, w->at.template.id, row_int(&w->at.answer, "unit"),
			row_day(&w->at.period, "start_day"), 1, &past, &n, err);
	if (n)
		roll_cells(&past[0], w->before);
	else
		answer_kept(c->arena, f, (struct str){0}, w->before);
	return r;
}

static void from_stored(struct web_call *c, struct filling *w)
{
	const struct form *f = w->at.form;
	answer_kept(c->arena, f, row_str(&w->at.answer, "cells"), w->cells);
	for (size_t i = 0; i < f->cell_n; i++)
		w->typed[i] = f->cells[i].computed ? (struct str){0} : answer_typed(c->arena, f, (int)i, &w->cells[i]);
	w->none = row_int(&w->at.answer, "none") == 1;
	w->note = row_str(&w->at.answer, "note");
}

/* "o12" with the letter "o": the cell 12; -1 for any other name. */
static int cell_named(const struct filling *w, struct str name, char letter)
{
	int64_t cell;
	return name.n > 1 && name.p[0] == letter &&
			       str_to_i64(str_slice(name, 1, name.n), 0, (int64_t)w->at.form->cell_n - 1, &cell)
		       ? (int)cell
		       : -1;
}

static void from_pairs(struct filling *w, const struct http_pairs *pairs)
{
	for (size_t i = 0; i < pairs->n; i++) {
		int cell = cell_named(w, pairs->v[i].name, 'o');
		if (cell >= 0)
			w->typed[cell] = pairs->v[i].value;
	}
	for (size_t i = 0; i < pairs->n; i++) { /* a file is taken away by ticking it */
		int cell = cell_named(w, pairs->v[i].name, 'x');
		if (cell >= 0 && w->at.form->lines[w->at.form->cells[cell].line].kind == FORM_FILE)
			w->typed[cell] = (struct str){0};
	}
	w->none = str_eq_c(http_pairs_get(*pairs, "none"), "1");
	w->note = http_pairs_get(*pairs, "note");
}

/* ---- files ---- */

/* The same content again is the file that is there. */
static int same_file(struct web_call *c, struct filling *w, struct str bytes, struct row *ret, struct err *err)
{
	struct row *files;
	size_t n;
	struct hash hash = hash_str(bytes);
	struct str want = hex(c->arena, hash.b, HASH_LEN);
	int r = record_files(c->db, c->arena, &answer_record, w->at.answer.id, &files, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		if (record_file_attached(&files[i]) && str_eq(row_str(&files[i], "hash"), want)) {
			*ret = files[i];
			return 1;
		}
	return r;
}

static int attach_one(struct web_call *c, struct filling *w, int cell, const struct http_file *file, struct err *err)
{
	struct row row;
	struct verb_result result;
	const struct attaching what = {
		.record = &answer_record,
		.id = w->at.answer.id,
		.name = file->filename,
		.bytes = file->bytes,
		.key = arena_printf(c->arena, "%.*s-%d", STR_ARG(str_head(http_form(c->req, HTML_FIELD_KEY), 40)), cell),
	};
	int r = same_file(c, w, file->bytes, &row, err);
	if (r == 0)
		r = record_attach(c->site, &c->actor, &what, &result, err);
	else if (r > 0)
		result.id = row.id;
	if (r < 0)
		return r;
	w->typed[cell] = arena_printf(c->arena, "%lld %.*s", (long long)result.id,
				      STR_ARG(r > 0 ? row_str(&row, "name") : file_clean_name(c->arena, file->filename)));
	return 0;
}

/* Files chosen for cells are kept with the answer at once, whether it can be sent or not: nobody chooses one twice. */
static int from_files(struct web_call *c, struct filling *w, struct err *err)
{
	const struct http_file *file = c->req->file.field.p ? &c->req->file : NULL;
	if (file && !period_is_open(w->at.lock))
		return err_set(err, ERR_CONFLICT, "%s", period_lock_words(w->at.lock));
	for (; file; file = file->more) {
		int cell = cell_named(w, file->field, 't');
		if (cell < 0 || w->at.form->lines[w->at.form->cells[cell].line].kind != FORM_FILE)
			continue;
		int r = attach_one(c, w, cell, file, err);
		if (r < 0 && err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
			return r;
		if (r < 0)
			w->message = arena_dup(c->arena, str_from_c(err->text));
	}
	return 0;
}

static void check(struct web_call *c, struct filling *w, bool partial)
{
	answer_read(c->arena, w->at.form, w->typed, partial, w->cells, &w->findings);
	for (size_t i = 0; i < w->findings.n; i++)
		if (w->findings.v[i].cell >= 0)
			w->errors[w->findings.v[i].cell] = w->findings.v[i].text;
}

/* ---- the page ---- */

static enum control_kind control_of(const struct form_line *l)
{
	return l->kind == FORM_NUMBER ? (l->decimals ? CONTROL_TEXT : CONTROL_NUMBER)
	       : l->kind == FORM_LONG ? CONTROL_LONG
	       : l->kind == FORM_DAY	? CONTROL_DATE
	       : l->kind == FORM_CHOICE ? CONTROL_CHOICE
	       : l->kind == FORM_FILE	? CONTROL_FILE
					: CONTROL_TEXT;
}

static struct report_line_view line_of(struct web_call *c, const struct filling *w, int cell)
{
	const struct form *f = w->at.form;
	const struct form_line *l = &f->lines[f->cells[cell].line];
	struct report_line_view v = {.cell = cell, .computed = f->cells[cell].computed, .code = f->cells[cell].code};
	v.before = answer_text(c->arena, f, cell, &w->before[cell]);
	if (w->before[cell].state != EXPR_NUMBER)
		v.before = (struct str){0};
	v.field = (struct field_view){
		.kind = control_of(l),
		.name = arena_printf(c->arena, "o%d", cell),
		.label = form_cell_label(c->arena, f, cell),
		.hint = l->note,
		.value = v.computed ? answer_text(c->arena, f, cell, &w->cells[cell]) : w->typed[cell],
		.error = w->errors[cell].n ? w->errors[cell] : w->reasons[cell],
		.after = l->measure,
		.required = l->required,
		.chars = l->kind == FORM_NUMBER ? 12 : 0,
	};
	int64_t file;
	struct str name;
	struct answer_cell typed = {EXPR_NUMBER, 0, w->typed[cell]};
	if (l->kind == FORM_FILE && answer_file(typed.text, &file, &name))
		v.file = (struct link_view){.text = name,
					    .href = report_file_href(c, w->at.answer.id, l, &typed)};
	if (l->kind != FORM_CHOICE)
		return v;
	struct option_view *options = arena_array_of(c->arena, l->choice_n, struct option_view);
	for (size_t i = 0; i < l->choice_n; i++)
		options[i] = (struct option_view){l->choices[i], l->choices[i], str_eq(l->choices[i], w->typed[cell])};
	v.field.options = options;
	v.field.option_count = l->choice_n;
	return v;
}

static void lines_of(struct web_call *c, const struct filling *w, struct report_fill_view *v)
{
	const struct form *f = w->at.form;
	struct report_line_view *lines = arena_array_of(c->arena, f->cell_n + f->line_n, struct report_line_view);
	size_t from = w->parts[w->part], to = w->part + 1 < w->part_n ? w->parts[w->part + 1] : f->line_n;
	for (size_t i = from; i < to; i++) {
		const struct form_line *l = &f->lines[i];
		if (l->kind == FORM_SECTION)
			lines[v->count++] = (struct report_line_view){
				.heading = true, .code = l->code, .field = {.label = l->label}};
		for (int cell = l->cell; l->cell_n && cell < l->cell + l->cell_n; cell++)
			lines[v->count++] = line_of(c, w, cell);
	}
	v->lines = lines;
	for (size_t i = 0; i < v->count; i++)
		v->files |= lines[i].field.kind == CONTROL_FILE && !lines[i].heading;
}

/* What stands on the other parts goes along unseen: rules over all of it can be tried here, and the page sends the whole
 * answer. */
static void parts_of(struct web_call *c, const struct filling *w, struct report_fill_view *v)
{
	const struct form *f = w->at.form;
	struct option_view *hidden = arena_array_of(c->arena, f->cell_n + 1, struct option_view);
	struct option_view *parts = arena_array_of(c->arena, w->part_n, struct option_view);
	if (w->part_n == 1)
		return;
	for (size_t i = 0; i < f->cell_n; i++)
		if (!f->cells[i].computed && part_of_cell(w, (int)i) != w->part && w->typed[i].n)
			hidden[v->hidden_count++] =
				(struct option_view){.value = web_path(c, "o%zu", i), .text = w->typed[i]};
	for (size_t i = 0; i < w->part_n; i++) {
		const struct form_line *l = &f->lines[w->parts[i]];
		parts[i] = (struct option_view){
			.value = web_path(c, "%zu", i + 1),
			.text = arena_printf(c->arena, _("Phần %zu: %.*s"), i + 1, STR_ARG(str_head(l->label, 60))),
			.chosen = i == w->part};
	}
	v->hidden = hidden;
	v->parts = parts;
	v->part_count = w->part_n;
	v->part = web_path(c, "%zu", w->part + 1);
	if (w->part + 1 < w->part_n)
		v->next_part = web_path(c, "%zu", w->part + 2);
}

static struct str error_href(struct web_call *c, const struct filling *w, int cell)
{
	if (cell < 0)
		return STR("#bao-cao");
	struct str page = part_of_cell(w, cell) == w->part ? (struct str){0} : part_path(c, w, part_of_cell(w, cell));
	return arena_printf(c->arena, "%.*s#bc-o%d", STR_ARG(page), cell);
}

static void notices(struct web_call *c, const struct filling *w, struct report_fill_view *v)
{
	struct link_view *errors = arena_array_of(c->arena, w->findings.n + 1, struct link_view);
	struct report_reason *reasons;
	size_t n;
	report_reasons(c->arena, &w->at.answer, &reasons, &n);
	struct message_view *warnings = arena_array_of(c->arena, w->findings.n + n + 3, struct message_view);
	for (size_t i = 0; i < w->findings.n; i++) {
		const struct finding *one = &w->findings.v[i];
		if (one->warning)
			warnings[v->warning_count++] = (struct message_view){
				TONE_SOON, arena_printf(c->arena, _("Cần giải trình: %.*s"), STR_ARG(one->text))};
		else
			errors[v->error_count++] = (struct link_view){
				.text = one->text, .href = error_href(c, w, one->cell)};
	}
	if (w->message.n)
		errors[v->error_count++] = (struct link_view){.text = w->message, .href = STR("#bao-cao")};
	for (size_t i = 0; i < n; i++)
		warnings[v->warning_count++] = (struct message_view){
			TONE_LATE, reasons[i].code.n
					   ? arena_printf(c->arena, _("Bị trả lại, ô [%.*s]: %.*s"),
							  STR_ARG(reasons[i].code), STR_ARG(reasons[i].text))
					   : arena_printf(c->arena, _("Bị trả lại: %.*s"), STR_ARG(reasons[i].text))};
	if (w->at.lock != LOCK_OPEN)
		warnings[v->warning_count++] = (struct message_view){TONE_LATE, str_from_c(period_lock_words(w->at.lock))};
	v->errors = errors;
	v->warnings = warnings;
}

/* What somebody else saved meanwhile, beside what was typed here. */
static void differences(struct web_call *c, const struct filling *w, struct report_fill_view *v)
{
	const struct form *f = w->at.form;
	struct answer_cell *stored = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	struct difference_view *d = arena_array_of(c->arena, f->cell_n, struct difference_view);
	answer_kept(c->arena, f, row_str(&w->at.answer, "cells"), stored);
	for (size_t i = 0; i < f->cell_n; i++) {
		struct str there = answer_typed(c->arena, f, (int)i, &stored[i]);
		if (!f->cells[i].computed && !str_eq(there, str_trim(w->typed[i])))
			d[v->difference_count++] =
				(struct difference_view){form_cell_label(c->arena, f, (int)i), w->typed[i], there};
	}
	v->differences = d;
}

static int show(struct web_call *c, const struct filling *w, bool compare, struct err *err)
{
	_cleanup_buf_ struct buf table = BUF_INIT((size_t)1 << 20);
	bool direct = row_is(&w->at.template, "approval", "none");
	struct report_fill_view v = {
		.page = web_page(c, row_str(&w->at.answer, "title"), "/bao-cao"),
		.action = report_href(c, w->at.answer.id, "/nop"),
		.number = web_path(c, "%lld", (long long)w->at.answer.id),
		.revision = web_path(c, "%lld", (long long)w->at.answer.revision),
		.person = web_path(c, "%lld", (long long)c->actor.person),
		.none = w->none,
		.note = w->note,
		.draft_note = w->draft_note,
		.draft_drop = {.action = report_href(c, w->at.answer.id, "/nop?bo=1"),
			       .text = str_from_c(_("Bỏ bản nháp")),
			       .name = STR("nhap"),
			       .value = STR("0"),
			       .second = true},
		.sheet_href = report_href(c, w->at.answer.id, "/bang"),
		.upload_action = report_href(c, w->at.answer.id, "/bang"),
		.submit = str_from_c(direct ? _("Gửi báo cáo") : _("Trình lãnh đạo duyệt")),
	};
	v.page.lead = arena_printf(c->arena, _("%.*s · số liệu đến hết %.*s · hạn gửi %.*s"),
				   STR_ARG(web_unit_name(c, row_int(&w->at.answer, "unit"))),
				   STR_ARG(date_vn(c->arena, row_day(&w->at.period, "cut_day"))),
				   STR_ARG(date_vn_long(c->arena, row_day(&w->at.period, "due_day"))));
	web_crumb(c, &v.page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	web_crumb(c, &v.page, report_href(c, w->at.answer.id, ""), str_from_c(_("Báo cáo này")));
	form_table_write(w->at.form, &table);
	v.table = buf_str(&table);
	lines_of(c, w, &v);
	parts_of(c, w, &v);
	notices(c, w, &v);
	if (compare)
		differences(c, w, &v);
	(void)err;
	page_report_fill(&c->html, &v);
	return 0;
}

/* ---- drafts ---- */

static int load_draft(struct web_call *c, struct filling *w, struct err *err)
{
	struct verb_arg *typed;
	size_t n;
	int64_t at;
	int r = draft_load(c->site, c->db, c->arena, c->actor.person, &answer_record, w->at.answer.id, &typed, &n, &at,
			   err);
	if (r <= 0)
		return r;
	for (size_t i = 0; i < n; i++) {
		if (str_eq_c(typed[i].name, "cells"))
			report_unpack(c->arena, w->at.form, typed[i].value, w->typed);
		else if (str_eq_c(typed[i].name, "none"))
			w->none = str_eq_c(typed[i].value, "1");
		else if (str_eq_c(typed[i].name, "note"))
			w->note = typed[i].value;
	}
	w->draft_note = arena_printf(c->arena, _("Đây là bản nháp giữ trên máy chủ lúc %.*s; chưa gửi."),
				     STR_ARG(moment_vn(c->arena, at)));
	return 0;
}

static int save_draft(struct web_call *c, const struct filling *w, struct err *err)
{
	const struct verb_arg typed[] = {{STR("cells"), report_pack(c->arena, w->at.form, w->typed)},
					 {STR("none"), w->none ? STR("1") : STR("")},
					 {STR("note"), w->note}};
	return draft_save(c->site, c->actor.person, &answer_fill, w->at.answer.id, typed, ARRAY_LEN(typed), err);
}

int page_of_report_fill_form(struct web_call *c, struct err *err)
{
	struct filling *w = arena_new_of(c->arena, struct filling);
	int r = filling_begin(c, w, err);
	if (r < 0)
		return r;
	from_stored(c, w);
	r = load_draft(c, w, err);
	if (r < 0)
		return r;
	bool partial = true; /* what is empty is no mistake before anything was sent */
	answer_read(c->arena, w->at.form, w->typed, partial, w->cells, &w->findings);
	w->findings.n = 0;
	/* a draft beside an answer that somebody has saved: both are shown */
	return show(c, w, w->draft_note.n && row_str(&w->at.answer, "cells").n, err);
}

/* ---- sending ---- */

static int refused(struct web_call *c, struct filling *w, int status, bool compare, struct err *err)
{
	struct err ignored = ERR_INIT;
	save_draft(c, w, &ignored); /* nothing typed is lost, whatever happens to the page */
	http_restart(c->res, status);
	return show(c, w, compare, err);
}

static int send(struct web_call *c, struct filling *w, struct err *err)
{
	struct verb_result result;
	struct err ignored = ERR_INIT;
	const struct verb_arg args[] = {
		{STR("id"), web_path(c, "%lld", (long long)w->at.answer.id)},
		{STR("revision"), http_form(c->req, "revision")},
		{STR("cells"), report_pack(c->arena, w->at.form, w->typed)},
		{STR("none"), w->none ? STR("1") : STR("")},
		{STR("note"), w->note},
	};
	int r = report_run(c, &answer_fill, args, ARRAY_LEN(args), &result, err);
	if (r == 0) {
		draft_drop(c->site, c->db, c->actor.person, &answer_record, w->at.answer.id, &ignored);
		http_redirect(c->res, web_path(c, "/bao-cao/%lld?xong=1", (long long)w->at.answer.id));
		return 0;
	}
	if (err->code != ERR_INPUT && err->code != ERR_CONFLICT)
		return r;
	w->message = arena_dup(c->arena, str_from_c(err->text));
	return refused(c, w, err_http_status(err->code), err->code == ERR_CONFLICT, err);
}

/* The buttons beside "send": 1 when one was pressed and the answer is ready. */
static int other_button(struct web_call *c, struct filling *w, struct err *err)
{
	struct str keep = http_form(c->req, "nhap"), ignored = {0};
	if (str_eq_c(http_form(c->req, "lay"), "1")) {
		int r = report_sheet_read(c->arena, w->at.form, http_form(c->req, "dan"), NULL, w->typed, &ignored, err);
		if (r < 0 && err->code == ERR_INPUT)
			w->message = arena_dup(c->arena, str_from_c(err->text));
		else if (r < 0)
			return r;
		check(c, w, true);
		show(c, w, false, err);
		return 1;
	}
	int64_t go;
	if (str_to_i64(http_form(c->req, "sang"), 1, (int64_t)w->part_n, &go)) {
		keep = STR("1");
		w->part = (size_t)go - 1;
	}
	if (!str_eq_c(keep, "1") && !str_eq_c(keep, "0"))
		return 0;
	int r = str_eq_c(keep, "1") ? save_draft(c, w, err)
				    : draft_drop(c->site, c->db, c->actor.person, &answer_record, w->at.answer.id, err);
	if (r < 0)
		return r;
	http_redirect(c->res, part_path(c, w, w->part));
	return 1;
}

int page_of_report_fill(struct web_call *c, struct err *err)
{
	struct filling *w = arena_new_of(c->arena, struct filling);
	int r = filling_begin(c, w, err);
	if (r < 0)
		return r;
	from_pairs(w, &c->req->form);
	r = from_files(c, w, err);
	if (r == 0 && w->message.n) {
		check(c, w, true);
		return refused(c, w, 422, false, err);
	}
	if (r == 0)
		r = other_button(c, w, err);
	if (r != 0)
		return r < 0 ? r : 0;
	if (!w->none)
		check(c, w, false);
	else
		answer_read(c->arena, w->at.form, w->typed, true, w->cells, &w->findings);
	if (w->findings.errors && !w->none)
		return refused(c, w, 422, false, err);
	return send(c, w, err);
}

/* ---- the sheet ---- */

int page_of_report_sheet(struct web_call *c, struct err *err)
{
	struct filling *w = arena_new_of(c->arena, struct filling);
	char path[EXPORT_PATH];
	int r = filling_begin(c, w, err);
	if (r == 0)
		r = export_temp(c->site, path, err);
	if (r < 0)
		return r;
	answer_kept(c->arena, w->at.form, row_str(&w->at.answer, "cells"), w->cells);
	r = report_sheet_write(path, c->arena, w->at.form, row_str(&w->at.template, "code"), w->before, w->cells, err);
	return r < 0 ? r : register_send_file(c, path, STR("bao-cao.xlsx"), err);
}

int page_of_report_sheet_upload(struct web_call *c, struct err *err)
{
	struct filling *w = arena_new_of(c->arena, struct filling);
	struct str ignored = {0};
	int r = filling_begin(c, w, err);
	if (r < 0)
		return r;
	from_stored(c, w);
	if (!c->req->file.bytes.n)
		r = err_set(err, ERR_INPUT, _("Chưa chọn tệp, hoặc tệp trống."));
	else
		r = report_sheet_read(c->arena, w->at.form, c->req->file.bytes,
				      arena_c(c->arena, c->req->file.filename), w->typed, &ignored, err);
	if (r < 0 && err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
		return r;
	if (r < 0) {
		w->message = arena_dup(c->arena, str_from_c(err->text));
		http_restart(c->res, err_http_status(err->code));
	} else if (ignored.n) {
		w->draft_note =
			arena_printf(c->arena, _("Đã lấy số từ bảng vào các ô, chưa gửi. Bỏ qua các mã lạ: %.*s."),
				     STR_ARG(ignored));
	} else {
		w->draft_note = str_from_c(_("Đã lấy số từ bảng vào các ô, chưa gửi. Hãy xem lại rồi gửi."));
	}
	check(c, w, true);
	struct err none = ERR_INIT;
	if (r == 0)
		save_draft(c, w, &none);
	return show(c, w, false, err);
}
