#include "unit/records.h"

#include "text/text.h"
#include "unit/statements.h"

static const struct choice kind_choices[] = {
	{"nation", _("cả nước"), ""}, {"province", _("tỉnh"), ""},         {"city", _("thành phố"), ""},
	{"commune", _("xã"), ""},     {"ward", _("phường"), ""},           {"special_zone", _("đặc khu"), ""},
	{"department", _("sở"), ""},  {"body", _("cơ quan, tổ chức"), ""}, {0},
};

static const struct field unit_fields[] = {
	{.name = "code",
	 .kind = FIELD_TEXT,
	 .label = _("Mã"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED | FIELD_SET,
	 .max = 20},
	{.name = "name",
	 .kind = FIELD_TEXT,
	 .label = _("Tên"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SEARCHED,
	 .max = 100},
	{.name = "kind",
	 .kind = FIELD_CHOICE,
	 .label = _("Loại"),
	 .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_SET,
	 .choices = kind_choices},
	{.name = "parent",
	 .kind = FIELD_REF,
	 .label = _("Thuộc"),
	 .flags = FIELD_SET | FIELD_INDEXED,
	 .references = "unit"},
	{.name = "population",
	 .kind = FIELD_INT,
	 .label = _("Dân số"),
	 .flags = FIELD_LISTED,
	 .max = 20000000,
	 .hint = _("Theo Cơ sở dữ liệu quốc gia về dân cư tại 31/08/2025 (Nghị quyết 107/2025/UBTVQH15). Để trống nếu "
		   "chưa có.")},
	{.name = "population_document",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản cung cấp dân số"),
	 .hint = _("Số, ngày, cơ quan. Còn trống thì số đại biểu là tạm tính.")},
	{.name = "area",
	 .kind = FIELD_DECIMAL,
	 .decimals = 2,
	 .label = _("Diện tích (km²)"),
	 .flags = FIELD_LISTED,
	 .max = 100000000},
	{.name = "mountainous", .kind = FIELD_TRISTATE, .label = _("Miền núi, hải đảo"), .flags = FIELD_LISTED},
	{.name = "mountainous_document",
	 .kind = FIELD_TEXT,
	 .label = _("Văn bản xác định miền núi, hải đảo"),
	 .hint = _("Bộ Dân tộc và Tôn giáo (miền núi), Bộ Nội vụ (hải đảo) quyết định.")},
};

static const struct index unit_indexes[] = {{"code", true}};

static const struct column unit_scope_columns[] = {{"ancestor", COLUMN_INT, false, "unit"},
						   {"unit", COLUMN_INT, false, "unit"}};
static const struct index unit_scope_indexes[] = {{"unit", false}};
const struct table unit_scope_table = {"unit_scope", TABLE_DERIVED, unit_scope_columns, ARRAY_LEN(unit_scope_columns),
                                       "ancestor, unit", unit_scope_indexes, ARRAY_LEN(unit_scope_indexes)};

static const struct column unit_name_columns[] = {
	{"unit", COLUMN_INT, false, "unit"}, {"fold", COLUMN_TEXT, false, NULL}, {"sort", COLUMN_BLOB, false, NULL}};
static const struct index unit_name_indexes[] = {{"sort", false}};
const struct table unit_name_table = {
	"unit_name", TABLE_DERIVED,     unit_name_columns,           ARRAY_LEN(unit_name_columns),
	"unit",      unit_name_indexes, ARRAY_LEN(unit_name_indexes)};

static int derive_scope(struct db *db, int64_t id, struct err *err)
{
	int r = db_run(db, &unit_scope_delete, VALUES(v_int(id)), err);
	return r < 0 ? r : db_run(db, &unit_scope_insert, VALUES(v_int(id)), err);
}

/* A unit that moved takes everything below it along. */
static int derive_below(struct db *db, struct arena *a, int64_t id, struct err *err)
{
	int64_t *below = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &unit_scope_below, VALUES(v_int(id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		below = arena_grow(a, below, n, &cap, sizeof(*below));
		below[n++] = query_int(q, 0);
		r = 0;
	}
	for (size_t i = 0; r == 0 && i < n; i++)
		r = derive_scope(db, below[i], err);
	return r;
}

static int unit_derive(struct db *db, int64_t id, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("unit", 1 << 20);
	struct unit_item item;
	int r = unit_get(db, a, id, &item, err);
	INVARIANT(r != 0, "a unit is derived after it is stored");
	if (r < 0)
		return r;
	struct str fold = text_fold(a, item.full), sort = text_sort_key(a, item.name);
	r = db_run(db, &unit_name_set, VALUES(v_int(id), v_text(fold), v_blob(sort.p, sort.n)), err);
	if (r == 0)
		r = derive_scope(db, id, err);
	return r < 0 ? r : derive_below(db, a, id, err);
}

const struct record unit_record = {
	.name = "unit",
	.title = _("Đơn vị"),
	.many = _("Đơn vị hành chính"),
	.empty = _("Chưa có đơn vị nào."),
	.fields = unit_fields,
	.field_count = ARRAY_LEN(unit_fields),
	.scope = "id",
	.heading = "name",
	.sort = "code",
	.made_by_verbs = true,
	.stays = _("Đơn vị hành chính theo danh mục của Nhà nước nên không rút lại; khi hết hiệu lực thì nhập danh mục mới."),
	.indexes = unit_indexes,
	.index_count = ARRAY_LEN(unit_indexes),
	.derive = unit_derive,
};

struct unit_item unit_item_of(struct query *q, struct arena *a)
{
	struct unit_item item = {
		.id = query_int(q, 0),
		.code = query_dup(q, 1, a),
		.name = query_dup(q, 2, a),
		.kind = unit_kind_of_key(query_str(q, 3)),
		.fold = query_dup(q, 4, a),
	};
	item.full = unit_full_name(a, item.kind, item.name);
	return item;
}

int unit_get(struct db *db, struct arena *a, int64_t id, struct unit_item *ret_item, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &unit_by_id, VALUES(v_int(id)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r > 0)
		*ret_item = unit_item_of(q, a);
	return r;
}

int unit_communes(struct db *db, struct arena *a, int64_t ancestor, struct unit_item **ret_items, size_t *ret_n,
		  struct err *err)
{
	struct unit_item *items = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &unit_communes_of, VALUES(v_int(ancestor)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		items = arena_grow(a, items, n, &cap, sizeof(*items));
		items[n++] = unit_item_of(q, a);
		r = 0;
	}
	if (r < 0)
		return r;
	*ret_items = items;
	*ret_n = n;
	return 0;
}
