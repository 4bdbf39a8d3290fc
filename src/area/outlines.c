#include "area/outlines.h"

#include <stdlib.h>

#include "area/statements.h"
#include "format/geojson.h"
#include "unit/records.h"

#define CODE_DIGITS 5
#define READ_ARENA ((size_t)256 << 20)

#define WHOLE(name_)                                                                                                   \
	{                                                                                                              \
		.name = name_, .kind = FIELD_INT, .label = _("Vị trí trên hình"), .flags = FIELD_SET                   \
	}

static const struct field fields[] = {
	{.name = "unit",
	 .kind = FIELD_REF,
	 .label = _("Xã, phường, đặc khu"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "unit"},
	{.name = "path", .kind = FIELD_LONG, .label = _("Hình"), .flags = FIELD_SET, .max = OUTLINE_PATH_MOST},
	WHOLE("x"),
	WHOLE("y"),
	WHOLE("west"),
	WHOLE("north"),
	WHOLE("east"),
	WHOLE("south"),
	{.name = "source", .kind = FIELD_TEXT, .label = _("Nguồn"), .flags = FIELD_SET, .max = 200},
	{.name = "loaded_day", .kind = FIELD_DAY, .label = _("Ngày nhập"), .flags = FIELD_SET},
};
static const struct index indexes[] = {{"unit", true}};

const struct record outline_record = {
	.name = "outline",
	.title = _("Hình ranh giới"),
	.many = _("Hình ranh giới các xã, phường, đặc khu"),
	.empty = _("Chưa nhập hình ranh giới nào. Nhập ở trang Bầu cử → Đơn vị bầu cử → Hình ranh giới."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.sort = "unit",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.made_by_verbs = true,
};

/* ---- what there is ---- */

int site_outlines(struct db *db, struct arena *a, int64_t root, struct site_outline **ret_list, size_t *ret_n, struct err *err)
{
	struct site_outline *list = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &outlines_of, VALUES(v_int(root)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		list = arena_grow(a, list, n, &cap, sizeof *list);
		list[n++] = (struct site_outline){
			.unit = query_int(q, 1),
			.o = {.path = query_dup(q, 2, a),
			      .x = (int32_t)query_int(q, 3),
			      .y = (int32_t)query_int(q, 4),
			      .left = (int32_t)query_int(q, 5),
			      .top = (int32_t)query_int(q, 6),
			      .right = (int32_t)query_int(q, 7),
			      .bottom = (int32_t)query_int(q, 8)},
			.source = query_dup(q, 9, a),
			.day = query_is_null(q, 10) ? DAY_NONE : (day_t)query_int(q, 10),
		};
		r = 0;
	}
	*ret_list = list;
	*ret_n = n;
	return r;
}

int site_outlines_source(struct db *db, struct arena *a, int64_t root, struct str *ret_source, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &outlines_source, VALUES(v_int(root)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	*ret_source = r > 0 ? query_dup(q, 0, a) : (struct str){0};
	return r < 0 ? r : 0;
}

/* ---- loading ---- */

struct loading {
	struct verb_call *call;
	struct arena *a; /* for the file, which is larger than what stays of it */
	struct unit_item *unit; /* by code */
	size_t unit_n;
	struct outline_shape *shape; /* of each unit; n 0: not in the file */
};

static int by_code(const void *a, const void *b)
{
	const struct unit_item *x = a, *y = b;
	return str_cmp(x->code, y->code);
}

/* Spreadsheets lose the zeros in front. */
static struct str padded(struct arena *a, struct str code)
{
	bool digits = code.n > 0 && code.n < CODE_DIGITS;
	for (size_t i = 0; i < code.n; i++)
		digits = digits && code.p[i] >= '0' && code.p[i] <= '9';
	return digits ? arena_printf(a, "%.*s%.*s", (int)(CODE_DIGITS - code.n), "0000", STR_ARG(code)) : code;
}

static struct outline_shape projected(struct arena *a, const struct geo_shape *from)
{
	struct outline_shape s = {from->n, arena_array_of(a, from->n, struct outline_ring)};
	for (size_t i = 0; i < from->n; i++) {
		const struct geo_ring *ring = &from->ring[i];
		s.ring[i] = (struct outline_ring){ring->n, arena_array_of(a, ring->n, struct outline_point)};
		for (size_t k = 0; k < ring->n; k++)
			s.ring[i].point[k] = outline_project(ring->point[k].lon, ring->point[k].lat);
	}
	return s;
}

static int take_shapes(struct loading *l, const struct geojson *file, struct err *err)
{
	size_t taken = 0;
	for (size_t i = 0; i < file->n; i++) {
		const struct unit_item key = {.code = padded(l->a, file->shape[i].code)};
		const struct unit_item *unit = bsearch(&key, l->unit, l->unit_n, sizeof key, by_code);
		if (!unit)
			continue;
		struct outline_shape *s = &l->shape[unit - l->unit];
		if (s->n)
			return err_field(err, ERR_INPUT, "file", _("Mã %.*s (%.*s) có hai lần trong tệp."), STR_ARG(unit->code),
					 STR_ARG(unit->full));
		if (!file->shape[i].n)
			return err_field(err, ERR_INPUT, "file", _("Mã %.*s (%.*s) trong tệp không có ranh giới nào."),
					 STR_ARG(unit->code), STR_ARG(unit->full));
		*s = projected(l->a, &file->shape[i]);
		taken++;
	}
	if (!taken)
		return err_field(err, ERR_INPUT, "file",
				 _("Tệp có %zu hình, không hình nào mang mã một xã, phường, đặc khu của tỉnh này: cần thuộc tính "
				   "code (hoặc ma, ma_xa) ghi mã đơn vị hành chính 5 số."),
				 file->n);
	return 0;
}

static int keep(struct loading *l, const struct unit_item *unit, const struct outline *o, struct err *err)
{
	struct verb_call *c = l->call;
	struct edit *e;
	int64_t id;
	if (o->path.n > OUTLINE_PATH_MOST)
		return err_field(err, ERR_TOO_LARGE, "file", _("Ranh giới của %.*s quá chi tiết. Hãy giản lược rồi nhập lại."),
				 STR_ARG(unit->full));
	int r = db_get_int(c->db, &outline_of_unit, VALUES(v_int(unit->id)), 0, &id, err);
	if (r == 0 && id)
		r = edit_row(c, &outline_record, id, &e, err);
	else if (r == 0)
		e = edit_new(c, &outline_record);
	if (r < 0)
		return r;
	edit_set(e, "unit", v_int(unit->id));
	edit_set(e, "path", v_text(o->path));
	edit_set(e, "x", v_int(o->x));
	edit_set(e, "y", v_int(o->y));
	edit_set(e, "west", v_int(o->left));
	edit_set(e, "north", v_int(o->top));
	edit_set(e, "east", v_int(o->right));
	edit_set(e, "south", v_int(o->bottom));
	edit_set(e, "source", v_text(verb_str(c, "source")));
	edit_set(e, "loaded_day", v_day(c->today));
	return 0;
}

static int load_check(struct verb_call *c, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("outlines", READ_ARENA);
	struct loading l = {.call = c, .a = a};
	struct geojson file;
	if (!c->input->file.n)
		return err_field(err, ERR_INPUT, "file", _("Chưa chọn tệp, hoặc tệp trống."));
	int r = geojson_read(a, c->input->file, &file, err);
	if (r == 0)
		r = unit_communes(c->db, c->arena, c->site->root, &l.unit, &l.unit_n, err);
	if (r < 0)
		return r;
	qsort(l.unit, l.unit_n, sizeof *l.unit, by_code);
	l.shape = arena_array_of(a, l.unit_n, struct outline_shape);
	r = take_shapes(&l, &file, err);
	if (r < 0)
		return r;
	struct outline *drawn = arena_array_of(c->arena, l.unit_n, struct outline);
	outline_draw(c->arena, l.shape, l.unit_n, drawn);
	for (size_t i = 0; r == 0 && i < l.unit_n; i++)
		if (drawn[i].path.n)
			r = keep(&l, &l.unit[i], &drawn[i], err);
	return r;
}

static int drop_check(struct verb_call *c, struct err *err)
{
	struct site_outline *list;
	struct edit *e;
	size_t n;
	int64_t id;
	int r = site_outlines(c->db, c->arena, c->site->root, &list, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++) {
		r = db_get_int(c->db, &outline_of_unit, VALUES(v_int(list[i].unit)), 0, &id, err);
		if (r == 0)
			r = edit_row(c, &outline_record, id, &e, err);
		if (r == 0)
			edit_set(e, "path", v_null());
	}
	return r;
}

static const struct field load_params[] = {
	{.name = "source",
	 .kind = FIELD_TEXT,
	 .label = _("Nguồn của tệp"),
	 .flags = FIELD_REQUIRED,
	 .max = 200,
	 .hint = _("Ai cấp, ngày, được dùng vào việc gì; in dưới bản đồ.")},
};

const struct verb outline_load = {.name = "outline.load",
				  .title = _("Nhập hình ranh giới"),
				  .params = load_params,
				  .param_count = ARRAY_LEN(load_params),
				  .record = &outline_record,
				  .target = verb_of_site,
				  .check = load_check};
const struct verb outline_drop = {.name = "outline.drop",
				  .title = _("Bỏ hình ranh giới"),
				  .record = &outline_record,
				  .target = verb_of_site,
				  .check = drop_check};
