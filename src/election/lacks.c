/* What one unit still lacks, thing by thing, so that each can be written down at once. */
#include "election/body_int.h"
#include "election/election.h"
#include "election/progress_int.h"
#include "election/statements.h"

struct lacks {
	struct db *db;
	struct arena *a;
	const struct progress *p;
	size_t at;
	int64_t election, unit;
	day_t today;
	struct progress_lack *list;
	size_t n, cap;
};

static enum progress_state waiting(const struct lacks *l, day_t by)
{
	return progress_by_deadline(by, l->today);
}

static void lack(struct lacks *l, struct progress_lack one)
{
	if (one.state == PROGRESS_NONE)
		one.state = waiting(l, one.by != DAY_NONE ? one.by : progress_by(l->p, l->at, one.step));
	l->list = arena_grow(l->a, l->list, l->n, &l->cap, sizeof(*l->list));
	l->list[l->n++] = one;
}

/* ---- bodies ---- */

/* What a person must look at in those that are there. */
static int look_at_bodies(struct lacks *l, const struct law *law, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(l->db, &lacking_bodies, VALUES(v_int(l->election), v_int(l->unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct body_finding *findings;
		int step = progress_step_of(query_str(q, 2));
		const struct body_facts facts = progress_facts(l->p, q);
		size_t n = step < 0 ? 0 : body_look_at(l->a, law, query_str(q, 2), &facts, &findings);
		for (size_t i = 0; i < n; i++)
			lack(l, (struct progress_lack){.step = (enum progress_step)step,
						       .state = PROGRESS_FIX,
						       .row = query_int(q, 0),
						       .by = DAY_NONE,
						       .text = arena_printf(l->a, "%.*s: %.*s", STR_ARG(query_str(q, 15)),
									    STR_ARG(findings[i].text))});
		r = 0;
	}
	return r;
}

/* Places without their board, team or survey. */
static int without(struct lacks *l, const struct stmt *stmt, enum progress_step step, const char *words[2], struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(l->db, stmt, VALUES(v_int(l->election), v_int(l->unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct str number = arena_printf(l->a, "%lld", (long long)query_int(q, 0));
		lack(l, (struct progress_lack){.step = step,
					       .by = DAY_NONE,
					       .place = number,
					       .name = query_dup(q, 1, l->a),
					       .text = arena_printf(l->a, "%s %.*s %s", words[0], STR_ARG(number), words[1])});
		r = 0;
	}
	return r;
}

static void without_list(struct lacks *l, enum progress_step step, const char *words)
{
	if (l->p->units[l->at].cell[step].of == PROGRESS_UNKNOWN)
		lack(l, (struct progress_lack){.step = step, .by = DAY_NONE, .text = str_from_c(words)});
}

static int bodies(struct lacks *l, const struct law *law, struct err *err)
{
	const struct progress_cell *committee = &l->p->units[l->at].cell[PROGRESS_COMMITTEE];
	if (committee->of && !committee->have)
		lack(l, (struct progress_lack){
				.step = PROGRESS_COMMITTEE, .by = DAY_NONE, .text = str_from_c(_("Chưa có Ủy ban bầu cử"))});
	int r = look_at_bodies(l, law, err);
	if (r < 0)
		return r;
	without_list(l, PROGRESS_BOARDS, _("Chưa có đơn vị bầu cử được quyết định nên chưa rõ cần bao nhiêu Ban bầu cử"));
	r = without(l, &lacking_boards, PROGRESS_BOARDS, (const char *[]){_("Đơn vị bầu cử số"), _("chưa có Ban bầu cử")}, err);
	without_list(l, PROGRESS_TEAMS, _("Chưa ghi khu vực bỏ phiếu nên chưa rõ cần bao nhiêu Tổ bầu cử"));
	return r < 0 ? r
		     : without(l, &lacking_teams, PROGRESS_TEAMS,
			       (const char *[]){_("Khu vực bỏ phiếu số"), _("chưa có Tổ bầu cử")}, err);
}

/* ---- seals, places, people ---- */

static int seals(struct lacks *l, const struct law *law, struct err *err)
{
	const struct field *state = &seal_record.fields[record_field(&seal_record, "state")];
	_cleanup_query_ struct query *q = NULL, *none = NULL;
	int r = db_query(l->db, &lacking_seal_rows, VALUES(v_int(l->election), v_int(l->unit)), &none, err);
	while (r == 0 && (r = query_next(none, err)) > 0) {
		if (body_has_seal(law, query_str(none, 2)))
			lack(l, (struct progress_lack){
					.step = PROGRESS_SEALS,
					.by = DAY_NONE,
					.body = query_int(none, 0),
					.text = arena_printf(l->a, _("Con dấu: %.*s: chưa ghi"), STR_ARG(query_str(none, 1)))});
		r = 0;
	}
	if (r == 0)
		r = db_query(l->db, &lacking_seals, VALUES(v_int(l->election), v_int(l->unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct value v = v_text(query_str(q, 3));
		struct str name = query_str(q, 1).n ? query_str(q, 1) : query_str(q, 2); /* rows of before have no name */
		lack(l, (struct progress_lack){.step = PROGRESS_SEALS,
					       .by = DAY_NONE,
					       .row = query_int(q, 0),
					       .text = arena_printf(l->a, "%.*s: %.*s", STR_ARG(name),
								    STR_ARG(field_text(l->a, state, &v)))});
		r = 0;
	}
	return r;
}

static int places(struct lacks *l, struct err *err)
{
	without_list(l, PROGRESS_PLACES, _("Chưa ghi khu vực bỏ phiếu nên chưa rõ phải khảo sát bao nhiêu nơi"));
	_cleanup_query_ struct query *q = NULL;
	int r = without(l, &lacking_surveys, PROGRESS_PLACES, (const char *[]){_("Khu vực bỏ phiếu số"), _("chưa khảo sát")}, err);
	if (r == 0)
		r = db_query(l->db, &lacking_places, VALUES(v_int(l->unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		bool missing = str_eq_c(query_str(q, 3), "missing");
		day_t by = query_day(q, 5);
		struct progress_lack one = {.step = PROGRESS_PLACES, .row = query_int(q, 0), .by = by};
		one.text = arena_printf(l->a, missing ? _("Nơi bỏ phiếu số %lld, %.*s: còn thiếu %.*s")
						      : _("Nơi bỏ phiếu số %lld, %.*s: chưa khảo sát đủ%.*s"),
					(long long)query_int(q, 1), STR_ARG(query_str(q, 2)), STR_ARG(query_str(q, 4)));
		if (missing && (by == DAY_NONE || by >= l->today))
			one.state = PROGRESS_FIX;
		lack(l, one);
		r = 0;
	}
	return r;
}

static int handovers(struct lacks *l, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = db_query(l->db, &lacking_handovers, VALUES(v_int(l->unit)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		lack(l, (struct progress_lack){
				.step = PROGRESS_FREED,
				.row = query_int(q, 0),
				.by = query_day(q, 4),
				.text = arena_printf(l->a, _("%.*s chưa bàn giao «%.*s» cho %.*s"), STR_ARG(query_str(q, 1)),
						     STR_ARG(query_str(q, 3)), STR_ARG(query_str(q, 2)))});
		r = 0;
	}
	return r;
}

int progress_lacks(struct db *db, struct arena *a, const struct law *law, const struct row *election, day_t today,
		   const struct progress *p, size_t at, bool freed, struct progress_lack **ret_list, size_t *ret_n, struct err *err)
{
	struct lacks l = {.db = db, .a = a, .p = p, .at = at, .election = election->id, .unit = p->units[at].unit, .today = today};
	int r = bodies(&l, law, err);
	if (r == 0)
		r = seals(&l, law, err);
	if (r == 0)
		r = places(&l, err);
	if (r == 0 && freed)
		r = handovers(&l, err);
	if (r < 0)
		return r;
	*ret_list = l.list;
	*ret_n = l.n;
	return 0;
}
