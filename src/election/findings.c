/* What a person must look at in a body that was decided. Nothing here refuses anything: the paper exists, and may be wrong. */
#include "election/body_int.h"
#include "election/election.h"
#include "election/statements.h"

struct findings {
	struct arena *a;
	struct body_finding *list;
	size_t n, cap;
};

static void find(struct findings *f, struct str text, struct str basis)
{
	f->list = arena_grow(f->a, f->list, f->n, &f->cap, sizeof(*f->list));
	f->list[f->n++] = (struct body_finding){text, basis};
}

static void look_at_list(struct findings *f, const struct law_body *law, const int64_t held[BODY_ROLE_COUNT])
{
	struct err e = ERR_INIT;
	int64_t all = 0;
	for (int i = 0; i < BODY_ROLE_COUNT; i++)
		all += held[i];
	if (all == 0)
		find(f, str_from_c(_("chưa ghi danh sách thành viên")), law ? law->rule.basis_brief : (struct str){0});
	else if (law && (body_size_ok(law, all, &e) < 0 || body_roles_ok(law, held, &e) < 0))
		find(f, arena_dup(f->a, str_from_c(e.text)), (struct str){0});
}

static void look_at_papers(struct findings *f, const struct law_body *law, const struct body_facts *facts)
{
	if (law && law->agrees.n && !facts->agreed)
		find(f,
		     arena_printf(f->a,
				  facts->agreed_known ? _("chưa thống nhất với %.*s")
						      : _("chưa rõ đã thống nhất với %.*s hay chưa"),
				  STR_ARG(law->agrees)),
		     law->rule.basis_brief);
	struct str unsent = facts->sent ? facts->sent_missing : law ? law->informs : (struct str){0};
	if (law && law->informs.n && unsent.n)
		find(f, arena_printf(f->a, _("chưa gửi danh sách đến: %.*s"), STR_ARG(unsent)), law->rule.basis_brief);
}

/* It was set up for a place that is not there any more; whether it goes on for the new one of that number a person says. */
static void look_at_place(struct findings *f, const struct body_kind *kind, const struct law_body *law)
{
	static const char *const words[] = {
		[BODY_CONSTITUENCY] = _("đơn vị bầu cử của Ban này đã được quyết định lại: nếu Ban vẫn phụ trách đơn vị cùng số thì "
					"lưu lại danh sách, nếu không thì ghi quyết định mới"),
		[BODY_AREA] = _("khu vực bỏ phiếu của Tổ này không còn: nếu đã có khu vực khác cùng số thì lưu lại danh sách, nếu "
				"không thì ghi quyết định mới"),
	};
	if (kind->place != BODY_EVERYWHERE)
		find(f, str_from_c(words[kind->place]), law ? law->rule.basis_brief : (struct str){0});
}

size_t body_look_at(struct arena *a, const struct law *law, struct str kind, const struct body_facts *facts,
		    struct body_finding **ret_list)
{
	struct findings f = {.a = a};
	const struct law_body *rule = body_law(law, kind);
	if (facts->decided) {
		look_at_list(&f, rule, facts->held);
		look_at_papers(&f, rule, facts);
		if (facts->place_gone)
			look_at_place(&f, body_kind_of(kind), rule);
		if (facts->twice.n)
			find(&f, facts->twice, (struct str){0});
		if (facts->candidates && body_kind_of(kind)->place != BODY_EVERYWHERE)
			find(&f,
			     arena_printf(a, _("có %lld thành viên ứng cử ở đơn vị bầu cử này"), (long long)facts->candidates),
			     law_reason(law, "BODY_CANDIDATE")->rule.basis_brief);
	}
	*ret_list = f.list;
	return f.n;
}

#define TWICE_NAMED 3

