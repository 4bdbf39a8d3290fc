/*
 * fault_keep.c – power cuts and full disks while a site is rebuilt and while it is copied beside people who write.
 *
 *   fault_keep [SECONDS [SEED]]     prints TAP; without SECONDS as long as NOIVU_LEVEL says (quick 1, full 5, all 60)
 *
 * A rebuild that was cut short leaves tables that follow from the ledger – the old or the new ones – or says that it has to be done
 * again, and then it goes well. A copy is whole or is not there; what is whole verifies, with a head that the site had at the time.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault_run.h"
#include "fault_vfs.h"
#include "small_site.h"

static struct small base;
static char folder[96], work[128], copied[160];
static char problem[1400], figures[200];

static bool wrong(const char *what, const struct err *err)
{
	snprintf(problem, sizeof(problem), "%s: %s: %s (%s)", what, err->code ? err_name(err->code) : "", err->text, err->detail);
	return false;
}

static void new_copy(void)
{
	small_remove(work);
	small_copy(base.dir, work);
}

static bool verifies(const char *dir, struct ledger_report *ret_report, struct err *err)
{
	struct site_parts parts = small_parts(&base);
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	int r = site_open(dir, SITE_WRITE, &parts, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0)
		r = ledger_verify(db, site->catalog, site->key.public_key, NULL, ret_report, err);
	return r == 0;
}

struct sums { int64_t rounds, cuts, faults, done, again; };

/* ---- rebuild ---- */

static int64_t rebuild_steps(struct err *err)
{
	struct site_parts parts = small_parts(&base);
	struct ledger_report report;
	new_copy();
	fault_start(&(struct fault_plan){.seed = 1});
	db_use_vfs(FAULT_VFS);
	int r = site_rebuild(work, &parts, &report, err);
	db_use_vfs(NULL);
	return r < 0 ? 0 : fault_steps();
}

static bool rebuild_round(const struct fault_plan *plan, struct sums *sums)
{
	struct site_parts parts = small_parts(&base);
	struct ledger_report report;
	struct err err = ERR_INIT;
	new_copy();
	fault_start(plan);
	db_use_vfs(FAULT_VFS);
	int r = site_rebuild(work, &parts, &report, &err);
	sums->rounds++;
	sums->cuts += fault_is_cut();
	sums->faults += fault_given() > 0;
	sums->done += r == 0;
	if (plan->cut_at)
		fault_settle();
	db_use_vfs(NULL);
	if (r < 0 && err.code != ERR_IO && err.code != ERR_DISK_FULL)
		return wrong("rebuild: not the error of a disk", &err);
	err = ERR_INIT;
	if (!verifies(work, &report, &err)) {
		if (r == 0)
			return wrong("an acknowledged rebuild", &err);
		sums->again++;
		err = ERR_INIT;
		if (site_rebuild(work, &parts, &report, &err) < 0 || !verifies(work, &report, &err))
			return wrong("the rebuild done again", &err);
	}
	return true;
}

static void test_rebuild(double time, uint64_t seed)
{
	struct sums sums = {0};
	struct err err = ERR_INIT;
	uint64_t chance = seed;
	int64_t steps = rebuild_steps(&err);
	bool good = steps > 0 || wrong("rebuild", &err);
	for (double until = fault_seconds() + time; good && (fault_seconds() < until || sums.rounds < 6); seed++) {
		int64_t step = 1 + (int64_t)fault_random(&chance, (uint64_t)steps);
		struct fault_plan plan = {.seed = seed};
		if (sums.rounds % 3 == 0)
			plan.cut_at = step;
		else if (sums.rounds % 3 == 1)
			plan.full_from = step;
		else
			plan = (struct fault_plan){.seed = seed, .fail_ops = FAULT_WRITE | FAULT_SYNC, .fail_from = step, .fail_count = 1000000};
		good = rebuild_round(&plan, &sums);
	}
	snprintf(figures, sizeof(figures), "%lld rounds over %lld steps: %lld cuts, %lld errors, %lld went through, %lld had to be done again",
		 (long long)sums.rounds, (long long)steps, (long long)sums.cuts, (long long)sums.faults, (long long)sums.done,
		 (long long)sums.again);
	fault_report(good, seed - 1, "a rebuild that was cut short", figures, problem);
}

/* ---- copies beside people who write ---- */

static atomic_bool enough;

