#include "format/geojson.h"

#include <string.h>
#include <strings.h>

#define DEGREE 100000
/* Viet Nam with its islands and waters. */
#define WEST (100 * DEGREE)
#define EAST (119 * DEGREE)
#define SOUTH (5 * DEGREE)
#define NORTH (25 * DEGREE)

struct reader {
	struct arena *a;
	struct str text;
	size_t at, points;
	struct geo_shape *shape;
	size_t n, cap;
	struct err *err;
};

/* A list of something under way. */
struct rings {
	struct geo_ring *ring;
	size_t n, cap;
	struct geo_point *point; /* of the ring that is being read */
	size_t point_n, point_cap;
};

static int wrong(struct reader *r, const char *what)
{
	size_t line = 1, begin = 0;
	for (size_t i = 0; i < r->at; i++)
		if (r->text.p[i] == '\n') {
			line++;
			begin = i + 1;
		}
	return err_field(r->err, ERR_INPUT, "file", _("Dòng %zu, chỗ thứ %zu: %s"), line, r->at - begin + 1, what);
}

static char next(struct reader *r)
{
	while (r->at < r->text.n && (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\n' || r->text.p[r->at] == '\r' ||
				     r->text.p[r->at] == '\t'))
		r->at++;
	return r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static bool take(struct reader *r, char c)
{
	if (next(r) != c || r->at == r->text.n)
		return false;
	r->at++;
	return true;
}

static int need(struct reader *r, char c)
{
	static const struct {
		char c;
		const char *words;
	} known[] = {{'{', _("cần dấu «{».")}, {'[', _("cần dấu «[».")}, {':', _("cần dấu «:».")}, {'"', _("cần một chuỗi.")}};
	if (take(r, c))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].c == c)
			return wrong(r, known[i].words);
	return wrong(r, _("tệp không đúng dạng JSON."));
}

/* As it stands between the quotes: keys and codes we look for have no escapes. */
static int read_text(struct reader *r, struct str *ret_text)
{
	int k = need(r, '"');
	size_t begin = r->at;
	if (k < 0)
		return k;
	while (r->at < r->text.n && r->text.p[r->at] != '"') {
		if ((unsigned char)r->text.p[r->at] < ' ')
			return wrong(r, _("chuỗi chưa đóng dấu ngoặc kép."));
		r->at += r->text.p[r->at] == '\\' ? 2 : 1;
	}
	if (r->at >= r->text.n) {
		r->at = r->text.n;
		return wrong(r, _("chuỗi chưa đóng dấu ngoặc kép."));
	}
	*ret_text = str_slice(r->text, begin, r->at++);
	return 0;
}

static bool plain_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '+' || c == '.';
}

/* A number, true, false, null. */
static struct str read_word(struct reader *r)
{
	next(r);
	size_t begin = r->at;
	while (r->at < r->text.n && plain_char(r->text.p[r->at]))
		r->at++;
	return str_slice(r->text, begin, r->at);
}

/* ---- what is passed over ---- */

static int skip(struct reader *r, int depth);

static int skip_members(struct reader *r, char end, int depth)
{
	struct str key;
	int k = 0;
	if (take(r, end))
		return 0;
	do {
		if (end == '}')
			k = read_text(r, &key);
		if (k == 0 && end == '}')
			k = need(r, ':');
		if (k == 0)
			k = skip(r, depth + 1);
	} while (k == 0 && take(r, ','));
	return k < 0 ? k : need(r, end);
}

static int skip(struct reader *r, int depth)
{
	struct str text;
	if (depth > GEOJSON_DEPTH)
		return wrong(r, _("tệp lồng nhau quá sâu."));
	if (next(r) == '"')
		return read_text(r, &text);
	if (take(r, '{'))
		return skip_members(r, '}', depth);
	if (take(r, '['))
		return skip_members(r, ']', depth);
	return read_word(r).n ? 0 : wrong(r, _("tệp không đúng dạng JSON."));
}

