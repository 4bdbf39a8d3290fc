/* The tile map: what it writes, what it escapes, how small it is on the wire. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "render/squares.h"
#include "render/tilemap.h"
#include "unit/facts.h"
#include "group_arena.h"

static const char *drawn(const struct tile *tiles, size_t n, bool keyboard)
{
	struct tile_map map = {.label = STR("Xã \"chậm\""), .tiles = tiles, .count = n, .keyboard = keyboard};
	return arena_c(a, tilemap_make(a, &map).markup);
}

static size_t count_of(const char *text, const char *part)
{
	size_t n = 0;
	for (const char *p = text; (p = strstr(p, part)); p++)
		n++;
	return n;
}

static void one_square(void **state)
{
	(void)state;
	struct tile t = {
		.name = STR("Xã Thiệu Hóa"), .words = STR("quá hạn 3 ngày"), .mark = STR("3"), .href = STR("/xa/15706"),
		.col = 3, .row = 2, .state = TILE_LATE,
	};
	assert_string_equal(drawn(&t, 1, true),
		"<svg class=\"tiles\" viewBox=\"0 0 39 29\" text-anchor=\"middle\" font-size=\"5\" role=\"group\" "
		"aria-label=\"Xã &#34;chậm&#34;\"><defs><path id=\"t\" d=\"M.5.5h8v8h-8z\"/></defs><g transform=\"translate(30 20)\">"
		"<a href=\"/xa/15706\"><title>Xã Thiệu Hóa: quá hạn 3 ngày</title><g class=\"t-late\"><use href=\"#t\"/>"
		"<text x=\"4.5\" y=\"6.2\">3</text></g></a></g></svg>");
	assert_string_equal(drawn(&t, 0, true), "");
	/* neighbours: each a step from the last, the groups closed at the end of the row */
	struct tile two[2] = {{.name = STR("B"), .col = 4, .row = 1}, {.name = STR("A"), .col = 2, .row = 1}};
	const char *row = strstr(drawn(two, 2, true), "<g transform");
	assert_string_equal(row, "<g transform=\"translate(20 10)\"><g><title>A</title><g class=\"t-none\"><use href=\"#t\"/></g></g>"
	                         "<g transform=\"translate(20)\"><g><title>B</title><g class=\"t-none\"><use href=\"#t\"/></g></g>"
	                         "</g></g></svg>");
	assert_non_null(strstr(drawn(&t, 1, false), "<a tabindex=\"-1\" href="));
}

static void every_state_says_itself_without_colour(void **state)
{
	(void)state;
	for (int i = 0; i < TILE_STATE_COUNT; i++) {
		struct tile t = {.name = STR("A"), .href = STR("/a"), .state = (enum tile_state)i};
		const char *svg = drawn(&t, 1, true);
		assert_non_null(strstr(svg, tile_class((enum tile_state)i)));
		assert_true(!*tile_sign((enum tile_state)i) || strstr(svg, tile_sign((enum tile_state)i)));
		for (int j = 0; j < i; j++) {
			assert_string_not_equal(tile_sign((enum tile_state)i), tile_sign((enum tile_state)j));
			assert_string_not_equal(tile_class((enum tile_state)i), tile_class((enum tile_state)j));
		}
	}
}

static void nothing_breaks_out(void **state)
{
	(void)state;
	struct tile t = {
		.name = STR("</title><script>alert(1)</script>"), .words = STR("<b>&"), .mark = STR("<i>"),
		.href = STR("javascript:alert(1)"), .state = TILE_DONE,
	};
	const char *svg = drawn(&t, 1, true);
	assert_null(strstr(svg, "<script"));
	assert_null(strstr(svg, "javascript:"));
	assert_null(strstr(svg, "<b>"));
	assert_null(strstr(svg, "<i>"));
	assert_null(strstr(svg, "style="));
	t.href = STR("/\"onclick=\"x");
	assert_null(strstr(drawn(&t, 1, true), "\"onclick"));
}

