/*
 * The form of a body with its whole list: committee.enter, a new one or the next decision about one that is there. A
 * page of its own, since a list is a table and not a column of fields; everything refused comes back as it was typed.
 */
#include <stdio.h>
#include <string.h>

#include "election/election.h"
#include "election/statements.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/bodies.h"
#include "web/templates.h"

#define LINES_LEAST 15
#define PEOPLE_MOST 400

/* What the form is about. */
struct entry_form {
	const struct row *body; /* NULL: a new one */
	const struct body_kind *kind;
	int64_t unit; /* 0: chosen in the form */
	struct member_item *members;
	size_t member_n;
	const struct verb_result *result; /* of a try that was refused; NULL: none */
	const struct err *why;
};

static struct str numbered(struct web_call *c, const char *what, int n) { return web_path(c, "%s_%d", what, n); }

/* ---- what a field holds ---- */

static struct str of_body(struct web_call *c, const struct entry_form *f, const char *name)
{
	int at = f->body ? record_field(&committee_record, name) : -1;
	return at < 0 ? (struct str){0} : field_typed(c->arena, &committee_record.fields[at], &f->body->values[at]);
}

/* Head first, then as the kind has it; the person who enters corrects the one or two lines that differ. */
static struct str role_guess(struct web_call *c, const struct entry_form *f, int n)
{
	const struct law_body *law = law_body_find(c->site->law, str_from_c(f->kind->code));
	bool deputies = !law || body_role_name(law, BODY_DEPUTY).n,
	     secretary = !law || body_role_name(law, BODY_SECRETARY).n;
	int secretary_line = deputies ? 3 : 2;
	return str_from_c(member_roles[n == 1                             ? BODY_HEAD
				       : n == 2 && deputies               ? BODY_DEPUTY
				       : n == secretary_line && secretary ? BODY_SECRETARY
									  : BODY_MEMBER]
				  .code);
}

static struct str of_line(struct web_call *c, const struct entry_form *f, const char *what, int n)
{
	const struct member_item *m = f->body && (size_t)n <= f->member_n ? &f->members[n - 1] : NULL;
	if (strcmp(what, "role") == 0)
		return m ? m->role : role_guess(c, f, n);
	if (!m)
		return (struct str){0};
	if (strcmp(what, "name") == 0)
		return m->address.n ? arena_printf(c->arena, "%s %.*s",
						   str_eq_c(m->address, "ong") ? _("Ông") : _("Bà"), STR_ARG(m->name))
				    : m->name;
	if (strcmp(what, "position") == 0)
		return m->position;
	return strcmp(what, "phone") == 0 ? m->phone : web_path(c, "%lld", (long long)m->person);
}

static struct str value_of(struct web_call *c, const struct entry_form *f, struct str name)
{
	const char *key = arena_c(c->arena, name);
	return f->result ? http_form(c->req, key) : f->body ? of_body(c, f, key) : http_query(c->req, key);
}

static struct str error_of(const struct entry_form *f, struct str field)
{
	for (size_t i = 0; f->result && i < f->result->error_count; i++)
		if (str_eq_c(field, f->result->errors[i].field))
			return str_from_c(f->result->errors[i].text);
	return (struct str){0};
}

/* ---- one line ---- */

static struct field_view line_field(struct web_call *c, const struct entry_form *f, const char *what, const char *label,
				    int n)
{
	struct str name = numbered(c, what, n);
	return (struct field_view){.kind = strcmp(what, "phone") == 0 ? CONTROL_NUMBER : CONTROL_TEXT,
				   .name = name,
				   .label = arena_printf(c->arena, _("%s, dòng %d"), label, n),
				   .value = f->result ? http_form(c->req, arena_c(c->arena, name))
						      : of_line(c, f, what, n),
				   .error = arena_dup(c->arena, error_of(f, name))};
}

