/* Any bytes as a form, the second half as what somebody typed: no crash, and what was accepted is what the header promises. */
#include <stdint.h>

#include "form/rollup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void answer_with(struct arena *a, const struct form *f, struct str text)
{
	struct str typed[FORM_CELLS_MOST] = {{0}}, part;
	struct answer_cell *cells = arena_array_of(a, f->cell_n, struct answer_cell),
			   *back = arena_array_of(a, f->cell_n, struct answer_cell);
	struct findings *fs = arena_new_of(a, struct findings);
	struct roll roll;
	for (size_t i = 0; i < f->cell_n && str_split(&text, '\t', &part); i++)
		typed[i] = part;
	answer_read(a, f, typed, false, cells, fs);
	for (size_t i = 0; i < fs->n; i++)
		INVARIANT(fs->v[i].text.n && str_is_utf8(fs->v[i].text), "a finding without words");
	answer_kept(a, f, answer_keep(a, f, cells), back);
	for (size_t i = 0; i < f->cell_n; i++) {
		bool computed = f->cells[i].computed;
		INVARIANT(computed || back[i].state == cells[i].state, "an answer that is kept as another");
		INVARIANT(str_eq(answer_typed(a, f, (int)i, &back[i]), answer_typed(a, f, (int)i, &cells[i])), "a cell kept as another");
		INVARIANT(str_is_utf8(answer_text(a, f, (int)i, &back[i])), "a cell that is no UTF-8");
	}
	roll_begin(a, f, &roll);
	roll_add(&roll, cells);
	roll_add(&roll, cells);
	roll_end(&roll);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 13)
		return 0;
	struct arena *a = arena_new("fuzz", (size_t)256 << 20);
	struct str text = {(const char *)data, size}, form = text;
	struct err err = ERR_INIT;
	struct form *f;
	ptrdiff_t half = str_find(text, STR("\f"));
	if (half >= 0) {
		form = str_slice(text, 0, (size_t)half);
		text = str_slice(text, (size_t)half + 1, size);
	}
	int r = form_read(a, form, &f, &err);
	if (r < 0) {
		INVARIANT(err.code == (enum err_code)-r && err.text[0] && str_is_utf8(str_from_c(err.text)), "a refusal without words");
	} else {
		struct buf table = BUF_INIT((size_t)4 << 20);
		form_table_write(f, &table);
		INVARIANT(f->cell_n && !table.full && str_is_utf8(buf_str(&table)), "a table that is no text");
		buf_free(&table);
		answer_with(a, f, text);
	}
	arena_free(a);
	return 0;
}