/* "Lê Văn An (Tổ bầu cử số 8)", "Lê Văn An (một Tổ bầu cử của đơn vị khác)" */
static void name_twice(struct arena *a, struct query *q, struct body_twice *t)
{
	const struct body_kind *kind = body_kind_of(query_str(q, 4));
	struct str team = query_int(q, 6) ? arena_printf(a, "%s %s %.*s", kind->title, kind->number, STR_ARG(query_str(q, 5)))
					  : str_from_c(_("một Tổ bầu cử của đơn vị khác"));
	t->words = arena_printf(a, "%.*s%s%.*s (%.*s)", STR_ARG(t->words), t->words.n ? "; " : "", STR_ARG(query_str(q, 3)),
				STR_ARG(team));
}

static void say_twice(struct arena *a, struct body_twice *t)
{
	struct str more = t->n > TWICE_NAMED ? arena_printf(a, _("; và %zu người nữa"), t->n - TWICE_NAMED) : (struct str){0};
	t->words = arena_printf(a, _("%zu người cũng ở Tổ bầu cử khác, không thể có mặt ở hai phòng bỏ phiếu: %.*s%.*s"), t->n,
				STR_ARG(t->words), STR_ARG(more));
}

int body_twice_read(struct query *q, struct arena *a, struct body_twice **ret_list, size_t *ret_n, struct err *err)
{
	struct body_twice *list = NULL;
	size_t n = 0, cap = 0;
	int r;
	while ((r = query_next(q, err)) > 0) {
		int64_t body = query_int(q, 0), member = query_int(q, 2);
		if (body_kind_of(query_str(q, 1))->place != BODY_AREA || body_kind_of(query_str(q, 4))->place != BODY_AREA)
			continue;
		if (!n || list[n - 1].body != body) {
			list = arena_grow(a, list, n, &cap, sizeof(*list));
			list[n++] = (struct body_twice){.body = body};
		}
		struct body_twice *t = &list[n - 1];
		t->n += t->last != member;
		t->last = member;
		if (t->n <= TWICE_NAMED)
			name_twice(a, q, t);
	}
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		say_twice(a, &list[i]);
	*ret_list = list;
	*ret_n = n;
	return 0;
}

static int twice_in(struct db *db, struct arena *a, int64_t body, struct str *ret, struct err *err)
{
	struct body_twice *list;
	size_t n;
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &body_twice, VALUES(v_int(body)), &q, err);
	if (r == 0)
		r = body_twice_read(q, a, &list, &n, err);
	if (r == 0 && n)
		*ret = list[0].words;
	return r;
}

static int held_in(struct db *db, int64_t body, int64_t n[BODY_ROLE_COUNT], struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(db, &member_roles_of, VALUES(v_int(body), v_int(0)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		n[member_role_of(query_str(q, 0))] = query_int(q, 1);
		r = 0;
	}
	return r;
}

int body_findings(struct db *db, struct arena *a, const struct law *law, const struct row *body, struct body_finding **ret_list,
		  size_t *ret_n, struct err *err)
{
	const struct value *agreed = row_value(body, "agreed");
	struct body_facts facts = {.decided = body_state(body) != BODY_PLANNED,
				   .sent = row_day(body, "sent_day") != DAY_NONE,
				   .agreed_known = agreed->kind != VALUE_NULL,
				   .agreed = agreed->kind == VALUE_INT && agreed->i,
				   .sent_missing = row_str(body, "sent_missing")};
	int64_t gone = 0;
	int r = held_in(db, body->id, facts.held, err);
	if (r == 0)
		r = db_get_int(db, &member_candidates, VALUES(v_int(body->id)), 0, &facts.candidates, err);
	if (r == 0)
		r = db_get_int(db, &body_place_gone, VALUES(*row_value(body, "constituency"), *row_value(body, "polling_area")), 0,
			       &gone, err);
	facts.place_gone = gone > 0;
	if (r == 0 && facts.decided && body_kind_of(row_str(body, "kind"))->place == BODY_AREA)
		r = twice_in(db, a, body->id, &facts.twice, err);
	if (r == 0)
		*ret_n = body_look_at(a, law, row_str(body, "kind"), &facts, ret_list);
	return r;
}
