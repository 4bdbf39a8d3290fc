/*
 * fault_site.c – power cuts, full disks and failing ones under a whole site: verbs, ledger, head and tables together.
 *
 *   fault_site [SECONDS [SEED]]     prints TAP; without SECONDS as long as NOIVU_LEVEL says (quick 3, full 20, all 120)
 *
 * Several threads run verbs of persons, each with an idempotency key; what verb_run acknowledged is remembered outside, with
 * the number of its entry. After the fault the site is opened by the ordinary storage: every acknowledged key has that very
 * entry, no refused key has any, the whole ledger verifies, and work goes on. On a disk that lies about syncs, or with
 * synchronous=OFF, the same must find losses: otherwise the test itself would be blind.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault_run.h"
#include "fault_vfs.h"
#include "app/snapshot.h"
#include "small_site.h"

#define WORKERS 4
#define MOST 400 /* verbs of one worker over all lives of a site */

enum fate { UNTRIED, ACKNOWLEDGED, REFUSED, UNKNOWN };

struct deed {
	enum fate fate;
	int64_t entry; /* of an acknowledged one; 0: nothing was to be changed */
};

static struct small base; /* made once on an ordinary disk; each round begins with a copy */
static int64_t tasks[PLACES][8];
static size_t task_n;
static int64_t step_voters, step_first_conference;
static char folder[96], work[128];
static struct deed deeds[WORKERS][MOST];
static char problem[1400];

static bool wrong(const char *what, int worker, int deed)
{
	snprintf(problem, sizeof(problem), "%s (worker %d, deed %d)", what, worker, deed);
	return false;
}

static bool wrong_err(const char *what, const struct err *err)
{
	snprintf(problem, sizeof(problem), "%s: %s: %s (%s)", what, err_name(err->code), err->text, err->detail);
	return false;
}

/* ---- what people do ---------------------------------------------------------------------------------------------- */

struct worker {
	struct site *site;
	int index, first, count;
	bool go_on;          /* after a refusal, until the power is gone */
	uint64_t chance;
	struct err surprise; /* neither the rules nor the disk */
	pthread_t thread;
};

struct words { char text[4][40]; struct verb_arg arg[4]; size_t n; };

static void word(struct words *w, const char *name, long long v)
{
	snprintf(w->text[w->n], sizeof(w->text[0]), "%lld", v);
	w->arg[w->n] = (struct verb_arg){str_from_c(name), str_from_c(w->text[w->n])};
	w->n++;
}

static void key_of(int worker, int deed, char ret[32])
{
	snprintf(ret, 32, "w%d-%d", worker, deed);
}

/* One deed of a worker: its task goes to and fro, now and then a larger verb that writes many rows. */
static int act(struct worker *w, int deed, struct verb_result *result, struct err *err)
{
	struct words words = {0};
	char key[32];
	int place = w->index % 2 ? AT_A : AT_B;
	const struct verb *verb = &task_report;
	struct actor actor = {.person = base.person[place][w->index < 2 ? ROLE_OFFICER : ROLE_COMMUNE_LEADER]};
	uint64_t what = fault_random(&w->chance, 10);
	key_of(w->index, deed, key);
	if (what == 0) {
		actor.person = base.person[AT_PROVINCE][ROLE_SPECIALIST];
		verb = &step_override;
		word(&words, "id", step_voters);
		word(&words, "day", 0);
		snprintf(words.text[1], sizeof(words.text[1]), "2026-02-%02d", 1 + (int)fault_random(&w->chance, 20));
		words.arg[1].value = str_from_c(words.text[1]);
		words.arg[words.n++] = (struct verb_arg){STR("document"), STR("Nghị quyết diễn tập")};
	} else if (what == 1) { /* the first one of the week goes well, the others are told so */
		actor.person = base.person[AT_PROVINCE][ROLE_SPECIALIST];
		verb = &snapshot_take;
	} else {
		verb = what < 5 ? &task_report : what < 8 ? &task_take_back : &task_receive;
		word(&words, "id", tasks[place][fault_random(&w->chance, task_n)]);
	}
	return verb_run(w->site, &actor, verb,
			&(struct verb_input){.args = words.arg, .n = words.n, .key = str_from_c(key)}, result, err);
}

