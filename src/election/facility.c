/* Khảo sát cơ sở vật chất: what each polling place has and lacks. Unknown is not missing: a blank answer stays a
 * question. */
#include "election/election.h"
#include "election/statements.h"
#include "work/task.h"

static const struct choice states[] = {{"unknown", _("chưa khảo sát đủ"), "wait"},
				       {"missing", _("còn thiếu"), "late"},
				       {"ready", _("đủ điều kiện"), "done"},
				       {0}};

/* What is asked, and how its lack is said. */
static const struct {
	const char *field, *lack;
} asked[] = {
	{"room", _("phòng bỏ phiếu")},
	{"power", _("điện")},
	{"signal", _("sóng điện thoại, mạng")},
	{"disabled", _("lối cho người khuyết tật")},
};

static const struct field fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "number",
	 .kind = FIELD_INT,
	 .label = _("Khu vực bỏ phiếu số"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .min = 1,
	 .max = 999},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Nơi đặt phòng bỏ phiếu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 200,
	 .hint = _("Ví dụ: Nhà văn hóa thôn 3.")},
	{.name = "place", .kind = FIELD_PLACE, .label = _("Tọa độ")},
	{.name = "room", .kind = FIELD_TRISTATE, .label = _("Phòng đủ rộng, có lối vào, lối ra")},
	{.name = "boxes", .kind = FIELD_INT, .label = _("Số hòm phiếu chính"), .max = 50},
	{.name = "spare_boxes", .kind = FIELD_INT, .label = _("Số hòm phiếu phụ"), .max = 50},
	{.name = "power", .kind = FIELD_TRISTATE, .label = _("Có điện ổn định")},
	{.name = "signal", .kind = FIELD_TRISTATE, .label = _("Có sóng điện thoại, mạng")},
	{.name = "disabled", .kind = FIELD_TRISTATE, .label = _("Người khuyết tật vào được")},
	{.name = "surveyed_day", .kind = FIELD_DAY, .label = _("Ngày khảo sát"), .flags = FIELD_LISTED},
	{.name = "surveyor", .kind = FIELD_TEXT, .label = _("Người khảo sát"), .max = 100},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .choices = states},
	{.name = "missing", .kind = FIELD_TEXT, .label = _("Còn thiếu"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "by_day", .kind = FIELD_DAY, .label = _("Khắc phục xong chậm nhất"), .flags = FIELD_LISTED},
	{.name = "task", .kind = FIELD_REF, .label = _("Nhiệm vụ khắc phục"), .flags = FIELD_SET, .references = "task"},
	{.name = "note", .kind = FIELD_LONG, .label = _("Ghi chú, cách khắc phục"), .max = 1000},
	{.name = "polling_area",
	 .kind = FIELD_REF,
	 .label = _("Khu vực bỏ phiếu"),
	 .flags = FIELD_SET,
	 .references = "polling_area"},
};

/* The area of that number, of the election the unit works on. A survey comes before the list is complete: a number that the
 * list does not know is asked about, once there is a list. */
static int find_area(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	struct row election;
	int64_t area = 0, any = 0;
	int r = election_current(c->db, c->arena, check_value(k, "unit")->i, c->today, &election, err);
	if (r <= 0)
		return r;
	struct value unit = *check_value(k, "unit"), number = *check_value(k, "number");
	r = db_get_int(c->db, &body_area, VALUES(v_int(election.id), unit, number), 0, &area, err);
	if (r == 0 && !area)
		r = db_get_int(c->db, &body_areas, VALUES(v_int(election.id), unit), 0, &any, err);
	edit_set(k->edit, "polling_area", area ? v_int(area) : v_null());
	if (r == 0 && any && check_blank(k, "note"))
		verb_wrong(c, "number",
			   _("Danh sách của đơn vị chưa có khu vực bỏ phiếu số %lld. Nếu đúng như vậy, hãy ghi lý do vào "
			     "«Ghi chú, cách khắc phục»."),
			   (long long)number.i);
	return r;
}

