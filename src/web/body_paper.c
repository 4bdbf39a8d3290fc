/* The list of a body on paper, as it goes with the decision (Decree 30/2020); with telephones for those who call. */
#include "render/pdf.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/bodies.h"

/* What is printed; columns without anything in them are left out. */
struct body_paper {
	bool phones, duties;
	struct member_item *m;
	size_t n;
	struct pdf_column columns[5];
	size_t column_count;
};

static void add_column(struct body_paper *p, const char *head, int width, enum pdf_align align)
{
	p->columns[p->column_count++] = (struct pdf_column){.head = str_from_c(head), .width = width, .align = align};
}

static void columns_of(struct body_paper *p)
{
	add_column(p, _("TT"), 2, PDF_CENTRE);
	add_column(p, _("Họ và tên"), 9, PDF_LEFT);
	add_column(p, _("Chức vụ, đơn vị công tác"), 11, PDF_LEFT);
	add_column(p, _("Chức danh"), 6, PDF_LEFT);
	if (p->phones)
		add_column(p, _("Điện thoại"), 6, PDF_LEFT);
	else if (p->duties)
		add_column(p, _("Nhiệm vụ"), 9, PDF_LEFT);
}

static const struct str *cells_of(struct web_call *c, const struct row *body, const struct body_paper *p)
{
	const struct body_kind *kind = body_kind_of(row_str(body, "kind"));
	struct str *cells = arena_array_of(c->arena, p->n * p->column_count + 1, struct str);
	for (size_t i = 0; i < p->n; i++) {
		const struct member_item *m = &p->m[i];
		struct str *cell = cells + i * p->column_count;
		const char *address = str_eq_c(m->address, "ong")  ? _("Ông ")
				      : str_eq_c(m->address, "ba") ? _("Bà ")
								   : "";
		cell[0] = web_path(c, "%zu", i + 1);
		cell[1] = arena_printf(c->arena, "%s%.*s", address, STR_ARG(m->name));
		cell[2] = m->position;
		cell[3] = body_office(c->site->law, kind, m->role);
		if (p->column_count > 4)
			cell[4] = p->phones ? m->phone : m->duty;
	}
	return cells;
}

static int members_of(struct web_call *c, const struct row *body, struct body_paper *p, struct err *err)
{
	int may = web_may(c, p->phones ? "person.read" : "member.read", row_int(body, "unit"), err);
	if (may <= 0)
		return may < 0 ? may : web_not_found(c, err);
	int r = body_members(c->db, c->arena, body->id, false, &p->m, &p->n, err);
	for (size_t i = 0; r == 0 && i < p->n; i++)
		p->duties |= p->m[i].duty.n > 0;
	return r;
}

static int write_paper(struct web_call *c, const struct row *body, const struct row *unit, const struct body_paper *p,
		       struct err *err)
{
	struct head head;
	int r = ledger_head(c->db, &head, err);
	if (r < 0)
		return r;
	struct str name =
		unit_name_in_sentence(c->arena, unit_kind_of_key(row_str(unit, "kind")), row_str(unit, "name"));
	bool planned = body_state(body) == BODY_PLANNED;
	struct str attached = arena_printf(c->arena, _("(Kèm theo Quyết định số %.*s ngày %.*s)"),
					   STR_ARG(row_str(body, "decision_number")),
					   STR_ARG(date_vn(c->arena, row_day(body, "decision_day"))));
	const struct pdf_table table = {.columns = p->columns,
					.column_count = p->column_count,
					.cells = cells_of(c, body, p),
					.row_count = p->n,
					.size = 12,
					.empty = str_from_c(_("Chưa ghi danh sách thành viên."))};
	const struct pdf_block blocks[] = {
		{.kind = PDF_TABLE, .table = &table},
		{.kind = PDF_PARAGRAPH, .text = arena_printf(c->arena, _("Danh sách này có %zu người./."), p->n)},
	};
	const struct pdf_paper paper = {
		.body = text_upper(c->arena, arena_printf(c->arena, _("Ủy ban nhân dân\n%.*s"), STR_ARG(name))),
		.day = planned ? site_today(c->site) : row_day(body, "decision_day"),
		.kind = str_from_c(p->phones ? _("DANH SÁCH ĐIỆN THOẠI") : _("DANH SÁCH")),
		.about = arena_printf(c->arena, _("Thành viên %.*s\n%.*s"), STR_ARG(row_str(body, "name")),
				      STR_ARG(planned ? str_from_c(_("(Dự kiến, chưa có quyết định)")) : attached)),
		.blocks = blocks,
		.block_count = ARRAY_LEN(blocks),
		.foot = arena_printf(c->arena, _("Mã sổ cái %.*s"), STR_ARG(head_short(c->arena, &head))),
		.draft = planned,
		.rehearsal = c->site->rehearsal,
	};
	r = pdf_write(&paper, &c->res->body, NULL, err);
	if (r == 0)
		c->res->type = STR("application/pdf");
	return r;
}

int page_of_body_paper(struct web_call *c, struct err *err)
{
	struct row body, unit;
	struct body_paper p = {.phones = str_eq_c(http_query(c->req, "dien-thoai"), "1")};
	int r = web_read(c, &committee_record, c->id, &body, err);
	if (r == 0)
		r = members_of(c, &body, &p, err);
	int there = r < 0 ? r : row_load(c->db, c->arena, &unit_record, row_int(&body, "unit"), &unit, err);
	if (there <= 0)
		return there < 0 ? there : web_not_found(c, err);
	columns_of(&p);
	return write_paper(c, &body, &unit, &p, err);
}
