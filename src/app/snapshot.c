#include "app/snapshot.h"

#include "app/brief.h"
#include "app/statements.h"

#define FIGURE(name_, label_)                                                                                          \
	{                                                                                                              \
		.name = name_, .kind = FIELD_INT, .label = label_, .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED  \
	}

static const struct field fields[] = {
	{.name = "unit", .kind = FIELD_REF, .label = _("Đơn vị"), .flags = FIELD_REQUIRED | FIELD_SET, .references = "unit"},
	{.name = "election",
	 .kind = FIELD_REF,
	 .label = _("Cuộc bầu cử"),
	 .flags = FIELD_REQUIRED | FIELD_SET,
	 .references = "election"},
	{.name = "week", .kind = FIELD_DAY, .label = _("Tuần từ thứ Hai"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	{.name = "day", .kind = FIELD_DAY, .label = _("Ngày chốt"), .flags = FIELD_REQUIRED | FIELD_SET | FIELD_LISTED},
	FIGURE("total", _("Nhiệm vụ")),
	FIGURE("done", _("Đã xong")),
	FIGURE("late", _("Chậm")),
	FIGURE("soon", _("Đến hạn trong 7 ngày")),
	FIGURE("committees", _("Xã có Ủy ban bầu cử")),
	FIGURE("communes", _("Số xã, phường, đặc khu")),
	FIGURE("waiting", _("Chờ quyết định")),
	FIGURE("difficulties", _("Khó khăn, vướng mắc chưa giải quyết")),
	{.name = "units",
	 .kind = FIELD_LONG,
	 .label = _("Từng đơn vị: mã, được giao, đã xong, chậm, sắp đến hạn"),
	 .flags = FIELD_SET,
	 .max = 40000},
	{.name = "taken_by", .kind = FIELD_REF, .label = _("Người chốt"), .flags = FIELD_SET, .references = "person"},
};
static const struct index indexes[] = {{"election, week", true}, {"unit, day", false}};

const struct record snapshot_record = {
	.name = "snapshot",
	.title = _("Số liệu tuần"),
	.many = _("Số liệu tuần đã chốt"),
	.empty = _("Chưa chốt số liệu tuần nào. Bấm «Chốt số liệu tuần này» ở trang Bản tin tuần."),
	.fields = fields,
	.field_count = ARRAY_LEN(fields),
	.scope = "unit",
	.heading = "day",
	.sort = "-day",
	.indexes = indexes,
	.index_count = ARRAY_LEN(indexes),
	.made_by_verbs = true,
	.stays = _("Số liệu đã chốt là căn cứ so sánh nên không rút lại."),
};

day_t snapshot_week(day_t day) { return day - (date_weekday(day) - MONDAY); }

struct snapshot snapshot_of(const struct row *row)
{
	return (struct snapshot){
		.id = row->id,
		.day = row_day(row, "day"),
		.total = row_int(row, "total"),
		.done = row_int(row, "done"),
		.late = row_int(row, "late"),
		.soon = row_int(row, "soon"),
		.committees = row_int(row, "committees"),
		.communes = row_int(row, "communes"),
		.waiting = row_int(row, "waiting"),
		.difficulties = row_int(row, "difficulties"),
	};
}

int snapshot_before(struct db *db, struct arena *a, int64_t election, day_t day, struct snapshot *ret, struct err *err)
{
	struct row row;
	int64_t id;
	int r = db_get_int(db, &snapshot_newest, VALUES(v_int(election), v_day(snapshot_week(day))), 0, &id, err);
	if (r == 0 && id)
		r = row_load(db, a, &snapshot_record, id, &row, err);
	if (r > 0)
		*ret = snapshot_of(&row);
	return r;
}

/* "14806 12 9 1 2" a line: what a later question about one unit needs. */
static struct str units_text(struct verb_call *c, const struct brief *b)
{
	_cleanup_buf_ struct buf text = BUF_INIT(1 << 20);
	for (size_t i = 0; i < b->unit_n; i++) {
		const struct brief_unit *u = &b->units[i];
		buf_printf(&text, "%s%.*s %lld %lld %lld %lld", i ? "\n" : "", STR_ARG(u->code), (long long)u->total,
			   (long long)u->done, (long long)u->late, (long long)u->soon);
	}
	return arena_dup(c->arena, buf_str(&text));
}

static int64_t freeze(struct verb_call *c, const struct brief *b)
{
	struct edit *e = edit_new(c, &snapshot_record);
	edit_set(e, "unit", v_int(c->site->root));
	edit_set(e, "election", v_int(b->election.id));
	edit_set(e, "week", v_day(snapshot_week(c->today)));
	edit_set(e, "day", v_day(c->today));
	edit_set(e, "total", v_int(b->total));
	edit_set(e, "done", v_int(b->done));
	edit_set(e, "late", v_int(b->late));
	edit_set(e, "soon", v_int(b->soon));
	edit_set(e, "committees", v_int(b->committees));
	edit_set(e, "communes", v_int(b->communes));
	edit_set(e, "waiting", v_int(b->waiting));
	edit_set(e, "difficulties", v_int((int64_t)b->difficulty_n));
	edit_set(e, "units", v_text(units_text(c, b)));
	edit_set(e, "taken_by", c->actor->program ? v_null() : v_int(c->actor->person));
	return e->id;
}

int snapshot_ensure(struct verb_call *c, const struct brief *b, int64_t *ret_id, struct err *err)
{
	int r = db_get_int(c->db, &snapshot_of_week, VALUES(v_int(b->election.id), v_day(snapshot_week(c->today))), 0, ret_id,
			   err);
	if (r == 0 && !*ret_id)
		*ret_id = freeze(c, b);
	return r;
}

static int check(struct verb_call *c, struct err *err)
{
	struct brief b;
	int64_t has;
	int r = brief_make(c->site, c->db, c->arena, c->today, &b, err);
	if (r == 0 && !b.has_election)
		return err_set(err, ERR_CONFLICT, _("Chưa mở cuộc bầu cử nào nên chưa có số liệu để chốt."));
	if (r == 0)
		r = db_get_int(c->db, &snapshot_of_week, VALUES(v_int(b.election.id), v_day(snapshot_week(c->today))), 0, &has,
			       err);
	if (r < 0)
		return r;
	if (has)
		return err_set(err, ERR_CONFLICT, _("Số liệu của tuần này đã được chốt rồi; mỗi tuần chỉ chốt một lần."));
	freeze(c, &b);
	return 0;
}

const struct verb snapshot_take = {
	"snapshot.take", _("Chốt số liệu tuần này"), NULL, 0, &snapshot_record, verb_of_site, check, NULL,
};
