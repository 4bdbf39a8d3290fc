/* What a commune keeps: villages, which of them border, polling areas. */
#include "area/area.h"
#include "area/statements.h"
#include "election/election.h"
#include "unit/records.h"
#include "work/task.h"

#define VOTERS_CARE 50

static int communal(struct verb_call *c, int64_t id, struct row *ret_unit, struct err *err)
{
	int r = row_load(c->db, c->arena, &unit_record, id, ret_unit, err);
	if (r < 0)
		return r;
	if (r == 0 || !unit_kind_is_communal(unit_kind_of_key(row_str(ret_unit, "kind")))) {
		verb_wrong(c, "unit", _("Chọn một xã, phường hoặc đặc khu."));
		return 0;
	}
	return 1;
}

static const struct choice village_kinds[] = {
	{"thon", _("thôn"), ""},
	{"ban", _("bản"), ""},
	{"to_dan_pho", _("tổ dân phố"), ""},
	{"khu_pho", _("khu phố"), ""},
	{"other", _("tên gọi khác"), ""},
	{0},
};

static const struct field village_fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Xã, phường, đặc khu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Tên"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED | FIELD_SORTED,
	 .max = 100,
	 .hint = _("Ví dụ: Thôn Đông Hòa, Khu phố 3.")},
	{.name = "kind",
	 .kind = FIELD_CHOICE,
	 .label = _("Loại"),
	 .flags = FIELD_REQUIRED,
	 .choices = village_kinds,
	 .preset = "thon"},
	{.name = "population", .kind = FIELD_INT, .label = _("Dân số"), .flags = FIELD_LISTED, .max = 200000},
	{.name = "voters",
	 .kind = FIELD_INT,
	 .label = _("Số cử tri"),
	 .flags = FIELD_LISTED,
	 .max = 200000,
	 .hint = _("Dự kiến, trước khi có danh sách cử tri.")},
	{.name = "area",
	 .kind = FIELD_REF,
	 .label = _("Khu vực bỏ phiếu"),
	 .flags = FIELD_LISTED | FIELD_INDEXED,
	 .references = "polling_area"},
	{.name = "area_document",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản đổi khu vực bỏ phiếu"),
	 .max = 200,
	 .hint = _("Chỉ cần khi đổi sau ngày niêm yết danh sách cử tri.")},
};
static const struct index village_indexes[] = {{"unit, name", true}};

static int64_t int_or(const struct value *v, int64_t otherwise) { return v->kind == VALUE_INT ? v->i : otherwise; }

static const struct value *old_value(const struct edit *e, const char *field)
{
	return e->old ? &e->old[record_field(e->record, field)] : NULL;
}

/* The area must be of the same commune, not ended, and not change quietly after posting. */
static int check_area(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	const struct value *area = edit_value(k->edit, "area"), *before = old_value(k->edit, "area");
	struct row row;
	bool posted = false;
	int r = 0;
	if (area->kind == VALUE_INT) {
		r = row_load(c->db, c->arena, &polling_area_record, area->i, &row, err);
		if (r <= 0)
			return r; /* that it is gone was said already */
		if (row_int(&row, "unit") != edit_value(k->edit, "unit")->i)
			verb_wrong(c, "area", _("Khu vực bỏ phiếu này thuộc xã khác."));
		else if (row_is(&row, "state", "ended"))
			verb_wrong(c, "area", _("Khu vực bỏ phiếu này đã nhập vào khu vực khác."));
	}
	if (!before || before->kind != VALUE_INT || int_or(area, 0) == before->i)
		return 0;
	r = verb_load(c, &polling_area_record, before->i, &row, err);
	if (r == 0)
		r = area_list_posted(c->db, c->arena, row_int(&row, "election"), row_int(&row, "unit"), c->today,
				     &posted, err);
	if (r == 0 && posted && edit_value(k->edit, "area_document")->kind != VALUE_TEXT)
		verb_wrong(c, "area_document",
			   _("Danh sách cử tri đã niêm yết: đổi khu vực bỏ phiếu phải ghi văn bản quyết định."));
	return r;
}

