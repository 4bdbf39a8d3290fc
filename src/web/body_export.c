/*
 * Bodies with their members as an Excel sheet: the columns of the model (election/sheet.h), so that what was taken out is
 * corrected and brought back; with telephones for those who may read them. One body, or all this person may read.
 */
#include "election/sheet.h"
#include "format/xlsx_write.h"
#include "unit/records.h"
#include "web/bodies.h"
#include "web/elections.h"

#define ROWS_AT_ONCE 500
#define MEMBERS_MOST ((size_t)4 << 20) /* bytes, of one body */

static const int widths[SHEET_COLUMNS] = {22, 22, 14, 16, 14, 20, 12, 16, 16, 24, 30, 16, 14, 30};

/* Begins a sheet with the columns of the model, and `more` of its own behind them (NULL: none). */
int body_sheet_begin(struct web_call *c, const char *more, char path[EXPORT_PATH], struct xlsx_writer **ret_writer,
		     struct err *err)
{
	struct xlsx_column columns[SHEET_COLUMNS + 1];
	for (size_t i = 0; i < SHEET_COLUMNS; i++)
		columns[i] = (struct xlsx_column){.label = str_from_c(sheet_headings[i]), .width = widths[i]};
	columns[SHEET_COLUMNS] = (struct xlsx_column){.label = str_from_c(more), .width = 60};
	int r = export_temp(c->site, path, err);
	return r < 0 ? r
		     : xlsx_write_start(path, str_from_c(_("Tổ chức và thành viên")), columns, SHEET_COLUMNS + (more != NULL),
					ret_writer, err);
}

static void write_member(struct web_call *c, struct arena *a, struct xlsx_writer *w, const struct row *body, struct str unit,
			 bool phones, const struct member_item *m)
{
	const struct body_kind *kind = body_kind_of(row_str(body, "kind"));
	const struct value *agreed = row_value(body, "agreed");
	const char *address = str_eq_c(m->address, "ong") ? _("Ông ") : str_eq_c(m->address, "ba") ? _("Bà ") : "";
	const struct str cells[SHEET_COLUMNS] = {
		unit,
		str_from_c(body_kind_choices[kind - body_kinds].label),
		row_str(body, "place"),
		row_str(body, "decision_number"),
		row_day(body, "decision_day") == DAY_NONE ? (struct str){0} : date_vn(a, row_day(body, "decision_day")),
		row_str(body, "signer"),
		agreed->kind == VALUE_NULL ? (struct str){0} : str_from_c(agreed->i ? _("có") : _("không")),
		row_day(body, "sent_day") == DAY_NONE ? (struct str){0} : date_vn(a, row_day(body, "sent_day")),
		row_str(body, "explanation"),
		arena_printf(a, "%s%.*s", address, STR_ARG(m->name)),
		m->position,
		body_office(c->site->law, kind, m->role),
		phones ? m->phone : (struct str){0},
		m->duty,
	};
	for (size_t i = 0; i < SHEET_COLUMNS; i++)
		xlsx_write_text(w, cells[i]);
	xlsx_write_row(w);
}

/* Members now; nothing of a body whose members this person may not read. */
static int write_body(struct web_call *c, struct xlsx_writer *w, const struct row *body, struct err *err)
{
	_cleanup_arena_ struct arena *a = arena_new("members of a body", MEMBERS_MOST);
	struct member_item *m;
	struct unit_item unit;
	size_t n;
	int may = web_may(c, "member.read", row_int(body, "unit"), err);
	if (may <= 0)
		return may;
	int phones = web_may(c, "person.read", row_int(body, "unit"), err);
	int r = phones < 0 ? phones : body_members(c->db, a, body->id, false, &m, &n, err);
	int there = r < 0 ? r : unit_get(c->db, a, row_int(body, "unit"), &unit, err);
	for (size_t i = 0; there > 0 && i < n; i++)
		write_member(c, a, w, body, unit.full, phones > 0, &m[i]);
	return there < 0 ? there : 0;
}

/* The one of the address. */
int page_of_body_sheet_one(struct web_call *c, struct err *err)
{
	struct row body;
	struct xlsx_writer *w;
	char path[EXPORT_PATH];
	int r = web_read(c, &committee_record, c->id, &body, err);
	if (r == 0)
		r = web_require(c, "member.read", row_int(&body, "unit"), err);
	if (r == 0)
		r = body_sheet_begin(c, NULL, path, &w, err);
	if (r < 0)
		return r;
	r = write_body(c, w, &body, err);
	if (r < 0) {
		xlsx_write_abandon(w);
		return r;
	}
	r = xlsx_write_end(w, err);
	return r < 0 ? r : register_send_file(c, path, STR("danh-sach-thanh-vien.xlsx"), err);
}

/* All of one election; of a unit or a kind when the address names one. */
int page_of_body_sheet_all(struct web_call *c, struct err *err)
{
	struct list_result rows = {0};
	struct list_filter filters[3];
	struct row election;
	struct xlsx_writer *w;
	char path[EXPORT_PATH];
	int64_t unit;
	size_t n = 0;
	bool of_unit = str_to_i64(http_query(c->req, "unit"), 1, INT64_MAX, &unit);
	int r = web_election(c, of_unit ? unit : c->actor.unit, &election, err);
	if (r <= 0)
		return r < 0 ? r : web_not_found(c, err);
	filters[n++] = (struct list_filter){"election", "=", v_int(election.id)};
	if (of_unit)
		filters[n++] = (struct list_filter){"unit", "=", v_int(unit)};
	for (const struct choice *kind = body_kind_choices; kind->code; kind++)
		if (str_eq_c(http_query(c->req, "kind"), kind->code))
			filters[n++] = (struct list_filter){"kind", "=", v_c(kind->code)};
	r = body_sheet_begin(c, NULL, path, &w, err);
	if (r < 0)
		return r;
	for (int64_t at = 0; r == 0 && (at == 0 || rows.n == ROWS_AT_ONCE); at += ROWS_AT_ONCE) {
		const struct list_query query = {.record = &committee_record,
						 .filters = filters,
						 .filter_count = n,
						 .sort = "unit",
						 .offset = at,
						 .limit = ROWS_AT_ONCE};
		r = record_list(c->db, c->arena, &c->actor, &query, &rows, err);
		for (size_t i = 0; r == 0 && i < rows.n; i++)
			r = write_body(c, w, &rows.rows[i], err);
	}
	if (r < 0) {
		xlsx_write_abandon(w);
		return r;
	}
	r = xlsx_write_end(w, err);
	return r < 0 ? r : register_send_file(c, path, STR("thanh-vien-to-chuc-bau-cu.xlsx"), err);
}
