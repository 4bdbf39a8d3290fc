#include "format/xlsx_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "format/xlsx_read.h"
#include "format/xlsx_value.h"

#define TEXT_MOST 32767
#define NAME_MOST 31
#define DECIMALS_MOST 6
#define EXACT_MOST 999999999999999 /* fifteen digits */

enum look { LOOK_HEAD, LOOK_TEXT, LOOK_INT, LOOK_DAY, LOOK_DECIMAL, LOOKS = LOOK_DECIMAL + DECIMALS_MOST + 1 };

struct xlsx_writer {
	struct arena *arena;     /* columns, paths */
	struct arena *scratch;   /* the text of one cell */
	const char *path, *part; /* the result, and where it grows */
	struct xlsx_column *columns;
	size_t n;
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *looks[LOOKS];
	size_t line, column; /* of the next cell, from 0 */
	struct err first;    /* the first thing that went wrong */
};

/* ---- beginning ----------------------------------------------------------------------------------------------------- */

/* One to 31 characters, none of []:*?/\, no apostrophe at the ends; "History" is Excel's own. */
static char *sheet_name(struct arena *a, struct str name)
{
	char *c = arena_c(a, name);
	size_t letters = 0, i = 0;
	for (; c[i]; i++) {
		if (((unsigned char)c[i] & 0xC0) != 0x80 && letters++ == NAME_MOST)
			break;
		if (strchr("[]:*?/\\'", c[i]) || (unsigned char)c[i] < 0x20)
			c[i] = '-';
	}
	c[i] = '\0';
	return i == 0 || strcasecmp(c, "history") == 0 ? arena_c(a, str_from_c(_("Bảng"))) : c;
}

static lxw_format *look(struct xlsx_writer *w, const char *format)
{
	lxw_format *f = workbook_add_format(w->book);
	if (!f)
		abort();
	format_set_num_format(f, format);
	return f;
}

static void make_looks(struct xlsx_writer *w)
{
	static const char *const grouped[DECIMALS_MOST + 1] = {
		"#,##0", "#,##0.0", "#,##0.00", "#,##0.000", "#,##0.0000", "#,##0.00000", "#,##0.000000",
	};
	w->looks[LOOK_HEAD] = look(w, "@");
	format_set_bold(w->looks[LOOK_HEAD]);
	format_set_text_wrap(w->looks[LOOK_HEAD]);
	format_set_align(w->looks[LOOK_HEAD], LXW_ALIGN_VERTICAL_TOP);
	w->looks[LOOK_TEXT] = look(w, "@");
	w->looks[LOOK_INT] = look(w, "0");
	w->looks[LOOK_DAY] = look(w, "dd/mm/yyyy");
	for (int d = 0; d <= DECIMALS_MOST; d++)
		w->looks[LOOK_DECIMAL + d] = look(w, grouped[d]);
}

static lxw_format *look_of(const struct xlsx_writer *w, const struct xlsx_column *c)
{
	switch (c->kind) {
	case XLSX_TEXT:
		return w->looks[LOOK_TEXT];
	case XLSX_INT:
		return w->looks[LOOK_INT];
	case XLSX_DECIMAL:
		return w->looks[LOOK_DECIMAL + c->decimals];
	case XLSX_DATE:
		return w->looks[LOOK_DAY];
	}
	BUG("unknown kind of column");
}

static size_t width_of(const struct xlsx_column *c)
{
	if (c->width > 0)
		return (size_t)c->width;
	size_t letters = 4, least = c->kind == XLSX_TEXT ? 18 : 12; /* the arrow of the filter takes some */
	for (size_t i = 0; i < c->label.n; i++)
		letters += ((unsigned char)c->label.p[i] & 0xC0) != 0x80;
	return letters < least ? least : letters > 40 ? 40 : letters;
}

static void write_heading(struct xlsx_writer *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct xlsx_column *c = &w->columns[i];
		INVARIANT(c->decimals >= 0 && c->decimals <= DECIMALS_MOST, "more decimals than are shown");
		worksheet_set_column(w->sheet, (lxw_col_t)i, (lxw_col_t)i, (double)width_of(c), look_of(w, c));
		xlsx_write_text(w, c->label);
	}
	xlsx_write_row(w);
	worksheet_freeze_panes(w->sheet, 1, 0);
	worksheet_repeat_rows(w->sheet, 0, 0);
	worksheet_set_landscape(w->sheet);
	worksheet_set_paper(w->sheet, 9); /* A4 */
	worksheet_fit_to_pages(w->sheet, 1, 0);
}

