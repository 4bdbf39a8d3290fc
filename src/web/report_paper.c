/* A round leaves the program: on paper and as a workbook. */
#include "record/export.h"
#include "render/pdf.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/registers.h"
#include "web/reports.h"

static struct str *paper_cells(struct web_call *c, const struct report_at_round *w, const struct answer_cell *frozen,
			       size_t *ret_rows, enum pdf_row **ret_kinds)
{
	const struct form *f = w->form;
	struct str *cells = arena_array_of(c->arena, (f->cell_n + f->line_n) * 4, struct str);
	enum pdf_row *kinds = arena_array_of(c->arena, f->cell_n + f->line_n, enum pdf_row);
	bool closed = row_is(&w->period, "state", "closed");
	size_t n = 0;
	const struct form_line *section = NULL; /* not on the paper yet */
	for (size_t i = 0; i < f->line_n; i++) {
		const struct form_line *l = &f->lines[i];
		if (l->kind == FORM_SECTION)
			section = l;
		if (section && (l->kind == FORM_NUMBER || l->kind == FORM_CHOICE)) {
			kinds[n] = PDF_ROW_SPAN;
			cells[4 * n++] =
				arena_printf(c->arena, "%.*s. %.*s", STR_ARG(section->code), STR_ARG(section->label));
			section = NULL;
		}
		for (int cell = l->cell; l->cell_n && cell < l->cell + l->cell_n; cell++) {
			if (l->kind != FORM_NUMBER && l->kind != FORM_CHOICE)
				continue;
			struct str value = l->kind == FORM_CHOICE	       ? report_choices(c, w, cell)
					   : closed && frozen[cell].state == EXPR_NUMBER
						   ? answer_text(c->arena, f, cell, &frozen[cell])
						   : report_shown(c, f, cell, w->sum.cells[cell].value);
			cells[4 * n] = f->cells[cell].code;
			cells[4 * n + 1] = form_cell_label(c->arena, f, cell);
			cells[4 * n + 2] = l->measure;
			cells[4 * n++ + 3] = value;
		}
	}
	*ret_rows = n;
	*ret_kinds = kinds;
	return cells;
}

/* The table of the sums. */
static const struct pdf_table *table_of(struct web_call *c, const struct report_at_round *w)
{
	static const int widths[] = {2, 12, 3, 5};
	static const char *const heads[] = {_("Mã"), _("Chỉ tiêu"), _("Đơn vị tính"), _("Tổng hợp")};
	struct answer_cell *frozen = arena_array_of(c->arena, w->form->cell_n, struct answer_cell);
	struct pdf_column *columns = arena_array_of(c->arena, ARRAY_LEN(heads), struct pdf_column);
	struct pdf_table *table = arena_new_of(c->arena, struct pdf_table);
	enum pdf_row *kinds;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		columns[i] = (struct pdf_column){.head = str_from_c(heads[i]), .width = widths[i]};
	columns[0].align = PDF_CENTRE;
	columns[3].align = PDF_RIGHT;
	answer_kept(c->arena, w->form, row_str(&w->period, "frozen"), frozen);
	*table = (struct pdf_table){.columns = columns, .column_count = ARRAY_LEN(heads)};
	table->cells = paper_cells(c, w, frozen, &table->row_count, &kinds);
	table->rows = kinds;
	return table;
}

int page_of_report_paper(struct web_call *c, struct err *err)
{
	struct report_at_round w;
	struct unit_item province;
	struct head head;
	int r = report_round_at(c, &w, err);
	if (r == 0)
		r = ledger_head(c->db, &head, err);
	if (r == 0)
		r = unit_get(c->db, c->arena, c->site->root, &province, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	struct str name = row_str(&w.period, "name"), cut = date_vn(c->arena, row_day(&w.period, "cut_day"));
	const struct pdf_block blocks[] = {
		{.kind = PDF_PARAGRAPH,
		 .text = arena_printf(c->arena,
				      _("%.*s, số liệu tính đến hết ngày %.*s: %lld/%zu đơn vị đã gửi báo cáo, %lld "
					"đơn vị đúng hạn."),
				      STR_ARG(name), STR_ARG(cut), (long long)w.round.counted, w.round.n,
				      (long long)w.round.on_time)},
		{.kind = PDF_TABLE, .table = table_of(c, &w)},
		{.kind = PDF_NOTE,
		 .text = str_from_c(_("Ô trống: chưa đơn vị nào có số, hoặc không tính được. Số của đơn vị chưa gửi "
				      "không có trong tổng."))},
	};
	const struct pdf_signer signer = {.position = str_from_c(_("GIÁM ĐỐC"))};
	const struct str recipients[] = {str_from_c(_("Giám đốc Sở")), str_from_c(_("Lưu: VT"))};
	const struct pdf_paper paper = {
		.superior = arena_printf(c->arena, _("UBND %.*s"), STR_ARG(text_upper(c->arena, province.full))),
		.body = str_from_c(_("SỞ NỘI VỤ")),
		.symbol = str_from_c(_("BC-SNV")),
		.place = province.name,
		.day = site_today(c->site),
		.kind = str_from_c(_("BÁO CÁO")),
		.about = arena_printf(c->arena, _("Tổng hợp %.*s, %.*s"), STR_ARG(row_str(&w.template, "title")),
				      STR_ARG(name)),
		.blocks = blocks,
		.block_count = ARRAY_LEN(blocks),
		.signers = &signer,
		.signer_count = 1,
		.recipients = recipients,
		.recipient_count = ARRAY_LEN(recipients),
		.foot = arena_printf(c->arena, _("Mã sổ cái %.*s"), STR_ARG(head_short(c->arena, &head))),
		.draft = !row_is(&w.period, "state", "closed"),
		.rehearsal = c->site->rehearsal,
	};
	r = pdf_write(&paper, &c->res->body, NULL, err);
	if (r == 0)
		register_send(c, STR("application/pdf"), STR("tong-hop.pdf"));
	return r;
}

int page_of_report_export(struct web_call *c, struct err *err)
{
	struct report_at_round w;
	char path[EXPORT_PATH];
	int r = report_round_at(c, &w, err);
	if (r == 0)
		r = export_temp(c->site, path, err);
	if (r == 0)
		r = report_round_write(path, c->arena, w.form, row_str(&w.template, "code"), &w.round, &w.sum, err);
	return r < 0 ? r : register_send_file(c, path, STR("tong-hop.xlsx"), err);
}
