/* Election bodies: the kinds, the record and its rules. */
#include "election/body_fields.h"
#include "election/body_int.h"
#include "election/election.h"
#include "election/statements.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "work/task.h"

#include <string.h>

#define BOTH (BODY_OF_PROVINCE | BODY_OF_COMMUNE)

#define BOARD _("– đơn vị bầu cử số")
#define HDND _("Ban bầu cử đại biểu HĐND")

const struct body_kind body_kinds[] = {
	{"UBBC_COMMUNE", _("Ủy ban bầu cử"), BODY_OF_COMMUNE, BODY_ONE, BODY_EVERYWHERE, "", NULL},
	{"UBBC_PROVINCE", _("Ủy ban bầu cử"), BODY_OF_PROVINCE, BODY_ONE, BODY_EVERYWHERE, "", NULL},
	{"BBC_NA", _("Ban bầu cử đại biểu Quốc hội"), BODY_OF_PROVINCE, BODY_NUMBERED, BODY_CONSTITUENCY, BOARD, NULL},
	{"BBC_PROVINCE", _("Ban bầu cử đại biểu HĐND cấp tỉnh"), BODY_OF_PROVINCE, BODY_NUMBERED, BODY_CONSTITUENCY, BOARD, HDND},
	{"BBC_COMMUNE", _("Ban bầu cử đại biểu HĐND cấp xã"), BODY_OF_COMMUNE, BODY_NUMBERED, BODY_CONSTITUENCY, BOARD, HDND},
	{"TBC", _("Tổ bầu cử"), BODY_OF_COMMUNE, BODY_NUMBERED, BODY_AREA, _("số"), NULL},
	{"TBC_ARMED", _("Tổ bầu cử đơn vị vũ trang nhân dân"), BODY_OF_COMMUNE, BODY_NUMBERED, BODY_AREA, _("số"), NULL},
	{"TBC_MIXED", _("Tổ bầu cử chung với đơn vị vũ trang nhân dân"), BODY_OF_COMMUNE, BODY_NUMBERED, BODY_AREA, _("số"), NULL},
	{"STEERING", _("Ban Chỉ đạo bầu cử"), BOTH, BODY_ONE, BODY_EVERYWHERE, "", NULL},
	{"SUBCOMMITTEE", _("Tiểu ban"), BOTH, BODY_NUMBERED, BODY_EVERYWHERE, _("số"), NULL},
	{"HELP_TEAM", _("Tổ giúp việc"), BOTH, BODY_EITHER, BODY_EVERYWHERE, _("số"), NULL},
	{"HELP_GROUP", _("Nhóm của Tổ giúp việc"), BOTH, BODY_NUMBERED, BODY_EVERYWHERE, _("số"), NULL},
	{"B_UBBC", _("Ủy ban bầu cử bổ sung"), BOTH, BODY_ONE, BODY_EVERYWHERE, "", NULL},
	{"B_BBC", _("Ban bầu cử bổ sung"), BOTH, BODY_NUMBERED, BODY_CONSTITUENCY, BOARD, NULL},
	{"B_TBC", _("Tổ bầu cử bổ sung"), BODY_OF_COMMUNE, BODY_NUMBERED, BODY_AREA, _("số"), NULL},
	{0},
};

const struct choice body_kind_choices[] = {
	{"UBBC_COMMUNE", _("Ủy ban bầu cử ở xã"), ""},
	{"UBBC_PROVINCE", _("Ủy ban bầu cử ở tỉnh"), ""},
	{"BBC_NA", _("Ban bầu cử đại biểu Quốc hội"), ""},
	{"BBC_PROVINCE", _("Ban bầu cử đại biểu HĐND cấp tỉnh"), ""},
	{"BBC_COMMUNE", _("Ban bầu cử đại biểu HĐND cấp xã"), ""},
	{"TBC", _("Tổ bầu cử"), ""},
	{"TBC_ARMED", _("Tổ bầu cử của đơn vị vũ trang nhân dân"), ""},
	{"TBC_MIXED", _("Tổ bầu cử chung với đơn vị vũ trang nhân dân"), ""},
	{"STEERING", _("Ban Chỉ đạo bầu cử"), ""},
	{"SUBCOMMITTEE", _("Tiểu ban"), ""},
	{"HELP_TEAM", _("Tổ giúp việc"), ""},
	{"HELP_GROUP", _("Nhóm của Tổ giúp việc"), ""},
	{"B_UBBC", _("Ủy ban bầu cử bổ sung"), ""},
	{"B_BBC", _("Ban bầu cử bổ sung"), ""},
	{"B_TBC", _("Tổ bầu cử bổ sung"), ""},
	{0},
};

