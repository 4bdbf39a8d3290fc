/* Which column is which field. */
#include <string.h>

#include "format/xlsx_value.h"
#include "record/import_int.h"
#include "text/text.h"

#define FIELDS_MOST 64

/* What a heading may say for a field, folded. */
struct names {
	struct str label, bare, name; /* bare: without what stands in brackets at its end */
};

struct finder {
	struct arena *a;
	const struct record *record;
	struct names names[FIELDS_MOST];
};

bool import_field_set(const struct field *f)
{
	return !(f->flags & FIELD_SET) && f->kind != FIELD_MOMENT;
}

bool import_field_key(const struct record *record, const struct field *f)
{
	bool typed = f->kind != FIELD_MOMENT && f->kind != FIELD_FILE;
	for (size_t i = 0; typed && i < record->index_count; i++) {
		struct str rest = str_from_c(record->indexes[i].columns), name;
		while (record->indexes[i].unique && str_split(&rest, ',', &name))
			if (str_eq_c(str_trim(name), f->name))
				return true;
	}
	return false;
}

/* "Diện tích (km²)" is also "Diện tích". */
static struct str without_brackets(struct str s)
{
	ptrdiff_t at = str_find_char(s, '(');
	return at > 0 && str_ends(str_trim(s), STR(")")) ? str_slice(s, 0, (size_t)at) : s;
}

static void names_of(struct finder *f)
{
	INVARIANT(f->record->field_count <= FIELDS_MOST, "a record with more than FIELDS_MOST fields");
	for (size_t i = 0; i < f->record->field_count; i++) {
		const struct field *field = &f->record->fields[i];
		struct str label = str_from_c(field->label);
		f->names[i] = (struct names){text_fold(f->a, label), text_fold(f->a, without_brackets(label)),
					     text_fold(f->a, str_from_c(field->name))};
	}
}

/* The field of a folded heading: by whole label, by name, by label without brackets when only one has it; else -1. */
static int field_of(const struct finder *f, struct str fold)
{
	int bare = -1;
	if (!fold.n)
		return -1;
	for (size_t i = 0; i < f->record->field_count; i++)
		if (str_eq(fold, f->names[i].label) || str_eq(fold, f->names[i].name))
			return (int)i;
	for (size_t i = 0; i < f->record->field_count; i++)
		if (str_eq(fold, f->names[i].bare)) {
			if (bare >= 0)
				return -1;
			bare = (int)i;
		}
	return bare;
}

static struct str cell_of(const struct csv_row *row, size_t i)
{
	return i < row->n ? str_trim(row->cells[i]) : (struct str){0};
}

static int match(const struct finder *f, struct str text)
{
	int field = field_of(f, text_fold(f->a, text));
	return field >= 0 ? field : field_of(f, text_fold(f->a, without_brackets(text)));
}

/* One row as heading, or two: what stands below refines what stands above; a merged cell above has its text in all its columns
 * (in CSV in its first one only: then it counts for the blank ones that follow while there is something below). */
static size_t try_head(const struct finder *f, const struct csv_row *upper, const struct csv_row *lower, struct import_head *h)
{
	size_t n = lower && lower->n > upper->n ? lower->n : upper->n, found = 0;
	bool seen[FIELDS_MOST] = {0};
	struct str above = {0};
	*h = (struct import_head){.rows = lower ? 2 : 1, .reason = -1, .id = -1};
	h->columns = n < IMPORT_COLUMNS_MOST ? n : IMPORT_COLUMNS_MOST;
	for (size_t i = 0; i < h->columns; i++) {
		struct str top = cell_of(upper, i), low = lower ? cell_of(lower, i) : (struct str){0};
		above = top.n || !low.n ? top : above;
		struct str both = !above.n || str_eq(above, low) ? low
				  : low.n ? arena_printf(f->a, "%.*s %.*s", STR_ARG(above), STR_ARG(low))
					  : above;
		h->field[i] = match(f, both);
		if (h->field[i] < 0 && low.n)
			h->field[i] = match(f, low);
		h->name[i] = both;
		if (h->field[i] >= 0 && !seen[h->field[i]]) {
			seen[h->field[i]] = true;
			found++;
		}
	}
	return found;
}

