/* Parts of the sheets of a body and of a person: lists of members, findings, where to go on. */
#include "record/verbs.h"
#include "web/bodies.h"
#include "web/templates.h"

#define SHOWN 200

static void add_related(struct web_call *c, struct sheet_view *v, struct str href, const char *text)
{
	struct link_view *links = arena_array_of(c->arena, v->related_count + 1, struct link_view);
	for (size_t i = 0; i < v->related_count; i++)
		links[i] = v->related[i];
	links[v->related_count++] = (struct link_view){.href = href, .text = str_from_c(text)};
	v->related = links;
}

static int member_cells(struct web_call *c, const struct body_kind *kind, const struct member_item *m,
			struct cell_view *cell)
{
	cell[0] = (struct cell_view){
		.text = m->name, .href = web_path(c, "/danh-muc/member/%lld", (long long)m->id), .note = m->position};
	cell[1].text = body_office(c->site->law, kind, m->role);
	cell[2].text = m->duty;
	cell[3] = (struct cell_view){.text = m->from == DAY_NONE ? (struct str){0} : date_vn(c->arena, m->from),
				     .note = m->from_document};
	if (m->to != DAY_NONE) {
		cell[3].text =
			arena_printf(c->arena, "%.*s – %.*s", STR_ARG(cell[3].text), STR_ARG(date_vn(c->arena, m->to)));
		cell[3].note = m->to_document;
	}
	return 0;
}

/* Those in it now, or the former ones. */
static void list_of(struct web_call *c, const struct row *body, const struct member_item *m, size_t n,
		    const char *caption, bool now, struct sheet_view *v)
{
	static const char *const labels[] = {_("Họ và tên"), _("Chức danh"), _("Nhiệm vụ được phân công"),
					     _("Từ ngày, theo quyết định")};
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, n * ARRAY_LEN(labels) + 1, struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0};
	for (size_t i = 0; i < n; i++)
		member_cells(c, body_kind_of(row_str(body, "kind")), &m[i], cells + i * ARRAY_LEN(labels));
	struct list_view list = {
		.caption = str_from_c(caption),
		.heading = true,
		.columns = columns,
		.column_count = ARRAY_LEN(labels),
		.cells = cells,
		.row_count = n,
		.empty = str_from_c(_("Chưa ghi thành viên nào. Bấm «Lập danh sách» và ghi như trong quyết định."))};
	if (n || now)
		sheet_add_list(c, v, &list);
}

static int findings_of(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err)
{
	struct body_finding *f;
	size_t n;
	int r = body_findings(c->db, c->arena, c->site->law, body, &f, &n, err);
	for (size_t i = 0; r == 0 && i < n; i++)
		web_message(c, &v->page, TONE_SOON,
			    arena_printf(c->arena, _("Cần xem lại: %.*s%s%.*s%s"), STR_ARG(f[i].text),
					 f[i].basis.n ? " (" : "", STR_ARG(f[i].basis), f[i].basis.n ? ")." : "."));
	return r;
}

static int list_tools(struct web_call *c, const struct row *body, size_t members, struct sheet_view *v, struct err *err)
{
	int may = web_may(c, "committee.enter", row_int(body, "unit"), err);
	if (may > 0)
		add_related(c, v, web_path(c, "/bau-cu/to-chuc/%lld/danh-sach", (long long)body->id),
			    members ? _("Kiện toàn, sửa danh sách") : _("Lập danh sách thành viên"));
	if (members) {
		add_related(c, v, web_path(c, "/bau-cu/to-chuc/%lld/in", (long long)body->id),
			    _("In danh sách kèm quyết định (PDF)"));
		add_related(c, v, web_path(c, "/danh-muc/member?committee=%lld", (long long)body->id),
			    _("Danh sách dạng bảng (Excel)"));
	}
	int phones = members ? web_may(c, "person.read", row_int(body, "unit"), err) : 0;
	if (phones < 0)
		return phones;
	if (phones)
		add_related(c, v, web_path(c, "/bau-cu/to-chuc/%lld/in?dien-thoai=1", (long long)body->id),
			    _("In danh sách điện thoại (PDF)"));
	return may < 0 ? may : 0;
}

int web_body_parts(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err)
{
	struct member_item *m;
	size_t n, now = 0;
	enum body_state state = body_state(body);
	int r = body_members(c->db, c->arena, body->id, true, &m, &n, err);
	if (r < 0)
		return r;
	while (now < n && m[now].to == DAY_NONE)
		now++;
	v->state = (struct tag_view){web_tone(body_states[state].tone), str_from_c(body_states[state].label)};
	r = web_may(c, "member.read", row_int(body, "unit"), err);
	if (r > 0) {
		list_of(c, body, m, now, _("Thành viên"), true, v);
		list_of(c, body, m + now, n - now, _("Người đã thôi"), false, v);
	}
	if (r >= 0)
		r = findings_of(c, body, v, err);
	return r < 0 ? r : list_tools(c, body, now, v, err);
}

/* ---- a person ---- */

int web_person_bodies(struct web_call *c, const struct row *person, struct sheet_view *v, struct err *err)
{
	static const char *const fields[] = {"committee", "role", "from_day", "to_day"};
	struct list_filter of = {"person", "=", v_int(person->id)};
	struct list_result rows = {0};
	if (!access_could(&c->actor, "member.read"))
		return 0;
	int r = record_list(
		c->db, c->arena, &c->actor,
		&(struct list_query){
			.record = &member_record, .filters = &of, .filter_count = 1, .sort = "id", .limit = SHOWN},
		&rows, err);
	if (r < 0 || rows.n == 0)
		return r;
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(fields), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, rows.n * ARRAY_LEN(fields), struct cell_view);
	for (size_t k = 0; k < ARRAY_LEN(fields); k++) {
		const struct field *f = &member_record.fields[record_field(&member_record, fields[k])];
		columns[k] = (struct column_view){.label = str_from_c(f->label), .title = k == 0};
		for (size_t i = 0; r == 0 && i < rows.n; i++)
			r = register_cell(c, &rows.rows[i], f, &cells[i * ARRAY_LEN(fields) + k], err);
	}
	if (r < 0)
		return r;
	struct list_view list = {.caption = str_from_c(_("Trong các tổ chức bầu cử")),
				 .heading = true,
				 .columns = columns,
				 .column_count = ARRAY_LEN(fields),
				 .cells = cells,
				 .row_count = rows.n};
	sheet_add_list(c, v, &list);
	return 0;
}