static void *work_main(void *arg)
{
	struct worker *w = arg;
	for (int i = w->first; i < w->first + w->count && i < MOST; i++) {
		struct deed *d = &deeds[w->index][i];
		struct verb_result result = {0};
		struct err err = ERR_INIT;
		int r = act(w, i, &result, &err);
		bool rules = r == -ERR_CONFLICT;
		/* When power goes or the disk goes on failing during a commit nobody can know, and the sentence says so. */
		bool open = r && !rules && (fault_is_cut() || strstr(err.text, "chưa rõ"));
		*d = (struct deed){r == 0 ? ACKNOWLEDGED : open ? UNKNOWN : REFUSED, r == 0 ? result.entry : 0};
		if (r && !rules && err.code != ERR_IO && err.code != ERR_DISK_FULL)
			w->surprise = err;
		if (r && !rules && (fault_is_cut() || !w->go_on))
			break;
	}
	return NULL;
}

static int run_workers(struct site *site, uint64_t *chance, int workers, int first, int count, bool go_on, struct err *err)
{
	struct worker w[WORKERS];
	int r = 0;
	for (int i = 0; i < workers; i++) {
		w[i] = (struct worker){.site = site, .index = i, .first = first, .count = count, .go_on = go_on};
		w[i].chance = fault_random(chance, UINT64_MAX);
		if (pthread_create(&w[i].thread, NULL, work_main, &w[i]))
			BUG("no thread");
	}
	for (int i = 0; i < workers; i++) {
		pthread_join(w[i].thread, NULL);
		if (w[i].surprise.code) {
			*err = w[i].surprise;
			r = -(int)err->code;
		}
	}
	return r;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

/* `sync`: another setting than the engine is opened with, for the failing twin. */
static int open_site(const char *sync, struct site **ret_site, struct err *err)
{
	struct site_parts parts = small_parts(&base);
	struct site *site;
	struct db *db;
	char path[160];
	if (!sync)
		return site_open(work, SITE_WRITE, &parts, ret_site, err);
	int r = site_open(work, SITE_READ, &parts, &site, err);
	if (r < 0)
		return r;
	snprintf(path, sizeof(path), "%s/noivu.db", work);
	r = db_open(path, DB_WRITE, &db, err);
	if (r == 0 && (r = db_script(db, str_from_c(sync), err)) < 0)
		db_close(db);
	if (r == 0 && (r = ledger_open(db, site->catalog, &site->key, site->number, site->world, &site->ledger, err)) < 0)
		db_close(db);
	if (r < 0) {
		site_close(site);
		return r;
	}
	struct writer_hooks hooks = ledger_hooks(site->ledger);
	r = writer_start(db, &hooks, &site->writer, err);
	if (r < 0)
		site_close(site);
	else
		*ret_site = site;
	return r;
}

/* ---- looking ----------------------------------------------------------------------------------------------------- */

static const struct stmt entry_by_key = {"entry_by_key", "SELECT number, actor FROM entry WHERE key >= ?1 AND key < ?2"};

static bool look_at_deeds(struct db *db)
{
	struct err err = ERR_INIT;
	for (int w = 0; w < WORKERS; w++)
		for (int i = 0; i < MOST; i++) {
			struct deed *d = &deeds[w][i];
			int64_t number = 0;
			char key[32], from[40], to[40];
			if (d->fate == UNTRIED)
				continue;
			key_of(w, i, key);
			/* the entry's key is the form's, a colon, and what was asked */
			snprintf(from, sizeof(from), "%s:", key);
			snprintf(to, sizeof(to), "%s;", key);
			if (db_get_int(db, &entry_by_key, VALUES(v_c(from), v_c(to)), 0, &number, &err) < 0)
				return wrong_err("reading", &err);
			if (d->fate == ACKNOWLEDGED && number != d->entry)
				return wrong("an acknowledged verb is lost, or is another entry", w, i);
			if (d->fate == REFUSED && number)
				return wrong("a refused verb has an entry", w, i);
			if (d->fate == UNKNOWN) /* now it has a fate, and must keep it */
				*d = (struct deed){number ? ACKNOWLEDGED : REFUSED, number};
		}
	return true;
}

/* Opens it as the next start would, looks at everything, and does one more thing. */
static bool look(void)
{
	struct err err = ERR_INIT;
	struct site *site;
	struct db *db;
	struct ledger_report report;
	if (open_site(NULL, &site, &err) < 0)
		return wrong_err("opening", &err);
	bool good = site_reader(site, &db, &err) == 0;
	if (!good) {
		site_close(site);
		return wrong_err("reading", &err);
	}
	good = ledger_verify(db, site->catalog, site->key.public_key, NULL, &report, &err) == 0 || wrong_err("verify", &err);
	good = good && look_at_deeds(db);
	if (good) {
		struct words words = {0};
		struct verb_result result;
		struct actor actor = {.person = base.person[AT_PROVINCE][ROLE_SPECIALIST]};
		word(&words, "id", step_first_conference);
		words.arg[words.n++] =
			(struct verb_arg){STR("note"), arena_printf(base.a, "sau %lld", (long long)report.entries)};
		if (verb_run(site, &actor, &step_mark, &(struct verb_input){.args = words.arg, .n = words.n}, &result,
			     &err) < 0)
			good = wrong_err("going on", &err);
		else if (result.entry != report.entries + 1)
			good = wrong("the next entry has not the next number", -1, (int)result.entry);
	}
	db_close(db);
	site_close(site);
	return good;
}

/* ---- rounds ------------------------------------------------------------------------------------------------------ */

static void new_round(void)
{
	memset(deeds, 0, sizeof(deeds));
	problem[0] = '\0';
	base.world.now += 1000;
	small_remove(work);
	small_copy(base.dir, work);
}

static void add_up(struct fault_sums *sums)
{
	sums->rounds++;
	for (int w = 0; w < WORKERS; w++)
		for (int i = 0; i < MOST; i++)
			sums->acknowledged += deeds[w][i].fate == ACKNOWLEDGED && deeds[w][i].entry;
}

/* A site with up to three power cuts in a row. False: something is lost, `problem` says what. */
static bool power_round(uint64_t seed, const char *sync, bool lying, struct fault_sums *sums)
{
	uint64_t chance = seed;
	int lives = 1 + (int)fault_random(&chance, 3), workers = fault_random(&chance, 2) ? 1 : WORKERS;
	int count = 5 + (int)fault_random(&chance, 60);
	new_round();
	for (int life = 0; life < lives; life++) {
		struct err err = ERR_INIT;
		struct site *site = NULL;
		struct fault_plan plan = {.lying = lying};
		plan.seed = fault_random(&chance, UINT64_MAX);
		plan.cut_at = 1 + (int64_t)fault_random(
					  &chance, fault_random(&chance, 3) ? (uint64_t)(12 * count * workers) : 60);
		fault_start(&plan);
		db_use_vfs(FAULT_VFS);
		int r = open_site(sync, &site, &err);
		if (r == 0)
			r = run_workers(site, &chance, workers, life * count, count, false, &err);
		site_close(site);
		bool cut = fault_is_cut();
		sums->cuts += cut;
		fault_settle();
		db_use_vfs(NULL);
		if (r < 0 && !cut)
			return wrong_err("working without a fault", &err);
		if (!look())
			return false;
	}
	add_up(sums);
	return true;
}

/* The disk fails or is full for a while; the verbs say so, later ones work, everything is whole. */
static bool error_round(uint64_t seed, const struct fault_plan *plan, struct fault_sums *sums)
{
	uint64_t chance = seed;
	struct err err = ERR_INIT;
	struct site *site = NULL;
	int workers = fault_random(&chance, 2) ? 1 : WORKERS;
	enum err_code want = plan->full_from ? ERR_DISK_FULL : ERR_IO;
	new_round();
	fault_start(plan);
	db_use_vfs(FAULT_VFS);
	int r = open_site(NULL, &site, &err);
	bool good = r == 0 || err.code == want || wrong_err("opening on a failing disk", &err);
	if (good && r == 0) {
		r = run_workers(site, &chance, workers, 0, 12, true, &err);
		if (r < 0)
			good = wrong_err("not the right error", &err);
	}
	sums->faults += fault_given();
	fault_heal();
	err = ERR_INIT;
	if (good && !site)
		good = open_site(NULL, &site, &err) == 0 || wrong_err("opening after the fault", &err);
	if (good && run_workers(site, &chance, workers, 100, 40, true, &err) < 0)
		good = wrong_err("working after the fault", &err);
	int well = 0;
	for (int w = 0; good && w < workers; w++)
		for (int i = 100; i < 140; i++)
			well += deeds[w][i].fate == ACKNOWLEDGED;
	if (good && well == 0) /* the rules refuse some, never those of all workers */
		good = wrong("no verb went well after the fault", 0, 100);
	site_close(site);
	db_use_vfs(NULL);
	good = good && look();
	add_up(sums);
	return good;
}

/* Making a site: what app_init acknowledged is there; what it did not is a whole site or clearly none. */
static bool init_round(uint64_t seed, int64_t step, bool full, struct fault_sums *sums)
{
	_cleanup_arena_ struct arena *a = arena_new("init", 4 << 20);
	_cleanup_site_ struct site *site = NULL, *again = NULL;
	_cleanup_db_ struct db *db = NULL;
	struct site_parts parts = small_parts(&base);
	struct fault_plan plan = {.seed = seed, .cut_at = full ? 0 : step, .full_from = full ? step : 0};
	struct app_new_site fresh;
	struct ledger_report report;
	struct err err = ERR_INIT;
	small_must(app_site_from_facts(a, base.app, STR("38"), SMALL_DAY, &fresh, &err), &err, "facts");
	fresh.commune_count = SMALL_COMMUNES;
	small_remove(work);
	fault_start(&plan);
	db_use_vfs(FAULT_VFS);
	int r = app_init(work, &parts, &fresh, &site, &err);
	site_close(site);
	site = NULL;
	bool cut = fault_is_cut(), acknowledged = r == 0;
	sums->rounds++;
	sums->cuts += cut;
	sums->acknowledged += acknowledged;
	sums->faults += fault_given();
	if (full)
		fault_heal();
	else
		fault_settle();
	db_use_vfs(NULL);
	if (r < 0 && err.code != (full ? ERR_DISK_FULL : ERR_IO))
		return wrong_err("init", &err);
	err = ERR_INIT;
	r = site_open(work, SITE_WRITE, &parts, &again, &err);
	if (r == 0)
		r = site_reader(again, &db, &err);
	if (r == 0)
		r = ledger_verify(db, again->catalog, again->key.public_key, NULL, &report, &err);
	if (acknowledged)
		return r == 0 || wrong_err("an acknowledged site", &err);
	return r == 0 || err.code == ERR_CORRUPT || err.code == ERR_NOT_FOUND || wrong_err("a half-made site", &err);
}

/* ---- the plan of the test ---------------------------------------------------------------------------------------- */

static const struct fault_power power = {power_round, "verbs", problem};

/* The fault at each step in turn, as far as the time goes; then at random steps. */
static void test_errors(double time, uint64_t seed, unsigned ops, const char *name)
{
	double until = fault_seconds() + time;
	struct fault_sums sums = {0};
	char figures[160];
	bool good = true;
	while (good && fault_another(until, sums.rounds, 12, sums.faults)) {
		uint64_t chance = seed;
		int64_t from = sums.rounds < 200 ? 1 + sums.rounds : 1 + (int64_t)fault_random(&chance, 600);
		struct fault_plan plan = {.seed = seed};
		if (ops) {
			plan.fail_ops = ops;
			plan.fail_from = from;
			plan.fail_count = fault_random(&chance, 2) ? 1 : 1 + (int64_t)fault_random(&chance, 30);
		} else {
			plan.full_from = from;
		}
		if ((good = error_round(seed, &plan, &sums)))
			seed++;
	}
	if (good && sums.faults == 0)
		good = wrong("no fault was ever given", -1, -1);
	snprintf(figures, sizeof(figures), "%lld sites, %lld faults, %lld verbs acknowledged", (long long)sums.rounds,
		 (long long)sums.faults, (long long)sums.acknowledged);
	fault_report(good, seed, name, figures, problem);
}

static void test_init(double time, uint64_t seed, bool full, const char *name)
{
	double until = fault_seconds() + time;
	struct fault_sums sums = {0};
	char figures[160];
	bool good = true;
	/* closer at first, until it is so late that the site is made all the same */
	for (int64_t step = 1; good && sums.acknowledged < 3; step += 1 + (fault_seconds() < until ? step / 50 : step / 3))
		good = init_round(seed + (uint64_t)step, step, full, &sums);
	if (good && sums.cuts + sums.faults == 0)
		good = wrong("no fault was ever given", -1, -1);
	snprintf(figures, sizeof(figures), "%lld sites, %lld power cuts, %lld faults, %lld acknowledged",
		 (long long)sums.rounds, (long long)sums.cuts, (long long)sums.faults, (long long)sums.acknowledged);
	fault_report(good, seed, name, figures, problem);
}

static void make_base(void)
{
	static const char *const rules[] = {"VOTER_LIST", "KVBP", "TBC", "BBC", "CONSTIT", "COMMUNE_UBBC"};
	small_make(&base, "fault-base");
	small_people(&base);
	small_open_election(&base);
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		int64_t a = small_task(&base, rules[i], base.commune[0]), b = small_task(&base, rules[i], base.commune[1]);
		if (a && b) {
			tasks[AT_A][task_n] = a;
			tasks[AT_B][task_n++] = b;
		}
	}
	INVARIANT(task_n >= 3, "too few tasks to work on");
	step_voters = small_get(&base, &step_by_rule, VALUES(v_int(base.election), v_c("VOTER_LIST")));
	step_first_conference = small_get(&base, &step_by_rule, VALUES(v_int(base.election), v_c("HT1")));
	small_close(&base); /* only copies are worked on */
}

