/* One report on paper; signed by hand or as a file, and what its digital signature says. */
#include "file/signature.h"
#include "file/store.h"
#include "record/attach.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/papers.h"
#include "web/registers.h"
#include "web/reports.h"
#include "web/templates.h"

/* ---- the paper ---- */

enum { P_CODE, P_LABEL, P_MEASURE, P_VALUE, P_COLUMNS };

static const struct pdf_table *figures_table(struct web_call *c, const struct report_at *at, const struct answer_cell *cells)
{
	static const struct pdf_column columns[P_COLUMNS] = {{PDF_TEXT(_("Mã")), {0}, 2, PDF_CENTRE},
							     {PDF_TEXT(_("Chỉ tiêu")), {0}, 12, PDF_LEFT},
							     {PDF_TEXT(_("Đơn vị tính")), {0}, 3, PDF_LEFT},
							     {PDF_TEXT(_("Số liệu")), {0}, 5, PDF_RIGHT}};
	const struct form *f = at->form;
	struct str *out = arena_array_of(c->arena, (f->cell_n + f->line_n) * P_COLUMNS, struct str);
	enum pdf_row *rows = arena_array_of(c->arena, f->cell_n + f->line_n, enum pdf_row);
	struct pdf_table *table = arena_new_of(c->arena, struct pdf_table);
	size_t n = 0;
	for (size_t i = 0; i < f->line_n; i++) {
		const struct form_line *l = &f->lines[i];
		if (l->kind == FORM_SECTION) {
			rows[n] = PDF_ROW_SPAN;
			out[P_COLUMNS * n++] = arena_printf(c->arena, "%.*s. %.*s", STR_ARG(l->code), STR_ARG(l->label));
		}
		for (int cell = l->cell; l->cell_n && l->kind != FORM_LONG && cell < l->cell + l->cell_n; cell++) {
			struct str *row = &out[P_COLUMNS * n++];
			row[P_CODE] = f->cells[cell].code;
			row[P_LABEL] = form_cell_label(c->arena, f, cell);
			row[P_MEASURE] = l->measure;
			row[P_VALUE] = answer_text(c->arena, f, cell, &cells[cell]);
		}
	}
	*table = (struct pdf_table){
		.columns = columns, .column_count = P_COLUMNS, .cells = out, .rows = rows, .row_count = n};
	return table;
}

static const struct pdf_block *blocks_of(struct web_call *c, const struct report_at *at, size_t *ret_n)
{
	const struct form *f = at->form;
	struct answer_cell *cells = arena_array_of(c->arena, f->cell_n, struct answer_cell);
	struct pdf_block *b = arena_array_of(c->arena, 2 * f->line_n + 4, struct pdf_block);
	size_t n = 0;
	answer_kept(c->arena, f, row_str(&at->answer, "cells"), cells);
	b[n++] = (struct pdf_block){
		.kind = PDF_PARAGRAPH,
		.text = arena_printf(c->arena, _("%.*s, số liệu tính đến hết ngày %.*s."),
				     STR_ARG(row_str(&at->period, "name")),
				     STR_ARG(date_vn(c->arena, row_day(&at->period, "cut_day"))))};
	if (row_int(&at->answer, "none") == 1)
		b[n++] = (struct pdf_block){.kind = PDF_PARAGRAPH,
					    .text = str_from_c(_("Đơn vị không có gì để báo cáo trong kỳ này./."))};
	else
		b[n++] = (struct pdf_block){.kind = PDF_TABLE, .table = figures_table(c, at, cells)};
	for (size_t i = 0; i < f->line_n; i++) {
		const struct form_line *l = &f->lines[i];
		if (l->kind != FORM_LONG || cells[l->cell].state != EXPR_NUMBER)
			continue;
		b[n++] = (struct pdf_block){
			.kind = PDF_HEADING, .text = arena_printf(c->arena, "%.*s. %.*s", STR_ARG(l->code), STR_ARG(l->label))};
		b[n++] = (struct pdf_block){.kind = PDF_PARAGRAPH, .text = cells[l->cell].text};
	}
	if (row_str(&at->answer, "note").n)
		b[n++] = (struct pdf_block){.kind = PDF_NOTE,
					    .text = arena_printf(c->arena, _("Giải trình: %.*s"),
								 STR_ARG(row_str(&at->answer, "note")))};
	*ret_n = n;
	return b;
}

