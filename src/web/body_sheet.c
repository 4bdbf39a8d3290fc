/*
 * Bodies and members from the sheets communes keep: the model to fill in, the file checked body by body, each written
 * whole or not at all with its reasons. Written through committee.enter, so that the same rules hold as in the form.
 */
#include <string.h>

#include "election/sheet.h"
#include "election/statements.h"
#include "format/csv.h"
#include "format/xlsx_write.h"
#include "unit/records.h"
#include "web/bodies.h"
#include "web/elections.h"
#include "web/templates.h"

#define ARENA_MOST ((size_t)64 << 20)
#define BACK_MOST ((size_t)100 << 10) /* bytes of refused lines a page carries: posted, they stay under the limit of a form */

/* ---- the model ---- */

int page_of_body_model(struct web_call *c, struct err *err)
{
	static const char *const example[SHEET_COLUMNS] = {"",
							   _("Tổ bầu cử"),
							   "1",
							   _("25/QĐ-UBND"),
							   _("20/01/2026"),
							   _("Nguyễn Văn Ký"),
							   _("có"),
							   "",
							   "",
							   _("Ông Trần Văn Mẫu"),
							   _("Trưởng thôn 1"),
							   _("Tổ trưởng"),
							   "",
							   _("Phụ trách chung")};
	struct xlsx_writer *w;
	char path[EXPORT_PATH];
	int r = body_sheet_begin(c, NULL, path, &w, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < ARRAY_LEN(example); i++)
		xlsx_write_text(w, str_from_c(example[i]));
	xlsx_write_row(w);
	r = xlsx_write_end(w, err);
	return r < 0 ? r : register_send_file(c, path, STR("mau-to-chuc-bau-cu.xlsx"), err);
}

/* ---- the form ---- */

static struct form_view form_of(struct web_call *c, struct str wrong)
{
	struct field_view *f = arena_array_of(c->arena, 3, struct field_view);
	f[0] = (struct field_view){.kind = CONTROL_FILE,
				   .name = STR("file"),
				   .label = str_from_c(_("Tệp Excel (.xlsx) hoặc CSV")),
				   .required = true,
				   .error = wrong,
				   .hint = str_from_c(_("Mỗi dòng một thành viên; cột của tổ chức (loại, số, quyết "
							"định) ghi ở dòng đầu của tổ chức, các "
							"dòng sau để trống là như trên."))};
	f[1] = (struct field_view){.kind = CONTROL_TICK,
				   .name = STR("thu"),
				   .label = str_from_c(_("Chỉ kiểm tra, chưa ghi")),
				   .required = true,
				   .value = http_form(c->req, "thu")};
	f[2] = (struct field_view){.kind = CONTROL_TICK,
				   .name = STR("cap-nhat"),
				   .label = str_from_c(_("Ghi cả những tổ chức đã có: kiện toàn, sửa danh sách")),
				   .required = true,
				   .value = http_form(c->req, "cap-nhat"),
				   .hint = str_from_c(_("Số, ngày quyết định khác: kiện toàn, ai không còn trong bảng thì thôi. Cùng số, "
							"ngày: sửa danh sách."))};
	return (struct form_view){.id = STR("nhap"),
				  .action = web_election_keep(c, STR("/bau-cu/to-chuc/nhap")),
				  .fields = f,
				  .count = 3,
				  .submit = str_from_c(_("Kiểm tra và ghi")),
				  .cancel_href = web_election_keep(c, STR("/bau-cu/to-chuc"))};
}

/* What came of a file. */
struct outcome {
	struct list_view list;
	struct str back;    /* the lines that were refused, with their reasons, as CSV; empty: none */
	struct str ignored; /* headings nobody knows */
	size_t ended;       /* line of the signatures */
	bool too_much;      /* more was refused than a page can carry */
};

