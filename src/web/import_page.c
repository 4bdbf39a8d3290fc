/*
 * A table into a register, or one action on many of its rows (many_page.c): checked, shown, confirmed; then done by a thread
 * while this page tells how far it is. The address names the job by `lan`; it is its owner's alone.
 */
#include <string.h>

#include "http/http.h"
#include "job/job.h"
#include "record/import.h"
#include "record/many.h"
#include "record/verbs.h"
#include "unit/records.h"
#include "web/registers.h"
#include "web/templates.h"

#define REASONS_SHOWN 100
#define RECENT_SHOWN 10

/* The register of the address, for one who may import into it. Units have a page of their own. */
static const struct record *importable(struct web_call *c)
{
	char action[80];
	const struct record *record = register_of(c);
	return record && access_could(&c->actor, import_action(record, action)) ? record : NULL;
}

static struct str address(struct web_call *c, const struct record *record, const char *what, int64_t id)
{
	struct str path = web_path(c, "/danh-muc/%s/%s", record->name, what);
	return id ? web_path(c, "%.*s?lan=%lld", STR_ARG(path), (long long)id) : path;
}

static bool is_many(const struct import_job *job)
{
	return job->doing.n > 0;
}

static struct str job_address(struct web_call *c, const struct import_job *job)
{
	return address(c, job->record, is_many(job) ? "nhieu" : "nhap", job->id);
}

static struct page_view frame(struct web_call *c, const struct record *record, struct str title)
{
	struct page_view page = web_page(c, title, "/danh-muc");
	web_crumb(c, &page, STR("/danh-muc"), str_from_c(_("Danh mục")));
	web_crumb(c, &page, web_path(c, "/danh-muc/%s", record->name), str_from_c(record->many));
	return page;
}

static const char *state_text(const struct import_job *job, enum tone *ret_tone)
{
	switch (job->state) {
	case IMPORT_CHECKED:
		*ret_tone = TONE_WAIT;
		return _("chờ xác nhận");
	case IMPORT_CONFIRMED:
		*ret_tone = TONE_WAIT;
		return _("đang ghi");
	case IMPORT_DONE:
		*ret_tone = TONE_DONE;
		return _("đã xong");
	case IMPORT_DROPPED:
		*ret_tone = job->written ? TONE_SOON : TONE_NONE;
		return job->written ? _("đã dừng giữa chừng") : _("đã bỏ");
	case IMPORT_FAILED:
		*ret_tone = TONE_LATE;
		return _("dừng vì lỗi");
	}
	BUG("unknown state of an import");
}

/* ---- choosing the table ---- */

static struct form_view file_form(struct web_call *c, const struct record *record, struct str wrong)
{
	_cleanup_buf_ struct buf hint = BUF_INIT(4000);
	struct field_view *field = arena_new_of(c->arena, struct field_view);
	buf_add_c(&hint, _("Excel (.xlsx) hoặc CSV, có hàng tiêu đề. Các cột: "));
	for (size_t i = 0, n = 0; i < record->field_count; i++)
		if (!(record->fields[i].flags & FIELD_SET))
			buf_printf(&hint, "%s%s%s", n++ ? ", " : "", record->fields[i].label,
				   record->fields[i].flags & FIELD_REQUIRED ? "*" : "");
	buf_add_c(&hint, _(". Dấu * là bắt buộc với bản ghi mới. Ô trống giữ nguyên giá trị đang có."));
	*field = (struct field_view){.kind = CONTROL_FILE,
				     .name = STR("file"),
				     .label = str_from_c(_("Tệp bảng")),
				     .hint = arena_dup(c->arena, buf_str(&hint)),
				     .error = wrong,
				     .required = true};
	return (struct form_view){.id = STR("nhap"), .action = address(c, record, "nhap", 0), .fields = field, .count = 1,
				  .submit = str_from_c(_("Kiểm tra bảng")),
				  .cancel_href = web_path(c, "/danh-muc/%s", record->name)};
}

