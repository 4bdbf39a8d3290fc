/* Writing workbooks: what is written is read again as the same, text never becomes a formula, limits, full disks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <signal.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "format/xlsx_read.h"
#include "format/xlsx_value.h"
#include "format/xlsx_write.h"

static struct arena *a;
static char folder[64], path[96], part[112];
static struct xlsx_info info;

static const struct xlsx_column columns[] = {
	{STR_INIT("Họ và tên"), XLSX_TEXT, 0, 30},
	{STR_INIT("Số cử tri"), XLSX_INT, 0, 0},
	{STR_INIT("Diện tích"), XLSX_DECIMAL, 2, 0},
	{STR_INIT("Ngày sinh"), XLSX_DATE, 0, 0},
};

static int join(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)err;
	struct buf *out = ctx;
	buf_printf(out, "%zu:", row->line);
	for (size_t i = 0; i < row->n; i++) {
		buf_add_c(out, i ? "|" : "");
		buf_add(out, row->cells[i]);
	}
	buf_add_c(out, "/");
	return 0;
}

static struct str read_back(void)
{
	struct str bytes;
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT((size_t)64 << 20);
	assert_int_equal(fs_read(a, path, (size_t)64 << 20, &bytes, &err), 0);
	if (xlsx_read(bytes, STR(""), &csv_limits_default, &xlsx_limits_default, join, &out, &info, &err) != 0)
		fail_msg("%s (%s)", err.text, err.detail);
	struct str s = arena_dup(a, buf_str(&out));
	buf_free(&out);
	return s;
}

static struct xlsx_writer *start(const char *sheet)
{
	struct xlsx_writer *w = NULL;
	struct err err = ERR_INIT;
	if (xlsx_write_start(path, str_from_c(sheet), columns, ARRAY_LEN(columns), &w, &err) != 0)
		fail_msg("%s (%s)", err.text, err.detail);
	return w;
}

static void finish(struct xlsx_writer *w)
{
	struct err err = ERR_INIT;
	if (xlsx_write_end(w, &err) != 0)
		fail_msg("%s (%s)", err.text, err.detail);
	assert_false(fs_exists(part));
}

static void assert_rows(const char *want)
{
	struct str got = read_back();
	if (!str_eq_c(got, want))
		fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(got), want);
}

static void test_kinds(void **state)
{
	(void)state;
	struct xlsx_writer *w = start("Cử tri");
	xlsx_write_text(w, STR("Lò Văn Pó"));
	xlsx_write_int(w, 3487);
	xlsx_write_scaled(w, 6231, 2);
	xlsx_write_day(w, date_from_civil(2026, 3, 15));
	xlsx_write_row(w);
	xlsx_write_row(w); /* an empty one */
	xlsx_write_empty(w);
	xlsx_write_int(w, -1);
	xlsx_write_scaled(w, -5, 1);
	xlsx_write_day(w, DAY_NONE);
	xlsx_write_row(w);
	finish(w);
	assert_rows("1:Họ và tên|Số cử tri|Diện tích|Ngày sinh/2:Lò Văn Pó|3487|62,31|2026-03-15/4:|-1|-0,5/");
	assert_string_equal(info.sheet, "Cử tri");
	assert_int_equal(info.formulas + info.formulas_unsaved + info.other_sheets, 0);
	/* the same rows, the same bytes */
	struct str first, second;
	struct err err = ERR_INIT;
	finish(start("A"));
	assert_int_equal(fs_read(a, path, 1 << 20, &first, &err), 0);
	finish(start("A"));
	assert_int_equal(fs_read(a, path, 1 << 20, &second, &err), 0);
	assert_true(str_eq(first, second));
	assert_rows("1:Họ và tên|Số cử tri|Diện tích|Ngày sinh/");
}

