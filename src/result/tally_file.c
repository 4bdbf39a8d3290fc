#include "result/tally_file.h"

#include <stdlib.h>
#include <string.h>

#include "result/tally_int.h"

#define FORMS_MAX 1000000u
#define CELLS_MAX 20000000u /* votes: candidates of each form */

struct row {
	uint32_t unit;
	struct form form;
};

struct tally_file {
	struct tally *t;
	size_t n, room, cells;
	struct row *row;
	size_t *first; /* of each unit: where its rows begin; one more at the end */
};

struct tally_file *tally_file_new(struct tally *t)
{
	struct tally_file *m = arena_new_of(t->a, struct tally_file);
	m->t = t;
	return m;
}

static size_t lines(struct str text)
{
	size_t n = 1;
	for (const char *p = text.p; p && (p = memchr(p, '\n', (size_t)(text.p + text.n - p))); p++)
		n++;
	return n;
}

static int by_unit_area(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	if (a->unit != b->unit)
		return a->unit < b->unit ? -1 : 1;
	return str_cmp(a->form.area, b->form.area);
}

/* Brings the forms of each constituency together and gives them room for votes. */
static void group(struct tally_file *m)
{
	struct arena *a = m->t->a;
	m->first = arena_array_of(a, m->t->unit_n + 1, size_t);
	if (m->n)
		qsort(m->row, m->n, sizeof(*m->row), by_unit_area);
	for (size_t i = 0; i < m->n; i++) {
		uint32_t n = m->t->unit[m->row[i].unit].n;
		int64_t *votes = arena_array_of(a, n, int64_t);
		for (uint32_t k = 0; k < n; k++)
			votes[k] = COUNT_MISSING;
		m->row[i].form.n = n;
		m->row[i].form.votes = votes;
		m->first[m->row[i].unit + 1]++;
	}
	for (size_t i = 0; i < m->t->unit_n; i++)
		m->first[i + 1] += m->first[i];
}

int tally_file_forms(struct tally_file *m, struct str text, struct err *err)
{
	struct tally_scan s;
	m->room = lines(text) < FORMS_MAX ? lines(text) : FORMS_MAX; /* at once: growing would leave copies behind */
	m->row = arena_array_of(m->t->a, m->room, struct row);
	int k = tally_open(&s, "forms.csv", "area,commune,ballot,unit,voters,took_part,issued,collected,valid,invalid",
			   text, err);
	while (k == 0 && s.p < s.end) {
		const char *at = s.p;
		struct row x = {.form = {.area = tally_text(&s, "area", ',')}};
		tally_text(&s, "commune", ',');
		tally_int(&s, "ballot", ',');
		x.unit = tally_find(m->t, tally_text(&s, "unit", ','));
		for (int i = 0; i < COUNT_FIELDS; i++)
			x.form.field[i] = tally_int(&s, count_field_id((enum count_field)i), i + 1 < COUNT_FIELDS ? ',' : '\n');
		if (x.unit == UINT32_MAX)
			tally_fault(&s, at, "unit", _("không có trong units.csv"));
		else
			m->cells += m->t->unit[x.unit].n;
		if (m->n >= m->room || m->cells > CELLS_MAX)
			tally_fault(&s, at, "area", _("quá nhiều biên bản"));
		k = s.fault;
		if (k < 0)
			break;
		m->row[m->n++] = x;
	}
	if (k == 0)
		group(m);
	return k;
}

