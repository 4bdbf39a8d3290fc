/* Templates, editions, who reports, periods. */
#include <string.h>

#include "report/internal.h"
#include "report/statements.h"
#include "unit/records.h"
#include "work/urging.h"

/* The row of `record` with the parameter id must be there before whose it is can be said. */
static int target_template(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	struct row row;
	int r = verb_load(c, &template_record, verb_int(c, "id"), &row, err);
	return r < 0 ? r : verb_of_site(c, ret_unit, err);
}

int report_edition(struct db *db, int64_t template, bool draft, int64_t *ret_edition, struct err *err)
{
	return db_get_int(db, &edition_in_state, VALUES(v_int(template), v_c(draft ? "draft" : "published")), 0,
			  ret_edition, err);
}

/* ---- edition.save, edition.publish ---- */

static int check_edition(struct verb_call *c, struct err *err)
{
	int64_t template = verb_int(c, "id"), draft, last;
	struct str body = verb_str(c, "body");
	const struct str *cells;
	size_t rows;
	struct form *form;
	struct edit *e;
	form_cells_of_text(c->arena, body, &cells, &rows);
	body = form_text(c->arena, cells, rows);
	int r = form_read(c->arena, body, &form, err);
	if (r == 0)
		r = report_edition(c->db, template, true, &draft, err);
	if (r == 0)
		r = db_get_int(c->db, &edition_last_number, VALUES(v_int(template)), 0, &last, err);
	if (r < 0)
		return r;
	if (draft) {
		r = edit_row(c, &edition_record, draft, &e, err);
		if (r < 0)
			return r;
	} else {
		e = edit_new(c, &edition_record);
		edit_set(e, "template", v_int(template));
		edit_set(e, "number", v_int(last + 1));
		edit_set(e, "state", v_c("draft"));
	}
	edit_set(e, "body", v_text(body));
	return 0;
}

static int check_publish(struct verb_call *c, struct err *err)
{
	int64_t draft, old;
	struct edit *e;
	int r = report_edition(c->db, verb_int(c, "id"), true, &draft, err);
	if (r == 0)
		r = report_edition(c->db, verb_int(c, "id"), false, &old, err);
	if (r == 0 && !draft)
		return err_set(err, ERR_CONFLICT, _("Không có bản đang soạn để ban hành. Hãy soạn các chỉ tiêu trước."));
	if (r == 0)
		r = edit_row(c, &edition_record, draft, &e, err);
	if (r < 0)
		return r;
	edit_set(e, "state", v_c("published"));
	edit_set(e, "published_day", v_day(c->today));
	if (!old)
		return 0;
	r = edit_row(c, &edition_record, old, &e, err);
	if (r == 0)
		edit_set(e, "state", v_c("closed"));
	return r;
}

/* ---- reporter.assign ---- */

static int check_assign(struct verb_call *c, struct err *err)
{
	struct unit_item *units;
	size_t n, fresh = 0;
	day_t from = verb_day(c, "from_day");
	int r = unit_communes(c->db, c->arena, c->site->root, &units, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		int64_t has;
		r = db_get_int(c->db, &reporter_in_force,
			       VALUES(v_int(verb_int(c, "id")), v_int(units[i].id), v_day(from)), 0, &has, err);
		if (r < 0 || has)
			continue;
		struct edit *e = edit_new(c, &reporter_record);
		edit_set(e, "template", v_int(verb_int(c, "id")));
		edit_set(e, "unit", v_int(units[i].id));
		edit_set(e, "from_day", v_day(from));
		fresh++;
	}
	if (r == 0 && !fresh)
		return err_set(err, ERR_CONFLICT, _("Mọi xã, phường, đặc khu đã được giao biểu mẫu này."));
	return r;
}

/* ---- period.begin ---- */

static int64_t int_or(const struct row *row, const char *field, int64_t otherwise)
{
	const struct value *v = row_value(row, field);
	return v->kind == VALUE_INT ? v->i : otherwise;
}

