/* Opening an election and working on its steps. */
#include "election/election.h"
#include "election/statements.h"
#include "unit/records.h"
#include "work/task.h"

enum election_kind election_kind_of(const struct row *election)
{
	enum election_kind kind;
	bool known = election_kind_parse(row_str(election, "kind"), &kind);
	INVARIANT(known, "an election of unknown kind was stored");
	return kind;
}

/* ---- election.open ---- */

/* Asked to report are those whose step is done in offices and has a last day; powers, terms that run from an event and
 * what simply begins or ends are watched. */
static const char *who_answers(const struct calendar_row *row)
{
	const struct law_step *step = row->step;
	if (!step || !step->office || row->due == DAY_NONE)
		return "none";
	bool commune = law_step_asks(step, LEVEL_COMMUNE), province = law_step_asks(step, LEVEL_PROVINCE);
	return commune && province ? "both" : commune ? "commune" : province ? "province" : "none";
}

static void add_step(struct verb_call *c, int64_t election, const struct calendar_row *row, int64_t place)
{
	struct edit *e = edit_new(c, &step_record);
	edit_set(e, "election", v_int(election));
	edit_set(e, "rule", v_text(row->id));
	edit_set(e, "place", v_int(place));
	edit_set(e, "title", v_text(row->title));
	edit_set(e, "asks", v_c(who_answers(row)));
	edit_set(e, "legal_day", v_day(row->due));
	edit_set(e, "by_day", v_day(row->due));
}

/* A by-election of a commune's council is held in that commune; every other election in the whole province. */
static int check_place(struct verb_call *c, enum election_kind kind, int64_t unit, struct err *err)
{
	struct row row;
	if (kind != ELECTION_BY_COMMUNE)
		return unit == c->site->root ? 0
					     : err_field(err, ERR_INPUT, "unit",
							 _("Chỉ chọn nơi bầu cử khi bầu cử bổ sung đại biểu HĐND cấp "
							   "xã; hãy để trống."));
	int r = row_load(c->db, c->arena, &unit_record, unit, &row, err);
	if (r < 0)
		return r;
	if (r == 0 || !unit_kind_is_communal(unit_kind_of_key(row_str(&row, "kind"))))
		return err_field(err, ERR_INPUT, "unit",
				 _("Bầu cử bổ sung đại biểu HĐND cấp xã: hãy chọn xã, phường hoặc đặc khu."));
	return 0;
}

static int open_check(struct verb_call *c, struct err *err)
{
	enum election_kind kind;
	struct calendar calendar;
	int64_t same, unit = verb_int(c, "unit") ? verb_int(c, "unit") : c->site->root;
	bool known = election_kind_parse(verb_str(c, "kind"), &kind);
	INVARIANT(known, "kinds of the form and of the law differ");
	int r = calendar_make(c->arena, c->site->law, kind, verb_day(c, "day"), &calendar, err);
	if (r < 0) {
		struct err e = *err;
		return err_field(err, e.code, "day", "%s", e.text);
	}
	if (verb_day(c, "day") < c->today)
		return err_field(err, ERR_INPUT, "day", _("Ngày bầu cử này đã qua."));
	r = check_place(c, kind, unit, err);
	if (r < 0)
		return r;
	r = db_get_int(c->db, &election_same,
		       VALUES(v_text(verb_str(c, "kind")), v_day(verb_day(c, "day")), v_int(unit)), 0, &same, err);
	if (r < 0)
		return r;
	if (same)
		return err_field(err, ERR_CONFLICT, "day", _("Cuộc bầu cử này đã được mở rồi."));
	struct edit *e = edit_new(c, &election_record);
	edit_set(e, "name", v_text(verb_str(c, "name")));
	edit_set(e, "kind", v_text(verb_str(c, "kind")));
	edit_set(e, "day", v_day(verb_day(c, "day")));
	edit_set(e, "document", verb_str(c, "document").n ? v_text(verb_str(c, "document")) : v_null());
	edit_set(e, "unit", v_int(unit));
	edit_set(e, "opened_day", v_day(c->today));
	for (size_t i = 0; i < calendar.n; i++)
		add_step(c, e->id, &calendar.row[i], (int64_t)i + 1);
	return 0;
}

