/*
 * fault_verbs.c – power cuts, full disks and failing ones under every verb of the program.
 *
 *   fault_verbs [ROUNDS [SEED]]     prints TAP; ROUNDS: faults of each kind under each verb, else as NOIVU_LEVEL says; FAULT_TELL=1 says
 *                                   why trials fail
 *
 * The rehearsal is made, and verb_run is listened to (the linker puts __wrap_verb_run in its place): when a verb is used for the
 * first time the site as it is just then is copied, and the same call is made on the copies while power goes, the disk fails or is
 * full. What the story never does is looked for by trial: a row and a person for whom the verb would go well, with what its
 * parameters need. A verb of the table for which there is no example fails the test, by its name.
 *
 * After a power cut: what was acknowledged has its entry, what was not has it whole or not at all. After an error: nothing of it is
 * there, and the same call with the same key goes well once the disk works. The ledger verifies in the end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "area/area.h"
#include "area/outlines.h"
#include "demo/demo.h"
#include "fault_run.h"
#include "fault_vfs.h"
#include "record/attach.h"
#include "report/report.h"
#include "small_site.h"

#define KEY "fault-verbs"
#define MOST_VERBS 400

int __real_verb_run(struct site *site, const struct actor *actor, const struct verb *verb, const struct verb_input *input,
		    struct verb_result *ret_result, struct err *err);
int __wrap_verb_run(struct site *site, const struct actor *actor, const struct verb *verb, const struct verb_input *input,
		    struct verb_result *ret_result, struct err *err);

static char folder[96], before[128], work[128], early[128];
static const struct app *app;
static struct str seen[MOST_VERBS];
static size_t seen_n;
static char problem[1600];
static struct fault_run run;
static struct { int64_t cuts, lost, errors, full; } sums;
static int rounds_of_a_verb; /* of each kind */
static bool good = true;

/* Made by no verb_run of its own, or tested elsewhere: with the reason. */
static const struct { const char *verb, *why; } elsewhere[] = {
	{"site.init", "fault_site.c: a power cut while a site is made"},
};

static bool wrong(const struct verb *verb, const char *what, const struct err *err)
{
	snprintf(problem, sizeof(problem), "%s: %s: %s (%s)", verb->name, what, err->text, err->detail);
	return false;
}

static bool is_seen(struct str name)
{
	for (size_t i = 0; i < seen_n; i++)
		if (str_eq(seen[i], name))
			return true;
	return false;
}

static void copy(const char *from, const char *to)
{
	char command[400];
	small_remove(to);
	/* another process: a descriptor of ours closed would drop the engine's locks */
	snprintf(command, sizeof(command), "cp -a '%s' '%s' && rm -f '%s'/*-shm", from, to, to);
	if (system(command) != 0)
		BUG("cannot copy the site");
}

static struct site_parts parts_of(struct world *world)
{
	return app_parts(app, world, world->today(world)); /* the story's day, not the one it ends on */
}

/* ---- one call on a copy ---- */

struct deed {
	struct world *world;
	const struct actor *actor;
	const struct verb *verb;
	struct verb_input input;
};

static int open_copy(const struct deed *d, enum site_mode mode, struct site **ret_site, struct err *err)
{
	struct site_parts parts = parts_of(d->world);
	return site_open(work, mode, &parts, ret_site, err);
}

static int act(const struct deed *d, struct site *site, int64_t *ret_entry, struct err *err)
{
	struct verb_result result = {0};
	*err = ERR_INIT;
	int r = __real_verb_run(site, d->actor, d->verb, &d->input, &result, err);
	*ret_entry = r == 0 ? result.entry : 0;
	return r;
}

static const struct stmt entries_with_key = {"entries_with_key", "SELECT count(*) FROM entry WHERE key >= ?1 AND key < ?2"};

