/* People and what they may do: two records of the ledger, and two operational tables for secrets. */
#include "access/statements.h"
#include "access/verb.h"

static const struct field person_fields[] = {
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Họ và tên"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED | FIELD_SORTED,
	 .max = 100},
	{.name = "position",
	 .kind = FIELD_TEXT,
	 .label = _("Chức vụ, chức danh"),
	 .flags = FIELD_LISTED | FIELD_SEARCHED,
	 .max = 150},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "login",
	 .kind = FIELD_TEXT,
	 .label = _("Tên đăng nhập"),
	 .flags = FIELD_LISTED | FIELD_SEARCHED,
	 .max = 40,
	 .hint = _("Chữ thường không dấu, số, dấu chấm hoặc gạch ngang. Để trống: người này không đăng nhập.")},
	{.name = "phone", .kind = FIELD_PHONE, .label = _("Điện thoại công vụ")},
	{.name = "citizen_id",
	 .kind = FIELD_CITIZEN,
	 .label = _("Số định danh cá nhân"),
	 .flags = FIELD_PRIVATE | FIELD_FOUND,
	 .hint = _("12 chữ số, lưu kín; mỗi lần xem đều được ghi lại.")},
	{.name = "password_reset_at", .kind = FIELD_MOMENT, .label = _("Cấp lại mật khẩu lúc"), .flags = FIELD_SET},
	{.name = "active", .kind = FIELD_TRISTATE, .label = _("Đang dùng"), .flags = FIELD_REQUIRED | FIELD_LISTED},
};

/* Somebody who could sign in so far: that ends by «Đang dùng», not by taking the name away. */
static bool has_account(const struct edit *e)
{
	return e->old && e->old[record_field(&person_record, "login")].kind == VALUE_TEXT;
}

/* A login is typed on any keyboard and stands in addresses. */
static int person_check(struct record_check *k, struct err *err)
{
	struct str login = edit_value(k->edit, "login")->s;
	bool fine = login.n >= 2 || (login.n == 0 && !has_account(k->edit));
	for (size_t i = 0; i < login.n; i++) {
		char ch = login.p[i];
		bool plain = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9');
		fine = fine && (plain || (i > 0 && (ch == '.' || ch == '-')));
	}
	const struct value *active = edit_value(k->edit, "active");
	if (active->kind == VALUE_INT && !active->i && !k->call->actor->program &&
	    k->edit->id == k->call->actor->person)
		verb_wrong(k->call, "active", _("Không tự khóa tài khoản của mình; hãy nhờ người vận hành khác."));
	if (!fine)
		verb_wrong(k->call, "login",
			   _("«Tên đăng nhập» chỉ gồm chữ thường không dấu, số, dấu chấm, gạch ngang; bắt đầu bằng chữ "
			     "hoặc số."));
	return verb_failed(k->call, err);
}

static int grants_check(struct record_check *k, struct err *err)
{
	const struct value *to = edit_value(k->edit, "to_day");
	if (to->kind == VALUE_INT && to->i < edit_value(k->edit, "from_day")->i)
		verb_wrong(k->call, "to_day", _("«Đến hết ngày» ở trước «Từ ngày»."));
	return verb_failed(k->call, err);
}

static const struct index person_indexes[] = {{"login", true}};

/* Whoever signed in or did anything stays: entries name them. */
static int person_unmake(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	int64_t acted = 0, account = 0;
	int r = db_get_int(c->db, &person_acted, VALUES(v_int(k->edit->id)), 0, &acted, err);
	if (r == 0)
		r = db_get_int(c->db, &person_account, VALUES(v_int(k->edit->id)), 0, &account, err);
	if (r < 0 || (!acted && !account))
		return r;
	return err_set(err, ERR_CONFLICT, "%s",
		       acted ? _("Không rút lại được: người này đã làm việc trên hệ thống, sổ cái ghi tên họ. Nghỉ thì bỏ «Đang làm việc».")
			     : _("Không rút lại được: người này đã được cấp mật khẩu. Nghỉ thì bỏ «Đang làm việc»."));
}

/* Nobody takes the ground from under their own feet. */
static int grants_unmake(struct record_check *k, struct err *err)
{
	if (!k->call->actor->program && edit_value(k->edit, "person")->i == k->call->actor->person)
		return err_set(err, ERR_CONFLICT, _("Không tự rút vai trò của chính mình; hãy nhờ người vận hành khác."));
	return verb_failed(k->call, err);
}