static struct edit *new_period(struct verb_call *c, const struct row *template, const struct period_span *span)
{
	day_t due = span->end + (day_t)row_int(template, "due_days");
	int64_t early = int_or(template, "early_days", -1), late = int_or(template, "late_days", -1);
	struct edit *e = edit_new(c, &period_record);
	edit_set(e, "template", v_int(template->id));
	edit_set(e, "name", v_text(span->name));
	edit_set(e, "start_day", v_day(span->start));
	edit_set(e, "end_day", v_day(span->end));
	edit_set(e, "cut_day", v_day(span->end));
	edit_set(e, "opens_day", v_day(early < 0 ? span->start : span->end - (day_t)early));
	edit_set(e, "due_day", v_day(due));
	edit_set(e, "locks_day", late < 0 ? v_null() : v_day(due + (day_t)late));
	edit_set(e, "state", v_c("open"));
	return e;
}

static int units_on(struct verb_call *c, int64_t template, day_t day, int64_t **ret_units, size_t *ret_n, struct err *err)
{
	int64_t *units = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &reporters_on, VALUES(v_int(template), v_day(day)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		units = arena_grow(c->arena, units, n, &cap, sizeof(*units));
		units[n++] = query_int(q, 0);
		r = 0;
	}
	*ret_units = units;
	*ret_n = n;
	return r;
}

/* An answer for each unit that has to report and has none yet. */
static int open_answers(struct verb_call *c, const struct row *template, int64_t period, bool fresh, day_t end,
			struct str name, int64_t edition, size_t *ret_made, struct err *err)
{
	int64_t *units;
	size_t n, made = 0;
	struct str title = arena_printf(c->arena, "%.*s – %.*s", STR_ARG(row_str(template, "title")), STR_ARG(name));
	int r = units_on(c, template->id, end, &units, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		int64_t has = 0;
		if (!fresh)
			r = db_get_int(c->db, &answer_of, VALUES(v_int(period), v_int(units[i])), 0, &has, err);
		if (r < 0 || has)
			continue;
		struct edit *e = edit_new(c, &answer_record);
		edit_set(e, "template", v_int(template->id));
		edit_set(e, "period", v_int(period));
		edit_set(e, "unit", v_int(units[i]));
		edit_set(e, "title", v_text(title));
		edit_set(e, "edition", v_int(edition));
		edit_set(e, "state", v_c("waiting"));
		made++;
	}
	if (r < 0)
		return r;
	*ret_made = made;
	return n ? 0
		 : err_set(err, ERR_CONFLICT,
			   _("Chưa giao đơn vị nào báo cáo biểu mẫu này trong kỳ. Hãy giao đơn vị trước."));
}

static int check_open(struct verb_call *c, struct err *err)
{
	struct row template, period;
	enum period_kind kind;
	int64_t edition, existing;
	size_t made = 0;
	int r = verb_load(c, &template_record, verb_int(c, "id"), &template, err);
	if (r == 0)
		r = report_edition(c->db, template.id, false, &edition, err);
	if (r < 0)
		return r;
	if (!edition)
		return err_set(err, ERR_CONFLICT, _("Biểu mẫu chưa được ban hành. Hãy soạn và ban hành trước khi mở kỳ."));
	if (!row_is(&template, "state", "open"))
		return err_set(err, ERR_CONFLICT, _("Biểu mẫu này đã thôi dùng."));
	bool known = period_kind_of(row_str(&template, "cycle"), &kind);
	INVARIANT(known, "cycles of the declaration and of period.h differ");
	struct period_span span = period_at(c->arena, kind, verb_day(c, "day"));
	r = db_get_int(c->db, &period_by_start, VALUES(v_int(template.id), v_day(span.start)), 0, &existing, err);
	if (r < 0)
		return r;
	if (!existing)
		return open_answers(c, &template, new_period(c, &template, &span)->id, true, span.end, span.name,
				    edition, &made, err);
	r = verb_load(c, &period_record, existing, &period, err);
	if (r < 0)
		return r;
	if (row_is(&period, "state", "closed"))
		return err_set(err, ERR_CONFLICT, _("Kỳ %.*s đã chốt."), STR_ARG(span.name));
	r = open_answers(c, &template, existing, false, row_day(&period, "end_day"), row_str(&period, "name"), edition,
			 &made, err);
	if (r == 0 && !made)
		return err_set(err, ERR_CONFLICT, _("Kỳ %.*s đã mở rồi, đủ các đơn vị phải báo cáo."), STR_ARG(span.name));
	return r;
}

/* ---- period.accept, period.close ---- */

