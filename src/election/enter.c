/*
 * committee.enter: a body with its whole list in one form, as the decision on paper has it – a new body, or the next
 * decision about one that is there (kiện toàn). Names are matched with the people of the unit; who is not there yet is
 * added in the same entry, so nothing is typed twice. Who was in the list and is not any more leaves with this
 * decision; their rows stay.
 */
#include "election/body_int.h"
#include "election/election.h"
#include "election/statements.h"
#include "record/verbs.h"
#include "text/text.h"
#include "unit/records.h"

#include <stdio.h>
#include <string.h>

/* One line of the list as it was typed, and who it is. */
struct line {
	int number; /* of the form, from 1 */
	struct str address, name, position, phone, duty, choice;
	enum body_role role;
	int64_t person; /* 0: somebody new */
	bool with_duty; /* the form asked for it, so that a blank means none */
	struct namesake *namesakes;
	size_t namesake_n;
};

struct entering {
	struct verb_call *c;
	struct edit *body;
	int64_t unit;
	const struct law_body *law;
	bool planned; /* no decision yet */
	struct line lines[BODY_ROWS];
	size_t n;
};

static const char *line_field(char buf[24], const char *what, int number)
{
	snprintf(buf, 24, "%s_%d", what, number);
	return buf;
}

static struct str line_text(struct verb_call *c, const char *what, int number)
{
	char name[24];
	return verb_str(c, line_field(name, what, number));
}

/* Did the form, the table, the program say anything about it at all? */
static bool is_asked(const struct verb_call *c, const char *field)
{
	for (size_t i = 0; i < c->input->n; i++)
		if (str_eq_c(c->input->args[i].name, field))
			return true;
	return false;
}

void body_name_typed(struct str typed, struct str *ret_address, struct str *ret_name)
{
	static const struct {
		const char *word, *address;
	} words[] = {{_("Ông "), "ong"},   {_("ông "), "ong"},   {_("Bà "), "ba"}, {_("bà "), "ba"},
		     {_("Đồng chí "), ""}, {_("đồng chí "), ""}, {_("Đ/c "), ""},  {_("đ/c "), ""}};
	*ret_address = (struct str){0};
	*ret_name = str_trim(typed);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (str_starts(*ret_name, str_from_c(words[i].word))) {
			*ret_address = str_from_c(words[i].address);
			*ret_name = str_trim(str_slice(*ret_name, strlen(words[i].word), ret_name->n));
			return;
		}
}

/* ---- who is it ---- */