static struct form *find_form(struct tally_file *m, uint32_t unit, struct str area)
{
	size_t low = m->first[unit], high = m->first[unit + 1];
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int k = str_cmp(area, m->row[middle].form.area);
		if (k == 0)
			return &m->row[middle].form;
		if (k < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* The place of the votes of a candidate, or NULL. */
static int64_t *place_of(struct tally_file *m, uint32_t unit, struct str area, int64_t number)
{
	struct form *f = unit == UINT32_MAX ? NULL : find_form(m, unit, area);
	if (!f)
		return NULL;
	const struct tally_unit *u = &m->t->unit[unit];
	for (uint32_t i = 0; i < u->n; i++)
		if (m->t->candidate[u->first + i].number == number)
			return (int64_t *)(uintptr_t)&f->votes[i];
	return NULL;
}

int tally_file_votes(struct tally_file *m, struct str text, struct err *err)
{
	struct tally_scan s;
	int k = tally_open(&s, "votes.csv", "area,ballot,unit,cand,votes", text, err);
	while (k == 0 && s.p < s.end) {
		const char *at = s.p;
		struct str area = tally_text(&s, "area", ',');
		tally_int(&s, "ballot", ',');
		struct str code = tally_text(&s, "unit", ',');
		int64_t number = tally_int(&s, "cand", ',');
		int64_t votes = tally_int(&s, "votes", '\n');
		int64_t *place = s.fault ? NULL : place_of(m, tally_find(m->t, code), area, number);
		if (!place)
			tally_fault(&s, at, "cand", _("không có biên bản hoặc người ứng cử này"));
		else if (*place != COUNT_MISSING)
			tally_fault(&s, at, "cand", _("số phiếu bầu này đã có ở dòng trên"));
		else
			*place = votes;
		k = s.fault;
	}
	return k;
}

static int write_unit(struct tally_file *m, struct result_writer *w, uint32_t index, struct arena *a, struct err *err)
{
	const struct tally_unit *u = &m->t->unit[index];
	size_t forms = m->first[index + 1] - m->first[index];
	struct contest_candidate *x = arena_array_of(a, u->n, struct contest_candidate);
	struct form *form = arena_array_of(a, forms, struct form);
	ptrdiff_t dash = str_find_char(u->code, '-');
	for (uint32_t i = 0; i < u->n; i++) {
		const struct tally_candidate *from = &m->t->candidate[u->first + i];
		x[i] = (struct contest_candidate){.number = from->number, .born = from->born,
						  .name = arena_printf(a, _("Người ứng cử số %u"), from->number)};
	}
	for (size_t i = 0; i < forms; i++)
		form[i] = m->row[m->first[index] + i].form;
	struct result_constituency c = {
		.unit = str_slice(u->code, 0, dash > 0 ? (size_t)dash : u->code.n),
		.contest = {.id = u->code,
			    .level = u->level,
			    .round = ROUND_FIRST,
			    .seats = u->seats,
			    .n = u->n,
			    .candidate = x},
		.form_n = forms,
		.form = form,
	};
	return result_write_constituency(w, &c, err);
}

static int by_code(const void *left, const void *right)
{
	const struct tally_unit *a = *(const struct tally_unit *const *)left, *b = *(const struct tally_unit *const *)right;
	return str_cmp(a->code, b->code);
}

int tally_file_write(struct tally_file *m, const struct law *law, const struct result_header *h,
		     const uint8_t secret[SIGN_SECRET_LEN], struct buf *out, struct err *err)
{
	_cleanup_arena_ struct arena *scratch = arena_new("constituency", RESULT_SCRATCH_MAX);
	const struct tally_unit **order = arena_array_of(m->t->a, m->t->unit_n, const struct tally_unit *);
	struct result_writer w;
	int k = 0;
	for (size_t i = 0; i < m->t->unit_n; i++)
		order[i] = &m->t->unit[i];
	if (m->t->unit_n)
		qsort(order, m->t->unit_n, sizeof(*order), by_code);
	result_write_begin(&w, law, h, out);
	for (size_t i = 0; i < m->t->unit_n && k == 0; i++) {
		arena_reset(scratch);
		k = write_unit(m, &w, (uint32_t)(order[i] - m->t->unit), scratch, err);
	}
	if (k == 0)
		return result_write_end(&w, secret, err);
	result_write_drop(&w);
	return k;
}