static const struct field open_params[] = {
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Tên cuộc bầu cử"),
	 .flags = FIELD_REQUIRED,
	 .hint = _("Ví dụ: Bầu cử đại biểu Quốc hội khóa XVI và đại biểu HĐND các cấp nhiệm kỳ 2026–2031.")},
	{.name = "kind", .kind = FIELD_CHOICE, .label = _("Loại"), .flags = FIELD_REQUIRED, .choices = election_kinds},
	{.name = "day",
	 .kind = FIELD_DAY,
	 .label = _("Ngày bầu cử"),
	 .flags = FIELD_REQUIRED,
	 .hint = _("Phải là Chủ nhật (Điều 5; bầu cử bổ sung: Điều 89 khoản 4). Ví dụ 15/03/2026.")},
	{.name = "document",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản ấn định ngày bầu cử"),
	 .hint = _("Ví dụ: Nghị quyết 199/2025/QH15.")},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Nơi bầu cử bổ sung cấp xã"),
	 .references = "unit",
	 .hint = _("Chỉ chọn khi bầu cử bổ sung đại biểu HĐND cấp xã.")},
};

const struct verb election_open = {"election.open",  _("Mở cuộc bầu cử"), open_params, ARRAY_LEN(open_params),
				   &election_record, verb_of_site,         open_check,  NULL};

/* ---- steps ---- */

static int load_step(struct verb_call *c, int64_t id, struct row *ret_step, struct row *ret_election, struct err *err)
{
	int r = verb_load(c, &step_record, id, ret_step, err);
	return r < 0 ? r : verb_load(c, &election_record, row_int(ret_step, "election"), ret_election, err);
}

static struct calendar_order order_of(const struct row *step, const char *day, const char *document)
{
	return (struct calendar_order){.day = row_day(step, day), .document = row_str(step, document)};
}

int step_effect(struct arena *a, const struct law *law, const struct row *election, const struct row *step,
                const struct calendar_row **ret_row, struct calendar_effect *ret_effect, struct err *err)
{
	struct calendar calendar;
	int r = calendar_make(a, law, election_kind_of(election), row_day(election, "day"), &calendar, err);
	if (r < 0)
		return r;
	const struct calendar_row *row = calendar_find(&calendar, row_str(step, "rule"));
	if (row) {
		struct calendar_order override = order_of(step, "override_day", "override_document");
		struct calendar_order directed = order_of(step, "directed_day", "directed_document");
		r = calendar_apply(a, row, override.day == DAY_NONE ? NULL : &override,
				   directed.day == DAY_NONE ? NULL : &directed, ret_effect, err);
	}
	if (r == 0)
		*ret_row = row;
	return r;
}

/* Who answers, what is handed in and on what authority: as the law's row says. */
static int clears_of(struct verb_call *c, const struct row *election, const struct row *step, struct task_source *from,
		     struct err *err)
{
	const struct calendar_row *row;
	struct calendar_effect effect;
	int r = step_effect(c->arena, c->site->law, election, step, &row, &effect, err);
	if (r < 0 || !row)
		return r;
	from->responsible = row->who;
	from->product = row->sent_to.n ? arena_printf(c->arena, _("Văn bản, kết quả của bước, gửi %.*s"), STR_ARG(row->sent_to))
				       : str_from_c(_("Văn bản, kết quả của bước"));
	from->authority = row->basis;
	from->document = row_day(step, "directed_day") != DAY_NONE ? row_str(step, "directed_document") : (struct str){0};
	return 0;
}

static int assign(struct verb_call *c, const struct row *election, int64_t step_id, int64_t department,
		  struct unit_item *communes, size_t n, struct err *err)
{
	struct row step;
	struct edit *e;
	int r = verb_load(c, &step_record, step_id, &step, err);
	if (r < 0)
		return r;
	bool both = row_is(&step, "asks", "both");
	struct task_source from = {
		.election = election->id,
		.step = step_id,
		.title = row_str(&step, "title"),
		.due = row_day(&step, "by_day"),
		.legal_due = row_day(&step, "legal_day"),
	};
	r = clears_of(c, election, &step, &from, err);
	if (r == 0)
		r = task_source_open(c, &from, err);
	if (r < 0)
		return r;
	if (both || row_is(&step, "asks", "province"))
		r = department ? task_give(c, &from, department, err) : 0;
	if (both || row_is(&step, "asks", "commune"))
		for (size_t i = 0; r == 0 && i < n; i++)
			r = task_give(c, &from, communes[i].id, err);
	if (r == 0)
		r = edit_row(c, &step_record, step_id, &e, err);
	if (r == 0 && edit_value(e, "assigned_day")->kind == VALUE_NULL)
		edit_set(e, "assigned_day", v_day(c->today));
	return r;
}

