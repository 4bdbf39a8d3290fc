#include "app/bell.h"

#include <stdlib.h>

#include "app/briefing.h"
#include "app/statements.h"
#include "election/election.h"
#include "record/list.h"
#include "report/report.h"
#include "unit/records.h"
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

/* ---- the tasks of one's own units ---- */

/* Units for which this person answers. */
static size_t own_units(const struct ringing *g, int64_t *ids, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < g->actor->n && n < most; i++)
		if (access_role_may(task_report.name, g->actor->grants[i].role))
			ids[n++] = g->actor->grants[i].unit;
	return n;
}

static void ring_task(struct ringing *g, const struct row *t)
{
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
}

static int own_tasks(struct ringing *g, struct err *err)
{
	int64_t units[16];
	size_t n = own_units(g, units, ARRAY_LEN(units));
	struct list_result rows = {0};
	const struct list_filter open[] = {
		{"state", "<>", v_c("done")}, {"state", "<>", v_c("cancelled")}, {"state", "<>", v_c("submitted")}};
	if (!n)
		return 0;
	int r = record_list(g->db, g->a, g->actor,
			    &(struct list_query){.record = &task_record,
						 .filters = open,
						 .filter_count = ARRAY_LEN(open),
						 .in_field = "unit",
						 .in = units,
						 .in_count = n,
						 .sort = "due",
						 .limit = BELL_MOST},
			    &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		ring_task(g, &rows.rows[i]);
	g->bell.more |= rows.n == BELL_MOST;
	return r;
}

/* Reports of one's own units that are not sent: to fill for the officer, to approve for the leader. */
static int ring_answer(struct ringing *g, const struct row *answer, struct err *err)
{
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

static int own_answers(struct ringing *g, struct err *err)
{
	int64_t units[16];
	size_t n = own_units(g, units, ARRAY_LEN(units));
	struct list_result rows = {0};
	const struct list_filter open[] = {{"state", "<>", v_c("sent")}, {"state", "<>", v_c("accepted")}};
	if (!n || !access_could(g->actor, "answer.read"))
		return 0;
	int r = record_list(g->db, g->a, g->actor,
			    &(struct list_query){.record = &answer_record,
						 .filters = open,
						 .filter_count = ARRAY_LEN(open),
						 .in_field = "unit",
						 .in = units,
						 .in_count = n,
						 .sort = "-period",
						 .limit = 50},
			    &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = ring_answer(g, &rows.rows[i], err);
	return r;
}

/* Urged and not read yet. */
static int urged(struct ringing *g, struct err *err)
{
	int64_t units[16];
	size_t n = own_units(g, units, ARRAY_LEN(units));
	struct list_result rows = {0};
	if (!n)
		return 0;
	int r = record_list(g->db, g->a, g->actor,
			    &(struct list_query){.record = &urging_record,
						 .in_field = "unit",
						 .in = units,
						 .in_count = n,
						 .sort = "-urged_day",
						 .limit = 30},
			    &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		const struct row *u = &rows.rows[i];
		if (row_day(u, "read_day") != DAY_NONE)
			continue;
		const struct field *grade = &urging_record.fields[record_field(&urging_record, "grade")];
		ring(g, BELL_CHECK, &task_record, row_int(u, "task"), arena_c(g->a, arena_printf(g->a, "urged%lld", (long long)u->id)),
		     row_day(u, "urged_day"),
		     arena_printf(g->a, _("Đôn đốc lần %lld (%.*s): %.*s"), (long long)row_int(u, "number"),
				  STR_ARG(field_text(g->a, grade, row_value(u, "grade"))), STR_ARG(row_str(u, "text"))));
	}
	return r;
}

/* ---- what others answered, asked, handed in ---- */

/* Difficulties of one's own units that were answered these days. */
static int answers(struct ringing *g, struct err *err)
{
	int64_t units[16];
	size_t n = own_units(g, units, ARRAY_LEN(units));
	struct list_result rows = {0};
	if (!n)
		return 0;
	int r = record_list(g->db, g->a, g->actor,
			    &(struct list_query){.record = &difficulty_record,
						 .in_field = "unit",
						 .in = units,
						 .in_count = n,
						 .sort = "-reported_day",
						 .limit = 30},
			    &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		day_t answered = row_day(&rows.rows[i], "answered_day");
		if (answered != DAY_NONE && answered > g->today - 7)
			ring(g, BELL_NEWS, &difficulty_record, rows.rows[i].id, "answered", answered,
			     arena_printf(g->a, _("Khó khăn, vướng mắc đã có trả lời: %.*s"),
					  STR_ARG(row_str(&rows.rows[i], "text"))));
	}
	return r;
}

/* Rows in a state that waits for whoever may do `action`. */
static const struct waiting {
	const struct record *record;
	const char *state, *action, *text, *day, *words;
	enum bell_kind kind;
} waits[] = {
	{&decision_record, "asked", "decision.approve", "question", "asked_day", _("Xin quyết định"), BELL_DECIDE},
	{&extension_record, "asked", "extension.grant", "reason", "asked_day", _("Xin gia hạn"), BELL_CHECK},
	{&difficulty_record, "reported", "difficulty.settle", "text", "reported_day", _("Khó khăn, vướng mắc"), BELL_CHECK},
	{&assignment_record, "proposed", "assignment.assign", "title", "proposed_day", _("Việc chờ duyệt giao"), BELL_DECIDE},
};

static int one_wait(struct ringing *g, const struct waiting *w, struct err *err)
{
	struct list_result rows = {0};
	const struct list_filter state = {"state", "=", v_c(w->state)};
	if (!access_could(g->actor, w->action))
		return 0;
	int r = record_list(g->db, g->a, g->actor,
			    &(struct list_query){.record = w->record,
						 .filters = &state,
						 .filter_count = 1,
						 .sort = w->day,
						 .limit = 50},
			    &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		const struct row *row = &rows.rows[i];
		r = access_may(g->db, g->actor, w->action, row_int(row, "unit"), err);
		if (r > 0)
			ring(g, w->kind, w->record, row->id, w->state, row_day(row, w->day),
			     arena_printf(g->a, "%s: %.*s", w->words, STR_ARG(row_str(row, w->text))));
		r = r < 0 ? r : 0;
	}
	g->bell.more |= rows.n == 50;
	return r;
}

static int waiting_rows(struct ringing *g, struct err *err)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(waits); i++)
		r = one_wait(g, &waits[i], err);
	return r;
}

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

/* ---- the weekly briefing ---- */

static int briefings(struct ringing *g, struct err *err)
{
	struct list_result rows = {0};
	if (!access_could(g->actor, "briefing.read"))
		return 0;
	int r = record_list(g->db, g->a, g->actor, &(struct list_query){.record = &briefing_record, .sort = "-day", .limit = 3},
			    &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++) {
		const struct row *b = &rows.rows[i];
		struct str about = row_str(b, "about"), number = briefing_number(g->a, b);
		if (!number.n && access_could(g->actor, briefing_issue.name))
			ring(g, BELL_CHECK, &briefing_record, b->id, "draft", row_day(b, "day"),
			     arena_printf(g->a, _("Bản tin đang soạn, chưa phát hành: %.*s"), STR_ARG(about)));
		else if (number.n && row_day(b, "issued_day") > g->today - 7)
			ring(g, BELL_NEWS, &briefing_record, b->id, "issued", row_day(b, "issued_day"),
			     arena_printf(g->a, _("Báo cáo số %.*s: %.*s"), STR_ARG(number), STR_ARG(about)));
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
	int r = election_current(g->db, g->a, g->today, &election, err);
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
	static int (*const sources[])(struct ringing *, struct err *) = {
		own_tasks, own_answers, urged, answers, waiting_rows, submitted, replies, briefings, the_week};
	struct ringing g = {.site = site, .db = db, .a = a, .actor = actor, .today = today};
	g.moment = today == site_today(site) ? task_now(site) : late_morning(today);
	int r = 0;
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(sources); i++)
		r = sources[i](&g, err);
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
