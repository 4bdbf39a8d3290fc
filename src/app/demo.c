#include "app/demo.h"

#include <string.h>

#include "access/session.h"
#include "base/crypt.h"
#include "election/election.h"
#include "election/statements.h"
#include "record/attach.h"
#include "record/verbs.h"
#include "text/names.h"
#include "unit/records.h"
#include "unit/statements.h"
#include "work/statements.h"
#include "work/task.h"

#define SEED "noivu rehearsal 1"
#define PROVINCE "38"
#define MORNING (8 * 3600 * 1000LL)

/* Time and chance of the rehearsal. */
struct demo_world {
	struct world world;
	struct seeded chance;
	day_t today;
	int64_t now;
};

struct clerk { /* who acts for a commune */
	int64_t unit;
	struct actor officer, leader;
};

struct demo {
	struct arena *a;
	const struct app *app;
	struct site *site;
	struct db *db; /* a reader */
	struct demo_world *world;
	struct seeded chance;
	const struct names *names;
	void (*progress)(const char *what);
	char hash[PASSWORD_HASH_MAX];
	struct actor program, admin, director, specialist;
	struct clerk *clerks;
	size_t clerk_n;
	struct unit_item *communes;
	struct demo_login *logins;
	size_t login_n, login_cap;
	int64_t election, step_committee, step_areas;
	day_t last;
};

static int64_t demo_now(struct world *w)
{
	return ((struct demo_world *)w)->now += 1000;
}

static day_t demo_today(struct world *w)
{
	return ((struct demo_world *)w)->today;
}

static void demo_random(struct world *w, void *p, size_t n)
{
	seeded_bytes(&((struct demo_world *)w)->chance, p, n);
}

static void new_day(struct demo *d, day_t day)
{
	d->world->today = day;
	d->world->now = (int64_t)day * 86400000 - 7 * 3600 * 1000LL + MORNING;
}

/* ---- doing something as somebody ---- */

#define DO(d, actor, verb, id, ...) \
	act((d), (actor), (verb), (id), (const struct verb_arg[]){__VA_ARGS__}, \
	    sizeof((const struct verb_arg[]){__VA_ARGS__}) / sizeof(struct verb_arg), err)
#define ARG(name_, value_) {STR_INIT(name_), (value_)}

static int act(struct demo *d, const struct actor *actor, const struct verb *verb, int64_t *ret_id,
	       const struct verb_arg *args, size_t n, struct err *err)
{
	struct verb_result result;
	INVARIANT(verb, "the rehearsal uses a verb that is not there");
	int r = verb_run(d->site, actor, verb, &(struct verb_input){.args = args, .n = n}, &result, err);
	if (r == 0 && ret_id)
		*ret_id = result.id;
	return r;
}

static struct str number(struct demo *d, int64_t v) { return arena_printf(d->a, "%lld", (long long)v); }

static void say(struct demo *d, const char *what)
{
	if (d->progress)
		d->progress(what);
}

/* ---- people ---- */

struct role_here { const char *role; int64_t unit; };

static int person(struct demo *d, const struct actor *by, const char *login, struct str name, const char *position,
		  int64_t unit, const struct role_here *roles, size_t n, bool show, struct actor *ret, struct err *err)
{
	int64_t id = 0;
	struct str unit_text = number(d, unit);
	struct unit_item item = {0};
	int r = DO(d, by, app_verb(STR("person.save")), &id, ARG("name", name), ARG("position", str_from_c(position)),
		   ARG("unit", unit_text), ARG("login", str_from_c(login)), ARG("active", STR("1")));
	for (size_t i = 0; r == 0 && i < n; i++)
		r = DO(d, by, app_verb(STR("grants.save")), NULL, ARG("person", number(d, id)),
		       ARG("role", str_from_c(roles[i].role)), ARG("unit", number(d, roles[i].unit)),
		       ARG("from_day", date_iso(d->a, d->world->today)));
	if (r == 0)
		r = password_set_hash(d->site, id, d->hash, false, err);
	if (r == 0)
		r = access_actor(d->db, d->a, id, d->world->today, ret, err);
	if (r == 0 && show && (r = unit_get(d->db, d->a, unit, &item, err)) > 0) {
		d->logins = arena_grow(d->a, d->logins, d->login_n, &d->login_cap, sizeof(*d->logins));
		d->logins[d->login_n++] = (struct demo_login){str_from_c(arena_c(d->a, str_from_c(login))), name,
							      str_from_c(position), item.full};
		r = 0;
	}
	return r < 0 ? r : 0;
}