static int recent_list(struct web_call *c, const struct record *record, bool many, struct sheet_view *v, struct err *err)
{
	const char *const labels[] = {_("Lúc"), many ? _("Việc") : _("Tệp"), _("Số dòng"), _("Tình trạng")};
	struct import_job *jobs = NULL;
	size_t n = 0, k = ARRAY_LEN(labels);
	int r = import_recent(c->site, c->db, c->arena, c->actor.person, record, many, RECENT_SHOWN, &jobs, &n, err);
	if (r < 0 || (n == 0 && !many))
		return r;
	struct column_view *columns = arena_array_of(c->arena, k, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, n * k, struct cell_view);
	for (size_t i = 0; i < k; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0, .numeric = i == 2};
	for (size_t i = 0; i < n; i++) {
		struct cell_view *cell = cells + i * k;
		cell[0] = (struct cell_view){.text = moment_vn(c->arena, jobs[i].at), .href = job_address(c, &jobs[i])};
		cell[1].text = jobs[i].file;
		cell[2].text = web_number(c, jobs[i].rows);
		cell[3].text = str_from_c(state_text(&jobs[i], &cell[3].tone));
	}
	sheet_add_list(c, v, &(struct list_view){
		.caption = str_from_c(many ? _("Các lần làm gần đây của bạn") : _("Các lần nhập gần đây của bạn")), .heading = true,
		.columns = columns, .column_count = k, .cells = cells, .row_count = n,
		.empty = str_from_c(_("Chưa làm gì. Hãy đánh dấu các dòng trong danh sách rồi chọn việc ở cuối trang."))});
	return 0;
}

static int show_form(struct web_call *c, const struct record *record, struct str wrong, struct err *err)
{
	struct sheet_view v = {.page = frame(c, record, arena_printf(c->arena, _("Nhập bảng: %s"), record->many))};
	struct form_view form = file_form(c, record, wrong);
	v.page.lead = str_from_c(_("Bảng được kiểm tra hết trước khi ghi; xem kết quả rồi mới xác nhận."));
	struct link_view table[] = {{.href = web_path(c, "/danh-muc/%s/xuat?du=1&dang=xlsx", record->name),
				     .text = str_from_c(_("Tải bảng hiện có, đủ các cột, để sửa rồi nhập lại (Excel)"))},
				    {.href = web_path(c, "/danh-muc/%s/xuat?du=1", record->name),
				     .text = str_from_c(_("Tải bảng hiện có (CSV)"))}};
	sheet_add_form(c, &v, &form);
	v.related = table;
	v.related_count = ARRAY_LEN(table);
	int r = recent_list(c, record, false, &v, err);
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}

/* ---- one import ---- */

/* ERR_NOT_FOUND when it is not there or somebody else's. */
static int job_of_address(struct web_call *c, const struct record *record, bool many, struct str lan, struct import_job *ret,
			  struct err *err)
{
	struct import_job job = {0};
	int64_t id;
	if (!lan.n) /* a page about none is not there; a form that names none is incomplete */
		return err_set(err, c->req->method == HTTP_GET ? ERR_NOT_FOUND : ERR_INPUT,
			       _("Chưa chọn lần nhập nào. Hãy mở lại danh mục rồi chọn việc cần làm."));
	int r = str_to_i64(lan, 1, INT64_MAX, &id) ? import_load(c->site, c->db, c->arena, id, &job, err) : 0;
	if (r < 0)
		return r;
	if (r == 0 || job.record != record || is_many(&job) != many || job.person != c->actor.person)
		return web_not_found(c, err);
	*ret = job;
	return 0;
}

static struct fact_view number(struct web_call *c, const char *label, int64_t n, enum tone tone)
{
	return (struct fact_view){.label = str_from_c(label), .value = web_number(c, n), .tone = tone};
}

static bool is_under_way(const struct import_job *job)
{
	return job->state != IMPORT_CHECKED && (job->state != IMPORT_DROPPED || job->written);
}

static void many_facts(struct web_call *c, const struct import_job *job, struct sheet_view *v)
{
	struct fact_view *f = arena_array_of(c->arena, 6, struct fact_view);
	size_t n = 0;
	f[n++] = (struct fact_view){.label = str_from_c(_("Việc")), .value = job->file};
	f[n++] = number(c, _("Số dòng đã chọn"), job->rows, TONE_PLAIN);
	f[n++] = number(c, _("Làm được"), job->changed, TONE_PLAIN);
	if (job->same)
		f[n++] = number(c, _("Đã như vậy rồi"), job->same, TONE_PLAIN);
	f[n++] = number(c, _("Dòng bị từ chối"), job->refused, job->refused ? TONE_LATE : TONE_PLAIN);
	if (is_under_way(job))
		f[n++] = (struct fact_view){.label = str_from_c(_("Đã làm")),
					    .value = arena_printf(c->arena, _("%.*s trong %.*s dòng"), STR_ARG(web_number(c, job->written)),
								  STR_ARG(web_number(c, job->changed)))};
	v->facts = f;
	v->fact_count = n;
}

