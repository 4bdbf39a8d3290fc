#include "app/bell.h"

#include <stdlib.h>

#include "app/briefing.h"
#include "app/statements.h"
#include "area/area.h"
#include "election/election.h"
#include "record/list.h"
#include "report/report.h"
#include "unit/records.h"
#include "work/statements.h"
#include "work/task.h"

static const struct column columns[] = {
	{"person", COLUMN_INT, false, "person"}, {"key", COLUMN_TEXT, false, NULL}, {"at", COLUMN_INT, false, NULL}};
static const struct index indexes[] = {{"at", false}};
const struct table bell_mark_table = {"bell_mark", TABLE_OPERATIONAL, columns, ARRAY_LEN(columns), "person, key", indexes,
				      ARRAY_LEN(indexes)};

const char *bell_heading(enum bell_kind kind)
{
	static const char *const headings[BELL_KINDS] = {_("Quá hạn"),        _("Đến hạn trong 7 ngày"), _("Việc mới giao"),
							 _("Cần quyết định"), _("Cần xử lý"),            _("Tin mới")};
	return headings[kind];
}

struct ringing {
	struct site *site;
	struct db *db;
	struct arena *a;
	const struct actor *actor;
	day_t today;
	int64_t moment; /* late.h */
	struct bell bell;
	size_t cap;
};

static void ring(struct ringing *g, enum bell_kind kind, const struct record *record, int64_t id, const char *state, day_t day,
		 struct str text)
{
	g->bell.items = arena_grow(g->a, g->bell.items, g->bell.n, &g->cap, sizeof(*g->bell.items));
	g->bell.items[g->bell.n++] = (struct bell_item){
		.key = arena_printf(g->a, "%s/%lld/%s", record->name, (long long)id, state),
		.kind = kind,
		.text = text,
		.record = record,
		.id = id,
		.day = day,
	};
}

/* ---- sources that are rows of a record ---- */

/* Rows of a record, each of which may ring. */
struct source {
	const struct record *record;
	int (*ring)(struct ringing *g, const struct source *s, const struct row *row, struct err *err);
	const char *sort;
	int64_t most;
	const struct list_filter *filters;
	size_t filter_count;
	bool own;  /* only rows of units for which this person answers */
	bool each; /* every row rings: as many as may be read says that there are more */
	const char *action; /* who could ever be told; NULL: whoever may read */
	/* of `waits` */
	enum bell_kind kind;
	const char *text, *words;
};
static bool is_true(int r, int *ret_r) { return (*ret_r = r < 0 ? r : 0) == 0 && r > 0; }

/* Units for which this person answers. */
static size_t own_units(const struct ringing *g, int64_t *ids, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < g->actor->n && n < most; i++)
		if (access_role_may(task_report.name, g->actor->grants[i].role))
			ids[n++] = g->actor->grants[i].unit;
	return n;
}

