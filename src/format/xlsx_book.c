#include "format/xlsx_book.h"

#include <stdlib.h>
#include <string.h>

#define BOOK_BYTES ((size_t)16 << 20) /* names of parts and sheets, custom formats */
#define CUSTOM_MOST 4096
#define RELATIONS_MOST 2000

/* ---- what is no workbook ------------------------------------------------------------------------------------------- */

static const struct {
	struct str part;
	const char *words;
} foreign[] = {
	{STR_INIT("xl/workbook.bin"),
	 _("Tệp Excel kiểu .xlsb không đọc được. Hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp lại.")},
	{STR_INIT("word/document.xml"),
	 _("Đây là tệp Word, không phải Excel. Hãy chép bảng sang Excel, lưu thành .xlsx rồi nạp lại.")},
	{STR_INIT("ppt/presentation.xml"), _("Đây là tệp PowerPoint, không phải Excel. Hãy chọn tệp .xlsx.")},
	{STR_INIT("content.xml"),
	 _("Đây là tệp OpenDocument (.ods, .odt). Hãy mở lên, lưu lại thành .xlsx rồi nạp lại.")},
	{STR_INIT("Index/Document.iwa"),
	 _("Đây là tệp của Apple (Numbers, Pages). Hãy mở lên, xuất ra Excel (.xlsx) rồi nạp lại.")},
};

/* `main` is the part that the package names as its document; empty when it names none. */
static int refuse_foreign(struct package *p, struct str main, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		if (main.n ? str_eq(main, foreign[i].part) : package_has(p, foreign[i].part))
			return err_set(err, ERR_INPUT, "%s", foreign[i].words);
	return err_set(err, ERR_INPUT, _("Tệp nén này không phải tệp Excel. Hãy chọn tệp .xlsx."));
}

static bool is_foreign(struct package *p, struct str main)
{
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		if (str_eq(main, foreign[i].part))
			return true;
	return !package_has(p, main);
}

/* "EncryptedPackage" as the directory of such a file writes it, two bytes a letter. */
static bool is_locked(struct str bytes)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
	return str_find(bytes, (struct str){name, sizeof(name)}) >= 0;
}

