/*
 * forms SEED CASES            invented forms with what somebody might type, and what the server makes of it, one JSON
 * object a line: for forms.mjs, which runs the script of the browser over the same forms write SEED FILE.xlsx  an
 * invented form as a workbook; its text on standard output forms read FILE             the form in a table, as its text
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/fs.h"
#include "base/json.h"
#include "form/answer.h"
#include "report/report.h"

#define CELLS 8
#define TYPED_A_FORM 50

static struct seeded chance;

static uint64_t below(uint64_t n) { return seeded_below(&chance, n); }

static void name(struct buf *b) { buf_printf(b, "[%d]", (int)below(CELLS) + 1); }

static void any_number(struct buf *b)
{
	static const char *const some[] = {"0",          "1", "2", "100", "0,5", "0,0001", "3,3333", "99999999999999",
					   "12345678901"};
	buf_add_c(b, some[below(ARRAY_LEN(some))]);
}

static void sum(struct buf *b, int depth)
{
	static const char *const signs[] = {"+", "-", " * ", "/", "×", "÷", " − "};
	switch (depth > 3 ? below(3) : below(8)) {
	case 0:
	case 1:
		name(b);
		break;
	case 2:
		any_number(b);
		break;
	case 3:
		buf_add_c(b, "-");
		sum(b, depth + 2);
		break;
	case 4:
		buf_printf(b, "%s([1]:[%d];", below(2) ? "TONG" : "TONGCO", (int)below(CELLS) + 1);
		sum(b, depth + 1);
		buf_add_c(b, ")");
		break;
	default:
		buf_add_c(b, "(");
		sum(b, depth + 1);
		buf_add_c(b, signs[below(ARRAY_LEN(signs))]);
		sum(b, depth + 1);
		buf_add_c(b, ")");
	}
}

static void rule(struct buf *b)
{
	static const char *const signs[] = {"=", "<>", "<", "<=", ">", ">=", "≠", "≤", "≥"};
	if (below(4) == 0) {
		int one = (int)below(CELLS) + 1, other = one % CELLS + 1;
		buf_printf(b, "%s([%d];[%d])", below(2) ? "CAP" : "LOAI", one, other);
		return;
	}
	sum(b, 0);
	buf_add_c(b, signs[below(ARRAY_LEN(signs))]);
	sum(b, 0);
}

static void line(struct buf *b, const char *kind, const char *code, const char *splits, const char *required,
		 struct str formula)
{
	buf_printf(b, "%s|%s|Dòng %s||%s|%s|%.*s||\n", kind, code, code, splits, required, STR_ARG(formula));
}

static struct str any_form(struct arena *a)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 20), f = BUF_INIT(1 << 16);
	char kind[32], code[16];
	for (int i = 1; i <= CELLS; i++) {
		snprintf(code, sizeof(code), "%d", i);
		snprintf(kind, sizeof(kind), i % 3 ? "số lẻ %d" : "số nguyên", (int)below(4) + 1);
		line(&b, kind, code, i == 4 ? "Nam; Nữ; Khác" : "", below(3) ? "" : "x", (struct str){0});
	}
	for (int i = 1; i <= 3; i++) {
		buf_reset(&f);
		sum(&f, 0);
		if (i > 1 && below(2))
			buf_printf(&f, "+[t%d]", i - 1);
		snprintf(code, sizeof(code), "t%d", i);
		line(&b, "số lẻ 4", code, "", "", buf_str(&f));
	}
	line(&b, "chữ", "c1", "", "", (struct str){0});
	line(&b, "ngày", "d1", "", "", (struct str){0});
	line(&b, "tệp", "f1", "", "", (struct str){0});
	for (int i = 0; i < 4; i++) {
		static const char *const kinds[] = {"quy tắc", "quy tắc đủ", "cảnh báo"};
		buf_reset(&f);
		rule(&f);
		line(&b, kinds[below(3)], "", "", "", buf_str(&f));
	}
	return arena_dup(a, buf_str(&b));
}

static struct str any_typed(struct arena *a)
{
	static const char *const hard[] = {
		"1.234", "1,5", "1.5", "1,234.5", "1.234,5",        "0.123",           "-3",        "12a",
		"1.2.3", ",5",  "5,",  "0,0000",  "99999999999999", "100000000000000", "1.234.567", "00012",
		"1,234", ".",   ",",   "٣"};
	switch (below(6)) {
	case 0:
		return (struct str){0};
	case 1:
		return str_from_c(hard[below(ARRAY_LEN(hard))]);
	case 2:
		return arena_printf(a, " %d,%d ", (int)below(1000), (int)below(10));
	case 3: { /* any signs at all */
		char p[8];
		size_t n = below(8);
		for (size_t i = 0; i < n; i++)
			p[i] = "0123456789..,,- "[below(16)];
		return arena_dup(a, (struct str){p, n});
	}
	default:
		return arena_printf(a, "%d", (int)below(below(2) ? 20 : 100000000));
	}
}

