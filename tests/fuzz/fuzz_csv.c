/* Any bytes: no crash, and what was read comes back the same after writing it. */
#include <stdint.h>

#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct csv_limits limits = {.bytes = 1 << 16, .rows = 100, .columns = 10, .cell = 200};
	static const struct csv_limits wider = {.bytes = 1 << 18, .rows = 100, .columns = 10, .cell = 400};
	struct copy first = {.out = BUF_INIT(1 << 18)}, second = {.out = BUF_INIT(1 << 19)};
	struct err err = ERR_INIT;
	if (csv_read((struct str){(const char *)data, size}, &limits, write_again, &first, &err) == 0) {
		INVARIANT(csv_read(buf_str(&first.out), &wider, write_again, &second, &err) == 0, "what was written is not read");
		INVARIANT(first.rows == second.rows, "a row was lost or made");
	}
	buf_free(&first.out);
	buf_free(&second.out);
	return 0;
}