static int check_magic(struct str bytes, struct err *err)
{
	if (str_starts(bytes, STR("PK\3\4")))
		return 0;
	if (!str_starts(bytes, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return err_set(err, ERR_INPUT, _("Tệp không phải Excel .xlsx, hoặc bị hỏng. Hãy mở bằng Excel, lưu lại thành "
						 ".xlsx rồi nạp lại."));
	if (is_locked(bytes))
		return err_set(err, ERR_INPUT, _("Tệp được khóa bằng mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu (Tệp, Thông tin, "
						 "Bảo vệ sổ làm việc), lưu lại rồi nạp lại."));
	return err_set(err, ERR_INPUT,
		       _("Tệp Excel kiểu cũ (.xls) không đọc được. Hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp lại."));
}

/* ---- relations: which part is what --------------------------------------------------------------------------------- */

/* Both namespaces that are in use end alike: ".../relationships/worksheet". */
static bool is_type(struct str type, const char *kind)
{
	struct str k = str_from_c(kind);
	return type.n > k.n && str_ends(type, k) && type.p[type.n - k.n - 1] == '/';
}

/* Where the last name of path[0, n) begins. */
static size_t folder_of(struct str path, size_t n)
{
	while (n > 0 && path.p[n - 1] != '/')
		n--;
	return n;
}

/* A target as the name of a part: "worksheets/sheet1.xml" beside "xl/workbook.xml", "/xl/worksheets/sheet1.xml". */
static struct str resolve(struct arena *a, struct str base, struct str target)
{
	size_t folder = folder_of(base, base.n);
	if (str_starts(target, STR("/"))) {
		folder = 0;
		target = str_slice(target, 1, target.n);
	}
	for (size_t up = 1; up; target = str_slice(target, up, target.n)) {
		up = str_starts(target, STR("../")) ? 3 : str_starts(target, STR("./")) ? 2 : 0;
		if (up == 3)
			folder = folder ? folder_of(base, folder - 1) : 0;
	}
	return arena_printf(a, "%.*s%.*s", STR_ARG(str_slice(base, 0, folder)), STR_ARG(target));
}

struct relations {
	struct xlsx_book *book;
	struct str base; /* the part they belong to; "" for the package */
	struct str main; /* found */
	size_t n;
};

static void relate(struct relations *r, struct str id, struct str type, struct str target)
{
	struct xlsx_book *b = r->book;
	if (r->base.n == 0) {
		if (is_type(type, "officeDocument"))
			r->main = resolve(b->arena, r->base, target);
		return;
	}
	if (is_type(type, "sharedStrings"))
		b->strings_part = resolve(b->arena, r->base, target);
	else if (is_type(type, "styles"))
		b->styles_part = resolve(b->arena, r->base, target);
	for (size_t i = 0; is_type(type, "worksheet") && i < b->sheet_count; i++)
		if (str_eq(b->sheets[i].id, id) && !b->sheets[i].part.p)
			b->sheets[i].part = resolve(b->arena, r->base, target);
}

static int relation_begin(void *ctx, unsigned place, const char **attributes, struct err *err)
{
	struct relations *r = ctx;
	if (place != 2)
		return 0;
	struct str target = package_attribute(attributes, "Target");
	if (++r->n > RELATIONS_MOST || target.n > 400)
		return err_set(err, ERR_TOO_LARGE, _("Tệp có quá nhiều phần bên trong. Hãy chép dữ liệu sang một tệp mới rồi nạp lại."));
	relate(r, package_attribute(attributes, "Id"), package_attribute(attributes, "Type"), target);
	return 0;
}

static int read_relations(struct relations *r, struct err *err)
{
	static const struct package_step steps[] = {{0, "Relationships", 1, false}, {1, "Relationship", 2, false}, {0}};
	static const struct package_reader reader = {.steps = steps, .begin = relation_begin};
	size_t folder = folder_of(r->base, r->base.n);
	struct str part = arena_printf(r->book->arena, "%.*s_rels/%.*s.rels", STR_ARG(str_slice(r->base, 0, folder)),
				       STR_ARG(str_slice(r->base, folder, r->base.n)));
	if (!package_has(r->book->package, part))
		return refuse_foreign(r->book->package, r->main, err);
	return package_walk(r->book->package, part, &reader, r, err);
}

/* ---- the workbook -------------------------------------------------------------------------------------------------- */

static int book_begin(void *ctx, unsigned place, const char **attributes, struct err *err)
{
	struct xlsx_book *b = ctx;
	if (place == 2) {
		struct str v = package_attribute(attributes, "date1904");
		b->from_1904 = str_eq(v, STR("1")) || str_eq(v, STR("true"));
	}
	if (place != 4)
		return 0;
	if (b->sheet_count == b->limits->sheets)
		return err_set(err, ERR_TOO_LARGE, _("Tệp có quá %zu trang tính. Hãy chép trang cần nạp sang một tệp mới."),
			       b->limits->sheets);
	struct str state = package_attribute(attributes, "state");
	struct xlsx_sheet s = {
		.name = arena_dup(b->arena, str_head(package_attribute(attributes, "name"), XLSX_SHEET_NAME - 1)),
		.id = arena_dup(b->arena, str_head(package_attribute(attributes, "id"), 200)),
		.hidden = state.n && !str_eq(state, STR("visible")),
	};
	b->sheets = arena_grow(b->arena, b->sheets, b->sheet_count, &b->sheet_room, sizeof(s));
	b->sheets[b->sheet_count++] = s;
	return 0;
}

static int read_book(struct xlsx_book *b, struct err *err)
{
	static const struct package_step steps[] = {
		{0, "workbook", 1, false},
		{1, "workbookPr", 2, false},
		{1, "sheets", 3, false},
		{3, "sheet", 4, false},
		{0},
	};
	static const struct package_reader reader = {.steps = steps, .begin = book_begin};
	struct relations of_package = {.book = b};
	int k = read_relations(&of_package, err);
	if (k < 0)
		return k;
	struct relations of_book = {.book = b, .base = of_package.main};
	if (is_foreign(b->package, of_package.main))
		return refuse_foreign(b->package, of_package.main, err);
	k = package_walk(b->package, of_book.base, &reader, b, err);
	if (k < 0)
		return k;
	return read_relations(&of_book, err);
}

int xlsx_book_open(struct str bytes, const struct xlsx_limits *limits, struct xlsx_book **ret_book, struct err *err)
{
	struct package *package;
	int k = check_magic(bytes, err);
	if (k == 0)
		k = package_open(bytes, &limits->package, &package, err);
	if (k < 0)
		return k;
	struct arena *a = arena_new("workbook", BOOK_BYTES);
	_cleanup_xlsx_book_ struct xlsx_book *b = arena_new_of(a, struct xlsx_book);
	*b = (struct xlsx_book){
		.arena = a,
		.package = package,
		.limits = limits,
		.strings = BUF_INIT(limits->string_bytes),
		.starts = BUF_INIT((limits->strings + 1) * sizeof(uint32_t)),
		.formats = BUF_INIT(limits->styles),
	};
	k = read_book(b, err);
	if (k < 0)
		return k;
	*ret_book = b;
	b = NULL;
	return 0;
}

void xlsx_book_close(struct xlsx_book **book)
{
	struct xlsx_book *b = *book;
	if (!b)
		return;
	buf_free(&b->strings);
	buf_free(&b->starts);
	buf_free(&b->formats);
	package_close(b->package);
	arena_free(b->arena);
}

/* "A", "B", "C" – as many as an error can hold. */
static struct str names_of(struct xlsx_book *b)
{
	struct buf names = BUF_INIT(400);
	for (size_t i = 0; i < b->sheet_count && !names.full; i++)
		if (b->sheets[i].part.p && names.n < 250)
			buf_printf(&names, "%s“%.*s”", names.n ? ", " : "", STR_ARG(b->sheets[i].name));
	struct str s = arena_dup(b->arena, buf_str(&names));
	buf_free(&names);
	return s;
}

int xlsx_book_find(struct xlsx_book *b, struct str name, const struct xlsx_sheet **ret_sheet, struct err *err)
{
	for (size_t i = 0; i < b->sheet_count; i++) {
		const struct xlsx_sheet *s = &b->sheets[i];
		if (s->part.p && (name.n ? str_eq(s->name, name) : !s->hidden)) {
			*ret_sheet = s;
			return 0;
		}
	}
	if (name.n == 0)
		return err_set(err, ERR_INPUT, _("Tệp Excel không có trang tính nào hiện ra để đọc."));
	struct str shown = str_head(name, XLSX_SHEET_NAME - 1);
	return err_set(err, ERR_INPUT, _("Tệp không có trang tính “%.*s”. Các trang tính trong tệp: %.*s."), STR_ARG(shown),
		       STR_ARG(names_of(b)));
}

/* ---- shared strings ------------------------------------------------------------------------------------------------ */

enum { STRINGS = 1, STRING, RUN, TEXT };

static int too_many_strings(const struct xlsx_book *b, struct err *err)
{
	return err_set(err, ERR_TOO_LARGE,
		       _("Tệp có quá nhiều chữ: hơn %zu ô chữ khác nhau hoặc hơn %zu MB. Hãy chia thành nhiều tệp."),
		       b->limits->strings, b->limits->string_bytes >> 20);
}

static int add_start(struct xlsx_book *b, struct err *err)
{
	uint32_t start = (uint32_t)b->strings.n;
	buf_add_bytes(&b->starts, &start, sizeof(start));
	return b->starts.full ? too_many_strings(b, err) : 0;
}

static uint32_t start_of(const struct xlsx_book *b, size_t i)
{
	uint32_t start;
	memcpy(&start, b->starts.p + i * sizeof(start), sizeof(start));
	return start;
}

static int string_begin(void *ctx, unsigned place, const char **attributes, struct err *err)
{
	(void)attributes;
	return place == STRING ? add_start(ctx, err) : 0;
}

static int string_text(void *ctx, unsigned place, struct str text, struct err *err)
{
	(void)place;
	struct xlsx_book *b = ctx;
	buf_add(&b->strings, text);
	return b->strings.full ? too_many_strings(b, err) : 0;
}

static int string_end(void *ctx, unsigned place, struct err *err)
{
	(void)err;
	struct xlsx_book *b = ctx;
	if (place != STRING)
		return 0;
	size_t start = start_of(b, b->starts.n / sizeof(uint32_t) - 1);
	if (b->strings.n > start)
		b->strings.n = start + xlsx_unescape(b->strings.p + start, b->strings.n - start);
	return 0;
}

bool xlsx_book_string(const struct xlsx_book *b, struct str number, struct str *ret_string)
{
	size_t count = b->starts.n / sizeof(uint32_t), at = 0;
	if (number.n == 0 || number.n > 9)
		return false;
	for (size_t i = 0; i < number.n; i++) {
		if (number.p[i] < '0' || number.p[i] > '9')
			return false;
		at = at * 10 + (size_t)(number.p[i] - '0');
	}
	if (at + 1 >= count)
		return false;
	size_t start = start_of(b, at);
	*ret_string = (struct str){b->strings.p + start, start_of(b, at + 1) - start};
	return true;
}

/* ---- formats ------------------------------------------------------------------------------------------------------- */

struct styles {
	struct xlsx_book *book;
	struct custom { int64_t id; enum xlsx_format format; } *custom;
	size_t n, room;
};

static enum xlsx_format format_by_id(const struct styles *s, int64_t id)
{
	for (size_t i = s->n; i > 0; i--)
		if (s->custom[i - 1].id == id)
			return s->custom[i - 1].format;
	return xlsx_format_built_in(id);
}

static int style_begin(void *ctx, unsigned place, const char **attributes, struct err *err)
{
	struct styles *s = ctx;
	int64_t id = 0;
	if (place != 3 && place != 5)
		return 0;
	str_to_i64(package_attribute(attributes, "numFmtId"), 0, INT32_MAX, &id);
	if (place == 3 && s->n < CUSTOM_MOST) {
		s->custom = arena_grow(s->book->arena, s->custom, s->n, &s->room, sizeof(*s->custom));
		s->custom[s->n++] = (struct custom){id, xlsx_format_of(package_attribute(attributes, "formatCode"))};
	} else if (place == 5) {
		buf_add_char(&s->book->formats, (char)format_by_id(s, id));
	}
	if (s->n == CUSTOM_MOST || s->book->formats.full)
		return err_set(err, ERR_TOO_LARGE,
			       _("Tệp có quá nhiều kiểu định dạng ô. Hãy chép dữ liệu sang một tệp mới rồi nạp lại."));
	return 0;
}

enum xlsx_format xlsx_book_format(const struct xlsx_book *b, struct str style)
{
	int64_t at;
	if (style.n == 0 || !str_to_i64(style, 0, INT32_MAX, &at) || (size_t)at >= b->formats.n)
		return XLSX_PLAIN;
	return (enum xlsx_format)b->formats.p[at];
}

int xlsx_book_load(struct xlsx_book *b, struct err *err)
{
	static const struct package_step string_steps[] = {
		{0, "sst", STRINGS, false}, {STRINGS, "si", STRING, false}, {STRING, "t", TEXT, true},
		{STRING, "r", RUN, false},  {RUN, "t", TEXT, true},         {0},
	};
	static const struct package_reader strings = {
		.steps = string_steps, .begin = string_begin, .text = string_text, .end = string_end,
	};
	static const struct package_step style_steps[] = {
		{0, "styleSheet", 1, false}, {1, "numFmts", 2, false}, {2, "numFmt", 3, false},
		{1, "cellXfs", 4, false},    {4, "xf", 5, false},      {0},
	};
	static const struct package_reader formats = {.steps = style_steps, .begin = style_begin};
	struct styles styles = {.book = b};
	int k = 0;
	if (b->strings_part.p)
		k = package_walk(b->package, b->strings_part, &strings, b, err);
	if (k == 0)
		k = add_start(b, err);
	if (k == 0 && b->styles_part.p)
		k = package_walk(b->package, b->styles_part, &formats, &styles, err);
	return k;
}
