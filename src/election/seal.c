/*
 * Con dấu: the seal of each body, and its stamp «Đã bỏ phiếu», step after step, each with day and paper. Where it
 * stands follows from the papers that are there: nobody sets a state by hand, so a seal cannot be issued before it was
 * asked for. What a body needs is written down when the body is decided (seals_needed); each step is a move that asks for
 * its day and paper, for one seal or for many.
 */
#include "election/body_int.h"
#include "election/statements.h"

#include <string.h>

static const struct choice what_choices[] = {{"seal", _("con dấu"), ""}, {"voted", _("dấu «Đã bỏ phiếu»"), ""}, {0}};
static const struct choice source_choices[] = {
	{"unknown", _("chưa xác định"), "soon"},
	{"new", _("khắc mới"), ""},
	{"recut", _("khắc lại"), ""},
	{"kept", _("dùng lại con dấu cũ"), ""},
	{0},
};

/* The steps in their order. Not needed: a kept seal is neither engraved nor registered again, a stamp is not
 * registered. */
static const struct step {
	const char *state, *day, *document, *said;
	bool if_kept, if_stamp; /* whether it is needed then */
} steps[] = {
	{"requested", "requested_day", "requested_document", _("đề nghị"), true, true},
	{"engraved", "engraved_day", "engraved_document", _("khắc"), false, true},
	{"registered", "registered_day", "registered_document", _("đăng ký mẫu dấu"), false, false},
	{"issued", "issued_day", "issued_document", _("cấp"), true, true},
	{"used", "used_day", "used_document", _("đưa vào sử dụng"), true, true},
	{"returned", "returned_day", "returned_document", _("nộp lại"), true, true},
};

static const struct choice states[] = {
	{"needed", _("cần có, chưa đề nghị"), "soon"},
	{"requested", _("đã đề nghị"), "wait"},
	{"engraved", _("đã khắc"), "wait"},
	{"registered", _("đã đăng ký mẫu dấu"), "wait"},
	{"issued", _("đã cấp"), "done"},
	{"used", _("đang sử dụng"), "done"},
	{"returned", _("đã nộp lại"), "done"},
	{0},
};

#define STEP(id_, day_, document_)                                                                                     \
	{.name = id_ "_day", .kind = FIELD_DAY, .label = day_},                                                        \
	{                                                                                                              \
		.name = id_ "_document", .kind = FIELD_TEXT, .label = document_, .max = 120                            \
	}

