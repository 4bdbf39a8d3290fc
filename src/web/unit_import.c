/*
 * Bringing in somebody's table of units: every bad row is named first, and nothing is written while there is one. The
 * table is not kept between two tries; it is chosen again.
 */
#include <stdlib.h>
#include <string.h>

#include "unit/records.h"
#include "unit/units_csv.h"
#include "web/internal.h"
#include "web/listing.h"
#include "web/templates.h"

#define SHOWN 200

/* What is wrong with the file as a whole, or nothing. */
static int form_of(struct web_call *c, struct str wrong, struct form_view *ret, struct err *err)
{
	struct str rename = http_form(c->req, "rename");
	struct form_field_value values[] = {
		{"population_document", http_form(c->req, "population_document")},
		{"mountainous_document", http_form(c->req, "mountainous_document")},
		{"rename", rename.n ? rename : STR("0")},
	};
	struct form_view form;
	int r = web_form(c, &unit_import_verb, STR("/don-vi/nhap"), values, ARRAY_LEN(values), &form, err);
	if (r < 0)
		return r;
	struct field_view *fields = arena_array_of(c->arena, form.count + 2, struct field_view);
	fields[0] = (struct field_view){
		.kind = CONTROL_FILE,
		.name = STR("file"),
		.label = str_from_c(_("Tệp Excel (.xlsx) hoặc CSV")),
		.required = true,
		.error = wrong,
		.hint = str_from_c(_("Các cột: code, name, type, population, area_km2, mountainous (hoặc Mã, Tên, "
				     "Loại, Dân số, Diện tích, Miền núi). "
				     "Ô trống là chưa biết, không xóa số liệu đang có.")),
	};
	memcpy(fields + 1, form.fields, form.count * sizeof(*fields));
	fields[form.count + 1] = (struct field_view){
		.kind = CONTROL_TICK,
		.name = STR("tai"),
		.label = str_from_c(_("Chỉ kiểm tra và tải về danh sách lỗi (CSV), không nhập")),
		.required = true,
		.value = http_form(c->req, "tai"),
	};
	form.fields = fields;
	form.count += 2;
	form.cancel_href = STR("/don-vi");
	*ret = form;
	return 0;
}

static void list_of(struct web_call *c, const struct units_csv *units, struct list_view *v)
{
	static const char *const labels[] = {_("Dòng"), _("Cột"), _("Giá trị"), _("Lý do")};
	size_t n = units->refusal_count < SHOWN ? units->refusal_count : SHOWN;
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, n * ARRAY_LEN(labels), struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (size_t i = 0; i < n; i++) {
		const struct unit_refusal *f = &units->refusals[i];
		struct cell_view *cell = cells + i * ARRAY_LEN(labels);
		cell[0].text = web_path(c, "%zu", f->line);
		cell[1].text = f->column;
		cell[2].text = f->value;
		cell[3].text = f->sentence;
	}
	*v = (struct list_view){.caption = str_from_c(_("Các dòng bị từ chối")),
				.heading = true,
				.columns = columns,
				.column_count = ARRAY_LEN(labels),
				.cells = cells,
				.row_count = n};
	if (n < units->refusal_count)
		v->found = arena_printf(
			c->arena,
			_("%zu lỗi đầu trong %zu; đánh dấu «Chỉ kiểm tra và tải về danh sách lỗi» để lấy tất cả."), n,
			units->refusal_count);
}