/* The result begins as an empty file that only this user reads: a folder that takes none is told at once. */
static bool open_book(struct xlsx_writer *w, struct str sheet)
{
	int fd = open(w->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	close(fd);
	lxw_workbook_options options = {.constant_memory = LXW_TRUE};
	w->book = workbook_new_opt(w->part, &options);
	if (!w->book)
		return false;
	lxw_doc_properties properties = {.created = 315532800}; /* 1980, as in the zip file: nothing of the hour of writing */
	workbook_set_properties(w->book, &properties);
	w->sheet = workbook_add_worksheet(w->book, sheet_name(w->arena, sheet));
	return w->sheet && w->sheet->file;
}

static int refuse_file(struct xlsx_writer *w, struct err *err)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	err_set(err, full ? ERR_DISK_FULL : ERR_IO,
		full ? _("Ổ đĩa đầy: chưa ghi được tệp Excel. Hãy dọn chỗ trống rồi thử lại.")
		     : _("Không ghi được tệp Excel. Hãy xem thư mục có cho ghi không rồi thử lại."));
	return err_detail(err, "writing %s: %s", w->path, strerror(errno));
}

int xlsx_write_start(const char *path, struct str sheet, const struct xlsx_column *columns, size_t n,
		     struct xlsx_writer **ret_writer, struct err *err)
{
	INVARIANT(n > 0 && n <= XLSX_COLUMNS_MOST, "no columns, or more than a sheet has");
	struct arena *a = arena_new("xlsx writer", (size_t)32 << 20);
	struct xlsx_writer *w = arena_new_of(a, struct xlsx_writer);
	*w = (struct xlsx_writer){.arena = a, .scratch = arena_new("xlsx text", (size_t)4 << 20), .n = n};
	w->path = arena_c(a, str_from_c(path));
	w->part = arena_printf(a, "%s.part%c", path, '\0').p;
	w->columns = arena_array_of(a, n, struct xlsx_column);
	for (size_t i = 0; i < n; i++) {
		w->columns[i] = columns[i];
		w->columns[i].label = arena_dup(a, columns[i].label);
	}
	errno = 0;
	if (!open_book(w, sheet)) {
		int k = refuse_file(w, err);
		xlsx_write_abandon(w);
		return k;
	}
	make_looks(w);
	write_heading(w);
	*ret_writer = w;
	return 0;
}

/* ---- cells --------------------------------------------------------------------------------------------------------- */

static void fail(struct xlsx_writer *w, const char *words)
{
	if (w->first.code == ERR_NONE)
		err_set(&w->first, ERR_TOO_LARGE, _("Dòng %zu, cột %s: %s"), w->line + 1, xlsx_letters(w->column).c, words);
}

/* Passes to the next cell; false when this one has no place. */
static bool take(struct xlsx_writer *w, size_t *ret_column)
{
	INVARIANT(w->column < w->n, "more cells than columns");
	*ret_column = w->column++;
	return w->first.code == ERR_NONE;
}

void xlsx_write_text(struct xlsx_writer *w, struct str text)
{
	size_t column;
	if (text.n > (size_t)TEXT_MOST * 4 || (text.n && memchr(text.p, 0, text.n)) || !str_is_utf8(text)) {
		fail(w, text.n > (size_t)TEXT_MOST * 4 ? _("chữ dài quá 32.767 ký tự. Hãy xuất kiểu CSV.")
		                                      : _("chữ không phải UTF-8, không ghi được vào Excel."));
		text = (struct str){0};
	}
	if (!take(w, &column) || text.n == 0)
		return;
	const char *c = arena_c(w->scratch, xlsx_escape(w->scratch, text));
	lxw_format *f = w->looks[w->line == 0 ? LOOK_HEAD : LOOK_TEXT];
	if (worksheet_write_string(w->sheet, (lxw_row_t)w->line, (lxw_col_t)column, c, f) != LXW_NO_ERROR) {
		w->column = column;
		fail(w, _("chữ dài quá 32.767 ký tự. Hãy xuất kiểu CSV."));
		w->column++;
	}
	arena_reset(w->scratch);
}

static void write_number(struct xlsx_writer *w, double v, lxw_format *f)
{
	size_t column;
	if (take(w, &column))
		worksheet_write_number(w->sheet, (lxw_row_t)w->line, (lxw_col_t)column, v, f);
}

void xlsx_write_int(struct xlsx_writer *w, int64_t v)
{
	xlsx_write_scaled(w, v, 0);
}