static int receivers(struct verb_call *c, const struct row *election, int64_t *ret_department,
		     struct unit_item **ret_communes, size_t *ret_n, struct err *err)
{
	enum election_kind kind = election_kind_of(election);
	int r = db_get_int(c->db, &department_of_site, VALUES(v_int(c->site->root)), 0, ret_department, err);
	*ret_n = 0;
	/* held in some constituencies only: which communes they are made of is not recorded, so none is asked */
	if (r < 0 || kind == ELECTION_BY_NA || kind == ELECTION_BY_PROVINCE)
		return r;
	return unit_communes(c->db, c->arena, row_int(election, "unit"), ret_communes, ret_n, err);
}

static int assign_check(struct verb_call *c, struct err *err)
{
	struct row step, election;
	struct unit_item *communes;
	size_t n;
	int64_t department;
	int r = load_step(c, verb_int(c, "id"), &step, &election, err);
	if (r < 0)
		return r;
	if (row_is(&step, "asks", "none"))
		return err_set(
			err, ERR_INPUT,
			_("Bước này do cơ quan khác thực hiện: theo dõi và ghi ngày hoàn thành, không giao cho xã."));
	r = receivers(c, &election, &department, &communes, &n, err);
	return r < 0 ? r : assign(c, &election, step.id, department, communes, n, err);
}

static int assign_all_check(struct verb_call *c, struct err *err)
{
	struct row election, step;
	struct unit_item *communes;
	size_t n, count = 0, cap = 0;
	int64_t department, *steps = NULL;
	int r = verb_load(c, &election_record, verb_int(c, "id"), &election, err);
	if (r == 0)
		r = receivers(c, &election, &department, &communes, &n, err);
	if (r == 0) {
		_cleanup_query_ struct query *q = NULL;
		r = db_query(c->db, &steps_of, VALUES(v_int(election.id)), &q, err);
		while (r == 0 && (r = query_next(q, err)) > 0) {
			steps = arena_grow(c->arena, steps, count, &cap, sizeof(*steps));
			steps[count++] = query_int(q, 0);
			r = 0;
		}
	}
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = verb_load(c, &step_record, steps[i], &step, err);
		if (r == 0 && !row_is(&step, "asks", "none"))
			r = assign(c, &election, steps[i], department, communes, n, err);
	}
	return r;
}

/* After an order on its date changed: the step's own days and those of its open tasks. */
static int settle_days(struct verb_call *c, const struct row *election, struct edit *e, struct err *err)
{
	const struct calendar_row *law_row;
	struct calendar_effect effect;
	struct row step = {&step_record, e->id, e->revision, e->values};
	int r = step_effect(c->arena, c->site->law, election, &step, &law_row, &effect, err);
	if (r < 0)
		return r;
	if (!law_row)
		return err_set(err, ERR_LAW, _("Bảng luật không còn bước này; một người phải xem lại."));
	edit_set(e, "legal_day", v_day(effect.legal));
	edit_set(e, "by_day", v_day(effect.by));
	return task_move(c, e->id, effect.by, effect.legal, err);
}

static int order_check(struct verb_call *c, const char *day_field, const char *document_field, struct err *err)
{
	struct row step, election;
	struct edit *e;
	day_t day = verb_day(c, "day");
	struct str document = verb_str(c, "document");
	int r = load_step(c, verb_int(c, "id"), &step, &election, err);
	if (r == 0)
		r = edit_row(c, &step_record, step.id, &e, err);
	if (r < 0)
		return r;
	if (day != DAY_NONE && document.n == 0)
		return err_field(err, ERR_INPUT, "document",
				 _("Ghi số, ngày và cơ quan của văn bản quyết định ngày này."));
	if (row_is(&step, "rule", "VOTE") && day != DAY_NONE)
		return err_field(err, ERR_LAW, "day",
				 _("Ngày bầu cử không đổi ở đây: phải mở cuộc bầu cử với ngày khác (Điều 5)."));
	if (day != DAY_NONE && row_day(&step, "legal_day") == DAY_NONE)
		return err_field(err, ERR_INPUT, "day", _("Bước này không có ngày cố định nên không đặt hạn được."));
	if (day != DAY_NONE && row_day(&step, "legal_day") < row_day(&election, "day") &&
	    day >= row_day(&election, "day"))
		return err_field(err, ERR_INPUT, "day", _("Bước này phải xong trước ngày bầu cử."));
	edit_set(e, day_field, v_day(day));
	edit_set(e, document_field, day != DAY_NONE ? v_text(document) : v_null());
	r = settle_days(c, &election, e, err);
	if (r < 0 && (err->code == ERR_LAW || err->code == ERR_INPUT)) {
		struct err why = *err;
		return err_field(err, why.code, str_eq_c(str_from_c(why.field), "document") ? "document" : "day", "%s",
				 why.text);
	}
	return r;
}

