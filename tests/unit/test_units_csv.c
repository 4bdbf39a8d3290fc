/* Reading somebody's table of communes: what is accepted, and that every bad row is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/embedded.h"
#include "base/fs.h"
#include "unit/units_csv.h"

#define GROUP_ARENA_MOST UNITS_CSV_ARENA
#include "group_arena.h"

#define HEAD "code,name,type,population,area_km2,mountainous\n"

static struct units_csv read_ok(struct str text)
{
	struct units_csv u = {0};
	struct err err = ERR_INIT;
	int k = units_csv_read(a, text, STR(""), &u, &err);
	if (k < 0)
		print_error("%s\n", err.text);
	assert_int_equal(k, 0);
	return u;
}

static struct err read_fails(struct str text, enum err_code code)
{
	struct units_csv u = {.row_count = 77};
	struct err err = ERR_INIT;
	assert_int_equal(units_csv_read(a, text, STR(""), &u, &err), -(int)code);
	assert_int_equal(u.row_count, 77); /* untouched */
	assert_true(str_is_utf8(str_from_c(err.text)));
	return err;
}

static void plain_rows(void **state)
{
	(void)state;
	struct units_csv u = read_ok(STR(HEAD "14758,Hàm Rồng,phường,63166,20.88,0\n14797,Ho\xcc\x81" "a  Lộc, XÃ ,\"63.166\",\"20,8\",1\n"
	                                      "0001,Xã Thiệu Hóa,xa,,,\n"));
	assert_int_equal(u.row_count, 3);
	assert_int_equal(u.refusal_count, 0);
	assert_true(str_eq_c(u.rows[0].code, "14758") && str_eq_c(u.rows[0].name, "Hàm Rồng"));
	assert_int_equal(u.rows[0].kind, UNIT_WARD);
	assert_int_equal(u.rows[0].population, 63166);
	assert_int_equal(u.rows[0].area, 2088);
	assert_int_equal(u.rows[0].mountain, MOUNTAIN_NO);
	assert_int_equal(u.rows[0].line, 2);
	assert_true(str_eq_c(u.rows[1].name, "Hóa Lộc"));
	assert_int_equal(u.rows[1].population, 63166);
	assert_int_equal(u.rows[1].area, 2080);
	assert_int_equal(u.rows[1].mountain, MOUNTAIN_YES);
	/* blank is unknown, not zero; the word before the name and the zeros a spreadsheet ate */
	assert_true(str_eq_c(u.rows[2].code, "00001") && str_eq_c(u.rows[2].name, "Thiệu Hóa"));
	assert_int_equal(u.rows[2].population, UNIT_UNKNOWN);
	assert_int_equal(u.rows[2].area, UNIT_UNKNOWN);
	assert_int_equal(u.rows[2].mountain, MOUNTAIN_UNKNOWN);
	assert_int_equal(u.padded, 1);
	assert_int_equal(u.unknown_population, 1);
	assert_true(str_eq_c(units_csv_summary(a, &u), "3 dòng được nhận, 1 mã được thêm số 0 ở đầu, 1 đơn vị chưa có dân số, "
	                                               "1 đơn vị chưa rõ miền núi."));
}

static void headings_in_any_order_and_language(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"Miền núi;Dân số;Tên;Mã;Ghi chú;Loại;Diện tích (km²)\n1;5.000;Bát Mọt;14761;x;Xã;205,86\n",
		"MIEN NUI,DAN SO,TEN XA,MA XA,X,LOAI DON VI,DIEN TICH TU NHIEN (KM2)\r\n1,5000,Bát Mọt,14761,,xã,205.86\r\n",
		("\xef\xbb\xbf" "mountainous\tpopulation\tname\tcode\tq\ttype\tarea_km2\n"
		 "có\t5000\tBát Mọt\t14761\t\txã\t\"205,86\"\n\n"),
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct units_csv u = read_ok(str_from_c(texts[i]));
		assert_int_equal(u.row_count, 1);
		assert_true(str_eq_c(u.rows[0].code, "14761") && str_eq_c(u.rows[0].name, "Bát Mọt"));
		assert_int_equal(u.rows[0].population, 5000);
		assert_int_equal(u.rows[0].area, 20586);
		assert_int_equal(u.rows[0].mountain, MOUNTAIN_YES);
	}
}