static void facts_of(struct web_call *c, const struct import_job *job, struct sheet_view *v)
{
	struct fact_view *f = arena_array_of(c->arena, 10, struct fact_view);
	size_t n = 0;
	f[n++] = (struct fact_view){.label = str_from_c(_("Tệp")), .value = job->file};
	f[n++] = number(c, _("Số dòng"), job->rows, TONE_PLAIN);
	f[n++] = number(c, _("Bản ghi mới"), job->fresh, TONE_PLAIN);
	f[n++] = number(c, _("Bản ghi thay đổi"), job->changed, TONE_PLAIN);
	f[n++] = number(c, _("Giống hệt dữ liệu đang có"), job->same, TONE_PLAIN);
	f[n++] = number(c, _("Dòng bị từ chối"), job->refused, job->refused ? TONE_LATE : TONE_PLAIN);
	if (is_under_way(job))
		f[n++] = (struct fact_view){.label = str_from_c(_("Đã ghi")),
					    .value = arena_printf(c->arena, _("%.*s trong %.*s dòng"), STR_ARG(web_number(c, job->written)),
								  STR_ARG(web_number(c, job->fresh + job->changed)))};
	f[n++] = (struct fact_view){.label = str_from_c(_("Cột đã hiểu")), .value = job->columns};
	if (job->ignored.n)
		f[n++] = (struct fact_view){.label = str_from_c(_("Bỏ qua")), .value = job->ignored, .tone = TONE_SOON};
	v->facts = f;
	v->fact_count = n;
}

static struct field_view *hidden_lan(struct web_call *c, const struct import_job *job)
{
	struct field_view *field = arena_new_of(c->arena, struct field_view);
	*field = (struct field_view){.kind = CONTROL_HIDDEN, .name = STR("lan"), .value = web_path(c, "%lld", (long long)job->id)};
	return field;
}

/* What is written stays; the table can be sent again later, for rows that are there already change nothing. */
static void offer_stop(struct web_call *c, const struct import_job *job, struct sheet_view *v)
{
	bool many = is_many(job);
	if (job->state == IMPORT_CONFIRMED)
		sheet_add_action(c, v, &(struct action_view){.action = address(c, job->record, many ? "nhieu/bo" : "nhap/bo", 0),
							     .text = str_from_c(many ? _("Dừng, giữ những dòng đã làm")
										     : _("Dừng ghi, giữ những dòng đã ghi")),
							     .name = STR("dung"),
							     .value = web_path(c, "%lld", (long long)job->id),
							     .second = true});
}

/* What a save or a table did can be put back, row by row, and a move with what it asked for; a table that was taken back comes
 * again. */
static bool can_undo(const struct import_job *job)
{
	struct many_action did;
	if (!is_many(job))
		return true;
	return many_read(job->record, job->doing, &did) && (did.kind == MANY_SET || did.kind == MANY_BACK || many_asks(&did));
}

static void offer_undo(struct web_call *c, const struct import_job *job, struct sheet_view *v)
{
	bool over = job->state == IMPORT_DONE || job->state == IMPORT_DROPPED || job->state == IMPORT_FAILED, many = is_many(job);
	if (!over || !job->written || !can_undo(job) ||
	    !access_known(record_undo_verb(job->record)->name) || !access_could(&c->actor, record_undo_verb(job->record)->name))
		return;
	sheet_add_action(c, v, &(struct action_view){.action = address(c, job->record, "nhieu", 0),
						     .text = str_from_c(many ? _("Hoàn tác lần làm này") : _("Rút lại bảng đã nhập")),
						     .name = STR("viec"),
						     .value = web_path(c, many ? "undo %lld" : "back %lld", (long long)job->id),
						     .second = true});
}

static void doings_of(struct web_call *c, const struct import_job *job, struct sheet_view *v)
{
	bool many = is_many(job);
	if (job->state != IMPORT_CHECKED)
		return;
	if (job->fresh + job->changed) {
		struct form_view form = {
			.id = STR("ghi"),
			.action = address(c, job->record, many ? "nhieu/lam" : "nhap/ghi", 0),
			.intro = many ? str_from_c(_("Mỗi dòng được hỏi quyền và kiểm tra lần nữa khi làm, và có mục riêng trong lịch sử."))
				 : job->refused ? str_from_c(_("Chỉ các dòng đúng được ghi; tải các dòng bị từ chối về sửa rồi nhập lại sau."))
					      : (struct str){0},
			.fields = hidden_lan(c, job),
			.count = 1,
			.submit = arena_printf(c->arena, many ? _("Làm với %.*s dòng") : _("Ghi %.*s dòng"),
					       STR_ARG(web_number(c, job->fresh + job->changed))),
		};
		sheet_add_form(c, v, &form);
	} else {
		web_message(c, &v->page, TONE_SOON,
			    str_from_c(many ? _("Không có dòng nào làm được.")
				       : job->refused ? _("Không có dòng nào để ghi: các dòng khác dữ liệu đang có đều bị từ chối. Hãy tải về "
							  "sửa theo lý do rồi nhập lại.")
						      : _("Bảng không làm thay đổi gì nên không có gì để ghi.")));
	}
	sheet_add_action(c, v, &(struct action_view){.action = address(c, job->record, many ? "nhieu/bo" : "nhap/bo", 0),
						     .text = str_from_c(many ? _("Thôi, không làm") : _("Bỏ lần nhập này")),
						     .name = STR("lan"),
						     .value = web_path(c, "%lld", (long long)job->id),
						     .second = true});
}

