/* Fields: what people type, what is stored, what they read; and the table that follows from a record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "access/verb.h"
#include "app/app.h"
#include "declare/row.h"
#include "record/verbs.h"
#include "group_arena.h"

static const struct choice choices[] = {{"assigned", "chưa tiếp nhận", "wait"}, {"done", "đã xong", "done"}, {0}};

static const struct field text_field = {.name = "name", .kind = FIELD_TEXT, .label = "Tên", .max = 12};
static const struct field long_field = {.name = "note", .kind = FIELD_LONG, .label = "Kết quả"};
static const struct field int_field = {.name = "members", .kind = FIELD_INT, .label = "Số thành viên", .max = 50000000};
static const struct field signed_field = {.name = "change", .kind = FIELD_INT, .label = "Chênh lệch", .min = -1000, .max = 1000};
static const struct field area_field = {.name = "area", .kind = FIELD_DECIMAL, .label = "Diện tích", .decimals = 2, .min = -100000000, .max = 100000000};
static const struct field whole_field = {.name = "whole", .kind = FIELD_DECIMAL, .label = "Số", .decimals = 0};
static const struct field day_field = {.name = "day", .kind = FIELD_DAY, .label = "Ngày"};
static const struct field moment_field = {.name = "at", .kind = FIELD_MOMENT, .label = "Lúc"};
static const struct field choice_field = {.name = "state", .kind = FIELD_CHOICE, .label = "Trạng thái", .choices = choices};
static const struct field three_field = {.name = "agreed", .kind = FIELD_TRISTATE, .label = "Đã thống nhất"};
static const struct field phone_field = {.name = "phone", .kind = FIELD_PHONE, .label = "Điện thoại"};
static const struct field citizen_field = {.name = "number", .kind = FIELD_CITIZEN, .label = "Số định danh"};
static const struct field ref_field = {.name = "unit", .kind = FIELD_REF, .label = "Đơn vị", .references = "unit"};

static const struct field *const typed_fields[] = {
	&text_field, &long_field, &int_field, &signed_field, &area_field, &whole_field, &day_field, &choice_field, &three_field, &ref_field,
};

static struct value taken(const struct field *f, const char *typed)
{
	struct value v = v_c("untouched");
	struct err err = ERR_INIT;
	if (field_parse(a, f, str_from_c(typed), &v, &err) < 0)
		fail_msg("%s: “%s” refused: %s", f->name, typed, err.text);
	return v;
}

static struct err refused(const struct field *f, struct str typed)
{
	struct value v = v_int(77);
	struct err err = ERR_INIT;
	if (field_parse(a, f, typed, &v, &err) >= 0)
		fail_msg("%s: “%.*s” taken", f->name, STR_ARG(typed));
	assert_int_equal(err.code, ERR_INPUT);
	assert_string_equal(err.field, f->name);
	assert_true(str_find(str_from_c(err.text), str_from_c(f->label)) >= 0);
	assert_true(str_is_utf8(str_from_c(err.text)));
	assert_true(v.kind == VALUE_INT && v.i == 77);
	return err;
}

static void texts(void **state)
{
	(void)state;
	assert_true(str_eq_c(taken(&text_field, "  Hàm Rồng ").s, "Hàm Rồng"));
	assert_true(str_eq_c(taken(&text_field, "Ho\xcc\x81" "a").s, "Hóa")); /* decomposed becomes one character */
	assert_true(str_eq_c(taken(&text_field, "a\tb\nc\x01\x7f\r").s, "a b c"));
	assert_true(str_eq_c(taken(&long_field, "một\r\nhai\t!").s, "một\nhai !"));
	assert_true(str_eq_c(taken(&long_field, "một\vhai").s, "một\nhai"));
	assert_true(str_eq_c(taken(&text_field, "một\vhai").s, "một hai"));
	/* copied from a web page: a no-break blank, zero width, a mark of direction */
	assert_true(str_eq_c(taken(&text_field, "\xc2\xa0Hàm\xc2\xa0Rồng\xe2\x80\x8b\xc2\xa0").s, "Hàm Rồng"));
	assert_true(str_eq_c(taken(&text_field, "ab\xe2\x80\xae" "cd\xef\xbb\xbf").s, "abcd"));
	assert_true(str_eq_c(taken(&text_field, "15/Q\xc3\x90-TTg").s, "15/QĐ-TTg"));
	assert_true(str_find(str_from_c(refused(&text_field, STR("TrÇn V¨n A")).text), STR("TCVN3")) > 0);
	assert_int_equal(taken(&text_field, "\xc2\xa0\xe2\x80\x8b").kind, VALUE_NULL);
	assert_int_equal(taken(&text_field, "  \n").kind, VALUE_NULL);
	assert_int_equal(taken(&text_field, "ầấậẩẫầấậẩẫầấ").s.n, 36); /* twelve characters, thirty-six bytes */
	refused(&text_field, STR("ầấậẩẫầấậẩẫầấậ"));
	refused(&text_field, STR("H\xf3""a"));
	assert_true(str_eq_c(taken(&text_field, "<b>&\"'").s, "<b>&\"'")); /* stored as typed: pages escape */
}

