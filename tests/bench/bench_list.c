/*
 * bench_list.c – lists of a register by its length: a page, its counts, a filter, the Vietnamese order, the search. Prints a
 * table; never a test.
 *
 *   bench_list FOLDER [ROWS]     1,000,000 rows when not said; a FOLDER that has them already is only measured
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/app.h"
#include "base/crypt.h"
#include "record/follow.h"
#include "record/search.h"
#include "text/text.h"
#include "unit/records.h"

#define UNITS 166
#define ROUNDS 20
#define SLICE 100000 /* rows in one commit */

static const struct choice states[] = {{"open", "mở", ""}, {"done", "xong", ""}, {"late", "chậm", ""}, {0}};
static const struct field fields[] = {
	{.name = "name", .kind = FIELD_TEXT, .label = "Tên", .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED | FIELD_SORTED},
	{.name = "unit", .kind = FIELD_REF, .label = "Đơn vị", .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_INDEXED, .references = "unit"},
	{.name = "day", .kind = FIELD_DAY, .label = "Ngày", .flags = FIELD_LISTED | FIELD_INDEXED},
	{.name = "state", .kind = FIELD_CHOICE, .label = "Trạng thái", .flags = FIELD_LISTED, .choices = states},
};
static const struct index indexes[] = {{"state, day", false}};
static const struct record long_register = {
	.name = "long_register", .title = "Dài", .many = "Dài", .fields = fields, .field_count = ARRAY_LEN(fields), .scope = "unit",
	.heading = "name", .sort = "-day", .indexes = indexes, .index_count = ARRAY_LEN(indexes),
};
static const struct record *const records[] = {&unit_record, &long_register, &site_record, NULL};
static const struct catalog catalog = {.records = records};

static const char *const family[] = {"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Lê", "Phạm", "Hoàng", "Huỳnh", "Vũ",
				     "Võ",     "Phan",   "Trương", "Bùi",    "Đặng", "Đỗ", "Ngô", "Hồ",  "Dương"};
static const char *const middle[] = {"Văn", "Thị", "Văn", "Thị", "Hữu", "Đức", "Minh", "Ngọc", "Xuân", "Quang", "Thanh", "Thu"};
static const char *const given[] = {"An",   "Ánh",  "Bình", "Châu", "Dũng", "Đào",  "Đạt",  "Giang", "Hà",   "Hòa", "Hùng",
				    "Khôi", "Lan",  "Lâm",  "Mai",  "Nam",  "Nga",  "Oanh", "Phúc",  "Quý",  "Sơn", "Thảo",
				    "Trang", "Tú",  "Uyên", "Vinh", "Xuyến", "Yến", "Chiến", "Khuyên"};

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* of the processor: others may be at work on the machine */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int r, const struct err *err)
{
	if (r >= 0)
		return;
	fprintf(stderr, "bench_list: %s (%s)\n", err->text, err->detail);
	exit(1);
}

static struct str a_name(struct arena *a, struct seeded *chance, int64_t i)
{
	if (i % 20000 == 7) /* a few with a rare word */
		return arena_printf(a, "Kpă H'Bliêng %lld", (long long)i);
	return arena_printf(a, "%s %s %s", family[seeded_below(chance, ARRAY_LEN(family))], middle[seeded_below(chance, ARRAY_LEN(middle))],
			    given[seeded_below(chance, ARRAY_LEN(given))]);
}

static void make_tables(struct db *db)
{
	_cleanup_buf_ struct buf ddl = BUF_INIT(1 << 16);
	const struct table *const tables[] = {&unit_scope_table, &unit_name_table, &counter_table, &search_token_table, &sort_key_table};
	struct err err = ERR_INIT;
	for (size_t i = 0; records[i]; i++)
		schema_ddl(&ddl, record_table(records[i]), ENGINE_SQLITE);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		schema_ddl(&ddl, tables[i], ENGINE_SQLITE);
	must(db_script(db, buf_str(&ddl), &err), &err);
	for (int64_t u = 1; u <= UNITS; u++) {
		must(db_run_sql(db, STR("INSERT INTO unit (id, revision, code, name, kind) VALUES (?1, 1, ?1, 'Xã', 'commune')"), VALUES(v_int(u)), &err), &err);
		must(db_run_sql(db, STR("INSERT INTO unit_scope (ancestor, unit) VALUES (1, ?1)"), VALUES(v_int(u)), &err), &err);
	}
	must(db_run_sql(db, STR("INSERT INTO unit_scope (ancestor, unit) VALUES (7, 7), (8, 8)"), NO_VALUES, &err), &err);
}