const struct record person_record = {
	.name = "person",
	.title = _("Cán bộ, người dùng"),
	.many = _("Cán bộ, người dùng"),
	.empty = _("Chưa có ai. Người của các tổ chức bầu cử được thêm khi ghi danh sách thành viên."),
	.fields = person_fields,
	.field_count = ARRAY_LEN(person_fields),
	.scope = "unit",
	.heading = "name",
	.sort = "name",
	.indexes = person_indexes,
	.index_count = ARRAY_LEN(person_indexes),
	.check = person_check,
	.unmake = person_unmake,
	.beside = BESIDE_OUTLIVES,
};

static const struct choice role_choices[] = {
	{"leader", _("Lãnh đạo tỉnh, lãnh đạo Sở"), ""},
	{"specialist", _("Chuyên viên Sở, Tổ giúp việc"), ""},
	{"commune_leader", _("Lãnh đạo UBND cấp xã"), ""},
	{"officer", _("Công chức thực hiện ở đơn vị"), ""},
	{"front", _("Ủy ban MTTQ Việt Nam"), ""},
	{"council", _("Thường trực HĐND"), ""},
	{"admin", _("Người vận hành"), ""},
	{0},
};

static const struct field grants_fields[] = {
	{.name = "person",
	 .kind = FIELD_REF,
	 .label = _("Người"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "person"},
	{.name = "role",
	 .kind = FIELD_CHOICE,
	 .label = _("Vai trò"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .choices = role_choices},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Trên đơn vị và cấp dưới của"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "from_day", .kind = FIELD_DAY, .label = _("Từ ngày"), .flags = FIELD_REQUIRED | FIELD_LISTED},
	{.name = "to_day", .kind = FIELD_DAY, .label = _("Đến hết ngày"), .flags = FIELD_LISTED},
};

const struct record grants_record = {
	.name = "grants",
	.title = _("Phân quyền"),
	.many = _("Phân quyền"),
	.fields = grants_fields,
	.field_count = ARRAY_LEN(grants_fields),
	.scope = "unit",
	.heading = "role",
	.sort = "person",
	.check = grants_check,
	.unmake = grants_unmake,
};

static const struct column credential_columns[] = {
	{"person", COLUMN_INT, false, "person"},
	{"hash", COLUMN_TEXT, false, NULL},
	{"changed_at", COLUMN_INT, false, NULL},
	{"must_change", COLUMN_INT, false, NULL},
	{"failed", COLUMN_INT, false, NULL},
	{"locked_until", COLUMN_INT, false, NULL},
};
const struct table credential_table = {
	"credential", TABLE_OPERATIONAL, credential_columns, ARRAY_LEN(credential_columns), "person", NULL, 0};

static const struct column stranger_columns[] = {
	{"login", COLUMN_BLOB, false, NULL},
	{"failed", COLUMN_INT, false, NULL},
	{"locked_until", COLUMN_INT, false, NULL},
	{"at", COLUMN_INT, false, NULL},
};
static const struct index stranger_indexes[] = {{"at", false}};
const struct table stranger_table = {"stranger", TABLE_OPERATIONAL, stranger_columns,		  ARRAY_LEN(stranger_columns),
				     "login",	 stranger_indexes,  ARRAY_LEN(stranger_indexes)};

static const struct column session_columns[] = {
	{"token_hash", COLUMN_BLOB, false, NULL}, {"person", COLUMN_INT, false, "person"},
	{"started", COLUMN_INT, false, NULL},     {"seen", COLUMN_INT, false, NULL},
	{"client", COLUMN_TEXT, false, NULL},
};
static const struct index session_indexes[] = {{"person", false}, {"seen", false}};
const struct table session_table = {
	"session",    TABLE_OPERATIONAL, session_columns,           ARRAY_LEN(session_columns),
	"token_hash", session_indexes,   ARRAY_LEN(session_indexes)};

/* ---- a new password given by somebody else: who gave it stands in the ledger, the password does not ---- */

static int reset_check(struct verb_call *c, struct err *err)
{
	struct edit *e;
	int r = edit_row(c, &person_record, verb_int(c, "id"), &e, err);
	if (r == 0)
		edit_set(e, "password_reset_at", v_int(c->now));
	return r;
}

static const struct field reset_params[] = {
	{.name = "id", .kind = FIELD_REF, .label = _("Người dùng"), .flags = FIELD_REQUIRED, .references = "person"},
};

const struct verb person_reset = {.name = "person.reset",
				  .title = _("Cấp lại mật khẩu"),
				  .params = reset_params,
				  .param_count = ARRAY_LEN(reset_params),
				  .record = &person_record,
				  .target = verb_of_row,
				  .check = reset_check};
