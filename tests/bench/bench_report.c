/*
 * bench_report.c – reports over HTTP, adding up, export. Prints a table; never a test.
 *
 *   bench_report [ANSWERS [keep]]   of 60 cells, 2,000 when not given; a folder of its own under TMPDIR, which should
 * be a real disk bench_report --site DIR         adding up the rounds of a site that is there
 */
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "../unit/web_client.h"
#include "base/log.h"
#include "report/report.h"
#include "report/statements.h"

#define CELLS 60
#define CLIENTS 16
#define UNITS SMALL_COMMUNES

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Of this thread: what the machine's other work does not change. */
static double cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct small s;
static int64_t template;
static atomic_llong sent, failed;
static int64_t *answers;
static int64_t answer_n;
static size_t posted;

static void make_template(void)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 16);
	struct call c = small_template(&s, STR("B60"), "day", 0, "none");
	for (int i = 1; i <= CELLS - 2; i++)
		buf_printf(&b, "số nguyên|%d|Chỉ tiêu %d||||||\n", i, i);
	buf_printf(&b,
		   "số lẻ 2|t|Tỷ lệ||||[1] / [2] * 100||\nsố nguyên|s|Tổng||||TONG([1]:[%d])|cộng|\nquy tắc||Không "
		   "nhiều hơn||||[3] <= [s]||\n",
		   CELLS - 2);
	template = small_publish(&s, 0, &c, buf_str(&b));
	small_assign(&s, 0, template, 1);
}

/* An answer of the first commune for each day before today. */
static void open_rounds(int64_t n)
{
	answers = arena_array_of(s.a, (size_t)n, int64_t);
	for (; answer_n < n; answer_n++) {
		struct call c = {0};
		call_int(&s, &c, "id", template);
		call_day(&s, &c, "day", SMALL_DAY - (day_t)answer_n);
		int64_t period = small_do(&s, 0, "period.begin", &c);
		answers[answer_n] = small_get(&s, &answer_of, VALUES(v_int(period), v_int(s.commune[0])));
	}
}

struct poster {
	struct client *client;
	struct visitor visitor;
	int from;
};

static void *post_all(void *arg)
{
	struct poster *p = arg;
	char headers[512], path[64];
	client_form_headers(p->client, &p->visitor, headers, sizeof(headers));
	for (int64_t i = p->from; i < answer_n; i += CLIENTS) {
		_cleanup_buf_ struct buf b = BUF_INIT(1 << 14);
		buf_printf(&b, "csrf=%s&khoa=%d-%lld", p->visitor.csrf, p->from, (long long)i);
		for (int k = 0; k < CELLS - 2; k++)
			buf_printf(&b, "&o%d=%d", k, 1 + (int)((i * 7 + k * 13) % 997));
		snprintf(path, sizeof(path), "/bao-cao/%lld/nop", (long long)answers[i]);
		bool done = client_ask(p->client, "POST", path, headers, buf_str(&b)) == 303;
		atomic_fetch_add(done ? &sent : &failed, 1);
		posted = b.n;
	}
	return NULL;
}

static void over_http(void)
{
	static struct client first, more[CLIENTS];
	static struct poster posters[CLIENTS];
	pthread_t threads[CLIENTS];
	client_passwords(&s, &s.person[AT_A][ROLE_OFFICER], 1);
	client_start(&first, &s);
	for (int i = 0; i < CLIENTS; i++) {
		more[i] = (struct client){.port = first.port, .fd = -1, .head = malloc(65536), .body = malloc(CLIENT_BODY)};
		client_connect(&more[i]);
		posters[i] = (struct poster){.client = &more[i], .from = i};
		client_sign_in(&more[i], "a.officer", &posters[i].visitor);
	}
	double begin = seconds();
	for (int i = 0; i < CLIENTS; i++)
		pthread_create(&threads[i], NULL, post_all, &posters[i]);
	for (int i = 0; i < CLIENTS; i++)
		pthread_join(threads[i], NULL);
	double took = seconds() - begin;
	printf("answers of %d cells over HTTP, durable, %d clients   %6lld sent  %lld failed  %8.0f /s   body %zu "
	       "bytes\n",
	       CELLS, CLIENTS, (long long)sent, (long long)failed, (double)sent / took, posted);
	client_end(&first);
}

