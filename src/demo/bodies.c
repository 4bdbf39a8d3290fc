/*
 * Who runs the election: committees with their members, entered by the communes' own officers – complete, not sent, not
 * agreed, without their list, not yet –, seals on their way, polling places surveyed, officials freed; the province's
 * own bodies. One commune, the one with polling areas, is further: it has its boards, and all teams but the last.
 */
#include <string.h>

#include "app/app.h"
#include "demo/int.h"
#include "election/election.h"
#include "election/statements.h"
#include "record/attach.h"
#include "text/text.h"

#define NAMES_MOST 240

enum care { CARE_WHOLE, CARE_NOT_SENT, CARE_NOT_AGREED, CARE_NO_LIST };

/* What becomes of one commune. */
struct commune_plan {
	day_t committee, survey;
	enum care care;
	bool renewed, frees, seals;
	bool ahead; /* has constituencies and polling areas, and goes on from there */
	int64_t id; /* of the committee, once it is there */
	day_t decided;
	struct str names[NAMES_MOST]; /* in its lists, so that nobody is there twice */
	size_t name_n;
};

struct all_plans {
	struct commune_plan *communes; /* one for each clerk */
	int64_t team, steering;	       /* the province's help team and steering committee */
};

#define ARGS_MOST 220

struct form {
	struct demo *d;
	struct verb_arg args[ARGS_MOST];
	size_t n;
};

static void put(struct form *f, const char *name, struct str value)
{
	INVARIANT(f->n < ARGS_MOST, "a form of the rehearsal with too many fields");
	f->args[f->n++] = (struct verb_arg){str_from_c(name), value};
}

static void put_line(struct form *f, int line, struct str name, const char *position, const char *role)
{
	struct arena *a = f->d->a;
	put(f, arena_c(a, arena_printf(a, "name_%d", line)), name);
	put(f, arena_c(a, arena_printf(a, "position_%d", line)), str_from_c(position));
	put(f, arena_c(a, arena_printf(a, "role_%d", line)), str_from_c(role));
}

static int send(struct form *f, const struct actor *actor, const struct verb *verb, int64_t *ret_id, struct err *err)
{
	return demo_act(f->d, actor, verb, ret_id, f->args, f->n, err);
}

static struct str words(struct demo *d, const char *text) { return arena_dup(d->a, str_from_c(text)); }

/* ---- a commune's committee ---- */

static const struct {
	const char *position, *role;
} seats[] = {
	{_("Chủ tịch UBND"), "head"},
	{_("Phó Chủ tịch HĐND"), "deputy"},
	{_("Chủ tịch Ủy ban MTTQ Việt Nam"), "deputy"},
	{_("Công chức Phòng Văn hóa – Xã hội"), "secretary"},
	{_("Trưởng Phòng Văn hóa – Xã hội"), "member"},
	{_("Chánh Văn phòng HĐND và UBND"), "member"},
	{_("Trưởng Công an"), "member"},
	{_("Chỉ huy trưởng Ban Chỉ huy Quân sự"), "member"},
	{_("Chủ tịch Hội Liên hiệp Phụ nữ"), "member"},
	{_("Bí thư Đoàn Thanh niên"), "member"},
	{_("Chủ tịch Hội Nông dân"), "member"},
	{_("Chủ tịch Hội Cựu chiến binh"), "member"},
	{_("Trưởng Phòng Kinh tế"), "member"},
	{_("Giám đốc Trung tâm Phục vụ hành chính công"), "member"},
	{_("Trưởng trạm Y tế"), "member"},
};

static bool is_taken(struct demo *d, const struct commune_plan *p, struct str name)
{
	for (size_t i = 0; i < p->name_n; i++)
		if (str_eq(text_name_key(d->a, p->names[i]), text_name_key(d->a, name)))
			return true;
	return false;
}

/* Nobody of that name in the commune yet. */
static struct str another_name(struct demo *d, struct story *s, struct commune_plan *p)
{
	struct str name = demo_any_name(d, &s->chance);
	while (is_taken(d, p, name))
		name = demo_any_name(d, &s->chance);
	INVARIANT(p->name_n < ARRAY_LEN(p->names), "a list of the rehearsal with too many people");
	return p->names[p->name_n++] = name;
}