static int show(struct web_call *c, const struct outcome *o, struct str wrong, struct err *err)
{
	struct form_view form = form_of(c, wrong);
	static const char *const title = _("Nhập tổ chức và thành viên từ Excel");
	struct link_view *model = arena_new_of(c->arena, struct link_view);
	struct sheet_view v = {.page = web_page(c, str_from_c(title), "/bau-cu"), .forms = &form, .form_count = 1};
	*model = (struct link_view){.href = STR("/bau-cu/to-chuc/mau"), .text = str_from_c(_("Tải bảng mẫu"))};
	v.related = model;
	v.related_count = 1;
	struct row election;
	int there = web_election(c, c->actor.unit, &election, err);
	if (there < 0)
		return there;
	if (there)
		web_message(c, &v.page, TONE_WAIT, arena_printf(c->arena, _("Ghi vào: %.*s."), STR_ARG(row_str(&election, "name"))));
	v.page.lead = str_from_c(_("Mỗi tổ chức được ghi trọn cả danh sách, hoặc không ghi gì và nêu lý do. Người chưa "
				   "có trong danh sách của đơn "
				   "vị được thêm khi ghi."));
	web_crumb(c, &v.page, STR("/bau-cu"), str_from_c(_("Bầu cử")));
	web_crumb(c, &v.page, STR("/bau-cu/to-chuc"), str_from_c(_("Tổ chức phụ trách bầu cử")));
	if (o && o->ignored.n)
		web_message(c, &v.page, TONE_SOON,
			    arena_printf(c->arena, _("Cột không dùng đến: %.*s."), STR_ARG(o->ignored)));
	if (o && o->ended)
		web_message(c, &v.page, TONE_SOON,
			    arena_printf(c->arena, _("Từ dòng %zu là phần ký tên dưới danh sách nên không đọc nữa."), o->ended));
	if (o && o->too_much)
		web_message(c, &v.page, TONE_SOON,
			    str_from_c(_("Quá nhiều dòng chưa ghi được để trả lại một lần; hãy chia bảng thành nhiều tệp.")));
	if (o && o->back.n) {
		const struct action_view back = {.action = STR("/bau-cu/to-chuc/nhap/tra-lai"),
						 .text = str_from_c(_("Tải các dòng chưa ghi được, kèm lý do (Excel)")),
						 .name = STR("bang"),
						 .value = o->back,
						 .second = true};
		sheet_add_action(c, &v, &back);
	}
	if (o)
		sheet_add_list(c, &v, &o->list);
	page_sheet(&c->html, &v);
	return 0;
}

int page_of_body_sheet_form(struct web_call *c, struct err *err)
{
	return show(c, NULL, (struct str){0}, err);
}

/* ---- the posted file ---- */

/* Every reason with the line of the file: "dòng 7: …". */
static struct str reasons_of(struct web_call *c, const struct sheet_body *b, const struct verb_result *result,
			     const struct err *err)
{
	_cleanup_buf_ struct buf text = BUF_INIT(8000);
	for (size_t i = 0; i < result->error_count; i++) {
		const struct verb_error *e = &result->errors[i];
		const char *number = strrchr(e->field, '_');
		int64_t line;
		buf_add_c(&text, i ? " " : "");
		if (number && str_to_i64(str_from_c(number + 1), 1, (int64_t)b->members, &line))
			buf_printf(&text, _("Dòng %zu: "), b->lines[line - 1]);
		buf_add_c(&text, e->text);
	}
	return arena_dup(c->arena, text.n ? buf_str(&text) : str_from_c(err->text));
}

/* The body that is there already, 0 when there is none. */
static int there_already(struct web_call *c, const struct sheet_body *b, int64_t election, int64_t *ret_id, struct err *err)
{
	*ret_id = 0;
	return b->unit && b->kind.n
		       ? db_get_int(c->db, &body_same, VALUES(v_int(election), v_int(b->unit), v_text(b->kind), v_text(b->place)), 0,
				    ret_id, err)
		       : 0;
}

