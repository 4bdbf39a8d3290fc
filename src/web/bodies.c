/* Parts of the sheets of a body and of a person: lists of members, findings, where to go on. */
#include <string.h>

#include "election/statements.h"
#include "record/verbs.h"
#include "web/bodies.h"
#include "web/pick.h"
#include "web/templates.h"
#include "work/task.h"

#define SHOWN 200

static void add_related(struct web_call *c, struct sheet_view *v, struct str href, const char *text)
{
	struct link_view *links = arena_array_of(c->arena, v->related_count + 1, struct link_view);
	for (size_t i = 0; i < v->related_count; i++)
		links[i] = v->related[i];
	links[v->related_count++] = (struct link_view){.href = href, .text = str_from_c(text)};
	v->related = links;
}

/* These fields of rows, the first of them naming the row. */
static int columns_and_cells(struct web_call *c, const struct record *record, const char *const *fields, size_t n,
			     const struct list_result *rows, struct list_view *v, struct err *err)
{
	struct column_view *columns = arena_array_of(c->arena, n, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, rows->n * n, struct cell_view);
	int r = 0;
	for (size_t k = 0; k < n; k++) {
		const struct field *f = &record->fields[record_field(record, fields[k])];
		columns[k] = (struct column_view){.label = str_from_c(f->label), .title = k == 0, .numeric = f->kind == FIELD_INT};
		for (size_t i = 0; r == 0 && i < rows->n; i++)
			r = register_cell(c, &rows->rows[i], f, &cells[i * n + k], err);
	}
	for (size_t i = 0; r == 0 && i < rows->n; i++)
		if (!cells[i * n].href.n)
			cells[i * n].href = register_href(c, record, rows->rows[i].id);
	v->heading = true;
	v->columns = columns;
	v->column_count = n;
	v->cells = cells;
	v->row_count = rows->n;
	return r;
}

/* ---- members ---- */

enum { MEMBER_NAME, MEMBER_OFFICE, MEMBER_DUTY, MEMBER_DAYS, MEMBER_ELSEWHERE, MEMBER_COLUMNS };

/* What else they are in the election, as far as this person may read it: "Tổ bầu cử số 5 (Thư ký)". */
static int elsewhere_of(struct web_call *c, int64_t person, const struct member_elsewhere *in, size_t n, struct cell_view *cell,
			struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		int may = in[i].person == person ? web_may(c, "committee.read", in[i].unit, err) : 0;
		if (may < 0)
			return may;
		if (!may)
			continue;
		struct str office = body_office(c->site->law, body_kind_of(in[i].kind), in[i].role);
		cell->text = arena_printf(c->arena, "%.*s%s%.*s (%.*s)", STR_ARG(cell->text), cell->text.n ? "; " : "",
					  STR_ARG(in[i].name), STR_ARG(office));
		if (!cell->href.n)
			cell->href = web_path(c, "/danh-muc/committee/%lld", (long long)in[i].body);
	}
	return 0;
}

static void member_cells(struct web_call *c, const struct body_kind *kind, const struct member_item *m, struct cell_view *cell)
{
	cell[MEMBER_NAME] = (struct cell_view){
		.text = m->name, .href = web_path(c, "/danh-muc/member/%lld", (long long)m->id), .note = m->position};
	cell[MEMBER_OFFICE].text = body_office(c->site->law, kind, m->role);
	cell[MEMBER_DUTY].text = m->duty;
	cell[MEMBER_DAYS] = (struct cell_view){.text = m->from == DAY_NONE ? (struct str){0} : date_vn(c->arena, m->from),
					       .note = m->from_document};
	if (m->to == DAY_NONE)
		return;
	for (const struct choice *why = member_reasons; why->code; why++)
		if (str_eq_c(m->reason, why->code))
			cell[MEMBER_DAYS].note =
				arena_printf(c->arena, "%.*s: %s", STR_ARG(m->to_document), why->label);
	cell[MEMBER_DAYS].text =
		arena_printf(c->arena, "%.*s – %.*s", STR_ARG(cell[MEMBER_DAYS].text), STR_ARG(date_vn(c->arena, m->to)));
}