/* Whatever a cell holds comes back as it was, and none of it is a formula or a link. */
static void test_text(void **state)
{
	(void)state;
	static const char *const cells[] = {
		"=1+1", "+84912345678", "-5", "@x", "\t=1", "\r=1", "{=1}", "http://vi.gov.vn", "mailto:a@b", "038123456789", "<b>&amp;\"'",
		"_x0041_", "_x005F_x0041_", "\x01\x02\x1f", "a\nb", "a\r\nb", " đầu và cuối ", "Ế", "E\xcc\x82\xcc\x81", "\xf0\x9f\x87\xbb", "TRUE",
		"#N/A", "15/03/2026", "'", "''", "]]>", "\xef\xbb\xbf", "\xef\xbf\xbe", "1E5", "\x7f",
	};
	struct xlsx_writer *w = start("A");
	struct buf want = BUF_INIT(1 << 16);
	buf_add_c(&want, "1:Họ và tên|Số cử tri|Diện tích|Ngày sinh/");
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		xlsx_write_text(w, str_from_c(cells[i]));
		xlsx_write_text(w, str_from_c(cells[ARRAY_LEN(cells) - 1 - i]));
		xlsx_write_row(w);
		buf_printf(&want, "%zu:%s|%s/", i + 2, cells[i], cells[ARRAY_LEN(cells) - 1 - i]);
	}
	finish(w);
	buf_add_char(&want, '\0');
	assert_rows(want.p);
	assert_int_equal(info.formulas + info.formulas_unsaved, 0);
	buf_free(&want);
}

/* Integers and decimals over their whole range, days over four centuries. */
static void test_numbers(void **state)
{
	(void)state;
	static const int64_t numbers[] = {0, 1, -1, 7, 99, 12345678901, 999999999999999, -999999999999999, 1000000000000000,
					  INT64_MAX, INT64_MIN, 123456789012345, 910, 909999, 2026, 1000001};
	struct xlsx_writer *w = start("A");
	struct buf want = BUF_INIT(1 << 22);
	size_t line = 1;
	buf_add_c(&want, "1:Họ và tên|Số cử tri|Diện tích|Ngày sinh/");
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		for (int decimals = 0; decimals <= 6; decimals++) {
			int64_t scale = 1;
			for (int d = 0; d < decimals; d++)
				scale *= 10;
			struct str s;
			if (decimals == 0) {
				s = arena_printf(a, "%lld", (long long)numbers[i]);
			} else { /* written out by hand, then without zeros at the end as the reader gives it */
				s = arena_printf(a, "%s%llu,%0*llu", numbers[i] < 0 ? "-" : "",
						 (unsigned long long)(numbers[i] < 0 ? -(uint64_t)numbers[i] : (uint64_t)numbers[i]) /
							 (unsigned long long)scale,
						 decimals,
						 (unsigned long long)(numbers[i] < 0 ? -(uint64_t)numbers[i] : (uint64_t)numbers[i]) %
							 (unsigned long long)scale);
				bool exact = numbers[i] <= 999999999999999 && numbers[i] >= -999999999999999;
				while (exact && s.p[s.n - 1] == '0')
					s.n--;
				if (s.p[s.n - 1] == ',')
					s.n--;
			}
			xlsx_write_empty(w);
			xlsx_write_scaled(w, numbers[i], decimals);
			xlsx_write_row(w);
			buf_printf(&want, "%zu:|%.*s/", ++line, STR_ARG(s));
		}
	for (day_t d = date_from_civil(1890, 1, 1); d < date_from_civil(2300, 1, 1); d += 13) {
		xlsx_write_day(w, d);
		xlsx_write_row(w);
		struct str s = d < date_from_civil(1900, 3, 1) ? date_vn(a, d) : date_iso(a, d);
		buf_printf(&want, "%zu:%.*s/", ++line, STR_ARG(s));
	}
	finish(w);
	buf_add_char(&want, '\0');
	assert_rows(want.p);
	buf_free(&want);
}

static void test_sheet_names(void **state)
{
	(void)state;
	static const struct { const char *asked, *got; } names[] = {
		{"", "Bảng"}, {"History", "Bảng"}, {"a/b\\c:d*e?f[g]", "a-b-c-d-e-f-g-"}, {"'x'", "-x-"},
		{"Danh sách cử tri khu vực bỏ phiếu số 12", "Danh sách cử tri khu vực bỏ phi"}, {"a\nb", "a-b"},
	};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		finish(start(names[i].asked));
		read_back();
		assert_string_equal(info.sheet, names[i].got);
	}
}

static void expect_failure(struct xlsx_writer *w, enum err_code code, const char *words)
{
	struct err err = ERR_INIT;
	assert_int_equal(xlsx_write_end(w, &err), -(int)code);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" is not in \"%s\"", words, err.text);
	assert_false(fs_exists(part));
}

