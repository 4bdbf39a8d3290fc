#include "form/rollup.h"

void roll_begin(struct arena *a, const struct form *f, struct roll *ret_roll)
{
	*ret_roll = (struct roll){.form = f, .cells = arena_array_of(a, f->cell_n, struct roll_cell)};
}

void roll_add(struct roll *r, const struct answer_cell *cells)
{
	const struct form *f = r->form;
	r->answers++;
	for (size_t i = 0; i < f->cell_n; i++) {
		struct roll_cell *c = &r->cells[i];
		const struct form_line *l = &f->lines[f->cells[i].line];
		if (cells[i].state != EXPR_NUMBER || (l->kind == FORM_NUMBER && l->roll == ROLL_NONE))
			continue;
		if (l->kind != FORM_NUMBER) {
			c->n++;
			continue;
		}
		int64_t v = cells[i].v;
		if (l->roll == ROLL_WEIGHED) {
			const struct answer_cell *w = &cells[f->cells[i].weight];
			if (w->state != EXPR_NUMBER)
				continue; /* a mean without its weight cannot be added */
			c->sum += (__int128)v * w->v;
			c->weight += w->v;
		} else {
			c->sum += v;
		}
		c->min = c->n == 0 || v < c->min ? v : c->min;
		c->max = c->n == 0 || v > c->max ? v : c->max;
		c->n++;
	}
}

static struct expr_value fit(__int128 v)
{
	return v > INT64_MAX || v < -INT64_MAX ? (struct expr_value){EXPR_LARGE, 0}
					       : (struct expr_value){EXPR_NUMBER, (int64_t)v};
}

static struct expr_value mean(__int128 sum, __int128 n)
{
	if (n == 0)
		return (struct expr_value){EXPR_ZERO, 0};
	__int128 q = sum / n, rest = sum % n;
	rest = rest < 0 ? -rest : rest;
	if (2 * rest >= (n < 0 ? -n : n))
		q += (sum < 0) == (n < 0) ? 1 : -1;
	return fit(q);
}

static struct expr_value value_of(const struct form_line *l, const struct roll_cell *c)
{
	if (c->n == 0)
		return (struct expr_value){EXPR_EMPTY, 0};
	switch (l->roll) {
	case ROLL_SUM:
	case ROLL_LAST:
		return fit(c->sum);
	case ROLL_MEAN:
		return mean(c->sum, c->n);
	case ROLL_WEIGHED:
		return mean(c->sum, c->weight);
	case ROLL_AGAIN:
	case ROLL_LIST:
	case ROLL_NONE:
		break;
	}
	return (struct expr_value){EXPR_EMPTY, 0};
}

static void compute_again(struct roll *r)
{
	struct expr_value values[FORM_CELLS_MOST];
	const struct form *f = r->form;
	for (size_t i = 0; i < f->cell_n; i++)
		values[i] = r->cells[i].value;
	for (size_t i = 0; i < f->order_n; i++) {
		int cell = f->order[i];
		if (f->lines[f->cells[cell].line].roll == ROLL_AGAIN)
			values[cell] = r->cells[cell].value = expr_run(&f->cells[cell].expr, values);
	}
}

void roll_end(struct roll *r)
{
	for (size_t i = 0; i < r->form->cell_n; i++)
		r->cells[i].value = value_of(&r->form->lines[r->form->cells[i].line], &r->cells[i]);
	compute_again(r);
}

void roll_periods(struct arena *a, const struct roll *const *periods, size_t n, struct roll *ret_roll)
{
	const struct form *f = periods[0]->form;
	roll_begin(a, f, ret_roll);
	for (size_t p = 0; p < n; p++) {
		ret_roll->answers += periods[p]->answers;
		for (size_t i = 0; i < f->cell_n; i++) {
			struct roll_cell *to = &ret_roll->cells[i];
			const struct roll_cell *from = &periods[p]->cells[i];
			if (from->n == 0)
				continue;
			if (f->lines[f->cells[i].line].roll == ROLL_LAST)
				*to = *from;
			else {
				to->min = to->n == 0 || from->min < to->min ? from->min : to->min;
				to->max = to->n == 0 || from->max > to->max ? from->max : to->max;
				to->sum += from->sum;
				to->weight += from->weight;
				to->n += from->n;
			}
		}
	}
	roll_end(ret_roll);
}

void roll_cells(const struct roll *r, struct answer_cell *ret_cells)
{
	for (size_t i = 0; i < r->form->cell_n; i++) {
		bool number = r->form->lines[r->form->cells[i].line].kind == FORM_NUMBER;
		ret_cells[i] = (struct answer_cell){number ? r->cells[i].value.state : EXPR_EMPTY,
						    number ? r->cells[i].value.v : 0, {0}};
	}
}

bool roll_is_outlier(const int64_t *past, size_t n, int64_t value)
{
	__int128 sum = 0, squares = 0, most = 0;
	if (n < 3)
		return false;
	for (size_t i = 0; i < n; i++) {
		/* whole units are enough to tell what is unusual, and keep the squares small */
		__int128 v = past[i] / FORM_SCALE;
		sum += v;
		squares += v * v;
		most = v > most ? v : most;
	}
	__int128 x = value / FORM_SCALE;
	if (most > 0 && x > 3 * most)
		return true;
	if (n < 6)
		return false;
	/* (x − mean)² > 4 × variance, times n² */
	__int128 count = (__int128)n, far = x * count - sum;
	return far * far > 4 * (count * squares - sum * sum) && far * far > count * count;
}
