/* Outlines: GeoJSON read and refused, borders drawn small without gaps, the map as a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/fs.h"
#include "district/outline.h"
#include "format/geojson.h"
#include "render/regionmap.h"
#include "group_arena.h"

static struct geojson read_well(const char *text)
{
	struct geojson file = {0};
	struct err err = ERR_INIT;
	if (geojson_read(a, str_from_c(text), &file, &err) < 0)
		fail_msg("refused: %s", err.text);
	return file;
}

#define FEATURE(code, geometry) "{\"type\":\"Feature\",\"properties\":{\"ten\":\"Xã\",\"code\":" code "},\"geometry\":" geometry "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
#define SQUARE "{\"type\":\"Polygon\",\"coordinates\":[[[105.1,19.1],[105.2,19.1],[105.2,19.2],[105.1,19.1]]]}"

static void what_is_read(void **state)
{
	(void)state;
	struct geojson f = read_well("\xEF\xBB\xBF" COLLECTION(FEATURE("\"14758\"", SQUARE) "," FEATURE("3127", SQUARE)) " \n");
	assert_int_equal(f.n, 2);
	assert_true(str_eq_c(f.shape[0].code, "14758") && str_eq_c(f.shape[1].code, "3127"));
	assert_int_equal(f.shape[0].n, 1);
	assert_int_equal(f.shape[0].ring[0].n, 3); /* the first is not repeated */
	assert_int_equal(f.shape[0].ring[0].point[1].lon, 10520000);
	assert_int_equal(f.shape[0].ring[0].point[2].lat, 1920000);
	/* rounding; heights; the id when there is no code; coordinates before the type; a hole; several parts */
	f = read_well(COLLECTION("{\"id\":\"7\",\"geometry\":{\"coordinates\":[[[[105.123455,19,8],[105.2,19.1],[105.2,19.2],[105.123455,19,8]],"
				 "[[105.15,19.1],[105.16,19.1],[105.16,19.15]]],[[[106,20],[106.1,20],[106,20.1]]]],\"type\":\"MultiPolygon\"}}"));
	assert_true(str_eq_c(f.shape[0].code, "7"));
	assert_int_equal(f.shape[0].n, 3);
	assert_int_equal(f.shape[0].ring[0].point[0].lon, 10512346);
	/* nothing drawn is read, and said to be nothing */
	f = read_well(COLLECTION("{\"properties\":null,\"geometry\":null}"));
	assert_true(f.n == 1 && f.shape[0].n == 0 && f.shape[0].code.n == 0);
	f = read_well("{\"features\":[]}");
	assert_int_equal(f.n, 0);
}

static void refused(const char *text, const char *word)
{
	struct geojson file;
	struct err err = ERR_INIT;
	assert_true(geojson_read(a, str_from_c(text), &file, &err) < 0);
	if (!strstr(err.text, word))
		fail_msg("«%s» does not say «%s»", err.text, word);
}

static void what_is_refused(void **state)
{
	(void)state;
	refused("", "Dòng 1, chỗ thứ 1");
	refused("{\"type\":\"FeatureCollection\"}", "features");
	refused("{\"features\":[\n{\"geometry\":{\"type\":\"Point\",\"coordinates\":[105,19]}}]}", "Dòng 2");
	refused("{\"features\":[{\"geometry\":{\"type\":\"Point\",\"coordinates\":[105,19]}}]}", "Polygon");
	refused(COLLECTION(FEATURE("1", "{\"type\":\"Polygon\",\"coordinates\":[[[19.1,105.1]]]}")), "không ở Việt Nam"); /* turned */
	refused(COLLECTION(FEATURE("1", "{\"type\":\"Polygon\",\"coordinates\":[[[575000,2190000]]]}")), "chỗ thứ"); /* VN-2000 metres */
	refused(COLLECTION(FEATURE("1", "{\"type\":\"Polygon\",\"coordinates\":[[[1.05e2,19]]]}")), "kinh độ và vĩ độ");
	refused(COLLECTION(FEATURE("1", "{\"type\":\"Polygon\",\"coordinates\":[[[105.1]]]}")), "kinh độ và vĩ độ");
	refused(COLLECTION(FEATURE("\"12345678901234567890123456789012345678901\"", SQUARE)), "quá dài");
	refused(COLLECTION(FEATURE("1", SQUARE)) "]", "chữ thừa");
	refused("{\"features\":[" FEATURE("1", SQUARE), "JSON");
	refused("{\"a\":\"không đóng", "ngoặc kép");
	refused("{\"a\":\"\\", "ngoặc kép");
	refused("{\"features\":[{\"properties\":{\"code\":\"\xff\"}}]}", "UTF-8");
	struct buf deep = BUF_INIT(1 << 16);
	buf_add_c(&deep, "{\"a\":");
	for (int i = 0; i < 200; i++)
		buf_add_char(&deep, '[');
	refused(arena_c(a, buf_str(&deep)), "quá sâu");
	buf_free(&deep);
	refused(COLLECTION(FEATURE("1", "{\"type\":\"Polygon\",\"coordinates\":[[[[[[105,19]]]]]]}")), "quá sâu");
}

