/*
 * fault_import.c – power cuts and full disks in every phase of an import, then going on.
 *
 *   fault_import [SECONDS [SEED]]     prints TAP; without SECONDS as long as NOIVU_LEVEL says (quick 2, full 8, all 60)
 *
 * A table is checked, confirmed and written while the power goes once or twice at any step. The site is opened by the ordinary
 * storage and the import goes on: in the end each row is there exactly once, there are as many entries as slices, an
 * acknowledged confirmation or slice was never lost, and the ledger verifies. A disk that lies about syncs must be found out,
 * otherwise the test itself would be blind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fault_run.h"
#include "fault_vfs.h"
#include "record/import.h"
#include "small_site.h"

#include "import_register.h"

#define ROWS 1700

static struct small base; /* made once; each round begins with a copy */
static char folder[96], work[128];
static struct str table;
static char problem[1400];

struct sums { int64_t rounds, cuts, in_check, in_write, refused; };

static bool wrong(const char *what, const struct err *err)
{
	snprintf(problem, sizeof(problem), "%s: %s: %s (%s)", what, err->code ? err_name(err->code) : "", err->text, err->detail);
	return false;
}

/* What was acknowledged before the power went. */
struct progress {
	int64_t id;      /* of the checked table */
	bool confirmed;
	int64_t slices;  /* written */
};

/* One life of the site: as far as it comes. */
static int live(struct progress *p, struct err *err)
{
	struct site_parts parts = small_parts(&base);
	_cleanup_arena_ struct arena *a = arena_new("life", 1 << 26);
	struct site *site = NULL;
	struct db *db = NULL;
	struct actor program = app_program();
	struct import_job job = {0};
	bool more = true;
	int r = site_open(work, SITE_WRITE, &parts, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0 && !p->id)
		r = import_check(site, db, &program, &worker_record, STR("bang.csv"), table, &p->id, err);
	if (r == 0)
		r = import_load(site, db, a, p->id, &job, err);
	if (r > 0 && job.state == IMPORT_CHECKED) {
		r = import_confirm(site, p->id, err);
		p->confirmed = p->confirmed || r == 0;
	}
	struct import_run *run = r >= 0 ? import_begin(site, db, p->id) : NULL;
	while (r >= 0 && more && job.state != IMPORT_DONE) {
		r = import_next(run, &more, err);
		p->slices += r == 0;
	}
	import_end(run);
	db_close(db);
	site_close(site);
	return r < 0 ? r : 0;
}

static int64_t number(struct db *db, const char *sql)
{
	struct err err = ERR_INIT;
	struct query *q;
	int64_t v = -1;
	if (db_query_sql(db, str_from_c(sql), NO_VALUES, &q, &err) < 0)
		return -1;
	if (query_next(q, &err) > 0)
		v = query_int(q, 0);
	query_end(q);
	return v;
}

/* By the ordinary storage: nothing acknowledged is lost, then the rest is written. */
static bool look(struct progress *p, int64_t entries, struct err *err)
{
	struct site_parts parts = small_parts(&base);
	_cleanup_arena_ struct arena *a = arena_new("look", 1 << 26);
	_cleanup_site_ struct site *site = NULL;
	_cleanup_db_ struct db *db = NULL;
	struct import_job job = {0};
	struct ledger_report report;
	int r = site_open(work, SITE_WRITE, &parts, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r < 0)
		return wrong("opening after the cut", err);
	if (p->id && import_load(site, db, a, p->id, &job, err) != 1)
		return wrong("a checked table is gone", err);
	if (p->confirmed && job.state == IMPORT_CHECKED)
		return wrong("an acknowledged confirmation is gone", err);
	if (job.done < p->slices || (job.id && number(db, "SELECT count(*) FROM worker") != job.written))
		return wrong("rows and mark disagree, or slices are gone", err);
	site_close(site);
	db_close(db);
	site = NULL;
	db = NULL;
	if (live(p, err) < 0)
		return wrong("going on", err);
	r = site_open(work, SITE_READ, &parts, &site, err);
	if (r == 0)
		r = site_reader(site, &db, err);
	if (r == 0 && import_load(site, db, a, p->id, &job, err) == 1 && job.state != IMPORT_DONE)
		return wrong("not done", err);
	if (r == 0)
		r = ledger_verify(db, site->catalog, site->key.public_key, NULL, &report, err);
	if (r < 0)
		return wrong("verifying", err);
	if (number(db, "SELECT count(*) FROM worker") != ROWS || number(db, "SELECT count(DISTINCT code) FROM worker") != ROWS ||
	    job.written != ROWS || report.entries != entries + job.slices)
		return wrong("rows or entries twice or missing", err);
	return true;
}