static const struct field fields[] = {
	{.name = "committee",
	 .kind = FIELD_REF,
	 .label = _("Của tổ chức"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "committee"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "what",
	 .kind = FIELD_CHOICE,
	 .label = _("Loại dấu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .choices = what_choices,
	 .preset = "seal"},
	{.name = "source",
	 .kind = FIELD_CHOICE,
	 .label = _("Từ đâu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .choices = source_choices,
	 .preset = "new",
	 .hint = _("Chưa rõ thì ghi «chưa xác định»; phải rõ trước khi đề nghị.")},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .choices = states},
	STEP("requested", _("Ngày đề nghị"), _("Văn bản đề nghị")),
	STEP("engraved", _("Ngày khắc dấu"), _("Văn bản khắc dấu")),
	STEP("registered", _("Ngày đăng ký mẫu dấu"), _("Văn bản đăng ký mẫu dấu")),
	STEP("issued", _("Ngày cấp dấu"), _("Văn bản cấp dấu")),
	STEP("used", _("Ngày bàn giao, đưa vào sử dụng"), _("Văn bản bàn giao, đưa vào sử dụng")),
	STEP("returned", _("Ngày nộp lại"), _("Văn bản nộp lại")),
	{.name = "keeper",
	 .kind = FIELD_TEXT,
	 .label = _("Người giữ"),
	 .flags = FIELD_LISTED | FIELD_SEARCHED,
	 .max = 100},
	{.name = "note", .kind = FIELD_TEXT, .label = _("Ghi chú"), .max = 300},
	{.name = "name", .kind = FIELD_TEXT, .label = _("Tên gọi"), .flags = FIELD_SET | FIELD_SEARCHED, .max = 300},
};

#define MOVE(name_, title_, from_, to_)                                                                                \
	{                                                                                                              \
		.name = name_, .title = title_, .from = from_, .to = to_, .asks = { to_ "_day", to_ "_document" }      \
	}
/* From where a step may follow depends on the kind; what is missing before it is named by the check. */
static const struct move moves[] = {
	MOVE("request", _("Đề nghị cấp dấu"), "needed", "requested"),
	MOVE("engrave", _("Đã khắc dấu"), "requested", "engraved"),
	MOVE("register", _("Đã đăng ký mẫu dấu"), "engraved", "registered"),
	MOVE("issue", _("Cấp dấu"), "requested engraved registered", "issued"),
	MOVE("use", _("Bàn giao, đưa vào sử dụng"), "issued", "used"),
	MOVE("return", _("Nộp lại dấu"), "used", "returned"),
};

static bool needed(const struct record_check *k, const struct step *s)
{
	bool kept = str_eq_c(check_value(k, "source")->s, "kept"), stamp = str_eq_c(check_value(k, "what")->s, "voted");
	return (!kept || s->if_kept) && (!stamp || s->if_stamp);
}

/* One step that was made: its paper, its day, and that every needed step before it was made. */
static void check_step(struct record_check *k, size_t at)
{
	const struct step *s = &steps[at];
	struct verb_call *c = k->call;
	if (check_blank(k, s->document))
		verb_wrong(c, s->document, _("Ghi văn bản %s: số, ngày."), s->said);
	if (check_value(k, s->day)->i > c->today)
		verb_wrong(c, s->day, _("Ngày %s ở sau ngày hôm nay."), s->said);
	for (size_t i = 0; i < at; i++) {
		const struct step *before = &steps[i];
		if (check_blank(k, before->day)) {
			if (needed(k, before))
				verb_wrong(c, before->day, _("Ghi ngày %s trước: không %s khi chưa %s."), before->said,
					   s->said, before->said);
		} else if (check_value(k, before->day)->i > check_value(k, s->day)->i) {
			verb_wrong(c, s->day, _("Ngày %s (%.*s) ở trước ngày %s (%.*s)."), s->said,
				   STR_ARG(date_vn(c->arena, (day_t)check_value(k, s->day)->i)), before->said,
				   STR_ARG(date_vn(c->arena, (day_t)check_value(k, before->day)->i)));
		}
	}
}

/* "Dấu «Đã bỏ phiếu»: Tổ bầu cử số 5, xã Thiệu Hóa" */
static struct str name_of(struct arena *a, const char *what, struct str body)
{
	return arena_printf(a, "%s: %.*s", strcmp(what, "voted") == 0 ? _("Dấu «Đã bỏ phiếu»") : _("Con dấu"),
			    STR_ARG(body));
}

static int set_name(struct record_check *k, struct err *err)
{
	struct row body;
	struct verb_call *c = k->call;
	int r = row_load(c->db, c->arena, &committee_record, check_value(k, "committee")->i, &body, err);
	if (r > 0)
		edit_set(k->edit, "name",
			 v_text(name_of(c->arena, arena_c(c->arena, check_value(k, "what")->s), row_str(&body, "name"))));
	return r < 0 ? r : 0;
}

static int check(struct record_check *k, struct err *err)
{
	const char *state = "needed";
	int r = set_name(k, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (!check_blank(k, steps[i].day)) {
			check_step(k, i);
			state = steps[i].state;
		} else if (!check_blank(k, steps[i].document)) {
			verb_wrong(k->call, steps[i].day, _("Ghi ngày %s cùng với văn bản."), steps[i].said);
		}
	}
	if (strcmp(state, "needed") != 0 && str_eq_c(check_value(k, "source")->s, "unknown"))
		verb_wrong(k->call, "source", _("Chọn «Từ đâu» trước: khắc mới, khắc lại hay dùng lại con dấu cũ."));
	edit_set(k->edit, "state", v_c(state));
	return verb_failed(k->call, err);
}

/* ---- what a body needs ---- */

static bool being_made(const struct verb_call *c, int64_t body, const char *what)
{
	for (struct edit *e = c->first; e; e = e->next)
		if (e->record == &seal_record && edit_value(e, "committee")->i == body && str_eq_c(edit_value(e, "what")->s, what))
			return true;
	return false;
}

static int need(struct record_check *k, const char *what, struct err *err)
{
	struct verb_call *c = k->call;
	int64_t has = 0, body = k->edit->id;
	int r = db_get_int(c->db, &seal_of_body, VALUES(v_int(body), v_c(what)), 0, &has, err);
	if (r < 0 || has || being_made(c, body, what))
		return r;
	struct edit *e = edit_new(c, &seal_record);
	edit_set(e, "committee", v_int(body));
	edit_set(e, "unit", *check_value(k, "unit"));
	edit_set(e, "what", v_c(what));
	edit_set(e, "source", v_c("unknown"));
	edit_set(e, "state", v_c("needed"));
	edit_set(e, "name", v_text(name_of(c->arena, what, check_value(k, "name")->s)));
	return 0;
}

bool body_has_seal(const struct law *law, struct str kind) { return body_law(law, kind) != NULL; }

int seals_needed(struct record_check *k, const struct body_kind *kind, struct err *err)
{
	if (!body_has_seal(k->call->site->law, str_from_c(kind->code)))
		return 0;
	int r = need(k, "seal", err);
	return r == 0 && kind->place == BODY_AREA ? need(k, "voted", err) : r;
}

static const struct index indexes[] = {{"committee, what", true}};

const struct record seal_record = {
	.name = "seal",
	.title = _("Con dấu"),
	.many = _("Con dấu của các tổ chức bầu cử"),
	.empty = _("Chưa có con dấu nào. Con dấu cần có tự hiện ra khi ghi quyết định thành lập Ủy ban, Ban, Tổ bầu cử; mỗi bước có "
		   "ngày và văn bản."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.scope_of = "committee",
	.heading = "name",
	.sort = "state",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
	.state = "state",
	.moves = moves,
	.move_count = ARRAY_LEN(moves),
	.check = check,
};
