/* Any bytes as a table of communes: no crash, limits kept, and what was accepted is what the header promises. */
#include <stdint.h>

#include "text/text.h"
#include "unit/units_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(struct arena *a, const struct unit_row *u)
{
	INVARIANT(u->code.n >= 1 && u->code.n <= 20, "a code of another length");
	INVARIANT(u->name.n >= 1 && str_eq(u->name, text_nfc(a, u->name)), "a name that is no NFC");
	INVARIANT(unit_kind_is_communal(u->kind), "a unit of another tier");
	INVARIANT(u->population >= UNIT_UNKNOWN && u->area >= UNIT_UNKNOWN, "a negative figure");
	INVARIANT(u->mountain >= MOUNTAIN_UNKNOWN && u->mountain <= MOUNTAIN_YES, "a third answer");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 16)
		return 0;
	struct arena *a = arena_new("fuzz", UNITS_CSV_ARENA);
	struct buf shown = BUF_INIT(1 << 24), all = BUF_INIT(1 << 24);
	struct units_csv u = {0};
	struct err err = ERR_INIT;
	/* The first byte decides whether one province is asked for. */
	struct str text = {(const char *)data, size};
	struct str province = size && data[0] % 2 ? STR("38") : STR("");
	int k = units_csv_read(a, text, province, &u, &err);
	if (k < 0) {
		INVARIANT(err.code == (enum err_code)-k && err.text[0] && str_is_utf8(str_from_c(err.text)), "a refusal without words");
	} else {
		INVARIANT(u.row_count || u.refused_rows, "a table without a row was read");
		INVARIANT(u.refused_rows <= u.refusal_count, "a row refused without a reason");
		for (size_t i = 0; i < u.row_count; i++)
			check_row(a, &u.rows[i]);
		units_csv_print_refusals(&u, 200, &shown);
		units_csv_refusals_csv(&u, &all);
		INVARIANT(str_is_utf8(buf_str(&shown)) && str_is_utf8(buf_str(&all)), "a report that is no UTF-8");
	}
	buf_free(&shown);
	buf_free(&all);
	arena_free(a);
	return 0;
}
