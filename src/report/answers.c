/* One unit's answer: filled, approved, sent, accepted or returned. */
#include <string.h>

#include "record/attach.h"
#include "report/internal.h"
#include "report/statements.h"

/* ---- what is typed, as one text ---- */

static void escape(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r')
			continue;
		if (s.p[i] == '\n' || s.p[i] == '\\')
			buf_add_char(b, '\\');
		buf_add_char(b, s.p[i] == '\n' ? 'n' : s.p[i]);
	}
}

struct str report_pack(struct arena *a, const struct form *f, const struct str *typed)
{
	_cleanup_buf_ struct buf b = BUF_INIT((size_t)4 << 20);
	for (size_t i = 0; i < f->cell_n; i++) {
		struct str s = str_trim(typed[i]);
		if (f->cells[i].computed || !s.n)
			continue;
		buf_add(&b, f->cells[i].code);
		buf_add_char(&b, '=');
		escape(&b, s);
		buf_add_char(&b, '\n');
	}
	return arena_dup(a, buf_str(&b));
}

void report_unpack(struct arena *a, const struct form *f, struct str packed, struct str *typed)
{
	struct str line;
	for (size_t i = 0; i < f->cell_n; i++)
		typed[i] = (struct str){0};
	while (str_split(&packed, '\n', &line)) {
		ptrdiff_t eq = str_find_char(line, '=');
		int cell = eq > 0 ? form_cell_find(f, str_slice(line, 0, (size_t)eq)) : -1;
		if (cell < 0)
			continue;
		struct str s = str_slice(line, (size_t)eq + 1, line.n);
		char *p = arena_alloc(a, s.n + 1);
		size_t n = 0;
		for (size_t i = 0; i < s.n; i++) {
			if (s.p[i] == '\\' && i + 1 < s.n)
				p[n++] = s.p[++i] == 'n' ? '\n' : s.p[i];
			else
				p[n++] = s.p[i];
		}
		typed[cell] = (struct str){p, n};
	}
}

int report_form(struct db *db, struct arena *a, int64_t edition, struct form **ret_form, struct err *err)
{
	struct row row;
	int r = row_load(db, a, &edition_record, edition, &row, err);
	if (r < 0)
		return r;
	return r ? form_read(a, row_str(&row, "body"), ret_form, err)
		 : err_set(err, ERR_NOT_FOUND, _("Biểu mẫu này chưa có nội dung."));
}

bool report_counts(struct str state) { return str_eq_c(state, "sent") || str_eq_c(state, "accepted"); }

int report_lock(struct db *db, const struct row *period, const struct row *answer, day_t today, enum period_lock *ret_lock,
		struct err *err)
{
	int64_t until;
	int r = db_get_int(db, &unlock_until, VALUES(v_int(period->id), v_int(row_int(answer, "unit"))), DAY_NONE,
			   &until, err);
	if (r < 0)
		return r;
	const struct period_window w = {
		.opens = row_day(period, "opens_day"),
		.due = row_day(period, "due_day"),
		.locks = row_day(period, "locks_day"),
		.accepted = row_is(answer, "state", "accepted"),
		.closed = row_is(period, "state", "closed"),
		.unlocked_until = (day_t)until,
	};
	*ret_lock = period_lock(&w, today);
	return 0;
}

void report_reasons(struct arena *a, const struct row *answer, struct report_reason **ret, size_t *ret_n)
{
	struct str rest = row_str(answer, "reasons"), line;
	struct report_reason *v = NULL;
	size_t n = 0, cap = 0;
	while (str_split(&rest, '\n', &line)) {
		ptrdiff_t colon = str_find_char(line, ':');
		if (colon < 0)
			continue;
		v = arena_grow(a, v, n, &cap, sizeof(*v));
		v[n++] = (struct report_reason){str_slice(line, 0, (size_t)colon),
						str_slice(line, (size_t)colon + 1, line.n)};
	}
	*ret = v;
	*ret_n = n;
}

/* ---- common to the verbs ---- */

int report_at_work(struct verb_call *c, struct at_work *w, struct err *err)
{
	int64_t revision = verb_int(c, "revision");
	int r = verb_load(c, &answer_record, verb_int(c, "id"), &w->answer, err);
	if (r == 0)
		r = verb_load(c, &period_record, row_int(&w->answer, "period"), &w->period, err);
	if (r == 0)
		r = verb_load(c, &template_record, row_int(&w->answer, "template"), &w->template, err);
	if (r == 0)
		r = report_lock(c->db, &w->period, &w->answer, c->today, &w->lock, err);
	if (r == 0)
		r = edit_row(c, &answer_record, w->answer.id, &w->edit, err);
	if (r == 0 && revision && revision != w->answer.revision)
		return err_set(err, ERR_CONFLICT, _("Người khác vừa lưu báo cáo này. Hãy so hai bên rồi gửi lần nữa."));
	return r;
}