/* What may be done with the list. */
struct tools {
	struct link_view links[6];
	size_t n;
};

static void add_tool(struct tools *t, struct str href, const char *text)
{
	t->links[t->n++] = (struct link_view){.href = href, .text = str_from_c(text)};
}

static int tools_of(struct web_call *c, const struct row *body, size_t members, struct tools *t, struct err *err)
{
	int may = web_may(c, "committee.enter", row_int(body, "unit"), err);
	int phones = may < 0 || !members ? may : web_may(c, "person.read", row_int(body, "unit"), err);
	if (may < 0 || phones < 0)
		return may < 0 ? may : phones;
	if (may)
		add_tool(t, web_path(c, "/bau-cu/to-chuc/%lld/danh-sach", (long long)body->id),
			 members ? _("Kiện toàn, phân công, sửa danh sách") : _("Lập danh sách thành viên"));
	if (!members)
		return 0;
	add_tool(t, web_path(c, "/bau-cu/to-chuc/%lld/in", (long long)body->id), _("In danh sách kèm quyết định (PDF)"));
	if (phones)
		add_tool(t, web_path(c, "/bau-cu/to-chuc/%lld/in?dien-thoai=1", (long long)body->id),
			 _("In danh sách điện thoại (PDF)"));
	add_tool(t, web_path(c, "/bau-cu/to-chuc/%lld/xuat", (long long)body->id),
		 phones ? _("Danh sách, điện thoại (Excel)") : _("Danh sách (Excel)"));
	return 0;
}

/* Those in it now, or the former ones, who have no column for what else they are. */
static int list_of(struct web_call *c, const struct row *body, const struct member_item *m, size_t n, bool now,
		   const struct tools *tools, struct sheet_view *v, struct err *err)
{
	static const char *const labels[MEMBER_COLUMNS] = {_("Họ và tên"), _("Chức danh"), _("Nhiệm vụ được phân công"),
							   _("Từ ngày, theo quyết định"), _("Cũng ở tổ chức")};
	size_t in_n = 0;
	struct member_elsewhere *in = NULL;
	int r = now ? body_elsewhere(c->db, c->arena, body, &in, &in_n, err) : 0;
	size_t width = in_n ? MEMBER_COLUMNS : MEMBER_ELSEWHERE;
	struct column_view *columns = arena_array_of(c->arena, width, struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, n * width + 1, struct cell_view);
	for (size_t i = 0; i < width; i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == MEMBER_NAME};
	for (size_t i = 0; r == 0 && i < n; i++) {
		member_cells(c, body_kind_of(row_str(body, "kind")), &m[i], cells + i * width);
		if (in_n)
			r = elsewhere_of(c, m[i].person, in, in_n, &cells[i * width + MEMBER_ELSEWHERE], err);
	}
	struct list_view list = {
		.caption = str_from_c(now ? _("Thành viên") : _("Người đã thôi")),
		.heading = true,
		.columns = columns,
		.column_count = width,
		.cells = cells,
		.row_count = n,
		.tools = now ? tools->links : NULL,
		.tool_count = now ? tools->n : 0,
		.empty = str_from_c(_("Chưa ghi thành viên nào. Bấm «Lập danh sách» và ghi như trong quyết định."))};
	if (r == 0 && (n || now))
		sheet_add_list(c, v, &list);
	return r;
}

/* ---- its decisions, its groups ---- */

/* Which decisions made the list what it is: who came with each, who left. */
struct renewal {
	struct str number;
	day_t day;
	size_t came, left;
};

static void note_renewal(struct renewal *of, size_t *n, struct str number, day_t day, bool came)
{
	size_t i = 0;
	while (i < *n && !(of[i].day == day && str_eq(of[i].number, number)))
		i++;
	if (i == *n)
		of[(*n)++] = (struct renewal){.number = number, .day = day};
	of[i].came += came;
	of[i].left += !came;
}