/* Chair and officer are in the register already and are found there by their names. */
static void list_of(struct form *f, struct story *s, const struct clerk *k, struct commune_plan *p, size_t members)
{
	p->name_n = 0;
	p->names[p->name_n++] = k->leader.name;
	p->names[p->name_n++] = k->officer.name;
	for (size_t i = 0; i < members; i++)
		put_line(f, (int)i + 1,
			 i == 0   ? k->leader.name
			 : i == 3 ? k->officer.name
				  : another_name(f->d, s, p),
			 seats[i].position, seats[i].role);
}

static void decision_of(struct form *f, struct story *s, const struct clerk *k, const struct commune_plan *p)
{
	struct demo *d = f->d;
	struct str today = demo_today_iso(d);
	put(f, "election", demo_number(d, d->election));
	put(f, "unit", demo_number(d, k->unit));
	put(f, "decision_number",
	    arena_printf(d->a, _("%lld/QĐ-UBND"), (long long)(100 + seeded_below(&s->chance, 400))));
	put(f, "decision_day", today);
	put(f, "signer", k->leader.name);
	put(f, "agreed", p->care == CARE_NOT_AGREED ? STR("0") : STR("1"));
	if (p->care != CARE_NOT_SENT)
		put(f, "sent_day", today);
}

/* Instead of a scan: the words of the decision. */
static int attach_decision(struct demo *d, const struct clerk *k, int64_t committee, struct err *err)
{
	struct verb_result result;
	struct attaching what = {
		.record = &committee_record,
		.id = committee,
		.field = STR("decision_file"),
		.name = str_from_c(_("Quyết định thành lập Ủy ban bầu cử.txt")),
		.bytes = arena_printf(d->a, _("BẢN DIỄN TẬP, KHÔNG CÓ GIÁ TRỊ\nQuyết định ngày %.*s\n"),
				      STR_ARG(date_vn(d->a, site_today(d->site)))),
	};
	return record_attach(d->site, &k->officer, &what, &result, err);
}

static int set_up(struct demo *d, struct story *s, const struct clerk *k, struct commune_plan *p, struct err *err)
{
	struct form f = {.d = d};
	size_t members = 9 + (size_t)seeded_below(&s->chance, ARRAY_LEN(seats) - 8);
	decision_of(&f, s, k, p);
	if (p->care == CARE_NO_LIST)
		put(&f, "members", demo_number(d, (int64_t)members));
	else
		list_of(&f, s, k, p, members);
	int r = send(&f, &k->officer, p->care == CARE_NO_LIST ? app_verb(STR("committee.save")) : &committee_enter,
		     &p->id, err);
	p->decided = site_today(d->site);
	return r < 0 ? r : attach_decision(d, k, p->id, err);
}

/* Kiện toàn: somebody moved away, somebody else comes. */
static int renew(struct demo *d, struct story *s, const struct clerk *k, struct commune_plan *p, struct err *err)
{
	struct form f = {.d = d};
	struct member_item *m;
	size_t n;
	int r = body_members(d->db, d->a, p->id, false, &m, &n, err);
	if (r < 0)
		return r;
	put(&f, "id", demo_number(d, p->id));
	decision_of(&f, s, k, p);
	for (size_t i = 0; i < n; i++)
		put_line(&f, (int)i + 1, i + 1 == n ? another_name(d, s, p) : m[i].name, arena_c(d->a, m[i].position),
			 arena_c(d->a, m[i].role));
	return send(&f, &k->officer, &committee_enter, NULL, err);
}

/* ---- its seal, its people, its places ---- */

static struct str paper(struct demo *d, struct story *s)
{
	return arena_printf(d->a, _("%lld/UBBC diễn tập"), (long long)(10 + seeded_below(&s->chance, 80)));
}