/* The answers a statement names for the period of the call. */
static int each_answer(struct verb_call *c, const struct stmt *stmt, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
	size_t n = 0, cap = 0;
	int64_t *ids = NULL;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, stmt, VALUES(v_int(verb_int(c, "id"))), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids = arena_grow(c->arena, ids, n, &cap, sizeof(*ids));
		ids[n++] = query_int(q, 0);
		r = 0;
	}
	*ret_ids = ids;
	*ret_n = n;
	return r;
}

static int check_accept_all(struct verb_call *c, struct err *err)
{
	int64_t *ids;
	size_t n;
	int r = each_answer(c, &answers_sent, &ids, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		struct edit *e;
		r = edit_row(c, &answer_record, ids[i], &e, err);
		if (r == 0)
			report_accepted(c, e);
	}
	if (r == 0 && n == 0)
		return err_set(err, ERR_CONFLICT, _("Không có báo cáo nào đang chờ tiếp nhận."));
	return r;
}

/* What is said where the form says nothing. */
static struct str urging_words(struct verb_call *c, const struct row *period)
{
	struct row template;
	struct err ignored = ERR_INIT;
	bool named = row_load(c->db, c->arena, &template_record, row_int(period, "template"), &template, &ignored) > 0;
	return arena_printf(c->arena, _("Đơn vị chưa gửi báo cáo «%.*s», %.*s, hạn %.*s. Đề nghị gửi ngay và nêu lý do chậm."),
			    STR_ARG(named ? row_str(&template, "title") : STR("")), STR_ARG(row_str(period, "name")),
			    STR_ARG(date_vn(c->arena, row_day(period, "due_day"))));
}

/* Every unit that has not sent is urged, at most once a day in one grade (work/urging.h). */
static int check_urge(struct verb_call *c, struct err *err)
{
	const char *grade = c->verb->data;
	struct row period;
	int64_t *ids;
	size_t n, urged = 0;
	int r = verb_load(c, &period_record, verb_int(c, "id"), &period, err);
	if (r == 0)
		r = each_answer(c, &answers_unsent, &ids, &n, err);
	if (r < 0)
		return r;
	struct str text = verb_str(c, "text").n ? verb_str(c, "text") : urging_words(c, &period);
	for (size_t i = 0; r == 0 && i < n; i++) {
		int64_t today;
		struct urging_of of = {.asked_by = c->site->root};
		r = db_get_int(c->db, &answer_urged_on, VALUES(v_int(ids[i]), v_day(c->today), v_c(grade)), 0, &today, err);
		if (r < 0 || today)
			continue;
		r = edit_row(c, &answer_record, ids[i], &of.row, err);
		if (r == 0)
			r = urging_add(c, &of, grade, text, err);
		if (r == 0)
			edit_set(of.row, "urged_day", v_day(c->today));
		urged++;
	}
	if (r == 0 && urged == 0)
		return err_set(err, ERR_CONFLICT,
			       n ? _("Các đơn vị chưa gửi đã được đôn đốc hôm nay rồi.") : _("Mọi đơn vị đã gửi báo cáo."));
	return r;
}

