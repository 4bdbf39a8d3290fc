/*
 * bench_work.c – a year of tasks in a site folder, for tests/bench/tasks to measure pages over. Never a test.
 *
 *   bench_work FOLDER ASSIGNMENTS [OPEN]     Thanh Hóa's 166 communes each have a row of each assignment; of a hundred rows OPEN
 *                                            are still open, 20 when not said. Prints logins as JSON.
 *
 * People and the last assignment come through the verbs, and that fan-out is timed. The rows before it are written as applying
 * an entry writes them, counters and lists included, without their ledger: what is measured are pages, not verify.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "access/session.h"
#include "app/app.h"
#include "ledger/apply.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "work/task.h"

#define DAY date_from_civil(2025, 11, 18)
#define FIRST_ID (((int64_t)1 << 40) + ((int64_t)1 << 34))

static struct arena *a;
static struct site *site;
static struct unit_item *communes;
static size_t commune_n;
static int64_t open_share = 20;

static void must(int r, const struct err *err)
{
	if (r >= 0)
		return;
	fprintf(stderr, "bench_work: %s (%s)\n", err->text, err->detail);
	exit(1);
}

static int64_t act(const char *verb, const struct verb_arg *args, size_t n)
{
	struct err err = ERR_INIT;
	struct verb_result result;
	struct actor program = app_program();
	must(verb_run(site, &program, app_verb(str_from_c(verb)), &(struct verb_input){.args = args, .n = n}, &result, &err), &err);
	return result.id;
}

static struct str number(int64_t v)
{
	return arena_printf(a, "%lld", (long long)v);
}

static void write_row(struct db *db, const struct record *record, int64_t id, struct value *values)
{
	int fields[64];
	struct err err = ERR_INIT;
	for (size_t i = 0; i < record->field_count; i++) {
		fields[i] = (int)i;
		if (values[i].kind == VALUE_NULL)
			values[i] = field_absent(&record->fields[i]);
	}
	const struct change c = {record, id, 1, fields, values, record->field_count, CHANGE_SET};
	must(apply_changes(db, site->catalog, &c, 1, 1, NULL, &err), &err);
}

static void set(const struct record *record, struct value *values, const char *field, struct value v)
{
	values[record_field(record, field)] = v;
}

/* One assignment with its rows; the days run through a year, the last weeks of it are open. */
struct batch {
	int64_t k, of;
};

static void write_one(struct db *db, const struct batch *b)
{
	_cleanup_arena_ struct arena *scratch = arena_new("batch", 1 << 22);
	struct value w[64] = {0}, t[64] = {0};
	int64_t id = FIRST_ID + b->k * 1000;
	day_t given = DAY - 330 + (day_t)(b->k * 330 / b->of), due = given + 7 + (day_t)(b->k % 20);
	struct str title =
		arena_printf(scratch, "Báo cáo kết quả thực hiện nhiệm vụ số %lld của UBND xã", (long long)b->k);
	set(&assignment_record, w, "unit", v_int(site->root));
	set(&assignment_record, w, "title", v_text(title));
	set(&assignment_record, w, "assigner", v_c(task_assigners[b->k % 6].code));
	set(&assignment_record, w, "document", v_text(arena_printf(scratch, "Công văn %lld/UBND-NC", (long long)(b->k / 3))));
	set(&assignment_record, w, "due", v_day(due));
	set(&assignment_record, w, "state", v_c("assigned"));
	set(&assignment_record, w, "assigned_day", v_day(given));
	write_row(db, &assignment_record, id, w);
	for (size_t i = 0; i < commune_n; i++) {
		bool open = (int64_t)((i * 7 + (size_t)b->k * 13) % 100) < open_share;
		set(&task_record, t, "unit", v_int(communes[i].id));
		set(&task_record, t, "title", v_text(title));
		set(&task_record, t, "due", v_day(due));
		set(&task_record, t, "first_due", v_day(due));
		set(&task_record, t, "assignment", v_int(id));
		set(&task_record, t, "role", v_c("lead"));
		set(&task_record, t, "assigner", v_c(task_assigners[b->k % 6].code));
		set(&task_record, t, "assigned_day", v_day(given));
		set(&task_record, t, "by_report", v_int(1));
		set(&task_record, t, "state", v_c(!open ? "done" : i % 3 ? "received" : "assigned"));
		set(&task_record, t, "done_day", open ? v_null() : v_day(due - 2 + (day_t)(i % 4)));
		set(&task_record, t, "late_days", open ? v_null() : v_int(i % 4 == 3));
		write_row(db, &task_record, id + 1 + (int64_t)i, t);
	}
}