static void role_options(struct web_call *c, const struct entry_form *f, struct field_view *v)
{
	struct option_view *o = arena_array_of(c->arena, BODY_ROLE_COUNT, struct option_view);
	const struct law_body *law = law_body_find(c->site->law, str_from_c(f->kind->code));
	for (int i = 0; i < BODY_ROLE_COUNT; i++) {
		struct str code = str_from_c(member_roles[i].code);
		bool chosen = str_eq(code, v->value);
		if (law && !body_role_name(law, (enum body_role)i).n && !chosen)
			continue;
		o[v->option_count++] = (struct option_view){code, body_office(c->site->law, f->kind, code), chosen};
	}
	v->options = o;
}

/* Several of one name: which of them, or somebody new. */
static int who_options(struct web_call *c, const struct entry_form *f, struct str typed, struct field_view *v,
		       struct err *err)
{
	struct namesake *list;
	struct str address, name;
	size_t n;
	body_name_typed(typed, &address, &name);
	if (!v->error.n || !f->unit || !name.n)
		return 0;
	int r = body_namesakes(c->site, c->db, c->arena, f->unit, name, &list, &n, err);
	if (r < 0)
		return r;
	struct option_view *o = arena_array_of(c->arena, n + 2, struct option_view);
	o[v->option_count++] = (struct option_view){.text = str_from_c(_("– là ai? –"))};
	for (size_t i = 0; i < n; i++)
		o[v->option_count++] = (struct option_view){
			.value = web_path(c, "%lld", (long long)list[i].id),
			.text = arena_printf(
				c->arena, "%.*s – %.*s", STR_ARG(list[i].name),
				STR_ARG(list[i].position.n ? list[i].position : str_from_c(_("chưa ghi chức vụ"))))};
	o[v->option_count++] = (struct option_view){.value = STR("moi"), .text = str_from_c(_("người mới, cùng tên"))};
	v->options = o;
	v->kind = CONTROL_CHOICE;
	return 0;
}

static int make_line(struct web_call *c, const struct entry_form *f, int n, struct body_line_view *l, struct err *err)
{
	*l = (struct body_line_view){
		.number = n,
		.name = line_field(c, f, "name", _("Họ và tên"), n),
		.position = line_field(c, f, "position", _("Chức vụ"), n),
		.role = line_field(c, f, "role", _("Chức danh"), n),
		.phone = line_field(c, f, "phone", _("Điện thoại"), n),
		.who = line_field(c, f, "person", _("Là ai"), n),
	};
	l->who.kind = CONTROL_HIDDEN;
	role_options(c, f, &l->role);
	return who_options(c, f, l->name.value, &l->who, err);
}

/* As many lines as the law allows members; never fewer than were typed. */
static size_t line_count(struct web_call *c, const struct entry_form *f)
{
	const struct law_body *law = law_body_find(c->site->law, str_from_c(f->kind->code));
	size_t n = law ? (size_t)law->max : LINES_LEAST;
	while (n < f->member_n + 2)
		n++;
	for (size_t i = n + 1; f->result && i <= BODY_ROWS; i++)
		if (http_form(c->req, arena_c(c->arena, numbered(c, "name", (int)i))).n)
			n = i;
	return n < BODY_ROWS ? n : BODY_ROWS;
}

/* ---- what stands above the list ---- */

/* Settled by the address, by the row or by there being no choice: sent along, not asked. */
static void hide(struct field_view *v, struct str value)
{
	v->kind = CONTROL_HIDDEN;
	v->value = value;
}