static void one_case(struct arena *a, const struct form *f, struct json_out *j)
{
	struct str typed[FORM_CELLS_MOST] = {{0}};
	struct answer_cell *cells = arena_array_of(a, f->cell_n, struct answer_cell);
	struct expr_value values[FORM_CELLS_MOST];
	struct findings *fs = arena_new_of(a, struct findings);
	json_object(j);
	json_key(j, "typed");
	json_array(j);
	for (size_t i = 0; i < f->cell_n; i++) {
		enum form_kind kind = f->lines[f->cells[i].line].kind;
		typed[i] = f->cells[i].computed	  ? (struct str){0}
			   : kind == FORM_NUMBER ? any_typed(a)
						  : below(2) ? STR("")
			   : kind == FORM_DAY ? STR("18/11/2025")
			   : kind == FORM_FILE ? STR("7 bản đồ.pdf")
						 : STR("có");
		json_str(j, typed[i]);
	}
	json_array_end(j);
	answer_read(a, f, typed, true, cells, fs);
	json_key(j, "readings");
	json_array(j);
	for (size_t i = 0; i < f->cell_n; i++) {
		const struct form_line *l = &f->lines[f->cells[i].line];
		int64_t v;
		json_i64(j, l->kind == FORM_NUMBER && !f->cells[i].computed
				    ? (int)form_number_read(typed[i], l->decimals, &v)
				    : -1);
	}
	json_array_end(j);
	json_key(j, "values"); /* as texts: JSON numbers are not exact to 64 bits everywhere */
	json_array(j);
	for (size_t i = 0; i < f->cell_n; i++) {
		bool number = f->lines[f->cells[i].line].kind == FORM_NUMBER;
		values[i] = (struct expr_value){cells[i].state, number ? cells[i].v : 0};
		json_str(j, arena_printf(a, "%d %lld", (int)values[i].state, (long long)values[i].v));
	}
	json_array_end(j);
	json_key(j, "broken");
	json_array(j);
	for (size_t i = 0; i < f->check_n; i++) {
		struct expr_value v = expr_run(&f->checks[i].expr, values);
		bool whole = f->lines[f->checks[i].line].rule == RULE_WHOLE;
		json_bool(j, v.state == EXPR_NUMBER ? v.v == 0 : !(v.state == EXPR_EMPTY && !whole));
	}
	json_array_end(j);
	json_object_end(j);
}

/* Hard cells beside the invented lines: what spreadsheets like to change. */
static struct str hard_form(struct arena *a)
{
	static const char hard[] = _("mục|1.10|=1+1 là chữ||||||\n"
				     "chọn|007|Mã số 007|có; không; 1,5||x|||1/2\n"
				     "số nguyên|1.2|Dân số 31/12/2025|người|0-14; 15-59; 60+|x||cuối kỳ|'chú ý' \"kép\" & <dấu>\n"
				     "cảnh báo||Quá 1.000.000||||[1.2] < 1000000||\n");
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 20);
	const struct str *cells;
	size_t rows;
	buf_add(&b, any_form(a));
	buf_add_c(&b, hard);
	form_cells_of_text(a, buf_str(&b), &cells, &rows);
	return arena_dup(a, form_text(a, cells, rows));
}

static int of_a_table(struct arena *a, const char *path)
{
	struct str bytes, text;
	struct err err = ERR_INIT;
	if (fs_read(a, path, (size_t)16 << 20, &bytes, &err) < 0 || report_form_sheet(a, bytes, path, &text, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%.*s", STR_ARG(text));
	return 0;
}

static int to_a_table(struct arena *a, const char *seed, const char *path)
{
	struct err err = ERR_INIT;
	seeded_start(&chance, str_from_c(seed));
	struct str text = hard_form(a);
	if (report_form_write(path, a, STR("Biểu"), text, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	printf("%.*s", STR_ARG(text));
	return 0;
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *memory = arena_new("forms", (size_t)64 << 20);
	int64_t cases;
	crypt_start();
	if (argc == 4 && strcmp(argv[1], "write") == 0)
		return to_a_table(memory, argv[2], argv[3]);
	if (argc == 3 && strcmp(argv[1], "read") == 0)
		return of_a_table(memory, argv[2]);
	if (argc != 3 || !str_to_i64(str_from_c(argv[2]), 1, 100000000, &cases))
		return 2;
	seeded_start(&chance, str_from_c(argv[1]));
	while (cases > 0) {
		struct arena *a = arena_new("forms", (size_t)64 << 20);
		struct buf out = BUF_INIT((size_t)16 << 20), table = BUF_INIT(1 << 20);
		struct json_out j;
		struct form *f;
		struct err err = ERR_INIT;
		if (form_read(a, any_form(a), &f, &err) == 0) { /* some have a circle */
			form_table_write(f, &table);
			json_begin(&j, &out);
			json_object(&j);
			json_kv_str(&j, "table", buf_str(&table));
			json_key(&j, "cases");
			json_array(&j);
			for (int i = 0; i < TYPED_A_FORM && cases > 0; i++, cases--)
				one_case(a, f, &j);
			json_array_end(&j);
			json_object_end(&j);
			printf("%.*s\n", STR_ARG(buf_str(&out)));
		}
		buf_free(&out);
		buf_free(&table);
		arena_free(a);
	}
	return 0;
}