#define TOGETHER 50 /* assignments in one commit */

static int write_batch(struct db *db, void *arg, struct err *err)
{
	(void)err;
	struct batch b = *(const struct batch *)arg;
	for (int64_t to = b.k + TOGETHER; b.k < to && b.k < b.of; b.k++)
		write_one(db, &b);
	return 0;
}

static void login(const char *name, int64_t unit, const char *const *roles, size_t n, const char *hash)
{
	struct err err = ERR_INIT;
	const struct verb_arg person[] = {{STR_INIT("name"), STR("Người đo")},
					  {STR_INIT("position"), STR("Chuyên viên")},
					  {STR_INIT("unit"), number(unit)},
					  {STR_INIT("login"), str_from_c(name)},
					  {STR_INIT("active"), STR("1")}};
	int64_t id = act("person.save", person, ARRAY_LEN(person));
	for (size_t i = 0; i < n; i++) {
		const struct verb_arg grant[] = {{STR_INIT("person"), number(id)}, {STR_INIT("role"), str_from_c(roles[i])},
						 {STR_INIT("unit"), number(unit)}, {STR_INIT("from_day"), date_iso(a, DAY - 1)}};
		act("grants.save", grant, ARRAY_LEN(grant));
	}
	must(password_set_hash(site, id, hash, false, &err), &err);
}

static double fan_out(void)
{
	struct timespec from, to;
	const struct verb_arg args[] = {{STR_INIT("title"), STR("Giao cho mọi xã")},
					{STR_INIT("assigner"), STR("chair")},
					{STR_INIT("document"), STR("Công văn 1/UBND")},
					{STR_INIT("due"), date_iso(a, DAY + 9)},
					{STR_INIT("responsible"), STR("Chủ tịch UBND xã")},
					{STR_INIT("product"), STR("Báo cáo")},
					{STR_INIT("authority"), STR("Chủ tịch UBND xã")},
					{STR_INIT("closing"), STR("report")},
					{STR_INIT("leads"), STR("communes")}};
	double best = 1e9;
	for (int i = 0; i < 5; i++) {
		clock_gettime(CLOCK_MONOTONIC, &from);
		act("assignment.give", args, ARRAY_LEN(args));
		clock_gettime(CLOCK_MONOTONIC, &to);
		double took = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
		best = took < best ? took : best;
	}
	return best;
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	const struct app *app = app_start();
	struct app_new_site fresh;
	char hash[PASSWORD_HASH_MAX];
	int64_t count;
	if (argc < 3 || !str_to_i64(str_from_c(argv[2]), 0, 100000, &count) ||
	    (argc > 3 && !str_to_i64(str_from_c(argv[3]), 0, 100, &open_share)))
		return fprintf(stderr, "bench_work FOLDER ASSIGNMENTS [OPEN]\n"), 2;
	a = arena_new("bench", (size_t)256 << 20);
	struct site_parts parts = app_parts(app, world_real(DAY), DAY_NONE);
	must(app_site_from_facts(a, app, STR("38"), DAY, &fresh, &err), &err);
	fresh.rehearsal = true;
	fresh.day = DAY;
	must(app_init(argv[1], &parts, &fresh, &site, &err), &err);
	struct db *db;
	must(site_reader(site, &db, &err), &err);
	must(unit_communes(db, a, site->root, &communes, &commune_n, &err), &err);
	password_hash(STR("do-toc-do-2025"), hash);
	login("sep", site->root, (const char *const[]){"leader", "specialist", "officer"}, 3, hash);
	login("xa", communes[0].id, (const char *const[]){"officer"}, 1, hash);
	for (int64_t k = 0; k < count; k += TOGETHER)
		must(writer_run(site->writer, write_batch, &(struct batch){k, count}, &err), &err);
	double took = fan_out();
	printf("{\"password\":\"do-toc-do-2025\",\"rows\":%lld,\"fan_out_seconds\":%.4f}\n",
	       (long long)(count * (int64_t)commune_n), took);
	db_close(db);
	site_close(site);
	return 0;
}
