/* Kinds of unit and the table of the country: counts known from elsewhere, names with the mark in another place, bad tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "unit/facts.h"
#include "group_arena.h"

static const struct unit_facts *facts;

static int setup(void **state)
{
	with_arena(state);
	struct unit_texts texts = unit_texts_embedded();
	struct err err = ERR_INIT;
	return unit_facts_load(a, &texts, &facts, &err);
}

static struct str s(const char *c)
{
	return str_from_c(c);
}

/* ---- kinds ---- */

static void kinds_from_text(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum unit_kind kind;
	} cases[] = {
		{"xã", UNIT_COMMUNE}, {" XÃ ", UNIT_COMMUNE}, {"xa", UNIT_COMMUNE}, {"phường", UNIT_WARD}, {"Phuong", UNIT_WARD},
		{"đặc khu", UNIT_SPECIAL_ZONE}, {"Đặc  Khu", UNIT_SPECIAL_ZONE}, {"tỉnh", UNIT_PROVINCE},
		{"thành phố", UNIT_CITY}, {"TP.", UNIT_CITY}, {"commune", UNIT_COMMUNE}, {"special_zone", UNIT_SPECIAL_ZONE},
		{"thị trấn", UNIT_KIND_NONE}, {"huyện", UNIT_KIND_NONE}, {"", UNIT_KIND_NONE}, {"làng", UNIT_KIND_NONE},
		{"x\xe3", UNIT_KIND_NONE},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_int_equal(unit_kind_parse(a, s(cases[i].text)), cases[i].kind);
	assert_true(unit_kind_is_abolished(a, s("Thị trấn")));
	assert_true(unit_kind_is_abolished(a, s("quận")));
	assert_false(unit_kind_is_abolished(a, s("xã")));
}

static void kinds_go_there_and_back(void **state)
{
	(void)state;
	for (int k = UNIT_KIND_NONE + 1; k < UNIT_KIND_COUNT; k++) {
		enum unit_kind kind = (enum unit_kind)k;
		assert_true(unit_kind_key(kind).n > 0 && unit_kind_word(kind).n > 0);
		assert_int_equal(unit_kind_of_key(unit_kind_key(kind)), kind);
	}
	assert_true(unit_kind_is_communal(UNIT_WARD) && !unit_kind_is_communal(UNIT_VILLAGE));
	assert_true(unit_kind_is_provincial(UNIT_CITY) && !unit_kind_is_provincial(UNIT_KIND_NONE));
	assert_true(str_eq_c(unit_full_name(a, UNIT_SPECIAL_ZONE, s("Lý Sơn")), "Đặc khu Lý Sơn"));
	assert_true(str_eq_c(unit_name_in_sentence(a, UNIT_COMMUNE, s("Thiệu Hóa")), "xã Thiệu Hóa"));
	assert_true(str_eq_c(unit_full_name(a, UNIT_KIND_NONE, s("Thiệu Hóa")), "Thiệu Hóa"));
}

static void parts_of_a_name(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum unit_kind kind;
		const char *name;
	} cases[] = {
		{"Xã Thiệu Hoá", UNIT_COMMUNE, "Thiệu Hoá"},
		{"  xã   Thiệu Hoá ", UNIT_COMMUNE, "Thiệu Hoá"},
		{"PHƯỜNG Hạc Thành", UNIT_WARD, "Hạc Thành"},
		{"P.Hạc Thành", UNIT_WARD, "Hạc Thành"},
		{"TP. Hồ Chí Minh", UNIT_CITY, "Hồ Chí Minh"},
		{"Thành phố Hà Nội", UNIT_CITY, "Hà Nội"},
		{"Đặc khu Lý Sơn", UNIT_SPECIAL_ZONE, "Lý Sơn"},
		{"X\x61\xcc\x83 Thiệu Hóa", UNIT_COMMUNE, "Thiệu Hóa"},
		/* names that only look as if a kind stood before them */
		{"Xa Dung", UNIT_KIND_NONE, "Xa Dung"},
		{"Tịnh Khê", UNIT_KIND_NONE, "Tịnh Khê"},
		{"Tĩnh Túc", UNIT_KIND_NONE, "Tĩnh Túc"},
		{"Phương Thịnh", UNIT_KIND_NONE, "Phương Thịnh"},
		{"Xã", UNIT_KIND_NONE, "Xã"},
		{"", UNIT_KIND_NONE, ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		enum unit_kind kind;
		struct str name;
		unit_name_part(a, s(cases[i].text), &kind, &name);
		assert_int_equal(kind, cases[i].kind);
		assert_string_equal(arena_c(a, name), cases[i].name);
	}
}