static bool in_head(struct web_call *c, const struct entry_form *f, struct field_view *v)
{
	const char *name = arena_c(c->arena, v->name);
	bool of_new = strcmp(name, "election") == 0 || strcmp(name, "unit") == 0 || strcmp(name, "kind") == 0 ||
		      strcmp(name, "place") == 0 || strcmp(name, "parent") == 0;
	if (strchr(name, '_') && strcmp(name, "decision_number") != 0 && strcmp(name, "decision_day") != 0 &&
	    strcmp(name, "sent_day") != 0)
		return false; /* of a line */
	if (strcmp(name, "id") == 0 || (f->body && of_new))
		return false;
	if (strcmp(name, "kind") == 0)
		hide(v, str_from_c(f->kind->code));
	else if (strcmp(name, "election") == 0 && v->option_count == 2 && v->value.n) /* none, or the one there is */
		hide(v, v->value);
	else if (strcmp(name, "unit") == 0 && f->unit)
		hide(v, web_path(c, "%lld", (long long)f->unit));
	else if ((strcmp(name, "place") == 0 && !f->kind->many) ||
		 (strcmp(name, "parent") == 0 && strcmp(f->kind->code, "HELP_GROUP") != 0 &&
		  strcmp(f->kind->code, "SUBCOMMITTEE") != 0))
		return false;
	else if (strcmp(name, "explanation") == 0 && !v->value.n && !f->result)
		return false; /* asked only when there is something to explain */
	v->required |= strcmp(name, "unit") == 0 || strcmp(name, "place") == 0;
	return true;
}

static int head_fields(struct web_call *c, struct entry_form *f, struct body_form_view *v, struct err *err)
{
	struct form_field_value values[16];
	struct row election;
	size_t n = 0;
	for (size_t i = 0; i < committee_enter.param_count && n < ARRAY_LEN(values) &&
			   strncmp(committee_enter.params[i].name, "name_", 5) != 0;
	     i++)
		values[n++] = (struct form_field_value){committee_enter.params[i].name,
							value_of(c, f, str_from_c(committee_enter.params[i].name))};
	int r = election_current(c->db, c->arena, site_today(c->site), &election, err);
	for (size_t i = 0; r > 0 && i < n; i++)
		if (strcmp(values[i].name, "election") == 0 && !values[i].typed.n)
			values[i].typed = web_path(c, "%lld", (long long)election.id);
		else if (strcmp(values[i].name, "revision") == 0 && f->body && !values[i].typed.n)
			values[i].typed = web_path(c, "%lld", (long long)f->body->revision);
	struct verb head = committee_enter;
	head.param_count = n;
	if (r >= 0)
		r = web_form(c, &head, c->req->path, values, n, &v->form, err);
	if (r < 0)
		return r;
	struct field_view *fields = (struct field_view *)(uintptr_t)v->form.fields; /* just made, in our arena */
	size_t kept = 0;
	for (size_t i = 0; i < v->form.count; i++)
		if (in_head(c, f, &fields[i]) || error_of(f, fields[i].name).n) {
			fields[kept] = fields[i];
			fields[kept++].error = arena_dup(c->arena, error_of(f, fields[i].name));
		}
	v->head = fields;
	v->head_count = kept;
	return 0;
}

/* The summary of errors names every field, those of the lines too. */
static void all_fields(struct web_call *c, const struct entry_form *f, struct body_form_view *v,
		       const struct body_line_view *lines)
{
	struct field_view *all = arena_array_of(c->arena, v->head_count + 5 * v->line_count, struct field_view);
	size_t n = v->head_count;
	memcpy(all, v->head, n * sizeof(*all));
	for (size_t i = 0; i < v->line_count; i++) {
		const struct field_view *of[] = {&lines[i].name, &lines[i].who, &lines[i].position, &lines[i].role,
						 &lines[i].phone};
		for (size_t k = 0; k < ARRAY_LEN(of); k++)
			all[n++] = *of[k];
	}
	v->form.fields = all;
	v->form.count = n;
	bool placed = false;
	for (size_t i = 0; i < n; i++)
		placed |= all[i].error.n > 0;
	/* "members" is the number of lines: said above, since no field is to blame */
	struct str members = error_of(f, STR("members"));
	if (members.n)
		v->form.error = arena_dup(c->arena, members);
	else if (f->why && !placed)
		v->form.error = arena_dup(c->arena, str_from_c(f->why->text));
}