/* One step of a seal, with its day and paper. */
static int seal_step(struct demo *d, struct story *s, const struct clerk *k, int64_t seal, const char *verb, const char *step,
		     day_t day, struct err *err)
{
	struct form f = {.d = d};
	put(&f, "id", demo_number(d, seal));
	put(&f, arena_c(d->a, arena_printf(d->a, "%s_day", step)), date_iso(d->a, day));
	put(&f, arena_c(d->a, arena_printf(d->a, "%s_document", step)), paper(d, s));
	return send(&f, &k->officer, app_verb(arena_printf(d->a, "seal.%s", verb)), NULL, err);
}

static const struct {
	const char *verb, *step;
	bool kept, stamp; /* also of a seal that is used again; of a stamp */
} seal_steps[] = {
	{"request", "requested", true, true}, {"engrave", "engraved", false, true}, {"register", "registered", false, false},
	{"issue", "issued", true, true},      {"use", "used", true, true},
};

/* The first `most` steps of one seal, day after day. */
static int move_seal(struct demo *d, struct story *s, const struct clerk *k, int64_t seal, const char *source, size_t most,
		     day_t day, struct err *err)
{
	struct row row;
	struct form f = {.d = d};
	int r = row_load(d->db, d->a, &seal_record, seal, &row, err);
	if (r <= 0)
		return r;
	bool stamp = row_is(&row, "what", "voted"), kept = strcmp(source, "kept") == 0;
	put(&f, "id", demo_number(d, seal));
	put(&f, "committee", demo_number(d, row_int(&row, "committee")));
	put(&f, "what", row_str(&row, "what"));
	put(&f, "source", str_from_c(source));
	put(&f, "keeper", k->officer.name);
	r = send(&f, &k->officer, app_verb(STR("seal.save")), NULL, err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(seal_steps) && most && day <= site_today(d->site); i++) {
		if ((kept && !seal_steps[i].kept) || (stamp && !seal_steps[i].stamp))
			continue;
		r = seal_step(d, s, k, seal, seal_steps[i].verb, seal_steps[i].step, day++, err);
		most--;
	}
	return r;
}

static int ask_seal(struct demo *d, struct story *s, const struct clerk *k, const struct commune_plan *p,
		    struct err *err)
{
	static const char *const sources[] = {"new", "new", "new", "recut", "recut", "kept"};
	int64_t seal = 0;
	const char *source = sources[seeded_below(&s->chance, ARRAY_LEN(sources))];
	int r = db_get_int(d->db, &seal_of_body, VALUES(v_int(p->id), v_c("seal")), 0, &seal, err);
	return r < 0 || !seal ? r
			      : move_seal(d, s, k, seal, source, 1 + (size_t)seeded_below(&s->chance, ARRAY_LEN(seal_steps)),
					  p->decided + 1, err);
}

/* One row of the notice that frees somebody: `done` when it is handed over already. */
static int free_one(struct demo *d, const struct actor *by, int64_t unit, int64_t person, int64_t successor, const char *work,
		    const char *document, const char *due, bool done, struct err *err)
{
	struct form f = {.d = d};
	int64_t id = 0;
	put(&f, "unit", demo_number(d, unit));
	put(&f, "person", demo_number(d, person));
	put(&f, "successor", demo_number(d, successor));
	put(&f, "work", words(d, work));
	put(&f, "document", words(d, document));
	put(&f, "due", str_from_c(due));
	int r = send(&f, by, app_verb(STR("handover.save")), &id, err);
	if (r < 0 || !done)
		return r;
	struct form g = {.d = d};
	put(&g, "id", demo_number(d, id));
	put(&g, "done_day", demo_today_iso(d));
	put(&g, "done_document", words(d, _("Biên bản bàn giao diễn tập")));
	return send(&g, by, app_verb(STR("handover.finish")), NULL, err);
}

