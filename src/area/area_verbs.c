/* Splitting and merging polling areas; when the voter list is posted. */
#include "area/area.h"
#include "area/statements.h"
#include "election/election.h"
#include "unit/records.h"

int area_list_posted(struct db *db, struct arena *a, int64_t election, int64_t commune, day_t today, bool *ret_posted,
		     struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	(void)a;
	int r = db_query(db, &list_step, VALUES(v_int(election), v_int(commune)), &q, err);
	if (r == 0)
		r = query_next(q, err);
	if (r < 0)
		return r;
	*ret_posted = r > 0 && ((!query_is_null(q, 1) && today >= (day_t)query_int(q, 1)) || !query_is_null(q, 2) ||
				str_eq_c(query_str(q, 3), "done"));
	return 0;
}

/* The villages of an area, for editing. */
static int villages_of(struct verb_call *c, int64_t area, int64_t **ret_ids, size_t *ret_n, struct err *err)
{
	int64_t *ids = NULL;
	size_t n = 0, cap = 0;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &villages_of_area, VALUES(v_int(area)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		ids = arena_grow(c->arena, ids, n, &cap, sizeof *ids);
		ids[n++] = query_int(q, 0);
		r = 0;
	}
	*ret_ids = ids;
	*ret_n = n;
	return r;
}

/* After posting nothing moves without a document. */
static int check_document(struct verb_call *c, const struct row *area, struct err *err)
{
	bool posted;
	int r = area_list_posted(c->db, c->arena, row_int(area, "election"), row_int(area, "unit"), c->today, &posted,
				 err);
	if (r == 0 && posted && !verb_str(c, "document").n)
		verb_wrong(c, "document", _("Danh sách cử tri đã niêm yết: ghi văn bản quyết định việc thay đổi này."));
	return r;
}

static int active_area(struct verb_call *c, int64_t id, struct edit **ret_edit, struct row *ret_row, struct err *err)
{
	int r = verb_load(c, &polling_area_record, id, ret_row, err);
	if (r == 0 && !row_is(ret_row, "state", "active"))
		return err_set(err, ERR_CONFLICT, _("Khu vực bỏ phiếu này đã nhập vào khu vực khác."));
	return r < 0 ? r : edit_row(c, &polling_area_record, id, ret_edit, err);
}

static int move_villages(struct verb_call *c, const int64_t *ids, size_t n, int64_t area, struct err *err)
{
	struct edit *e;
	int r = 0;
	for (size_t i = 0; r == 0 && i < n; i++) {
		r = edit_row(c, &village_record, ids[i], &e, err);
		if (r < 0)
			return r;
		edit_set(e, "area", v_int(area));
		if (verb_str(c, "document").n)
			edit_set(e, "area_document", v_text(verb_str(c, "document")));
	}
	return r;
}

/* Art. 11(2) of what comes out. */
static void check_voters(struct verb_call *c, const char *field, const char *whose, int64_t voters, bool small_ok)
{
	if (voters > AREA_VOTERS_MOST)
		verb_wrong(c, field, _("%s sẽ có %lld cử tri, quá 4.000 (Điều 11 khoản 2)."), whose, (long long)voters);
	else if (voters < AREA_VOTERS_LEAST && !small_ok)
		verb_wrong(c, field,
			   _("%s sẽ có %lld cử tri, dưới 300 (Điều 11 khoản 2); ghi lý do ở khu vực ấy trước."), whose,
			   (long long)voters);
}