/* By the ordinary storage: how many entries the key has; the head is that of the last entry; all of it when `whole`. */
static bool look(const struct deed *d, bool whole, int64_t *ret_entries, struct err *err)
{
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	struct ledger_report report;
	struct head head;
	int r = open_copy(d, SITE_WRITE, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = ledger_head(db, &head, err);
	if (r == 0)
		r = db_get_int(db, &entries_with_key, VALUES(v_c(KEY ":"), v_c(KEY ";")), 0, ret_entries, err);
	if (r == 0 && whole)
		r = ledger_verify(db, site->catalog, site->key.public_key, NULL, &report, err);
	return r == 0;
}

/* Undisturbed: how many steps it takes, and that it is an example at all (it writes an entry). */
static bool rehearse(const struct deed *d, int64_t *ret_steps, int64_t *ret_entry, struct err *err)
{
	struct site *site = NULL;
	copy(before, work);
	fault_start(&(struct fault_plan){.seed = 1});
	db_use_vfs(FAULT_VFS);
	int r = open_copy(d, SITE_WRITE, &site, err);
	fault_replan(&(struct fault_plan){.seed = 1});
	if (r == 0)
		r = act(d, site, ret_entry, err);
	*ret_steps = fault_steps();
	site_close(site);
	db_use_vfs(NULL);
	return r == 0;
}

static bool cut_round(const struct deed *d, int64_t step, bool whole)
{
	struct err err = ERR_INIT, look_err = ERR_INIT;
	struct site *site = NULL;
	int64_t entry = 0, entries = 0;
	copy(before, work);
	fault_start(&(struct fault_plan){.seed = run.seed});
	db_use_vfs(FAULT_VFS);
	int r = open_copy(d, SITE_WRITE, &site, &err);
	if (r == 0) {
		fault_replan(&(struct fault_plan){.seed = run.seed + (uint64_t)step, .cut_at = step});
		r = act(d, site, &entry, &err);
	}
	site_close(site);
	sums.cuts += fault_is_cut();
	fault_settle();
	db_use_vfs(NULL);
	if (r < 0 && err.code != ERR_IO)
		return wrong(d->verb, "not the error of a disk without power", &err);
	if (!look(d, whole, &entries, &look_err))
		return wrong(d->verb, "after the power cut", &look_err);
	sums.lost += entries == 0;
	if (entries > 1 || (r == 0 && entries != 1))
		return wrong(d->verb, r == 0 ? "acknowledged, and lost by the power cut" : "done twice", &err);
	return true;
}

/* The disk fails, or is full, from the n-th step of the verb on, for a while; then the same is asked again. */
static bool error_round(const struct deed *d, const struct fault_plan *plan, enum err_code want, bool whole)
{
	struct err err = ERR_INIT;
	struct site *site = NULL;
	int64_t entry = 0, again = 0, entries = 0;
	bool fine = false;
	copy(before, work);
	fault_start(&(struct fault_plan){.seed = run.seed});
	db_use_vfs(FAULT_VFS);
	int r = open_copy(d, SITE_WRITE, &site, &err);
	if (r < 0) {
		db_use_vfs(NULL);
		return wrong(d->verb, "opening", &err);
	}
	fault_replan(plan);
	r = act(d, site, &entry, &err);
	bool open = r < 0 && strstr(err.text, "chưa rõ");
	int64_t given = fault_given();
	*(plan->full_from ? &sums.full : &sums.errors) += given > 0;
	fault_heal();
	if (r < 0 && err.code != want)
		wrong(d->verb, "not the right error", &err);
	else if (r == 0 && act(d, site, &again, &err) == 0 && again != entry)
		wrong(d->verb, "the key was used for two entries", &err);
	else if (r < 0 && act(d, site, &again, &err) < 0)
		wrong(d->verb, open ? "fate open, and not to be repeated" : "refused for good after the disk works again", &err);
	else
		fine = true;
	site_close(site);
	db_use_vfs(NULL);
	err = ERR_INIT;
	if (fine && !look(d, whole, &entries, &err))
		return wrong(d->verb, "after the error", &err);
	if (fine && entries != 1)
		return wrong(d->verb, "not one entry after all", &err);
	return fine;
}

/* All faults for one call; the site as it is lies in `before`. False with *ret_example unset: it is none. */
static bool throw_all(const struct deed *d, bool *ret_example)
{
	struct err err = ERR_INIT;
	int64_t steps = 0, entry = 0;
	uint64_t chance = run.seed ^ seen_n;
	*ret_example = rehearse(d, &steps, &entry, &err) && entry && steps;
	if (!*ret_example && getenv("FAULT_TELL"))
		fprintf(stderr, "# %s is no example: entry %lld, %lld steps, %s (%s)\n", d->verb->name, (long long)entry, (long long)steps,
			err.text, err.detail);
	if (!*ret_example)
		return true;
	int n = rounds_of_a_verb;
	for (int i = 0; good && i < n; i++) {
		int64_t step = n >= steps ? 1 + i % (steps + 2) : 1 + (int64_t)fault_random(&chance, (uint64_t)steps + 2);
		good = cut_round(d, step, n > 1 && i == 0);
	}
	for (int i = 0; good && i < n; i++) {
		int64_t step = n >= steps ? 1 + i % steps : 1 + (int64_t)fault_random(&chance, (uint64_t)steps);
		struct fault_plan plan = {.seed = run.seed, .fail_ops = FAULT_WRITE | FAULT_SYNC, .fail_from = step,
					  .fail_count = 1 + (int64_t)fault_random(&chance, 3)};
		good = error_round(d, &plan, ERR_IO, i == 0 && (n > 1 || seen_n % 3 == 0));
	}
	for (int i = 0; good && i < (n + 1) / 2; i++) {
		struct fault_plan plan = {.seed = run.seed, .full_from = 1 + (int64_t)fault_random(&chance, (uint64_t)steps)};
		good = error_round(d, &plan, ERR_DISK_FULL, false);
	}
	return good;
}

static bool try_it(struct world *world, const struct actor *actor, const struct verb *verb, const struct verb_input *input)
{
	struct deed d = {.world = world, .actor = actor, .verb = verb, .input = *input};
	bool example = false;
	d.input.key = STR(KEY);
	if (good && throw_all(&d, &example) && example) {
		INVARIANT(seen_n < MOST_VERBS && !is_seen(str_from_c(verb->name)), verb->name);
		seen[seen_n++] = str_from_c(verb->name);
		return true;
	}
	return false;
}

/* A job of the writer: while it runs no log begins anew between the copy of the file and that of the log. */
static int copy_live(struct db *db, void *arg, struct err *err)
{
	(void)db;
	copy(((struct site *)arg)->dir, before);
	return err_set(err, ERR_CONFLICT, "%s", ""); /* nothing to be committed */
}

/* Closed once, so that its log is empty: then every write makes a file grow. */
static void copy_settled(struct site *live, struct world *world)
{
	struct site_parts parts = parts_of(world);
	struct site *site;
	struct err err = ERR_INIT;
	writer_run(live->writer, copy_live, live, &err);
	err = ERR_INIT;
	small_must(site_open(before, SITE_WRITE, &parts, &site, &err), &err, "a copy");
	site_close(site);
}

/* ---- what the story does not ---- */

#include "fault_examples.h"

/* ---- what it does ---- */

static bool listening;

/* Of verbs that follow from declarations one of a family is enough: ".save", ".attach" … */
static bool wanted(const struct verb *verb)
{
	const char *end = strrchr(verb->name, '.');
	for (const struct verb *const *v = app_verbs; *v; v++)
		if (*v == verb)
			return verb != &site_init_verb && !is_seen(str_from_c(verb->name));
	return !family_has(end);
}

int __wrap_verb_run(struct site *site, const struct actor *actor, const struct verb *verb, const struct verb_input *input,
		    struct verb_result *ret_result, struct err *err)
{
	if (listening && good && !input->trial && wanted(verb)) {
		copy_settled(site, site->outer);
		try_it(site->outer, actor, verb, input);
		examples_in(site->dir, verb, input);
	}
	return __real_verb_run(site, actor, verb, input, ret_result, err);
}

static void test_story(void)
{
	_cleanup_arena_ struct arena *a = arena_new("rehearsal", (size_t)64 << 20);
	struct demo_result result;
	struct err err = ERR_INIT;
	char dir[128], figures[200];
	snprintf(dir, sizeof(dir), "%s/demo", folder);
	listening = true;
	int r = demo_make(dir, app, date_from_civil(2025, 11, 18), NULL, &result, a, &err);
	listening = false;
	if (r < 0 && good)
		good = wrong(app_verbs[0], "the rehearsal", &err);
	snprintf(figures, sizeof(figures), "%zu verbs; %lld power cuts, %lld of them before it was written; %lld errors, %lld full disks", seen_n,
		 (long long)sums.cuts, (long long)sums.lost, (long long)sums.errors, (long long)sums.full);
	fault_report(good && sums.cuts && sums.errors && sums.full, run.seed, "faults under each verb of the rehearsal", figures, problem);
}

static void test_others(void)
{
	char figures[200], dir[96];
	snprintf(dir, sizeof(dir), "%.80s/demo", folder);
	size_t told = seen_n;
	good = true;
	examples_find(dir);
	snprintf(figures, sizeof(figures), "%zu more verbs", seen_n - told);
	fault_report(good, run.seed, "faults under each verb it does not use", figures, problem);
}

/* Every verb of the table has had its faults. */
static void test_table(void)
{
	struct buf missing = BUF_INIT(4096);
	for (const struct verb *const *v = app_verbs; *v; v++) {
		bool excused = false;
		for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++)
			excused |= strcmp((*v)->name, elsewhere[i].verb) == 0;
		if (!excused && !is_seen(str_from_c((*v)->name)))
			buf_printf(&missing, "%s ", (*v)->name);
	}
	static const char *const families[] = {".save", ".undo", ".attach", ".detach", ".erase", ".begin"};
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		bool one = false;
		for (size_t k = 0; k < seen_n; k++)
			one |= str_ends(seen[k], str_from_c(families[i]));
		if (!one)
			buf_printf(&missing, "*%s ", families[i]);
	}
	snprintf(problem, sizeof(problem), "no example for: %.*s", STR_ARG(buf_str(&missing)));
	fault_report(missing.n == 0, run.seed, "no verb of the table is left out", "", problem);
	buf_free(&missing);
}

int main(int argc, char **argv)
{
	const char *level = getenv("NOIVU_LEVEL");
	run = fault_begin(argc, argv, 3, 1, 1, 8);
	if (!(argc > 2) && !(level && strcmp(level, "all") == 0))
		run.seed = 20251118; /* the usual run is the same each time */
	rounds_of_a_verb = (int)run.time;
	app = app_start();
	small_folder(folder, "fault-verbs");
	snprintf(before, sizeof(before), "%s/before", folder);
	snprintf(work, sizeof(work), "%s/work", folder);
	snprintf(early, sizeof(early), "%.80s/early", folder);
	test_story();
	test_others();
	test_table();
	small_remove(folder);
	return fault_end();
}