static void long_texts(void **state)
{
	(void)state;
	char *p = arena_alloc(a, 9001);
	memset(p, 'x', 9000);
	refused(&long_field, (struct str){p, 8001});
	struct value v;
	struct err err = ERR_INIT;
	assert_int_equal(field_parse(a, &long_field, (struct str){p, 8000}, &v, &err), 0);
	struct field plain = text_field;
	plain.max = 0;
	refused(&plain, (struct str){p, 301});
	assert_int_equal(field_parse(a, &plain, (struct str){p, 300}, &v, &err), 0);
}

static void numbers(void **state)
{
	(void)state;
	static const struct { const char *typed; int64_t v; } good[] = {
		{"0", 0}, {"17", 17}, {"63.166", 63166}, {"1.234.567", 1234567}, {"12.345.678", 12345678}, {"50000000", 50000000}, {" 9 ", 9},
	};
	static const char *const bad[] = {"50000001", "-1", "1..234", "1.234.", "1.234.56", "12,5", "12.5", "1.23.456", "1234.567", "1.2345", "mười", "1 000", "9e3", "0x9",
	                                  "99999999999999999999999999999999999999999", ".5", "5."};
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(taken(&int_field, good[i].typed).i, good[i].v);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		refused(&int_field, str_from_c(bad[i]));
	assert_int_equal(taken(&signed_field, "-1000").i, -1000);
	assert_int_equal(taken(&signed_field, "-1.000").i, -1000);
	refused(&signed_field, STR("-1001"));
	struct err err = refused(&int_field, STR("50000001"));
	assert_true(str_find(str_from_c(err.text), STR("50.000.000")) >= 0); /* the limit is said */
	err = refused(&area_field, STR("1000000,01"));
	assert_true(str_find(str_from_c(err.text), STR("1.000.000,00")) >= 0); /* in what is typed, not in what is stored */
	assert_int_equal(taken(&area_field, "1114,78").i, 111478);
	assert_int_equal(taken(&area_field, "20.8").i, 2080);
	assert_int_equal(taken(&area_field, "1.114,78").i, 111478); /* as it is shown */
	assert_int_equal(taken(&area_field, "-1.234,5").i, -123450);
	refused(&area_field, STR("1.14,78"));
	refused(&area_field, STR("1,114.78"));
	refused(&area_field, STR("1.114,7.8"));
	refused(&area_field, STR("1,234"));
	refused(&area_field, STR("-"));
	refused(&area_field, STR(","));
}

static void days_and_choices(void **state)
{
	(void)state;
	assert_int_equal(taken(&day_field, "30/11/2025").i, date_from_civil(2025, 11, 30));
	assert_int_equal(taken(&day_field, "2025-11-30").i, date_from_civil(2025, 11, 30));
	assert_int_equal(taken(&day_field, "30/11/2025\xc2\xa0").i, date_from_civil(2025, 11, 30));
	refused(&day_field, STR("30/02/2026"));
	refused(&day_field, STR("mai"));
	assert_true(str_eq_c(taken(&choice_field, "done").s, "done"));
	refused(&choice_field, STR("đã xong")); /* the label is no code */
	refused(&choice_field, STR("nonsense"));
	assert_int_equal(taken(&three_field, "1").i, 1);
	assert_int_equal(taken(&three_field, "0").i, 0);
	assert_int_equal(taken(&three_field, "?").kind, VALUE_NULL);
	refused(&three_field, STR("2"));
	assert_int_equal(taken(&ref_field, "1099511627777").i, 1099511627777);
	refused(&ref_field, STR("0"));
	refused(&ref_field, STR("-5"));
	refused(&ref_field, STR("1 OR 1=1"));
}