/* Calls `member` for each member of an object; it reads the value. */
static int members(struct reader *r, int (*member)(struct reader *r, struct str key, void *ctx), void *ctx)
{
	struct str key;
	int k = need(r, '{');
	if (k < 0 || take(r, '}'))
		return k;
	do {
		k = read_text(r, &key);
		if (k == 0)
			k = need(r, ':');
		if (k == 0)
			k = member(r, key, ctx);
	} while (k == 0 && take(r, ','));
	return k < 0 ? k : need(r, '}');
}

/* ---- coordinates ---- */

/* "105.76482" → 10576482; the sixth digit rounds. */
static bool degrees(struct str word, int32_t *ret)
{
	size_t i = word.n && word.p[0] == '-';
	int64_t v = 0;
	int decimals = -1;
	bool digit = false;
	for (; i < word.n; i++) {
		char c = word.p[i];
		if (c == '.' && decimals < 0 && digit) {
			decimals = 0;
			continue;
		}
		if (c < '0' || c > '9' || v > 1000 * (int64_t)DEGREE)
			return false;
		digit = true;
		if (decimals == 5)
			v += c >= '5';
		else if (decimals < 5)
			v = v * 10 + (c - '0');
		decimals += decimals >= 0 && decimals < 6;
	}
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 5; decimals++)
		v *= 10;
	if (!digit || v > 1000 * (int64_t)DEGREE)
		return false;
	*ret = (int32_t)(word.p[0] == '-' ? -v : v);
	return true;
}

static int take_point(struct reader *r, struct rings *s)
{
	struct geo_point p;
	bool good = degrees(read_word(r), &p.lon) && take(r, ',') && degrees(read_word(r), &p.lat);
	if (!good)
		return wrong(r, _("cần kinh độ và vĩ độ, ví dụ [105.78520,19.80670]."));
	if (p.lon < WEST || p.lon > EAST || p.lat < SOUTH || p.lat > NORTH)
		return wrong(r, _("tọa độ không ở Việt Nam. Hãy xuất tệp theo kinh độ, vĩ độ WGS 84 (kinh độ trước)."));
	while (take(r, ',')) /* a height */
		read_word(r);
	if (!take(r, ']'))
		return wrong(r, _("cần kinh độ và vĩ độ, ví dụ [105.78520,19.80670]."));
	if (r->points++ == GEOJSON_POINTS)
		return err_field(r->err, ERR_TOO_LARGE, "file", _("Tệp có hơn %d điểm. Hãy giản lược ranh giới rồi nhập lại."),
				 GEOJSON_POINTS);
	s->point = arena_grow(r->a, s->point, s->point_n, &s->point_cap, sizeof *s->point);
	s->point[s->point_n++] = p;
	return 0;
}

/* A ring was read: without its last point when that is the first again. */
static void close_ring(struct reader *r, struct rings *s)
{
	size_t n = s->point_n;
	if (n > 1 && s->point[0].lon == s->point[n - 1].lon && s->point[0].lat == s->point[n - 1].lat)
		n--;
	if (n >= 3) {
		s->ring = arena_grow(r->a, s->ring, s->n, &s->cap, sizeof *s->ring);
		s->ring[s->n++] = (struct geo_ring){n, s->point};
	}
	s->point = NULL;
	s->point_n = s->point_cap = 0;
}

/* Behind a '[': points, rings or polygons, by what stands there. */
static int coordinates(struct reader *r, struct rings *s, int depth)
{
	int k = 0;
	char c = next(r);
	if (depth > 4)
		return wrong(r, _("tọa độ lồng nhau quá sâu."));
	if (c == '-' || (c >= '0' && c <= '9'))
		return take_point(r, s);
	if (take(r, ']'))
		return 0;
	do {
		k = need(r, '[');
		if (k == 0)
			k = coordinates(r, s, depth + 1);
	} while (k == 0 && take(r, ','));
	if (k == 0 && !take(r, ']'))
		k = wrong(r, _("danh sách tọa độ chưa đóng dấu «]»."));
	if (k == 0 && s->point_n)
		close_ring(r, s);
	return k;
}

/* ---- features ---- */

struct feature {
	struct str code, id, type;
	struct rings rings;
};

