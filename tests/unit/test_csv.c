/* Reading and writing CSV: quotes, line ends, separators, limits, encodings, and the round trip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "format/csv.h"

/* Rows come back as cells joined by '|' and rows ended by '/', with the line in front: "1:a|b/2:c|d/". */
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

static void expect(struct str text, const char *want)
{
	_cleanup_buf_ struct buf out = BUF_INIT(4096);
	struct err err = ERR_INIT;
	assert_int_equal(csv_read(text, &csv_limits_default, join, &out, &err), 0);
	assert_int_equal(out.n, strlen(want));
	assert_memory_equal(out.p, want, out.n);
}

static void expect_refusal(struct str text, const struct csv_limits *limits, enum err_code code, const char *part)
{
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	assert_int_equal(csv_read(text, limits, join, &out, &err), -(int)code);
	assert_int_equal(err.code, code);
	assert_non_null(strstr(err.text, part));
}

static void test_plain(void **state)
{
	(void)state;
	expect(STR(""), "");
	expect(STR("a,b\n1,2\n"), "1:a|b/2:1|2/");
	expect(STR("a,b\r\n1,2"), "1:a|b/2:1|2/");
	expect(STR("a,b\r1,2\r"), "1:a|b/2:1|2/");
	expect(STR("\xef\xbb\xbfmã,tên\n"), "1:mã|tên/");
	expect(STR("a,,\n,\n"), "1:a||/2:|/");
	expect(STR("\n\na\n\nb\n"), "3:a/5:b/");
	expect(STR("a \"b\" c,d\n"), "1:a \"b\" c|d/");
}

static void test_quotes(void **state)
{
	(void)state;
	expect(STR("\"a,b\",\"c\"\"d\"\n"), "1:a,b|c\"d/");
	expect(STR("\"a\nb\",c\nd,e\n"), "1:a\nb|c/3:d|e/");
	expect(STR("\"a\r\nb\",c\r\nd,e\r\n"), "1:a\r\nb|c/3:d|e/");
	expect(STR("\"\"\n\"\"\"\"\n"), "1:/2:\"/");
	expect_refusal(STR("a,b\n1,\"x\ny\nz\n"), &csv_limits_default, ERR_INPUT, "Dòng 2");
	expect_refusal(STR("a\n\"b\" c\n"), &csv_limits_default, ERR_INPUT, "Dòng 2");
	expect_refusal(STR("\""), &csv_limits_default, ERR_INPUT, "Dòng 1");
}

static void test_separator(void **state)
{
	(void)state;
	expect(STR("a;b\n1,5;2\n"), "1:a|b/2:1,5|2/");
	expect(STR("a\tb\n1\t2\n"), "1:a|b/2:1|2/");
	expect(STR("a;b,c\n"), "1:a;b|c/");
	expect(STR("\"a;b\"\n1;2\n"), "1:a;b/2:1;2/");
	/* titles and headings with commas above cells parted by semicolons, and the other way round */
	expect(STR("A, B;;\nc;d, e;f\n1;2;3\n"), "1:A, B||/2:c|d, e|f/3:1|2|3/");
	expect(STR("Title\r\na;b\r\n1,5;2,5\r\n1,5;2\r\n"), "1:Title/2:a|b/3:1,5|2,5/4:1,5|2/");
	expect(STR("a,b\nc,d; e; f; g\nh,i; k\n"), "1:a|b/2:c|d; e; f; g/3:h|i; k/");
	expect(STR("\"A, B\nC, D\";\na;b\n1;2"), "1:A, B\nC, D|/3:a|b/4:1|2/");
}

static void test_encoding(void **state)
{
	(void)state;
	expect_refusal(STR("a,b\nx\xe9,2\n"), &csv_limits_default, ERR_INPUT, "Dòng 2");
	expect_refusal(STR("a,b\nx\xe9,2\n"), &csv_limits_default, ERR_INPUT, "UTF-8");
	expect_refusal(STR("a,b\nx\xe9,2\n"), &csv_limits_default, ERR_INPUT, ".xlsx");
	/* "Unicode text" of a spreadsheet, both ways round; letters beyond the first 65,536 */
	expect(STR("\xff\xfe" "t\0\xea\0n\0\t\0\xd1\x1e\r\0\n\0\"\0x\0\n\0y\0\"\0\t\0\x3d\xd8\x00\xde\r\0\n\0"),
	       "1:tên|ố/2:x\ny|😀/");
	expect(STR("\xfe\xff" "\0a\0;\x1e\xd1\0\n"), "1:a|ố/");
	expect(STR("\xff\xfe"), "");
	expect_refusal(STR("\xff\xfe" "a\0,"), &csv_limits_default, ERR_INPUT, "UTF-16");
	struct csv_limits agreed = csv_limits_default;
	agreed.utf8_only = true;
	expect_refusal(STR("\xff\xfe" "a\0"), &agreed, ERR_INPUT, "CSV UTF-8");
	expect_refusal(STR("\xff\xfe" "a\0\x3d\xd8" "b\0"), &csv_limits_default, ERR_INPUT, "hỏng");
	expect_refusal(STR("\xff\xfe" "a\0\x3d\xd8"), &csv_limits_default, ERR_INPUT, "hỏng");
	expect_refusal(STR("\xff\xfe" "a\0\0\xde"), &csv_limits_default, ERR_INPUT, "hỏng");
	expect_refusal(STR("\xff\xfe" "a\0\n\0\0\0"), &csv_limits_default, ERR_INPUT, "Dòng 2");
	expect_refusal(STR("a,b\n1,\0\n"), &csv_limits_default, ERR_INPUT, "Dòng 2");
}

