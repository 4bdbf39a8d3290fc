/*
 * The form of a body with its whole list: committee.enter, a new one or the next decision about one that is there. A
 * page of its own, since a list is a table and not a column of fields; everything refused comes back as it was typed.
 */
#include <stdio.h>
#include <string.h>

#include "election/election.h"
#include "election/statements.h"
#include "record/attach.h"
#include "text/text.h"
#include "unit/records.h"
#include "web/bodies.h"
#include "web/elections.h"
#include "web/pick.h"
#include "web/templates.h"

#define LINES_LEAST 15
#define HEAD_MOST 24 /* parts of a body beside its list */

/* What the form is about. */
struct entry_form {
	const struct row *body; /* NULL: a new one */
	const struct body_kind *kind;
	int64_t unit; /* 0: chosen in the form */
	bool communal;
	struct row election; /* of the body, of the address or the one the site works on; id 0: none was opened */
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
	if (strcmp(what, "duty") == 0)
		return m->duty;
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
		.duty = line_field(c, f, "duty", _("Nhiệm vụ"), n),
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

static bool is_in(const char *name, const char *const *names)
{
	while (*names && strcmp(name, *names) != 0)
		names++;
	return *names != NULL;
}

static bool is_decided(const struct entry_form *f) { return f->body && body_state(f->body) != BODY_PLANNED; }

/* Asked of this kind of body, at this point? */
static bool is_asked(struct web_call *c, const struct entry_form *f, const struct field_view *v, const char *name)
{
	static const char *const of_new[] = {"election", "unit", "kind", "place", "parent", NULL};
	const struct law_body *law = law_body_find(c->site->law, str_from_c(f->kind->code));
	if (strcmp(name, "id") == 0 || (f->body && is_in(name, of_new)))
		return false;
	if (strcmp(name, "place") == 0)
		return f->kind->label != BODY_ONE;
	if (strcmp(name, "parent") == 0)
		return strcmp(f->kind->code, "HELP_GROUP") == 0 || strcmp(f->kind->code, "SUBCOMMITTEE") == 0;
	if (strcmp(name, "stage") == 0)
		return !is_decided(f);
	if (strcmp(name, "sent_missing") == 0)
		return law && law->informs.n;
	if (strcmp(name, "explanation") == 0)
		return v->value.n || f->result; /* only when there is something to explain */
	return true;
}

/* What the law says of this kind stands in the label and the hint. */
static void say(struct web_call *c, const struct entry_form *f, struct field_view *v, const char *name)
{
	static const char *const needed[] = {"unit", "decision_number", "decision_day", "signer", "stage", NULL};
	const struct law_body *law = law_body_find(c->site->law, str_from_c(f->kind->code));
	v->required |= is_in(name, needed) || (strcmp(name, "place") == 0 && f->kind->label == BODY_NUMBERED);
	if (strcmp(name, "agreed") == 0 && law && law->agrees.n)
		v->label = arena_printf(c->arena, _("Đã thống nhất với %.*s (%.*s)"), STR_ARG(law->agrees),
					STR_ARG(law->rule.basis_brief));
	if (strcmp(name, "sent_day") == 0 && law && law->informs.n)
		v->hint = arena_printf(c->arena, _("Gửi đến: %.*s (%.*s). Chưa gửi thì để trống."), STR_ARG(law->informs),
				       STR_ARG(law->rule.basis_brief));
}

static bool in_head(struct web_call *c, const struct entry_form *f, struct field_view *v)
{
	const char *name = arena_c(c->arena, v->name);
	if (!is_asked(c, f, v, name))
		return false;
	if (strcmp(name, "kind") == 0)
		hide(v, str_from_c(f->kind->code));
	else if (strcmp(name, "election") == 0 && f->election.id)
		hide(v, web_path(c, "%lld", (long long)f->election.id));
	else if (strcmp(name, "unit") == 0 && f->unit)
		hide(v, web_path(c, "%lld", (long long)f->unit));
	say(c, f, v, name);
	return true;
}

/* Seldom in the decision itself: behind one line under the list. */
static bool is_further(const char *name)
{
	static const char *const further[] = {"sent_missing", "agreed_document", "rules_document", "area", NULL};
	return is_in(name, further);
}

static struct str typed_of(struct web_call *c, const struct entry_form *f, const char *name)
{
	struct str typed = value_of(c, f, str_from_c(name));
	if (typed.n)
		return typed;
	if (strcmp(name, "election") == 0 && f->election.id)
		return web_path(c, "%lld", (long long)f->election.id);
	if (strcmp(name, "revision") == 0 && f->body)
		return web_path(c, "%lld", (long long)f->body->revision);
	return strcmp(name, "stage") == 0 ? STR("decided") : typed;
}

/* The scan goes along; without one it is attached on the body's page. */
static struct field_view scan_field(void)
{
	return (struct field_view){.kind = CONTROL_FILE,
				   .name = STR("file"),
				   .label = str_from_c(_("Bản quét quyết định")),
				   .hint = str_from_c(_("PDF hoặc ảnh; có thể đính kèm sau ở trang của tổ chức."))};
}

static int head_fields(struct web_call *c, struct entry_form *f, struct body_form_view *v, struct err *err)
{
	struct form_field_value values[HEAD_MOST];
	size_t n = 0;
	for (; n < committee_enter.param_count && strncmp(committee_enter.params[n].name, "name_", 5) != 0; n++) {
		INVARIANT(n < ARRAY_LEN(values), "a body with too many parts");
		values[n] = (struct form_field_value){committee_enter.params[n].name,
						      typed_of(c, f, committee_enter.params[n].name)};
	}
	struct verb head = committee_enter;
	head.param_count = n;
	int r = web_form(c, &head, c->req->path, values, n, &v->form, err);
	if (r < 0)
		return r;
	struct field_view *fields = web_form_fields(&v->form);
	struct field_view *first = arena_array_of(c->arena, n + 1, struct field_view);
	struct field_view *further = arena_array_of(c->arena, n + 1, struct field_view);
	for (size_t i = 0; i < v->form.count; i++) {
		struct field_view *x = &fields[i];
		x->error = arena_dup(c->arena, error_of(f, x->name));
		if (f->why)
			pick_complain(x);
		if (!in_head(c, f, x) && !x->error.n)
			continue;
		bool later = is_further(arena_c(c->arena, x->name));
		v->further_open |= later && (x->error.n || x->value.n);
		if (later)
			further[v->further_count++] = *x;
		else
			first[v->head_count++] = *x;
	}
	further[v->further_count++] = scan_field();
	v->head = first;
	v->further = further;
	return 0;
}

/* The summary of errors names every field, those of the lines too. */
static void all_fields(struct web_call *c, const struct entry_form *f, struct body_form_view *v,
		       const struct body_line_view *lines)
{
	struct field_view *all =
		arena_array_of(c->arena, v->head_count + v->further_count + 6 * v->line_count, struct field_view);
	size_t n = v->head_count + v->further_count;
	memcpy(all, v->head, v->head_count * sizeof(*all));
	memcpy(all + v->head_count, v->further, v->further_count * sizeof(*all));
	for (size_t i = 0; i < v->line_count; i++) {
		const struct field_view *of[] = {&lines[i].name, &lines[i].who, &lines[i].position, &lines[i].role,
						 &lines[i].phone, &lines[i].duty};
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

#define KINDS_MOST 16

/* A link for each kind this place may have in this election. */
static struct filter_view kind_links(struct web_call *c, const struct entry_form *f)
{
	struct filter_view filter = {.label = str_from_c(_("Tổ chức"))};
	struct link_view *links = arena_array_of(c->arena, KINDS_MOST, struct link_view);
	for (size_t i = 0; body_kinds[i].code && filter.count < KINDS_MOST; i++) {
		const struct body_kind *k = &body_kinds[i];
		const struct law_body *law = law_body_find(c->site->law, str_from_c(k->code));
		bool held = !f->election.id || !law || (law->kinds & 1u << election_kind_of(&f->election));
		if (!held || (f->unit && f->election.id && !body_may_be(c->site, &f->election, k, f->unit, f->communal)))
			continue;
		struct option_view keep[] = {{.text = STR("unit"), .value = http_query(c->req, "unit")},
					     {.text = STR("election"), .value = http_query(c->req, "election")}};
		links[filter.count++] = (struct link_view){
			.href = web_with(c, c->req->path, keep, ARRAY_LEN(keep), "kind", str_from_c(k->code)),
			.text = str_from_c(body_kind_choices[i].label),
			.current = k == f->kind};
	}
	filter.links = links;
	return filter;
}

/* Several elections at a time: a by-election beside a general one. */
static int election_links(struct web_call *c, const struct entry_form *f, struct filter_view *ret, struct err *err)
{
	struct list_result rows = {0};
	const struct list_filter coming = {"day", ">=", v_day(site_today(c->site))};
	int r = record_list(c->db, c->arena, &c->actor,
			    &(struct list_query){
				    .record = &election_record, .filters = &coming, .filter_count = 1, .sort = "day", .limit = KINDS_MOST},
			    &rows, err);
	struct link_view *links = arena_array_of(c->arena, KINDS_MOST, struct link_view);
	struct option_view keep[] = {{.text = STR("unit"), .value = http_query(c->req, "unit")}};
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		links[i] = (struct link_view){.href = web_with(c, c->req->path, keep, ARRAY_LEN(keep), "election",
							       web_path(c, "%lld", (long long)rows.rows[i].id)),
					      .text = row_str(&rows.rows[i], "name"),
					      .current = rows.rows[i].id == f->election.id};
	*ret = (struct filter_view){str_from_c(_("Cuộc bầu cử")), links, rows.n};
	web_election_rest(c, ret, rows.total);
	return r;
}

static int choices_of(struct web_call *c, const struct entry_form *f, struct body_form_view *v, struct err *err)
{
	struct filter_view *filters = arena_array_of(c->arena, 2, struct filter_view);
	int r = election_links(c, f, &filters[0], err);
	v->filter_count = r == 0 && filters[0].count > 1 ? 1 : 0;
	filters[v->filter_count++] = kind_links(c, f);
	v->filters = filters;
	return r;
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
		r = web_body_people(c, f->unit, &v, err);
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
		r = choices_of(c, f, &v, err);
		if (r < 0)
			return r;
		v.form.cancel_href = STR("/danh-muc/committee");
	}
	v.form.submit = str_from_c(_("Lưu tổ chức và danh sách"));
	all_fields(c, f, &v, lines);
	if (f->why)
		http_restart(c->res, err_http_status(f->why->code));
	page_body_form(&c->html, &v);
	return 0;
}

/* Of the form or the address, else the one the unit works on. */
static int settle_election(struct web_call *c, struct entry_form *f, struct err *err)
{
	int64_t id;
	struct str typed = f->result ? http_form(c->req, "election") : http_query(c->req, "election");
	int r = str_to_i64(typed, 1, INT64_MAX, &id) ? row_load(c->db, c->arena, &election_record, id, &f->election, err) : 0;
	if (r == 0)
		r = election_current(c->db, c->arena, f->unit ? f->unit : c->actor.unit, site_today(c->site), &f->election, err);
	if (r == 0)
		f->election = (struct row){0};
	return r < 0 ? r : 0;
}

/* An election committee, in a by-election what Art. 90 has instead; else whatever this unit may have at all. */
static const struct body_kind *likely_kind(struct web_call *c, const struct entry_form *f)
{
	const struct body_kind *any = NULL;
	for (const struct body_kind *k = body_kinds; k->code; k++) {
		if (f->election.id && !body_may_be(c->site, &f->election, k, f->unit, f->communal))
			continue;
		if (law_body_find(c->site->law, str_from_c(k->code)))
			return k;
		any = any ? any : k;
	}
	INVARIANT(any, "every unit may have a help team");
	return any;
}

/* Kind and unit of a new one: as the form or the address has them, else what this person most often means. */
static int settle(struct web_call *c, struct entry_form *f, struct err *err)
{
	struct str kind = f->result ? http_form(c->req, "kind") : http_query(c->req, "kind");
	struct str unit = f->result ? http_form(c->req, "unit") : http_query(c->req, "unit");
	struct unit_item own, of;
	int r = unit_get(c->db, c->arena, c->actor.unit, &own, err);
	bool commune = r > 0 && unit_kind_is_communal(own.kind);
	bool named = str_to_i64(unit, 1, INT64_MAX, &f->unit);
	if (r >= 0)
		r = settle_election(c, f, err);
	if (r < 0)
		return r;
	const struct body_kind *asked = NULL;
	for (const struct body_kind *k = body_kinds; k->code && !asked; k++)
		asked = str_eq_c(kind, k->code) ? k : NULL;
	if (!named)
		f->unit = commune ? c->actor.unit : !asked || (asked->levels & BODY_OF_PROVINCE) ? c->site->root : 0;
	int may = f->unit ? web_may(c, "committee.enter", f->unit, err) : 1;
	if (may < 0 || (may == 0 && named))
		return may < 0 ? may : web_not_found(c, err);
	f->unit = may ? f->unit : 0; /* who works for other units chooses among them */
	r = f->unit ? unit_get(c->db, c->arena, f->unit, &of, err) : 0;
	f->communal = f->unit ? r > 0 && unit_kind_is_communal(of.kind) : true;
	f->kind = asked ? asked : likely_kind(c, f);
	return r < 0 ? r : 0;
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
	r = row_load(c->db, c->arena, &election_record, row_int(body, "election"), &f->election, err);
	return r < 0 ? r : 0;
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

/* The scan that came along. Body and list are saved by now: what is wrong with the file alone is said so. */
static int attach_scan(struct web_call *c, const struct row *body, struct err *err)
{
	struct verb_result attached;
	if (!str_eq_c(c->req->file.field, "file") || c->req->file.bytes.n == 0)
		return 0;
	int r = web_require(c, "committee.attach", row_int(body, "unit"), err);
	if (r == 0)
		r = record_attach(c->site, &c->actor,
				  &(struct attaching){.record = &committee_record,
						      .id = body->id,
						      .field = STR("decision_file"),
						      .name = c->req->file.filename,
						      .bytes = c->req->file.bytes},
				  &attached, err);
	if (r == 0)
		return 0;
	struct err why = *err;
	return err_set(err, why.code,
		       _("Tổ chức và danh sách đã lưu, nhưng chưa đính kèm được bản quét: %s Hãy đính kèm ở trang của tổ chức."),
		       why.text);
}

/* 0: saved and answered; else the form once more. */
static int save(struct web_call *c, struct entry_form *f, struct err *err)
{
	struct verb_result result = {0};
	struct verb_input input;
	if (http_form(c->req, PICK_FIND).p) { /* something is looked for; nothing is saved yet */
		f->result = &result;
		int r = f->body ? 0 : settle(c, f, err);
		return r < 0 ? r : show(c, f, err);
	}
	int r = web_input(c, &committee_enter, &input, err);
	if (r < 0)
		return r;
	r = verb_run(c->site, &c->actor, &committee_enter, &input, &result, err);
	if (r == 0) {
		int64_t id = f->body ? f->body->id : result.id;
		struct row body;
		r = web_read(c, &committee_record, id, &body, err);
		if (r == 0)
			r = attach_scan(c, &body, err);
		if (r == 0)
			http_redirect(c->res, web_path(c, "/danh-muc/committee/%lld?xong=1&tu=%lld", (long long)id,
							   (long long)result.entry));
		return r;
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