static struct str any_name(struct demo *d) { return names_make(d->a, d->names, &d->chance, names_any_sex(&d->chance)); }

static int province_people(struct demo *d, int64_t department, struct err *err)
{
	int64_t root = d->site->root;
	struct actor other;
	int r = person(d, &d->program, "quantri", any_name(d), _("Người vận hành hệ thống"), department,
	               (const struct role_here[]){{"admin", root}}, 1, true, &d->admin, err);
	if (r == 0)
		r = person(d, &d->admin, "giamdoc", any_name(d), _("Giám đốc Sở Nội vụ"), department,
		           (const struct role_here[]){{"leader", root}}, 1, true, &d->director, err);
	if (r == 0)
		r = person(d, &d->admin, "chuyenvien", any_name(d), _("Chuyên viên, Tổ giúp việc bầu cử"), department,
			   (const struct role_here[]){{"specialist", root}, {"officer", department}}, 2, true,
			   &d->specialist, err);
	if (r == 0)
		r = person(d, &d->admin, "mattran", any_name(d), _("Ban Thường trực Ủy ban MTTQ tỉnh"), root,
		           (const struct role_here[]){{"front", root}}, 1, true, &other, err);
	if (r == 0)
		r = person(d, &d->admin, "hdnd", any_name(d), _("Thường trực HĐND tỉnh"), root,
		           (const struct role_here[]){{"council", root}}, 1, true, &other, err);
	return r;
}

static int commune_people(struct demo *d, struct err *err)
{
	int r = 0;
	size_t n;
	r = unit_communes(d->db, d->a, d->site->root, &d->communes, &n, err);
	if (r < 0)
		return r;
	d->clerks = arena_array_of(d->a, n, struct clerk);
	d->clerk_n = n;
	for (size_t i = 0; r == 0 && i < n; i++) {
		int64_t unit = d->communes[i].id;
		char login[40];
		d->clerks[i].unit = unit;
		memcpy(login, "cb.", 4);
		memcpy(login + 3, d->communes[i].code.p, d->communes[i].code.n);
		login[3 + d->communes[i].code.n] = '\0';
		r = person(d, &d->admin, login, any_name(d), _("Công chức Phòng Văn hóa – Xã hội"), unit,
		           (const struct role_here[]){{"officer", unit}}, 1, i < 2, &d->clerks[i].officer, err);
		memcpy(login, "ct.", 3);
		if (r == 0)
			r = person(d, &d->admin, login, any_name(d), _("Chủ tịch UBND"), unit,
				   (const struct role_here[]){{"commune_leader", unit}}, 1, i == 0,
				   &d->clerks[i].leader, err);
	}
	return r;
}

/* ---- the election ---- */

static int step_id(struct demo *d, const char *rule, int64_t *ret, struct err *err)
{
	int r = db_get_int(d->db, &step_by_rule, VALUES(v_int(d->election), v_c(rule)), 0, ret, err);
	INVARIANT(r < 0 || *ret, "the calendar lacks a step the rehearsal needs");
	return r;
}

static int open_election(struct demo *d, struct err *err)
{
	int64_t announced = 0;
	int r = DO(d, &d->specialist, &election_open, &d->election,
		   ARG("name",
		       str_from_c(_("Bầu cử đại biểu Quốc hội khóa XVI và đại biểu HĐND các cấp nhiệm kỳ 2026–2031"))),
		   ARG("kind", STR("general")), ARG("day", STR("15/03/2026")),
		   ARG("document", str_from_c(_("Nghị quyết 199/2025/QH15"))));
	if (r == 0)
		r = step_id(d, "COMMUNE_UBBC", &d->step_committee, err);
	if (r == 0)
		r = step_id(d, "KVBP", &d->step_areas, err);
	if (r == 0)
		r = step_id(d, "ANNOUNCE_DAY", &announced, err);
	if (r == 0)
		r = DO(d, &d->specialist, &step_mark, NULL, ARG("id", number(d, announced)),
		       ARG("day", STR("21/05/2025")), ARG("note", str_from_c(_("Nghị quyết 199/2025/QH15"))));
	if (r == 0)
		r = DO(d, &d->specialist, &step_assign_all, NULL, ARG("id", number(d, d->election)));
	return r;
}

