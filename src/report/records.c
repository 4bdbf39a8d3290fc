/* The six records of reports. */
#include "report/report.h"

#include "report/statements.h"

static const struct choice cycles[] = {
#define X(kind, key, words) {key, words, ""},
	PERIOD_KINDS(X)
#undef X
	{0},
};

static const struct choice approvals[] = {
	{"none", _("không, cán bộ gửi thẳng"), ""},
	{"leader", _("lãnh đạo đơn vị duyệt"), ""},
	{"signed", _("lãnh đạo duyệt, có số và bản quét đã ký hoặc tệp ký số"), ""},
	{"digital", _("lãnh đạo ký số tệp PDF của báo cáo"), ""},
	{0},
};

static const struct choice template_states[] = {
	{"open", _("đang dùng"), "done"}, {"ended", _("đã thôi dùng"), "wait"}, {0}};

static const struct field template_fields[] = {
	{.name = "code",
	 .kind = FIELD_TEXT,
	 .label = _("Ký hiệu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 20,
	 .hint = _("Ngắn, không đổi về sau. Ví dụ TĐ-BC.")},
	{.name = "title",
	 .kind = FIELD_TEXT,
	 .label = _("Tên biểu mẫu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED},
	{.name = "basis",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản ban hành"),
	 .flags = FIELD_LISTED,
	 .hint = _("Số, ngày, cơ quan.")},
	{.name = "cycle",
	 .kind = FIELD_CHOICE,
	 .label = _("Kỳ báo cáo"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .choices = cycles,
	 .hint = _("Chốt ngày 14: Điều 12 Nghị định 09/2019/NĐ-CP; ngày của từng kỳ vẫn sửa được.")},
	{.name = "due_days",
	 .kind = FIELD_INT,
	 .label = _("Hạn gửi: số ngày sau khi hết kỳ"),
	 .flags = FIELD_REQUIRED,
	 .max = 90,
	 .preset = "0"},
	{.name = "early_days",
	 .kind = FIELD_INT,
	 .label = _("Nhận sớm: số ngày trước khi hết kỳ"),
	 .max = 400,
	 .hint = _("Để trống: nhận từ đầu kỳ.")},
	{.name = "late_days",
	 .kind = FIELD_INT,
	 .label = _("Khóa số liệu: số ngày sau hạn"),
	 .max = 400,
	 .hint = _("Để trống: nhận cho đến khi chốt kỳ.")},
	{.name = "approval",
	 .kind = FIELD_CHOICE,
	 .label = _("Duyệt ở đơn vị"),
	 .flags = FIELD_REQUIRED,
	 .choices = approvals},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = template_states},
};
static const struct move template_moves[] = {
	{.name = "end", .title = _("Thôi dùng biểu mẫu"), .from = "open", .to = "ended"},
	{.name = "resume", .title = _("Dùng lại"), .from = "ended", .to = "open"},
};
static const struct index template_indexes[] = {{"code", true}};

const struct record template_record = {
	.name = "template",
	.title = _("Biểu mẫu báo cáo"),
	.many = _("Biểu mẫu báo cáo"),
	.empty = _("Chưa có biểu mẫu nào. Bấm «Thêm mới», rồi soạn các chỉ tiêu."),
	.fields = template_fields,
	.field_count = ARRAY_LEN(template_fields),
	.heading = "title",
	.sort = "code",
	.indexes = template_indexes,
	.index_count = ARRAY_LEN(template_indexes),
	.state = "state",
	.moves = template_moves,
	.move_count = ARRAY_LEN(template_moves),
};

static const struct choice edition_states[] = {{"draft", _("đang soạn"), "wait"},
					       {"published", _("đã ban hành"), "done"},
					       {"closed", _("đã thay thế"), "none"},
					       {0}};

static const struct field edition_fields[] = {
	{.name = "template",
	 .kind = FIELD_REF,
	 .label = _("Biểu mẫu"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "template"},
	{.name = "number",
	 .kind = FIELD_INT,
	 .label = _("Lần ban hành"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = edition_states},
	{.name = "body",
	 .kind = FIELD_LONG,
	 .label = _("Nội dung"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .max = FORM_TEXT_MOST},
	{.name = "published_day", .kind = FIELD_DAY, .label = _("Ngày ban hành"), .flags = FIELD_SET | FIELD_LISTED},
};
static const struct index edition_indexes[] = {{"template, number", true}};

const struct record edition_record = {
	.name = "edition",
	.title = _("Lần ban hành biểu mẫu"),
	.many = _("Các lần ban hành biểu mẫu"),
	.empty = _("Biểu mẫu chưa có nội dung."),
	.fields = edition_fields,
	.field_count = ARRAY_LEN(edition_fields),
	.heading = "number",
	.sort = "-number",
	.indexes = edition_indexes,
	.index_count = ARRAY_LEN(edition_indexes),
	.made_by_verbs = true,
};

static const struct field reporter_fields[] = {
	{.name = "template",
	 .kind = FIELD_REF,
	 .label = _("Biểu mẫu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "template"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "from_day",
	 .kind = FIELD_DAY,
	 .label = _("Báo cáo từ ngày"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .preset = "today"},
	{.name = "to_day",
	 .kind = FIELD_DAY,
	 .label = _("Đến ngày"),
	 .flags = FIELD_LISTED,
	 .hint = _("Để trống: chưa có ngày thôi báo cáo. Kỳ kết thúc sau ngày này do đơn vị nhận bàn giao báo cáo.")},
	{.name = "heir",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị nhận bàn giao sau sáp nhập"),
	 .flags = FIELD_INDEXED,
	 .references = "unit",
	 .hint = _("Số liệu cũ được cộng vào đơn vị này khi so sánh, theo cách cộng của từng chỉ tiêu.")},
};
static const struct index reporter_indexes[] = {{"template, unit, from_day", true}};

static int reporter_check(struct record_check *k, struct err *err)
{
	const struct value *from = edit_value(k->edit, "from_day"), *to = edit_value(k->edit, "to_day"),
			   *heir = edit_value(k->edit, "heir");
	if (to->kind == VALUE_INT && to->i < from->i)
		verb_wrong(k->call, "to_day", _("«Đến ngày» ở trước «Báo cáo từ ngày»."));
	if (heir->kind == VALUE_INT && heir->i == edit_value(k->edit, "unit")->i)
		verb_wrong(k->call, "heir", _("Đơn vị nhận bàn giao phải là đơn vị khác."));
	if (heir->kind == VALUE_INT && to->kind != VALUE_INT)
		verb_wrong(k->call, "to_day", _("Có đơn vị nhận bàn giao thì cần ngày thôi báo cáo."));
	return verb_failed(k->call, err);
}

static int reporter_unmake(struct record_check *k, struct err *err)
{
	int64_t answer = 0;
	int r = db_get_int(k->call->db, &answer_of_template, VALUES(*edit_value(k->edit, "unit"), *edit_value(k->edit, "template")), 0,
			   &answer, err);
	if (r < 0 || !answer)
		return r;
	return err_set(err, ERR_CONFLICT,
		       _("Không rút lại được: đơn vị này đã có báo cáo theo biểu mẫu. Không phải báo cáo nữa thì ghi «Đến ngày»."));
}

const struct record reporter_record = {
	.name = "reporter",
	.title = _("Đơn vị phải báo cáo"),
	.many = _("Đơn vị phải báo cáo"),
	.empty = _("Chưa giao đơn vị nào. Mở trang biểu mẫu và bấm «Giao tất cả xã, phường»."),
	.fields = reporter_fields,
	.field_count = ARRAY_LEN(reporter_fields),
	.scope = "unit",
	.heading = "from_day",
	.sort = "-from_day",
	.indexes = reporter_indexes,
	.index_count = ARRAY_LEN(reporter_indexes),
	.check = reporter_check,
	.unmake = reporter_unmake,
};

static const struct choice period_states[] = {{"open", _("đang nhận"), "wait"}, {"closed", _("đã chốt"), "done"}, {0}};

static const struct field period_fields[] = {
	{.name = "template",
	 .kind = FIELD_REF,
	 .label = _("Biểu mẫu"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .references = "template"},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Kỳ"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 60},
	{.name = "start_day",
	 .kind = FIELD_DAY,
	 .label = _("Từ ngày"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "end_day",
	 .kind = FIELD_DAY,
	 .label = _("Đến ngày"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "cut_day", .kind = FIELD_DAY, .label = _("Số liệu tính đến ngày"), .flags = FIELD_REQUIRED},
	{.name = "opens_day", .kind = FIELD_DAY, .label = _("Nhận từ ngày"), .flags = FIELD_REQUIRED},
	{.name = "due_day",
	 .kind = FIELD_DAY,
	 .label = _("Hạn gửi"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED},
	{.name = "locks_day",
	 .kind = FIELD_DAY,
	 .label = _("Khóa sau ngày"),
	 .hint = _("Để trống: nhận cho đến khi chốt kỳ.")},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = period_states},
	{.name = "closed_day", .kind = FIELD_DAY, .label = _("Ngày chốt"), .flags = FIELD_SET},
	{.name = "frozen_of", .kind = FIELD_INT, .label = _("Số đơn vị phải báo cáo khi chốt"), .flags = FIELD_SET},
	{.name = "frozen_answers", .kind = FIELD_INT, .label = _("Số đơn vị đã báo cáo khi chốt"), .flags = FIELD_SET},
	{.name = "frozen_on_time", .kind = FIELD_INT, .label = _("Số đơn vị đúng hạn khi chốt"), .flags = FIELD_SET},
	{.name = "frozen_edition",
	 .kind = FIELD_REF,
	 .label = _("Lần ban hành khi chốt"),
	 .flags = FIELD_SET,
	 .references = "edition"},
	{.name = "frozen", .kind = FIELD_LONG, .label = _("Số tổng hợp khi chốt"), .flags = FIELD_SET, .max = 200000},
};
static const struct index period_indexes[] = {{"template, start_day", true}, {"state, due_day", false}};

static int period_check(struct record_check *k, struct err *err)
{
	int64_t opens = edit_value(k->edit, "opens_day")->i, due = edit_value(k->edit, "due_day")->i;
	const struct value *locks = edit_value(k->edit, "locks_day");
	if (str_eq_c(edit_value(k->edit, "state")->s, "closed"))
		return err_set(err, ERR_CONFLICT,
			       _("Kỳ này đã chốt nên không sửa ngày; cần nhận thêm thì mở khóa cho từng đơn vị."));
	if (due < opens)
		verb_wrong(k->call, "due_day", _("«Hạn gửi» ở trước «Nhận từ ngày»."));
	if (locks->kind == VALUE_INT && locks->i < due)
		verb_wrong(k->call, "locks_day", _("«Khóa sau ngày» ở trước «Hạn gửi»."));
	return verb_failed(k->call, err);
}

const struct record period_record = {
	.name = "period",
	.title = _("Kỳ báo cáo"),
	.many = _("Các kỳ báo cáo"),
	.empty = _("Chưa mở kỳ nào. Mở kỳ ở trang của biểu mẫu."),
	.fields = period_fields,
	.field_count = ARRAY_LEN(period_fields),
	.heading = "name",
	.sort = "-due_day",
	.indexes = period_indexes,
	.index_count = ARRAY_LEN(period_indexes),
	.made_by_verbs = true,
	.stays = _("Kỳ đã mở là yêu cầu đã gửi đến các đơn vị nên không rút lại; mở nhầm thì chốt kỳ."),
	.check = period_check,
};

static const struct choice answer_states[] = {
	{"waiting", _("chưa gửi"), "wait"},	 {"prepared", _("chờ lãnh đạo duyệt"), "soon"}, {"sent", _("đã gửi"), "done"},
	{"returned", _("bị trả lại"), "late"}, {"accepted", _("đã tiếp nhận"), "done"},	{0}};

/* What was found when the file came in; never more than that (sign.c). */
static const struct choice signatures[] = {
	{"good", _("hợp lệ"), "done"}, {"look", _("nguyên vẹn, cần người xem"), "soon"}, {0}};

static const struct field answer_fields[] = {
	{.name = "template",
	 .kind = FIELD_REF,
	 .label = _("Biểu mẫu"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .references = "template"},
	{.name = "period",
	 .kind = FIELD_REF,
	 .label = _("Kỳ"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .references = "period"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "title", .kind = FIELD_TEXT, .label = _("Báo cáo"), .flags = FIELD_REQUIRED | FIELD_SET},
	{.name = "edition",
	 .kind = FIELD_REF,
	 .label = _("Lần ban hành biểu mẫu"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "edition"},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = answer_states},
	{.name = "none", .kind = FIELD_TRISTATE, .label = _("Không có gì để báo cáo"), .flags = FIELD_SET},
	{.name = "cells", .kind = FIELD_LONG, .label = _("Số liệu"), .flags = FIELD_SET, .max = 200000},
	{.name = "note", .kind = FIELD_LONG, .label = _("Giải trình"), .flags = FIELD_SET, .max = 2000},
	{.name = "prepared_day", .kind = FIELD_DAY, .label = _("Ngày lập"), .flags = FIELD_SET},
	{.name = "prepared_by", .kind = FIELD_REF, .label = _("Người lập"), .flags = FIELD_SET, .references = "person"},
	{.name = "number", .kind = FIELD_TEXT, .label = _("Số báo cáo"), .flags = FIELD_SET, .max = 40},
	{.name = "signed_day", .kind = FIELD_DAY, .label = _("Ngày ký"), .flags = FIELD_SET},
	{.name = "approved_by",
	 .kind = FIELD_REF,
	 .label = _("Người duyệt"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "sent_day", .kind = FIELD_DAY, .label = _("Ngày gửi lần đầu"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "late_days", .kind = FIELD_INT, .label = _("Số ngày chậm"), .flags = FIELD_SET | FIELD_LISTED},
	{.name = "reasons", .kind = FIELD_LONG, .label = _("Lý do trả lại"), .flags = FIELD_SET, .max = 8000},
	{.name = "urged", .kind = FIELD_INT, .label = _("Số lần đôn đốc"), .flags = FIELD_SET},
	{.name = "urged_day", .kind = FIELD_DAY, .label = _("Ngày đôn đốc gần nhất"), .flags = FIELD_SET},
	{.name = "checked_day", .kind = FIELD_DAY, .label = _("Ngày tiếp nhận, trả lại"), .flags = FIELD_SET},
	{.name = "checked_by",
	 .kind = FIELD_REF,
	 .label = _("Người tiếp nhận, trả lại"),
	 .flags = FIELD_SET,
	 .references = "person"},
	{.name = "scan", .kind = FIELD_FILE, .label = _("Bản quét đã ký"), .flags = FIELD_SET},
	{.name = "signed_file", .kind = FIELD_REF, .label = _("Tệp ký số"), .flags = FIELD_SET, .references = "file"},
	{.name = "signature", .kind = FIELD_CHOICE, .label = _("Chữ ký số"), .flags = FIELD_SET, .choices = signatures},
	{.name = "signer", .kind = FIELD_TEXT, .label = _("Người ký số"), .flags = FIELD_SET, .max = 200},
	{.name = "signature_serial", .kind = FIELD_TEXT, .label = _("Số chứng thư"), .flags = FIELD_SET, .max = 200},
	{.name = "signature_at",
	 .kind = FIELD_MOMENT,
	 .label = _("Thời điểm ký, theo người ký"),
	 .flags = FIELD_SET},
	{.name = "signature_note", .kind = FIELD_LONG, .label = _("Kết quả kiểm chữ ký số"), .flags = FIELD_SET, .max = 2000},
};
static const struct index answer_indexes[] = {{"period, unit", true}, {"unit, state", false}};

const struct record answer_record = {
	.name = "answer",
	.title = _("Báo cáo của đơn vị"),
	.many = _("Báo cáo của các đơn vị"),
	.empty = _("Chưa có báo cáo nào. Báo cáo có khi một kỳ được mở."),
	.fields = answer_fields,
	.field_count = ARRAY_LEN(answer_fields),
	.scope = "unit",
	.heading = "title",
	.sort = "-sent_day",
	.indexes = answer_indexes,
	.index_count = ARRAY_LEN(answer_indexes),
	.made_by_verbs = true,
	.stays = _("Báo cáo không rút lại; đơn vị sửa và gửi lại, cơ quan nhận trả lại kèm lý do."),
	.files = true,
};

static const struct field unlock_fields[] = {
	{.name = "period",
	 .kind = FIELD_REF,
	 .label = _("Kỳ"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "period"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "until_day", .kind = FIELD_DAY, .label = _("Mở đến hết ngày"), .flags = FIELD_REQUIRED | FIELD_LISTED},
	{.name = "reason",
	 .kind = FIELD_TEXT,
	 .label = _("Lý do"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED},
};
static const struct index unlock_indexes[] = {{"period, unit", false}};

static int unlock_check(struct record_check *k, struct err *err)
{
	if (edit_value(k->edit, "until_day")->i < k->call->today)
		verb_wrong(k->call, "until_day", _("«Mở đến hết ngày» đã qua."));
	return verb_failed(k->call, err);
}

/* What was reported while it was open stays explained. */
static int unlock_unmake(struct record_check *k, struct err *err)
{
	int64_t since = 0;
	int r = db_get_int(k->call->db, &unlock_used,
			   VALUES(*edit_value(k->edit, "period"), *edit_value(k->edit, "unit"), v_int(k->edit->id)), 0, &since, err);
	if (r < 0 || !since)
		return r;
	return err_set(err, ERR_CONFLICT,
		       _("Không rút lại được: đơn vị đã sửa báo cáo sau khi được mở khóa. Muốn đóng sớm thì sửa «Mở đến hết ngày»."));
}

const struct record unlock_record = {
	.name = "unlock",
	.title = _("Mở khóa số liệu"),
	.many = _("Mở khóa số liệu"),
	.empty = _("Chưa mở khóa cho đơn vị nào."),
	.fields = unlock_fields,
	.field_count = ARRAY_LEN(unlock_fields),
	.scope = "unit",
	.heading = "reason",
	.sort = "-until_day",
	.indexes = unlock_indexes,
	.index_count = ARRAY_LEN(unlock_indexes),
	.check = unlock_check,
	.unmake = unlock_unmake,
};