static struct value actor_value(const struct verb_call *c)
{
	return c->actor->program ? v_null() : v_int(c->actor->person);
}

static bool state_is(const struct at_work *w, const char *state) { return row_is(&w->answer, "state", state); }

static int must_be(const struct at_work *w, const char *state, const char *words, struct err *err)
{
	return state_is(w, state) ? 0 : err_set(err, ERR_CONFLICT, "%s", words);
}

/* Leaves the unit. On time is judged by the first time it was complete. */
static void send(struct verb_call *c, struct at_work *w)
{
	day_t due = row_day(&w->period, "due_day");
	edit_set(w->edit, "state", v_c("sent"));
	if (edit_value(w->edit, "sent_day")->kind == VALUE_INT)
		return;
	edit_set(w->edit, "sent_day", v_day(c->today));
	edit_set(w->edit, "late_days", v_int(c->today > due ? c->today - due : 0));
}

void report_accepted(struct verb_call *c, struct edit *answer)
{
	edit_set(answer, "state", v_c("accepted"));
	edit_set(answer, "checked_day", v_day(c->today));
	edit_set(answer, "checked_by", actor_value(c));
	edit_set(answer, "reasons", v_null());
}

/* ---- answer.fill ---- */

/* A cell may name a file that is attached to this answer, by its own name; no other. */
static int check_files(struct verb_call *c, const struct at_work *w, const struct form *form, const struct answer_cell *cells,
		       struct err *err)
{
	for (size_t i = 0; i < form->cell_n; i++) {
		struct row file;
		struct str name;
		int64_t id;
		if (form->lines[form->cells[i].line].kind != FORM_FILE || cells[i].state != EXPR_NUMBER ||
		    !answer_file(cells[i].text, &id, &name))
			continue;
		int r = row_load(c->db, c->arena, &file_record, id, &file, err);
		if (r < 0)
			return r;
		if (!r || !record_file_attached(&file) || !row_is(&file, "of_record", answer_record.name) ||
		    row_int(&file, "of_id") != w->answer.id || !str_eq(row_str(&file, "name"), name))
			verb_wrong(c, "cells", _("[%.*s] %.*s: tệp này không đính kèm ở báo cáo này; hãy chọn lại tệp."),
				   STR_ARG(form->cells[i].code), STR_ARG(form_cell_label(c->arena, form, (int)i)));
	}
	return 0;
}

static int fill_cells(struct verb_call *c, struct at_work *w, struct err *err)
{
	struct form *form;
	struct findings *fs = arena_new_of(c->arena, struct findings);
	bool none = verb_int(c, "none") == 1, warned = false;
	int r = report_form(c->db, c->arena, row_int(&w->answer, "edition"), &form, err);
	if (r < 0)
		return r;
	struct str *typed = arena_array_of(c->arena, form->cell_n, struct str);
	struct answer_cell *cells = arena_array_of(c->arena, form->cell_n, struct answer_cell);
	report_unpack(c->arena, form, verb_str(c, "cells"), typed);
	if (none) {
		if (verb_str(c, "cells").n)
			verb_wrong(c, "none",
				   _("Đã nhập số liệu thì không đánh dấu «Không có gì để báo cáo»; số không có thì gõ "
				     "0."));
		edit_set(w->edit, "none", v_int(1));
		edit_set(w->edit, "cells", v_null());
		return verb_failed(c, err);
	}
	answer_read(c->arena, form, typed, false, cells, fs);
	for (size_t i = 0; i < fs->n; i++) {
		warned |= fs->v[i].warning;
		if (!fs->v[i].warning)
			verb_wrong(c, "cells", "%.*s", STR_ARG(fs->v[i].text));
	}
	if (fs->errors == 0 && warned && !verb_str(c, "note").n)
		verb_wrong(c, "note", _("Có chỗ cần giải trình: %.*s. Hãy ghi vào ô «Giải trình»."),
			   STR_ARG(fs->v[0].text));
	r = check_files(c, w, form, cells, err);
	if (r < 0)
		return r;
	struct str kept = answer_keep(c->arena, form, cells);
	if (!kept.n && fs->errors == 0)
		verb_wrong(c, "cells",
			   _("Chưa nhập ô nào. Nếu không có gì để báo cáo thì đánh dấu «Không có gì để báo cáo»; số "
			     "không có thì gõ 0."));
	edit_set(w->edit, "none", v_null());
	edit_set(w->edit, "cells", v_text(kept));
	return verb_failed(c, err);
}