static int direct_check(struct verb_call *c, struct err *err)
{
	if (verb_day(c, "day") != DAY_NONE && verb_day(c, "day") < c->today)
		return err_field(err, ERR_INPUT, "day", _("Hạn theo chỉ đạo không thể ở trước ngày hôm nay."));
	return order_check(c, "directed_day", "directed_document", err);
}

static int override_check(struct verb_call *c, struct err *err)
{
	return order_check(c, "override_day", "override_document", err);
}

static int mark_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	struct row step, election;
	day_t day = verb_day(c, "day");
	int r = load_step(c, verb_int(c, "id"), &step, &election, err);
	if (r == 0)
		r = edit_row(c, &step_record, step.id, &e, err);
	if (r < 0)
		return r;
	if (day != DAY_NONE && day < row_day(&election, "day") - 730)
		return err_field(err, ERR_INPUT, "day",
				 _("«Ngày hoàn thành» trước ngày bầu cử hơn hai năm; hãy kiểm tra lại năm."));
	if (day != DAY_NONE && day > c->today)
		return err_field(err, ERR_INPUT, "day", _("«Ngày hoàn thành» ở sau ngày hôm nay."));
	edit_set(e, "done_day", v_day(day));
	edit_set(e, "done_note", verb_str(c, "note").n ? v_text(verb_str(c, "note")) : v_null());
	return 0;
}

#define STEP_ID {.name = "id", .kind = FIELD_REF, .label = _("Bước"), .flags = FIELD_REQUIRED, .references = "step"}

static const struct field step_params[] = {STEP_ID};
static const struct field election_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Cuộc bầu cử"), .flags = FIELD_REQUIRED, .references = "election"},
};
static const struct field direct_params[] = {
	STEP_ID,
	{.name = "day",
	 .kind = FIELD_DAY,
	 .label = _("Hạn theo chỉ đạo"),
	 .hint = _("Ngày cuối cùng còn đúng hạn: “trước ngày 30/11” ghi 29/11. Để trống để bỏ.")},
	{.name = "document",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản chỉ đạo"),
	 .hint = _("Số, ngày, cơ quan ban hành.")},
};
static const struct field override_params[] = {
	STEP_ID,
	{.name = "day", .kind = FIELD_DAY, .label = _("Hạn mới"), .hint = _("Để trống để trở lại hạn của luật.")},
	{.name = "document",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản của Hội đồng bầu cử quốc gia"),
	 .hint = _("Số, ngày (Điều 98 khoản 3).")},
};
static const struct field mark_params[] = {
	STEP_ID,
	{.name = "day", .kind = FIELD_DAY, .label = _("Ngày hoàn thành"), .hint = _("Để trống nếu chưa xong.")},
	{.name = "note", .kind = FIELD_TEXT, .label = _("Văn bản, kết quả")},
};

const struct verb step_assign = {"step.assign", _("Giao nhiệm vụ"), step_params,  ARRAY_LEN(step_params),
				 &step_record,  verb_of_row,        assign_check, NULL};
const struct verb step_assign_all = {"step.assign_all", _("Giao tất cả các bước"),
				     election_params,   ARRAY_LEN(election_params),
				     &election_record,  verb_of_site,
				     assign_all_check,  NULL};
const struct verb step_direct = {"step.direct", _("Đặt hạn theo chỉ đạo"),
				 direct_params, ARRAY_LEN(direct_params),
				 &step_record,  verb_of_row,
				 direct_check,  NULL};
const struct verb step_override = {"step.override", _("Ghi ngày được điều chỉnh"),
				   override_params, ARRAY_LEN(override_params),
				   &step_record,    verb_of_row,
				   override_check,  NULL};
const struct verb step_mark = {"step.mark",  _("Ghi hoàn thành"), mark_params, ARRAY_LEN(mark_params),
			       &step_record, verb_of_row,         mark_check,  NULL};
