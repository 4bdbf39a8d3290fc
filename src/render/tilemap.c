#include <stdlib.h>
#include "base/err.h"
#include "render/tilemap.h"

#define UNIT 10   /* of the drawing, to a square with its gap */
#define OUT_CAP ((size_t)2 << 20)

static const struct {
	const char *class, *sign;
} states[TILE_STATE_COUNT] = {
	[TILE_NONE] = {"t-none", ""},   /* nothing to say */
	[TILE_WAIT] = {"t-wait", _("·")},
	[TILE_SOON] = {"t-soon", _("!")},
	[TILE_LATE] = {"t-late", _("✗")},
	[TILE_DONE] = {"t-done", _("✓")},
};

/* A tile and where it goes. */
struct place {
	const struct tile *tile;
	int col, row;
};

const char *tile_sign(enum tile_state state)
{
	INVARIANT((unsigned)state < TILE_STATE_COUNT, "no such state of a tile");
	return states[state].sign;
}

const char *tile_class(enum tile_state state)
{
	INVARIANT((unsigned)state < TILE_STATE_COUNT, "no such state of a tile");
	return states[state].class;
}

static int compare_places(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->col > y->col) - (x->col < y->col);
}

/* Gives every tile a square of its own and returns columns and rows of the drawing. */
static void place_all(const struct tile_map *map, struct place *places, int *ret_cols, int *ret_rows)
{
	bool taken[TILES_SIDE][TILES_SIDE] = {{false}};
	int cols = 0, rows = 0;
	for (size_t i = 0; i < map->count; i++) {
		const struct tile *t = &map->tiles[i];
		places[i] = (struct place){.tile = t, .col = -1};
		if (t->col < 0 || t->row < 0 || t->col >= TILES_SIDE || t->row >= TILES_SIDE || taken[t->row][t->col])
			continue;
		taken[t->row][t->col] = true;
		places[i].col = t->col;
		places[i].row = t->row;
		cols = t->col >= cols ? t->col + 1 : cols;
		rows = t->row >= rows ? t->row + 1 : rows;
	}
	/* Those without a place: rows of their own, one free row between. */
	int next = 0;
	if (cols < 12)
		cols = rows ? cols : 12;
	for (size_t i = 0; i < map->count; i++) {
		if (places[i].col >= 0)
			continue;
		places[i].col = next % cols;
		places[i].row = (rows ? rows + 1 : 0) + next / cols;
		next++;
	}
	if (next)
		rows = (rows ? rows + 1 : 0) + (next + cols - 1) / cols;
	*ret_cols = cols;
	*ret_rows = rows;
}

/* What a tile's state decides stands together, behind its name, and a group moves one square on from the last: so neighbours of
 * one state differ in name and address only, and pack well. */
static void write_tile(struct html *h, const struct tile_map *map, const struct tile *t)
{
	bool link = t->href.n > 0;
	if (link) {
		buf_add_c(h->out, map->keyboard ? "<a href=\"" : "<a tabindex=\"-1\" href=\"");
		html_url(h, t->href);
		buf_add_c(h->out, "\">");
	}
	buf_add_c(h->out, link ? "<title>" : "<g><title>");
	html_text(h, t->name);
	if (t->words.n) {
		buf_add_c(h->out, ": ");
		html_text(h, t->words);
	}
	buf_printf(h->out, "</title><g class=\"%s\"><use href=\"#t\"/>", tile_class(t->state));
	if (t->mark.n || *states[t->state].sign) {
		buf_add_c(h->out, "<text x=\"4.5\" y=\"6.2\">");
		if (t->mark.n)
			html_text(h, t->mark);
		else
			html_text(h, states[t->state].sign);
		buf_add_c(h->out, "</text>");
	}
	buf_add_c(h->out, link ? "</g></a>" : "</g></g>");
}

/* The tiles of one row, each group inside the one before; returns how many tiles that were. */
static size_t write_row(struct html *h, const struct tile_map *map, const struct place *places, size_t n)
{
	size_t i = 0;
	for (; i < n && places[i].row == places[0].row; i++) {
		if (i)
			buf_printf(h->out, "<g transform=\"translate(%d)\">", (places[i].col - places[i - 1].col) * UNIT);
		else
			buf_printf(h->out, "<g transform=\"translate(%d %d)\">", places[i].col * UNIT, places[i].row * UNIT);
		write_tile(h, map, places[i].tile);
	}
	for (size_t k = 0; k < i; k++)
		buf_add_c(h->out, "</g>");
	return i;
}

void tilemap_write(struct arena *scratch, const struct tile_map *map, struct buf *out)
{
	INVARIANT(map->count <= TILES_MAX, "a tile map has too many tiles");
	if (!map->count)
		return;
	struct html h = {.out = out};
	int cols, rows;
	struct place *places = arena_array_of(scratch, map->count, struct place);
	place_all(map, places, &cols, &rows);
	qsort(places, map->count, sizeof(*places), compare_places);

	buf_printf(out, "<svg class=\"tiles\" viewBox=\"0 0 %d %d\" text-anchor=\"middle\" font-size=\"5\" role=\"group\"",
	           cols * UNIT - 1, rows * UNIT - 1);
	buf_add_c(out, " aria-label=\"");
	html_text(&h, map->label);
	buf_add_c(out, "\"><defs><path id=\"t\" d=\"M.5.5h8v8h-8z\"/></defs>");
	for (size_t done = 0; done < map->count;)
		done += write_row(&h, map, places + done, map->count - done);
	buf_add_c(out, "</svg>");
}

struct html_raw tilemap_make(struct arena *a, const struct tile_map *map)
{
	_cleanup_buf_ struct buf out = BUF_INIT(OUT_CAP);
	tilemap_write(a, map, &out);
	INVARIANT(!out.full, "a tile map is larger than its cap");
	return (struct html_raw){arena_dup(a, buf_str(&out))};
}