/* Before anybody filled the report there is only an empty draft. */
bool report_has_paper(const struct report_at *at) { return row_day(&at->answer, "prepared_day") != DAY_NONE; }

/* Made of the answer alone, so that the same answer gives the same bytes whenever it is printed: that is how a signed file is
 * known to be this paper. The number comes after signing; with `number` it is printed where it is known. */
static int paper_of(struct web_call *c, const struct report_at *at, bool number, struct pdf_paper *ret, struct err *err)
{
	struct unit_item unit;
	struct pdf_signer *signer = arena_new_of(c->arena, struct pdf_signer);
	struct str *recipients = arena_array_of(c->arena, 2, struct str), cells = row_str(&at->answer, "cells");
	struct hash hash = hash_str(cells);
	int r = unit_get(c->db, c->arena, row_int(&at->answer, "unit"), &unit, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	bool communal = unit_kind_is_communal(unit.kind);
	struct str name = unit_name_in_sentence(c->arena, unit.kind, unit.name);
	recipients[0] = str_from_c(_("Sở Nội vụ"));
	recipients[1] = str_from_c(_("Lưu: VT"));
	*signer = communal ? (struct pdf_signer){.authority = str_from_c(_("TM. ỦY BAN NHÂN DÂN")),
						 .position = str_from_c(_("CHỦ TỊCH"))}
			   : (struct pdf_signer){.position = str_from_c(_("THỦ TRƯỞNG ĐƠN VỊ"))};
	*ret = (struct pdf_paper){
		.body = text_upper(c->arena, communal ? arena_printf(c->arena, _("Ủy ban nhân dân\n%.*s"), STR_ARG(name))
						      : unit.full),
		.number = number ? row_str(&at->answer, "number") : (struct str){0},
		.symbol = number && row_str(&at->answer, "number").n ? (struct str){0} : str_from_c(_("BC-UBND")),
		.place = unit.name,
		.day = report_has_paper(at) ? row_day(&at->answer, "prepared_day") : site_today(c->site),
		.draft = !report_has_paper(at),
		.kind = str_from_c(_("BÁO CÁO")),
		.about = row_str(&at->answer, "title"),
		.signers = signer,
		.signer_count = 1,
		.recipients = recipients,
		.recipient_count = 2,
		.foot = arena_printf(c->arena, _("Mã số liệu %.*s"), STR_ARG(hex(c->arena, hash.b, 6))),
		.rehearsal = c->site->rehearsal,
	};
	ret->blocks = blocks_of(c, at, &ret->block_count);
	return 0;
}

int page_of_report_answer_paper(struct web_call *c, struct err *err)
{
	struct report_at at;
	struct pdf_paper paper;
	int r = report_at_address(c, &at, err);
	if (r == 0)
		r = paper_of(c, &at, report_counts(row_str(&at.answer, "state")), &paper, err);
	return r < 0 ? r : web_send_paper(c, &paper, STR("bao-cao.pdf"), err);
}

static int paper_bytes(struct web_call *c, const struct report_at *at, struct str *ret, struct err *err)
{
	_cleanup_buf_ struct buf b = BUF_INIT((size_t)16 << 20);
	struct pdf_paper paper;
	int r = paper_of(c, at, false, &paper, err);
	if (r == 0)
		r = pdf_write(&paper, &b, NULL, err);
	if (r == 0)
		*ret = arena_dup(c->arena, buf_str(&b));
	return r;
}

/* ---- a signed file comes in ---- */

static struct form_view sign_form(struct web_call *c, const struct report_at *at, struct str wrong)
{
	struct field_view *fields = arena_array_of(c->arena, 2, struct field_view);
	fields[0] = (struct field_view){.kind = CONTROL_HIDDEN,
					.name = STR("revision"),
					.value = web_path(c, "%lld", (long long)at->answer.revision)};
	fields[1] = (struct field_view){.kind = CONTROL_FILE,
					.name = STR("file"),
					.label = str_from_c(_("Tệp PDF đã ký số")),
					.required = true,
					.error = wrong,
					.hint = str_from_c(_("Tải «Báo cáo PDF» của trang này, ký số bằng chứng thư của mình mà "
							     "không sửa gì khác, rồi nộp lại ở đây."))};
	return (struct form_view){
		.id = STR("ky"),
		.action = report_href(c, at->answer.id, "/ky"),
		.heading = str_from_c(answer_sign.title),
		.fields = fields,
		.count = 2,
		.submit = str_from_c(answer_sign.title),
		.folded = true,
	};
}

int report_sign_form(struct web_call *c, const struct report_at *at, struct sheet_view *v, struct err *err)
{
	int may = web_may(c, answer_sign.name, row_int(&at->answer, "unit"), err);
	if (may <= 0 || !row_is(&at->answer, "state", "prepared"))
		return may < 0 ? may : 0;
	struct form_view form = sign_form(c, at, (struct str){0});
	form.folded = !row_is(&at->template, "approval", "digital");
	sheet_add_form(c, v, &form);
	return 0;
}

static int refuse_file(struct web_call *c, const struct report_at *at, const struct err *why)
{
	struct form_page_view v = {.page = web_page(c, str_from_c(answer_sign.title), "/bao-cao"),
				   .form = sign_form(c, at, arena_dup(c->arena, str_from_c(why->text)))};
	web_crumb(c, &v.page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	web_crumb(c, &v.page, report_href(c, at->answer.id, ""), row_str(&at->answer, "title"));
	v.form.heading = (struct str){0};
	v.form.folded = false;
	v.form.cancel_href = report_href(c, at->answer.id, "");
	http_restart(c->res, err_http_status(why->code));
	page_form(&c->html, &v);
	return 0;
}

int page_of_report_sign(struct web_call *c, struct err *err)
{
	struct report_at at;
	struct verb_result result;
	struct report_signing what = {.name = c->req->file.filename,
				      .bytes = c->req->file.bytes,
				      .key = http_form(c->req, HTML_FIELD_KEY)};
	int r = report_at_address(c, &at, err);
	if (r == 0)
		r = web_require(c, answer_sign.name, row_int(&at.answer, "unit"), err);
	if (r < 0)
		return r;
	if (!what.bytes.n)
		r = err_set(err, ERR_INPUT, _("Chưa chọn tệp, hoặc tệp trống."));
	else if (!row_is(&at.answer, "state", "prepared"))
		r = err_set(err, ERR_CONFLICT, _("Chỉ ký báo cáo đang chờ lãnh đạo duyệt."));
	if (r == 0)
		r = paper_bytes(c, &at, &what.paper, err);
	int64_t revision;
	what.answer = at.answer.id;
	what.revision = str_to_i64(http_form(c->req, "revision"), 1, INT64_MAX, &revision) ? revision : 0;
	if (r == 0)
		r = report_sign(c->site, &c->actor, &what, &result, err);
	if (r < 0 && (err->code == ERR_INPUT || err->code == ERR_TOO_LARGE || err->code == ERR_CONFLICT)) {
		struct err why = *err;
		return refuse_file(c, &at, &why);
	}
	if (r == 0)
		http_redirect(c->res, web_path(c, "/bao-cao/%lld?xong=1", (long long)at.answer.id));
	return r;
}

/* ---- asked once more ---- */

enum { S_SIGNER, S_ISSUER, S_SERIAL, S_AT, S_RESULT, S_COLUMNS };

static void signature_cells(struct web_call *c, const struct signature *s, struct cell_view *to)
{
	static const struct {
		const char *words;
		enum tone tone;
	} results[] = {[SIGNATURE_NONE] = {_("không có"), TONE_NONE},
		       [SIGNATURE_BROKEN] = {_("không khớp"), TONE_LATE},
		       [SIGNATURE_LOOK] = {_("cần người xem"), TONE_SOON},
		       [SIGNATURE_GOOD] = {_("hợp lệ"), TONE_DONE}};
	to[S_SIGNER].text = s->signer;
	to[S_ISSUER].text = s->issuer;
	to[S_SERIAL].text = s->serial;
	to[S_AT].text = s->at ? moment_vn(c->arena, s->at) : str_from_c(_("không ghi"));
	to[S_RESULT] = (struct cell_view){
		.text = str_from_c(results[s->verdict].words), .tone = results[s->verdict].tone, .note = s->why};
}

static struct list_view signature_list(struct web_call *c, const struct signature_report *report)
{
	static const char *const labels[S_COLUMNS] = {_("Người ký"), _("Cơ quan cấp chứng thư"), _("Số chứng thư"),
						      _("Thời điểm, theo người ký"), _("Kết quả")};
	struct column_view *columns = arena_array_of(c->arena, S_COLUMNS, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, report->n * S_COLUMNS, struct cell_view);
	for (size_t i = 0; i < S_COLUMNS; i++)
		columns[i] = report_column(labels[i], false, i == S_SIGNER);
	for (size_t i = 0; i < report->n; i++)
		signature_cells(c, &report->v[i], &cells[i * S_COLUMNS]);
	return (struct list_view){.caption = str_from_c(_("Các chữ ký trong tệp, theo thứ tự ký")),
				  .heading = true,
				  .columns = columns,
				  .column_count = S_COLUMNS,
				  .cells = cells,
				  .row_count = report->n};
}

/* The file that was kept, checked now, with the authorities of now. */
static int check_again(struct web_call *c, const struct report_at *at, struct signature_report *ret, bool *ret_same,
		       struct err *err)
{
	struct row file;
	struct str authorities, paper;
	struct buf bytes = BUF_INIT(FILE_MOST + 1);
	int r = row_load(c->db, c->arena, &file_record, row_int(&at->answer, "signed_file"), &file, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	r = record_file_bytes(c->site, &file, &bytes, err);
	if (r == 0)
		r = report_authorities(c->site, c->arena, &authorities, err);
	if (r == 0)
		r = signature_check(c->arena, buf_str(&bytes), authorities, site_now(c->site), ret, err);
	if (r == 0)
		r = paper_bytes(c, at, &paper, err);
	if (r == 0)
		*ret_same = str_starts(buf_str(&bytes), paper);
	buf_free(&bytes);
	return r;
}

static void say_verdict(struct web_call *c, const struct signature_report *report, bool same, struct sheet_view *v)
{
	bool good = report->verdict == SIGNATURE_GOOD && same, broken = report->verdict < SIGNATURE_LOOK;
	v->state = (struct tag_view){good ? TONE_DONE : broken ? TONE_LATE : TONE_SOON,
				     str_from_c(good ? _("hợp lệ") : broken ? _("không khớp") : _("cần người xem"))};
	web_message(c, &v->page, same ? TONE_DONE : TONE_SOON,
		    str_from_c(same ? _("Tệp được ký đúng là bản PDF hệ thống in ra cho số liệu này.")
				    : _("Tệp được ký không phải là bản PDF hệ thống in ra cho số liệu này: cần người so lại.")));
	if (report->why.n)
		web_message(c, &v->page, TONE_SOON, report->why);
	struct list_view list = signature_list(c, report);
	sheet_add_list(c, v, &list);
}

int page_of_report_signature(struct web_call *c, struct err *err)
{
	struct report_at at;
	struct signature_report report;
	bool same = false;
	int r = report_at_address(c, &at, err);
	if (r < 0)
		return r;
	struct sheet_view v = {.page = web_page(c, str_from_c(_("Chữ ký số của báo cáo")), "/bao-cao")};
	v.page.lead = str_from_c(_("Kiểm lại lúc này, với các cơ quan chứng thực mà nơi này khai. Dấu thời gian và việc thu "
				   "hồi ngoài danh sách đã khai thì không kiểm."));
	web_crumb(c, &v.page, STR("/bao-cao"), str_from_c(_("Báo cáo")));
	web_crumb(c, &v.page, report_href(c, at.answer.id, ""), row_str(&at.answer, "title"));
	if (row_int(&at.answer, "signed_file")) {
		r = check_again(c, &at, &report, &same, err);
		if (r == 0)
			say_verdict(c, &report, same, &v);
	} else {
		web_message(c, &v.page, TONE_WAIT, str_from_c(_("Báo cáo này chưa có tệp ký số.")));
	}
	if (r == 0)
		page_sheet(&c->html, &v);
	return r;
}