/* 1 written (or would be), 0 refused with its reasons, negative: the site itself fails. */
static int enter(struct web_call *c, const struct sheet_body *b, size_t at, int64_t old, struct str *ret_why, int64_t *ret_id,
		 struct err *err)
{
	struct verb_result result = {0};
	struct verb_arg *args = arena_array_of(c->arena, b->n + 1, struct verb_arg);
	bool update = str_eq_c(http_form(c->req, "cap-nhat"), "1");
	*ret_id = old;
	if (b->wrong.n || (old && !update)) {
		*ret_why = b->wrong.n ? b->wrong
				      : str_from_c(_("đã ghi tổ chức này; để kiện toàn, sửa danh sách thì đánh dấu «Ghi cả những tổ chức "
						     "đã có»"));
		return 0;
	}
	memcpy(args, b->args, b->n * sizeof(*args));
	args[b->n] = (struct verb_arg){STR("id"), web_path(c, "%lld", (long long)old)};
	const struct verb_input input = {
		.args = args,
		.n = b->n + (old != 0),
		.trial = str_eq_c(http_form(c->req, "thu"), "1"),
		.key = arena_printf(c->arena, "%.*s-%zu", STR_ARG(str_slice(http_form(c->req, HTML_FIELD_KEY), 0, 48)),
				    at)};
	int r = verb_run(c->site, &c->actor, &committee_enter, &input, &result, err);
	if (r == 0) {
		*ret_id = old ? old : result.id;
		*ret_why = !old ? (struct str){0}
			   : input.trial || result.entry
				   ? str_from_c(_("tổ chức đã có: kiện toàn, sửa danh sách"))
				   : str_from_c(_("tổ chức đã có, không có gì thay đổi"));
		return 1;
	}
	if (err->code != ERR_INPUT && err->code != ERR_LAW && err->code != ERR_CONFLICT && err->code != ERR_NOT_FOUND &&
	    err->code != ERR_DENIED)
		return r;
	*ret_why = reasons_of(c, b, &result, err);
	return 0;
}

/* The lines of a body that was refused, the reason with the first of them. */
static void give_back(struct buf *back, const struct sheet_body *b, struct str why)
{
	for (size_t i = 0; i < b->members; i++) {
		for (size_t k = 0; k < SHEET_COLUMNS; k++)
			csv_write_text(back, b->rows[i][k], false);
		csv_write_text(back, i == 0 ? why : (struct str){0}, true);
	}
}

static int enter_all(struct web_call *c, const struct sheet *sheet, int64_t election, struct outcome *o, struct err *err)
{
	static const char *const labels[] = {_("Tổ chức"), _("Dòng"), _("Thành viên"), _("Kết quả")};
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, sheet->n * ARRAY_LEN(labels), struct cell_view);
	_cleanup_buf_ struct buf back = BUF_INIT(BACK_MOST);
	bool trial = str_eq_c(http_form(c->req, "thu"), "1");
	size_t written = 0;
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){
			.label = str_from_c(labels[i]), .title = i == 0, .numeric = i == 1 || i == 2};
	for (size_t i = 0; i < sheet->n; i++) {
		const struct sheet_body *b = &sheet->bodies[i];
		struct cell_view *cell = cells + i * ARRAY_LEN(labels);
		struct str why = {0};
		int64_t id = 0, old;
		int r = there_already(c, b, election, &old, err);
		if (r == 0)
			r = enter(c, b, i, old, &why, &id, err);
		if (r < 0)
			return r;
		written += r > 0;
		if (r == 0)
			give_back(&back, b, why);
		cell[0] = (struct cell_view){.text = b->title,
					     .href = id ? web_path(c, "/danh-muc/committee/%lld", (long long)id)
							: (struct str){0}};
		cell[1].text = web_path(c, "%zu", b->line);
		cell[2].text = web_path(c, "%zu", b->members);
		cell[3] = (struct cell_view){
			.text = str_from_c(r ? (trial ? _("ghi được") : _("đã ghi")) : _("chưa ghi")),
			.tone = r ? TONE_DONE : TONE_LATE,
			.note = why};
	}
	o->too_much = back.full;
	o->back = o->too_much ? (struct str){0} : arena_dup(c->arena, buf_str(&back));
	o->ignored = sheet->ignored;
	o->ended = sheet->ended;
	o->list = (struct list_view){
		.caption = arena_printf(c->arena, trial ? _("%zu/%zu tổ chức ghi được") : _("%zu/%zu tổ chức đã ghi"),
					written, sheet->n),
		.heading = true,
		.columns = columns,
		.column_count = ARRAY_LEN(labels),
		.cells = cells,
		.row_count = sheet->n};
	return 0;
}