static void numbers_of_people(void **state)
{
	(void)state;
	assert_true(str_eq_c(taken(&phone_field, "(0237) 3.852-246").s, "02373852246"));
	assert_true(str_eq_c(taken(&phone_field, "+84 912 345 678").s, "0912345678"));
	assert_true(str_eq_c(taken(&phone_field, "+84 (0)912.345.678").s, "0912345678"));
	assert_true(str_eq_c(taken(&phone_field, "84912345678").s, "0912345678"));
	assert_true(str_eq_c(taken(&phone_field, "0849123456").s, "0849123456"));
	refused(&phone_field, STR("+84"));
	refused(&phone_field, STR("+840"));
	refused(&phone_field, STR("0912345678/0987654321"));
	assert_true(str_eq_c(taken(&citizen_field, "038085012345\xc2\xa0").s, "038085012345"));
	refused(&phone_field, STR("091234567890"));
	refused(&phone_field, STR("0912x45678"));
	/* a spreadsheet that took it for a number: said, never guessed */
	assert_true(str_find(str_from_c(refused(&phone_field, STR("912345678")).text), STR("số 0 ở đầu")) > 0);
	assert_true(str_find(str_from_c(refused(&citizen_field, STR("38085012345")).text), STR("số 0 ở đầu")) > 0);
	assert_true(str_find(str_from_c(refused(&citizen_field, STR("3,8085E+10")).text), STR("dạng 3,8E+10")) > 0);
	assert_true(str_find(str_from_c(refused(&phone_field, STR("9.12E+08")).text), STR("dạng 3,8E+10")) > 0);
	assert_int_equal(str_find(str_from_c(refused(&citizen_field, STR("0380850123456")).text), STR("số 0 ở đầu")), -1);
}

static void required(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(typed_fields); i++) {
		struct field f = *typed_fields[i];
		assert_int_equal(taken(&f, "").kind, VALUE_NULL);
		f.flags |= FIELD_REQUIRED;
		refused(&f, STR(""));
		refused(&f, STR(" \t"));
		refused(&f, (struct str){0});
	}
	struct field three = three_field;
	three.flags |= FIELD_REQUIRED;
	refused(&three, STR("?"));
}

/* What a control holds gives the same value back. */
static void round_trips(void **state)
{
	(void)state;
	static const struct { const struct field *field; struct value v; } cases[] = {
		{&text_field, {VALUE_TEXT, 0, STR_INIT("Hàm Rồng")}},
		{&long_field, {VALUE_TEXT, 0, STR_INIT("một\nhai «ba»")}},
		{&int_field, {VALUE_INT, 0, {0}}},
		{&int_field, {VALUE_INT, 4321987, {0}}},
		{&signed_field, {VALUE_INT, -999, {0}}},
		{&area_field, {VALUE_INT, 111478, {0}}},
		{&area_field, {VALUE_INT, 5, {0}}},
		{&area_field, {VALUE_INT, 12345600, {0}}},
		{&area_field, {VALUE_INT, -50, {0}}},
		{&area_field, {VALUE_INT, -123456, {0}}},
		{&whole_field, {VALUE_INT, 1234567, {0}}},
		{&day_field, {VALUE_INT, 20527, {0}}},
		{&day_field, {VALUE_INT, -1, {0}}},
		{&choice_field, {VALUE_TEXT, 0, STR_INIT("assigned")}},
		{&three_field, {VALUE_INT, 1, {0}}},
		{&three_field, {VALUE_INT, 0, {0}}},
		{&ref_field, {VALUE_INT, 9007199254740991, {0}}},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str typed = field_typed(a, cases[i].field, &cases[i].v);
		struct value back = taken(cases[i].field, arena_c(a, typed));
		if (!value_eq(&back, &cases[i].v))
			fail_msg("case %zu: “%.*s”", i, STR_ARG(typed));
	}
	struct value null = v_null();
	for (size_t i = 0; i < ARRAY_LEN(typed_fields); i++)
		assert_int_equal(taken(typed_fields[i], arena_c(a, field_typed(a, typed_fields[i], &null))).kind, VALUE_NULL);
}

