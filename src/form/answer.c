#include "form/answer.h"

#include <string.h>

#include "text/text.h"

static void note(struct findings *fs, const struct finding *one)
{
	fs->errors += !one->warning;
	if (fs->n < ANSWER_FINDINGS_MOST)
		fs->v[fs->n++] = *one;
}

static void wrong(struct arena *a, const struct form *f, struct findings *fs, int cell, struct str why)
{
	int line = f->cells[cell].line;
	note(fs, &(struct finding){cell, line, false,
				   arena_printf(a, "[%.*s] %.*s: %.*s", STR_ARG(f->cells[cell].code),
						STR_ARG(form_cell_label(a, f, cell)), STR_ARG(why))});
}

/* Normal form, no control characters; line ends stay in long texts. */
static struct str clean(struct arena *a, struct str s, bool lines)
{
	struct str nfc = text_nfc(a, s);
	char *p = arena_alloc(a, nfc.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < nfc.n; i++) {
		unsigned char c = (unsigned char)nfc.p[i];
		if (c == '\r' || c == 0x7F || (c < 0x20 && c != '\n' && c != '\t'))
			continue;
		p[n++] = c == '\t' || (c == '\n' && !lines) ? ' ' : (char)c;
	}
	return str_trim((struct str){p, n});
}

bool answer_file(struct str text, int64_t *ret_id, struct str *ret_name)
{
	ptrdiff_t blank = str_find_char(text, ' ');
	struct str name = str_trim(str_slice(text, blank < 0 ? text.n : (size_t)blank + 1, text.n));
	if (blank <= 0 || !name.n || !str_to_i64(str_slice(text, 0, (size_t)blank), 1, INT64_MAX, ret_id))
		return false;
	*ret_name = name;
	return true;
}

static void read_text(struct arena *a, const struct form *f, int cell, struct str typed, struct answer_cell *ret,
		      struct findings *fs)
{
	const struct form_line *l = &f->lines[f->cells[cell].line];
	struct str s = clean(a, typed, l->kind == FORM_LONG);
	if (!s.n) {
		if (str_trim(typed).n)
			wrong(a, f, fs, cell, str_from_c(_("chữ không đọc được; hãy gõ lại bằng Unicode.")));
		return;
	}
	if (str_characters(s) > ANSWER_TEXT_MOST) {
		wrong(a, f, fs, cell, arena_printf(a, _("dài quá %d ký tự; hãy viết gọn."), ANSWER_TEXT_MOST));
		return;
	}
	if (l->kind == FORM_CHOICE) {
		struct str fold = text_fold(a, s);
		for (size_t i = 0; i < l->choice_n; i++)
			if (str_eq(fold, text_fold(a, l->choices[i]))) {
				*ret = (struct answer_cell){EXPR_NUMBER, (int64_t)i, l->choices[i]};
				return;
			}
		wrong(a, f, fs, cell,
		      arena_printf(a, _("«%.*s» không có trong các lựa chọn."), STR_ARG(str_head(s, 60))));
		return;
	}
	int64_t id;
	struct str name;
	if (l->kind == FORM_FILE && !answer_file(s, &id, &name)) {
		wrong(a, f, fs, cell, str_from_c(_("ô này là một tệp; hãy chọn tệp để đính kèm, không gõ chữ.")));
		return;
	}
	*ret = (struct answer_cell){EXPR_NUMBER, 0, s};
}