static int add_people(struct db *db, struct arena *a, int64_t unit, struct str key, struct namesake **list, size_t *n,
		      size_t *cap, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &people_of_unit, VALUES(v_int(unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		r = 0;
		if (!str_eq(text_name_key(a, query_str(q, 1)), key))
			continue;
		*list = arena_grow(a, *list, *n, cap, sizeof(**list));
		(*list)[(*n)++] = (struct namesake){query_int(q, 0), query_dup(q, 1, a), query_dup(q, 2, a)};
	}
	return r;
}

/* The province's bodies are made of people of its department too. */
int body_namesakes(const struct site *site, struct db *db, struct arena *a, int64_t unit, struct str name,
		   struct namesake **ret_list, size_t *ret_n, struct err *err)
{
	struct namesake *list = NULL;
	size_t n = 0, cap = 0;
	int64_t department = 0;
	struct str key = text_name_key(a, name);
	int r = add_people(db, a, unit, key, &list, &n, &cap, err);
	if (r == 0 && unit == site->root)
		r = db_get_int(db, &department_of_site, VALUES(v_int(unit)), 0, &department, err);
	if (r == 0 && department)
		r = add_people(db, a, department, key, &list, &n, &cap, err);
	if (r < 0)
		return r;
	*ret_list = list;
	*ret_n = n;
	return 0;
}

static bool same_words(struct arena *a, struct str x, struct str y)
{
	return str_eq(text_name_key(a, x), text_name_key(a, y));
}

/* Chosen in the form: one of the namesakes, or somebody new. */
static bool take_choice(struct line *l)
{
	int64_t id;
	if (!l->choice.n)
		return false;
	if (str_eq_c(l->choice, "moi"))
		return true;
	for (size_t i = 0; i < l->namesake_n; i++)
		if (str_to_i64(l->choice, 1, INT64_MAX, &id) && l->namesakes[i].id == id) {
			l->person = id;
			return true;
		}
	return false;
}

/* One of that name whose position fits is that person; another position might be somebody else: asked. */
static int identify(struct entering *e, struct line *l, struct err *err)
{
	char field[24];
	struct verb_call *c = e->c;
	size_t fits = 0;
	int r = body_namesakes(c->site, c->db, c->arena, e->unit, l->name, &l->namesakes, &l->namesake_n, err);
	if (r < 0 || take_choice(l) || !l->namesake_n)
		return r;
	for (size_t i = 0; i < l->namesake_n; i++) {
		const struct namesake *s = &l->namesakes[i];
		if (!l->position.n || !s->position.n || same_words(c->arena, l->position, s->position)) {
			l->person = s->id;
			fits++;
		}
	}
	if (fits == 1)
		return 0;
	l->person = 0;
	verb_wrong(c, line_field(field, "person", l->number),
		   _("Danh sách của đơn vị đã có %zu người tên «%.*s» (%.*s%s). Chọn đúng người, hoặc «người mới»."),
		   l->namesake_n, STR_ARG(l->name),
		   STR_ARG(l->namesakes[0].position.n ? l->namesakes[0].position : str_from_c(_("chưa ghi chức vụ"))),
		   l->namesake_n > 1 ? " …" : "");
	return 0;
}

/* ---- the list ---- */

static void read_line(struct entering *e, int number)
{
	struct verb_call *c = e->c;
	struct line l = {.number = number,
			 .position = line_text(c, "position", number),
			 .phone = line_text(c, "phone", number),
			 .duty = line_text(c, "duty", number),
			 .choice = line_text(c, "person", number)};
	char field[24];
	l.with_duty = is_asked(c, line_field(field, "duty", number));
	body_name_typed(line_text(c, "name", number), &l.address, &l.name);
	/* decisions name the head first */
	struct str role = line_text(c, "role", number);
	l.role = role.n ? member_role_of(role) : number == 1 ? BODY_HEAD : BODY_MEMBER;
	if (!l.name.n) {
		if (l.position.n || l.phone.n || l.duty.n)
			verb_wrong(c, line_field(field, "name", number), _("Dòng %d chưa có họ và tên."), number);
		return;
	}
	if (str_find_char(l.name, ' ') < 0)
		verb_wrong(c, line_field(field, "name", number), _("Dòng %d: ghi đủ họ và tên."), number);
	e->lines[e->n++] = l;
}

/* The same person on two lines, or two new people of one name. */
static void check_twice(struct entering *e, size_t at)
{
	char field[24];
	const struct line *l = &e->lines[at];
	for (size_t i = 0; i < at; i++) {
		const struct line *x = &e->lines[i];
		bool one = l->person ? x->person == l->person
				     : !x->person && same_words(e->c->arena, x->name, l->name) &&
					       same_words(e->c->arena, x->position, l->position);
		if (one)
			verb_wrong(e->c, line_field(field, "name", l->number), _("«%.*s» đã ghi ở dòng %d."),
				   STR_ARG(l->name), x->number);
	}
}

static int read_lines(struct entering *e, struct err *err)
{
	int64_t held[BODY_ROLE_COUNT] = {0};
	struct err roles = ERR_INIT;
	int r = 0;
	for (int i = 1; i <= BODY_ROWS; i++)
		read_line(e, i);
	for (size_t i = 0; r == 0 && i < e->n; i++) {
		r = identify(e, &e->lines[i], err);
		if (r == 0)
			check_twice(e, i);
		held[e->lines[i].role]++;
	}
	if (r == 0 && e->n == 0)
		verb_wrong(e->c, "name_1", _("Chưa ghi thành viên nào: ghi họ tên, chức vụ theo quyết định."));
	else if (r == 0 && !e->planned && e->law && body_roles_ok(e->law, held, &roles) < 0)
		verb_wrong(e->c, "role_1", "%s", roles.text);
	return r;
}

/* ---- what is changed ---- */

static struct value text_or_null(struct str s) { return s.n ? v_text(s) : v_null(); }

static int64_t person_for(struct entering *e, const struct line *l, struct err *err)
{
	struct verb_call *c = e->c;
	struct edit *p;
	if (l->person) {
		int r = edit_row(c, &person_record, l->person, &p, err);
		if (r < 0)
			return r;
		/* what the register did not know yet; what it knows is the register's own */
		if (l->phone.n && edit_value(p, "phone")->kind == VALUE_NULL)
			edit_set(p, "phone", v_text(l->phone));
		if (l->position.n && edit_value(p, "position")->kind == VALUE_NULL)
			edit_set(p, "position", v_text(l->position));
		return l->person;
	}
	p = edit_new(c, &person_record);
	edit_set(p, "name", v_text(l->name));
	edit_set(p, "position", text_or_null(l->position));
	edit_set(p, "unit", v_int(e->unit));
	edit_set(p, "phone", l->phone.n ? v_text(l->phone) : v_null());
	edit_set(p, "active", v_int(1));
	return p->id;
}

static int64_t listed(const struct entering *e, int64_t person)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->lines[i].person == person)
			return (int64_t)i + 1;
	return 0;
}