static int free_official(struct demo *d, struct story *s, const struct clerk *k, const struct commune_plan *p, bool done,
			 struct err *err)
{
	static const char *const works[] = {_("Công tác lao động, người có công"), _("Cải cách hành chính, một cửa"),
					    _("Thi đua, khen thưởng"), _("Văn thư, lưu trữ")};
	struct member_item *m;
	size_t n;
	int r = body_members(d->db, d->a, p->id, false, &m, &n, err);
	return r < 0 || n < 6 ? r
			      : free_one(d, &k->officer, k->unit, m[4].person, m[5].person,
					 works[seeded_below(&s->chance, ARRAY_LEN(works))],
					 _("Thông báo diễn tập số 03/TB-DT ngày 10/11/2025"), "14/11/2025", done, err);
}

/* Officials of the help team, as the department's notice of 14/11 frees them: until before 20/11. */
static int free_help_team(struct demo *d, int64_t team, int64_t steering, struct err *err)
{
	static const char *const works[] = {_("Tuyển dụng, sử dụng công chức, viên chức"), _("Tổ chức bộ máy, biên chế"),
					    _("Thi đua, khen thưởng")};
	struct member_item *m, *to;
	size_t n, to_n;
	int r = body_members(d->db, d->a, team, false, &m, &n, err);
	if (r == 0)
		r = body_members(d->db, d->a, steering, false, &to, &to_n, err);
	INVARIANT(r < 0 || (n > 6 && to_n > 6), "too few people to free anybody");
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(works); i++)
		r = free_one(d, &d->specialist, d->site->root, m[4 + i].person, to[i < 2 ? 4 : 5].person, works[i],
			     _("Thông báo diễn tập số 04/TB-DT ngày 14/11/2025"), "19/11/2025", i == 0, err);
	return r;
}

static int survey(struct demo *d, struct story *s, const struct clerk *k, bool ahead, struct err *err)
{
	size_t places = ahead ? 4 : 2 + (size_t)seeded_below(&s->chance, 2);
	int r = 0;
	for (size_t i = 1; r == 0 && i <= places; i++) {
		struct form f = {.d = d};
		uint64_t lack = seeded_below(&s->chance, 12);
		put(&f, "unit", demo_number(d, k->unit));
		put(&f, "number", demo_number(d, (int64_t)i));
		put(&f, "name", arena_printf(d->a, _("Nhà văn hóa thôn %zu"), i));
		put(&f, "room", STR("1"));
		put(&f, "boxes", lack == 0 ? STR("0") : STR("1"));
		put(&f, "spare_boxes", STR("1"));
		put(&f, "power", STR("1"));
		put(&f, "signal", lack == 1 || lack == 2 ? STR("0") : STR("1"));
		put(&f, "disabled", lack == 3 ? STR("0") : lack == 4 ? STR("?") : STR("1"));
		put(&f, "surveyed_day", demo_today_iso(d));
		if (lack < 4)
			put(&f, "by_day", STR("31/01/2026"));
		r = send(&f, &k->officer, app_verb(STR("facility.save")), NULL, err);
	}
	return r;
}

/* ---- the commune that is ahead ---- */

/* Numbers of constituencies without a board, of areas without a team. */
static int without(struct demo *d, const struct clerk *k, const struct stmt *stmt, int64_t numbers[40], size_t *ret_n,
		   struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	size_t n = 0;
	int r = db_query(d->db, stmt, VALUES(v_int(d->election), v_int(k->unit)), &q, err);
	while (r == 0 && n < 40 && (r = query_next(q, err)) > 0) {
		numbers[n++] = query_int(q, 0);
		r = 0;
	}
	*ret_n = n;
	return r < 0 ? r : 0;
}

static int of_place(struct demo *d, struct story *s, const struct clerk *k, struct commune_plan *p, const char *kind,
		    int64_t number, struct err *err)
{
	struct form f = {.d = d};
	bool team = strcmp(kind, "TBC") == 0;
	size_t members = team ? 11 : 9;
	decision_of(&f, s, k, p);
	put(&f, "kind", str_from_c(kind));
	put(&f, "place", demo_number(d, number));
	for (size_t i = 0; i < members; i++) {
		put_line(&f, (int)i + 1, another_name(d, s, p), seats[(size_t)(number + (int64_t)i) % ARRAY_LEN(seats)].position,
			 i == 0              ? "head"
			 : i == 1 && !team   ? "deputy"
			 : i == (team ? 1 : 2) ? "secretary"
					     : "member");
	}
	return send(&f, &k->officer, &committee_enter, NULL, err);
}