static bool named(struct str key, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(names[i]) == key.n && strncasecmp(names[i], key.p, key.n) == 0)
			return true;
	return false;
}

static int read_code(struct reader *r, struct str *ret)
{
	int k = 0;
	if (next(r) == '{' || next(r) == '[')
		return skip(r, 1);
	if (next(r) == '"')
		k = read_text(r, ret);
	else
		*ret = read_word(r);
	if (k == 0 && ret->n > GEOJSON_CODE)
		k = wrong(r, _("mã đơn vị quá dài."));
	if (k == 0 && str_eq_c(*ret, "null"))
		*ret = (struct str){0};
	return k;
}

static int property(struct reader *r, struct str key, void *ctx)
{
	static const char *const codes[] = {"code", "ma", "ma_xa", "maxa"};
	struct feature *f = ctx;
	return named(key, codes, ARRAY_LEN(codes)) && !f->code.n ? read_code(r, &f->code) : skip(r, 1);
}

static int geometry_member(struct reader *r, struct str key, void *ctx)
{
	struct feature *f = ctx;
	if (str_eq_c(key, "type"))
		return read_text(r, &f->type);
	if (!str_eq_c(key, "coordinates"))
		return skip(r, 1);
	int k = need(r, '[');
	return k < 0 ? k : coordinates(r, &f->rings, 1);
}

static int feature_member(struct reader *r, struct str key, void *ctx)
{
	struct feature *f = ctx;
	if (str_eq_c(key, "id"))
		return read_code(r, &f->id);
	if (str_eq_c(key, "properties") && next(r) == '{')
		return members(r, property, f);
	if (!str_eq_c(key, "geometry") || next(r) != '{')
		return skip(r, 1);
	int k = members(r, geometry_member, f);
	if (k == 0 && !str_eq_c(f->type, "Polygon") && !str_eq_c(f->type, "MultiPolygon"))
		k = wrong(r, _("chỉ nhận ranh giới dạng Polygon, MultiPolygon."));
	return k;
}

static int collection_member(struct reader *r, struct str key, void *ctx)
{
	bool *found = ctx;
	int k = 0;
	if (!str_eq_c(key, "features"))
		return skip(r, 1);
	*found = true;
	k = need(r, '[');
	if (k < 0 || take(r, ']'))
		return k;
	do {
		struct feature f = {0};
		if (r->n == GEOJSON_SHAPES)
			return err_field(r->err, ERR_TOO_LARGE, "file", _("Tệp có hơn %d đơn vị."), GEOJSON_SHAPES);
		k = members(r, feature_member, &f);
		if (k < 0)
			return k;
		r->shape = arena_grow(r->a, r->shape, r->n, &r->cap, sizeof *r->shape);
		r->shape[r->n++] = (struct geo_shape){f.code.n ? f.code : f.id, f.rings.n, f.rings.ring};
	} while (take(r, ','));
	return need(r, ']');
}

int geojson_read(struct arena *a, struct str text, struct geojson *ret_file, struct err *err)
{
	struct reader r = {.a = a, .text = text, .err = err};
	bool found = false;
	if (text.n > GEOJSON_BYTES)
		return err_field(err, ERR_TOO_LARGE, "file", _("Tệp lớn hơn %zu MB."), GEOJSON_BYTES >> 20);
	if (!str_is_utf8(text))
		return err_field(err, ERR_INPUT, "file", _("Tệp không phải là UTF-8. Hãy lưu lại thành GeoJSON, UTF-8."));
	if (str_starts(text, STR("\xEF\xBB\xBF")))
		r.at = 3;
	int k = members(&r, collection_member, &found);
	if (k == 0 && next(&r) != '\0')
		k = wrong(&r, _("sau ranh giới còn chữ thừa."));
	if (k == 0 && r.at < text.n)
		k = wrong(&r, _("sau ranh giới còn chữ thừa."));
	if (k == 0 && !found)
		return err_field(err, ERR_INPUT, "file", _("Tệp không có «features»: cần GeoJSON dạng FeatureCollection."));
	if (k < 0)
		return k;
	*ret_file = (struct geojson){r.n, r.shape};
	return 0;
}
