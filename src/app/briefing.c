#include "app/briefing.h"

#include "app/statements.h"
#include "text/text.h"

static const struct choice states[] = {{"draft", _("đang soạn"), "soon"}, {"issued", _("đã phát hành"), "done"}, {0}};

#define PART(name_, label_)                                                                                            \
	{                                                                                                              \
		.name = name_, .kind = FIELD_LONG, .label = label_, .flags = FIELD_SEARCHED, .max = BRIEFING_PART_MOST \
	}

static const struct field fields[] = {
	{.name = "about",
	 .kind = FIELD_TEXT,
	 .label = _("Trích yếu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 300},
	PART("situation", _("Tình hình, kết quả")),
	PART("difficulties", _("Khó khăn, vướng mắc")),
	PART("proposals", _("Đề xuất, kiến nghị")),
	PART("next", _("Nhiệm vụ tiếp theo")),
	{.name = "recipients",
	 .kind = FIELD_LONG,
	 .label = _("Nơi nhận"),
	 .max = 600,
	 .hint = _("Mỗi dòng một nơi; dòng cuối là nơi lưu.")},
	{.name = "signer_position", .kind = FIELD_TEXT, .label = _("Chức vụ người ký"), .flags = FIELD_REQUIRED, .max = 100},
	{.name = "signer", .kind = FIELD_TEXT, .label = _("Người ký"), .max = 100},
	{.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị"), .flags = FIELD_REQUIRED | FIELD_SET, .references = "unit"},
	{.name = "snapshot",
	 .kind = FIELD_REF,
	 .label = _("Số liệu tuần"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "snapshot"},
	{.name = "before", .kind = FIELD_REF, .label = _("So với số liệu"), .flags = FIELD_SET, .references = "snapshot"},
	{.name = "day", .kind = FIELD_DAY, .label = _("Ngày soạn"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "drafted_by", .kind = FIELD_REF, .label = _("Người soạn"), .flags = FIELD_SET, .references = "person"},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = states},
	{.name = "number", .kind = FIELD_INT, .label = _("Số"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "year", .kind = FIELD_INT, .label = _("Năm"), .flags = FIELD_SET},
	{.name = "issued_day", .kind = FIELD_DAY, .label = _("Ngày phát hành"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "issued_by", .kind = FIELD_REF, .label = _("Người phát hành"), .flags = FIELD_SET, .references = "person"},
};
static const struct index indexes[] = {{"snapshot", true}, {"unit, year, number", true}, {"unit, day", false}};

const struct briefing_part briefing_parts[] = {
	{"situation", _("I. TÌNH HÌNH, KẾT QUẢ THỰC HIỆN")},
	{"difficulties", _("II. KHÓ KHĂN, VƯỚNG MẮC")},
	{"proposals", _("III. ĐỀ XUẤT, KIẾN NGHỊ")},
	{"next", _("IV. NHIỆM VỤ TIẾP THEO")},
	{0},
};

/* Run by every save and undo: what was issued stays as it was. */
static int unchanged_when_issued(struct record_check *k, struct err *err)
{
	int state = record_field(&briefing_record, "state");
	if (k->edit->old && str_eq_c(k->edit->old[state].s, "issued"))
		return err_set(err, ERR_CONFLICT,
			       _("Bản tin đã phát hành nên không sửa được nữa. Có sai sót thì phát hành bản tin khác."));
	return 0;
}

const struct record briefing_record = {
	.name = "briefing",
	.title = _("Bản tin tuần"),
	.many = _("Bản tin tuần của Tổ giúp việc"),
	.empty = _("Chưa có bản tin nào. Bấm «Soạn bản tin tuần»: chương trình viết sẵn từ số liệu, bạn sửa rồi phát hành."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "about",
	.sort = "-day",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.made_by_verbs = true,
	.stays = _("Bản tin không rút lại; còn dự thảo thì sửa, đã phát hành thì phát hành bản tin khác."),
	.check = unchanged_when_issued,
};

struct str briefing_number(struct arena *a, const struct row *briefing)
{
	if (!row_is(briefing, "state", "issued"))
		return (struct str){0};
	return arena_printf(a, "%02lld/" BRIEFING_SYMBOL, (long long)row_int(briefing, "number"));
}

/* ---- briefing.draft ---- */

static void write_parts(struct verb_call *c, struct edit *e, const struct brief *b)
{
	struct arena *a = c->arena;
	edit_set(e, "about",
		 v_text(arena_printf(a, _("Tiến độ chuẩn bị bầu cử tuần từ %.*s đến %.*s"),
				     STR_ARG(date_vn(a, snapshot_week(c->today))), STR_ARG(date_vn(a, c->today)))));
	edit_set(e, "situation", v_text(briefing_situation(a, b)));
	edit_set(e, "difficulties", v_text(briefing_difficulties(a, b)));
	edit_set(e, "proposals", v_text(briefing_proposals(a, b)));
	edit_set(e, "next", v_text(briefing_next(a, b)));
	edit_set(e, "recipients", v_c(_("Giám đốc Sở (để báo cáo)\nCác thành viên Tổ giúp việc\nLưu: TGV")));
	edit_set(e, "signer_position", v_c(_("TỔ TRƯỞNG")));
}

static int draft_check(struct verb_call *c, struct err *err)
{
	struct brief b;
	int64_t snapshot = 0, has = 0;
	int r = brief_make(c->site, c->db, c->arena, c->today, &b, err);
	if (r == 0 && !b.has_election)
		return err_set(err, ERR_CONFLICT, _("Chưa mở cuộc bầu cử nào nên chưa có gì để báo cáo."));
	if (r < 0)
		return r;
	struct edit *e = edit_new(c, &briefing_record); /* first: the answer leads to it */
	r = snapshot_ensure(c, &b, &snapshot, err);
	if (r == 0)
		r = db_get_int(c->db, &briefing_of_snapshot, VALUES(v_int(snapshot)), 0, &has, err);
	if (r == 0 && has)
		return err_set(err, ERR_CONFLICT, _("Bản tin của tuần này đã có; mở bản đang soạn để sửa tiếp."));
	if (r < 0)
		return r;
	edit_set(e, "unit", v_int(c->site->root));
	edit_set(e, "snapshot", v_int(snapshot));
	edit_set(e, "before", b.has_before ? v_int(b.before.id) : v_null());
	edit_set(e, "day", v_day(c->today));
	edit_set(e, "drafted_by", c->actor->program ? v_null() : v_int(c->actor->person));
	edit_set(e, "state", v_c("draft"));
	write_parts(c, e, &b);
	return 0;
}

/* ---- briefing.issue ---- */

static bool same_word(struct verb_call *c)
{
	struct str typed = text_upper(c->arena, str_trim(verb_str(c, "word")));
	return str_eq(typed, str_from_c(BRIEFING_ISSUE_WORD)) ||
	       str_eq(text_fold(c->arena, typed), text_fold(c->arena, str_from_c(BRIEFING_ISSUE_WORD)));
}

static void missing_parts(struct verb_call *c, const struct edit *e)
{
	for (const struct briefing_part *p = briefing_parts; p->field; p++)
		if (edit_value(e, p->field)->kind == VALUE_NULL)
			verb_wrong(c, "word", _("Phần «%s» còn trống; viết hoặc ghi rõ là không có rồi mới phát hành."),
				   fields[record_field(&briefing_record, p->field)].label);
	if (edit_value(e, "signer")->kind == VALUE_NULL)
		verb_wrong(c, "word", _("Chưa ghi «Người ký»; sửa bản tin rồi mới phát hành."));
	if (!same_word(c))
		verb_wrong(c, "word", _("Gõ đúng chữ %s để xác nhận: phát hành rồi thì không sửa được nữa."),
			   BRIEFING_ISSUE_WORD);
}

static int issue_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int64_t last = 0;
	int year = date_to_civil(c->today).year;
	int r = edit_row(c, &briefing_record, verb_int(c, "id"), &e, err);
	if (r < 0)
		return r;
	if (str_eq_c(edit_value(e, "state")->s, "issued"))
		return err_set(err, ERR_CONFLICT, _("Bản tin này đã được phát hành rồi."));
	missing_parts(c, e);
	if (c->result->error_count)
		return verb_failed(c, err);
	r = db_get_int(c->db, &briefing_last_number, VALUES(*edit_value(e, "unit"), v_int(year)), 0, &last, err);
	if (r < 0)
		return r;
	edit_set(e, "number", v_int(last + 1));
	edit_set(e, "year", v_int(year));
	edit_set(e, "state", v_c("issued"));
	edit_set(e, "issued_day", v_day(c->today));
	edit_set(e, "issued_by", c->actor->program ? v_null() : v_int(c->actor->person));
	return 0;
}

static const struct field issue_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Bản tin"), .flags = FIELD_REQUIRED, .references = "briefing"},
	{.name = "word",
	 .kind = FIELD_TEXT,
	 .label = _("Gõ PHÁT HÀNH để xác nhận"),
	 .flags = FIELD_REQUIRED,
	 .max = 40,
	 .hint = _("Phát hành xong bản tin có số và không sửa được nữa.")},
};

const struct verb briefing_draft = {"briefing.draft", _("Soạn bản tin tuần"), NULL,        0,
				    &briefing_record, verb_of_site,           draft_check, NULL};
const struct verb briefing_issue = {"briefing.issue", _("Phát hành"), issue_params, ARRAY_LEN(issue_params),
				    &briefing_record, verb_of_row,   issue_check,  NULL};