/* ---- the table ---- */

static void the_country(void **state)
{
	(void)state;
	size_t of[UNIT_KIND_COUNT] = {0};
	assert_int_equal(facts->province_count, 34);
	assert_int_equal(facts->commune_count, 3321);
	for (size_t i = 0; i < facts->commune_count; i++)
		of[facts->communes[i].kind]++;
	/* on 1 July 2025 */
	assert_int_equal(of[UNIT_COMMUNE], 2621);
	assert_int_equal(of[UNIT_WARD], 687);
	assert_int_equal(of[UNIT_SPECIAL_ZONE], 13);
	size_t cities = 0, communes = 0;
	for (size_t i = 0; i < facts->province_count; i++) {
		cities += facts->provinces[i].kind == UNIT_CITY;
		communes += facts->provinces[i].count;
	}
	assert_int_equal(cities, 6);
	assert_int_equal(communes, 3321);
}

static void provinces_known_from_elsewhere(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		size_t communes;
		int64_t population;
	} known[] = {{"38", 166, 4320947}, {"11", 45, 673091}, {"40", 130, 3831694}, {"25", 148, 4022493}};
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const struct unit_fact *p = unit_province(facts, s(known[i].code));
		assert_non_null(p);
		assert_int_equal(p->count, known[i].communes);
		assert_int_equal(p->population, known[i].population);
	}
	size_t mountain = 0, wards = 0;
	const struct unit_fact *p = unit_province(facts, s("38"));
	for (size_t i = 0; i < p->count; i++) {
		mountain += facts->communes[p->first + i].mountain == MOUNTAIN_YES;
		wards += facts->communes[p->first + i].kind == UNIT_WARD;
		assert_true(facts->communes[p->first + i].mountain != MOUNTAIN_UNKNOWN);
	}
	assert_int_equal(mountain, 76);
	assert_int_equal(wards, 19);
}

static void kinds_change_by_date(void **state)
{
	(void)state;
	const struct unit_fact *p = unit_province(facts, s("75"));
	assert_int_equal(unit_fact_kind(p, date_from_civil(2026, 3, 15)), UNIT_PROVINCE);
	assert_int_equal(unit_fact_kind(p, date_from_civil(2026, 4, 29)), UNIT_PROVINCE);
	assert_int_equal(unit_fact_kind(p, date_from_civil(2026, 4, 30)), UNIT_CITY);
	size_t wards = 0;
	for (size_t i = 0; i < facts->commune_count; i++)
		wards += unit_fact_kind(&facts->communes[i], date_from_civil(2026, 5, 1)) == UNIT_WARD;
	assert_int_equal(wards, 697);
	p = unit_province(facts, s("38"));
	assert_int_equal(unit_fact_kind(p, date_from_civil(2026, 5, 1)), UNIT_PROVINCE);
}

static void found_by_code(void **state)
{
	(void)state;
	const struct unit_fact *f = unit_commune(facts, s("14758"));
	assert_non_null(f);
	assert_true(str_eq_c(f->name, "Hàm Rồng"));
	assert_int_equal(f->kind, UNIT_WARD);
	assert_int_equal(f->population, 63166);
	assert_int_equal(f->area, 2088);
	assert_ptr_equal(unit_commune(facts, s("4792")), unit_commune(facts, s("04792")));
	assert_ptr_equal(unit_province(facts, s("1")), unit_province(facts, s("01")));
	assert_non_null(unit_province(facts, s("1")));
	static const char *const none[] = {"", "99", "99999", "147580", "1475x", "../38", "-1", "0"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		assert_null(unit_commune(facts, s(none[i])));
		assert_null(unit_province(facts, s(none[i])));
	}
	for (size_t i = 0; i < facts->commune_count; i++)
		assert_ptr_equal(unit_commune(facts, facts->communes[i].code), &facts->communes[i]);
}