static void test_limits(void **state)
{
	(void)state;
	unlink(path);
	char *longest = arena_alloc(a, 200000);
	memset(longest, 'a', 200000);
	struct xlsx_writer *w = start("A");
	xlsx_write_text(w, (struct str){longest, 32767});
	xlsx_write_row(w);
	xlsx_write_empty(w);
	xlsx_write_text(w, (struct str){longest, 32768});
	xlsx_write_text(w, STR("sau đó"));
	xlsx_write_row(w);
	expect_failure(w, ERR_TOO_LARGE, "Dòng 3, cột B: chữ dài quá");
	w = start("A");
	xlsx_write_text(w, (struct str){longest, 200000});
	xlsx_write_row(w);
	expect_failure(w, ERR_TOO_LARGE, "Dòng 2, cột A: chữ dài quá");
	w = start("A");
	xlsx_write_text(w, STR("\xff"));
	xlsx_write_row(w);
	expect_failure(w, ERR_TOO_LARGE, "UTF-8");
	w = start("A");
	for (size_t i = 0; i < XLSX_ROWS_MOST; i++)
		xlsx_write_row(w);
	expect_failure(w, ERR_TOO_LARGE, "1048575 dòng");
	assert_false(fs_exists(path));
	w = start("A");
	xlsx_write_text(w, STR("bỏ dở"));
	xlsx_write_abandon(w);
	xlsx_write_abandon(NULL);
	assert_false(fs_exists(path));
	assert_false(fs_exists(part));
}

static void test_no_folder(void **state)
{
	(void)state;
	struct xlsx_writer *w = NULL;
	struct err err = ERR_INIT;
	assert_int_equal(xlsx_write_start("/nowhere/at/all/x.xlsx", STR("A"), columns, 4, &w, &err), -ERR_IO);
	assert_null(w);
	assert_true(err.text[0]);
}

/* Writes 3,000 rows where no file may have more than so many bytes. What is there afterwards is the whole of it, or what was
 * there before. */
static bool write_within(rlim_t most)
{
	struct rlimit before, small;
	struct err err = ERR_INIT;
	struct xlsx_writer *w = NULL;
	finish(start("Trước"));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = (struct rlimit){most, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int k = xlsx_write_start(path, STR("Sau"), columns, 4, &w, &err);
	for (int i = 0; k == 0 && i < 3000; i++) {
		xlsx_write_text(w, STR("một dòng chữ cho đầy tệp"));
		xlsx_write_int(w, i);
		xlsx_write_row(w);
	}
	if (k == 0)
		k = xlsx_write_end(w, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_false(fs_exists(part));
	read_back();
	assert_string_equal(info.sheet, k == 0 ? "Sau" : "Trước");
	assert_int_equal(info.rows, k == 0 ? 3001 : 1);
	assert_true(k == 0 || err.code == ERR_DISK_FULL || err.code == ERR_IO);
	return k == 0;
}

/* A disk that takes so many bytes and no more, at every stage of writing: never a workbook that only looks whole. */
static void test_full_disk(void **state)
{
	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	rlim_t least = 500, most = 1 << 21;
	for (rlim_t bytes = least; bytes < 20000; bytes += 1999)
		assert_false(write_within(bytes));
	assert_true(write_within(most));
	while (most - least > 1) { /* to the byte: just below, only the end of the sheet is missing */
		rlim_t middle = least + (most - least) / 2;
		if (write_within(middle))
			most = middle;
		else
			least = middle;
	}
	for (rlim_t missing = 1; missing < 2000; missing += 111)
		assert_false(write_within(most - missing));
}

static int begin(void **state)
{
	(void)state;
	a = arena_new("test", (size_t)1 << 30);
	snprintf(folder, sizeof(folder), "/tmp/noivu-test-XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/a.xlsx", folder);
	snprintf(part, sizeof(part), "%s.part", path);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	assert_int_equal(rmdir(folder), 0); /* nothing else is left there */
	arena_free(a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_kinds, begin, end),       cmocka_unit_test_setup_teardown(test_text, begin, end),
		cmocka_unit_test_setup_teardown(test_numbers, begin, end),     cmocka_unit_test_setup_teardown(test_sheet_names, begin, end),
		cmocka_unit_test_setup_teardown(test_limits, begin, end),      cmocka_unit_test_setup_teardown(test_no_folder, begin, end),
		cmocka_unit_test_setup_teardown(test_full_disk, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