static void squares_without_a_place(void **state)
{
	(void)state;
	struct tile t[5] = {
		{.name = STR("A"), .col = 0, .row = 0},   {.name = STR("B"), .col = 1, .row = 0},
		{.name = STR("C"), .col = 1, .row = 0},   /* taken: goes below */
		{.name = STR("D"), .col = -1, .row = -1}, {.name = STR("E"), .col = TILES_SIDE, .row = 3},
	};
	const char *svg = drawn(t, 5, true);
	assert_int_equal(count_of(svg, "<use "), 5);
	assert_int_equal(count_of(svg, "<a "), 0); /* no address, no link */
	assert_non_null(strstr(svg, "viewBox=\"0 0 19 39\"")); /* one row, a free one, two rows of two */
	/* none has a place: twelve in a row */
	struct tile many[13] = {{.col = -1}};
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct tile){.name = STR("X"), .col = -1};
	assert_non_null(strstr(drawn(many, 13, true), "viewBox=\"0 0 119 19\""));
}

static size_t packed(struct str text, int level)
{
	uLongf n = compressBound(text.n);
	void *to = arena_alloc(a, n);
	assert_int_equal(compress2(to, &n, (const Bytef *)text.p, text.n, level), Z_OK);
	return n;
}

/* Thanh Hóa on a bad day: one commune in four late, each by other days. A working page may have 6 KB; half of it is the map's. */
static void a_province_is_small_on_the_wire(void **state)
{
	(void)state;
	struct unit_texts texts = unit_texts_embedded();
	const struct unit_facts *facts = NULL;
	struct err err = ERR_INIT;
	assert_int_equal(unit_facts_load(a, &texts, &facts, &err), 0);
	const struct unit_fact *p = unit_province(facts, STR("38"));
	struct tile *tiles = arena_array_of(a, p->count, struct tile);
	for (size_t i = 0; i < p->count; i++) {
		const struct unit_fact *f = &facts->communes[p->first + i];
		int late = (int)((i * 7919) % 23);
		bool is_late = i % 4 == 1;
		tiles[i] = (struct tile){
			.name = unit_full_name(a, f->kind, f->name),
			.words = is_late ? arena_printf(a, "quá hạn %d ngày", late) : i % 3 ? STR("đã xong") : STR("chưa đến hạn"),
			.mark = is_late ? arena_printf(a, "%d", late) : STR(""),
			.href = arena_printf(a, "/xa/%.*s", STR_ARG(f->code)),
			.col = f->col,
			.row = f->row,
			.state = is_late ? TILE_LATE : i % 3 ? TILE_DONE : TILE_WAIT,
		};
	}
	struct tile_map map = {.label = STR("Xã, phường chậm ở đâu"), .tiles = tiles, .count = p->count};
	struct str svg = tilemap_make(a, &map).markup;
	assert_int_equal(count_of(arena_c(a, svg), "<a "), 166);
	print_message("# 166 squares: %zu bytes, %zu at level 1, %zu at level 6\n", svg.n, packed(svg, 1), packed(svg, 6));
	assert_true(packed(svg, 1) <= 3100);
	assert_true(packed(svg, 6) <= 2700);
}

/* One square for each, states together, and next to nothing on the wire. */
static void squares(void **state)
{
	(void)state;
	const int64_t none[TILE_STATE_COUNT] = {0}, few[TILE_STATE_COUNT] = {[TILE_DONE] = 2, [TILE_LATE] = 1};
	const int64_t many[TILE_STATE_COUNT] = {[TILE_DONE] = 100, [TILE_WAIT] = 40, [TILE_SOON] = 3, [TILE_LATE] = 23};
	assert_int_equal(squares_make(a, none, STR("x")).markup.n, 0);
	assert_string_equal(arena_c(a, squares_make(a, few, STR("2 <xong>")).markup),
		"<svg class=\"squares\" viewBox=\"0 0 210 5\" width=\"210\" role=\"img\" aria-label=\"2 &lt;xong&gt;\">"
		"<path class=\"t-done\" d=\"M0 0h4v4h-4zm5 0h4v4h-4z\"/><path class=\"t-late\" d=\"M10 0h4v4h-4z\"/></svg>");
	struct str drawn = squares_make(a, many, STR("166")).markup;
	uint8_t small[4096];
	uLongf size = sizeof(small);
	assert_int_equal(count_of(arena_c(a, drawn), "h4v4h-4z"), 166);
	assert_int_equal(compress2(small, &size, (const uint8_t *)drawn.p, drawn.n, 1), Z_OK);
	assert_true(size < 260);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_square), cmocka_unit_test(squares),
		cmocka_unit_test(every_state_says_itself_without_colour),
		cmocka_unit_test(nothing_breaks_out),
		cmocka_unit_test(squares_without_a_place),
		cmocka_unit_test(a_province_is_small_on_the_wire),
	};
	return cmocka_run_group_tests_name("tile map", tests, with_arena, without_arena);
}