/* A slice as an import writes it: the rows, then what follows from them in the order of the keys. */
static double make_slice(struct db *db, struct arena *a, struct seeded *chance, int64_t from, size_t n)
{
	struct followed *rows = arena_array_of(a, n, struct followed);
	struct err err = ERR_INIT;
	must(db_begin(db, &err), &err);
	for (size_t i = 0; i < n; i++) {
		int64_t id = from + (int64_t)i;
		struct value *v = arena_array_of(a, ARRAY_LEN(fields), struct value);
		v[0] = v_text(a_name(a, chance, id));
		v[1] = v_int(1 + (int64_t)seeded_below(chance, UNITS));
		v[2] = v_int(20000 + (int64_t)seeded_below(chance, 1000));
		v[3] = v_c(states[seeded_below(chance, 3)].code);
		rows[i] = (struct followed){&long_register, id, NULL, v};
		must(db_run_sql(db, STR("INSERT INTO long_register (id, revision, name, unit, day, state) VALUES (?1, 1, ?2, ?3, ?4, ?5)"),
				VALUES(v_int(id), v[0], v[1], v[2], v[3]), &err), &err);
	}
	double began = seconds();
	must(record_follow_write(db, record_follow_make(a, rows, n), &err), &err);
	began = seconds() - began;
	must(db_commit(db, &err), &err);
	must(db_checkpoint(db, &err), &err);
	return began;
}

static double make_rows(struct db *db, int64_t rows)
{
	_cleanup_arena_ struct arena *a = arena_new("bench", (size_t)256 << 20);
	struct seeded chance;
	double kept = 0;
	seeded_start(&chance, STR("bench list"));
	for (int64_t i = 1; i <= rows; i += SLICE) {
		arena_reset(a);
		kept += make_slice(db, a, &chance, i, (size_t)(rows - i + 1 < SLICE ? rows - i + 1 : SLICE));
	}
	return kept;
}

static struct db *db;
static struct actor boss, ward, pair;

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

/* The median and the slowest of ROUNDS, in milliseconds of the processor; the slowest is the first, from a cold cache. */
static void measure(const char *what, const struct actor *actor, const struct list_query *lq, const char *words)
{
	double all[ROUNDS];
	int64_t total = 0;
	bool more = false;
	for (int i = 0; i < ROUNDS; i++) {
		_cleanup_arena_ struct arena *a = arena_new("round", (size_t)256 << 20);
		struct list_result rows = {0};
		struct search_found found = {0};
		struct list_query q = *lq;
		struct err err = ERR_INIT;
		double began = seconds();
		if (words) {
			must(record_search(db, a, actor, &catalog, &long_register, NULL, 0, text_fold(a, str_from_c(words)), &found, &err), &err);
			q.in_field = "id";
			q.in = found.ids;
			q.in_count = found.n;
		}
		must(record_list(db, a, actor, &q, &rows, &err), &err);
		double took = (seconds() - began) * 1000;
		all[i] = took;
		total = rows.total;
		more = rows.more || found.more;
	}
	qsort(all, ROUNDS, sizeof(*all), by_size);
	printf("%-44s %9.2f %9.2f   %s%lld\n", what, all[ROUNDS / 2], all[ROUNDS - 1], more ? "> " : "", (long long)total);
}