const struct choice body_states[] = {{"planned", _("dự kiến"), "wait"},
				     {"decided", _("đã thành lập"), "done"},
				     {"reported", _("đã gửi danh sách"), "done"},
				     {0}};

const struct body_kind *body_kind_of(struct str code)
{
	const struct body_kind *k = body_kinds;
	while (k->code && !str_eq_c(code, k->code))
		k++;
	INVARIANT(k->code, "a body of unknown kind was stored");
	return k;
}

/* "5" is said with its word, a name by itself: "Tổ bầu cử số 5", "Tiểu ban Tuyên truyền". */
struct str body_name(struct arena *a, const struct body_kind *kind, struct str place, struct str unit)
{
	bool digit = place.n && place.p[0] >= '0' && place.p[0] <= '9';
	struct str label = place.n ? arena_printf(a, " %s%s%.*s", digit ? kind->number : "", digit ? " " : "", STR_ARG(place))
				   : (struct str){0};
	if (kind->council)
		return arena_printf(a, "%s %.*s%.*s", kind->council, STR_ARG(unit), STR_ARG(label));
	return arena_printf(a, "%s%.*s%s%.*s", kind->title, STR_ARG(label), label.n ? ", " : " ", STR_ARG(unit));
}

const struct law_body *body_law(const struct law *law, struct str kind) { return law_body_find(law, kind); }

enum body_state body_state(const struct row *body)
{
	return row_day(body, "decision_day") == DAY_NONE ? BODY_PLANNED
	       : row_day(body, "sent_day") == DAY_NONE   ? BODY_DECIDED
							 : BODY_REPORTED;
}

static const struct field committee_fields[] = {
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_REQUIRED,
	 .references = "election"},
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED,
	 .references = "unit"},
	{BODY_KIND, .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED},
	{BODY_PLACE},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Tên tổ chức"),
	 .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED | FIELD_SEARCHED,
	 .absent = _("Ủy ban bầu cử")},
	{BODY_PARENT, .flags = FIELD_INDEXED},
	{BODY_NUMBER,
	 .flags = FIELD_LISTED | FIELD_SEARCHED,
	 .hint = _("Ví dụ 152/QĐ-UBND. Mới dự kiến, chưa có quyết định thì để trống cả số, ngày, người ký.")},
	{BODY_DAY, .flags = FIELD_LISTED | FIELD_INDEXED},
	{BODY_SIGNER, .flags = FIELD_LISTED | FIELD_SEARCHED},
	{.name = "members",
	 .kind = FIELD_INT,
	 .label = _("Số thành viên"),
	 .flags = FIELD_LISTED,
	 .max = 1000,
	 .hint = _("Ủy ban bầu cử ở xã: từ 9 đến 17 người (Điều 22 khoản 2 Luật Bầu cử). Có danh sách thành viên thì "
		   "theo danh sách.")},
	{BODY_AGREED},
	{BODY_SENT, .flags = FIELD_LISTED},
	{BODY_UNSENT},
	{.name = "decision_file", .kind = FIELD_FILE, .label = _("Bản quét quyết định"), .flags = FIELD_SET},
	{BODY_AGREEMENT},
	{BODY_RULES},
	{BODY_CHARGE},
	{.name = "constituency",
	 .kind = FIELD_REF,
	 .label = _("Đơn vị bầu cử"),
	 .flags = FIELD_SET | FIELD_INDEXED,
	 .references = "constituency"},
	{.name = "polling_area",
	 .kind = FIELD_REF,
	 .label = _("Khu vực bỏ phiếu"),
	 .flags = FIELD_SET | FIELD_INDEXED,
	 .references = "polling_area"},
	/* The first decision, once another one has taken its place: in time is what was set up in time. */
	{.name = "founded_number", .kind = FIELD_TEXT, .label = _("Quyết định thành lập trước khi kiện toàn"), .flags = FIELD_SET},
	{.name = "founded_day", .kind = FIELD_DAY, .label = _("Ngày thành lập trước khi kiện toàn"), .flags = FIELD_SET},
	{BODY_EXPLANATION},
};
static const struct index committee_indexes[] = {{"election, unit, kind, place", true}};