/* The stricter dates of the rehearsal's own directive. */
static int direct(struct demo *d, int64_t step, const char *day, const char *document, struct err *err)
{
	return DO(d, &d->specialist, &step_direct, NULL, ARG("id", number(d, step)), ARG("day", str_from_c(day)),
	          ARG("document", str_from_c(document)));
}

static int task_of(struct demo *d, int64_t step, int64_t unit, int64_t *ret, struct err *err)
{
	return db_get_int(d->db, &task_of_step, VALUES(v_int(step), v_int(unit)), 0, ret, err);
}

static int receive(struct demo *d, const struct clerk *k, int64_t step, struct err *err)
{
	int64_t task;
	int r = task_of(d, step, k->unit, &task, err);
	return r < 0 ? r : DO(d, &k->officer, &task_receive, NULL, ARG("id", number(d, task)));
}

static int report_areas(struct demo *d, const struct clerk *k, struct err *err)
{
	int64_t task, areas = 5 + (int64_t)seeded_below(&d->chance, 20);
	int r = task_of(d, d->step_areas, k->unit, &task, err);
	return r < 0 ? r
		     : DO(d, &k->officer, &task_report, NULL, ARG("id", number(d, task)),
			  ARG("note",
			      arena_printf(d->a, _("Đã dự kiến %lld khu vực bỏ phiếu (diễn tập)."), (long long)areas)));
}

/* Instead of a scan: the words of the decision. */
static int attach_decision(struct demo *d, const struct clerk *k, int64_t committee, struct str decision, struct err *err)
{
	struct verb_result result;
	struct attaching what = {
		.record = &committee_record,
		.id = committee,
		.field = STR("decision_file"),
		.name = str_from_c(_("Quyết định thành lập Ủy ban bầu cử.txt")),
		.bytes = arena_printf(d->a, _("BẢN DIỄN TẬP, KHÔNG CÓ GIÁ TRỊ\nQuyết định số %.*s ngày %.*s\n"), STR_ARG(decision),
				      STR_ARG(date_vn(d->a, d->world->today))),
	};
	return record_attach(d->site, &k->officer, &what, &result, err);
}

static int set_up_committee(struct demo *d, const struct clerk *k, struct err *err)
{
	struct str name = any_name(d), today = date_iso(d->a, d->world->today);
	struct str decision = arena_printf(d->a, _("%lld/QĐ-UBND"), (long long)(100 + seeded_below(&d->chance, 400)));
	int64_t id = 0;
	int r = DO(d, &k->officer, app_verb(STR("committee.save")), &id, ARG("election", number(d, d->election)),
		   ARG("unit", number(d, k->unit)), ARG("decision_number", decision), ARG("decision_day", today),
		   ARG("signer", name), ARG("members", number(d, 9 + (int64_t)seeded_below(&d->chance, 9))),
		   ARG("agreed", STR("1")), ARG("sent_day", today));
	return r < 0 ? r : attach_decision(d, k, id, decision, err);
}

/* When each commune receives, reports its polling areas and sets up its committee; some do it late. */
struct diary { day_t receive, areas, committee; };

static struct diary diary_of(struct demo *d, day_t opened)
{
	struct diary diary;
	uint64_t kind = seeded_below(&d->chance, 100);
	diary.receive = opened + 1 + (day_t)seeded_below(&d->chance, 6);
	diary.areas = opened + 9 + (day_t)seeded_below(&d->chance, 15);
	diary.committee = opened + 16 + (day_t)seeded_below(&d->chance, 20);
	if (kind < 12) /* these need to be chased */
		diary.areas = opened + 27 + (day_t)seeded_below(&d->chance, 12);
	if (kind >= 8 && kind < 14)
		diary.committee = opened + 36 + (day_t)seeded_below(&d->chance, 6);
	return diary;
}

static int commune_day(struct demo *d, const struct clerk *k, const struct diary *diary, day_t day, struct err *err)
{
	int r = 0;
	if (day == diary->receive) {
		r = receive(d, k, d->step_committee, err);
		if (r == 0)
			r = receive(d, k, d->step_areas, err);
	}
	if (r == 0 && day == diary->areas)
		r = report_areas(d, k, err);
	if (r == 0 && day == diary->committee)
		r = set_up_committee(d, k, err);
	return r;
}

