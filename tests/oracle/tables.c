/*
 * tables – tables read and written by the program's own code, for comparing with what other programs read and write.
 *
 *   tables read FILE [SHEET]     a line of JSON for each row: {"line":3,"cells":["a","b"]}; last {"info":…}
 *   tables heading FILE ROWS     the same for the first rows, merged cells filled
 *   tables write FILE SHEET      from standard input: cells between tabs, the first letter says what a cell is: t text (with \t
 *                                \n \\ for these signs), i integer, 0…6 a scaled number with so many decimals, d day, e empty.
 *                                The first line is the heading: t, i, 0…6 or d and the label
 */
#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "base/json.h"
#include "format/table.h"
#include "format/xlsx_write.h"

#define FILE_MOST ((size_t)256 << 20)
#define COLUMNS_MOST 100

static int fail(const struct err *err)
{
	fprintf(stderr, "%s\n%s\n", err->text, err->detail);
	return 1;
}

static int print_row(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)ctx, (void)err;
	_cleanup_buf_ struct buf out = BUF_INIT((size_t)64 << 20);
	struct json_out j;
	json_begin(&j, &out);
	json_object(&j);
	json_kv_i64(&j, "line", (int64_t)row->line);
	json_key(&j, "cells");
	json_array(&j);
	for (size_t i = 0; i < row->n; i++)
		json_str(&j, row->cells[i]);
	json_array_end(&j);
	json_object_end(&j);
	printf("%.*s\n", STR_ARG(buf_str(&out)));
	return 0;
}

static void print_info(const struct xlsx_info *info)
{
	_cleanup_buf_ struct buf out = BUF_INIT(4096);
	struct json_out j;
	json_begin(&j, &out);
	json_object(&j);
	json_key(&j, "info");
	json_object(&j);
	json_kv_c(&j, "sheet", info->sheet);
	json_kv_i64(&j, "other_sheets", (int64_t)info->other_sheets);
	json_kv_i64(&j, "rows", (int64_t)info->rows);
	json_kv_i64(&j, "hidden_rows", (int64_t)info->hidden_rows);
	json_kv_i64(&j, "formulas", (int64_t)info->formulas);
	json_kv_i64(&j, "formulas_unsaved", (int64_t)info->formulas_unsaved);
	json_object_end(&j);
	json_object_end(&j);
	printf("%.*s\n", STR_ARG(buf_str(&out)));
}

static int read_table(struct arena *a, const char *path, const char *sheet)
{
	struct err err = ERR_INIT;
	struct str bytes;
	struct table_info info = {0};
	int k = fs_read(a, path, FILE_MOST, &bytes, &err);
	if (k == 0 && sheet)
		k = xlsx_read(bytes, str_from_c(sheet), &csv_limits_default, &xlsx_limits_default, print_row, NULL, &info.xlsx, &err);
	else if (k == 0)
		k = table_read(bytes, path, &csv_limits_default, print_row, NULL, &info, &err);
	if (k < 0)
		return fail(&err);
	print_info(&info.xlsx);
	return 0;
}

static int read_heading(struct arena *a, const char *path, const char *most)
{
	struct err err = ERR_INIT;
	struct str bytes;
	struct xlsx_rows rows;
	int64_t n = 1;
	str_to_i64(str_from_c(most), 1, XLSX_HEADING_MOST, &n);
	int k = fs_read(a, path, FILE_MOST, &bytes, &err);
	if (k == 0)
		k = table_heading(a, bytes, path, (size_t)n, &csv_limits_default, &rows, &err);
	if (k < 0)
		return fail(&err);
	for (size_t i = 0; i < rows.n; i++)
		print_row(NULL, &rows.row[i], &err);
	return 0;
}

/* In place: what follows a backslash. */
static struct str plain(struct arena *a, struct str s)
{
	char *p = arena_c(a, s);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\\' && ++i < s.n)
			c = s.p[i] == 't' ? '\t' : s.p[i] == 'n' ? '\n' : s.p[i] == 'r' ? '\r' : s.p[i];
		p[n++] = c;
	}
	return (struct str){p, n};
}

static void write_cell(struct arena *a, struct xlsx_writer *w, struct str cell)
{
	char kind = cell.n ? cell.p[0] : 'e';
	struct str value = plain(a, str_slice(cell, 1, cell.n));
	int64_t v = 0;
	day_t day = DAY_NONE;
	if (kind == 't') {
		xlsx_write_text(w, value);
	} else if (kind == 'd') {
		INVARIANT(date_parse_iso(value, &day), "no day");
		xlsx_write_day(w, day);
	} else if (kind == 'i' || (kind >= '0' && kind <= '6')) {
		INVARIANT(str_to_i64(value, INT64_MIN, INT64_MAX, &v), "no number");
		if (kind == 'i')
			xlsx_write_int(w, v);
		else
			xlsx_write_scaled(w, v, kind - '0');
	} else {
		xlsx_write_empty(w);
	}
}

static size_t read_columns(struct arena *a, struct str line, struct xlsx_column *columns)
{
	size_t n = 0;
	struct str cell;
	while (n < COLUMNS_MOST && str_split(&line, '\t', &cell)) {
		char kind = cell.n ? cell.p[0] : 't';
		columns[n++] = (struct xlsx_column){
			.label = plain(a, str_slice(cell, 1, cell.n)),
			.kind = kind == 'i' ? XLSX_INT : kind == 'd' ? XLSX_DATE : kind == 't' ? XLSX_TEXT : XLSX_DECIMAL,
			.decimals = kind >= '0' && kind <= '6' ? kind - '0' : 0,
		};
	}
	return n;
}

static int write_table(struct arena *a, const char *path, const char *sheet)
{
	struct buf in = BUF_INIT(FILE_MOST);
	struct xlsx_column columns[COLUMNS_MOST];
	struct xlsx_writer *w;
	struct err err = ERR_INIT;
	char chunk[65536];
	for (size_t n; (n = fread(chunk, 1, sizeof(chunk), stdin)) > 0;)
		buf_add_bytes(&in, chunk, n);
	struct str text = buf_str(&in), line, cell;
	str_split(&text, '\n', &line);
	int k = xlsx_write_start(path, str_from_c(sheet), columns, read_columns(a, line, columns), &w, &err);
	if (k < 0)
		return fail(&err);
	while (str_split(&text, '\n', &line)) {
		if (text.n == 0 && line.n == 0)
			break;
		while (str_split(&line, '\t', &cell))
			write_cell(a, w, cell);
		xlsx_write_row(w);
	}
	buf_free(&in);
	return xlsx_write_end(w, &err) < 0 ? fail(&err) : 0;
}

int main(int argc, char **argv)
{
	_cleanup_arena_ struct arena *a = arena_new("tables", 2 * FILE_MOST);
	if (argc >= 3 && strcmp(argv[1], "read") == 0)
		return read_table(a, argv[2], argc > 3 ? argv[3] : NULL);
	if (argc == 4 && strcmp(argv[1], "heading") == 0)
		return read_heading(a, argv[2], argv[3]);
	if (argc == 4 && strcmp(argv[1], "write") == 0)
		return write_table(a, argv[2], argv[3]);
	fprintf(stderr, "usage: tables read FILE [SHEET] | heading FILE ROWS | write FILE SHEET\n");
	return 2;
}