static int village_check(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	struct row unit;
	const struct value *people = edit_value(k->edit, "population"), *voters = edit_value(k->edit, "voters");
	int r = communal(c, edit_value(k->edit, "unit")->i, &unit, err);
	if (people->kind == VALUE_INT && people->i == 0)
		verb_wrong(c, "population", _("Dân số bằng 0: để trống nếu chưa có số liệu."));
	if (people->kind == VALUE_INT && voters->kind == VALUE_INT && voters->i > people->i)
		verb_wrong(c, "voters", _("Số cử tri lớn hơn dân số."));
	if (r >= 0)
		r = check_area(k, err);
	return r < 0 ? r : verb_failed(c, err);
}

const struct record village_record = {
	.name = "village",
	.title = _("Thôn, tổ dân phố"),
	.many = _("Thôn, tổ dân phố"),
	.empty = _("Chưa có thôn, tổ dân phố nào. Nhập từ bảng Excel của xã hoặc bấm «Thêm mới»."),
	.fields = village_fields,
	.field_count = ARRAY_LEN(village_fields),
	.scope = "unit",
	.heading = "name",
	.sort = "name",
	.indexes = village_indexes,
	.index_count = ARRAY_LEN(village_indexes),
	.check = village_check,
};

static const struct field link_fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Xã, phường, đặc khu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "village_a",
	 .kind = FIELD_REF,
	 .label = _("Thôn"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .references = "village"},
	{.name = "village_b",
	 .kind = FIELD_REF,
	 .label = _("giáp thôn"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .references = "village"},
	{.name = "metres",
	 .kind = FIELD_INT,
	 .label = _("Đường giáp ranh (m)"),
	 .flags = FIELD_LISTED,
	 .max = 1000000,
	 .hint = _("Để trống nếu chưa đo.")},
};
static const struct index link_indexes[] = {{"unit, village_a, village_b", true}, {"village_a", false}, {"village_b", false}};

static int link_check(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	struct row unit, village;
	static const char *const ends[] = {"village_a", "village_b"};
	int r = communal(c, edit_value(k->edit, "unit")->i, &unit, err);
	for (size_t i = 0; r >= 0 && i < ARRAY_LEN(ends); i++) {
		r = row_load(c->db, c->arena, &village_record, edit_value(k->edit, ends[i])->i, &village, err);
		if (r > 0 && row_int(&village, "unit") != edit_value(k->edit, "unit")->i)
			verb_wrong(c, ends[i], _("Thôn này thuộc xã khác."));
	}
	if (edit_value(k->edit, "village_a")->i == edit_value(k->edit, "village_b")->i)
		verb_wrong(c, "village_b", _("Một thôn không giáp chính nó."));
	return r < 0 ? r : verb_failed(c, err);
}

const struct record village_link_record = {
	.name = "village_link",
	.title = _("Thôn giáp thôn"),
	.many = _("Thôn giáp thôn"),
	.empty = _("Chưa ghi thôn nào giáp thôn nào. Cần có để chương trình đề xuất đơn vị bầu cử HĐND xã."),
	.fields = link_fields,
	.field_count = ARRAY_LEN(link_fields),
	.scope = "unit",
	.heading = "village_a",
	.sort = "village_a",
	.indexes = link_indexes,
	.index_count = ARRAY_LEN(link_indexes),
	.check = link_check,
};

/* ---- polling areas ---- */

static const struct choice area_kinds[] = {
	{"normal", _("khu vực bỏ phiếu của thôn, tổ dân phố"), ""},
	{"army", _("đơn vị vũ trang nhân dân"), ""},
	{"care", _("bệnh viện, nhà hộ sinh, nhà an dưỡng, cơ sở chăm sóc người khuyết tật, người cao tuổi"), ""},
	{"held", _("cơ sở giáo dục bắt buộc, cai nghiện bắt buộc, trại tạm giam"), ""},
	{0},
};

static const struct choice small_reasons[] = {{"mountain", _("miền núi"), ""},
					      {"island", _("hải đảo"), ""},
					      {"scattered", _("dân cư không tập trung"), ""},
					      {0}};

static const struct choice area_states[] = {
	{"active", _("đang dùng"), "done"}, {"ended", _("đã nhập vào nơi khác"), ""}, {0}};

