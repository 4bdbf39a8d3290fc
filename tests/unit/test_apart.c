/*
 * Tables read in a process apart: the same rows as in this one, and whatever becomes of that process, one error that says what to do.
 *
 * The child is this program again. What it is to do badly it takes from the name of the file; every other name is read as usual.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/log.h"
#include "format/apart_int.h"
#include "xlsx_parts.h"

/* ---- the child ---- */

static void say(const void *p, size_t n)
{
	if (write(STDOUT_FILENO, p, n) != (ssize_t)n)
		_exit(4);
}

static void say_frame(uint32_t kind, const void *p, size_t n, size_t claimed)
{
	const struct apart_frame f = {kind, (uint32_t)claimed};
	say(&f, sizeof(f));
	say(p, n);
}

static void say_row(const char *cell)
{
	char bytes[256];
	const struct apart_row head = {1, 1, 0};
	uint32_t n = (uint32_t)strlen(cell);
	memcpy(bytes, &head, sizeof(head));
	memcpy(bytes + sizeof(head), &n, sizeof(n));
	memcpy(bytes + sizeof(head) + sizeof(n), cell, n);
	say_frame(APART_ROW, bytes, sizeof(head) + sizeof(n) + n, sizeof(head) + sizeof(n) + n);
}

/* A reader that was taken over tries the doors: a row for each that opens. */
static void try_doors(const struct apart_task *t)
{
	struct table_info info = {.kind = TABLE_CSV};
	say_frame(APART_INFO, &info, sizeof(info), sizeof(info));
	if (!apart_jail(&t->own))
		_exit(5);
	if (open("/etc/passwd", O_RDONLY) >= 0)
		say_row("a file");
	if (open("/tmp/noivu-apart", O_WRONLY | O_CREAT, 0600) >= 0)
		say_row("a new file");
	if (socket(AF_INET, SOCK_STREAM, 0) >= 0)
		say_row("the network");
	if (fork() >= 0)
		say_row("a process");
	char *const none[] = {NULL};
	if (execve("/bin/true", none, none) == 0 || errno != EPERM)
		say_row("another program");
	if (kill(getppid(), 0) == 0)
		say_row("the parent");
	if (mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED)
		say_row("memory that runs");
	if (environ && environ[0])
		say_row("the environment");
	say_frame(APART_DONE, &info, sizeof(info), sizeof(info));
	_exit(0);
}

/* Frames changed at random places. */
static void say_nonsense(const char *seed)
{
	struct seeded chance;
	char bytes[3000];
	size_t n = 0;
	struct table_info info = {.kind = TABLE_CSV};
	const struct apart_frame first = {APART_INFO, sizeof(info)}, row = {APART_ROW, sizeof(struct apart_row) + 12 + 9},
				 last = {APART_DONE, sizeof(info)};
	const struct apart_row head = {7, 3, 0};
	const uint32_t lengths[3] = {3, 0, 6};
	seeded_start(&chance, str_from_c(seed));
#define ADD(what) (memcpy(bytes + n, &(what), sizeof(what)), n += sizeof(what))
	ADD(first), ADD(info);
	for (int i = 0; i < 20; i++)
		ADD(row), ADD(head), ADD(lengths), memcpy(bytes + n, "xã6chữ!!", 9), n += 9;
	ADD(last), ADD(info);
	for (uint64_t i = seeded_below(&chance, 8); i > 0; i--)
		seeded_bytes(&chance, bytes + seeded_below(&chance, n - 4), 1 + seeded_below(&chance, 4));
	say(bytes, seeded_below(&chance, 4) ? n : seeded_below(&chance, n));
	_exit(0);
}

static int child(void)
{
	struct apart_task t;
	char zeros[64] = "";
	if (pread(STDIN_FILENO, &t, sizeof(t), 0) != (ssize_t)sizeof(t))
		return 6;
	struct str name = str_from_c(t.name);
	if (str_eq(name, STR("killed.xlsx")))
		return raise(SIGKILL);
	if (str_eq(name, STR("crash.xlsx"))) {
		signal(SIGSEGV, SIG_DFL);
		return raise(SIGSEGV);
	}
	if (str_eq(name, STR("silent.xlsx")))
		return 0;
	if (str_eq(name, STR("asleep.xlsx")))
		return pause();
	if (str_eq(name, STR("spins.xlsx"))) {
		if (!apart_jail(&t.own))
			_exit(5);
		for (volatile int i = 0;; i++)
			;
	}
	if (str_eq(name, STR("endless.xlsx"))) {
		struct table_info info = {.kind = TABLE_CSV};
		say_frame(APART_INFO, &info, sizeof(info), sizeof(info));
		for (;;)
			say_row("again");
	}
	if (str_eq(name, STR("claims.xlsx"))) {
		say_frame(APART_ROW, zeros, sizeof(zeros), APART_FRAME_MOST);
		return 0;
	}
	if (str_eq(name, STR("claims-more.xlsx"))) {
		say_frame(APART_ROW, zeros, sizeof(zeros), UINT32_MAX);
		return 0;
	}
	if (str_eq(name, STR("doors.xlsx")))
		try_doors(&t);
	if (str_starts(name, STR("nonsense-")))
		say_nonsense(t.name);
	return apart_main();
}