/* The units this person may write for, the province among them: named in the sheet by name or code. */
static int units_of(struct web_call *c, struct sheet_unit **ret, size_t *ret_n, int64_t *ret_own, struct err *err)
{
	struct unit_item *units;
	size_t offices, n;
	int r = access_units(c->db, c->arena, &c->actor, "committee.enter", &units, &offices, &n, err);
	if (r < 0)
		return r;
	struct sheet_unit *list = arena_array_of(c->arena, n + 1, struct sheet_unit);
	for (size_t i = 0; i < n; i++)
		if (i >= offices || units[i].id == c->site->root)
			list[(*ret_n)++] = (struct sheet_unit){units[i].id, units[i].full, units[i].code};
	*ret_own = *ret_n == 1 ? list[0].id : 0;
	*ret = list;
	return 0;
}

int page_of_body_sheet(struct web_call *c, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("body sheet", ARENA_MOST);
	struct sheet sheet = {0};
	struct sheet_unit *units;
	struct row election;
	struct outcome o = {0};
	size_t n = 0;
	int64_t own;
	int r = units_of(c, &units, &n, &own, err);
	int there = r < 0 ? r : web_election(c, c->actor.unit, &election, err);
	if (there <= 0)
		return there < 0 ? there : err_set(err, ERR_CONFLICT, _("Chưa mở cuộc bầu cử nào."));
	if (!str_eq_c(c->req->file.field, "file") || c->req->file.bytes.n == 0)
		r = err_field(err, ERR_INPUT, "file", _("Chưa chọn tệp, hoặc tệp trống."));
	else
		r = sheet_read(a, c->req->file.bytes, arena_c(c->arena, c->req->file.filename), election.id,
			       c->site->root, own, units, n, &sheet, err);
	if (r < 0 && err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
		return r;
	if (r < 0) {
		struct str wrong = arena_dup(c->arena, str_from_c(err->text));
		http_restart(c->res, err_http_status(err->code));
		return show(c, NULL, wrong, err);
	}
	r = enter_all(c, &sheet, election.id, &o, err);
	return r < 0 ? r : show(c, &o, (struct str){0}, err);
}

/* ---- what was refused, given back ---- */

static int write_back(void *ctx, const struct csv_row *row, struct err *err)
{
	struct xlsx_writer *w = ctx;
	(void)err;
	for (size_t k = 0; k <= SHEET_COLUMNS; k++)
		xlsx_write_text(w, k < row->n ? csv_unguard(row->cells[k]) : (struct str){0});
	xlsx_write_row(w);
	return 0;
}

/* The page carried the lines; here they become a workbook to correct and bring in again. */
int page_of_body_sheet_back(struct web_call *c, struct err *err)
{
	struct xlsx_writer *w;
	char path[EXPORT_PATH];
	struct str text = http_form(c->req, "bang");
	if (!text.n)
		return err_field(err, ERR_INPUT, "bang", _("Không có dòng nào để trả lại."));
	int r = body_sheet_begin(c, _("Lý do chưa ghi"), path, &w, err);
	if (r < 0)
		return r;
	r = csv_read(text, &csv_limits_default, write_back, w, err);
	if (r < 0) {
		xlsx_write_abandon(w);
		return r;
	}
	r = xlsx_write_end(w, err);
	return r < 0 ? r : register_send_file(c, path, STR("dong-chua-ghi.xlsx"), err);
}