/* `but`: how many are left for another day. */
static int all_places(struct demo *d, struct story *s, const struct clerk *k, struct commune_plan *p, const char *kind,
		      const struct stmt *stmt, size_t but, struct err *err)
{
	int64_t numbers[40];
	size_t n;
	int r = without(d, k, stmt, numbers, &n, err);
	for (size_t i = 0; r == 0 && i + but < n; i++)
		r = of_place(d, s, k, p, kind, numbers[i], err);
	return r;
}

/* Asked for and engraved; the paper of the police is still missing. */
static int order_seals(struct demo *d, struct story *s, const struct clerk *k, struct err *err)
{
	int64_t seals[80];
	size_t n = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(d->db, &lacking_seals, VALUES(v_int(d->election), v_int(k->unit)), &q, err);
	while (r == 0 && n < ARRAY_LEN(seals) && (r = query_next(q, err)) > 0) {
		if (str_eq_c(query_str(q, 3), "needed"))
			seals[n++] = query_int(q, 0);
		r = 0;
	}
	for (size_t i = 0; r >= 0 && i < n; i++)
		r = move_seal(d, s, k, seals[i], "new", 2, site_today(d->site) - 1, err);
	return r < 0 ? r : 0;
}

static int go_on(struct demo *d, struct story *s, const struct clerk *k, struct commune_plan *p, day_t day, struct err *err)
{
	if (day == d->opened + 23)
		return all_places(d, s, k, p, "BBC_COMMUNE", &lacking_boards, 0, err);
	if (day == d->opened + 25)
		return all_places(d, s, k, p, "TBC", &lacking_teams, 1, err);
	return day == d->opened + 27 ? order_seals(d, s, k, err) : 0;
}

/* ---- the province ---- */

static int province_body(struct demo *d, struct story *s, const char *kind, const char *place, int64_t parent,
			 size_t members, int64_t *ret_id, struct err *err)
{
	struct form f = {.d = d};
	struct commune_plan people = {0};
	put(&f, "election", demo_number(d, d->election));
	put(&f, "unit", demo_number(d, d->site->root));
	put(&f, "kind", str_from_c(kind));
	put(&f, "place", str_from_c(place));
	if (parent)
		put(&f, "parent", demo_number(d, parent));
	put(&f, "decision_number",
	    arena_printf(d->a, _("%lld/QĐ-UBND"), (long long)(3000 + seeded_below(&s->chance, 900))));
	put(&f, "decision_day", demo_today_iso(d));
	put(&f, "signer", demo_any_name(d, &s->chance));
	put(&f, "agreed", STR("1"));
	put(&f, "sent_day", demo_today_iso(d));
	for (size_t i = 0; i < members; i++) {
		put_line(&f, (int)i + 1, another_name(d, s, &people),
			 arena_c(d->a, arena_printf(d->a, _("Đại diện cơ quan số %zu của tỉnh, %s (diễn tập)"), i + 1,
						body_kind_of(str_from_c(kind))->title)),
			 i == 0   ? "head"
			 : i < 3  ? "deputy"
			 : i == 3 ? "secretary"
				  : "member");
		put(&f, arena_c(d->a, arena_printf(d->a, "person_%zu", i + 1)), STR("moi"));
	}
	return send(&f, &d->specialist, &committee_enter, ret_id, err);
}

