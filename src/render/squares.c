#include "render/squares.h"

#define STEP 5
#define IN_ROW 42

/* `n` squares from place `at` on. */
static void run(struct buf *out, enum tile_state state, int64_t at, int64_t n)
{
	buf_printf(out, "<path class=\"%s\" d=\"M%d %d", tile_class(state), (int)(at % IN_ROW) * STEP, (int)(at / IN_ROW) * STEP);
	for (int64_t i = 0; i < n; i++) {
		if (i)
			buf_add_c(out, (at + i) % IN_ROW ? "m5 0" : "m-205 5"); /* the first of the next row */
		buf_add_c(out, "h4v4h-4z");
	}
	buf_add_c(out, "\"/>");
}

struct html_raw squares_make(struct arena *a, const int64_t counts[TILE_STATE_COUNT], struct str label)
{
	static const enum tile_state order[] = {TILE_DONE, TILE_WAIT, TILE_NONE, TILE_SOON, TILE_LATE};
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 16);
	struct html h = {.out = &out};
	int64_t all = 0, at = 0;
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		all += counts[order[i]];
	if (all <= 0)
		return (struct html_raw){0};
	all = all > TILES_MAX ? TILES_MAX : all;
	buf_printf(&out, "<svg class=\"squares\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"", IN_ROW * STEP,
		   (int)((all + IN_ROW - 1) / IN_ROW) * STEP, IN_ROW * STEP);
	html_text(&h, label);
	buf_add_c(&out, "\">");
	for (size_t i = 0; i < ARRAY_LEN(order); i++) {
		int64_t n = counts[order[i]] < all - at ? counts[order[i]] : all - at;
		if (n > 0)
			run(&out, order[i], at, n);
		at += n > 0 ? n : 0;
	}
	buf_add_c(&out, "</svg>");
	return (struct html_raw){arena_dup(a, buf_str(&out))};
}