static void renewals_of(struct web_call *c, const struct member_item *m, size_t n, struct sheet_view *v)
{
	static const char *const labels[] = {_("Quyết định"), _("Ngày"), _("Vào"), _("Thôi")};
	struct renewal *of = arena_array_of(c->arena, 2 * n + 1, struct renewal);
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(labels), struct column_view);
	size_t count = 0;
	for (size_t i = 0; i < n; i++) {
		bool mistake = str_eq_c(m[i].reason, "mistake");
		if (m[i].from != DAY_NONE && !mistake)
			note_renewal(of, &count, m[i].from_document, m[i].from, true);
		if (m[i].to != DAY_NONE && !mistake)
			note_renewal(of, &count, m[i].to_document, m[i].to, false);
	}
	if (count < 2) /* the one decision stands above */
		return;
	struct cell_view *cells = arena_array_of(c->arena, count * ARRAY_LEN(labels), struct cell_view);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		columns[i] = (struct column_view){.label = str_from_c(labels[i]), .title = i == 0, .numeric = i > 1};
	for (size_t i = 0; i < count; i++) {
		size_t at = 0; /* by day, each in its place */
		for (size_t k = 0; k < count; k++)
			at += of[k].day < of[i].day || (of[k].day == of[i].day && k < i);
		struct cell_view *cell = cells + at * ARRAY_LEN(labels);
		cell[0].text = of[i].number;
		cell[1].text = date_vn(c->arena, of[i].day);
		cell[2].text = web_path(c, "%zu", of[i].came);
		cell[3].text = web_path(c, "%zu", of[i].left);
	}
	struct list_view list = {.caption = str_from_c(_("Các quyết định về thành viên")),
				 .heading = true,
				 .columns = columns,
				 .column_count = ARRAY_LEN(labels),
				 .cells = cells,
				 .row_count = count};
	sheet_add_list(c, v, &list);
}

/* The groups of a help team, the sub-committees of a committee. */
static int groups_of(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err)
{
	static const char *const fields[] = {"name", "decision_number", "decision_day", "members", "area"};
	struct list_filter of = {"parent", "=", v_int(body->id)};
	struct list_result rows = {0};
	int r = record_list(
		c->db, c->arena, &c->actor,
		&(struct list_query){.record = &committee_record, .filters = &of, .filter_count = 1, .sort = "id", .limit = SHOWN},
		&rows, err);
	if (r < 0 || rows.n == 0)
		return r;
	struct list_view list = {.caption = str_from_c(_("Các nhóm, tiểu ban thuộc tổ chức này"))};
	r = columns_and_cells(c, &committee_record, fields, ARRAY_LEN(fields), &rows, &list, err);
	web_cut(c, &list, &rows);
	if (r == 0)
		sheet_add_list(c, v, &list);
	return r;
}

/* ---- facts ---- */

struct why_view web_body_rules(struct web_call *c, const struct body_kind *kind, int64_t members)
{
	struct why_list l = {.a = c->arena};
	const struct law_body *law = law_body_find(c->site->law, str_from_c(kind->code));
	const struct law_reason *meeting = law_reason(c->site->law, "BODY_MEETING");
	if (!law) {
		why_add(&l,
			str_from_c(_("Luật Bầu cử không quy định số lượng, thành phần của tổ chức này; theo quyết định "
				     "thành lập.")),
			(struct str){0});
	} else {
		struct str basis = law->rule.basis_brief;
		why_add(&l,
			arena_printf(c->arena, _("Từ %d đến %d thành viên: %.*s"), law->min, law->max,
				     STR_ARG(law->roles)),
			basis);
		why_add(&l, arena_printf(c->arena, _("Cơ quan thành lập: %.*s"), STR_ARG(law->founded_by)), basis);
		if (law->agrees.n)
			why_add(&l, arena_printf(c->arena, _("Sau khi thống nhất với: %.*s"), STR_ARG(law->agrees)),
				basis);
		if (law->informs.n)
			why_add(&l, arena_printf(c->arena, _("Danh sách gửi đến: %.*s"), STR_ARG(law->informs)), basis);
		why_add(&l,
			members ? arena_printf(c->arena,
					       _("%.*s: họp khi có ít nhất %lld người, thông qua khi ít nhất %lld "
						 "người tán thành trên tổng số %lld"),
					       STR_ARG(meeting->text), (long long)body_quorum(members),
					       (long long)body_majority(members), (long long)members)
				: meeting->text,
			meeting->rule.basis_brief);
	}
	struct why why = why_end(&l);
	return web_why(c, &why);
}