static void read_cell(struct arena *a, const struct form *f, int cell, struct str typed, bool partial,
		      struct answer_cell *ret, struct findings *fs)
{
	const struct form_line *l = &f->lines[f->cells[cell].line];
	size_t before = fs->n;
	int64_t v = 0;
	day_t day;
	*ret = (struct answer_cell){.state = EXPR_EMPTY};
	if (l->kind == FORM_NUMBER) {
		enum number_reading why = form_number_read(typed, l->decimals, &v);
		if (why == NUMBER_OK)
			*ret = (struct answer_cell){EXPR_NUMBER, v, {0}};
		else if (why != NUMBER_EMPTY)
			wrong(a, f, fs, cell, form_number_why(a, why, typed, l->decimals));
	} else if (l->kind == FORM_DAY) {
		if (str_trim(typed).n && date_parse(str_trim(typed), &day))
			*ret = (struct answer_cell){EXPR_NUMBER, day, {0}};
		else if (str_trim(typed).n)
			wrong(a, f, fs, cell,
			      str_from_c(_("không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 30/11/2025.")));
	} else {
		read_text(a, f, cell, typed, ret, fs);
	}
	if (l->required && !partial && ret->state == EXPR_EMPTY && fs->n == before)
		wrong(a, f, fs, cell,
		      str_from_c(l->kind == FORM_NUMBER ? _("chưa nhập. Nếu không có thì gõ số 0.") : _("chưa nhập.")));
}

static void values_of(const struct form *f, const struct answer_cell *cells, struct expr_value *ret)
{
	for (size_t i = 0; i < f->cell_n; i++)
		ret[i] = (struct expr_value){cells[i].state, cells[i].state == EXPR_NUMBER ? cells[i].v : 0};
}

void answer_compute(const struct form *f, struct answer_cell *cells)
{
	struct expr_value values[FORM_CELLS_MOST];
	values_of(f, cells, values);
	for (size_t i = 0; i < f->order_n; i++) {
		int cell = f->order[i];
		values[cell] = expr_run(&f->cells[cell].expr, values);
		cells[cell] = (struct answer_cell){values[cell].state, values[cell].v, {0}};
	}
}

const char *answer_state_words(enum expr_state state)
{
	switch (state) {
	case EXPR_NUMBER:
		return "";
	case EXPR_EMPTY:
		return _("không tính được vì còn ô trống");
	case EXPR_ZERO:
		return _("không tính được: chia cho 0");
	case EXPR_LARGE:
		return _("không tính được: số quá lớn");
	}
	BUG("unknown state of a cell");
}

void answer_check(struct arena *a, const struct form *f, const struct answer_cell *cells, struct findings *fs)
{
	struct expr_value values[FORM_CELLS_MOST];
	values_of(f, cells, values);
	for (size_t i = 0; i < f->check_n; i++) {
		const struct form_check *c = &f->checks[i];
		const struct form_line *l = &f->lines[c->line];
		struct expr_value v = expr_run(&c->expr, values);
		if (v.state == EXPR_NUMBER ? v.v != 0 : v.state == EXPR_EMPTY && l->rule != RULE_WHOLE)
			continue;
		struct str why = v.state == EXPR_NUMBER
					 ? arena_printf(a, "%.*s (%.*s)", STR_ARG(l->label), STR_ARG(l->formula))
					 : arena_printf(a, "%.*s (%.*s): %s", STR_ARG(l->label), STR_ARG(l->formula),
							answer_state_words(v.state));
		note(fs, &(struct finding){-1, c->line, l->rule == RULE_WARN, why});
	}
}

void answer_read(struct arena *a, const struct form *f, const struct str *typed, bool partial, struct answer_cell *cells,
		 struct findings *fs)
{
	*fs = (struct findings){0};
	for (size_t i = 0; i < f->cell_n; i++)
		if (!f->cells[i].computed)
			read_cell(a, f, (int)i, typed[i], partial, &cells[i], fs);
	answer_compute(f, cells);
	for (size_t i = 0; i < f->order_n; i++)
		if (cells[f->order[i]].state == EXPR_LARGE)
			wrong(a, f, fs, f->order[i], str_from_c(answer_state_words(EXPR_LARGE)));
	answer_check(a, f, cells, fs);
}