static int days(struct demo *d, day_t opened, struct err *err)
{
	struct diary *diaries = arena_array_of(d->a, d->clerk_n, struct diary);
	int r = 0;
	for (size_t i = 0; i < d->clerk_n; i++)
		diaries[i] = diary_of(d, opened);
	for (day_t day = opened + 1; r == 0 && day <= d->last; day++) {
		new_day(d, day);
		if (day == opened + 3)
			r = direct(d, d->step_areas, "14/11/2025", _("Kế hoạch diễn tập số 01/KH-DT ngày 24/10/2025"),
				   err);
		if (r == 0 && day == opened + 24)
			r = direct(d, d->step_committee, "29/11/2025",
				   _("Thông báo diễn tập số 02/TB-DT ngày 14/11/2025: xong trước ngày 30/11/2025"),
				   err);
		for (size_t i = 0; r == 0 && i < d->clerk_n; i++)
			r = commune_day(d, &d->clerks[i], &diaries[i], day, err);
	}
	return r;
}

static int play(struct demo *d, day_t opened, struct err *err)
{
	int64_t department;
	int r = db_get_int(d->db, &unit_by_code, VALUES(v_c(PROVINCE "-SNV")), 0, &department, err);
	say(d, _("người dùng và phân quyền"));
	if (r == 0)
		r = province_people(d, department, err);
	if (r == 0)
		r = commune_people(d, err);
	say(d, _("cuộc bầu cử, lịch theo luật, nhiệm vụ"));
	new_day(d, opened);
	if (r == 0)
		r = open_election(d, err);
	say(d, _("các ngày làm việc"));
	return r < 0 ? r : days(d, opened, err);
}

static int make_site(struct demo *d, const char *dir, day_t day, struct err *err)
{
	struct app_new_site fresh;
	uint8_t seed[32];
	struct seeded key_chance;
	struct site_parts parts = app_parts(d->app, &d->world->world, DAY_NONE);
	seeded_start(&key_chance, STR(SEED " key"));
	seeded_bytes(&key_chance, seed, sizeof(seed));
	parts.seed = seed;
	int r = app_site_from_facts(d->a, d->app, STR(PROVINCE), d->world->today, &fresh, err);
	if (r < 0)
		return r;
	fresh.rehearsal = true;
	fresh.day = day;
	r = app_init(dir, &parts, &fresh, &d->site, err);
	if (r < 0)
		return r;
	d->site->day = DAY_NONE; /* the simulated days count until it is made */
	return site_reader(d->site, &d->db, err);
}

int demo_make(const char *dir, const struct app *app, day_t day, void (*progress)(const char *what),
	      struct demo_result *ret_result, struct arena *a, struct err *err)
{
	day_t opened = date_from_civil(2025, 10, 21);
	struct demo_world world = {.world = {demo_now, demo_today, demo_random}};
	struct demo d = {
		.a = a, .app = app, .world = &world, .progress = progress, .program = app_program(), .last = day};
	struct names_texts texts = names_texts_embedded();
	struct str password;
	if (day < opened || day > date_from_civil(2026, 3, 15))
		return err_field(err, ERR_INPUT, "day", _("Ngày diễn tập phải từ 21/10/2025 đến 15/03/2026."));
	seeded_start(&world.chance, STR(SEED " salts"));
	seeded_start(&d.chance, STR(SEED " story"));
	new_day(&d, opened - 1);
	int r = names_load(a, &texts, &d.names, err);
	if (r < 0)
		return r;
	password = password_invent(a, &world.world);
	password_hash(password, d.hash);
	say(&d, _("tỉnh, Sở Nội vụ và các xã, phường"));
	r = make_site(&d, dir, day, err);
	if (r == 0)
		r = play(&d, opened, err);
	if (r == 0)
		r = ledger_head(d.db, &ret_result->head, err);
	if (r == 0) {
		ret_result->entries = ret_result->head.number;
		ret_result->password = password;
		ret_result->logins = d.logins;
		ret_result->n = d.login_n;
	}
	db_close(d.db);
	site_close(d.site);
	return r;
}