static int show(struct web_call *c, const struct units_csv *units, struct str wrong, struct err *err)
{
	struct sheet_view v = {.page = web_page(c, str_from_c(unit_import_verb.title), "/danh-muc")};
	struct form_view form;
	struct list_view list;
	int r = form_of(c, wrong, &form, err);
	if (r < 0)
		return r;
	web_crumb(c, &v.page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	web_crumb(c, &v.page, STR("/don-vi"), str_from_c(_("Xã, phường, đặc khu")));
	v.page.lead = str_from_c(
		_("Bảng chỉ cập nhật các đơn vị đã có trên hệ thống, theo mã. Còn một dòng sai thì chưa ghi gì."));
	v.forms = &form;
	v.form_count = 1;
	if (units && units->refusal_count) {
		web_message(
			c, &v.page, TONE_LATE,
			arena_printf(c->arena, _("Chưa nhập gì: %.*s"), STR_ARG(units_csv_summary(c->arena, units))));
		list_of(c, units, &list);
		v.lists = &list;
		v.list_count = 1;
	}
	page_sheet(&c->html, &v);
	return 0;
}

int page_of_unit_import_form(struct web_call *c, struct err *err)
{
	return show(c, NULL, (struct str){0}, err);
}

/* ---- the posted table ---- */

static int by_code(const void *a, const void *b)
{
	const struct unit_item *x = a, *y = b;
	return str_cmp(x->code, y->code);
}

/* Rows that would be accepted but for a code nobody has here become refusals too. */
static int refuse_unknown(struct web_call *c, struct arena *a, struct units_csv *units, struct err *err)
{
	struct unit_item *known;
	size_t known_n, n = units->refusal_count;
	int r = unit_communes(c->db, a, c->site->root, &known, &known_n, err);
	if (r < 0)
		return r;
	qsort(known, known_n, sizeof(*known), by_code);
	struct unit_refusal *all = arena_array_of(a, n + units->row_count, struct unit_refusal);
	size_t made = 0, taken = 0;
	for (size_t i = 0; i < units->row_count; i++) {
		struct unit_item key = {.code = units->rows[i].code};
		if (bsearch(&key, known, known_n, sizeof(*known), by_code))
			continue;
		while (taken < n && units->refusals[taken].line < units->rows[i].line)
			all[made++] = units->refusals[taken++];
		all[made++] = (struct unit_refusal){
			units->rows[i].line, str_from_c(_("Mã")), key.code,
			str_from_c(_("Mã này không có trên hệ thống; bảng chỉ cập nhật các đơn vị đã có."))};
	}
	while (taken < n)
		all[made++] = units->refusals[taken++];
	units->refused_rows += made - n;
	units->row_count -= made - n; /* for the summary; the rows themselves are read again by the verb */
	units->refusal_count = made;
	units->refusals = all;
	return 0;
}

static int run(struct web_call *c, size_t rows, struct err *err)
{
	struct verb_result result;
	struct verb_arg args[] = {
		{STR_INIT("population_document"), http_form(c->req, "population_document")},
		{STR_INIT("mountainous_document"), http_form(c->req, "mountainous_document")},
		{STR_INIT("rename"), http_form(c->req, "rename")},
	};
	struct verb_input input = {.args = args,
				   .n = ARRAY_LEN(args),
				   .key = http_form(c->req, HTML_FIELD_KEY),
				   .file = c->req->file.bytes};
	int r = verb_run(c->site, &c->actor, &unit_import_verb, &input, &result, err);
	if (r < 0)
		return r;
	http_redirect(c->res, web_path(c, "/don-vi?da-nhap=%zu", result.entry ? rows : 0));
	return 0;
}

int page_of_unit_import(struct web_call *c, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("unit import", UNITS_CSV_ARENA);
	struct units_csv units = {0};
	int r = web_require(c, unit_import_verb.name, c->site->root, err);
	if (r < 0)
		return r;
	if (!str_eq_c(c->req->file.field, "file") || c->req->file.bytes.n == 0)
		r = err_field(err, ERR_INPUT, "file", _("Chưa chọn tệp, hoặc tệp trống."));
	else
		r = units_csv_read(a, c->req->file.bytes, c->site->province, &units, err);
	if (r == 0)
		r = refuse_unknown(c, a, &units, err);
	if (r == 0 && str_eq_c(http_form(c->req, "tai"), "1")) {
		listing_csv(c, STR("dong-bi-tu-choi.csv"));
		units_csv_refusals_csv(&units, &c->res->body);
		return 0;
	}
	if (r == 0 && units.refusal_count == 0)
		r = run(c, units.row_count, err);
	if (r < 0 && err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
		return r;
	if (r == 0 && units.refusal_count == 0)
		return 0;
	struct str wrong = r < 0 ? arena_dup(c->arena, str_from_c(err->text)) : (struct str){0};
	http_restart(c->res, err_http_status(r < 0 ? err->code : ERR_INPUT));
	return show(c, &units, wrong, err);
}