static int walk(struct ringing *g, const struct source *s, struct err *err)
{
	int64_t units[16];
	size_t n = s->own ? own_units(g, units, ARRAY_LEN(units)) : 0;
	struct list_result rows = {0};
	if ((s->own && !n) || (s->action && !access_could(g->actor, s->action)))
		return 0;
	int r = record_list(g->db, g->a, g->actor,
			    &(struct list_query){.record = s->record,
						 .filters = s->filters,
						 .filter_count = s->filter_count,
						 .in_field = s->own ? s->record->scope : NULL,
						 .in = units,
						 .in_count = n,
						 .sort = s->sort,
						 .limit = s->most},
			    &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = s->ring(g, s, &rows.rows[i], err);
	g->bell.more |= r == 0 && s->each && (int64_t)rows.n == s->most;
	return r;
}

static int ring_task(struct ringing *g, const struct source *s, const struct row *t, struct err *err)
{
	(void)s;
	(void)err;
	day_t due = row_day(t, "due");
	struct str title = row_str(t, "title");
	int64_t late = task_late_days(t, g->moment);
	if (row_is(t, "state", "returned"))
		ring(g, BELL_CHECK, &task_record, t->id, "returned", due, arena_printf(g->a, _("%.*s: bị trả lại"), STR_ARG(title)));
	else if (late)
		ring(g, BELL_LATE, &task_record, t->id, "late", due,
		     arena_printf(g->a, _("%.*s: quá hạn %lld ngày"), STR_ARG(title), (long long)late));
	else if (due == g->today)
		ring(g, BELL_SOON, &task_record, t->id, "today", due, arena_printf(g->a, _("%.*s: hạn hôm nay"), STR_ARG(title)));
	else if (due != DAY_NONE && due <= g->today + TASK_SOON_DAYS)
		ring(g, BELL_SOON, &task_record, t->id, "soon", due,
		     arena_printf(g->a, _("%.*s: còn %d ngày"), STR_ARG(title), due - g->today));
	else if (row_is(t, "state", "assigned"))
		ring(g, BELL_NEW, &task_record, t->id, "new", due, arena_printf(g->a, _("%.*s: chưa tiếp nhận"), STR_ARG(title)));
	return 0;
}

/* Reports of one's own units that are not sent: to fill for the officer, to approve for the leader. */
static int ring_answer(struct ringing *g, const struct source *s, const struct row *answer, struct err *err)
{
	(void)s;
	struct row period;
	struct str title = row_str(answer, "title");
	bool prepared = row_is(answer, "state", "prepared");
	int r = row_load(g->db, g->a, &period_record, row_int(answer, "period"), &period, err);
	if (r <= 0 || !row_is(&period, "state", "open"))
		return r < 0 ? r : 0;
	day_t due = row_day(&period, "due_day");
	if (prepared && access_could(g->actor, answer_approve.name))
		ring(g, BELL_DECIDE, &answer_record, answer->id, "prepared", due,
		     arena_printf(g->a, _("Chờ duyệt, ký: %.*s"), STR_ARG(title)));
	else if (prepared || !access_could(g->actor, answer_fill.name))
		return 0;
	else if (row_is(answer, "state", "returned"))
		ring(g, BELL_CHECK, &answer_record, answer->id, "returned", due,
		     arena_printf(g->a, _("Báo cáo bị trả lại: %.*s"), STR_ARG(title)));
	else if (due < g->today)
		ring(g, BELL_LATE, &answer_record, answer->id, "late", due,
		     arena_printf(g->a, _("Báo cáo chưa nộp: %.*s: quá hạn %d ngày"), STR_ARG(title), g->today - due));
	else
		ring(g, BELL_SOON, &answer_record, answer->id, "fill", due,
		     arena_printf(g->a, _("Báo cáo phải nộp: %.*s"), STR_ARG(title)));
	return 0;
}

/* Urged and not read yet. */
static int ring_urging(struct ringing *g, const struct source *s, const struct row *u, struct err *err)
{
	(void)s;
	(void)err;
	const struct field *grade = &urging_record.fields[record_field(&urging_record, "grade")];
	int64_t answer = row_int(u, "answer");
	char *state = arena_c(g->a, arena_printf(g->a, "urged%lld", (long long)u->id));
	ring(g, BELL_CHECK, answer ? &answer_record : &task_record, answer ? answer : row_int(u, "task"), state,
	     row_day(u, "urged_day"),
	     arena_printf(g->a, _("Đôn đốc lần %lld (%.*s): %.*s"), (long long)row_int(u, "number"),
			  STR_ARG(field_text(g->a, grade, row_value(u, "grade"))), STR_ARG(row_str(u, "text"))));
	return 0;
}

/* Difficulties of one's own units that were answered these days. */
static int ring_answered(struct ringing *g, const struct source *s, const struct row *row, struct err *err)
{
	(void)s;
	(void)err;
	day_t answered = row_day(row, "answered_day");
	if (answered != DAY_NONE && answered > g->today - 7)
		ring(g, BELL_NEWS, &difficulty_record, row->id, "answered", answered,
		     arena_printf(g->a, _("Khó khăn, vướng mắc đã có trả lời: %.*s"), STR_ARG(row_str(row, "text"))));
	return 0;
}

/* Rows in a state that waits for whoever may do `action`. */
static int ring_waiting(struct ringing *g, const struct source *s, const struct row *row, struct err *err)
{
	int r = 0;
	if (is_true(access_may(g->db, g->actor, s->action, row_int(row, "unit"), err), &r))
		ring(g, s->kind, s->record, row->id, arena_c(g->a, s->filters[0].value.s), row_day(row, s->sort),
		     arena_printf(g->a, "%s: %.*s", s->words, STR_ARG(row_str(row, s->text))));
	return r;
}

static int ring_briefing(struct ringing *g, const struct source *s, const struct row *b, struct err *err)
{
	(void)s;
	(void)err;
	struct str about = row_str(b, "about"), number = briefing_number(g->a, b);
	if (!number.n && access_could(g->actor, briefing_issue.name))
		ring(g, BELL_CHECK, &briefing_record, b->id, "draft", row_day(b, "day"),
		     arena_printf(g->a, _("Bản tin đang soạn, chưa phát hành: %.*s"), STR_ARG(about)));
	else if (number.n && row_day(b, "issued_day") > g->today - 7)
		ring(g, BELL_NEWS, &briefing_record, b->id, "issued", row_day(b, "issued_day"),
		     arena_printf(g->a, _("Báo cáo số %.*s: %.*s"), STR_ARG(number), STR_ARG(about)));
	return 0;
}

/* A plan of constituencies this person asked for. A search asked for again has another seed, so its answer rings again. */
static int ring_plan(struct ringing *g, const struct source *s, const struct row *p, struct err *err)
{
	(void)s;
	(void)err;
	bool failed = row_is(p, "state", "failed"), returned = row_str(p, "returned_note").n;
	day_t answered = row_day(p, "answered_day");
	if ((!failed && !row_is(p, "state", "draft")) || answered == DAY_NONE || answered <= g->today - 7)
		return 0;
	const char *key = failed ? "failed" : returned ? "returned" : "found";
	const char *words = failed     ? _("Không tính được phương án (mở để xem vì sao)")
			    : returned ? _("Phương án bị trả lại")
				       : _("Đã tính xong phương án");
	ring(g, failed || returned ? BELL_CHECK : BELL_NEWS, &plan_record, p->id,
	     arena_c(g->a, arena_printf(g->a, "%s%lld", key, (long long)row_int(p, "seed"))), answered,
	     arena_printf(g->a, "%s: %.*s", words, STR_ARG(row_str(p, "name"))));
	return 0;
}

#define NOT(code) {"state", "<>", v_c(code)}
#define WAITS(record_, state_, action_, text_, day_, words_, kind_)                                              \
	{.record = &(record_), .ring = ring_waiting, .sort = day_, .most = 50, WHERE_STATE(state_), .each = true, \
	 .action = action_, .kind = kind_, .text = text_, .words = words_}
#define WHERE_STATE(code) .filters = (const struct list_filter[]){{"state", "=", v_c(code)}}, .filter_count = 1

static int sources(struct ringing *g, struct err *err)
{
	const struct list_filter running[] = {NOT("done"), NOT("cancelled"), NOT("submitted")},
				 unsent[] = {NOT("sent"), NOT("accepted")}, unread[] = {{"read_day", "=", v_null()}},
				 asked[] = {{"asker", "=", v_int(g->actor->person)}};
	const struct source all[] = {
		{&task_record, ring_task, "due", BELL_MOST, running, ARRAY_LEN(running), .own = true, .each = true},
		{&answer_record, ring_answer, "-period", 50, unsent, ARRAY_LEN(unsent), .own = true, .action = "answer.read"},
		{&urging_record, ring_urging, "-urged_day", 30, unread, ARRAY_LEN(unread), .own = true, .each = true},
		{&difficulty_record, ring_answered, "-reported_day", 30, .own = true},
		WAITS(decision_record, "asked", "decision.approve", "question", "asked_day", _("Xin quyết định"), BELL_DECIDE),
		WAITS(extension_record, "asked", "extension.grant", "reason", "asked_day", _("Xin gia hạn"), BELL_CHECK),
		WAITS(difficulty_record, "reported", "difficulty.settle", "text", "reported_day", _("Khó khăn, vướng mắc"),
		      BELL_CHECK),
		WAITS(assignment_record, "proposed", "assignment.assign", "title", "proposed_day", _("Việc chờ duyệt giao"),
		      BELL_DECIDE),
		WAITS(plan_record, "submitted", "plan.decide", "name", "submitted_day", _("Phương án đơn vị bầu cử chờ quyết định"),
		      BELL_DECIDE),
		{&plan_record, ring_plan, "-made_day", 20, asked, ARRAY_LEN(asked), .action = "plan.read"},
		{&briefing_record, ring_briefing, "-day", 3, .action = "briefing.read"},
	};
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(all); i++)
		r = walk(g, &all[i], err);
	return r;
}