static int merge_check(struct verb_call *c, struct err *err)
{
	struct row from, into;
	struct edit *from_edit, *into_edit;
	int64_t *villages = NULL;
	size_t n = 0;
	int r = active_area(c, verb_int(c, "id"), &from_edit, &from, err);
	if (r == 0)
		r = active_area(c, verb_int(c, "into"), &into_edit, &into, err);
	if (r == 0)
		r = check_document(c, &from, err);
	if (r == 0)
		r = villages_of(c, from.id, &villages, &n, err);
	if (r < 0)
		return r;
	if (from.id == into.id || row_int(&from, "unit") != row_int(&into, "unit") ||
	    row_int(&from, "election") != row_int(&into, "election"))
		verb_wrong(c, "into", _("Chọn một khu vực bỏ phiếu khác của chính xã này."));
	if (!row_is(&from, "kind", "normal") || !row_is(&into, "kind", "normal"))
		verb_wrong(c, "into", _("Chỉ nhập được khu vực bỏ phiếu của thôn, tổ dân phố với nhau."));
	bool known = row_value(&from, "voters")->kind == VALUE_INT && row_value(&into, "voters")->kind == VALUE_INT;
	int64_t voters = row_int(&from, "voters") + row_int(&into, "voters");
	if (known)
		check_voters(c, "into", _("Khu vực chung"), voters, row_value(&into, "small")->kind == VALUE_TEXT);
	if (c->result->error_count)
		return verb_failed(c, err);
	edit_set(from_edit, "state", v_c("ended"));
	edit_set(from_edit, "merged_into", v_int(into.id));
	edit_set(into_edit, "voters", known ? v_int(voters) : v_null());
	if (verb_str(c, "document").n)
		edit_set(into_edit, "decision", v_text(verb_str(c, "document")));
	r = move_villages(c, villages, n, into.id, err);
	return r < 0 ? r
		     : body_area_gone(c, row_int(&from, "election"), row_int(&from, "unit"), from.id,
				      arena_printf(c->arena, _("khu vực bỏ phiếu số %lld đã nhập vào khu vực số %lld"),
						   (long long)row_int(&from, "number"), (long long)row_int(&into, "number")),
				      err);
}

/* Names of villages of the area, separated by commas, that go to the new one. */
static int chosen(struct verb_call *c, const int64_t *ids, size_t n, int64_t **ret_ids, size_t *ret_n,
		  int64_t *ret_voters, struct err *err)
{
	struct str rest = verb_str(c, "villages"), name;
	int64_t *found = arena_array_of(c->arena, n + 1, int64_t);
	size_t count = 0;
	*ret_voters = 0;
	while (str_split(&rest, ',', &name)) {
		bool known = false;
		name = str_trim(name);
		for (size_t i = 0; name.n && i < n && !known; i++) {
			struct row village;
			int r = verb_load(c, &village_record, ids[i], &village, err);
			if (r < 0)
				return r;
			if (!str_eq(row_str(&village, "name"), name))
				continue;
			known = true;
			for (size_t k = 0; k < count; k++)
				known = known && found[k] != ids[i];
			if (!known)
				break;
			found[count++] = ids[i];
			*ret_voters = *ret_voters < 0 || row_value(&village, "voters")->kind != VALUE_INT
					      ? -1
					      : *ret_voters + row_int(&village, "voters");
		}
		if (name.n && !known)
			verb_wrong(c, "villages",
				   _("«%.*s» không phải là một thôn của khu vực này (hoặc đã ghi hai lần)."),
				   STR_ARG(name));
	}
	if (count == 0 || count == n)
		verb_wrong(c, "villages", _("Ghi tên một số thôn của khu vực này, không phải tất cả."));
	*ret_ids = found;
	*ret_n = count;
	return 0;
}