/* ---- beside the form ---- */

/* The people of the unit, so that a name is chosen rather than typed. */
static int people_of(struct web_call *c, const struct entry_form *f, struct body_form_view *v, struct err *err)
{
	struct option_view *o = arena_array_of(c->arena, PEOPLE_MOST, struct option_view);
	_cleanup_query_ struct query *q = NULL;
	int r = web_may(c, "person.read", f->unit, err);
	if (r > 0)
		r = db_query(c->db, &people_of_unit, VALUES(v_int(f->unit)), &q, err);
	while (r == 0 && q && v->people_count < PEOPLE_MOST && (r = query_next(q, err)) > 0) {
		o[v->people_count++] =
			(struct option_view){.value = query_dup(q, 1, c->arena), .text = query_dup(q, 2, c->arena)};
		r = 0;
	}
	v->people = o;
	return r < 0 ? r : 0;
}

/* A link for each kind this place may have. */
static void kind_links(struct web_call *c, const struct entry_form *f, struct body_form_view *v)
{
	struct filter_view *filter = arena_new_of(c->arena, struct filter_view);
	struct link_view *links = arena_array_of(c->arena, 16, struct link_view);
	for (size_t i = 0; body_kinds[i].code && filter->count < 16; i++) {
		const struct body_kind *k = &body_kinds[i];
		const struct law_body *law = law_body_find(c->site->law, str_from_c(k->code));
		bool of_province = f->unit == c->site->root;
		if ((law && !(law->kinds & 1u << ELECTION_GENERAL)) ||
		    (f->unit && !(k->levels & (of_province ? BODY_OF_PROVINCE : BODY_OF_COMMUNE))))
			continue;
		struct option_view keep[] = {{.text = STR("unit"), .value = http_query(c->req, "unit")}};
		links[filter->count++] = (struct link_view){
			.href = web_with(c, c->req->path, keep, keep[0].value.n ? 1 : 0, "kind", str_from_c(k->code)),
			.text = str_from_c(body_kind_choices[i].label),
			.current = k == f->kind};
	}
	filter->label = str_from_c(_("Tổ chức"));
	filter->links = links;
	v->kinds = filter;
}

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

/* ---- the page ---- */

static int show(struct web_call *c, struct entry_form *f, struct err *err)
{
	struct body_form_view v = {.line_count = line_count(c, f)};
	struct body_line_view *lines = arena_array_of(c->arena, v.line_count, struct body_line_view);
	int r = head_fields(c, f, &v, err);
	for (size_t i = 0; r == 0 && i < v.line_count; i++)
		r = make_line(c, f, (int)i + 1, &lines[i], err);
	if (r == 0 && f->unit)
		r = people_of(c, f, &v, err);
	if (r < 0)
		return r;
	v.lines = lines;
	v.rules = web_body_rules(c, f->kind, (int64_t)f->member_n);
	struct str title = f->body ? arena_printf(c->arena, _("Danh sách: %.*s"), STR_ARG(row_str(f->body, "name")))
				   : arena_printf(c->arena, _("Thành lập: %s"), f->kind->title);
	v.page = web_page(c, title, "/bau-cu");
	if (f->unit && !f->body)
		v.page.lead = web_unit_name(c, f->unit);
	web_crumb(c, &v.page, STR("/bau-cu"), str_from_c(_("Bầu cử")));
	web_crumb(c, &v.page, STR("/danh-muc/committee"), str_from_c(committee_record.many));
	if (f->body) {
		v.form.intro = str_from_c(_("Kiện toàn: ghi số, ngày của quyết định mới rồi sửa danh sách; người không "
					    "còn trong danh sách thôi từ ngày ấy, "
					    "lịch sử giữ lại. Sửa lỗi gõ: giữ nguyên số, ngày."));
		v.form.cancel_href = web_path(c, "/danh-muc/committee/%lld", (long long)f->body->id);
	} else {
		kind_links(c, f, &v);
		v.form.cancel_href = STR("/danh-muc/committee");
	}
	v.form.submit = str_from_c(_("Lưu tổ chức và danh sách"));
	all_fields(c, f, &v, lines);
	if (f->why)
		http_restart(c->res, err_http_status(f->why->code));
	page_body_form(&c->html, &v);
	return 0;
}