static void new_copy(void)
{
	small_remove(work);
	small_copy(base.dir, work);
}

static int64_t base_entries;

/* Two lives that end by a cut, then the look. */
static bool power_round(uint64_t seed, bool lying, struct sums *sums)
{
	struct progress p = {0};
	struct err err = ERR_INIT;
	uint64_t chance = seed;
	new_copy();
	for (int life = 0; life < 2; life++) {
		bool before = p.id != 0;
		err = ERR_INIT;
		fault_start(&(struct fault_plan){.seed = seed + (uint64_t)life, .lying = lying,
						 .cut_at = 1 + (int64_t)fault_random(&chance, seed % 4 == 0 ? 6 : 120)});
		db_use_vfs(FAULT_VFS);
		live(&p, &err);
		sums->cuts += fault_is_cut();
		sums->in_check += !before && !p.confirmed;
		sums->in_write += p.confirmed;
		fault_settle();
		db_use_vfs(NULL);
	}
	sums->rounds++;
	err = ERR_INIT;
	return look(&p, base_entries, &err);
}

/* The disk is full for a while: the same slice is tried again. */
static bool full_round(uint64_t seed, struct sums *sums)
{
	struct progress p = {0};
	struct err err = ERR_INIT;
	uint64_t chance = seed;
	new_copy();
	fault_start(&(struct fault_plan){.seed = seed, .full_from = 1 + (int64_t)fault_random(&chance, 90)});
	db_use_vfs(FAULT_VFS);
	int r = live(&p, &err);
	sums->refused += r < 0;
	fault_heal();
	if (r < 0 && err.code != ERR_DISK_FULL)
		return wrong("another error than a full disk", &err);
	err = ERR_INIT;
	r = live(&p, &err);
	db_use_vfs(NULL);
	if (r < 0)
		return wrong("after there is room again", &err);
	sums->rounds++;
	return look(&p, base_entries, &err);
}

/* ---- reporting --------------------------------------------------------------------------------------------------- */

static void report_test(bool good, uint64_t seed, const char *name, const struct sums *s)
{
	char figures[200];
	snprintf(figures, sizeof(figures), "%lld imports, %lld cuts: %lld before the confirmation, %lld while writing; %lld refused",
		 (long long)s->rounds, (long long)s->cuts, (long long)s->in_check, (long long)s->in_write, (long long)s->refused);
	fault_report(good, seed, name, figures, problem);
}

static void test_power(double time, uint64_t seed)
{
	struct sums sums = {0};
	bool good = true;
	for (double until = fault_seconds() + time; good && (fault_seconds() < until || sums.rounds < 3); seed += 2)
		good = power_round(seed, false, &sums);
	report_test(good, seed - 2, "after power cuts an import goes on, each row exactly once", &sums);
}

static void test_full(double time, uint64_t seed)
{
	struct sums sums = {0};
	bool good = true;
	for (double until = fault_seconds() + time; good && (fault_seconds() < until || sums.rounds < 3); seed++)
		good = full_round(seed, &sums);
	report_test(good, seed - 1, "after a full disk too", &sums);
}

static void test_lying(uint64_t seed)
{
	struct sums sums = {0};
	bool found = false;
	for (int i = 0; i < 60 && !found; i++)
		found = !power_round(seed + 2 * (uint64_t)i, true, &sums);
	report_test(found, seed, "a disk that lies about syncs is found out", &sums);
}

static void make_base(void)
{
	struct buf b = BUF_INIT(1 << 22);
	struct row unit;
	small_register(&worker_record, WORKER_ACCESS);
	small_make(&base, "fault-import-base");
	small_people(&base);
	unit = small_row(&base, &unit_record, base.commune[0]);
	buf_add_c(&b, "Mã hồ sơ,Họ và tên,Đơn vị,Số định danh\r\n");
	for (int i = 0; i < ROWS; i++)
		buf_printf(&b, "F%d,Người %d,%.*s,0380850%05d\r\n", i, i, STR_ARG(row_str(&unit, "code")), i);
	table = arena_dup(base.a, buf_str(&b));
	buf_free(&b);
	base_entries = small_head(&base).number;
	small_close(&base); /* only copies are worked on */
}

int main(int argc, char **argv)
{
	struct fault_run run = fault_begin(argc, argv, 3, 2, 8, 60);
	make_base();
	small_folder(folder, "fault-import");
	snprintf(work, sizeof(work), "%s/work", folder);
	test_power(run.time * 0.6, run.seed);
	test_full(run.time * 0.3, run.seed);
	test_lying(run.seed);
	small_remove(folder);
	small_end(&base);
	return fault_end();
}