int main(int argc, char **argv)
{
	struct fault_run run = fault_begin(argc, argv, 9, 3, 20, 120);
	crypt_start();
	make_base();
	small_folder(folder, "fault-site");
	snprintf(work, sizeof(work), "%s/work", folder);
	test_init(run.time * 0.08, run.seed, false, "a power cut while a site is made");
	test_init(run.time * 0.08, run.seed, true, "a full disk while a site is made");
	fault_power(&power, run.time * 0.4, run.seed, "acknowledged verbs survive power cuts, the ledger verifies");
	fault_twin(&power, run.seed, "PRAGMA synchronous = OFF", false, "synchronous=OFF loses acknowledged verbs");
	fault_twin(&power, run.seed, NULL, true, "a disk that lies about syncs loses acknowledged verbs");
	test_errors(run.time * 0.12, run.seed, 0, "a full disk");
	test_errors(run.time * 0.12, run.seed, FAULT_WRITE, "failing writes");
	test_errors(run.time * 0.1, run.seed, FAULT_SYNC, "failing syncs");
	test_errors(run.time * 0.1, run.seed, FAULT_READ | FAULT_TRUNCATE | FAULT_DELETE | FAULT_OPEN,
		    "failing reads, names and sizes");
	small_remove(folder);
	small_end(&base);
	return fault_end();
}
