/*
 * fault_apart.c – a reader of tables that eats memory or time, under the real limits; and how much an honest one may need.
 *
 *   fault_apart     prints TAP
 *
 * Beside tests/unit/test_apart.c: a sanitizer takes more memory than any limit, so this one is built without. The child is this
 * program again; the name of the file says what it does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/log.h"
#include "fault_run.h"
#include "format/apart_int.h"
#include "xlsx_parts.h"

static char problem[1000], figures[200];

/* ---- the child ---- */

/* Says how much it got, then ends as if it had read nothing. */
static int eat(const struct apart_task *t)
{
	size_t got = 0;
	if (!apart_jail(&t->own))
		return 5;
	for (void *p; (p = malloc(8 << 20)); got++)
		memset(p, 1, 8 << 20);
	struct apart_error e = {.code = ERR_TOO_LARGE};
	snprintf(e.text, sizeof(e.text), "%zu", 8 * got);
	const struct apart_frame f = {APART_ERROR, sizeof(e)};
	if (write(STDOUT_FILENO, &f, sizeof(f)) < 0 || write(STDOUT_FILENO, &e, sizeof(e)) < 0)
		_exit(4);
	_exit(0);
}

static int child(void)
{
	struct apart_task t;
	if (pread(STDIN_FILENO, &t, sizeof(t), 0) != (ssize_t)sizeof(t))
		return 6;
	if (strcmp(t.name, "eats.xlsx") == 0)
		return eat(&t);
	if (strcmp(t.name, "spins.xlsx") == 0 && apart_jail(&t.own))
		for (volatile int i = 0;; i++)
			;
	return apart_main();
}

/* ---- the parent ---- */

static int count(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)err;
	*(size_t *)ctx += row->n;
	return 0;
}

static bool eats(void)
{
	struct err err = ERR_INIT;
	size_t cells = 0;
	apart_use("/proc/self/exe", &(struct apart_limits){.memory = (size_t)64 << 20});
	int r = apart_read(STR("PK\3\4"), "eats.xlsx", &csv_limits_default, count, &cells, NULL, &err);
	int64_t megabytes = 0;
	snprintf(problem, sizeof(problem), "%s", err.text);
	snprintf(figures, sizeof(figures), "%.20s MB of 64", err.text);
	return r == -ERR_TOO_LARGE && str_to_i64(str_from_c(err.text), 24, 64, &megabytes);
}

static bool spins(void)
{
	struct err err = ERR_INIT;
	size_t cells = 0;
	struct rusage used;
	apart_use("/proc/self/exe", &(struct apart_limits){.cpu_s = 1, .stall_ms = 600000});
	int r = apart_read(STR("PK\3\4"), "spins.xlsx", &csv_limits_default, count, &cells, NULL, &err);
	getrusage(RUSAGE_CHILDREN, &used);
	snprintf(problem, sizeof(problem), "%d: %s", r, err.text);
	long ms = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
	snprintf(figures, sizeof(figures), "%ld ms", ms);
	return r == -ERR_INPUT && strstr(err.text, "spins.xlsx") && ms > 800 && ms < 10000;
}

/* 400,000 rows of 8 cells, three of them texts used once: much more than people send, and it must be read within the limit. */
#define HONEST_ROWS 400000

static struct str honest(struct arena *a)
{
	struct buf strings = BUF_INIT((size_t)1 << 30), sheet = BUF_INIT((size_t)1 << 30);
	struct xlsx_part p[PARTS];
	buf_add_c(&strings, "<sst>");
	buf_add_c(&sheet, "<worksheet " PARTS_NS "><sheetData>");
	for (int i = 0; i < HONEST_ROWS; i++) {
		buf_printf(&strings, "<si><t>Nguyễn Thị %d</t></si><si><t>Thôn %d, xã Hoa Lộc</t></si><si><t>0380%08d</t></si>", i, i, i);
		buf_add_c(&sheet, "<row>");
		for (int k = 0; k < 3; k++)
			buf_printf(&sheet, "<c t=\"s\"><v>%d</v></c>", 3 * i + k);
		for (int k = 0; k < 5; k++)
			buf_printf(&sheet, "<c><v>%d</v></c>", i + k);
		buf_add_c(&sheet, "</row>");
	}
	buf_add_c(&strings, "</sst>");
	buf_add_c(&sheet, "</sheetData></worksheet>");
	parts_plain(p, buf_str(&sheet));
	p[PART_STRINGS].text = buf_str(&strings);
	struct str bytes = parts_zip(a, p, PARTS, true);
	buf_free(&strings);
	buf_free(&sheet);
	return bytes;
}

static bool reads_much(void)
{
	struct arena *a = arena_new("workbook", (size_t)1 << 30);
	struct err err = ERR_INIT;
	struct rusage used;
	size_t here = 0, apart = 0;
	struct str bytes = honest(a);
	apart_use("/proc/self/exe", NULL);
	double t0 = fault_clock();
	int r = table_read_here(bytes, "lon.xlsx", &csv_limits_default, count, &here, NULL, &err);
	double t1 = fault_clock();
	if (r == 0)
		r = apart_read(bytes, "lon.xlsx", &csv_limits_default, count, &apart, NULL, &err);
	double t2 = fault_clock();
	getrusage(RUSAGE_CHILDREN, &used);
	arena_free(a);
	snprintf(problem, sizeof(problem), "%d: %s", r, err.text);
	snprintf(figures, sizeof(figures), "%.1f MB, %zu cells; %.2f s here, %.2f s apart; %ld MB of memory", (double)bytes.n / 1e6, apart,
		 t1 - t0, t2 - t1, used.ru_maxrss >> 10);
	return r == 0 && here == apart && here == (size_t)HONEST_ROWS * 8 && used.ru_maxrss < (384 << 10);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], APART_WORD) == 0)
		return child();
	struct fault_run run = fault_begin(argc, argv, 3, 0, 0, 0);
	crypt_start();
	log_quiet(true);
	fault_report(eats(), run.seed, "a reader that eats memory is stopped at its limit", figures, problem);
	fault_report(spins(), run.seed, "one that never ends, at its processor time", figures, problem);
	fault_report(reads_much(), run.seed, "a large honest workbook is read within the limit", figures, problem);
	return fault_end();
}