static int refused_list(struct web_call *c, const struct import_job *job, struct sheet_view *v, struct err *err)
{
	struct import_refusal *bad = NULL;
	size_t n = 0;
	if (!job->refused || !job->kept)
		return 0;
	int r = import_reasons(c->site, c->db, c->arena, job->id, REASONS_SHOWN, &bad, &n, err);
	if (r < 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, 2, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, 2 * n, struct cell_view);
	struct link_view *tools = arena_array_of(c->arena, 2, struct link_view);
	const char *refused = is_many(job) ? "nhieu/loi" : "nhap/loi";
	columns[0] = (struct column_view){.label = str_from_c(_("Dòng")), .title = true};
	columns[1] = (struct column_view){.label = str_from_c(_("Lý do"))};
	for (size_t i = 0; i < n; i++) {
		cells[2 * i].text = is_many(job) && bad[i].first.n ? bad[i].first : web_path(c, "%lld", (long long)bad[i].line);
		cells[2 * i + 1].text = bad[i].reason;
	}
	tools[0] = (struct link_view){.href = web_path(c, "%.*s&dang=xlsx", STR_ARG(address(c, job->record, refused, job->id))),
				      .text = str_from_c(_("Tải các dòng này (Excel)"))};
	tools[1] = (struct link_view){.href = address(c, job->record, refused, job->id), .text = str_from_c(_("Tải (CSV)"))};
	struct list_view list = {.caption = str_from_c(_("Các dòng bị từ chối")), .heading = true, .columns = columns,
				 .column_count = 2, .cells = cells, .row_count = n, .tools = tools, .tool_count = 2};
	if ((int64_t)n < job->refused)
		list.found = arena_printf(c->arena, _("%zu dòng đầu trong %.*s; tải về để xem hết."), n,
					  STR_ARG(web_number(c, job->refused)));
	sheet_add_list(c, v, &list);
	return 0;
}

static int show_job(struct web_call *c, const struct import_job *job, struct err *err)
{
	bool many = is_many(job);
	struct str title = many ? job->file : arena_printf(c->arena, _("Nhập bảng: %.*s"), STR_ARG(job->file));
	struct sheet_view v = {.page = frame(c, job->record, title)};
	web_crumb(c, &v.page, address(c, job->record, many ? "nhieu" : "nhap", 0),
		  str_from_c(many ? _("Việc với nhiều dòng") : _("Nhập bảng")));
	v.state.text = str_from_c(state_text(job, &v.state.tone));
	if (job->state == IMPORT_CONFIRMED) {
		v.page.lead = str_from_c(many ? _("Đang làm. Có thể rời trang này; việc vẫn tiếp tục.")
					      : _("Đang ghi. Có thể rời trang này; việc ghi vẫn tiếp tục."));
		http_add_header(c->res, "Refresh", STR("2"));
	}
	if (job->problem.n)
		web_message(c, &v.page, TONE_LATE, job->problem);
	if (many)
		many_facts(c, job, &v);
	else
		facts_of(c, job, &v);
	doings_of(c, job, &v);
	offer_stop(c, job, &v);
	offer_undo(c, job, &v);
	int r = refused_list(c, job, &v, err);
	c->res->cache = HTTP_CACHE_NEVER;
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}

/* ---- addresses ---- */

int page_of_register_import_form(struct web_call *c, struct err *err)
{
	const struct record *record = importable(c);
	struct import_job job;
	if (!record)
		return web_not_found(c, err);
	if (record == &unit_record) {
		http_redirect(c->res, STR("/don-vi/nhap"));
		return 0;
	}
	struct str lan = http_query(c->req, "lan");
	if (!lan.n)
		return show_form(c, record, (struct str){0}, err);
	int r = job_of_address(c, record, false, lan, &job, err);
	return r < 0 ? r : show_job(c, &job, err);
}