/* Kind and unit of a new one: as the form or the address has them, else what this person most often means. */
static int settle(struct web_call *c, struct entry_form *f, struct err *err)
{
	struct str kind = f->result ? http_form(c->req, "kind") : http_query(c->req, "kind");
	struct str unit = f->result ? http_form(c->req, "unit") : http_query(c->req, "unit");
	struct row own;
	bool commune = false;
	int r = row_load(c->db, c->arena, &unit_record, c->actor.unit, &own, err);
	if (r < 0)
		return r;
	commune = r > 0 && unit_kind_is_communal(unit_kind_of_key(row_str(&own, "kind")));
	if (!str_to_i64(unit, 1, INT64_MAX, &f->unit))
		f->unit = commune ? c->actor.unit : 0;
	if (f->unit && (r = web_may(c, "committee.enter", f->unit, err)) <= 0)
		return r < 0 ? r : web_not_found(c, err);
	f->kind = &body_kinds[commune ? 0 : 1];
	for (const struct body_kind *k = body_kinds; k->code; k++)
		if (str_eq_c(kind, k->code))
			f->kind = k;
	if (!f->unit && f->kind->levels == BODY_OF_PROVINCE)
		f->unit = c->site->root;
	return 0;
}

static int body_of(struct web_call *c, struct row *body, struct entry_form *f, struct err *err)
{
	int r = web_read(c, &committee_record, c->id, body, err);
	if (r == 0)
		r = web_require(c, "committee.enter", row_int(body, "unit"), err);
	if (r == 0)
		r = body_members(c->db, c->arena, body->id, false, &f->members, &f->member_n, err);
	if (r < 0)
		return r;
	f->body = body;
	f->kind = body_kind_of(row_str(body, "kind"));
	f->unit = row_int(body, "unit");
	return 0;
}

int page_of_body_form(struct web_call *c, struct err *err)
{
	struct entry_form f = {0};
	int r = settle(c, &f, err);
	return r < 0 ? r : show(c, &f, err);
}

int page_of_body_edit(struct web_call *c, struct err *err)
{
	struct entry_form f = {0};
	struct row body;
	int r = body_of(c, &body, &f, err);
	return r < 0 ? r : show(c, &f, err);
}

/* 0: saved and answered; else the form once more. */
static int save(struct web_call *c, struct entry_form *f, struct err *err)
{
	struct verb_result result;
	struct verb_input input = web_input(c);
	int r = verb_run(c->site, &c->actor, &committee_enter, &input, &result, err);
	if (r == 0) {
		int64_t id = f->body ? f->body->id : result.id;
		http_redirect(c->res, web_path(c, "/danh-muc/committee/%lld?xong=1", (long long)id));
		return 0;
	}
	if (err->code != ERR_INPUT && err->code != ERR_LAW && err->code != ERR_CONFLICT)
		return r;
	struct err why = *err;
	f->result = &result;
	f->why = &why;
	if (!f->body && (r = settle(c, f, err)) < 0)
		return r;
	return show(c, f, err);
}

int page_of_body_new(struct web_call *c, struct err *err)
{
	struct entry_form f = {0};
	return save(c, &f, err);
}

int page_of_body_save(struct web_call *c, struct err *err)
{
	struct entry_form f = {0};
	struct row body;
	int r = body_of(c, &body, &f, err);
	return r < 0 ? r : save(c, &f, err);
}