static int check_fill(struct verb_call *c, struct err *err)
{
	struct at_work w;
	int r = report_at_work(c, &w, err);
	if (r < 0)
		return r;
	if (!period_is_open(w.lock))
		return err_set(err, ERR_CONFLICT, "%s", period_lock_words(w.lock));
	r = fill_cells(c, &w, err);
	if (r < 0)
		return r;
	bool figures = row_value(&w.answer, "cells")->kind == VALUE_TEXT || row_int(&w.answer, "none") == 1;
	if (figures && (!value_eq(edit_value(w.edit, "cells"), row_value(&w.answer, "cells")) ||
			!value_eq(edit_value(w.edit, "none"), row_value(&w.answer, "none"))))
		report_unsign(w.edit); /* what was signed are other figures */
	edit_set(w.edit, "note", verb_str(c, "note").n ? v_text(verb_str(c, "note")) : v_null());
	edit_set(w.edit, "prepared_day", v_day(c->today));
	edit_set(w.edit, "prepared_by", actor_value(c));
	edit_set(w.edit, "reasons", v_null());
	if (row_is(&w.template, "approval", "none"))
		send(c, &w);
	else
		edit_set(w.edit, "state", v_c("prepared"));
	return 0;
}

/* ---- answer.approve, answer.hold ---- */

/* What the template asks of the one who signs. */
static int check_signed(struct verb_call *c, const struct at_work *w, struct err *err)
{
	bool either = row_is(&w->template, "approval", "signed"), digital = row_is(&w->template, "approval", "digital");
	int signed_file = report_file_there(c, &w->answer, "signed_file", err),
	    scan = signed_file < 0 ? signed_file : report_file_there(c, &w->answer, "scan", err);
	if (scan < 0)
		return scan;
	if (either && !verb_str(c, "number").n)
		verb_wrong(c, "number", _("Biểu mẫu này cần số của báo cáo đã ký."));
	if (either && !scan && !signed_file)
		verb_wrong(c, "number",
			   _("Biểu mẫu này cần bản quét đã ký hoặc tệp ký số; hãy đính kèm, hoặc nộp tệp ký số, rồi duyệt."));
	if (digital && !signed_file)
		verb_wrong(c, "number", _("Biểu mẫu này cần tệp PDF ký số; hãy tải báo cáo, ký số, nộp lại rồi duyệt."));
	return 0;
}

static int check_approve(struct verb_call *c, struct err *err)
{
	struct at_work w;
	struct str number = verb_str(c, "number");
	int r = report_at_work(c, &w, err);
	if (r == 0)
		r = must_be(&w, "prepared", _("Báo cáo này không chờ duyệt."), err);
	if (r < 0)
		return r;
	if (!period_is_open(w.lock))
		return err_set(err, ERR_CONFLICT, "%s", period_lock_words(w.lock));
	r = check_signed(c, &w, err);
	if (r < 0)
		return r;
	if (verb_day(c, "signed_day") != DAY_NONE && verb_day(c, "signed_day") > c->today)
		verb_wrong(c, "signed_day", _("«Ngày ký» ở sau ngày hôm nay."));
	edit_set(w.edit, "number", number.n ? v_text(number) : v_null());
	edit_set(w.edit, "signed_day", v_day(verb_day(c, "signed_day")));
	edit_set(w.edit, "approved_by", actor_value(c));
	send(c, &w);
	return verb_failed(c, err);
}

/* "3: sai số\ncả báo cáo": codes must be there; a line without one is about the whole. */
static int read_reasons(struct verb_call *c, const struct at_work *w, struct str *ret, struct err *err)
{
	struct form *form;
	struct str rest = verb_str(c, "reasons"), line;
	_cleanup_buf_ struct buf b = BUF_INIT(16384);
	int r = report_form(c->db, c->arena, row_int(&w->answer, "edition"), &form, err);
	while (r == 0 && str_split(&rest, '\n', &line)) {
		line = str_trim(line);
		ptrdiff_t colon = str_find_char(line, ':');
		struct str code = str_trim(str_slice(line, 0, colon < 0 ? 0 : (size_t)colon));
		struct str text = str_trim(str_slice(line, colon < 0 ? 0 : (size_t)colon + 1, line.n));
		if (!line.n)
			continue;
		if (code.n && code.n <= FORM_CODE_BYTES + 3 && str_find_char(code, ' ') < 0 &&
		    form_cell_find(form, code) < 0)
			verb_wrong(c, "reasons", _("Không có ô «%.*s» trong biểu mẫu."), STR_ARG(code));
		bool of_cell = form_cell_find(form, code) >= 0;
		buf_printf(&b, "%.*s:%.*s\n", STR_ARG(of_cell ? code : STR("")), STR_ARG(of_cell ? text : line));
	}
	*ret = arena_dup(c->arena, buf_str(&b));
	return r < 0 ? r : verb_failed(c, err);
}

