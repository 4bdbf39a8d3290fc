/*
 * fault_file.c – power cuts and full disks under a site that is given files: two data files, one promise.
 *
 *   fault_file [SECONDS [SEED]]     prints TAP; without SECONDS as long as NOIVU_LEVEL says (quick 2, full 8, all 40)
 *
 * Several threads attach files of all sizes. After the fault the site is opened by the ordinary storage: the ledger
 * verifies, every attached file has its content byte for byte – an entry never names what is not there –, every attaching
 * that was acknowledged is there, and attaching goes on. On a disk that lies about syncs the same must find losses:
 * otherwise the test itself would be blind.
 */
#include <pthread.h>

#include "fault_run.h"
#include "fault_vfs.h"
#include "file/store.h"
#include "record/attach.h"
#include "small_site.h"

#define WORKERS 3
#define FILES 12      /* of one worker in a round */
#define LARGEST 60000

struct deed {
	bool done; /* acknowledged */
	int64_t file;
	struct hash hash;
};

struct worker {
	struct site *site;
	int index;
	uint64_t chance;
	struct err surprise; /* no word of the disk */
	pthread_t thread;
};

static struct small base; /* made once on an ordinary disk; each round begins with a copy */
static int64_t rows[2];   /* committees of the first two communes */
static char work[128], problem[1200];
static struct deed deeds[WORKERS][FILES];

static bool wrong(const char *what, const struct err *err)
{
	snprintf(problem, sizeof(problem), "%s: %s (%s)", what, err ? err->text : "", err ? err->detail : "");
	return false;
}

/* ---- a round ----------------------------------------------------------------------------------------------------- */

/* What a worker attaches: its bytes follow from the two numbers. */
static struct str bytes_of(char room[LARGEST], uint64_t chance)
{
	size_t n = fault_random(&chance, 4) ? 40 + fault_random(&chance, 2000) : LARGEST - fault_random(&chance, 20000);
	for (size_t i = 0; i < n; i++)
		room[i] = (char)fault_random(&chance, 256);
	return (struct str){room, n};
}

static void *work_main(void *arg)
{
	struct worker *w = arg;
	char room[LARGEST];
	for (int i = 0; i < FILES; i++) {
		struct deed *d = &deeds[w->index][i];
		struct err err = ERR_INIT;
		struct verb_result result;
		int place = w->index % 2;
		struct actor actor = {.person = base.person[place ? AT_B : AT_A][ROLE_OFFICER]};
		struct attaching what = {.record = &committee_record, .id = rows[place], .name = STR("quét.pdf")};
		what.field = fault_random(&w->chance, 3) ? (struct str){0} : STR("decision_file");
		what.bytes = bytes_of(room, fault_random(&w->chance, UINT64_MAX));
		int r = record_attach(w->site, &actor, &what, &result, &err);
		if (r == 0)
			*d = (struct deed){true, result.id, hash_bytes(what.bytes.p, what.bytes.n)};
		if (r < 0 && err.code != ERR_IO && err.code != ERR_DISK_FULL)
			w->surprise = err;
		if (r < 0 && fault_is_cut())
			break;
	}
	return NULL;
}

static int open_work(struct site **ret_site, struct err *err)
{
	struct site_parts parts = small_parts(&base);
	return site_open(work, SITE_WRITE, &parts, ret_site, err);
}

/* Everybody attaches; false when something other than the disk was heard. */
static bool run_workers(struct site *site, uint64_t seed)
{
	struct worker w[WORKERS] = {0};
	memset(deeds, 0, sizeof(deeds));
	for (int i = 0; i < WORKERS; i++) {
		w[i] = (struct worker){.site = site, .index = i, .chance = seed * WORKERS + (uint64_t)i};
		if (pthread_create(&w[i].thread, NULL, work_main, &w[i]))
			BUG("no thread");
	}
	bool good = true;
	for (int i = 0; i < WORKERS; i++) {
		pthread_join(w[i].thread, NULL);
		if (w[i].surprise.code)
			good = wrong("a surprise", &w[i].surprise);
	}
	return good;
}

static bool look_at_deeds(struct db *db, struct arena *a)
{
	struct err err = ERR_INIT;
	for (int i = 0; i < WORKERS * FILES; i++) {
		const struct deed *d = &deeds[i / FILES][i % FILES];
		struct row file;
		if (!d->done)
			continue;
		if (row_load(db, a, &file_record, d->file, &file, &err) <= 0)
			return wrong("an acknowledged file is gone", &err);
		if (!str_eq(row_str(&file, "hash"), hex(a, d->hash.b, HASH_LEN)))
			return wrong("an acknowledged file is another", NULL);
	}
	return true;
}