static const struct field area_fields[] = {
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_REQUIRED,
	 .references = "election"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Xã, phường, đặc khu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "number",
	 .kind = FIELD_INT,
	 .label = _("Số"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .min = 1,
	 .max = 999},
	{.name = "name", .kind = FIELD_TEXT, .label = _("Khu vực bỏ phiếu"), .flags = FIELD_SET | FIELD_SEARCHED},
	{.name = "kind",
	 .kind = FIELD_CHOICE,
	 .label = _("Loại"),
	 .flags = FIELD_REQUIRED,
	 .choices = area_kinds,
	 .preset = "normal"},
	{.name = "voters",
	 .kind = FIELD_INT,
	 .label = _("Số cử tri"),
	 .flags = FIELD_LISTED,
	 .max = 100000,
	 .hint = _("Từ 300 đến 4.000 (Điều 11 khoản 2 Luật Bầu cử).")},
	{.name = "small",
	 .kind = FIELD_CHOICE,
	 .label = _("Vì sao dưới 300 cử tri"),
	 .choices = small_reasons,
	 .hint = _("Chỉ chọn khi có dưới 300 cử tri.")},
	{.name = "place",
	 .kind = FIELD_TEXT,
	 .label = _("Nơi bỏ phiếu"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 200,
	 .hint = _("Ví dụ: Nhà văn hóa thôn Đông Hòa.")},
	{.name = "address", .kind = FIELD_TEXT, .label = _("Địa chỉ"), .flags = FIELD_SEARCHED, .max = 200},
	{.name = "point", .kind = FIELD_PLACE, .label = _("Tọa độ"), .hint = _("Ví dụ 19.80670,105.78520.")},
	{.name = "constituency",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị bầu cử HĐND cấp xã"),
	 .flags = FIELD_INDEXED,
	 .references = "constituency",
	 .hint = _("Theo các thôn của khu vực; chỉ cần chọn cho khu vực không gồm thôn nào.")},
	{.name = "decision",
	 .kind = FIELD_TEXT,
	 .label = _("Quyết định của UBND xã"),
	 .max = 200,
	 .hint = _(
		 "Số, ngày (Điều 11 khoản 4). Sau ngày niêm yết danh sách cử tri, mỗi lần đổi phải ghi văn bản mới.")},
	{.name = "state",
	 .kind = FIELD_CHOICE,
	 .label = _("Tình trạng"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED,
	 .choices = area_states},
	{.name = "merged_into",
	 .kind = FIELD_REF,
	 .label = _("Nhập vào"),
	 .flags = FIELD_SET,
	 .references = "polling_area"},
};
static const struct index area_indexes[] = {{"election, unit, number", true}, {"merged_into", false}};

/* Art. 11(2), (3). */
static void check_size(struct verb_call *c, const struct edit *e, const struct row *unit)
{
	const struct value *voters = edit_value(e, "voters"), *small = edit_value(e, "small");
	struct str kind = edit_value(e, "kind")->s;
	const struct value *mountain = row_value(unit, "mountainous");
	if (voters->kind != VALUE_INT)
		return;
	if (str_eq_c(kind, "care") && voters->i < VOTERS_CARE)
		verb_wrong(c, "voters",
			   _("Khu vực bỏ phiếu riêng của bệnh viện, cơ sở chăm sóc phải có từ 50 cử tri (Điều 11 khoản "
			     "3)."));
	if (!str_eq_c(kind, "normal"))
		return;
	if (voters->i > AREA_VOTERS_MOST)
		verb_wrong(
			c, "voters",
			_("%lld cử tri: mỗi khu vực bỏ phiếu không quá 4.000 (Điều 11 khoản 2); hãy tách khu vực này."),
			(long long)voters->i);
	else if (voters->i < AREA_VOTERS_LEAST && small->kind != VALUE_TEXT)
		verb_wrong(c, "small",
			   _("%lld cử tri, dưới 300: chỉ được ở miền núi, hải đảo, nơi dân cư không tập trung (Điều 11 "
			     "khoản 2). Chọn lý do "
			     "hoặc nhập với khu vực khác."),
			   (long long)voters->i);
	else if (voters->i < AREA_VOTERS_LEAST && str_eq_c(small->s, "mountain") && mountain->kind == VALUE_INT &&
		 mountain->i == 0)
		verb_wrong(c, "small",
			   _("Danh mục đơn vị ghi xã này không thuộc miền núi; chọn lý do khác hoặc sửa danh mục."));
}

static int check_constituency(struct verb_call *c, const struct edit *e, struct err *err)
{
	struct row row;
	const struct value *v = edit_value(e, "constituency");
	if (v->kind != VALUE_INT)
		return 0;
	int r = row_load(c->db, c->arena, &constituency_record, v->i, &row, err);
	if (r > 0 && (!row_is(&row, "level", "commune") || row_int(&row, "unit") != edit_value(e, "unit")->i ||
		       row_int(&row, "election") != edit_value(e, "election")->i || !row_is(&row, "state", "decided")))
		verb_wrong(c, "constituency", _("Chọn một đơn vị bầu cử đã quyết định của HĐND chính xã này."));
	return r;
}

/* What voters go by: once the list is posted only a new document changes it. */
static bool changes_much(const struct edit *e)
{
	static const char *const much[] = {"number", "kind", "place", "address", "constituency"};
	for (size_t i = 0; i < ARRAY_LEN(much); i++) {
		const struct value *before = old_value(e, much[i]);
		if (!before || !value_eq(before, edit_value(e, much[i])))
			return true;
	}
	return false;
}

static int check_posted(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	const struct value *decision = edit_value(k->edit, "decision"), *before = old_value(k->edit, "decision");
	bool posted = false;
	int r = area_list_posted(c->db, c->arena, edit_value(k->edit, "election")->i, edit_value(k->edit, "unit")->i,
				 c->today, &posted, err);
	if (r == 0 && posted && changes_much(k->edit) &&
	    (decision->kind != VALUE_TEXT || (before && value_eq(before, decision))))
		verb_wrong(c, "decision", _("Danh sách cử tri đã niêm yết: ghi văn bản quyết định việc thay đổi này."));
	return r;
}

int area_needs_team(struct verb_call *c, int64_t election, int64_t unit, int64_t number, struct err *err)
{
	return body_places_new(c, election, unit, BODY_AREA,
			       arena_printf(c->arena, _("khu vực bỏ phiếu số %lld mới lập chưa có Tổ bầu cử"), (long long)number), err);
}

static int area_check(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	struct row unit;
	int r = communal(c, edit_value(k->edit, "unit")->i, &unit, err);
	if (r > 0)
		check_size(c, k->edit, &unit);
	if (r >= 0)
		r = check_constituency(c, k->edit, err);
	if (r >= 0)
		r = check_posted(k, err);
	if (r >= 0 && k->fresh && !c->result->error_count)
		r = area_needs_team(c, edit_value(k->edit, "election")->i, edit_value(k->edit, "unit")->i,
				    edit_value(k->edit, "number")->i, err);
	if (k->fresh)
		edit_set(k->edit, "state", v_c("active"));
	edit_set(k->edit, "name",
		 v_text(arena_printf(c->arena, _("Khu vực bỏ phiếu số %lld"),
				     (long long)edit_value(k->edit, "number")->i)));
	return r < 0 ? r : verb_failed(c, err);
}

static int area_unmake(struct record_check *k, struct err *err)
{
	struct str why = arena_printf(k->call->arena, _("khu vực bỏ phiếu số %lld đã rút lại"),
				      (long long)edit_value(k->edit, "number")->i);
	return body_area_gone(k->call, edit_value(k->edit, "election")->i, edit_value(k->edit, "unit")->i, k->edit->id, why, err);
}

const struct record polling_area_record = {
	.name = "polling_area",
	.title = _("Khu vực bỏ phiếu"),
	.many = _("Khu vực bỏ phiếu"),
	.empty = _("Chưa có khu vực bỏ phiếu nào. Nhập từ bảng Excel của xã hoặc bấm «Thêm mới»."),
	.fields = area_fields,
	.field_count = ARRAY_LEN(area_fields),
	.scope = "unit",
	.heading = "name",
	.sort = "number",
	.indexes = area_indexes,
	.index_count = ARRAY_LEN(area_indexes),
	.files = true,
	.check = area_check,
	.unmake = area_unmake,
};