static int send_back(struct verb_call *c, struct at_work *w, struct err *err)
{
	struct str reasons;
	int r = read_reasons(c, w, &reasons, err);
	if (r < 0)
		return r;
	edit_set(w->edit, "state", v_c("returned"));
	edit_set(w->edit, "reasons", v_text(reasons));
	edit_set(w->edit, "checked_day", v_day(c->today));
	edit_set(w->edit, "checked_by", actor_value(c));
	return 0;
}

static int check_hold(struct verb_call *c, struct err *err)
{
	struct at_work w;
	int r = report_at_work(c, &w, err);
	if (r == 0)
		r = must_be(&w, "prepared", _("Báo cáo này không chờ duyệt."), err);
	return r < 0 ? r : send_back(c, &w, err);
}

/* ---- answer.return, answer.accept ---- */

static int check_return(struct verb_call *c, struct err *err)
{
	struct at_work w;
	int r = report_at_work(c, &w, err);
	if (r < 0)
		return r;
	if (!report_counts(row_str(&w.answer, "state")))
		return err_set(err, ERR_CONFLICT, _("Chỉ trả lại báo cáo đã gửi."));
	if (w.lock == LOCK_CLOSED)
		return err_set(err, ERR_CONFLICT, "%s", period_lock_words(w.lock));
	return send_back(c, &w, err);
}

static int check_accept(struct verb_call *c, struct err *err)
{
	struct at_work w;
	int r = report_at_work(c, &w, err);
	if (r == 0)
		r = must_be(&w, "sent", _("Chỉ tiếp nhận báo cáo đã gửi."), err);
	if (r == 0)
		report_accepted(c, w.edit);
	return r;
}

/* ---- the verbs ---- */

#define ANSWER_PARAMS                                                                                                  \
	{.name = "id", .kind = FIELD_REF, .label = _("Báo cáo"), .flags = FIELD_REQUIRED, .references = "answer"},     \
	{                                                                                                              \
		.name = "revision", .kind = FIELD_INT, .label = _("Lần sửa")                                           \
	}

static const struct field fill_params[] = {
	ANSWER_PARAMS,
	{.name = "cells", .kind = FIELD_LONG, .label = _("Số liệu"), .max = 400000},
	{.name = "none", .kind = FIELD_TRISTATE, .label = _("Không có gì để báo cáo")},
	{.name = "note", .kind = FIELD_LONG, .label = _("Giải trình"), .max = 2000},
};
static const struct field approve_params[] = {
	ANSWER_PARAMS,
	{.name = "number", .kind = FIELD_TEXT, .label = _("Số báo cáo"), .max = 40, .hint = _("Ví dụ 123/BC-UBND.")},
	{.name = "signed_day", .kind = FIELD_DAY, .label = _("Ngày ký"), .preset = "today"},
};
static const struct field reason_params[] = {
	ANSWER_PARAMS,
	{.name = "reasons",
	 .kind = FIELD_LONG,
	 .label = _("Lý do"),
	 .flags = FIELD_REQUIRED,
	 .max = 7000,
	 .hint = _("Mỗi ô một dòng, mã ô trước dấu hai chấm: «3: chưa khớp với kỳ trước». Dòng không có mã là về cả "
		   "báo cáo.")},
};
static const struct field answer_id[] = {ANSWER_PARAMS};

#define PARAMS(p) p, ARRAY_LEN(p)
const struct verb answer_fill = {
	"answer.fill", _("Gửi báo cáo"), PARAMS(fill_params), &answer_record, verb_of_row, check_fill, NULL};
const struct verb answer_approve = {"answer.approve", _("Duyệt và gửi"), PARAMS(approve_params), &answer_record,
				    verb_of_row,    check_approve,	NULL};
const struct verb answer_hold = {
	"answer.hold", _("Trả lại cán bộ"), PARAMS(reason_params), &answer_record, verb_of_row, check_hold, NULL};
const struct verb answer_return = {"answer.return", _("Trả lại đơn vị"), PARAMS(reason_params), &answer_record,
				   verb_of_row,   check_return,	 NULL};
const struct verb answer_accept = {
	"answer.accept", _("Tiếp nhận"), PARAMS(answer_id), &answer_record, verb_of_row, check_accept, NULL};