static int province_bodies(struct demo *d, struct story *s, struct all_plans *all, struct err *err)
{
	static const char *const groups[] = {_("Tổng hợp, báo cáo"), _("Tiểu sử, hồ sơ"), _("Khiếu nại, tố cáo"),
					     _("Tài chính, hậu cần"), _("In, phát hành tài liệu")};
	int64_t team = 0;
	int r = province_body(d, s, "UBBC_PROVINCE", "", 0, 25, NULL, err);
	if (r == 0)
		r = province_body(d, s, "STEERING", "", 0, 12, &all->steering, err);
	if (r == 0)
		r = province_body(d, s, "SUBCOMMITTEE", _("Tuyên truyền"), 0, 8, NULL, err);
	if (r == 0)
		r = province_body(d, s, "SUBCOMMITTEE", _("An ninh, trật tự"), 0, 8, NULL, err);
	if (r == 0)
		r = province_body(d, s, "HELP_TEAM", "", 0, 10, &team, err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(groups); i++)
		r = province_body(d, s, "HELP_GROUP", groups[i], team, 5, NULL, err);
	all->team = team;
	return r;
}

/* ---- day after day ---- */

static struct commune_plan plan_of(struct story *s, day_t opened)
{
	struct commune_plan p = {0};
	uint64_t kind = seeded_below(&s->chance, 100), care = seeded_below(&s->chance, 100);
	p.committee = opened +
		      (kind < 8 ? 36 + (day_t)seeded_below(&s->chance, 6) : 16 + (day_t)seeded_below(&s->chance, 20));
	p.survey = seeded_below(&s->chance, 3) ? DAY_NONE : opened + 20 + (day_t)seeded_below(&s->chance, 16);
	p.care = care < 70 ? CARE_WHOLE : care < 85 ? CARE_NOT_SENT : care < 92 ? CARE_NOT_AGREED : CARE_NO_LIST;
	p.renewed = p.care == CARE_WHOLE && seeded_below(&s->chance, 20) == 0;
	p.frees = p.care != CARE_NO_LIST && seeded_below(&s->chance, 4) == 0;
	p.seals = seeded_below(&s->chance, 2) == 0;
	return p;
}

static int begin(struct demo *d, struct story *s, struct err *err)
{
	struct all_plans *all = arena_new_of(d->a, struct all_plans);
	bool found = false; /* the same commune as that with polling areas (areas.c): the first that is no ward */
	(void)err;
	all->communes = arena_array_of(d->a, d->clerk_n, struct commune_plan);
	for (size_t i = 0; i < d->clerk_n; i++) {
		struct commune_plan *p = &all->communes[i];
		*p = plan_of(s, d->opened);
		if (found || d->communes[i].kind != UNIT_COMMUNE)
			continue;
		found = p->ahead = p->seals = p->frees = true;
		p->renewed = false;
		p->care = CARE_WHOLE;
		p->committee = d->opened + 17;
		p->survey = d->opened + 24;
	}
	s->state = all;
	return 0;
}

static int commune_day(struct demo *d, struct story *s, const struct clerk *k, struct commune_plan *p, day_t day,
		       struct err *err)
{
	int r = day == p->committee ? set_up(d, s, k, p, err) : 0;
	if (r == 0 && p->id && p->renewed && day == p->decided + 5)
		r = renew(d, s, k, p, err);
	if (r == 0 && p->id && p->seals && day == p->decided + 6)
		r = ask_seal(d, s, k, p, err);
	if (r == 0 && p->id && p->frees && day == p->decided + 2)
		r = free_official(d, s, k, p, seeded_below(&s->chance, 5) > 0, err);
	if (r == 0 && p->survey == day)
		r = survey(d, s, k, p->ahead, err);
	return r == 0 && p->ahead ? go_on(d, s, k, p, day, err) : r;
}

static int day_of(struct demo *d, struct story *s, day_t day, struct err *err)
{
	struct all_plans *all = s->state;
	int r = day == d->opened + 10 ? province_bodies(d, s, all, err) : 0;
	if (r == 0 && day == date_from_civil(2025, 11, 17))
		r = free_help_team(d, all->team, all->steering, err);
	for (size_t i = 0; r == 0 && i < d->clerk_n; i++)
		r = commune_day(d, s, &d->clerks[i], &all->communes[i], day, err);
	return r;
}

const struct demo_story demo_bodies_story = {"bodies", _("tổ chức phụ trách bầu cử, con dấu, khảo sát"), begin, day_of};