/* ---- what is said of the unit and the kind ---- */

/* With number or name, or without, as the kind has it. */
static void check_label(struct record_check *k, const struct body_kind *kind)
{
	bool labelled = check_value(k, "place")->s.n > 0;
	if (kind->label == BODY_NUMBERED && !labelled)
		verb_wrong(k->call, "place", _("Một đơn vị có nhiều «%s»: ghi số hoặc tên."), kind->title);
	else if (kind->label == BODY_ONE && labelled)
		verb_wrong(k->call, "place", _("Mỗi đơn vị chỉ có một «%s»: để trống «Số hoặc tên»."), kind->title);
}

static int check_kind(struct record_check *k, const struct body_kind *kind, const struct row *unit, struct err *err)
{
	struct verb_call *c = k->call;
	bool communal = unit_kind_is_communal(unit_kind_of_key(row_str(unit, "kind")));
	bool province = unit->id == c->site->root;
	if (kind->levels == BODY_OF_COMMUNE && !communal)
		verb_wrong(c, "unit", _("«%s» là tổ chức của cấp xã: chọn một xã, phường hoặc đặc khu."), kind->title);
	else if (kind->levels == BODY_OF_PROVINCE && !province)
		verb_wrong(c, "unit", _("«%s» là tổ chức của cấp tỉnh: chọn tỉnh."), kind->title);
	check_label(k, kind);
	if (k->edit->old && !k->fresh) {
		int at = record_field(&committee_record, "kind");
		int64_t listed = 0;
		int r = value_eq(&k->edit->old[at], check_value(k, "kind"))
				? 0
				: db_get_int(c->db, &members_of_body, VALUES(v_int(k->edit->id)), 0, &listed, err);
		if (r < 0)
			return r;
		if (listed)
			verb_wrong(
				c, "kind",
				_("Tổ chức này đã có danh sách thành viên nên không đổi loại; hãy ghi tổ chức mới."));
	}
	return 0;
}

static int check_parent(struct record_check *k, struct err *err)
{
	struct row parent = {0};
	bool group = str_eq_c(check_value(k, "kind")->s, "HELP_GROUP");
	int r = check_blank(k, "parent") ? 0
					 : row_load(k->call->db, k->call->arena, &committee_record,
						    check_value(k, "parent")->i, &parent, err);
	if (r < 0)
		return r;
	if (group && (!r || !row_is(&parent, "kind", "HELP_TEAM")))
		verb_wrong(k->call, "parent", _("Nhóm thuộc một Tổ giúp việc: chọn Tổ giúp việc ấy."));
	else if (r && (parent.id == k->edit->id || row_int(&parent, "unit") != check_value(k, "unit")->i))
		verb_wrong(k->call, "parent", _("«Thuộc tổ chức»: chọn một tổ chức khác của cùng đơn vị."));
	return 0;
}

/* ---- what is said of the decision ---- */

/* Unusual, not forbidden: goes through once somebody has explained it. */
static void ask(struct record_check *k, const char *field, struct str question)
{
	if (!check_value(k, "explanation")->s.n)
		verb_wrong(k->call, field, _("%.*s Nếu đúng như vậy, hãy ghi lý do vào «Giải trình»."),
			   STR_ARG(question));
}

/* Before the election was announced nobody could know of it (Art. 5); asked, since no article forbids the date. */
static int check_announced(struct record_check *k, day_t decided, struct err *err)
{
	int64_t announced;
	struct verb_call *c = k->call;
	int r = db_get_int(c->db, &step_reached, VALUES(*check_value(k, "election"), v_c("B_ANNOUNCE"), v_c("ANNOUNCE_DAY")), 0,
			   &announced, err);
	if (r == 0 && announced && decided < announced)
		ask(k, "decision_day",
		    arena_printf(
			    c->arena,
			    _("Quyết định đề ngày %.*s, trước ngày công bố ngày bầu cử %.*s (Điều 5 Luật Bầu cử)."),
			    STR_ARG(date_vn(c->arena, decided)), STR_ARG(date_vn(c->arena, (day_t)announced))));
	return r;
}