/* Place, office and position of a line; `m` is a new member or one that stays. */
static int fill_member(struct entering *e, const struct line *l, int64_t place, struct edit *m, struct err *err)
{
	struct row person;
	struct str position = l->position;
	if (!position.n && l->person) {
		int r = row_load(e->c->db, e->c->arena, &person_record, l->person, &person, err);
		if (r < 0)
			return r;
		position = r ? row_str(&person, "position") : position;
	}
	edit_set(m, "place", v_int(place));
	edit_set(m, "role", v_c(member_roles[l->role].code));
	edit_set(m, "position", text_or_null(position));
	if (l->address.n)
		edit_set(m, "address", v_text(l->address));
	if (l->with_duty)
		edit_set(m, "duty", text_or_null(l->duty));
	/* who was planned is in it from the decision on */
	if (edit_value(m, "from_day")->kind == VALUE_NULL) {
		edit_set(m, "from_day", *edit_value(e->body, "decision_day"));
		edit_set(m, "from_document", *edit_value(e->body, "decision_number"));
	}
	return 0;
}

/* With this decision; or – the same decision typed again, or a plan – they never were in it. */
static void end_member(struct entering *e, struct edit *m, bool same_decision)
{
	edit_set(m, "to_day", e->planned ? v_day(e->c->today) : *edit_value(e->body, "decision_day"));
	edit_set(m, "to_document", e->planned ? v_c(_("danh sách dự kiến")) : *edit_value(e->body, "decision_number"));
	edit_set(m, "to_reason", v_c(same_decision ? "mistake" : "replaced"));
}

/* Who stays keeps the row; who is not listed any more leaves. */
static int keep_or_end(struct entering *e, bool *kept, bool same_decision, struct err *err)
{
	struct verb_call *c = e->c;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(c->db, &member_ids, VALUES(v_int(e->body->id)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct edit *m;
		int64_t at = listed(e, query_int(q, 1));
		r = edit_row(c, &member_record, query_int(q, 0), &m, err);
		if (r < 0)
			return r;
		if (at) {
			kept[at - 1] = true;
			r = fill_member(e, &e->lines[at - 1], at, m, err);
			continue;
		}
		end_member(e, m, same_decision);
	}
	return r;
}

static int add_member(struct entering *e, size_t at, struct err *err)
{
	const struct line *l = &e->lines[at];
	int64_t person = person_for(e, l, err);
	if (person < 0)
		return (int)person;
	struct edit *m = edit_new(e->c, &member_record);
	edit_set(m, "committee", v_int(e->body->id));
	edit_set(m, "unit", v_int(e->unit));
	edit_set(m, "person", v_int(person));
	return fill_member(e, l, (int64_t)at + 1, m, err);
}

static const struct value *before(const struct edit *body, const char *field)
{
	return &body->old[record_field(&committee_record, field)];
}

/* Typed once more, or decided for the first time what was planned until now. */
static bool same_decision(const struct edit *body)
{
	static const char *const parts[] = {"decision_number", "decision_day"};
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (before(body, parts[i])->kind != VALUE_NULL && !value_eq(before(body, parts[i]), edit_value(body, parts[i])))
			return false;
	return true;
}

/* Kiện toàn: by which decision and since when the body has been there stays on record. */
static void keep_founding(struct edit *body)
{
	if (!body->old || same_decision(body) || before(body, "founded_day")->kind != VALUE_NULL)
		return;
	edit_set(body, "founded_number", *before(body, "decision_number"));
	edit_set(body, "founded_day", *before(body, "decision_day"));
}

static int write_list(struct entering *e, struct err *err)
{
	bool kept[BODY_ROWS] = {0};
	int r = e->body->old ? keep_or_end(e, kept, same_decision(e->body), err) : 0;
	for (size_t i = 0; r == 0 && i < e->n; i++)
		r = kept[i] ? 0 : add_member(e, i, err);
	return r;
}

/* ---- the body itself ---- */

static struct value arg_of(const struct verb_call *c, const char *name)
{
	for (size_t k = 0; k < c->verb->param_count; k++)
		if (strcmp(c->verb->params[k].name, name) == 0)
			return c->args[k];
	BUG("a parameter that is not declared");
}

/* As typed; what was not asked for stays as it is. */
static void set_body(struct entering *e)
{
	static const char *const always[] = {"decision_number", "decision_day", "signer", "agreed", "sent_day", "explanation"};
	static const char *const further[] = {"sent_missing", "agreed_document", "rules_document", "area"};
	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		edit_set(e->body, always[i], arg_of(e->c, always[i]));
	for (size_t i = 0; i < ARRAY_LEN(further); i++)
		if (is_asked(e->c, further[i]))
			edit_set(e->body, further[i], arg_of(e->c, further[i]));
	edit_set(e->body, "members", v_int((int64_t)e->n));
	keep_founding(e->body);
}

/* Decided, or planned without any part of a decision. What is missing of a decision that was begun its own rules say. */
static void check_stage(struct entering *e)
{
	static const char *const parts[] = {"decision_number", "decision_day", "signer", "sent_day"};
	struct verb_call *c = e->c;
	size_t typed = 0;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		bool is = arg_of(c, parts[i]).kind != VALUE_NULL;
		typed += is;
		if (e->planned && is)
			verb_wrong(c, parts[i],
				   _("Danh sách mới dự kiến thì chưa có quyết định: để trống, hoặc chọn «theo quyết định»."));
	}
	if (!e->planned && !typed)
		verb_wrong(c, "decision_number",
			   _("Chưa nhập «Số quyết định», ngày và người ký. Chưa có quyết định thì chọn «mới dự kiến»."));
	if (e->planned && e->body->old && before(e->body, "decision_day")->kind != VALUE_NULL)
		verb_wrong(c, "stage", _("Tổ chức này đã có quyết định; danh sách mới thì ghi theo quyết định kiện toàn."));
}