static int split_check(struct verb_call *c, struct err *err)
{
	struct row area;
	struct edit *e;
	int64_t *villages = NULL, *go = NULL, voters = 0, taken = 0;
	size_t n = 0, count = 0;
	int r = active_area(c, verb_int(c, "id"), &e, &area, err);
	if (r == 0)
		r = check_document(c, &area, err);
	if (r == 0)
		r = villages_of(c, area.id, &villages, &n, err);
	if (r == 0)
		r = chosen(c, villages, n, &go, &count, &voters, err);
	if (r == 0)
		r = db_get_int(c->db, &area_by_number,
			       VALUES(v_int(row_int(&area, "election")), v_int(row_int(&area, "unit")),
				      v_int(verb_int(c, "number"))),
			       0, &taken, err);
	if (r < 0)
		return r;
	if (taken)
		verb_wrong(c, "number", _("Xã này đã có khu vực bỏ phiếu số %lld."), (long long)verb_int(c, "number"));
	bool known = voters >= 0 && row_value(&area, "voters")->kind == VALUE_INT;
	bool small = row_value(&area, "small")->kind == VALUE_TEXT;
	if (known) {
		check_voters(c, "villages", _("Khu vực mới"), voters, small);
		check_voters(c, "villages", _("Khu vực còn lại"), row_int(&area, "voters") - voters, small);
	}
	if (c->result->error_count)
		return verb_failed(c, err);
	struct edit *fresh = edit_new(c, &polling_area_record);
	static const char *const same[] = {"election", "unit", "kind", "small", "constituency"};
	for (size_t i = 0; i < ARRAY_LEN(same); i++)
		edit_set(fresh, same[i], *row_value(&area, same[i]));
	edit_set(fresh, "number", v_int(verb_int(c, "number")));
	edit_set(fresh, "name",
		 v_text(arena_printf(c->arena, _("Khu vực bỏ phiếu số %lld"), (long long)verb_int(c, "number"))));
	edit_set(fresh, "place", v_text(verb_str(c, "place")));
	edit_set(fresh, "voters", known ? v_int(voters) : v_null());
	edit_set(fresh, "decision", verb_str(c, "document").n ? v_text(verb_str(c, "document")) : v_null());
	edit_set(fresh, "state", v_c("active"));
	edit_set(e, "voters", known ? v_int(row_int(&area, "voters") - voters) : v_null());
	r = area_needs_team(c, row_int(&area, "election"), row_int(&area, "unit"), verb_int(c, "number"), err);
	return r < 0 ? r : move_villages(c, go, count, fresh->id, err);
}

#define AREA_ID                                                                                                        \
	{                                                                                                              \
		.name = "id", .kind = FIELD_REF, .label = _("Khu vực bỏ phiếu"), .flags = FIELD_REQUIRED,              \
		.references = "polling_area"                                                                           \
	}
#define DOCUMENT                                                                                                       \
	{                                                                                                              \
		.name = "document", .kind = FIELD_TEXT, .label = _("Văn bản quyết định"), .max = 200,                  \
		.hint = _("Bắt buộc khi danh sách cử tri đã niêm yết.")                                                \
	}

static const struct field merge_params[] = {
	AREA_ID,
	{.name = "into",
	 .kind = FIELD_REF,
	 .label = _("Nhập vào khu vực"),
	 .flags = FIELD_REQUIRED,
	 .references = "polling_area"},
	DOCUMENT,
};
static const struct field split_params[] = {
	AREA_ID,
	{.name = "number",
	 .kind = FIELD_INT,
	 .label = _("Số của khu vực mới"),
	 .flags = FIELD_REQUIRED,
	 .min = 1,
	 .max = 999},
	{.name = "villages",
	 .kind = FIELD_LONG,
	 .label = _("Các thôn chuyển sang khu vực mới"),
	 .flags = FIELD_REQUIRED,
	 .max = 2000,
	 .hint = _("Tên như trong danh mục, cách nhau bằng dấu phẩy.")},
	{.name = "place",
	 .kind = FIELD_TEXT,
	 .label = _("Nơi bỏ phiếu của khu vực mới"),
	 .flags = FIELD_REQUIRED,
	 .max = 200},
	DOCUMENT,
};

const struct verb polling_area_merge = {.name = "polling_area.merge",
					.title = _("Nhập vào khu vực khác"),
					.params = merge_params,
					.param_count = ARRAY_LEN(merge_params),
					.record = &polling_area_record,
					.target = verb_of_row,
					.check = merge_check};
const struct verb polling_area_split = {.name = "polling_area.split",
					.title = _("Tách thành hai khu vực"),
					.params = split_params,
					.param_count = ARRAY_LEN(split_params),
					.record = &polling_area_record,
					.target = verb_of_row,
					.check = split_check};