/* Without what this kind of body never has; the number of members with the law's why. */
static void settle_facts(struct web_call *c, const struct row *body, int64_t members, struct sheet_view *v)
{
	static const char *const seldom[] = {"place",       "parent",       "constituency",   "polling_area",
					     "explanation", "sent_missing", "founded_number", "founded_day"};
	const struct body_kind *kind = body_kind_of(row_str(body, "kind"));
	const struct law_body *law = law_body_find(c->site->law, row_str(body, "kind"));
	struct fact_view *facts = arena_array_of(c->arena, v->fact_count + 1, struct fact_view);
	size_t n = 0;
	for (size_t i = 0; i < v->fact_count; i++) {
		const char *name = committee_record.fields[i].name;
		bool passed = false;
		for (size_t k = 0; k < ARRAY_LEN(seldom); k++)
			passed |= strcmp(name, seldom[k]) == 0 && !v->facts[i].value.n;
		if (passed)
			continue;
		facts[n] = v->facts[i];
		if (strcmp(name, "members") == 0)
			facts[n].why = web_body_rules(c, kind, members);
		else if (strcmp(name, "agreed") == 0 && law && law->agrees.n)
			facts[n].label = arena_printf(c->arena, _("Đã thống nhất với %.*s"), STR_ARG(law->agrees));
		n++;
	}
	v->facts = facts;
	v->fact_count = n;
}

/* ---- what to do ---- */

