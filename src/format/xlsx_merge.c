#include "format/xlsx_merge.h"

#include <stdlib.h>
#include <string.h>

/* A value that counts further down. */
struct carried {
	size_t bottom; /* its last line; 0: none */
	struct buf value;
};

struct xlsx_merges {
	struct xlsx_range *range; /* in the order of their first lines */
	size_t n, cap, next;      /* next: the first that is not begun */
	size_t columns;
	struct carried *carried; /* for each column */
	size_t *open, open_n;    /* columns with a value */
};

bool xlsx_range(struct str ref, struct xlsx_range *ret)
{
	struct xlsx_range r;
	struct str first;
	if (!str_split(&ref, ':', &first) || !xlsx_ref(first, &r.top, &r.left) || !xlsx_ref(ref, &r.bottom, &r.right))
		return false;
	*ret = r;
	return true;
}

/* ---- finding them ---- */

enum { SHEET = 1, MERGES, MERGE };

struct finding {
	struct xlsx_merges *m;
	const struct xlsx_sheet *sheet;
};

static int on_begin(void *ctx, unsigned place, const char **attributes, struct err *err)
{
	struct finding *f = ctx;
	struct xlsx_range r;
	if (place != MERGE)
		return 0;
	if (!xlsx_range(package_attribute(attributes, "ref"), &r) || r.bottom <= r.top || r.left >= f->m->columns)
		return 0;
	if (f->m->n == XLSX_MERGES_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Trang tính “%.*s” có quá %d vùng ô gộp. Hãy bỏ gộp ô rồi nạp lại."),
			       STR_ARG(f->sheet->name), XLSX_MERGES_MOST);
	if (f->m->n == f->m->cap) {
		f->m->cap = f->m->cap ? 2 * f->m->cap : 64;
		f->m->range = realloc(f->m->range, f->m->cap * sizeof(*f->m->range));
		if (!f->m->range)
			abort();
	}
	f->m->range[f->m->n++] = r;
	return 0;
}

static int by_line(const void *p, const void *q)
{
	const struct xlsx_range *x = p, *y = q;
	if (x->top != y->top)
		return x->top < y->top ? -1 : 1;
	return (x->left > y->left) - (x->left < y->left);
}

static int read_ranges(struct xlsx_book *book, struct finding *f, struct err *err)
{
	static const struct package_step steps[] = {
		{SHEET, "mergeCells", MERGES, false}, {MERGES, "mergeCell", MERGE, false}, {0, "worksheet", SHEET, false}, {0}};
	static const struct package_reader reader = {.steps = steps, .begin = on_begin};
	int r = package_walk(book->package, f->sheet->part, &reader, f, err);
	if (r == 0 && f->m->n > 1)
		qsort(f->m->range, f->m->n, sizeof(*f->m->range), by_line);
	return r;
}

int xlsx_merges_find(struct xlsx_book *book, const struct xlsx_sheet *sheet, size_t columns, struct xlsx_merges **ret_merges,
		     struct err *err)
{
	_cleanup_xlsx_merges_ struct xlsx_merges *m = NULL;
	*ret_merges = NULL;
	if (!package_find(book->package, sheet->part, STR("mergeCell "), XLSX_MERGE_AHEAD))
		return 0;
	m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	m->columns = columns;
	int r = read_ranges(book, &(struct finding){m, sheet}, err);
	if (r < 0 || m->n == 0)
		return r;
	m->carried = calloc(columns, sizeof(*m->carried));
	m->open = calloc(columns, sizeof(*m->open));
	if (!m->carried || !m->open)
		abort();
	*ret_merges = m;
	m = NULL;
	return 0;
}

void xlsx_merges_free(struct xlsx_merges **merges)
{
	struct xlsx_merges *m = *merges;
	if (!m)
		return;
	for (size_t i = 0; m->carried && i < m->columns; i++)
		buf_free(&m->carried[i].value);
	free(m->carried);
	free(m->open);
	free(m->range);
	free(m);
	*merges = NULL;
}

/* ---- filling ---- */

static void carry(struct xlsx_merges *m, const struct xlsx_range *r, struct str value)
{
	struct carried *c = &m->carried[r->left];
	if (c->bottom == 0)
		m->open[m->open_n++] = r->left;
	c->bottom = r->bottom;
	if (value.p == c->value.p) /* ranges that overlap: it was filled with its own value */
		return;
	if (!c->value.cap)
		c->value = BUF_INIT((size_t)64 << 20); /* more than a cell may have */
	buf_reset(&c->value);
	buf_add(&c->value, value);
}

static void fill(struct xlsx_merges *m, size_t column, size_t line, struct str *cells, size_t *n, struct xlsx_info *info)
{
	if (column < *n && cells[column].n)
		return;
	for (; *n <= column; ++*n)
		cells[*n] = (struct str){0};
	cells[column] = buf_str(&m->carried[column].value);
	if (column < XLSX_MERGED_COLUMNS)
		info->merged[column] = line;
}

void xlsx_merges_fill(struct xlsx_merges *m, size_t line, struct str *cells, size_t *n, struct xlsx_info *info)
{
	bool any = *n > 0;
	size_t kept = 0;
	for (size_t i = 0; i < m->open_n; i++) {
		size_t column = m->open[i];
		if (m->carried[column].bottom < line) {
			m->carried[column].bottom = 0;
			continue;
		}
		m->open[kept++] = column;
		if (any)
			fill(m, column, line, cells, n, info);
	}
	m->open_n = kept;
	for (; m->next < m->n && m->range[m->next].top <= line; m->next++) {
		const struct xlsx_range *r = &m->range[m->next];
		if (r->top == line && r->left < *n && cells[r->left].n)
			carry(m, r, cells[r->left]);
	}
}
