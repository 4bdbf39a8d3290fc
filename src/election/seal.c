/*
 * Con dấu: the seal of each body, and its stamp «Đã bỏ phiếu», step after step, each with day and paper. Where it
 * stands follows from the papers that are there: nobody sets a state by hand, so a seal cannot be issued before it was
 * asked for.
 */
#include "election/body.h"

static const struct choice what_choices[] = {{"seal", _("con dấu"), ""}, {"voted", _("dấu «Đã bỏ phiếu»"), ""}, {0}};
static const struct choice source_choices[] = {
	{"new", _("khắc mới"), ""}, {"recut", _("khắc lại"), ""}, {"kept", _("dùng lại con dấu cũ"), ""}, {0}};

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
	 .preset = "new"},
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

static int check(struct record_check *k, struct err *err)
{
	const char *state = "needed";
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		if (!check_blank(k, steps[i].day)) {
			check_step(k, i);
			state = steps[i].state;
		} else if (!check_blank(k, steps[i].document)) {
			verb_wrong(k->call, steps[i].day, _("Ghi ngày %s cùng với văn bản."), steps[i].said);
		}
	}
	edit_set(k->edit, "state", v_c(state));
	return verb_failed(k->call, err);
}

static const struct index indexes[] = {{"committee, what", true}};

const struct record seal_record = {
	.name = "seal",
	.title = _("Con dấu"),
	.many = _("Con dấu của các tổ chức bầu cử"),
	.empty = _("Chưa ghi con dấu nào. Bấm «Thêm mới» cho mỗi tổ chức cần con dấu; mỗi bước có ngày và văn bản."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.scope_of = "committee",
	.heading = "what",
	.sort = "state",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.files = true,
	.check = check,
};