/* ---- sources that are counted, or ask more ---- */

/* Handed in and waiting for acceptance: one line a job, for whoever accepts for the whole site. */
static int submitted(struct ringing *g, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = access_may(g->db, g->actor, task_accept.name, g->site->root, err);
	if (r > 0)
		r = db_query(g->db, &bell_submitted, VALUES(v_int(TASK_SUBMITTED)), &q, err);
	else if (r == 0)
		return 0;
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct str title = query_str(q, 3);
		ring(g, BELL_CHECK, &task_record, query_int(q, 2),
		     arena_c(g->a, arena_printf(g->a, "submitted%lld", (long long)query_int(q, 1))), query_day(q, 4),
		     arena_printf(g->a, _("Chờ nghiệm thu (%lld đơn vị): %.*s"), (long long)query_int(q, 1), STR_ARG(title)));
		r = 0;
	}
	return r;
}

/* Reports that were sent and wait for whoever accepts them for the whole site: one line a round. */
static int replies(struct ringing *g, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	int r = access_may(g->db, g->actor, answer_accept.name, g->site->root, err);
	if (r > 0)
		r = db_query(g->db, &rounds_open, NO_VALUES, &q, err);
	else if (r == 0)
		return 0;
	while (r == 0 && (r = query_next(q, err)) > 0) {
		int64_t sent = query_int(q, 5);
		struct str name = query_str(q, 1), title = query_str(q, 2);
		if (sent)
			ring(g, BELL_CHECK, &period_record, query_int(q, 0),
			     arena_c(g->a, arena_printf(g->a, "sent%lld", (long long)sent)), query_day(q, 3),
			     arena_printf(g->a, _("Báo cáo chờ tiếp nhận (%lld đơn vị): %.*s, %.*s"), (long long)sent,
					  STR_ARG(title), STR_ARG(name)));
		r = 0;
	}
	return r;
}