/* ---- drawing ---- */

/* A line of `n` small steps from (x, y0) to (x, y1), the same each time it is asked. */
static size_t wiggle(struct outline_point *out, int x, int y0, int y1, int n)
{
	for (int i = 0; i <= n; i++)
		out[i] = (struct outline_point){x + (i && i < n ? (i * 7919 % 41) - 20 : 0), y0 + (y1 - y0) * i / n};
	return (size_t)n + 1;
}

static size_t reverse(struct outline_point *p, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct outline_point t = p[i];
		p[i] = p[n - 1 - i];
		p[n - 1 - i] = t;
	}
	return n;
}

/* Two places side by side; the border wiggles. */
static void pair(struct outline_shape shapes[2])
{
	for (int s = 0; s < 2; s++) {
		struct outline_point *p = arena_array_of(a, 300, struct outline_point);
		struct outline_ring *ring = arena_new_of(a, struct outline_ring);
		size_t n = 0;
		int far = s ? 24000 : 0;
		p[n++] = (struct outline_point){far, 0};
		n += wiggle(p + n, 12000, 0, 20000, 200);
		p[n++] = (struct outline_point){far, 20000};
		if (s)
			reverse(p, n); /* the other way round, and begun elsewhere */
		*ring = (struct outline_ring){n, p};
		shapes[s] = (struct outline_shape){1, ring};
	}
}

static bool has(const struct outline_ring *r, struct outline_point p)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->point[i].x == p.x && r->point[i].y == p.y)
			return true;
	return false;
}

static void one_border_stays_one(void **state)
{
	(void)state;
	struct outline_shape shapes[2];
	struct outline o[2];
	pair(shapes);
	outline_draw(a, shapes, 2, o);
	const struct outline_ring *left = &shapes[0].ring[0], *right = &shapes[1].ring[0];
	assert_true(left->n >= 4 && left->n < 60); /* 203 points before */
	size_t shared = 0;
	for (size_t i = 0; i < left->n; i++)
		if (left->point[i].x > 11000) {
			assert_true(has(right, left->point[i]));
			shared++;
		}
	for (size_t i = 0; i < right->n; i++)
		if (right->point[i].x < 13000)
			assert_true(has(left, right->point[i]));
	assert_true(shared >= 2);
	for (int s = 0; s < 2; s++) {
		assert_true(str_starts(o[s].path, STR("M")) && str_ends(o[s].path, STR("z")));
		assert_true(o[s].x > o[s].left && o[s].x < o[s].right && o[s].y > o[s].top && o[s].y < o[s].bottom);
	}
	assert_true(o[0].x < 12000 && o[1].x > 12000);
}

