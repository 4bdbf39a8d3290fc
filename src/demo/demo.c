/* Time and chance of the rehearsal, and its days one after the other. */
#include "demo/int.h"

#include "app/app.h"
#include "app/daily.h"
#include "unit/statements.h"

#define SEED "noivu rehearsal 1"
#define MORNING (8 * 3600 * 1000LL)

struct demo_world {
	struct world world;
	struct seeded chance;
	day_t today;
	int64_t now;
};

static int64_t demo_now(struct world *w) { return ((struct demo_world *)w)->now += 1000; }

static day_t demo_today(struct world *w) { return ((struct demo_world *)w)->today; }

static void demo_random(struct world *w, void *p, size_t n) { seeded_bytes(&((struct demo_world *)w)->chance, p, n); }

static void new_day(struct demo *d, day_t day)
{
	d->world->today = day;
	d->world->now = (int64_t)day * 86400000 - 7 * 3600 * 1000LL + MORNING;
}

/* ---- for the stories ---- */

int demo_act(struct demo *d, const struct actor *actor, const struct verb *verb, int64_t *ret_id,
	     const struct verb_arg *args, size_t n, struct err *err)
{
	struct verb_result result;
	INVARIANT(verb, "the rehearsal uses a verb that is not there");
	int r = verb_run(d->site, actor, verb, &(struct verb_input){.args = args, .n = n}, &result, err);
	if (r == 0 && ret_id)
		*ret_id = result.id;
	return r;
}

struct str demo_number(struct demo *d, int64_t v) { return arena_printf(d->a, "%lld", (long long)v); }

struct str demo_today_iso(struct demo *d) { return date_iso(d->a, d->world->today); }

struct str demo_any_name(struct demo *d, struct seeded *chance)
{
	return names_make(d->a, d->names, chance, names_any_sex(chance));
}

/* ---- the days ---- */

static void say(struct demo *d, const char *what)
{
	if (d->progress)
		d->progress(what);
}

static int play(struct demo *d, struct err *err)
{
	struct story strands[DEMO_STORIES_MOST] = {0};
	int r = 0;
	new_day(d, d->opened);
	for (size_t i = 0; r == 0 && demo_stories[i]; i++) {
		INVARIANT(i < DEMO_STORIES_MOST, "more stories than strands");
		seeded_start(&strands[i].chance, arena_printf(d->a, SEED " story %s", demo_stories[i]->name));
		say(d, demo_stories[i]->title);
		if (demo_stories[i]->begin)
			r = demo_stories[i]->begin(d, &strands[i], err);
	}
	say(d, _("các ngày làm việc"));
	for (day_t day = d->opened + 1; r == 0 && day <= d->last; day++) {
		new_day(d, day);
		r = daily_run(d->site, d->db, &d->program, err);
		for (size_t i = 0; r == 0 && demo_stories[i]; i++)
			if (demo_stories[i]->day)
				r = demo_stories[i]->day(d, &strands[i], day, err);
	}
	return r;
}

static int make_site(struct demo *d, const char *dir, struct err *err)
{
	struct app_new_site fresh;
	uint8_t seed[32];
	struct seeded key_chance;
	struct site_parts parts = app_parts(d->app, &d->world->world, DAY_NONE);
	seeded_start(&key_chance, STR(SEED " key"));
	seeded_bytes(&key_chance, seed, sizeof(seed));
	parts.seed = seed;
	int r = app_site_from_facts(d->a, d->app, STR(DEMO_PROVINCE), d->world->today, &fresh, err);
	if (r < 0)
		return r;
	fresh.rehearsal = true;
	fresh.day = d->last;
	r = app_init(dir, &parts, &fresh, &d->site, err);
	if (r < 0)
		return r;
	d->site->day = DAY_NONE; /* the simulated days count until it is made */
	r = site_reader(d->site, &d->db, err);
	return r < 0 ? r : db_get_int(d->db, &unit_by_code, VALUES(v_c(DEMO_PROVINCE "-SNV")), 0, &d->department, err);
}

int demo_make(const char *dir, const struct app *app, day_t day, void (*progress)(const char *what),
	      struct demo_result *ret_result, struct arena *a, struct err *err)
{
	struct demo_world world = {.world = {demo_now, demo_today, demo_random}};
	struct demo d = {.a = a,
			 .app = app,
			 .world = &world,
			 .progress = progress,
			 .program = app_program(),
			 .opened = date_from_civil(2025, 10, 21),
			 .last = day};
	struct names_texts texts = names_texts_embedded();
	struct str password;
	if (day < d.opened || day > date_from_civil(2026, 3, 15))
		return err_field(err, ERR_INPUT, "day", _("Ngày diễn tập phải từ 21/10/2025 đến 15/03/2026."));
	seeded_start(&world.chance, STR(SEED " salts"));
	seeded_start(&d.people, STR(SEED " people"));
	new_day(&d, d.opened - 1);
	int r = names_load(a, &texts, &d.names, err);
	if (r < 0)
		return r;
	password = password_invent(a, &world.world);
	password_hash(password, d.hash);
	say(&d, _("tỉnh, Sở Nội vụ và các xã, phường"));
	r = make_site(&d, dir, err);
	say(&d, _("người dùng và phân quyền"));
	if (r == 0)
		r = demo_people(&d, err);
	if (r == 0)
		r = play(&d, err);
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