static void found_by_name(void **state)
{
	(void)state;
	const struct unit_fact *thanh_hoa = NULL, *f = NULL, *again = NULL;
	struct err err = ERR_INIT;
	static const char *const province[] = {"Thanh Hóa", "Thanh Hoá", "tỉnh Thanh Hoá", "TỈNH THANH HÓA", "38"};
	for (size_t i = 0; i < ARRAY_LEN(province); i++) {
		assert_int_equal(unit_province_by_name(a, facts, s(province[i]), &thanh_hoa, &err), 0);
		assert_true(str_eq_c(thanh_hoa->code, "38"));
	}
	static const char *const commune[] = {"Thiệu Hóa", "Thiệu Hoá", "xã Thiệu Hoá", "XÃ  THIỆU HÓA", ("Thiệu Ho\xcc\x81" "a")};
	for (size_t i = 0; i < ARRAY_LEN(commune); i++) {
		assert_int_equal(unit_commune_by_name(a, facts, thanh_hoa, s(commune[i]), &f, &err), 0);
		assert_true(str_eq_c(f->name, "Thiệu Hóa"));
		assert_true(!again || again == f);
		again = f;
	}
	/* i and y are letters, not marks */
	assert_int_equal(unit_commune_by_name(a, facts, thanh_hoa, s("Quý Lộc"), &f, &err), 0);
	assert_int_equal(unit_commune_by_name(a, facts, thanh_hoa, s("Quí Lộc"), &f, &err), -ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "Quý Lộc"));
}

static void every_name_finds_itself(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *scratch = arena_new("scratch", (size_t)8 << 20);
	for (size_t i = 0; i < facts->province_count; i++) {
		const struct unit_fact *p = &facts->provinces[i];
		for (size_t j = p->first; j < p->first + p->count; j += 3) {
			const struct unit_fact *want = &facts->communes[j], *f = NULL;
			struct err err = ERR_INIT;
			arena_reset(scratch);
			assert_int_equal(unit_commune_by_name(scratch, facts, p, unit_full_name(scratch, want->kind, want->name), &f, &err), 0);
			assert_ptr_equal(f, want);
		}
	}
}

static void names_nobody_has(void **state)
{
	(void)state;
	const struct unit_fact *p = unit_province(facts, s("38")), *f = NULL;
	struct err err = ERR_INIT;
	assert_int_equal(unit_commune_by_name(a, facts, p, s("Thieu Hoa"), &f, &err), -ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "Xã Thiệu Hóa"));
	assert_int_equal(unit_commune_by_name(a, facts, p, s("xa thieu hoa"), &f, &err), -ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "Xã Thiệu Hóa"));
	assert_int_equal(unit_commune_by_name(a, facts, p, s("Thiệu Hóaa"), &f, &err), -ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "Xã Thiệu Hóa"));
	assert_int_equal(unit_commune_by_name(a, facts, p, s("Phường Thiệu Hóa"), &f, &err), -ERR_NOT_FOUND); /* it is a xã */
	assert_non_null(strstr(err.text, "Xã Thiệu Hóa"));
	assert_int_equal(unit_commune_by_name(a, facts, p, s("Zzzzzzzz"), &f, &err), -ERR_NOT_FOUND);
	assert_null(strstr(err.text, "gần giống"));
	assert_int_equal(unit_commune_by_name(a, facts, p, s(" "), &f, &err), -ERR_INPUT);
	assert_int_equal(unit_commune_by_name(a, facts, p, s("Thi\xea\xa5u"), &f, &err), -ERR_INPUT);
	char longer[500];
	memset(longer, 'a', sizeof(longer));
	assert_int_equal(unit_commune_by_name(a, facts, p, (struct str){longer, sizeof(longer)}, &f, &err), -ERR_INPUT);
	assert_int_equal(unit_province_by_name(a, facts, s("Thanh Hoa"), &f, &err), -ERR_NOT_FOUND);
	assert_non_null(strstr(err.text, "Tỉnh Thanh Hóa"));
	/* several of one name in the country */
	assert_int_equal(unit_commune_by_name(a, facts, NULL, s("Tân Tiến"), &f, &err), -ERR_CONFLICT);
	assert_null(f);
}

static void tiles_are_a_map(void **state)
{
	(void)state;
	for (size_t i = 0; i < facts->province_count; i++) {
		const struct unit_fact *p = &facts->provinces[i];
		bool taken[64][64] = {{false}};
		for (size_t j = p->first; j < p->first + p->count; j++) {
			const struct unit_fact *f = &facts->communes[j];
			assert_in_range(f->col, 0, 63);
			assert_in_range(f->row, 0, 63);
			assert_false(taken[f->row][f->col]);
			taken[f->row][f->col] = true;
		}
	}
}

