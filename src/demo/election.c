/* The election: opened, its steps assigned; each commune's polling areas, some of them late. */
#include "demo/int.h"
#include "election/election.h"
#include "election/statements.h"
#include "work/statements.h"
#include "work/task.h"

/* When each commune receives its tasks and reports its polling areas. */
struct diary {
	day_t receive, areas;
};

struct plan {
	struct diary *diaries; /* as many as clerks */
	int64_t step_committee, step_areas;
};

static int step_id(struct demo *d, const char *rule, int64_t *ret, struct err *err)
{
	int r = db_get_int(d->db, &step_by_rule, VALUES(v_int(d->election), v_c(rule)), 0, ret, err);
	INVARIANT(r < 0 || *ret, "the calendar lacks a step the rehearsal needs");
	return r;
}

static int open_election(struct demo *d, struct plan *p, struct err *err)
{
	int64_t announced = 0;
	int r = DO(d, &d->specialist, &election_open, &d->election,
		   ARG("name",
		       str_from_c(_("Bầu cử đại biểu Quốc hội khóa XVI và đại biểu HĐND các cấp nhiệm kỳ 2026–2031"))),
		   ARG("kind", STR("general")), ARG("day", STR("15/03/2026")),
		   ARG("document", str_from_c(_("Nghị quyết 199/2025/QH15"))));
	if (r == 0)
		r = step_id(d, "COMMUNE_UBBC", &p->step_committee, err);
	if (r == 0)
		r = step_id(d, "KVBP", &p->step_areas, err);
	if (r == 0)
		r = step_id(d, "ANNOUNCE_DAY", &announced, err);
	if (r == 0)
		r = DO(d, &d->specialist, &step_mark, NULL, ARG("id", demo_number(d, announced)),
		       ARG("day", STR("21/05/2025")), ARG("note", str_from_c(_("Nghị quyết 199/2025/QH15"))));
	if (r == 0)
		r = DO(d, &d->specialist, &step_assign_all, NULL, ARG("id", demo_number(d, d->election)));
	return r;
}

/* The stricter dates of the rehearsal's own directive. */
static int direct(struct demo *d, int64_t step, const char *day, const char *document, struct err *err)
{
	return DO(d, &d->specialist, &step_direct, NULL, ARG("id", demo_number(d, step)), ARG("day", str_from_c(day)),
		  ARG("document", str_from_c(document)));
}

static int task_of(struct demo *d, int64_t step, int64_t unit, int64_t *ret, struct err *err)
{
	return db_get_int(d->db, &task_of_step, VALUES(v_int(step), v_int(unit)), 0, ret, err);
}

static int receive(struct demo *d, const struct clerk *k, int64_t step, struct err *err)
{
	int64_t task;
	int r = task_of(d, step, k->unit, &task, err);
	return r < 0 ? r : DO(d, &k->officer, &task_receive, NULL, ARG("id", demo_number(d, task)));
}

static int report_areas(struct demo *d, struct story *s, const struct clerk *k, int64_t step, struct err *err)
{
	int64_t task, areas = 5 + (int64_t)seeded_below(&s->chance, 20);
	int r = task_of(d, step, k->unit, &task, err);
	return r < 0 ? r
		     : DO(d, &k->officer, &task_report, NULL, ARG("id", demo_number(d, task)),
			  ARG("note",
			      arena_printf(d->a, _("Đã dự kiến %lld khu vực bỏ phiếu (diễn tập)."), (long long)areas)));
}

static struct diary diary_of(struct story *s, day_t opened)
{
	struct diary diary;
	uint64_t kind = seeded_below(&s->chance, 100);
	diary.receive = opened + 1 + (day_t)seeded_below(&s->chance, 6);
	diary.areas = opened + 9 + (day_t)seeded_below(&s->chance, 15);
	if (kind < 12) /* these need to be chased */
		diary.areas = opened + 27 + (day_t)seeded_below(&s->chance, 12);
	return diary;
}

static int commune_day(struct demo *d, struct story *s, const struct clerk *k, const struct diary *diary, day_t day,
		       struct err *err)
{
	const struct plan *p = s->state;
	int r = 0;
	if (day == diary->receive) {
		r = receive(d, k, p->step_committee, err);
		if (r == 0)
			r = receive(d, k, p->step_areas, err);
	}
	if (r == 0 && day == diary->areas)
		r = report_areas(d, s, k, p->step_areas, err);
	return r;
}

static int begin(struct demo *d, struct story *s, struct err *err)
{
	struct plan *p = arena_new_of(d->a, struct plan);
	int r = open_election(d, p, err);
	p->diaries = arena_array_of(d->a, d->clerk_n, struct diary);
	for (size_t i = 0; i < d->clerk_n; i++)
		p->diaries[i] = diary_of(s, d->opened);
	s->state = p;
	return r;
}

static int day_of(struct demo *d, struct story *s, day_t day, struct err *err)
{
	const struct plan *p = s->state;
	int r = 0;
	if (day == d->opened + 3)
		r = direct(d, p->step_areas, "14/11/2025", _("Kế hoạch diễn tập số 01/KH-DT ngày 24/10/2025"), err);
	if (r == 0 && day == d->opened + 24)
		r = direct(d, p->step_committee, "29/11/2025",
			   _("Thông báo diễn tập số 02/TB-DT ngày 14/11/2025: xong trước ngày 30/11/2025"), err);
	for (size_t i = 0; r == 0 && i < d->clerk_n; i++)
		r = commune_day(d, s, &d->clerks[i], &p->diaries[i], day, err);
	return r;
}

const struct demo_story demo_election_story = {"election", _("cuộc bầu cử, lịch theo luật, nhiệm vụ"), begin, day_of};