/* What recurs and whose next period did not open by itself (work/task.h): somebody has to look. */
static int unopened(struct ringing *g, struct err *err)
{
	_cleanup_query_ struct query *q = NULL;
	if (!access_could(g->actor, assignment_next.name))
		return 0;
	int r = db_query(g->db, &assignment_series_run_out, VALUES(v_day(g->today)), &q, err);
	while (r == 0 && (r = query_next(q, err)) > 0) {
		struct row last;
		r = row_load(g->db, g->a, &assignment_record, query_int(q, 0), &last, err);
		if (r > 0 && is_true(access_may(g->db, g->actor, assignment_next.name, row_int(&last, "unit"), err), &r) &&
		    is_true(task_period_due(g->db, g->a, &last, g->today, err), &r))
			ring(g, BELL_CHECK, &assignment_record, last.id, "unopened", row_day(&last, "due"),
			     arena_printf(g->a, _("Kỳ sau chưa mở được, cần người xem: %.*s"), STR_ARG(row_str(&last, "title"))));
		r = r < 0 ? r : 0;
	}
	return r;
}

/* From Friday on somebody has to freeze the figures of the week. */
static int the_week(struct ringing *g, struct err *err)
{
	struct row election;
	int64_t has = 0;
	if (date_weekday(g->today) < FRIDAY || !access_could(g->actor, snapshot_take.name))
		return 0;
	int r = election_current(g->db, g->a, g->site->root, g->today, &election, err);
	if (r > 0)
		r = db_get_int(g->db, &snapshot_of_week, VALUES(v_int(election.id), v_day(snapshot_week(g->today))), 0, &has, err);
	else
		has = 1;
	if (r >= 0 && !has)
		ring(g, BELL_CHECK, &briefing_record, 0, arena_c(g->a, date_iso(g->a, snapshot_week(g->today))), g->today,
		     str_from_c(_("Tuần này chưa chốt số liệu và chưa soạn bản tin")));
	return r < 0 ? r : 0;
}

/* ---- the whole ---- */

static int compare(const void *x, const void *y)
{
	const struct bell_item *a = x, *b = y;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return a->day != b->day ? (a->day < b->day ? -1 : 1) : a->id < b->id ? -1 : a->id > b->id;
}

static int marks(struct ringing *g, struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < g->bell.n; i++) {
		int64_t read;
		r = db_get_int(g->db, &bell_mark_of, VALUES(v_int(g->actor->person), v_text(g->bell.items[i].key)), 0, &read, err);
		g->bell.items[i].read = r == 0 && read;
		g->bell.unread += !g->bell.items[i].read;
	}
	return r;
}

int bell_make(struct site *site, struct db *db, struct arena *a, const struct actor *actor, day_t today,
	      struct bell *ret_bell, struct err *err)
{
	static int (*const rings[])(struct ringing *, struct err *) = {sources, submitted, replies, unopened, the_week};
	struct ringing g = {.site = site, .db = db, .a = a, .actor = actor, .today = today};
	g.moment = today == site_today(site) ? task_now(site) : late_morning(today);
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(rings); i++)
		r = rings[i](&g, err);
	if (r == 0 && g.bell.n)
		qsort(g.bell.items, g.bell.n, sizeof(*g.bell.items), compare);
	if (r == 0)
		r = marks(&g, err);
	if (r == 0)
		*ret_bell = g.bell;
	return r;
}

/* ---- read ---- */

struct reading {
	int64_t person, now;
	const struct bell *bell;
};

static int write_marks(struct db *db, void *arg, struct err *err)
{
	const struct reading *m = arg;
	int r = db_run(db, &bell_mark_clean, VALUES(v_int(m->now - BELL_KEPT_DAYS * 86400000LL)), err);
	for (size_t i = 0; r == 0 && i < m->bell->n; i++)
		r = db_run(db, &bell_mark_set, VALUES(v_int(m->person), v_text(m->bell->items[i].key), v_int(m->now)), err);
	return r;
}

int bell_mark_read(struct site *site, int64_t person, const struct bell *bell, struct err *err)
{
	struct reading m = {person, site_now(site), bell};
	return writer_run(site->writer, write_marks, &m, err);
}