/* 166 answers a period for five years of months, as the reading of a province would meet them. */
static void adding_up(void)
{
	struct form *form;
	struct err err = ERR_INIT;
	int64_t edition;
	report_edition(s.db, template, false, &edition, &err);
	small_must(report_form(s.db, s.a, edition, &form, &err), &err, "form");
	struct row row = small_row(&s, &answer_record, answers[0]);
	struct report_answer *many = arena_array_of(s.a, 166, struct report_answer);
	for (int i = 0; i < 166; i++)
		many[i] = (struct report_answer){.cells = row_str(&row, "cells"), .counts = true};
	struct report_round round = {.answers = many, .n = 166};
	struct roll rolls[60], whole;
	const struct roll *each[60];
	double begin = seconds(), worked = cpu();
	for (int i = 0; i < 60; i++) {
		report_round_sum(s.a, form, &round, &rolls[i]);
		each[i] = &rolls[i];
	}
	roll_periods(s.a, each, 60, &whole);
	double took = seconds() - begin, work = cpu() - worked;
	printf("adding up 166 answers of %d cells, from their texts      %6.2f ms a period (processor %.2f)   60 "
	       "periods %6.1f ms "
	       "(processor %.1f)\n",
	       CELLS, took * 1e3 / 60, work * 1e3 / 60, took * 1e3, work * 1e3);
}

/* The same five years as the page of a round shows them: closed periods by what was frozen. */
static void from_frozen(struct db *db, struct arena *a, const int64_t *periods, size_t n)
{
	struct err err = ERR_INIT;
	double worked = cpu();
	size_t read = 0;
	int64_t edition = 0;
	struct form *form = NULL;
	for (size_t i = 0; read < 60 && i < 60 * n; i++) {
		struct row period;
		small_must(row_load(db, a, &period_record, periods[i % n], &period, &err), &err, "period");
		if (!row_int(&period, "frozen_edition"))
			continue;
		if (edition != row_int(&period, "frozen_edition"))
			small_must(report_form(db, a, edition = row_int(&period, "frozen_edition"), &form, &err), &err, "form");
		struct answer_cell *cells = arena_array_of(a, form->cell_n, struct answer_cell);
		read += report_round_frozen(a, form, &period, cells);
	}
	printf("closed rounds by what was frozen                             %2zu periods (processor %.1f ms)\n", read,
	       (cpu() - worked) * 1e3);
}

/* A rehearsal site's rounds of 166 units, read from the file and added up sixty times: five years of months. */
static int of_a_site(const char *dir)
{
	struct site_parts parts = app_parts(app_start(), world_real(DAY_NONE), DAY_NONE);
	const struct actor program = app_program();
	struct arena *a = arena_new("rounds", (size_t)1 << 30);
	struct site *site;
	struct db *db;
	struct err err = ERR_INIT;
	int64_t periods[60], answered = 0;
	size_t n = 0;
	struct query *q;
	small_must(site_open(dir, SITE_READ, &parts, &site, &err), &err, "open");
	small_must(site_reader(site, &db, &err), &err, "reader");
	small_must(db_query_sql(db, STR("SELECT id FROM period ORDER BY id LIMIT 60"), NO_VALUES, &q, &err), &err,
		   "periods");
	while (n < ARRAY_LEN(periods) && query_next(q, &err) > 0)
		periods[n++] = query_int(q, 0);
	query_end(q);
	double begin = seconds(), worked = cpu(), slowest = 0;
	for (size_t i = 0; i < 60 && n; i++) {
		struct report_round round;
		struct roll sum;
		struct form *form;
		struct row period;
		int64_t edition;
		double from = cpu();
		small_must(row_load(db, a, &period_record, periods[i % n], &period, &err), &err, "period");
		small_must(report_edition(db, row_int(&period, "template"), false, &edition, &err), &err, "edition");
		small_must(report_form(db, a, edition, &form, &err), &err, "form");
		small_must(report_round_read(site, db, a, &program, periods[i % n], &round, &err), &err, "round");
		report_round_sum(a, form, &round, &sum);
		answered += sum.answers;
		slowest = cpu() - from > slowest ? cpu() - from : slowest;
	}
	printf("rounds of 166 units from the file, %lld answers            60 periods %6.1f ms (processor %.1f)   "
	       "slowest period %.2f ms\n",
	       (long long)answered, (seconds() - begin) * 1e3, (cpu() - worked) * 1e3, slowest * 1e3);
	from_frozen(db, a, periods, n);
	db_close(db);
	site_close(site);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--site") == 0)
		return of_a_site(argv[2]);
	int64_t n = argc > 1 ? strtoll(argv[1], NULL, 10) : 2000;
	log_quiet(true);
	small_make(&s, "bench-report");
	small_people(&s);
	make_template();
	open_rounds(n);
	over_http();
	adding_up();
	printf("site for `noivu export DIR report FILE.csv`: %s\n", s.dir);
	small_close(&s);
	if (argc < 3)
		small_remove(s.dir);
	return failed != 0;
}