/* After a list was saved: who of it was not in the register until then. A name typed another way stands here twice. */
static int added_people(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err)
{
	int64_t entry;
	struct str names = {0};
	_cleanup_query_ struct query *q = NULL;
	if (!str_to_i64(http_query(c->req, "tu"), 1, INT64_MAX, &entry))
		return 0;
	int r = db_query(c->db, &members_added, VALUES(v_int(body->id), v_int(entry)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		names = arena_printf(c->arena, "%.*s%s%.*s", STR_ARG(names), names.n ? ", " : "", STR_ARG(query_str(q, 0)));
		r = 0;
	}
	if (r == 0 && names.n)
		web_message(c, &v->page, TONE_SOON,
			    arena_printf(c->arena,
					 _("Chưa có trong danh sách người của đơn vị nên đã thêm: %.*s. Nếu ai đã có dưới một tên viết "
					   "khác, hãy sửa danh sách và chọn người ấy."),
					 STR_ARG(names)));
	return r;
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

/* A help team grows by its groups. */
static int group_link(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err)
{
	int may = row_is(body, "kind", "HELP_TEAM") ? web_may(c, "committee.enter", row_int(body, "unit"), err) : 0;
	if (may > 0)
		add_related(c, v,
			    web_path(c, "/bau-cu/to-chuc/moi?kind=HELP_GROUP&unit=%lld&parent=%lld",
				     (long long)row_int(body, "unit"), (long long)body->id),
			    _("Thêm nhóm của Tổ giúp việc"));
	return may < 0 ? may : 0;
}

int web_body_parts(struct web_call *c, const struct row *body, struct sheet_view *v, struct err *err)
{
	struct member_item *m;
	struct tools *tools = arena_new_of(c->arena, struct tools); /* read when the page is made */
	size_t n, now = 0;
	enum body_state state = body_state(body);
	int r = body_members(c->db, c->arena, body->id, true, &m, &n, err);
	if (r < 0)
		return r;
	while (now < n && m[now].to == DAY_NONE)
		now++;
	v->state = (struct tag_view){web_tone(body_states[state].tone), str_from_c(body_states[state].label)};
	settle_facts(c, body, now ? (int64_t)now : row_int(body, "members"), v);
	r = web_may(c, "member.read", row_int(body, "unit"), err);
	if (r > 0) {
		r = tools_of(c, body, now, tools, err);
		if (r == 0)
			r = list_of(c, body, m, now, true, tools, v, err);
		if (r == 0)
			r = list_of(c, body, m + now, n - now, false, tools, v, err);
		if (r == 0)
			r = added_people(c, body, v, err);
		renewals_of(c, m, n, v);
	}
	if (r >= 0)
		r = groups_of(c, body, v, err);
	if (r >= 0)
		r = findings_of(c, body, v, err);
	return r < 0 ? r : group_link(c, body, v, err);
}

/* ---- work handed over ---- */

#define TASKS_SHOWN 30

int web_handover_tasks(struct web_call *c, const struct row *handover, struct sheet_view *v, struct err *err)
{
	static const char *const fields[] = {"title", "due", "state"};
	const struct list_filter of[] = {{"person", "=", *row_value(handover, "person")}, TASK_OPEN};
	struct list_result rows = {0};
	int r = web_may(c, "task.read", row_int(handover, "unit"), err);
	if (r > 0)
		r = record_list(c->db, c->arena, &c->actor,
				&(struct list_query){.record = &task_record,
						     .filters = of,
						     .filter_count = ARRAY_LEN(of),
						     .sort = "due",
						     .limit = TASKS_SHOWN},
				&rows, err);
	struct column_view *columns = arena_array_of(c->arena, ARRAY_LEN(fields), struct column_view);
	struct cell_view *cells = arena_array_of(c->arena, TASKS_SHOWN * ARRAY_LEN(fields), struct cell_view);
	struct list_view list = {.caption = str_from_c(_("Nhiệm vụ còn mang tên người bàn giao")),
				 .heading = true,
				 .columns = columns,
				 .column_count = ARRAY_LEN(fields),
				 .cells = cells};
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		struct cell_view *cell = cells + list.row_count++ * ARRAY_LEN(fields);
		for (size_t k = 0; r == 0 && k < ARRAY_LEN(fields); k++) {
			const struct field *f = &task_record.fields[record_field(&task_record, fields[k])];
			columns[k] = (struct column_view){.label = str_from_c(f->label), .title = k == 0};
			r = register_cell(c, &rows.rows[i], f, &cell[k], err);
		}
		cell[0].href = web_path(c, "/nhiem-vu/%lld", (long long)rows.rows[i].id);
	}
	if (r == 0 && list.row_count) {
		web_cut(c, &list, &rows);
		list.found = arena_printf(c->arena, _("%.*s Phân công lại cho người nhận ở trang của từng nhiệm vụ."),
					  STR_ARG(list.found));
		sheet_add_list(c, v, &list);
	}
	return r < 0 ? r : 0;
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
	struct list_view list = {.caption = str_from_c(_("Trong các tổ chức bầu cử"))};
	r = columns_and_cells(c, &member_record, fields, ARRAY_LEN(fields), &rows, &list, err);
	web_cut(c, &list, &rows);
	if (r == 0)
		sheet_add_list(c, v, &list);
	return r;
}

/* ---- its form ---- */

#define PEOPLE_MOST 200

int web_body_people(struct web_call *c, int64_t unit, struct body_form_view *v, struct err *err)
{
	struct options o = {0};
	_cleanup_query_ struct query *q = NULL;
	int r = web_may(c, "person.read", unit, err);
	if (r > 0)
		r = db_query(c->db, &people_of_unit, VALUES(v_int(unit)), &q, err);
	while (r == 0 && q && o.n <= PEOPLE_MOST && (r = query_next(q, err)) > 0) {
		pick_add(c, &o, query_dup(q, 1, c->arena), query_dup(q, 2, c->arena), false);
		r = 0;
	}
	v->people = o.list;
	v->people_count = o.n > PEOPLE_MOST ? PEOPLE_MOST : o.n;
	if (o.n > PEOPLE_MOST)
		v->people_note = web_path(c, _("Đơn vị có hơn %d người: chỉ gợi ý %d người đầu, người khác cứ gõ đủ họ tên."), PEOPLE_MOST,
					  PEOPLE_MOST);
	return r < 0 ? r : 0;
}