static void shown(void **state)
{
	(void)state;
	static const struct { const struct field *field; struct value v; const char *text; } cases[] = {
		{&int_field, {VALUE_INT, 1234567, {0}}, "1.234.567"},
		{&int_field, {VALUE_INT, 85, {0}}, "85"},
		{&area_field, {VALUE_INT, 111478, {0}}, "1.114,78"},
		{&day_field, {VALUE_INT, 20527, {0}}, "15/03/2026"},
		{&moment_field, {VALUE_INT, 0, {0}}, "01/01/1970 07:00"},
		{&choice_field, {VALUE_TEXT, 0, STR_INIT("done")}, "đã xong"},
		{&choice_field, {VALUE_TEXT, 0, STR_INIT("gone")}, "gone"},
		{&three_field, {VALUE_INT, 1, {0}}, "có"},
		{&three_field, {VALUE_INT, 0, {0}}, "không"},
		{&three_field, {VALUE_NULL, 0, {0}}, "chưa rõ"},
		{&text_field, {VALUE_NULL, 0, {0}}, ""},
		{&int_field, {VALUE_NULL, 0, {0}}, ""},
		{&day_field, {VALUE_NULL, 0, {0}}, ""},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str text = field_text(a, cases[i].field, &cases[i].v);
		if (!str_eq_c(text, cases[i].text))
			fail_msg("case %zu: “%.*s”", i, STR_ARG(text));
	}
	assert_string_equal(field_choice(&choice_field, STR("done"))->tone, "done");
	assert_null(field_choice(&choice_field, STR("x")));
	assert_null(field_choice(&text_field, STR("x")));
}

/* ---- the declarations of the product ---- */

static bool has_heading(const struct record *r)
{
	return !r->heading || record_field(r, r->heading) >= 0;
}

static void declarations(void **state)
{
	(void)state;
	const struct app *app = app_start();
	for (const struct record *const *p = app->catalog.records; *p; p++) {
		const struct record *r = *p;
		assert_true(r->title && r->many && r->fields && r->field_count && has_heading(r));
		assert_true(!r->scope || strcmp(r->scope, "id") == 0 || r->fields[record_field(r, r->scope)].flags & FIELD_REQUIRED);
		const char *sort = r->sort ? r->sort + (r->sort[0] == '-') : "id";
		assert_true(strcmp(sort, "id") == 0 || record_field(r, sort) >= 0);
		for (size_t i = 0; i < r->field_count; i++) {
			const struct field *f = &r->fields[i];
			bool list = f->kind == FIELD_LONG && (f->flags & FIELD_SET); /* may list ids, set by verbs */
			if (!f->label || (f->kind == FIELD_CHOICE) != (f->choices != NULL) ||
			    ((f->kind == FIELD_REF) != (f->references != NULL) && !list))
				fail_msg("%s.%s: label, choices or reference", r->name, f->name);
			if (f->references && !catalog_record(&app->catalog, str_from_c(f->references)))
				fail_msg("%s.%s refers to nothing", r->name, f->name);
			assert_int_equal(record_field(r, f->name), (int)i);
		}
		assert_int_equal(record_field(r, "no such field"), -1);
		const struct table *t = record_table(r);
		assert_ptr_equal(t, record_table(r)); /* made once */
		assert_int_equal(t->column_count, r->field_count);
		assert_int_equal(t->class, TABLE_PROJECTED);
		char action[80];
		snprintf(action, sizeof(action), "%s.read", r->name);
		assert_true(access_known(action));
	}
}

static void verbs_declared(void **state)
{
	(void)state;
	app_start();
	for (const struct verb *const *v = app_verbs; *v; v++) {
		assert_true(access_known((*v)->name) && (*v)->target && (*v)->check && (*v)->record);
		assert_ptr_equal(app_verb(str_from_c((*v)->name)), *v);
	}
	for (const struct record *const *r = app_registers; *r; r++) {
		const struct verb *save = record_save_verb(*r);
		assert_true(access_known(save->name));
		assert_ptr_equal(save, record_save_verb(*r));
		for (size_t i = 0; i < save->param_count; i++) /* what verbs set is not asked */
			assert_false(save->params[i].flags & FIELD_SET);
	}
	assert_null(app_verb(STR("task.nonsense")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),       cmocka_unit_test(long_texts), cmocka_unit_test(numbers),      cmocka_unit_test(days_and_choices),
		cmocka_unit_test(required),    cmocka_unit_test(round_trips), cmocka_unit_test(shown),       cmocka_unit_test(declarations),
		cmocka_unit_test(verbs_declared), cmocka_unit_test(numbers_of_people),
	};
	return cmocka_run_group_tests(tests, with_arena, without_arena);
}