static void measure_counts(const char *what, const struct actor *actor, bool large)
{
	double began = seconds();
	size_t n = 0;
	for (int i = 0; i < ROUNDS; i++) {
		_cleanup_arena_ struct arena *a = arena_new("round", 1 << 20);
		struct list_count *counts;
		struct err err = ERR_INIT;
		must(record_counts(db, a, actor, &(struct list_query){.record = &long_register, .large = large}, "state", &counts, &n, &err), &err);
	}
	printf("%-44s %9.2f %9s   %zu\n", what, (seconds() - began) * 1000 / ROUNDS, "", n);
}

static void table(void)
{
	const struct list_filter late = {"state", "=", v_c("late")};
	const struct list_query page = {.record = &long_register, .large = true}, deep = {.record = &long_register, .large = true, .offset = 5000};
	const struct list_query filtered = {.record = &long_register, .filters = &late, .filter_count = 1, .large = true};
	const struct list_query by_name = {.record = &long_register, .sort = "name", .by_key = true, .large = true};
	const struct list_query own = {.record = &long_register}, own_deep = {.record = &long_register, .offset = 5000};
	const struct list_query own_filtered = {.record = &long_register, .filters = &late, .filter_count = 1};
	printf("%-44s %9s %9s   %s\n", "", "median ms", "worst ms", "rows");
	measure("first page, newest first", &boss, &page, NULL);
	measure("page 101", &boss, &deep, NULL);
	measure("first page of a filter", &boss, &filtered, NULL);
	measure("first page in Vietnamese order", &boss, &by_name, NULL);
	measure_counts("counts of a filter", &boss, true);
	measure("search: a rare word", &boss, &page, "bliêng");
	measure("search: nguyễn thị khuyên", &boss, &page, "nguyen thi khuyen");
	measure("search: the commonest two words", &boss, &page, "nguyen van");
	measure("search: one letter", &boss, &page, "n");
	measure("one commune: first page", &ward, &own, NULL);
	measure("one commune: page 101", &ward, &own_deep, NULL);
	measure("one commune: first page of a filter", &ward, &own_filtered, NULL);
	measure("two communes: first page", &pair, &own, NULL);
	measure_counts("one commune: counts of a filter", &ward, false);
}

static void make(int64_t rows)
{
	make_tables(db);
	double began = seconds(), kept = make_rows(db, rows);
	printf("%lld rows in %.1f s, of that %.1f s for counters, words and order (%.1f us a row)\n", (long long)rows, seconds() - began, kept,
	       kept * 1e6 / (double)rows);
}

int main(int argc, char **argv)
{
	static const struct grant whole = {ROLE_SPECIALIST, 1}, one = {ROLE_OFFICER, 7}, two[] = {{ROLE_OFFICER, 7}, {ROLE_OFFICER, 8}};
	int64_t rows = argc > 2 ? strtoll(argv[2], NULL, 10) : 1000000;
	char path[4096];
	struct err err = ERR_INIT;
	struct actor *const all[] = {&boss, &ward, &pair};
	_cleanup_arena_ struct arena *a = arena_new("grants", 1 << 16);
	if (argc < 2 || rows < 1) {
		fprintf(stderr, "bench_list FOLDER [ROWS]\n");
		return 2;
	}
	crypt_start();
	access_start();
	access_add(STR("action,leader,specialist,commune_leader,officer,front,council,admin\nlong_register.read,,tree,,tree,,,\n"));
	boss = (struct actor){.person = 1, .grants = &whole, .n = 1, .unit = 1};
	ward = (struct actor){.person = 2, .grants = &one, .n = 1, .unit = 7};
	pair = (struct actor){.person = 3, .grants = two, .n = 2, .unit = 7};
	snprintf(path, sizeof(path), "%s/list.db", argv[1]);
	bool there = access(path, F_OK) == 0;
	must(db_open(path, there ? DB_WRITE : DB_CREATE, &db, &err), &err);
	if (!there)
		make(rows);
	for (size_t i = 0; i < ARRAY_LEN(all); i++) /* as for every page */
		must(access_mark_reach(db, a, all[i], &err), &err);
	table();
	db_close(db);
	return 0;
}