static void one_fault_one_refusal(void **state)
{
	(void)state;
	static const struct {
		const char *row, *column, *part;
	} cases[] = {
		{",A,xã,1,1,1", "code", "Chưa có mã"},
		{"1 4,A,xã,1,1,1", "code", "Mã đơn vị chỉ gồm"},
		{"123456789012345678901,A,xã,1,1,1", "code", "dài nhất 20"},
		{"00009,A,xã,1,1,1", "code", "dòng 2"},   /* the code of the good row */
		{"9,A,xã,1,1,1", "code", "dòng 2"},       /* the same, its zeros eaten */
		{"1,,xã,1,1,1", "name", "Chưa có tên"},
		{"1,\"A\nB\",xã,1,1,1", "name", "xuống dòng"},
		{"1,Phường A,xã,1,1,1", "name", "Tên nói là phường"},
		{"1,A,,1,1,1", "type", "Chưa có loại"},
		{"1,A,làng,1,1,1", "type", "Không rõ"},
		{"1,A,thị trấn,1,1,1", "type", "01/7/2025"},
		{"1,A,tỉnh,1,1,1", "type", "cấp xã"},
		{"1,A,xã,-5,1,1", "population", "số âm"},
		{"1,A,xã,abc,1,1", "population", "số nguyên"},
		{"1,A,xã,63.16,1,1", "population", "số nguyên"},
		{"1,A,xã,6316.600,1,1", "population", "số nguyên"},
		{"1,A,xã,63.166.,1,1", "population", "số nguyên"},
		{"1,A,xã,1e5,1,1", "population", "số nguyên"},
		{"1,A,xã,0.123,1,1", "population", "số nguyên"},
		{"1,A,xã,99999999999999999999,1,1", "population", "quá lớn"},
		{"1,A,xã,1,-2,1", "area_km2", "Diện tích"},
		{"1,A,xã,1,1.114,1", "area_km2", "Diện tích"}, /* thousand or three decimals: nobody knows */
		{"1,A,xã,1,lớn,1", "area_km2", "Diện tích"},
		{"1,A,xã,1,1,2", "mountainous", "miền núi"},
		{"1,A,xã,1,1,x", "mountainous", "miền núi"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str text = arena_printf(a, HEAD "00009,Good,xã,1,1,1\n%s\n", cases[i].row);
		struct units_csv u = read_ok(text);
		if (u.refusal_count != 1 || u.row_count != 1)
			fail_msg("case %zu (%s): %zu refusals, %zu rows", i, cases[i].row, u.refusal_count, u.row_count);
		assert_int_equal(u.refused_rows, 1);
		assert_int_equal(u.refusals[0].line, 3);
		assert_true(str_eq_c(u.refusals[0].column, cases[i].column));
		if (str_find(u.refusals[0].sentence, str_from_c(cases[i].part)) < 0)
			fail_msg("case %zu: %s", i, arena_c(a, u.refusals[0].sentence));
	}
}

static void numbers_accepted(void **state)
{
	(void)state;
	static const struct {
		const char *population, *area;
		int64_t p, q;
	} cases[] = {
		{"0", "0", 0, 0}, {"1.234.567", "1.114,78", 1234567, 111478}, {"\"63,166\"", "7", 63166, 700},
		{"007", "0.5", 7, 50}, {"12.000", "\"2.000,5\"", 12000, 200050},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str text = arena_printf(a, "code;name;type;population;area_km2;mountainous\n1;A;xã;%s;%s;\n", cases[i].population,
		                               cases[i].area);
		struct units_csv u = read_ok(text);
		if (u.row_count != 1)
			fail_msg("case %zu: %s", i, arena_c(a, u.refusals[0].sentence));
		assert_int_equal(u.rows[0].population, cases[i].p);
		assert_int_equal(u.rows[0].area, cases[i].q);
	}
}

static void many_faults_in_a_row(void **state)
{
	(void)state;
	struct units_csv u = read_ok(STR(HEAD ",,,-1,x,9\n1,A,xã,1,1,1\n"));
	assert_int_equal(u.refused_rows, 1);
	assert_int_equal(u.refusal_count, 6);
	assert_int_equal(u.row_count, 1);
	u = read_ok(STR(HEAD "5\n1,A,xã,1,1,1\n"));  /* a short row */
	assert_int_equal(u.refused_rows, 1);
	assert_int_equal(u.refusal_count, 2);
	u = read_ok(STR(HEAD "1,A,xã,1,1,1\n , ,,,,\n")); /* a row of blanks is no row */
	assert_int_equal(u.refused_rows, 0);
}

static void tables_that_cannot_be_read(void **state)
{
	(void)state;
	struct err e = read_fails(STR(""), ERR_INPUT);
	assert_non_null(strstr(e.text, "trống"));
	e = read_fails(STR(HEAD), ERR_INPUT);
	assert_non_null(strstr(e.text, "không có dòng nào"));
	/* a missing column is named, and those found are listed */
	e = read_fails(STR("code,name,type,area_km2,mountainous\n1,A,xã,1,1\n"), ERR_INPUT);
	assert_non_null(strstr(e.text, "population (Dân số)"));
	assert_non_null(strstr(e.text, "code, name, type, area_km2, mountainous"));
	e = read_fails(STR("mã,tên,tên,loại,dân số,diện tích,miền núi\n"), ERR_INPUT);
	assert_non_null(strstr(e.text, "hai cột cùng nghĩa"));
	/* Latin-1 */
	e = read_fails(STR(HEAD "1,B\xe1t,xã,1,1,1\n"), ERR_INPUT);
	assert_non_null(strstr(e.text, "UTF-8"));
	assert_non_null(strstr(e.text, "Dòng 2"));
	e = read_fails(STR("m\xe3,t\xean\n"), ERR_INPUT);
	assert_non_null(strstr(e.text, "UTF-8"));
	/* something else altogether */
	e = read_fails(STR("PK\x03\x04zip"), ERR_INPUT);
	assert_non_null(strstr(e.text, "Excel"));
	e = read_fails(STR("<html><body>"), ERR_INPUT);
	assert_non_null(strstr(e.text, "trang web"));
}

static void ten_thousand_bad_rows(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *own = arena_new("bad rows", UNITS_CSV_ARENA);
	_cleanup_buf_ struct buf text = BUF_INIT((size_t)16 << 20);
	buf_add_c(&text, HEAD);
	for (int i = 0; i < 10000; i++)
		buf_printf(&text, "!%d,,làng %d,-%d,x,7\n", i, i, i + 1);
	buf_add_c(&text, "14758,Hàm Rồng,phường,63166,20.88,0\n");
	struct units_csv u = {0};
	struct err err = ERR_INIT;
	assert_int_equal(units_csv_read(own, buf_str(&text), STR(""), &u, &err), 0);
	assert_int_equal(u.row_count, 1);
	assert_int_equal(u.refused_rows, 10000);
	assert_int_equal(u.refusal_count, 60000);
	assert_int_equal(u.refusals[59999].line, 10001);

	_cleanup_buf_ struct buf shown = BUF_INIT(1 << 20), all = BUF_INIT((size_t)64 << 20);
	units_csv_print_refusals(&u, 200, &shown);
	assert_non_null(strstr(arena_c(own, buf_str(&shown)), "… và 59800 lỗi nữa."));
	assert_non_null(strstr(arena_c(own, buf_str(&shown)), "Dòng 2, cột “population”, giá trị “-1”: Dân số không thể là số âm."));
	units_csv_refusals_csv(&u, &all);
	struct csv_table t;
	assert_int_equal(csv_table(own, buf_str(&all), &csv_limits_default, &t, &err), 0);
	assert_int_equal(t.rows, 60000);
	assert_true(str_eq_c(csv_cell(&t, 59999, 0), "10001"));
}

static void too_many_rows(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf text = BUF_INIT((size_t)4 << 20);
	buf_add_c(&text, HEAD);
	for (int i = 0; i <= UNITS_CSV_ROWS; i++)
		buf_printf(&text, "%d,A,xã,1,1,1\n", i);
	read_fails(buf_str(&text), ERR_TOO_LARGE);
}

static void the_worst_table_fits_its_arena(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *own = arena_new("worst", UNITS_CSV_ARENA);
	_cleanup_buf_ struct buf text = BUF_INIT((size_t)64 << 20);
	char cell[200];
	memset(cell, '~', sizeof(cell));
	buf_add_c(&text, "code,name,type,population,area_km2,mountainous,province_code,old_districts\n");
	for (int i = 0; i < UNITS_CSV_ROWS; i++)
		for (int c = 0; c < 8; c++) {
			for (int k = 0; k < (c == 7 ? 3 : 1); k++)
				buf_add(&text, (struct str){cell, sizeof(cell)});
			buf_add_char(&text, c == 7 ? '\n' : ',');
		}
	struct units_csv u = {0};
	struct err err = ERR_INIT;
	assert_int_equal(units_csv_read(own, buf_str(&text), STR(""), &u, &err), 0);
	assert_int_equal(u.refusal_count, 8 * UNITS_CSV_ROWS);
}

static void one_province_of_the_country(void **state)
{
	(void)state;
	struct units_csv u = {0};
	struct err err = ERR_INIT;
	struct str country = embedded_text("data/communes.csv");
	assert_int_equal(units_csv_read(a, country, STR("38"), &u, &err), 0);
	assert_int_equal(u.row_count, 166);
	assert_int_equal(u.elsewhere, 3321 - 166);
	assert_int_equal(u.refusal_count, 0);
	assert_int_equal(units_csv_read(a, country, STR("1"), &u, &err), 0); /* 01 */
	assert_int_equal(u.row_count, 126);
	assert_int_equal(units_csv_read(a, country, STR(""), &u, &err), 0);
	assert_int_equal(u.row_count, 3321);
	assert_int_equal(u.refusal_count, 0);
	/* The import sees what the program's own reader sees: no name loses a word. */
	struct unit_texts texts = unit_texts_embedded();
	const struct unit_facts *facts = NULL;
	assert_int_equal(unit_facts_load(a, &texts, &facts, &err), 0);
	for (size_t i = 0; i < u.row_count; i++) {
		const struct unit_fact *f = &facts->communes[i];
		assert_true(str_eq(u.rows[i].code, f->code) && str_eq(u.rows[i].name, f->name));
		assert_true(u.rows[i].kind == f->kind && u.rows[i].population == f->population && u.rows[i].area == f->area);
		assert_true(u.rows[i].mountain == f->mountain && str_eq(u.rows[i].province_code, f->province_code));
	}
	assert_int_equal(units_csv_read(a, country, STR("99"), &u, &err), -ERR_INPUT);
	assert_non_null(strstr(err.text, "99"));
}

static void names_that_attack(void **state)
{
	(void)state;
	/* Kept as typed: whoever prints it escapes. In messages control characters become blanks. */
	struct units_csv u = read_ok(STR(HEAD "1,<script>alert(1)</script>,xã,1,1,1\n2,A,\"\x1b[31m\",1,1,1\n"));
	assert_true(str_eq_c(u.rows[0].name, "<script>alert(1)</script>"));
	assert_int_equal(u.refusal_count, 1);
	assert_true(str_eq_c(u.refusals[0].value, " [31m"));
	struct err e = read_fails(STR("\"co\x1b[2Jde\",\"a\nb\"\n1,2\n"), ERR_INPUT);
	assert_null(strchr(e.text, 0x1b));
	assert_null(strchr(e.text, '\n'));
}

/* The shared tables of four provinces, when they are there. */
static void shared_tables(void **state)
{
	(void)state;
	static const struct {
		const char *file;
		size_t rows;
	} files[] = {{"thanh_hoa", 166}, {"dien_bien", 45}, {"nghe_an", 130}, {"phu_tho", 148}, {"vietnam", 3321}};
	const char *folder = getenv("NOIVU_DATA");
	if (!folder || !*folder) {
		print_message("# NOIVU_DATA is not set\n");
		skip();
	}
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct str path = arena_printf(a, "%s/admin/communes_%s.csv", folder, files[i].file), text;
		struct err err = ERR_INIT;
		assert_int_equal(fs_read(a, arena_c(a, path), (size_t)4 << 20, &text, &err), 0);
		struct units_csv u = read_ok(text);
		assert_int_equal(u.row_count, files[i].rows);
		assert_int_equal(u.refusal_count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(plain_rows, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(headings_in_any_order_and_language, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(one_fault_one_refusal, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(numbers_accepted, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(many_faults_in_a_row, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(tables_that_cannot_be_read, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(ten_thousand_bad_rows, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(too_many_rows, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(the_worst_table_fits_its_arena, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(one_province_of_the_country, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(names_that_attack, with_arena, without_arena),
		cmocka_unit_test_setup_teardown(shared_tables, with_arena, without_arena),
	};
	return cmocka_run_group_tests_name("units csv", tests, NULL, NULL);
}