/* ---- the parent ---- */

struct seen {
	size_t rows, cells;
	struct buf all;
	size_t stop_at;
};

static int on_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct seen *s = ctx;
	(void)err;
	buf_printf(&s->all, "%zu:", row->line);
	for (size_t i = 0; i < row->n; i++) {
		assert_true(str_is_utf8(row->cells[i]));
		buf_printf(&s->all, "%.*s|", STR_ARG(row->cells[i]));
	}
	s->cells += row->n;
	return ++s->rows == s->stop_at ? 7 : 0;
}

static struct err err;
static struct seen seen;
static const struct apart_limits test_limits = {.stall_ms = 60000, .cpu_s = 2};

static int read_named(const char *name, struct str bytes)
{
	struct csv_limits limits = csv_limits_default;
	limits.rows = 5000;
	err = ERR_INIT;
	buf_free(&seen.all);
	seen = (struct seen){.all = BUF_INIT(1 << 20)};
	return apart_read(bytes, name, &limits, on_row, &seen, NULL, &err);
}

static size_t open_files(void)
{
	size_t n = 0;
	DIR *d = opendir("/proc/self/fd");
	while (d && readdir(d))
		n++;
	closedir(d);
	return n;
}

/* No process and no descriptor stays. */
static int tear_down(void **state)
{
	static size_t files;
	(void)state;
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	if (!files)
		files = open_files();
	assert_int_equal(open_files(), files);
	return 0;
}

static void same_as_here(void **state)
{
	(void)state;
	struct table_info here, apart;
	struct seen s = {.all = BUF_INIT(1 << 20)};
	struct str csv = STR("\xef\xbb\xbfMã;Tên\r\n1;\"Hàm; Rồng\"\r\n\r\n2;\r\n");
	buf_free(&seen.all);
	assert_int_equal(table_read_here(csv, "a.csv", &csv_limits_default, on_row, &s, &here, &err), 0);
	assert_int_equal(read_named("a.csv", csv), 0);
	assert_int_equal(seen.rows, 3);
	assert_true(str_eq(buf_str(&seen.all), buf_str(&s.all)));
	buf_free(&s.all);

	_cleanup_arena_ struct arena *a = arena_new("workbook", 1 << 20);
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row r=\"2\"><c r=\"B2\" t=\"str\"><v>Tên</v></c></row><row r=\"4\"><c r=\"A4\"><v>12</v></c></row>")));
	struct str book = parts_zip(a, p, PARTS, true);
	s = (struct seen){.all = BUF_INIT(1 << 20)};
	assert_int_equal(table_read_here(book, "a.xlsx", &csv_limits_default, on_row, &s, &here, &err), 0);
	buf_free(&seen.all);
	seen = (struct seen){.all = BUF_INIT(1 << 20)};
	assert_int_equal(apart_read(book, "a.xlsx", &csv_limits_default, on_row, &seen, &apart, &err), 0);
	assert_true(str_eq(buf_str(&seen.all), buf_str(&s.all)));
	assert_int_equal(apart.kind, TABLE_XLSX);
	assert_string_equal(apart.xlsx.sheet, here.xlsx.sheet);
	assert_int_equal(apart.xlsx.rows, here.xlsx.rows);
	buf_free(&s.all);

	struct xlsx_rows rows;
	assert_int_equal(apart_heading(a, book, "a.xlsx", 1, &csv_limits_default, &rows, &err), 0);
	assert_int_equal(rows.n, 1);
	assert_int_equal(rows.row[0].line, 2);
}

