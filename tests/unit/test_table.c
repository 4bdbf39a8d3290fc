/* One way into every table: the content decides, the rows are the same, what is no table is refused with the remedy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "format/table.h"
#include "xlsx_parts.h"

static struct arena *a;

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

static void expect(struct str bytes, const char *filename, enum table_kind kind, const char *want)
{
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	struct table_info info;
	if (table_read(bytes, filename, &csv_limits_default, join, &out, &info, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(info.kind, kind);
	if (!str_eq_c(buf_str(&out), want))
		fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(buf_str(&out)), want);
	/* the heading of a table without merged cells is its first rows */
	struct xlsx_rows rows;
	buf_reset(&out);
	assert_int_equal(table_heading(a, bytes, filename, 2, &csv_limits_default, &rows, &err), 0);
	for (size_t i = 0; i < rows.n; i++)
		join(&out, &rows.row[i], &err);
	assert_in_range(rows.n, 0, 2);
	assert_true(str_starts(str_from_c(want), buf_str(&out)));
}

static void refuse(struct str bytes, const char *filename, const char *words)
{
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	struct xlsx_rows rows = {.n = 77};
	assert_int_equal(table_read(bytes, filename, &csv_limits_default, join, &out, NULL, &err), -ERR_INPUT);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" is not in \"%s\"", words, err.text);
	assert_int_equal(out.n, 0);
	assert_int_equal(table_heading(a, bytes, filename, 2, &csv_limits_default, &rows, &err), -ERR_INPUT);
	assert_int_equal(rows.n, 77);
}

static void test_content_decides(void **state)
{
	(void)state;
	struct xlsx_part p[PARTS];
	parts_plain(p, STR(PARTS_SHEET("<row><c t=\"str\"><v>a</v></c><c t=\"str\"><v>b</v></c></row><row r=\"3\"><c><v>1</v></c><c><v>2</v></c>"
				       "</row><row><c><v>5</v></c></row>")));
	struct str bytes = parts_zip(a, p, PARTS, true);
	expect(bytes, "a.xlsx", TABLE_XLSX, "1:a|b/3:1|2/4:5/");
	expect(bytes, "a.csv", TABLE_XLSX, "1:a|b/3:1|2/4:5/");
	expect(bytes, NULL, TABLE_XLSX, "1:a|b/3:1|2/4:5/");
	expect(STR("a,b\n\n1,2\n5\n"), "a.csv", TABLE_CSV, "1:a|b/3:1|2/4:5/");
	expect(STR("\xef\xbb\xbf" "a;b\n\n1;2\n5\n"), NULL, TABLE_CSV, "1:a|b/3:1|2/4:5/");
	expect(STR("P,K\n"), "a.txt", TABLE_CSV, "1:P|K/");
}

static void test_no_table(void **state)
{
	(void)state;
	refuse(STR(""), NULL, "trống");
	refuse(STR("\xef\xbb\xbf \r\n\t\n"), NULL, "trống");
	refuse(STR("<html><table>"), "a.xls", "trang web");
	refuse(STR("\xef\xbb\xbf\r\n<?xml version=\"1.0\"?>"), "a.xls", "trang web");
	refuse(STR("%PDF-1.7"), "a.pdf", "PDF");
	refuse(STR("{\\rtf1"), NULL, "RTF");
	refuse(STR("\x89PNG\r\n"), NULL, "ảnh");
	refuse(STR("\xff\xd8\xff\xe0"), NULL, "ảnh");
	refuse(STR("Rar!\x1a"), NULL, "giải nén");
	refuse(STR("7z\xbc\xaf\x27"), NULL, "giải nén");
	refuse(STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "a.csv", ".xls");
	refuse(STR("PK\5\6"), NULL, "không phải Excel");
	refuse(STR("a,b\n1,2\n"), "a.XLSX", "đuôi .xlsx");
	refuse(STR("a,b\n1,2\n"), "a.xls", "đuôi .xls");
}

static int begin(void **state)
{
	(void)state;
	a = arena_new("test", (size_t)64 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_content_decides),
		cmocka_unit_test(test_no_table),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