static void small_islands(void **state)
{
	(void)state;
	struct outline_point big[] = {{0, 0}, {7000, 0}, {7000, 7000}, {0, 7000}}, dot[] = {{9000, 1}, {9003, 1}, {9003, 4}},
			     only[] = {{9500, 1}, {9503, 1}, {9503, 4}, {9500, 4}}, flat[] = {{1, 1}, {1, 1}, {2, 2}};
	struct outline_ring rings[] = {{4, big}, {3, dot}}, alone = {4, only}, none = {3, flat};
	struct outline_shape shapes[] = {{2, rings}, {1, &alone}, {1, &none}, {0, NULL}};
	struct outline o[4];
	outline_draw(a, shapes, 4, o);
	assert_null(strchr(arena_c(a, o[0].path) + 1, 'M')); /* too small to be seen */
	assert_true(o[1].path.n > 0);                         /* but the only part of a place stays */
	assert_int_equal(o[2].path.n, 0);
	assert_int_equal(o[3].path.n, 0);
}

static void a_real_province(void **state)
{
	(void)state;
	const char *data = getenv("NOIVU_DATA");
	struct str text;
	struct geojson file;
	struct err err = ERR_INIT;
	if (!data)
		skip();
	const char *path = arena_c(a, arena_printf(a, "%s/geo/communes_thanh_hoa.geojson", data));
	if (fs_read(a, path, 1 << 24, &text, &err) < 0 || geojson_read(a, text, &file, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(file.n, 166);
	struct outline_shape *shapes = arena_array_of(a, file.n, struct outline_shape);
	struct outline *o = arena_array_of(a, file.n, struct outline);
	size_t bytes = 0;
	for (size_t i = 0; i < file.n; i++) {
		shapes[i] = (struct outline_shape){file.shape[i].n, arena_array_of(a, file.shape[i].n, struct outline_ring)};
		for (size_t k = 0; k < file.shape[i].n; k++) {
			const struct geo_ring *from = &file.shape[i].ring[k];
			struct outline_ring *to = &shapes[i].ring[k];
			*to = (struct outline_ring){from->n, arena_array_of(a, from->n, struct outline_point)};
			for (size_t v = 0; v < from->n; v++)
				to->point[v] = outline_project(from->point[v].lon, from->point[v].lat);
		}
	}
	outline_draw(a, shapes, file.n, o);
	for (size_t i = 0; i < file.n; i++) {
		assert_true(o[i].path.n > 0 && o[i].path.n <= OUTLINE_PATH_MOST);
		bytes += o[i].path.n;
	}
	print_message("# 166 outlines: %zu bytes of %zu\n", bytes, text.n);
	assert_true(bytes < text.n / 5);
}

/* ---- the map ---- */

static void the_map(void **state)
{
	(void)state;
	_cleanup_buf_ struct buf out = BUF_INIT(1 << 16);
	const struct region regions[] = {{STR("Xã <A>"), STR("đơn vị bầu cử số 1"), STR("1"), STR("M0 0h9v9z"), 4, 4, 0},
					 {STR("Xã B"), {0}, {0}, STR("M10 0h9v9z"), 14, 4, REGION_NONE}};
	const struct region_map map = {STR("Bản đồ"), regions, 2, -1, -1, 20, 11, 5, 3};
	regionmap_write(&map, &out);
	const char *svg = arena_c(a, buf_str(&out));
	assert_non_null(strstr(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-1 -1 20 11\""));
	assert_non_null(strstr(svg, "<title>Xã &lt;A&gt;: đơn vị bầu cử số 1</title>"));
	assert_non_null(strstr(svg, ">1</text>"));
	assert_null(strstr(svg, "style"));
	/* what touches has another colour: a ring of five and one that touches all */
	bool touches[36] = {false};
	int group[6];
	for (int i = 0; i < 5; i++) {
		touches[i * 6 + (i + 1) % 5] = touches[(i + 1) % 5 * 6 + i] = true;
		touches[i * 6 + 5] = touches[5 * 6 + i] = true;
	}
	regionmap_colours(touches, 6, group);
	for (int i = 0; i < 6; i++)
		for (int k = 0; k < 6; k++)
			assert_true(!touches[i * 6 + k] || group[i] != group[k]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_read),	 cmocka_unit_test(what_is_refused), cmocka_unit_test(one_border_stays_one),
		cmocka_unit_test(small_islands), cmocka_unit_test(a_real_province), cmocka_unit_test(the_map),
	};
	return cmocka_run_group_tests_name("outlines", tests, with_arena, without_arena);
}