static void add_name(struct buf *b, struct str name)
{
	if (b->n)
		buf_add_c(b, ", ");
	buf_add(b, name);
}

/* Numbers of the rows and what a refused row brought back are nobody's loss. */
static bool is_nothing(struct str fold)
{
	return !fold.n || str_eq_c(fold, "stt") || str_eq_c(fold, "tt") || str_eq_c(fold, "so tt");
}

static int settle(const struct finder *f, struct import_head *h, struct err *err)
{
	_cleanup_buf_ struct buf understood = BUF_INIT(8192), ignored = BUF_INIT(8192);
	for (size_t i = 0; i < FIELDS_MOST; i++)
		h->column_of[i] = -1;
	for (size_t i = 0; i < h->columns; i++) {
		struct str fold = text_fold(f->a, h->name[i]);
		if (h->field[i] < 0) {
			if (str_eq_c(fold, "ly do"))
				h->reason = (int)i;
			else if (str_eq(fold, text_fold(f->a, str_from_c(IMPORT_ID))))
				h->id = (int)i;
			else if (!is_nothing(fold))
				add_name(&ignored, h->name[i]);
			continue;
		}
		const struct field *field = &f->record->fields[h->field[i]];
		if (match(f, h->name[i]) != h->field[i]) /* two rows in one: understood again when it is brought back */
			h->name[i] = str_from_c(field->label);
		if (h->column_of[h->field[i]] >= 0)
			return err_set(err, ERR_INPUT, _("Hai cột cùng là «%s» (cột %s và cột %s). Hãy bỏ một cột."), field->label,
				       xlsx_letters((size_t)h->column_of[h->field[i]]).c, xlsx_letters(i).c);
		if (!import_field_set(field) && !import_field_key(f->record, field)) {
			add_name(&ignored, arena_printf(f->a, _("%s (không sửa bằng bảng)"), field->label));
			h->field[i] = -1;
			continue;
		}
		h->column_of[h->field[i]] = (int)i;
		add_name(&understood, str_from_c(field->label));
	}
	h->understood = arena_dup(f->a, buf_str(&understood));
	h->ignored = arena_dup(f->a, buf_str(&ignored));
	return 0;
}

static int no_heading(const struct finder *f, struct err *err)
{
	_cleanup_buf_ struct buf wanted = BUF_INIT(400);
	for (size_t i = 0; i < f->record->field_count; i++)
		if (import_field_set(&f->record->fields[i]) && wanted.n + strlen(f->record->fields[i].label) < 380)
			buf_printf(&wanted, "%s«%s»", wanted.n ? ", " : "", f->record->fields[i].label);
	return err_set(err, ERR_INPUT,
		       _("Không thấy hàng tiêu đề trong %d hàng đầu. Hãy ghi tên các cột ở một hàng phía trên dữ liệu: %.*s."),
		       IMPORT_HEAD_ROWS, STR_ARG(buf_str(&wanted)));
}

int import_head_find(struct arena *a, const struct record *record, const struct csv_row *rows, size_t n,
		     struct import_head *ret_head, struct err *err)
{
	struct finder f = {.a = a, .record = record};
	struct import_head *head = arena_new_of(a, struct import_head), *best = arena_new_of(a, struct import_head);
	size_t most = 0, best_two = 0;
	if (n == 0)
		return err_set(err, ERR_INPUT, _("Bảng trống: không có dòng nào."));
	names_of(&f);
	for (size_t i = 0; i < n && i < IMPORT_HEAD_ROWS; i++)
		for (size_t two = 0; two < 2 && i + two < n; two++) {
			size_t found = try_head(&f, &rows[i], two ? &rows[i + 1] : NULL, head);
			bool simpler = found == most && two == 0 && best_two; /* a title above was no part of it */
			if (found == 0 || (found <= most && !simpler))
				continue;
			most = found;
			best_two = two;
			head->rows += i;
			*best = *head;
		}
	if (most == 0)
		return no_heading(&f, err);
	int r = settle(&f, best, err);
	if (r == 0)
		*ret_head = *best;
	return r;
}