int page_of_register_many(struct web_call *c, struct err *err)
{
	const struct record *record = register_of(c);
	struct import_job job;
	struct str lan = http_query(c->req, "lan");
	int r;
	if (!record)
		return web_not_found(c, err);
	if (record == &unit_record) {
		http_redirect(c->res, STR("/don-vi"));
		return 0;
	}
	if (lan.n) {
		r = job_of_address(c, record, true, lan, &job, err);
		return r < 0 ? r : show_job(c, &job, err);
	}
	struct sheet_view v = {.page = frame(c, record, arena_printf(c->arena, _("Việc với nhiều dòng: %s"), record->many))};
	r = recent_list(c, record, true, &v, err);
	c->res->cache = HTTP_CACHE_NEVER;
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}

int page_of_register_import(struct web_call *c, struct err *err)
{
	const struct record *record = importable(c);
	int64_t id = 0;
	int r = 0;
	if (!record)
		return web_not_found(c, err);
	if (record == &unit_record) {
		http_redirect(c->res, STR("/don-vi/nhap"));
		return 0;
	}
	if (!str_eq_c(c->req->file.field, "file") || c->req->file.bytes.n == 0)
		r = err_set(err, ERR_INPUT, _("Chưa chọn tệp, hoặc tệp trống."));
	else
		r = import_check(c->site, c->db, &c->actor, record, c->req->file.filename, c->req->file.bytes, &id, err);
	if (r == 0) {
		http_redirect(c->res, address(c, record, "nhap", id));
		return 0;
	}
	if (err->code != ERR_INPUT && err->code != ERR_TOO_LARGE)
		return r;
	struct str wrong = arena_dup(c->arena, str_from_c(err->text));
	http_restart(c->res, err_http_status(err->code));
	return show_form(c, record, wrong, err);
}

static int settle(struct web_call *c, bool many, bool confirm, struct err *err)
{
	const struct record *record = many ? register_of(c) : importable(c);
	struct import_job job;
	if (!record)
		return web_not_found(c, err);
	struct str dung = confirm ? (struct str){0} : http_form(c->req, "dung");
	int r = job_of_address(c, record, many, dung.n ? dung : http_form(c->req, "lan"), &job, err);
	if (r == 0)
		r = confirm  ? import_confirm(c->site, job.id, err)
		    : dung.n ? import_stop(c->site, job.id, err)
			     : import_drop(c->site, job.id, err);
	/* sent twice: the first one counts */
	bool twice = r < 0 && err->code == ERR_CONFLICT;
	if (r < 0 && !twice)
		return r;
	if (confirm)
		job_wake(c->web->imports);
	http_redirect(c->res, job_address(c, &job));
	return 0;
}

int page_of_register_import_write(struct web_call *c, struct err *err)
{
	return settle(c, false, true, err);
}

int page_of_register_import_drop(struct web_call *c, struct err *err)
{
	return settle(c, false, false, err);
}

int page_of_register_many_do(struct web_call *c, struct err *err)
{
	return settle(c, true, true, err);
}

int page_of_register_many_drop(struct web_call *c, struct err *err)
{
	return settle(c, true, false, err);
}

static int refused_rows(struct web_call *c, bool many, struct err *err)
{
	const struct record *record = many ? register_of(c) : importable(c);
	struct import_job job;
	if (!record)
		return web_not_found(c, err);
	int r = job_of_address(c, record, many, http_query(c->req, "lan"), &job, err);
	if (r < 0)
		return r;
	if (!job.kept)
		return err_set(err, ERR_INPUT, _("Các dòng bị từ chối chỉ được giữ 30 ngày; hãy làm lại."));
	c->res->cache = HTTP_CACHE_NEVER;
	if (!str_eq_c(http_query(c->req, "dang"), "xlsx")) {
		register_send(c, STR("text/csv; charset=utf-8"), STR("dong-bi-tu-choi.csv"));
		return import_refusals(c->site, c->db, job.id, &c->res->body, err);
	}
	char path[EXPORT_PATH];
	r = export_temp(c->site, path, err);
	if (r == 0)
		r = import_refusals_xlsx(c->site, c->db, job.id, path, err);
	return r < 0 ? r : register_send_file(c, path, STR("dong-bi-tu-choi.xlsx"), err);
}

int page_of_register_import_refused(struct web_call *c, struct err *err)
{
	return refused_rows(c, false, err);
}

int page_of_register_many_refused(struct web_call *c, struct err *err)
{
	return refused_rows(c, true, err);
}
