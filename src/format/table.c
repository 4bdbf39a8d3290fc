#include "format/table.h"

#include "format/apart.h"

static bool is_workbook(struct str bytes)
{
	return str_starts(bytes, STR("PK\3\4")) || str_starts(bytes, STR("PK\5\6")) ||
	       str_starts(bytes, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"));
}

/* What is sent in place of a table, by its first bytes. "<" also begins a web page or an XML sheet that calls itself .xls. */
static const struct {
	struct str magic;
	const char *words;
} others[] = {
	{STR_INIT("<"), _("Tệp là trang web hoặc XML, không phải bảng Excel thật, dù tên có thể là .xls. Hãy mở bằng Excel, lưu lại "
			  "thành .xlsx rồi nạp lại.")},
	{STR_INIT("%PDF"), _("Đây là tệp PDF. Hãy lấy bảng gốc bằng Excel (.xlsx) hoặc CSV.")},
	{STR_INIT("{\\rtf"), _("Đây là tệp văn bản RTF. Hãy chép bảng sang Excel, lưu thành .xlsx rồi nạp lại.")},
	{STR_INIT("\x89PNG"), _("Đây là tệp ảnh. Hãy lấy bảng gốc bằng Excel (.xlsx) hoặc CSV.")},
	{STR_INIT("\xff\xd8\xff"), _("Đây là tệp ảnh. Hãy lấy bảng gốc bằng Excel (.xlsx) hoặc CSV.")},
	{STR_INIT("Rar!"), _("Đây là tệp nén. Hãy giải nén rồi chọn tệp .xlsx hoặc CSV bên trong.")},
	{STR_INIT("7z\xbc\xaf"), _("Đây là tệp nén. Hãy giải nén rồi chọn tệp .xlsx hoặc CSV bên trong.")},
};

static bool ends_in(const char *filename, const char *ending)
{
	struct str name = str_from_c(filename), end = str_from_c(ending);
	if (name.n < end.n)
		return false;
	for (size_t i = 0; i < end.n; i++)
		if ((name.p[name.n - end.n + i] | 0x20) != (end.p[i] | 0x20))
			return false;
	return true;
}

static int check_csv(struct str bytes, const char *filename, struct err *err)
{
	struct str text = str_starts(bytes, STR("\xef\xbb\xbf")) ? str_slice(bytes, 3, bytes.n) : bytes;
	text = str_trim(text);
	if (text.n == 0)
		return err_set(err, ERR_INPUT, _("Tệp trống: không có dòng nào."));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (str_starts(text, others[i].magic))
			return err_set(err, ERR_INPUT, "%s", others[i].words);
	static const char *const endings[] = {".xlsx", ".xlsm", ".xls", ".ods"};
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (ends_in(filename, endings[i]))
			return err_set(err, ERR_INPUT,
				       _("Tệp mang đuôi %s nhưng bên trong không phải Excel, hoặc bị hỏng. Hãy mở bằng Excel, "
					 "lưu lại thành .xlsx rồi nạp lại."),
				       endings[i]);
	return 0;
}

int table_read_here(struct str bytes, const char *filename, const struct csv_limits *limits,
	       int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct table_info *info,
	       struct err *err)
{
	struct table_info own;
	if (!info)
		info = &own;
	*info = (struct table_info){.kind = is_workbook(bytes) ? TABLE_XLSX : TABLE_CSV};
	if (info->kind == TABLE_XLSX)
		return xlsx_read(bytes, STR(""), limits, &xlsx_limits_default, row, ctx, &info->xlsx, err);
	int k = check_csv(bytes, filename, err);
	return k < 0 ? k : csv_read(bytes, limits, row, ctx, err);
}

struct keeper {
	struct arena *a;
	struct xlsx_rows rows;
	size_t most;
};

static int keep(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)err;
	struct keeper *k = ctx;
	struct str *cells = arena_array_of(k->a, row->n, struct str);
	for (size_t i = 0; i < row->n; i++)
		cells[i] = arena_dup(k->a, row->cells[i]);
	k->rows.row[k->rows.n++] = (struct csv_row){.line = row->line, .n = row->n, .cells = cells};
	return k->rows.n == k->most;
}

int table_heading_here(struct arena *a, struct str bytes, const char *filename, size_t most, const struct csv_limits *limits,
		  struct xlsx_rows *ret_rows, struct err *err)
{
	INVARIANT(most > 0 && most <= XLSX_HEADING_MOST, "more rows than a heading has");
	if (is_workbook(bytes))
		return xlsx_heading(a, bytes, STR(""), most, limits, &xlsx_limits_default, ret_rows, err);
	struct keeper k = {.a = a, .most = most, .rows = {.row = arena_array_of(a, most, struct csv_row)}};
	int r = check_csv(bytes, filename, err);
	if (r == 0)
		r = csv_read(bytes, limits, keep, &k, err);
	if (r < 0)
		return r;
	*ret_rows = k.rows;
	return 0;
}

int table_read(struct str bytes, const char *filename, const struct csv_limits *limits,
	       int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct table_info *info,
	       struct err *err)
{
	return (apart_used() ? apart_read : table_read_here)(bytes, filename, limits, row, ctx, info, err);
}

int table_heading(struct arena *a, struct str bytes, const char *filename, size_t most, const struct csv_limits *limits,
		  struct xlsx_rows *ret_rows, struct err *err)
{
	INVARIANT(most > 0 && most <= XLSX_HEADING_MOST, "more rows than a heading has");
	return (apart_used() ? apart_heading : table_heading_here)(a, bytes, filename, most, limits, ret_rows, err);
}

bool table_cell_failed(struct str cell)
{
	static const char *const codes[] = {"#N/A", "#NAME?", "#GETTING_DATA"};
	bool marks = cell.n > 1, capitals = cell.n > 2 && cell.p[cell.n - 1] == '!';
	if (cell.n == 0)
		return false;
	if (cell.p[0] != '#')
		return cell.n == 7 && str_starts(cell, STR("Err:5"));
	for (size_t i = 1; i < cell.n; i++) {
		marks = marks && cell.p[i] == '#';
		bool letter = cell.p[i] >= 'A' && cell.p[i] <= 'Z';
		capitals = capitals && (i + 1 == cell.n || letter || cell.p[i] == '/' || cell.p[i] == '0');
	}
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		capitals = capitals || str_eq_c(cell, codes[i]);
	return marks || capitals;
}
