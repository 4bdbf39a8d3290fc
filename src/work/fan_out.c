/* From an assignment to its recipients' rows: who gets one, and who is the clear person. */
#include "unit/records.h"
#include "work/assignment.h"
#include "work/statements.h"

#define DEEPEST 16 /* levels of delegation */

struct recipients {
	int64_t *units;
	size_t n;
	int64_t *people; /* of all units; each belongs to one */
	int64_t *people_units;
	size_t people_n;
};

/* The list without the word for all communes; *ret_all when it was there. */
static struct str without_all(struct verb_call *c, struct str list, bool *ret_all)
{
	struct str rest = list, part, out = {0};
	*ret_all = false;
	while (str_split(&rest, ' ', &part))
		if (str_eq_c(part, WORK_COMMUNES))
			*ret_all = true;
		else
			out = out.n ? arena_printf(c->arena, "%.*s %.*s", STR_ARG(out), STR_ARG(part)) : part;
	return out;
}

/* Who is named, then all communes when that was said; each once. */
static int list_units(struct verb_call *c, const char *field, struct str list, struct recipients *r, struct err *err)
{
	struct unit_item *items;
	size_t n;
	bool all;
	int k = work_ids(c, field, without_all(c, list, &all), &r->units, &r->n, err);
	if (k < 0 || !all)
		return k;
	k = unit_communes(c->db, c->arena, c->site->root, &items, &n, err);
	if (k < 0)
		return k;
	int64_t *units = arena_array_of(c->arena, r->n + n, int64_t);
	size_t named = r->n;
	for (size_t i = 0; i < named; i++)
		units[i] = r->units[i];
	for (size_t i = 0; i < n; i++) {
		bool has = false;
		for (size_t m = 0; m < named && !has; m++)
			has = units[m] == items[i].id;
		if (!has)
			units[r->n++] = items[i].id;
	}
	r->units = units;
	return 0;
}

/* Each unit is there, and the actor may give work to it. */
static int check_units(struct verb_call *c, const char *field, const struct recipients *r, struct err *err)
{
	for (size_t i = 0; i < r->n; i++) {
		struct unit_item unit = {0};
		int k = unit_get(c->db, c->arena, r->units[i], &unit, err);
		if (k > 0)
			k = access_may(c->db, c->actor, c->verb->name, r->units[i], err);
		if (k < 0)
			return k;
		if (k == 0) {
			verb_wrong(c, field,
				   _("Có đơn vị đã chọn không thuộc phạm vi được giao việc của bạn; hãy chọn lại."));
			return 0;
		}
	}
	return 0;
}

static int load_people(struct verb_call *c, struct str list, struct recipients *r, struct err *err)
{
	int k = work_ids(c, "people", list, &r->people, &r->people_n, err);
	r->people_units = arena_array_of(c->arena, r->people_n, int64_t);
	for (size_t i = 0; k == 0 && i < r->people_n; i++) {
		struct row person;
		int found = row_load(c->db, c->arena, &person_record, r->people[i], &person, err);
		if (found < 0)
			return found;
		if (found && row_int(&person, "active") == 1)
			r->people_units[i] = row_int(&person, "unit");
		else
			verb_wrong(c, "people", _("Có người đã chọn không còn làm việc; hãy chọn lại."));
	}
	return k;
}

/* A commune's chair is the clear person until the commune names its officer; any other unit, and one that assigns to
 * itself, must name somebody. */
static int check_person(struct verb_call *c, const struct edit *assignment, int64_t unit, struct err *err)
{
	struct unit_item item = {0};
	int r = unit_get(c->db, c->arena, unit, &item, err);
	if (r <= 0)
		return r;
	if (!unit_kind_is_communal(item.kind) || unit == work_int(assignment, "unit"))
		verb_wrong(c, "people", _("Rõ người: chọn người thực hiện ở %.*s."), STR_ARG(item.full));
	return 0;
}

static int has_row(struct verb_call *c, int64_t assignment, int64_t unit, int64_t person, struct err *err)
{
	int64_t id;
	for (struct edit *e = c->first; e; e = e->next)
		if (e->record == &task_record && !e->old && work_int(e, "unit") == unit && work_int(e, "person") == person)
			return 1;
	int r = db_get_int(c->db, &assignment_of_unit, VALUES(v_int(assignment), v_int(unit), person ? v_int(person) : v_null()), 0,
			   &id, err);
	return r < 0 ? r : id != 0;
}

static int one_row(struct verb_call *c, struct edit *a, const char *field, int64_t unit, int64_t person, const char *role,
		   bool fresh, struct err *err)
{
	int has = fresh ? 0 : has_row(c, a->id, unit, person, err);
	if (has < 0)
		return has;
	if (has) {
		struct unit_item item = {0};
		int r = unit_get(c->db, c->arena, unit, &item, err);
		verb_wrong(c, field, _("%.*s đã được giao việc này rồi."), STR_ARG(item.full));
		return r < 0 ? r : 0;
	}
	task_row_new(c, &(struct task_wish){.assignment = a->id,
					.unit = unit,
					.person = person,
					.role = role,
					.title = edit_value(a, "title")->s,
					.assigner = edit_value(a, "assigner")->s,
					.due = work_day(a, "due"),
					.legal_due = DAY_NONE,
					.by_report = work_is(a, "closing", "report")});
	return 0;
}