static void *write_on(void *arg)
{
	struct site *site = arg;
	struct actor program = app_program();
	for (int i = 0; !atomic_load(&enough); i++) {
		char name[40], unit[24];
		struct verb_result result;
		struct err err = ERR_INIT;
		snprintf(name, sizeof(name), "Người %d", i);
		snprintf(unit, sizeof(unit), "%lld", (long long)site->root);
		const struct verb_arg args[] = {
			{STR("name"), str_from_c(name)}, {STR("unit"), str_from_c(unit)}, {STR("active"), STR("1")}};
		if (verb_run(site, &program, app_verb(STR("person.save")), &(struct verb_input){.args = args, .n = 3}, &result, &err) < 0)
			break; /* the disk fails for them, too */
	}
	return NULL;
}

static bool copy_round(uint64_t seed, const struct fault_plan *plan, struct sums *sums)
{
	struct site_parts parts = small_parts(&base);
	struct site *site = NULL;
	struct db *db = NULL;
	struct ledger_report report;
	struct err err = ERR_INIT;
	pthread_t writer;
	(void)seed;
	new_copy();
	unlink(copied);
	fault_start(&(struct fault_plan){.seed = plan->seed});
	db_use_vfs(FAULT_VFS);
	int r = site_open(work, SITE_WRITE, &parts, &site, &err);
	if (r == 0)
		r = site_reader(site, &db, &err);
	if (r < 0)
		return wrong("opening", &err);
	atomic_store(&enough, false);
	if (pthread_create(&writer, NULL, write_on, site))
		BUG("no thread");
	usleep(2000);
	fault_replan(plan);
	r = db_copy_to(db, copied, &err);
	sums->rounds++;
	sums->done += r == 0;
	sums->faults += fault_given() > 0;
	fault_heal();
	atomic_store(&enough, true);
	pthread_join(writer, NULL);
	db_close(db);
	site_close(site);
	db_use_vfs(NULL);
	if (r < 0 && access(copied, F_OK) == 0)
		return wrong("a copy that failed was left", &err);
	if (r < 0 && err.code != ERR_IO && err.code != ERR_DISK_FULL)
		return wrong("copying: not the error of a disk", &err);
	if (r == 0) { /* the copy in the place of the data file, with the same key */
		char name[200];
		snprintf(name, sizeof(name), "%s/noivu.db", work);
		small_remove(work);
		new_copy();
		if (rename(copied, name) < 0)
			BUG("rename");
		snprintf(name, sizeof(name), "%s/noivu.db-wal", work);
		unlink(name);
	}
	err = ERR_INIT;
	return verifies(work, &report, &err) || wrong(r == 0 ? "the copy" : "the site after a failed copy", &err);
}

static void test_copy(double time, uint64_t seed)
{
	struct sums sums = {0};
	uint64_t chance = seed;
	bool good = true;
	for (double until = fault_seconds() + time; good && (fault_seconds() < until || sums.rounds < 9); seed++) {
		struct fault_plan plan = {.seed = seed};
		int64_t step = 1 + (int64_t)fault_random(&chance, 200);
		if (sums.rounds % 3 == 1)
			plan.full_from = step;
		else if (sums.rounds % 3 == 2)
			plan = (struct fault_plan){.seed = seed, .fail_ops = FAULT_WRITE | FAULT_SYNC | FAULT_READ, .fail_from = step, .fail_count = 100000};
		good = copy_round(seed, &plan, &sums);
	}
	if (good && (sums.done == 0 || sums.faults == 0))
		good = wrong("nothing was copied, or nothing failed", &(struct err){0});
	snprintf(figures, sizeof(figures), "%lld copies beside a writer: %lld whole, %lld with a fault", (long long)sums.rounds,
		 (long long)sums.done, (long long)sums.faults);
	fault_report(good, seed - 1, "a copy is whole or is not there", figures, problem);
}

int main(int argc, char **argv)
{
	struct fault_run run = fault_begin(argc, argv, 2, 1, 5, 60);
	crypt_start();
	small_make(&base, "fault-keep-base");
	small_people(&base);
	small_open_election(&base);
	small_close(&base); /* only copies are worked on */
	small_folder(folder, "fault-keep");
	snprintf(work, sizeof(work), "%s/work", folder);
	snprintf(copied, sizeof(copied), "%s/copied.db", folder);
	test_rebuild(run.time / 2, run.seed);
	test_copy(run.time / 2, run.seed);
	small_remove(folder);
	small_end(&base);
	return fault_end();
}