static void check_size(struct record_check *k, const struct law_body *law)
{
	struct err size = ERR_INIT;
	if (check_blank(k, "members"))
		verb_wrong(k->call, "members", _("Chưa nhập «Số thành viên»."));
	else if (law && body_size_ok(law, check_value(k, "members")->i, &size) < 0)
		verb_wrong(k->call, "members", "%s", size.text);
}

static int check_decision(struct record_check *k, const struct row *election, const struct law_body *law,
			  struct err *err)
{
	struct verb_call *c = k->call;
	static const char *const parts[] = {"decision_number", "decision_day", "signer"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (check_blank(k, parts[i]))
			verb_wrong(c, parts[i], _("Chưa nhập «%s»: quyết định cần đủ số, ngày và người ký."),
				   committee_fields[record_field(&committee_record, parts[i])].label);
	check_size(k, law);
	if (check_blank(k, "decision_day"))
		return 0;
	day_t decided = (day_t)check_value(k, "decision_day")->i;
	if (election && decided < row_day(election, "day") - 365)
		verb_wrong(c, "decision_day",
			   _("«Ngày quyết định» trước ngày bầu cử hơn một năm; hãy kiểm tra lại năm."));
	if (decided > c->today)
		verb_wrong(c, "decision_day", _("«Ngày quyết định» ở sau ngày hôm nay."));
	if (!check_blank(k, "sent_day") && check_value(k, "sent_day")->i < decided)
		verb_wrong(c, "sent_day", _("«Ngày gửi danh sách» ở trước ngày quyết định."));
	if (!check_blank(k, "sent_day") && check_value(k, "sent_day")->i > c->today)
		verb_wrong(c, "sent_day", _("«Ngày gửi danh sách» ở sau ngày hôm nay."));
	return check_announced(k, decided, err);
}

/* The bodies of a by-election stand where it is held: of the Assembly's and of the province's council in the province, of a
 * commune's council in that commune; teams in the communes (Art. 90). */
static bool held_here(const struct site *site, const struct row *election, const struct body_kind *kind, int64_t unit)
{
	bool team = kind->place == BODY_AREA;
	if (election_kind_of(election) == ELECTION_BY_COMMUNE)
		return unit == row_int(election, "unit");
	return election_kind_of(election) == ELECTION_GENERAL || team == (unit != site->root);
}

bool body_may_be(const struct site *site, const struct row *election, const struct body_kind *kind, int64_t unit, bool communal)
{
	const struct law_body *law = body_law(site->law, str_from_c(kind->code));
	unsigned level = communal ? BODY_OF_COMMUNE : unit == site->root ? BODY_OF_PROVINCE : 0;
	if (kind->levels != BOTH && !(kind->levels & level))
		return false;
	return !law || ((law->kinds & 1u << election_kind_of(election)) && held_here(site, election, kind, unit));
}

const char *body_committee_of_commune(const struct row *election)
{
	static const char *const kinds[] = {[ELECTION_GENERAL] = "UBBC_COMMUNE", [ELECTION_BY_COMMUNE] = "B_UBBC"};
	enum election_kind kind = election_kind_of(election);
	return kind < ARRAY_LEN(kinds) ? kinds[kind] : NULL;
}

static void check_election(struct record_check *k, const struct row *election, const struct body_kind *kind,
			   const struct law_body *law)
{
	if (law && !(law->kinds & (1u << election_kind_of(election))))
		verb_wrong(k->call, "election",
			   _("Cuộc bầu cử này không thành lập «%s» (%.*s); chọn cuộc bầu cử khác hoặc loại khác."),
			   kind->title, STR_ARG(law->rule.basis));
	else if (law && !held_here(k->call->site, election, kind, check_value(k, "unit")->i))
		verb_wrong(k->call, "unit", _("Cuộc bầu cử bổ sung này không thành lập «%s» ở đây (%.*s)."), kind->title,
			   STR_ARG(law->rule.basis));
}

/* ---- where it is ---- */

/* A unit of the armed forces with an area of its own has a team of its own, of other size; no other area has (Art. 25(1)). */
static int check_army(struct record_check *k, const struct body_kind *kind, const struct law_body *law, struct err *err)
{
	int64_t army = 0;
	bool own = strcmp(kind->code, "TBC_ARMED") == 0;
	if (kind->place != BODY_AREA || check_blank(k, "polling_area") || !law || !(law->kinds & 1u << ELECTION_GENERAL))
		return 0;
	int r = db_get_int(k->call->db, &body_area_army, VALUES(*check_value(k, "polling_area")), 0, &army, err);
	if (r == 0 && own != (army == 1))
		verb_wrong(k->call, "place",
			   own ? _("Khu vực bỏ phiếu số %.*s không phải khu vực riêng của đơn vị vũ trang nhân dân (%.*s): chọn loại Tổ bầu cử "
				   "khác, hoặc sửa loại khu vực.")
			       : _("Khu vực bỏ phiếu số %.*s là khu vực riêng của đơn vị vũ trang nhân dân (%.*s): chọn loại Tổ bầu cử của đơn "
				   "vị vũ trang, hoặc sửa loại khu vực."),
			   STR_ARG(check_value(k, "place")->s), STR_ARG(law->rule.basis));
	return r;
}

/* The place by its number; where the unit has such places and none of that number, it is asked. */
static int find_place(struct record_check *k, const struct body_kind *kind, struct err *err)
{
	bool unknown;
	int r = body_find_place(k, kind, &unknown, err);
	if (r == 0 && unknown)
		ask(k, "place",
		    arena_printf(k->call->arena, _("Danh sách của đơn vị chưa có %s số %.*s."),
				 kind->place == BODY_AREA ? _("khu vực bỏ phiếu") : _("đơn vị bầu cử"),
				 STR_ARG(check_value(k, "place")->s)));
	return r;
}

static bool is_decided(const struct record_check *k)
{
	return !check_blank(k, "decision_number") || !check_blank(k, "decision_day") || !check_blank(k, "signer") ||
	       !check_blank(k, "sent_day");
}

static int committee_check(struct record_check *k, struct err *err)
{
	struct verb_call *c = k->call;
	struct row election, unit;
	const struct body_kind *kind = body_kind_of(check_value(k, "kind")->s);
	const struct law_body *law = body_law(c->site->law, check_value(k, "kind")->s);
	int held = row_load(c->db, c->arena, &election_record, check_value(k, "election")->i, &election, err);
	int r = held < 0 ? held : row_load(c->db, c->arena, &unit_record, check_value(k, "unit")->i, &unit, err);
	if (r <= 0)
		return r < 0 ? r : verb_failed(c, err); /* what is missing is named already */
	edit_set(k->edit, "name",
		 v_text(body_name(c->arena, kind, check_value(k, "place")->s,
				  unit_name_in_sentence(c->arena, unit_kind_of_key(row_str(&unit, "kind")),
							row_str(&unit, "name")))));
	if (held)
		check_election(k, &election, kind, law);
	r = check_kind(k, kind, &unit, err);
	if (r == 0)
		r = check_parent(k, err);
	if (r == 0)
		r = find_place(k, kind, err);
	if (r == 0)
		r = check_army(k, kind, law, err);
	if (r == 0 && is_decided(k))
		r = check_decision(k, held ? &election : NULL, law, err);
	if (r < 0 || c->result->error_count)
		return r < 0 ? r : verb_failed(c, err);
	if (is_decided(k))
		r = seals_needed(k, kind, err);
	return r < 0 ? r : body_task_follow(k, kind, is_decided(k), err);
}

static int committee_unmake(struct record_check *k, struct err *err)
{
	return body_task_unmade(k, body_kind_of(check_value(k, "kind")->s), err);
}

const struct record committee_record = {
	.name = "committee",
	.title = _("Tổ chức phụ trách bầu cử"),
	.many = _("Tổ chức phụ trách bầu cử"),
	.empty = _("Chưa ghi tổ chức nào. Công chức xã ghi quyết định thành lập Ủy ban bầu cử tại đây."),
	.fields = committee_fields,
	.field_count = ARRAY_LEN(committee_fields),
	.scope = "unit",
	.heading = "name",
	.sort = "-decision_day",
	.indexes = committee_indexes,
	.index_count = ARRAY_LEN(committee_indexes),
	.files = true,
	.check = committee_check,
	.unmake = committee_unmake,
};