/* ---- bad tables ---- */

static void expect_corrupt(struct unit_texts texts, const char *table, const char *line)
{
	const struct unit_facts *got = NULL;
	struct err err = ERR_INIT;
	assert_int_equal(unit_facts_load(a, &texts, &got, &err), -ERR_CORRUPT);
	assert_null(got);
	assert_non_null(strstr(err.text, table));
	assert_non_null(strstr(err.text, line));
}

#define HEAD "code,name,type,population,area_km2,mountainous,province_code\n"

static void bad_tables(void **state)
{
	(void)state;
	const struct unit_texts good = {
		.provinces = STR("code,name,type\n01,A,tỉnh\n02,B,thành phố\n"),
		.communes = STR(HEAD "00001,C,xã,100,1.5,1,01\n00002,D,phường,,,,02\n"),
	};
	const struct unit_facts *got = NULL;
	struct err err = ERR_INIT;
	assert_int_equal(unit_facts_load(a, &good, &got, &err), 0);
	assert_int_equal(got->communes[0].area, 150);
	assert_int_equal(got->communes[1].population, UNIT_UNKNOWN);
	assert_int_equal(got->provinces[1].population, UNIT_UNKNOWN); /* unknown, not zero */
	assert_int_equal(got->provinces[0].population, 100);
	assert_int_equal(got->communes[0].col, -1);

	static const char *const bad[] = {
		HEAD "00001,C,xã,100,1.5,1,01\n00001,D,xã,,,,02\n",  HEAD "00003,C,xã,100,1.5,1,01\n0002,D,xã,,,,02\n",
		HEAD "00001,C,xã,1,1,1,01\n00002,,xã,,,,02\n",       HEAD "00001,C,xã,1,1,1,01\n00002,D,huyện,,,,02\n",
		HEAD "00001,C,xã,1,1,1,01\n00002,D,xã,-5,,,02\n",    HEAD "00001,C,xã,1,1,1,01\n00002,D,xã,5,x,,02\n",
		HEAD "00001,C,xã,1,1,1,01\n00002,D,xã,5,1,2,02\n",   HEAD "00001,C,xã,1,1,1,01\n00002,D,xã,5,1,1,03\n",
		HEAD "00001,C,xã,1,1,1,02\n00002,D,xã,5,1,1,01\n",
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct unit_texts texts = good;
		texts.communes = s(bad[i]);
		expect_corrupt(texts, "communes.csv", "dòng 3");
	}
	struct unit_texts texts = good;
	texts.provinces = STR("code,name,type\n02,A,tỉnh\n01,B,thành phố\n");
	expect_corrupt(texts, "provinces.csv", "dòng 3");
	texts = good;
	texts.communes = STR("code,name\n");
	expect_corrupt(texts, "communes.csv", "type");
	texts = good;
	texts.tiles = STR("code,col,row\n00001,0,0\n00001,1,1\n");
	expect_corrupt(texts, "tiles.csv", "dòng 3");
	texts.tiles = STR("code,col,row\n00001,64,0\n");
	expect_corrupt(texts, "tiles.csv", "dòng 2");
	texts = good;
	texts.kind_changes = STR("code,type,from\n00001,tỉnh,2026-01-01\n");
	expect_corrupt(texts, "kind_changes.csv", "dòng 2");
	texts.kind_changes = STR("code,type,from\n00001,phường,2026-02-30\n");
	expect_corrupt(texts, "kind_changes.csv", "dòng 2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_from_text),
		cmocka_unit_test(kinds_go_there_and_back),
		cmocka_unit_test(parts_of_a_name),
		cmocka_unit_test(the_country),
		cmocka_unit_test(provinces_known_from_elsewhere),
		cmocka_unit_test(kinds_change_by_date),
		cmocka_unit_test(found_by_code),
		cmocka_unit_test(found_by_name),
		cmocka_unit_test(every_name_finds_itself),
		cmocka_unit_test(names_nobody_has),
		cmocka_unit_test(tiles_are_a_map),
		cmocka_unit_test(bad_tables),
	};
	return cmocka_run_group_tests_name("unit facts", tests, setup, without_arena);
}
