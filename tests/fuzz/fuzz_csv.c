/* Any bytes: no crash, and what was read comes back the same after writing it. */
#include <stdint.h>
#include <string.h>

#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CELL_MOST 200

struct copy {
	struct buf out;
	size_t rows;
};

static int write_again(void *ctx, const struct csv_row *row, struct err *err)
{
	(void)err;
	struct copy *c = ctx;
	for (size_t i = 0; i < row->n; i++)
		csv_write_text(&c->out, row->cells[i], i + 1 == row->n);
	c->rows++;
	return 0;
}

/* As a table with a heading: each cell is there once, by its column, and guarding is taken back. */
static void check_table(struct str text, const struct csv_limits *limits)
{
	_cleanup_arena_ struct arena *a = arena_new("fuzz", (size_t)16 << 20);
	struct buf out = BUF_INIT(1 << 16);
	struct csv_table t = {0};
	struct err err = ERR_INIT;
	if (csv_table(a, text, limits, &t, &err) < 0)
		return;
	for (size_t i = 0; i < t.columns; i++) {
		int at = csv_column(&t, arena_c(a, t.names[i]));
		INVARIANT(at >= 0 || str_find_char(t.names[i], '\0') >= 0, "a column is not found by its name");
		INVARIANT(at < 0 || (size_t)at <= i, "a column behind itself");
		for (size_t k = 0; k < t.rows; k++) {
			struct str cell = csv_cell(&t, k, (int)i);
			INVARIANT(csv_unguard(cell).n <= cell.n && cell.n <= limits->cell, "a cell that grows");
		}
	}
	char longer[CELL_MOST + 2]; /* than any cell can be: the fuzzer learns every name it is compared with */
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = 0;
	INVARIANT(csv_column(&t, longer) < 0, "a column with a name no cell can hold");
	INVARIANT(csv_cell(&t, t.rows, 0).n == 0 && csv_cell(&t, 0, -1).n == 0, "a cell outside");
	csv_write_int(&out, (int64_t)t.rows, true);
	buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct csv_limits limits = {.bytes = 1 << 16, .rows = 100, .columns = 10, .cell = CELL_MOST};
	static const struct csv_limits wider = {.bytes = 1 << 18, .rows = 100, .columns = 10, .cell = 2 * CELL_MOST};
	struct copy first = {.out = BUF_INIT(1 << 18)}, second = {.out = BUF_INIT(1 << 19)};
	struct err err = ERR_INIT;
	if (csv_read((struct str){(const char *)data, size}, &limits, write_again, &first, &err) == 0) {
		INVARIANT(csv_read(buf_str(&first.out), &wider, write_again, &second, &err) == 0, "what was written is not read");
		INVARIANT(first.rows == second.rows, "a row was lost or made");
	}
	check_table((struct str){(const char *)data, size}, &limits);
	buf_free(&first.out);
	buf_free(&second.out);
	return 0;
}