static int check_close(struct verb_call *c, struct err *err)
{
	struct report_round round;
	struct edit *e;
	struct roll sum;
	struct form *form;
	int64_t edition;
	int r = edit_row(c, &period_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (str_eq_c(edit_value(e, "state")->s, "closed"))
		return err_set(err, ERR_CONFLICT, _("Kỳ này đã chốt rồi."));
	if (!str_eq_c(verb_str(c, "word"), PERIOD_CLOSE_WORD))
		return err_field(err, ERR_INPUT, "word", _("Gõ %s để chốt: số tổng hợp được giữ nguyên như lúc này."),
				 PERIOD_CLOSE_WORD);
	struct actor whole = {.program = true};
	r = report_round_read(c->site, c->db, c->arena, &whole, e->id, &round, err);
	if (r == 0)
		r = report_edition(c->db, edit_value(e, "template")->i, false, &edition, err);
	if (r == 0)
		r = report_form(c->db, c->arena, edition, &form, err);
	if (r < 0)
		return r;
	struct answer_cell *cells = arena_array_of(c->arena, form->cell_n, struct answer_cell);
	report_round_sum(c->arena, form, &round, &sum);
	roll_cells(&sum, cells);
	struct str kept = answer_keep(c->arena, form, cells);
	edit_set(e, "state", v_c("closed"));
	edit_set(e, "closed_day", v_day(c->today));
	edit_set(e, "frozen_of", v_int((int64_t)round.n));
	edit_set(e, "frozen_answers", v_int(round.counted));
	edit_set(e, "frozen_on_time", v_int(round.on_time));
	edit_set(e, "frozen_edition", v_int(edition));
	edit_set(e, "frozen", kept.n ? v_text(kept) : v_null());
	return 0;
}

/* ---- the verbs ---- */

#define ID_PARAM(label_, record_) \
	{.name = "id", .kind = FIELD_REF, .label = label_, .flags = FIELD_REQUIRED, .references = record_}

static const struct field edition_params[] = {
	ID_PARAM(_("Biểu mẫu"), "template"),
	{.name = "body",
	 .kind = FIELD_LONG,
	 .label = _("Các dòng của biểu mẫu"),
	 .flags = FIELD_REQUIRED,
	 .max = FORM_TEXT_MOST},
};
static const struct field template_id[] = {ID_PARAM(_("Biểu mẫu"), "template")};
static const struct field period_id[] = {ID_PARAM(_("Kỳ báo cáo"), "period")};
static const struct field assign_params[] = {
	ID_PARAM(_("Biểu mẫu"), "template"),
	{.name = "from_day", .kind = FIELD_DAY, .label = _("Báo cáo từ ngày"), .flags = FIELD_REQUIRED, .preset = "today"},
};
static const struct field open_params[] = {
	ID_PARAM(_("Biểu mẫu"), "template"),
	{.name = "day",
	 .kind = FIELD_DAY,
	 .label = _("Kỳ có ngày"),
	 .flags = FIELD_REQUIRED,
	 .preset = "today",
	 .hint = _("Kỳ được mở là kỳ có ngày này. Mở lại một kỳ đã mở thì thêm những đơn vị mới được giao.")},
};
static const struct field urge_params[] = {
	ID_PARAM(_("Kỳ báo cáo"), "period"),
	{.name = "text",
	 .kind = FIELD_LONG,
	 .label = _("Nội dung đôn đốc"),
	 .max = 1000,
	 .hint = _("Gửi đến mọi đơn vị chưa gửi báo cáo. Để trống: đề nghị gửi ngay và nêu lý do chậm.")},
};
static const struct field close_params[] = {
	ID_PARAM(_("Kỳ báo cáo"), "period"),
	{.name = "word",
	 .kind = FIELD_TEXT,
	 .label = _("Gõ CHỐT để xác nhận"),
	 .flags = FIELD_REQUIRED,
	 .max = 10,
	 .hint = _("Số tổng hợp được giữ nguyên như lúc này; sau đó chỉ sửa được khi mở khóa cho từng đơn vị.")},
};

#define PARAMS(p) p, ARRAY_LEN(p)
const struct verb edition_save = {"edition.save",
				  _("Lưu bản đang soạn"),
				  PARAMS(edition_params),
				  &edition_record,
				  target_template,
				  check_edition,
				  NULL};
const struct verb edition_publish = {
	"edition.publish", _("Ban hành"), PARAMS(template_id), &edition_record, target_template, check_publish, NULL};
const struct verb reporter_assign = {"reporter.assign", _("Giao tất cả xã, phường, đặc khu"), PARAMS(assign_params),
				     &reporter_record,	target_template, check_assign, NULL};
const struct verb period_open = {"period.begin", _("Mở kỳ"), PARAMS(open_params), &period_record, target_template,
				 check_open,    NULL};
const struct verb period_accept = {"period.accept", _("Tiếp nhận tất cả báo cáo đã gửi"), PARAMS(period_id), &period_record,
				   verb_of_row,   check_accept_all, NULL};
#define URGE(name_, title_, grade_) \
	{name_, title_, PARAMS(urge_params), &period_record, verb_of_row, check_urge, grade_}
const struct verb period_urge = URGE("period.urge", _("Nhắc nhở"), "remind");
const struct verb period_criticise = URGE("period.criticise", _("Phê bình"), "criticise");
const struct verb period_demand = URGE("period.demand", _("Yêu cầu kiểm điểm"), "demand");
const struct verb period_close = {"period.close", _("Chốt kỳ"), PARAMS(close_params), &period_record, verb_of_row,
				  check_close,    NULL};