static void test_limits(void **state)
{
	(void)state;
	const struct csv_limits small = {.bytes = 40, .rows = 3, .columns = 3, .cell = 6};
	expect_refusal(STR("a,b,c,d\n"), &small, ERR_TOO_LARGE, "cột");
	expect_refusal(STR("a\nb\nc\nd\n"), &small, ERR_TOO_LARGE, "3 dòng");
	expect_refusal(STR("a\nb,1234567\n"), &small, ERR_TOO_LARGE, "Dòng 2, cột 2");
	expect_refusal(STR("\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\n"), &small, ERR_TOO_LARGE, "Dòng 1, cột 1");
	expect_refusal(STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"), &small, ERR_TOO_LARGE, "MB");
}

static int stop_at_two(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)err;
	(void)row;
	int *rows = ctx;
	return ++*rows == 2 ? 7 : 0;
}

static void test_stop(void **state)
{
	(void)state;
	int rows = 0;
	struct err err = ERR_INIT;
	assert_int_equal(csv_read(STR("a\nb\nc\n"), &csv_limits_default, stop_at_two, &rows, &err), 7);
	assert_int_equal(rows, 2);
}

static void test_table(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new("test", 1 << 20);
	struct csv_table t;
	struct err err = ERR_INIT;
	assert_int_equal(csv_table(a, STR("id, name \n1, Xã A \n2\n"), &csv_limits_default, &t, &err), 0);
	assert_int_equal(t.columns, 2);
	assert_int_equal(t.rows, 2);
	assert_int_equal(csv_column(&t, "name"), 1);
	assert_int_equal(csv_column(&t, "Name"), -1);
	assert_true(str_eq_c(csv_cell(&t, 0, 1), "Xã A"));
	assert_int_equal(csv_cell(&t, 1, 1).n, 0);
	assert_int_equal(csv_cell(&t, 9, 1).n, 0);
	assert_int_equal(csv_cell(&t, 0, -1).n, 0);
	assert_int_equal(t.row[1].line, 3);
	assert_int_equal(csv_table(a, STR("\n\n"), &csv_limits_default, &t, &err), -ERR_INPUT);
}

static void test_write(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf b = BUF_INIT(4096);
	csv_write_text(&b, STR("=1+1"), false);
	csv_write_text(&b, STR("a \"b\"\nc"), false);
	csv_write_int(&b, -5, true);
	csv_write_text(&b, STR(""), true);
	const char *want = "'=1+1,\"a \"\"b\"\"\nc\",-5\r\n\"\"\r\n";
	assert_int_equal(b.n, strlen(want));
	assert_memory_equal(b.p, want, b.n);
	assert_true(str_eq_c(csv_unguard(STR("'=1+1")), "=1+1"));
	assert_true(str_eq_c(csv_unguard(STR("'tên")), "'tên"));
	assert_true(str_eq_c(csv_unguard(STR("'")), "'"));
}

/* What is written is read again, whatever the cells hold. */
static void test_round_trip(void **state)
{
	(void)state;
	static const char *const cells[] = {"", "a", ",", ";", "\"", "\"\"", "a\nb", "\r\n", "\t", "=x",
					    "-1", "@", "'", "đặc khu", " ", "\xef\xbb\xbf"};
	for (size_t i = 0; i < ARRAY_LEN(cells); i++)
		for (size_t j = 0; j < ARRAY_LEN(cells); j++) {
			_cleanup_buf_ struct buf b = BUF_INIT(4096);
			_cleanup_arena_ struct arena *a = arena_new("test", 1 << 20);
			csv_write_text(&b, STR("h"), false);
			csv_write_text(&b, str_from_c(cells[i]), true);
			csv_write_text(&b, str_from_c(cells[j]), false);
			csv_write_text(&b, str_from_c(cells[i]), true);
			struct csv_table t;
			struct err err = ERR_INIT;
			assert_int_equal(csv_table(a, buf_str(&b), &csv_limits_default, &t, &err), 0);
			assert_int_equal(t.rows, 1);
			assert_int_equal(t.row[0].n, 2);
			assert_true(str_eq_c(csv_unguard(t.row[0].cells[0]), cells[j]));
			assert_true(str_eq_c(csv_unguard(t.row[0].cells[1]), cells[i]));
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),	 cmocka_unit_test(test_quotes), cmocka_unit_test(test_separator),
		cmocka_unit_test(test_encoding), cmocka_unit_test(test_limits), cmocka_unit_test(test_stop),
		cmocka_unit_test(test_table),	 cmocka_unit_test(test_write),	cmocka_unit_test(test_round_trip),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
