/* Any bytes as a workbook: no crash, limits kept, and what was accepted is what the header promises. Bytes that begin with
 * "==" are the parts of a package in plain sight ("== NAME" begins each), so that the XML inside can be changed without
 * breaking a checksum; an asterisk behind the name packs the part. */
#include <stdint.h>

#include "../unit/xlsx_parts.h"
#include "format/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PARTS_MOST 12

static const struct csv_limits limits = {.bytes = 1 << 18, .rows = 50, .columns = 12, .cell = 300};

static size_t rows_seen, last_line;

static int check_row(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)ctx, (void)err;
	INVARIANT(row->n > 0 && row->n <= limits.columns, "a row without cells, or with too many");
	INVARIANT(row->line > last_line, "rows out of order");
	last_line = row->line;
	INVARIANT(++rows_seen <= limits.rows, "too many rows");
	for (size_t i = 0; i < row->n; i++) {
		INVARIANT(row->cells[i].n <= limits.cell, "too long a cell");
		INVARIANT(str_is_utf8(row->cells[i]) && str_find_char(row->cells[i], '\0') < 0, "a cell that is no text");
	}
	return 0;
}

static struct str packed(struct arena *a, struct str text)
{
	struct xlsx_part parts[PARTS_MOST];
	size_t n = 0;
	bool deflate = false;
	while (text.n && n < PARTS_MOST) {
		struct str line, rest = text;
		str_split(&rest, '\n', &line);
		deflate |= str_ends(line, STR("*"));
		if (str_ends(line, STR("*")))
			line.n--;
		ptrdiff_t next = str_find(rest, STR("\n== "));
		parts[n++] = (struct xlsx_part){
			.name = arena_c(a, str_slice(line, 3, line.n)),
			.text = next < 0 ? rest : str_slice(rest, 0, (size_t)next),
		};
		text = next < 0 ? STR("") : str_slice(rest, (size_t)next + 1, rest.n);
	}
	return parts_zip(a, parts, n, deflate);
}

static void check_refusal(int k, const struct err *err)
{
	INVARIANT(k < 0 && err->code == (enum err_code)-k, "a refusal without a code");
	INVARIANT(err->text[0] && str_is_utf8(str_from_c(err->text)), "a refusal without words");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 16)
		return 0;
	struct arena *a = arena_new("fuzz", (size_t)64 << 20);
	struct str bytes = {(const char *)data, size};
	if (str_starts(bytes, STR("== ")))
		bytes = packed(a, bytes);
	struct xlsx_limits package = xlsx_limits_default;
	package.package.unpacked = (size_t)4 << 20;
	package.strings = 1000;
	package.string_bytes = 1 << 16;
	package.styles = 100;
	package.sheets = 20;
	struct err err = ERR_INIT;
	struct xlsx_info info;
	struct xlsx_rows rows = {0};
	rows_seen = last_line = 0;
	int k = xlsx_read(bytes, STR(""), &limits, &package, check_row, NULL, &info, &err);
	if (k != 0)
		check_refusal(k, &err);
	else
		INVARIANT(info.rows == rows_seen && info.hidden_rows <= info.rows, "rows are not counted");
	for (size_t i = 0; k == 0 && i < XLSX_MERGED_COLUMNS; i++)
		INVARIANT(info.merged[i] <= last_line && (i < limits.columns || info.merged[i] == 0), "a value merged into no row");
	err = ERR_INIT;
	k = xlsx_heading(a, bytes, STR(""), 5, &limits, &package, &rows, &err);
	if (k != 0)
		check_refusal(k, &err);
	for (size_t i = 0; i < rows.n; i++) {
		INVARIANT(rows.row[i].n <= limits.columns, "a heading with too many columns");
		for (size_t j = 0; j < rows.row[i].n; j++)
			INVARIANT(str_is_utf8(rows.row[i].cells[j]), "a heading that is no text");
	}
	arena_free(a);
	return 0;
}