/* With the ordinary storage: is everything there that was promised, and does it go on? */
static bool look(void)
{
	_cleanup_arena_ struct arena *a = arena_new("look", (size_t)16 << 20);
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	struct err err = ERR_INIT;
	struct ledger_report report;
	struct verb_result result;
	int64_t files;
	struct actor actor = {.person = base.person[AT_A][ROLE_OFFICER]};
	struct attaching more = {&committee_record, rows[0], {0}, STR("sau.txt"), STR("sau khi có điện"), {0}};
	if (open_work(&site, &err) < 0)
		return wrong("the site does not open", &err);
	if (site_reader(site, &db, &err) < 0)
		return wrong("the site is not read", &err);
	if (ledger_verify(db, site->catalog, site->key.public_key, NULL, &report, &err) < 0)
		return wrong("the ledger", &err);
	if (record_files_check(site, db, &files, &err) < 0)
		return wrong("an entry names what is not there", &err);
	if (!look_at_deeds(db, a))
		return false;
	if (record_attach(site, &actor, &more, &result, &err) < 0)
		return wrong("it does not go on", &err);
	return true;
}

static int64_t cuts, faults;

static bool round_of(const struct fault_plan *plan)
{
	struct site *site = NULL;
	struct err err = ERR_INIT;
	bool good = true;
	small_remove(work);
	small_copy(base.dir, work);
	fault_start(plan);
	db_use_vfs(FAULT_VFS);
	int r = open_work(&site, &err);
	if (r == 0)
		good = run_workers(site, plan->seed);
	else
		memset(deeds, 0, sizeof(deeds));
	cuts += fault_is_cut();
	faults += fault_given();
	if (plan->full_from)
		fault_heal();
	site_close(site);
	if (plan->cut_at)
		fault_settle();
	db_use_vfs(NULL);
	/* a cut in the middle of a promise may be heard as anything */
	return (good || fault_is_cut()) && look();
}

/* ---- tests ------------------------------------------------------------------------------------------------------- */

static void test_power(double time, uint64_t seed)
{
	double until = fault_seconds() + time;
	char figures[80];
	bool good = true;
	int64_t rounds = 0;
	for (cuts = 0; good && (fault_seconds() < until || rounds < 5); rounds += good, seed += good) {
		uint64_t chance = seed;
		struct fault_plan plan = {.seed = seed, .cut_at = 1 + (int64_t)fault_random(&chance, 60)};
		good = round_of(&plan);
	}
	if (good && cuts < rounds / 2)
		good = wrong("the power hardly ever went", NULL);
	snprintf(figures, sizeof(figures), "%lld sites, %lld cuts", (long long)rounds, (long long)cuts);
	fault_report(good, seed, "no entry names a file that is not there, nothing acknowledged is lost", figures, problem);
}

static void test_full(double time, uint64_t seed)
{
	double until = fault_seconds() + time;
	char figures[80];
	bool good = true;
	int64_t rounds = 0;
	for (faults = 0; good && fault_another(until, rounds, 5, faults); rounds += good, seed += good) {
		uint64_t chance = seed;
		struct fault_plan plan = {.seed = seed, .full_from = 1 + (int64_t)fault_random(&chance, 500)};
		good = round_of(&plan);
	}
	if (good && faults == 0)
		good = wrong("the disk was never full", NULL);
	snprintf(figures, sizeof(figures), "%lld sites, %lld refusals", (long long)rounds, (long long)faults);
	fault_report(good, seed, "a full disk: nothing half, and it goes on with room", figures, problem);
}

/* Blind, if it finds nothing here. */
static void test_twin(uint64_t seed)
{
	bool kept = true;
	int rounds = 0;
	char figures[80];
	while (kept && rounds++ < 200) {
		uint64_t chance = ++seed;
		struct fault_plan plan = {.seed = seed, .cut_at = 200 + (int64_t)fault_random(&chance, 700), .lying = true};
		kept = round_of(&plan);
	}
	snprintf(figures, sizeof(figures), "round %d: %.60s", rounds, kept ? "nothing" : "found");
	fault_report(!kept, seed, "a disk that lies about syncs is found out", figures, problem);
}

int main(int argc, char **argv)
{
	struct fault_run run = fault_begin(argc, argv, 3, 2, 8, 40);
	small_make(&base, "fault-file");
	small_people(&base);
	small_open_election(&base);
	for (int i = 0; i < 2; i++) {
		struct call c = small_committee(&base, base.commune[i], 9, 0, 0);
		rows[i] = small_do(&base, base.person[i ? AT_B : AT_A][ROLE_OFFICER], "committee.save", &c);
	}
	small_close(&base);
	snprintf(work, sizeof(work), "%s-work", base.dir);
	test_power(run.time * 0.7, run.seed);
	test_full(run.time * 0.3, run.seed);
	test_twin(run.seed);
	small_remove(work);
	small_remove(base.dir);
	arena_free(base.a);
	return fault_end();
}