static void add(struct buf *b, const char *what) { buf_printf(b, "%s%s", b->n ? ", " : "", what); }

/* The task once given stays named, whatever an undo puts back: it must not be forgotten open. */
static int64_t task_of(struct record_check *k)
{
	const struct value *now = check_value(k, "task"), *old = k->edit->old;
	if (now->kind == VALUE_INT || !old)
		return now->kind == VALUE_INT ? now->i : 0;
	old += record_field(&facility_record, "task");
	if (old->kind == VALUE_INT)
		edit_set(k->edit, "task", *old);
	return old->kind == VALUE_INT ? old->i : 0;
}

/* What is missing is a task of the unit until it is there. */
static int follow_task(struct record_check *k, struct str missing, struct err *err)
{
	struct verb_call *c = k->call;
	int64_t task = task_of(k);
	const struct value *due = check_value(k, "by_day");
	const struct task_closer by = {"facility", k->edit->id,
				       str_from_c(_("Tự đóng: khảo sát ghi nơi bỏ phiếu đã đủ điều kiện."))};
	if (!missing.n)
		return task && str_eq_c(check_value(k, "state")->s, "ready") ? task_own_close(c, task, &by, err) : 0;
	const struct task_own own = {
		.unit = check_value(k, "unit")->i,
		.title = arena_printf(c->arena, _("Khắc phục nơi bỏ phiếu số %lld: còn thiếu %.*s"),
				      (long long)check_value(k, "number")->i, STR_ARG(missing)),
		.content = check_value(k, "note")->s,
		.product = str_from_c(_("Bản khảo sát ghi đã đủ điều kiện; nhiệm vụ tự đóng")),
		.due = due->kind == VALUE_INT ? (day_t)due->i : DAY_NONE,
	};
	int r = task_own_open(c, &own, &task, err);
	if (r == 0)
		edit_set(k->edit, "task", v_int(task));
	return r;
}

static int check(struct record_check *k, struct err *err)
{
	_cleanup_buf_ struct buf missing = BUF_INIT(280);
	struct verb_call *c = k->call;
	const struct value *boxes = check_value(k, "boxes"), *day = check_value(k, "surveyed_day");
	bool unknown = boxes->kind == VALUE_NULL;
	for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
		const struct value *v = check_value(k, asked[i].field);
		unknown |= v->kind == VALUE_NULL;
		if (v->kind == VALUE_INT && !v->i)
			add(&missing, asked[i].lack);
	}
	if (boxes->kind == VALUE_INT && boxes->i == 0)
		add(&missing, _("hòm phiếu"));
	if (day->kind == VALUE_INT && day->i > c->today)
		verb_wrong(c, "surveyed_day", _("«Ngày khảo sát» ở sau ngày hôm nay."));
	edit_set(k->edit, "state", v_c(missing.n ? "missing" : unknown ? "unknown" : "ready"));
	struct str words = arena_dup(c->arena, buf_str(&missing));
	edit_set(k->edit, "missing", words.n ? v_text(words) : v_null());
	if (check_value(k, "unit")->kind == VALUE_INT && check_value(k, "number")->kind == VALUE_INT) {
		int r = find_area(k, err);
		if (r < 0)
			return r;
	}
	return c->result->error_count ? verb_failed(c, err) : follow_task(k, words, err);
}

static const struct index indexes[] = {{"unit, number", true}, {"task", false}, {"polling_area", false}};

const struct record facility_record = {
	.name = "facility",
	.title = _("Khảo sát nơi bỏ phiếu"),
	.many = _("Khảo sát cơ sở vật chất nơi bỏ phiếu"),
	.empty = _("Chưa khảo sát nơi nào. Ghi mỗi khu vực bỏ phiếu một bản; ảnh đính kèm sau khi lưu."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "name",
	.sort = "number",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
	.check = check,
};