void xlsx_write_scaled(struct xlsx_writer *w, int64_t v, int decimals)
{
	INVARIANT(decimals >= 0 && decimals <= DECIMALS_MOST, "more decimals than are shown");
	INVARIANT(w->column < w->n, "more cells than columns");
	int64_t scale = 1;
	for (int i = 0; i < decimals; i++)
		scale *= 10;
	if (v < -EXACT_MOST || v > EXACT_MOST) {
		uint64_t whole = v < 0 ? -(uint64_t)v : (uint64_t)v;
		char c[40];
		int n = snprintf(c, sizeof(c), "%s%llu", v < 0 ? "-" : "", (unsigned long long)(whole / (uint64_t)scale));
		if (decimals)
			n += snprintf(c + n, sizeof(c) - (size_t)n, ",%0*llu", decimals, (unsigned long long)(whole % (uint64_t)scale));
		xlsx_write_text(w, (struct str){c, (size_t)n});
		return;
	}
	const struct xlsx_column *c = &w->columns[w->column];
	bool own = c->kind == XLSX_DECIMAL && c->decimals >= decimals;
	/* both are exact as they stand, so that the quotient is the number nearest to the decimal one */
	write_number(w, (double)v / (double)scale,
		     own ? look_of(w, c) : w->looks[decimals ? LOOK_DECIMAL + decimals : LOOK_INT]);
}

void xlsx_write_day(struct xlsx_writer *w, day_t day)
{
	if (day == DAY_NONE) {
		xlsx_write_empty(w);
	} else if (day < date_from_civil(1900, 3, 1) || day > date_from_civil(9999, 12, 31)) {
		struct str text = date_vn(w->scratch, day);
		xlsx_write_text(w, text);
	} else {
		write_number(w, (double)(day - date_from_civil(1899, 12, 30)), w->looks[LOOK_DAY]);
	}
}

void xlsx_write_empty(struct xlsx_writer *w)
{
	size_t column;
	take(w, &column);
}

void xlsx_write_row(struct xlsx_writer *w)
{
	w->line++;
	w->column = 0;
	if (w->line > XLSX_ROWS_MOST && w->first.code == ERR_NONE)
		err_set(&w->first, ERR_TOO_LARGE, _("Bảng dài hơn %d dòng của Excel. Hãy lọc bớt hoặc xuất kiểu CSV."),
			XLSX_ROWS_MOST - 1);
}

/* ---- the end ------------------------------------------------------------------------------------------------------- */

/* The book without closing it: the library forgets its temporary file then. */
static void book_free(struct xlsx_writer *w)
{
	if (w->sheet && w->sheet->optimize_tmpfile)
		fclose(w->sheet->optimize_tmpfile);
	lxw_workbook_free(w->book);
}

static void writer_free(struct xlsx_writer *w)
{
	arena_free(w->scratch);
	arena_free(w->arena);
}

/* The library looks at no write of its temporary files: a full disk would give a workbook that is torn inside, with a sound
 * checksum. So the result is unpacked to its last word. */
static int check_whole(struct xlsx_writer *w, struct err *err)
{
	struct stat st;
	struct package *p = NULL;
	int fd = open(w->part, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || st.st_size <= 0) {
		if (fd >= 0)
			close(fd);
		return refuse_file(w, err);
	}
	void *bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return refuse_file(w, err);
	struct package_limits own = xlsx_limits_default.package;
	own.unpacked = SIZE_MAX;
	own.ratio = 100000;
	int k = package_open((struct str){bytes, (size_t)st.st_size}, &own, &p, err);
	if (k == 0)
		k = package_check_end(p, STR("xl/worksheets/sheet1.xml"), STR("</worksheet>"), err);
	if (k == 0)
		k = package_check_end(p, STR("xl/styles.xml"), STR("</styleSheet>"), err);
	package_close(p);
	munmap(bytes, (size_t)st.st_size);
	if (k < 0) {
		errno = ENOSPC;
		return refuse_file(w, err);
	}
	return 0;
}

static int close_book(struct xlsx_writer *w, struct err *err)
{
	errno = 0;
	lxw_error e = workbook_close(w->book); /* frees it */
	if (e != LXW_NO_ERROR) {
		refuse_file(w, err);
		return err_detail(err, "%s", lxw_strerror(e));
	}
	int k = check_whole(w, err);
	if (k == 0 && rename(w->part, w->path) < 0)
		k = refuse_file(w, err);
	return k;
}

int xlsx_write_end(struct xlsx_writer *w, struct err *err)
{
	int k;
	INVARIANT(w->column == 0, "a row without an end");
	if (w->first.code != ERR_NONE) {
		*err = w->first;
		k = -(int)err->code;
		book_free(w);
	} else {
		worksheet_autofilter(w->sheet, 0, 0, (lxw_row_t)(w->line - 1), (lxw_col_t)(w->n - 1));
		k = close_book(w, err);
	}
	if (k < 0)
		unlink(w->part);
	writer_free(w);
	return k;
}

void xlsx_write_abandon(struct xlsx_writer *w)
{
	if (!w)
		return;
	if (w->book)
		book_free(w);
	unlink(w->part);
	writer_free(w);
}