static int begin(struct entering *e, struct err *err)
{
	struct verb_call *c = e->c;
	int64_t revision = verb_int(c, "revision");
	if (verb_int(c, "id")) {
		int r = edit_row(c, &committee_record, verb_int(c, "id"), &e->body, err);
		if (r == 0 && revision && revision != e->body->revision - 1)
			r = err_set(err, ERR_CONFLICT,
				    _("Người khác vừa lưu tổ chức này. Hãy tải lại trang rồi nhập lần nữa."));
		return r;
	}
	e->body = edit_new(c, &committee_record);
	edit_set(e->body, "election", verb_int(c, "election") ? v_int(verb_int(c, "election")) : v_null());
	edit_set(e->body, "unit", v_int(verb_int(c, "unit")));
	edit_set(e->body, "kind", v_text(verb_str(c, "kind")));
	edit_set(e->body, "place", v_text(verb_str(c, "place")));
	edit_set(e->body, "parent", verb_int(c, "parent") ? v_int(verb_int(c, "parent")) : v_null());
	if (!verb_int(c, "election"))
		return err_field(err, ERR_INPUT, "election", _("Chưa chọn «Cuộc bầu cử»."));
	return 0;
}

/* A next decision comes after the one before it. */
static void check_order(struct entering *e)
{
	int at = record_field(&committee_record, "decision_day");
	const struct value *last = e->body->old ? &e->body->old[at] : NULL, *now = &e->body->values[at];
	if (last && last->kind == VALUE_INT && now->kind == VALUE_INT && now->i < last->i)
		verb_wrong(e->c, "decision_day", _("Quyết định kiện toàn đề ngày trước quyết định đang có (%.*s)."),
			   STR_ARG(date_vn(e->c->arena, (day_t)last->i)));
}

int body_enter_check(struct verb_call *c, struct err *err)
{
	struct entering e = {.c = c};
	struct err head = ERR_INIT;
	int r = begin(&e, err);
	if (r < 0)
		return r;
	e.unit = edit_value(e.body, "unit")->i;
	e.law = body_law(c->site->law, edit_value(e.body, "kind")->s);
	e.planned = str_eq_c(verb_str(c, "stage"), "planned");
	check_stage(&e);
	r = read_lines(&e, err);
	if (r < 0)
		return r;
	set_body(&e);
	check_order(&e);
	r = record_check_row(c, e.body, &head);
	if (r < 0 && c->result->error_count == 0) {
		*err = head;
		return r;
	}
	return c->result->error_count ? verb_failed(c, err) : write_list(&e, err);
}

int body_enter_target(struct verb_call *c, int64_t *ret_unit, struct err *err)
{
	if (verb_int(c, "id"))
		return verb_of_row(c, ret_unit, err);
	*ret_unit = verb_int(c, "unit");
	return *ret_unit ? 0 : err_field(err, ERR_INPUT, "unit", _("Chưa chọn «Đơn vị»."));
}
