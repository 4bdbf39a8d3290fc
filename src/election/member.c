/* Members of election bodies: the record, its rules, lists of them. */
#include "election/body.h"
#include "election/election.h"
#include "election/statements.h"
#include "unit/records.h"

#include <string.h>

/* In the order of enum body_role. */
const struct choice member_roles[] = {
	{"head", _("Người đứng đầu (Chủ tịch, Trưởng ban, Tổ trưởng)"), ""},
	{"deputy", _("Cấp phó"), ""},
	{"secretary", _("Thư ký"), ""},
	{"member", _("Ủy viên"), ""},
	{0},
};
static const struct choice addresses[] = {{"ong", _("Ông"), ""}, {"ba", _("Bà"), ""}, {0}};
const struct choice member_reasons[] = {
	{"replaced", _("thay thế, kiện toàn"), ""},
	{"removed", _("xóa tên (Điều 27)"), ""},
	{"mistake", _("ghi nhầm, chưa từng là thành viên"), ""},
	{0},
};

static const struct field member_fields[] = {
	{.name = "committee",
	 .kind = FIELD_REF,
	 .label = _("Tổ chức"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "committee"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "person",
	 .kind = FIELD_REF,
	 .label = _("Họ và tên"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "person"},
	{.name = "address", .kind = FIELD_CHOICE, .label = _("Ông, Bà"), .choices = addresses},
	{.name = "role",
	 .kind = FIELD_CHOICE,
	 .label = _("Chức danh trong tổ chức"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED,
	 .choices = member_roles},
	{.name = "position",
	 .kind = FIELD_TEXT,
	 .label = _("Chức vụ, đơn vị công tác"),
	 .flags = FIELD_LISTED,
	 .max = 200,
	 .hint = _("Theo quyết định. Để trống thì lấy từ danh sách người.")},
	{.name = "duty", .kind = FIELD_TEXT, .label = _("Nhiệm vụ, địa bàn được phân công"), .max = 300},
	{.name = "place", .kind = FIELD_INT, .label = _("Thứ tự trong danh sách"), .max = 1000},
	{.name = "stands_here",
	 .kind = FIELD_TRISTATE,
	 .label = _("Là người ứng cử ở đơn vị bầu cử của Ban, Tổ này"),
	 .hint = _(
		 "Người ứng cử phải xin rút khỏi Ban, Tổ chậm nhất vào ngày công bố danh sách chính thức (Điều 27).")},
	{.name = "from_day",
	 .kind = FIELD_DAY,
	 .label = _("Từ ngày"),
	 .flags = FIELD_LISTED,
	 .hint = _("Để trống thì lấy ngày quyết định của tổ chức.")},
	{.name = "from_document", .kind = FIELD_TEXT, .label = _("Theo quyết định"), .max = 60},
	{.name = "to_day", .kind = FIELD_DAY, .label = _("Thôi từ ngày"), .flags = FIELD_LISTED},
	{.name = "to_document", .kind = FIELD_TEXT, .label = _("Quyết định thay thế, xóa tên"), .max = 60},
	{.name = "to_reason", .kind = FIELD_CHOICE, .label = _("Lý do thôi"), .choices = member_reasons},
};

enum body_role member_role_of(struct str role)
{
	for (int i = 0; i < BODY_ROLE_COUNT; i++)
		if (str_eq_c(role, member_roles[i].code))
			return (enum body_role)i;
	BUG("an office of unknown kind was stored");
}

struct str body_office(const struct law *law, const struct body_kind *kind, struct str role)
{
	static const char *const plain[BODY_ROLE_COUNT] = {_("Trưởng"), _("Phó"), _("Thư ký"), _("Thành viên")};
	const struct law_body *body = body_law(law, str_from_c(kind->code));
	enum body_role r = member_role_of(role);
	struct str name = body ? body_role_name(body, r) : (struct str){0};
	return name.n ? name : str_from_c(plain[r]);
}

/* A commune's list holds its own people, or those of an office above it; whose neighbour's list is it otherwise? */
static int check_person(struct record_check *k, const struct row *body, const struct row *person, struct err *err)
{
	struct row unit;
	int64_t theirs = row_int(person, "unit"), twice;
	struct verb_call *c = k->call;
	int r = row_load(c->db, c->arena, &unit_record, theirs, &unit, err);
	if (r < 0)
		return r;
	if (theirs != row_int(body, "unit") && row_int(body, "unit") != c->site->root &&
	    (r == 0 || unit_kind_is_communal(unit_kind_of_key(row_str(&unit, "kind")))))
		verb_wrong(
			c, "person",
			_("Người này thuộc danh sách của đơn vị khác; hãy chọn người của đơn vị mình, hoặc ghi họ tên "
			  "ở trang lập danh sách để thêm người mới."));
	if (!check_blank(k, "to_day"))
		return 0;
	r = db_get_int(c->db, &member_same, VALUES(v_int(body->id), v_int(person->id), v_int(k->edit->id)), 0, &twice,
		       err);
	if (r == 0 && twice)
		verb_wrong(c, "person", _("«%.*s» đã có trong danh sách của tổ chức này."),
			   STR_ARG(row_str(person, "name")));
	return r;
}

/* Art. 27: until the official list is published a candidate may still withdraw; from then on they may not be in it. */
static int check_candidate(struct record_check *k, const struct row *body, const struct body_kind *kind,
			   struct err *err)
{
	struct verb_call *c = k->call;
	const struct value *stands = check_value(k, "stands_here");
	if (stands->kind != VALUE_INT || !stands->i || !check_blank(k, "to_day") || kind->place == BODY_EVERYWHERE)
		return 0;
	int64_t published;
	int r = db_get_int(c->db, &step_reached,
			   VALUES(v_int(row_int(body, "election")), v_c("B_OFFICIAL_LIST"), v_c("OFFICIAL_LIST")), 0,
			   &published, err);
	if (r == 0 && published && published <= c->today)
		verb_wrong(c, "stands_here",
			   _("Danh sách chính thức những người ứng cử đã công bố: người ứng cử không được làm thành "
			     "viên Ban, Tổ "
			     "bầu cử ở đơn vị bầu cử mà mình ứng cử (%.*s). Ghi quyết định xóa tên và người thay thế."),
			   STR_ARG(law_reason(c->site->law, "BODY_CANDIDATE")->rule.basis));
	return r;
}

static void check_days(struct record_check *k, const struct row *body)
{
	struct verb_call *c = k->call;
	if (check_blank(k, "from_day"))
		edit_set(k->edit, "from_day", *row_value(body, "decision_day"));
	if (check_blank(k, "from_document"))
		edit_set(k->edit, "from_document", *row_value(body, "decision_number"));
	if (check_blank(k, "to_day") != check_blank(k, "to_document") ||
	    check_blank(k, "to_day") != check_blank(k, "to_reason"))
		verb_wrong(c,
			   check_blank(k, "to_day")        ? "to_day"
			   : check_blank(k, "to_document") ? "to_document"
							   : "to_reason",
			   _("Ai thôi làm thành viên thì ghi đủ ngày, quyết định và lý do."));
	else if (!check_blank(k, "to_day") && !check_blank(k, "from_day") &&
		 check_value(k, "to_day")->i < check_value(k, "from_day")->i)
		verb_wrong(c, "to_day", _("«Thôi từ ngày» ở trước «Từ ngày»."));
	if (!check_blank(k, "to_day") && check_value(k, "to_day")->i > c->today)
		verb_wrong(c, "to_day", _("«Thôi từ ngày» ở sau ngày hôm nay."));
}

/* How many hold which office besides this row. */
static int count_others(struct record_check *k, int64_t body, int64_t n[BODY_ROLE_COUNT], struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(k->call->db, &member_roles_of, VALUES(v_int(body), v_int(k->edit->id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		n[member_role_of(query_str(q, 0))] = query_int(q, 1);
		r = 0;
	}
	return r;
}

/* The office and the number; too few is not refused here: somebody may die, and the decision about the next one comes
 * later. */
static int check_office(struct record_check *k, const struct row *body, struct err *err)
{
	int64_t n[BODY_ROLE_COUNT] = {0}, all = 0;
	struct verb_call *c = k->call;
	struct err e = ERR_INIT;
	struct edit *owner;
	const struct law_body *law = body_law(c->site->law, row_str(body, "kind"));
	enum body_role role = member_role_of(check_value(k, "role")->s);
	int r = count_others(k, body->id, n, err);
	if (r < 0)
		return r;
	n[role] += check_blank(k, "to_day");
	for (int i = 0; i < BODY_ROLE_COUNT; i++)
		all += n[i];
	if (law && all > law->max && body_size_ok(law, all, &e) < 0)
		verb_wrong(c, "person", "%s", e.text);
	if (law && !body_role_name(law, role).n)
		verb_wrong(c, "role", _("%.*s gồm %.*s (%.*s)."), STR_ARG(law->name), STR_ARG(law->roles),
			   STR_ARG(law->rule.basis));
	if (n[BODY_HEAD] > 1)
		verb_wrong(c, "role", _("Tổ chức này đã có người đứng đầu; ghi người ấy thôi trước."));
	r = edit_row(c, &committee_record, body->id, &owner, err);
	if (r == 0 && row_day(body, "decision_day") != DAY_NONE)
		edit_set(owner, "members", v_int(all)); /* what is listed is what is counted */
	return r;
}

static int member_check(struct record_check *k, struct err *err)
{
	struct row body, person;
	struct verb_call *c = k->call;
	int r = row_load(c->db, c->arena, &committee_record, check_value(k, "committee")->i, &body, err);
	int known = r > 0 ? row_load(c->db, c->arena, &person_record, check_value(k, "person")->i, &person, err) : r;
	if (known <= 0)
		return known < 0 ? known : verb_failed(c, err);
	if (check_blank(k, "position"))
		edit_set(k->edit, "position", *row_value(&person, "position"));
	check_days(k, &body);
	r = check_person(k, &body, &person, err);
	if (r == 0)
		r = check_candidate(k, &body, body_kind_of(row_str(&body, "kind")), err);
	if (r == 0)
		r = check_office(k, &body, err);
	return r < 0 ? r : verb_failed(c, err);
}

static const struct index member_indexes[] = {{"committee, to_day", false}, {"person, to_day", false}};

const struct record member_record = {
	.name = "member",
	.title = _("Thành viên tổ chức bầu cử"),
	.many = _("Thành viên các tổ chức bầu cử"),
	.empty = _("Chưa ghi thành viên nào. Mở một tổ chức rồi bấm «Lập danh sách»."),
	.fields = member_fields,
	.field_count = ARRAY_LEN(member_fields),
	.scope = "unit",
	.scope_of = "committee",
	.heading = "person",
	.sort = "committee",
	.indexes = member_indexes,
	.index_count = ARRAY_LEN(member_indexes),
	.check = member_check,
	.beside = BESIDE_GOES,
};

/* ---- lists ---- */

int body_members(struct db *db, struct arena *a, int64_t body, bool all, struct member_item **ret_items, size_t *ret_n,
		 struct err *err)
{
	struct member_item *items = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, all ? &member_list_all : &member_list, VALUES(v_int(body)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		items = arena_grow(a, items, n, &cap, sizeof(*items));
		items[n++] = (struct member_item){.id = query_int(q, 0),
						  .person = query_int(q, 1),
						  .name = query_dup(q, 2, a),
						  .address = query_dup(q, 3, a),
						  .position = query_dup(q, 4, a),
						  .phone = query_dup(q, 5, a),
						  .role = query_dup(q, 6, a),
						  .duty = query_dup(q, 7, a),
						  .from = query_day(q, 8),
						  .to = query_day(q, 9),
						  .from_document = query_dup(q, 10, a),
						  .to_document = query_dup(q, 11, a),
						  .reason = query_dup(q, 12, a)};
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_items = items;
	*ret_n = n;
	return 0;
}

int body_elsewhere(struct db *db, struct arena *a, const struct row *body, struct member_elsewhere **ret_items, size_t *ret_n,
		   struct err *err)
{
	struct member_elsewhere *items = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &member_elsewhere, VALUES(v_int(body->id), *row_value(body, "election")), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		items = arena_grow(a, items, n, &cap, sizeof(*items));
		items[n++] = (struct member_elsewhere){.person = query_int(q, 0),
						       .body = query_int(q, 1),
						       .name = query_dup(q, 2, a),
						       .unit = query_int(q, 3),
						       .kind = query_dup(q, 4, a),
						       .role = query_dup(q, 5, a)};
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_items = items;
	*ret_n = n;
	return 0;
}
