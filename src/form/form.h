/*
 * form.h – a form as data: lines, the cells they open, formulas and rules compiled to one table that server and browser
 * run.
 *
 * A form is written as a table of nine columns, the same in a workbook, on the page where it is edited and in the
 * ledger (there as text: columns parted by "|", lines by line feeds):
 *
 *   Kiểu | Mã | Nội dung | Đơn vị tính hoặc lựa chọn | Phân tổ | Bắt buộc | Công thức hoặc quy tắc | Cách cộng | Hướng
 * dẫn
 *
 * Kiểu: mục · số nguyên · số lẻ 1 … số lẻ 4 · chữ · chữ dài · ngày · chọn · tệp · quy tắc · quy tắc đủ · cảnh báo.
 * A number with splits ("Nam; Nữ") has a cell for each and one for their sum. A rule that cannot be computed is passed
 * over
 * ("quy tắc", "cảnh báo") or refuses ("quy tắc đủ"); a broken "cảnh báo" is said and does not refuse. Cách cộng says
 * how units and periods add up (rollup.h). Format of the table for the browser: doc/formats/form.md.
 */
#pragma once
#include "base/buf.h"
#include "form/expr.h"
#include "form/number.h"

#define FORM_LINES_MOST 300
#define FORM_CELLS_MOST 400
#define FORM_TEXT_MOST 60000 /* bytes of the whole table */
#define FORM_COLUMNS 9
#define FORM_CHOICES_MOST 20
#define FORM_CODE_BYTES 12

enum form_kind { FORM_SECTION, FORM_NUMBER, FORM_SHORT, FORM_LONG, FORM_DAY, FORM_CHOICE, FORM_FILE, FORM_RULE };
enum form_rule { RULE_SKIP, RULE_WHOLE, RULE_WARN }; /* quy tắc, quy tắc đủ, cảnh báo */

/* Over units / over periods. */
enum form_roll {
	ROLL_NONE,
	ROLL_SUM,     /* cộng: sum / sum */
	ROLL_LAST,    /* cuối kỳ: sum / the last one: what is there, not what happened */
	ROLL_MEAN,    /* bình quân: plain mean */
	ROLL_WEIGHED, /* theo [x]: mean weighed by the number x */
	ROLL_AGAIN,   /* tính lại: the formula over what was added up */
	ROLL_LIST,    /* danh sách: texts one under the other */
};

struct form_line {
	enum form_kind kind;
	enum form_rule rule;
	int decimals;
	bool required;
	struct str code, label, measure, note, formula;
	const struct str *splits;
	size_t split_n;
	const struct str *choices;
	size_t choice_n;
	enum form_roll roll;
	struct str weight; /* code of ROLL_WEIGHED */
	int section;       /* line of its section, -1 */
	int cell, cell_n;  /* its cells; the last one is the whole of a line with splits */
};

struct form_cell {
	int line;
	int split;     /* -1: the line itself */
	bool computed;
	struct expr expr; /* of a computed one */
	struct str code;  /* "3", "3/2" */
	int weight;       /* cell, -1 */
};

struct form_check {
	int line;
	struct expr expr;
};

struct form {
	const struct form_line *lines;
	size_t line_n;
	const struct form_cell *cells;
	size_t cell_n;
	const int *order; /* computed cells, each after what it reads */
	size_t order_n;
	const struct form_check *checks;
	size_t check_n;
	const int64_t *constants;
	size_t constant_n;
};

/* What a spreadsheet and the page call the columns. */
extern const char *const form_columns[FORM_COLUMNS];

/* ERR_INPUT names line and column. Everything lives in the arena, `text` is kept. */
int form_read(struct arena *a, struct str text, struct form **ret_form, struct err *err);
/* The table from cells of any origin: trimmed, tabs and line ends as blanks, "|" as "/", empty lines left out. `cells`:
 * FORM_COLUMNS each. */
struct str form_text(struct arena *a, const struct str *cells, size_t rows);
/* And back: rows × FORM_COLUMNS cells. */
void form_cells_of_text(struct arena *a, struct str text, const struct str **ret_cells, size_t *ret_rows);
/* The cell of a code ("3", "3/2"), or -1. */
int form_cell_find(const struct form *f, struct str code);
/* "Số điểm bỏ phiếu – Nữ" */
struct str form_cell_label(struct arena *a, const struct form *f, int cell);
/* A long form in parts for people to fill, at most `most` cells each where a line allows it, cut before a section where one
 * comes in the second half. Gives how many there are, and the first line of each (FORM_LINES_MOST). */
size_t form_parts(const struct form *f, size_t most, size_t *ret_first);
/* For the browser (doc/formats/form.md). */
void form_table_write(const struct form *f, struct buf *out);