struct str answer_keep(struct arena *a, const struct form *f, const struct answer_cell *cells)
{
	_cleanup_buf_ struct buf b = BUF_INIT((size_t)8 << 20);
	for (size_t i = 0; i < f->cell_n; i++) {
		const struct form_line *l = &f->lines[f->cells[i].line];
		if (cells[i].state != EXPR_NUMBER)
			continue;
		buf_add(&b, f->cells[i].code);
		buf_add_char(&b, '=');
		if (l->kind == FORM_NUMBER)
			buf_add(&b, form_number_keep(a, cells[i].v));
		else if (l->kind == FORM_DAY)
			buf_add(&b, date_iso(a, (day_t)cells[i].v));
		else
			for (size_t k = 0; k < cells[i].text.n; k++) {
				char c = cells[i].text.p[k];
				if (c == '\n' || c == '\\')
					buf_add_char(&b, '\\');
				buf_add_char(&b, c == '\n' ? 'n' : c);
			}
		buf_add_char(&b, '\n');
	}
	return arena_dup(a, buf_str(&b));
}

static struct str unescape(struct arena *a, struct str s)
{
	if (str_find_char(s, '\\') < 0)
		return s;
	char *p = arena_alloc(a, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '\\' && i + 1 < s.n)
			c = s.p[++i] == 'n' ? '\n' : s.p[i];
		p[n++] = c;
	}
	return (struct str){p, n};
}

static void kept_cell(struct arena *a, const struct form_line *l, struct str value, struct answer_cell *ret)
{
	int64_t v = 0;
	day_t day;
	if (l->kind == FORM_NUMBER) {
		if (form_number_kept(value, &v))
			*ret = (struct answer_cell){EXPR_NUMBER, v, {0}};
	} else if (l->kind == FORM_DAY) {
		if (date_parse_iso(value, &day))
			*ret = (struct answer_cell){EXPR_NUMBER, day, {0}};
	} else {
		*ret = (struct answer_cell){EXPR_NUMBER, 0, unescape(a, value)};
	}
}

/* Which cell a line is of, given the one after the cell before: lines stand in the order of the form. */
static int cell_of_line(const struct form *f, struct str line, size_t next, size_t *ret_eq)
{
	for (size_t i = next; i < f->cell_n && i < next + 4; i++) {
		struct str code = f->cells[i].code;
		if (line.n > code.n && line.p[code.n] == '=' && memcmp(line.p, code.p, code.n) == 0) {
			*ret_eq = code.n;
			return (int)i;
		}
	}
	ptrdiff_t eq = str_find_char(line, '=');
	*ret_eq = eq > 0 ? (size_t)eq : 0;
	return eq > 0 ? form_cell_find(f, str_slice(line, 0, (size_t)eq)) : -1;
}

void answer_kept(struct arena *a, const struct form *f, struct str kept, struct answer_cell *cells)
{
	const char *at = kept.n ? kept.p : "", *end = at + kept.n;
	size_t next = 0, eq;
	for (size_t i = 0; i < f->cell_n; i++)
		cells[i] = (struct answer_cell){.state = EXPR_EMPTY};
	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		struct str line = {at, (size_t)((stop ? stop : end) - at)};
		at = stop ? stop + 1 : end;
		int cell = cell_of_line(f, line, next, &eq);
		if (cell < 0)
			continue;
		next = (size_t)cell + 1;
		kept_cell(a, &f->lines[f->cells[cell].line], (struct str){line.p + eq + 1, line.n - eq - 1}, &cells[cell]);
	}
}

struct str answer_text(struct arena *a, const struct form *f, int cell, const struct answer_cell *value)
{
	const struct form_line *l = &f->lines[f->cells[cell].line];
	if (value->state != EXPR_NUMBER)
		return f->cells[cell].computed ? str_from_c(answer_state_words(value->state)) : (struct str){0};
	if (l->kind == FORM_NUMBER)
		return form_number_text(a, value->v, l->decimals);
	int64_t id;
	struct str name;
	if (l->kind == FORM_FILE && answer_file(value->text, &id, &name))
		return name;
	return l->kind == FORM_DAY ? date_vn(a, (day_t)value->v) : value->text;
}

struct str answer_typed(struct arena *a, const struct form *f, int cell, const struct answer_cell *value)
{
	const struct form_line *l = &f->lines[f->cells[cell].line];
	if (value->state != EXPR_NUMBER)
		return (struct str){0};
	if (l->kind == FORM_NUMBER)
		return form_number_typed(a, value->v);
	return l->kind == FORM_DAY ? date_vn(a, (day_t)value->v) : value->text;
}