/* Through the door that everybody uses. */
static void through_table(void **state)
{
	(void)state;
	assert_true(apart_used());
	buf_free(&seen.all);
	seen = (struct seen){.all = BUF_INIT(1 << 20), .stop_at = 2};
	assert_int_equal(table_read(STR("a\nb\nc\n"), "a.csv", &csv_limits_default, on_row, &seen, NULL, &err), 7);
	assert_int_equal(seen.rows, 2); /* stopped, and nothing is left behind */
	assert_int_equal(table_read(STR("x"), "doors.xlsx", &csv_limits_default, on_row, &seen, NULL, &err), 0);
	apart_use(NULL, NULL);
	assert_false(apart_used());
	assert_int_equal(table_read(STR("x"), "crash.xlsx", &csv_limits_default, on_row, &seen, NULL, &err), -ERR_INPUT);
	assert_non_null(strstr(err.text, "không phải Excel"));
	apart_use("/proc/self/exe", &test_limits);
}

/* What the reader refuses is said in its own words; a hundred megabytes of nothing in a hundred kilobytes too. */
static void refused_in_words(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new("bomb", (size_t)256 << 20);
	char *zeros = arena_alloc(a, (size_t)100 << 20);
	struct xlsx_part p[PARTS];
	memset(zeros, '0', (size_t)100 << 20);
	memcpy(zeros, "<worksheet><sheetData><row><c><x>", 33);
	parts_plain(p, (struct str){zeros, (size_t)100 << 20});
	assert_int_equal(read_named("bom.xlsx", parts_zip(a, p, PARTS, true)), -ERR_TOO_LARGE);
	assert_non_null(strstr(err.text, "gấp hơn 300 lần"));
	assert_int_equal(read_named("a.csv", STR("")), -ERR_INPUT);
	assert_non_null(strstr(err.text, "Tệp trống"));
	assert_int_equal(read_named("a.csv", STR("%PDF-1.7 …")), -ERR_INPUT);
	assert_non_null(strstr(err.text, "PDF"));
}

static void whatever_becomes_of_it(void **state)
{
	(void)state;
	enum { ASLEEP = 3 };
	static const char *const names[] = {"killed.xlsx",	"crash.xlsx",	"silent.xlsx", [ASLEEP] = "asleep.xlsx", "spins.xlsx",
					    "endless.xlsx", "claims.xlsx", "claims-more.xlsx"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (i == ASLEEP)
			apart_use("/proc/self/exe", &(struct apart_limits){.stall_ms = 300});
		if (read_named(names[i], STR("PK\3\4")) != -ERR_INPUT)
			fail_msg("%s: %s", names[i], err.text);
		apart_use("/proc/self/exe", &test_limits);
		assert_non_null(strstr(err.text, names[i]));   /* names the file … */
		assert_non_null(strstr(err.text, "lưu thành .xlsx")); /* … and the remedy */
	}
	assert_int_equal(read_named("a.csv", STR("a,b\n")), 0);
}

static void nonsense(void **state)
{
	(void)state;
	size_t good = 0, bad = 0;
	for (int i = 0; i < 150; i++) {
		char name[40];
		snprintf(name, sizeof(name), "nonsense-%d.xlsx", i);
		int r = read_named(name, STR("PK\3\4"));
		assert_true(r == 0 || r == -ERR_INPUT || r == -ERR_TOO_LARGE);
		good += r == 0;
		bad += r < 0;
	}
	assert_true(good > 5 && bad > 40);
}

static void shut_in(void **state)
{
	(void)state;
	assert_int_equal(read_named("doors.xlsx", STR("PK\3\4")), 0);
	if (seen.rows)
		fail_msg("open to the reader: %.*s", STR_ARG(buf_str(&seen.all)));
}

static void no_program(void **state)
{
	(void)state;
	apart_use("/nowhere/noivu", NULL);
	assert_int_equal(read_named("a.csv", STR("a\n")), -ERR_BUSY);
	apart_use("/proc/self/exe", &test_limits);
}

#define CASE(test) cmocka_unit_test_teardown(test, tear_down)

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], APART_WORD) == 0)
		return child();
	const struct CMUnitTest tests[] = {
		CASE(same_as_here), CASE(through_table), CASE(refused_in_words), CASE(whatever_becomes_of_it), CASE(nonsense),
		CASE(shut_in), CASE(no_program),
	};
	crypt_start();
	log_quiet(true);
	apart_use("/proc/self/exe", &test_limits);
	int failed = cmocka_run_group_tests_name("apart", tests, NULL, NULL);
	buf_free(&seen.all);
	return failed;
}