int assignment_recipients(struct verb_call *c, struct edit *a, const char *field, struct str list, struct str people,
			  const char *role, struct err *err)
{
	struct recipients to = {0};
	/* before it is assigned nobody has a row, so that nobody can have two */
	bool first = c->last == a && !work_is(a, "state", "assigned") && !work_is(a, "state", "done");
	int r = list_units(c, field, list, &to, err);
	if (r == 0)
		r = check_units(c, field, &to, err);
	if (r == 0)
		r = load_people(c, people, &to, err);
	for (size_t i = 0; r == 0 && i < to.n && c->result->error_count == 0; i++) {
		size_t named = 0;
		for (size_t k = 0; r == 0 && k < to.people_n; k++)
			if (to.people_units[k] == to.units[i] && ++named)
				r = one_row(c, a, field, to.units[i], to.people[k], role, first, err);
		if (r == 0 && named == 0 && strcmp(role, "lead") == 0)
			r = check_person(c, a, to.units[i], err);
		if (r == 0 && named == 0)
			r = one_row(c, a, field, to.units[i], 0, role, first, err);
	}
	return r;
}

/* ---- delegation ---- */

/* What it is a part of: an open task of the unit that delegates, and never, at any height, a part of this one. */
static int check_parent(struct verb_call *c, const struct edit *a, struct err *err)
{
	struct row above, whole;
	int64_t parent = work_int(a, "parent"), at = parent;
	int r = parent ? row_load(c->db, c->arena, &task_record, parent, &above, err) : 0;
	if (r < 0 || !parent)
		return r;
	if (r == 0 || row_int(&above, "unit") != work_int(a, "unit")) {
		verb_wrong(c, "parent", _("Việc con chỉ giao được từ một nhiệm vụ của chính đơn vị mình."));
		return 0;
	}
	if (!task_open(&above))
		verb_wrong(c, "parent", _("Nhiệm vụ này đã đóng nên không giao việc con được nữa."));
	if (work_day(a, "due") != DAY_NONE && row_day(&above, "due") != DAY_NONE && work_day(a, "due") > row_day(&above, "due"))
		verb_wrong(c, "due", _("Hạn của việc con không được sau hạn %.*s của nhiệm vụ được giao."),
			   STR_ARG(date_vn(c->arena, row_day(&above, "due"))));
	for (int level = 0; at; level++) {
		if (level == DEEPEST) {
			verb_wrong(c, "parent", _("Việc con đã qua %d cấp; hãy giao thẳng từ nhiệm vụ gốc."), DEEPEST);
			return 0;
		}
		r = row_load(c->db, c->arena, &task_record, at, &above, err);
		if (r > 0 && row_int(&above, "assignment") == a->id) {
			verb_wrong(c, "parent", _("Việc không thể là việc con của chính nó hoặc của việc con của nó."));
			return 0;
		}
		if (r > 0)
			r = row_load(c->db, c->arena, &assignment_record, row_int(&above, "assignment"), &whole, err);
		if (r < 0)
			return r;
		at = r ? row_int(&whole, "parent") : 0;
	}
	return 0;
}

/* ---- the gate ---- */

static void check_clears(struct verb_call *c, const struct edit *a)
{
	for (const struct assignment_clear *clear = assignment_clears; clear->field; clear++)
		if (edit_value(a, clear->field)->kind == VALUE_NULL)
			verb_wrong(c, clear->field, "%s", clear->remedy);
}

void assignment_check_days(struct verb_call *c, const struct edit *a)
{
	day_t due = work_day(a, "due"), until = work_day(a, "until"), document = work_day(a, "document_day");
	bool every = edit_value(a, "every")->kind == VALUE_TEXT && !work_is(a, "every", "once");
	if (due != DAY_NONE && late_mark(due, false) < work_moment(c))
		verb_wrong(c, "due", _("Hạn %.*s đã qua (hạn tính đến 17 giờ); hãy đặt hạn từ %.*s."),
			   STR_ARG(date_vn(c->arena, due)),
			   STR_ARG(date_vn(c->arena, (day_t)((work_moment(c) + 1) / 2))));
	if (due != DAY_NONE && due > c->today + 3660)
		verb_wrong(c, "due", _("Hạn %.*s xa hơn mười năm; hãy kiểm tra lại năm."), STR_ARG(date_vn(c->arena, due)));
	if (document != DAY_NONE && document > c->today)
		verb_wrong(c, "document_day", _("«Ngày văn bản» ở sau ngày hôm nay."));
	if (until != DAY_NONE && !every)
		verb_wrong(c, "until", _("Chỉ việc định kỳ mới có «Định kỳ đến ngày»."));
	if (until != DAY_NONE && due != DAY_NONE && until < due)
		verb_wrong(c, "until", _("«Định kỳ đến ngày» ở trước hạn của kỳ đầu."));
}

int assignment_fan_out(struct verb_call *c, struct edit *a, struct err *err)
{
	struct str leads = edit_value(a, "leads")->s, supports = edit_value(a, "supports")->s, people = edit_value(a, "people")->s;
	check_clears(c, a);
	assignment_check_days(c, a);
	int r = check_parent(c, a, err);
	if (r == 0 && leads.n)
		r = assignment_recipients(c, a, "leads", leads, people, "lead", err);
	if (r == 0 && supports.n)
		r = assignment_recipients(c, a, "supports", supports, people, "support", err);
	if (r < 0)
		return r;
	edit_set(a, "state", v_c("assigned"));
	edit_set(a, "assigned_day", v_day(c->today));
	edit_set(a, "assigned_by", work_actor(c));
	return 0;
}
