/* Reports: the weekly progress of the election, asked with one template of every commune, and the monthly report on the
 * two-tier government. What stands in them follows the notice of 18/11/2025; every figure is invented. */
#include "app/app.h"
#include "demo/int.h"
#include "report/report.h"
#include "report/statements.h"

static const char progress_form[] =
	_("mục|I|Tổ chức phụ trách bầu cử||||||\n"
	  "chọn|1|Ủy ban bầu cử của xã, phường|đã thành lập; chưa thành lập||x|||\n"
	  "ngày|2|Ngày quyết định thành lập||||||\n"
	  "số nguyên|3|Số thành viên Ủy ban bầu cử|người||||cuối kỳ|Từ 9 đến 17 người\n"
	  "số nguyên|4|Số con dấu cần có|con dấu||x||cuối kỳ|\n"
	  "số nguyên|5|Số con dấu đã khắc, đã nhận|con dấu||x||cuối kỳ|Chưa có thì gõ 0\n"
	  "số lẻ 1|6|Tỷ lệ con dấu đã có|%|||[5] / [4] * 100|tính lại|\n"
	  "mục|II|Dân số, đơn vị bầu cử||||||\n"
	  "số nguyên|7|Dân số theo hướng dẫn của Công an|người|Nam; Nữ|x||cuối kỳ|\n"
	  "số nguyên|8|Số đơn vị bầu cử đại biểu HĐND xã dự kiến|đơn vị||||cuối kỳ|\n"
	  "mục|III|Khu vực bỏ phiếu, cơ sở vật chất||||||\n"
	  "số nguyên|9|Số khu vực bỏ phiếu dự kiến|khu vực||x||cuối kỳ|\n"
	  "số nguyên|10|Trong đó đã có phòng bỏ phiếu bảo đảm|khu vực||x||cuối kỳ|\n"
	  "số nguyên|11|Trong đó có điện ổn định|khu vực||x||cuối kỳ|\n"
	  "số nguyên|12|Trong đó có sóng điện thoại|khu vực||x||cuối kỳ|\n"
	  "số nguyên|13|Số hòm phiếu còn dùng được|hòm||x||cuối kỳ|\n"
	  "số lẻ 1|14|Tỷ lệ khu vực có phòng bỏ phiếu|%|||[10] / [9] * 100|tính lại|\n"
	  "mục|IV|Trong kỳ||||||\n"
	  "số nguyên|15|Số hội nghị quán triệt, tập huấn|hội nghị||x||cộng|\n"
	  "số nguyên|16|Số lượt người dự|lượt||x||cộng|\n"
	  "mục|V|Đánh giá||||||\n"
	  "chữ dài|17|Thuận lợi, kết quả nổi bật||||||\n"
	  "chữ dài|18|Khó khăn, vướng mắc||||||\n"
	  "chữ dài|19|Kiến nghị, đề xuất||||||\n"
	  "quy tắc||Số con dấu đã có không nhiều hơn số cần có||||[5] <= [4]||\n"
	  "quy tắc||Số khu vực có phòng không nhiều hơn số khu vực||||[10] <= [9]||\n"
	  "quy tắc||Số khu vực có điện không nhiều hơn số khu vực||||[11] <= [9]||\n"
	  "quy tắc||Số khu vực có sóng không nhiều hơn số khu vực||||[12] <= [9]||\n"
	  "quy tắc||Ngày quyết định và số thành viên ghi cùng nhau||||CAP([2];[3])||\n"
	  "cảnh báo||Có hội nghị thì có người dự||||[16] >= [15]||\n");

static const char operation_form[] =
	_("mục|I|Trung tâm phục vụ hành chính công||||||\n"
	  "số nguyên|1|Hồ sơ tiếp nhận trong kỳ|hồ sơ|Trực tuyến; Trực tiếp|x||cộng|\n"
	  "số nguyên|2|Hồ sơ đã giải quyết|hồ sơ||x||cộng|\n"
	  "số nguyên|3|Trong đó đúng hạn, trước hạn|hồ sơ||x||cộng|\n"
	  "số lẻ 2|4|Tỷ lệ đúng hạn|%|||[3] / [2] * 100|tính lại|\n"
	  "số lẻ 2|5|Mức hài lòng của người dân|điểm||||theo [2]|Thang 100 điểm\n"
	  "mục|II|Biên chế, cán bộ||||||\n"
	  "số nguyên|6|Biên chế được giao|người||x||cuối kỳ|\n"
	  "số nguyên|7|Số có mặt|người||x||cuối kỳ|\n"
	  "số nguyên|8|Số chức danh lãnh đạo còn thiếu|chức danh||x||cuối kỳ|\n"
	  "mục|III|Đánh giá||||||\n"
	  "chữ dài|9|Khó khăn, vướng mắc||||||\n"
	  "chữ dài|10|Kiến nghị, đề xuất||||||\n"
	  "quy tắc||Hồ sơ đúng hạn không nhiều hơn hồ sơ đã giải quyết||||[3] <= [2]||\n"
	  "cảnh báo||Số có mặt không nhiều hơn biên chế được giao||||[7] <= [6]||\n");

struct commune_now { /* what a commune has by now */
	int64_t seals, areas, men, women, staff;
	day_t committee;
	day_t answers; /* days after the end of a week */
};

struct plan {
	int64_t template, period;
	struct period_span span;
	day_t due;
};

struct reports {
	int64_t weekly, monthly;
	struct plan week, month;
	struct commune_now *now;
};

static int new_template(struct demo *d, const char *code, const char *title, const char *cycle, const char *due,
			const char *form, day_t from, int64_t *ret, struct err *err)
{
	int r = DO(d, &d->specialist, app_verb(STR("template.save")), ret, ARG("code", str_from_c(code)),
		   ARG("title", str_from_c(title)), ARG("basis", str_from_c(_("Thông báo diễn tập số 03/TB-DT"))),
		   ARG("cycle", str_from_c(cycle)), ARG("due_days", str_from_c(due)), ARG("approval", STR("leader")));
	if (r == 0)
		r = DO(d, &d->specialist, &edition_save, NULL, ARG("id", demo_number(d, *ret)),
		       ARG("body", str_from_c(form)));
	if (r == 0)
		r = DO(d, &d->specialist, &edition_publish, NULL, ARG("id", demo_number(d, *ret)));
	if (r == 0)
		r = DO(d, &d->specialist, &reporter_assign, NULL, ARG("id", demo_number(d, *ret)),
		       ARG("from_day", date_iso(d->a, from)));
	return r;
}

static int open_period(struct demo *d, int64_t template, enum period_kind kind, day_t day, day_t due_days, struct plan *ret,
		       struct err *err)
{
	ret->template = template;
	ret->span = period_at(d->a, kind, day);
	ret->due = ret->span.end + due_days;
	return DO(d, &d->specialist, &period_open, &ret->period, ARG("id", demo_number(d, template)),
		  ARG("day", date_iso(d->a, day)));
}

static int begin(struct demo *d, struct story *s, struct err *err)
{
	struct reports *w = s->state = arena_new_of(d->a, struct reports);
	w->now = arena_array_of(d->a, d->clerk_n, struct commune_now);
	for (size_t i = 0; i < d->clerk_n; i++) {
		int64_t people = 4000 + (int64_t)seeded_below(&s->chance, 24000);
		w->now[i] = (struct commune_now){
			.seals = 0,
			.areas = 5 + (int64_t)seeded_below(&s->chance, 20),
			.men = people / 2 - (int64_t)seeded_below(&s->chance, 200),
			.women = people / 2,
			.staff = 20 + (int64_t)seeded_below(&s->chance, 15),
			.committee = d->opened + 14 + (day_t)seeded_below(&s->chance, 24),
		};
	}
	int r = new_template(d, "TD-BC", _("Tiến độ chuẩn bị bầu cử"), "week", "1", progress_form, d->opened - 40,
			     &w->weekly, err);
	if (r == 0)
		r = new_template(d, "VH-2C", _("Vận hành chính quyền địa phương hai cấp"), "month15", "2",
				 operation_form, d->opened - 40, &w->monthly, err);
	if (r == 0)
		r = open_period(d, w->weekly, PERIOD_WEEK, d->opened, 1, &w->week, err);
	return r < 0 ? r : open_period(d, w->monthly, PERIOD_MONTH15, d->opened, 2, &w->month, err);
}

static struct str difficulty(struct story *s)
{
	static const char *const texts[] = {
		_("Chưa có quy định mới để xác định xã miền núi, đang tạm áp dụng quy định hiện hành."),
		_("Một số thôn vùng cao sóng điện thoại yếu, khó báo cáo trong ngày bầu cử."),
		_("Nhà văn hóa thôn xuống cấp sau bão số 10, chưa bảo đảm làm phòng bỏ phiếu."),
		_("Thiếu cán bộ chuyên môn, một người kiêm nhiều việc."),
		_("Đường vào ba thôn còn sạt lở, chưa vận chuyển được hòm phiếu."),
	};
	return seeded_below(&s->chance, 4) == 0 ? str_from_c(texts[seeded_below(&s->chance, ARRAY_LEN(texts))])
						: (struct str){0};
}

static struct str progress_cells(struct demo *d, struct story *s, struct commune_now *now, day_t day)
{
	int64_t more = (int64_t)seeded_below(&s->chance, (uint64_t)(now->areas + 5) / 3), need = now->areas + 2,
		rooms = now->areas - (int64_t)seeded_below(&s->chance, 3), meetings = (int64_t)seeded_below(&s->chance, 4);
	bool committee = day >= now->committee;
	struct str text, words = difficulty(s);
	now->seals = now->seals + more < need ? now->seals + more : need;
	text = arena_printf(d->a,
			    "1=%s\n4=%lld\n5=%lld\n7/1=%lld\n7/"
			    "2=%lld\n9=%lld\n10=%lld\n11=%lld\n12=%lld\n13=%lld\n15=%lld\n16=%lld\n",
			    committee ? _("đã thành lập") : _("chưa thành lập"), (long long)need, (long long)now->seals,
			    (long long)now->men, (long long)now->women, (long long)now->areas, (long long)rooms,
			    (long long)now->areas, (long long)(now->areas - (int64_t)seeded_below(&s->chance, 2)),
			    (long long)now->areas, (long long)meetings,
			    (long long)(meetings * (30 + (int64_t)seeded_below(&s->chance, 90))));
	if (committee)
		text = arena_printf(d->a, "%.*s2=%.*s\n3=%d\n", STR_ARG(text), STR_ARG(date_vn(d->a, now->committee)),
				    9 + (int)(now->areas % 9));
	if (words.n)
		text = arena_printf(d->a, "%.*s18=%.*s\n", STR_ARG(text), STR_ARG(words));
	return text;
}

static struct str operation_cells(struct demo *d, struct story *s, struct commune_now *now)
{
	int64_t online = 100 + (int64_t)seeded_below(&s->chance, 600), desk = 20 + (int64_t)seeded_below(&s->chance, 100),
		done = online + desk - (int64_t)seeded_below(&s->chance, 40), late = (int64_t)seeded_below(&s->chance, 6);
	struct str words = difficulty(s);
	return arena_printf(d->a, "1/1=%lld\n1/2=%lld\n2=%lld\n3=%lld\n5=%lld,%lld\n6=%lld\n7=%lld\n8=%lld\n%s%.*s\n",
			    (long long)online, (long long)desk, (long long)done, (long long)(done - late),
			    (long long)(85 + (int64_t)seeded_below(&s->chance, 15)),
			    (long long)seeded_below(&s->chance, 100), (long long)now->staff + 3, (long long)now->staff,
			    (long long)seeded_below(&s->chance, 3), words.n ? "9=" : "", STR_ARG(words));
}

/* The officer fills, the chair approves. */
static int answer(struct demo *d, const struct clerk *k, int64_t period, struct str cells, struct err *err)
{
	int64_t id;
	int r = db_get_int(d->db, &answer_of, VALUES(v_int(period), v_int(k->unit)), 0, &id, err);
	if (r < 0 || !id)
		return r;
	r = DO(d, &k->officer, &answer_fill, NULL, ARG("id", demo_number(d, id)), ARG("cells", cells), ARG("none", STR("")),
	       ARG("note", str_from_c(_("Số liệu diễn tập."))));
	return r < 0 ? r : DO(d, &k->leader, &answer_approve, NULL, ARG("id", demo_number(d, id)));
}

/* Which day after the end of the period: most in time, a few late, a few not at all. */
static day_t answer_day(struct story *s, const struct plan *plan)
{
	uint64_t kind = seeded_below(&s->chance, 100);
	return kind < 90 ? plan->span.end - (day_t)seeded_below(&s->chance, 3) : kind < 97 ? plan->due + 1 : 0;
}

static int each_commune(struct demo *d, struct story *s, const struct plan *plan, bool weekly, day_t day, bool begins,
			struct err *err)
{
	struct reports *w = s->state;
	int r = 0;
	for (size_t i = 0; r == 0 && i < d->clerk_n; i++) {
		if (begins)
			w->now[i].answers = weekly ? answer_day(s, plan) : w->now[i].answers;
		day_t when = weekly ? w->now[i].answers : plan->due - (day_t)(i % 3);
		if (when == day && (weekly || i % 20))
			r = answer(d, &d->clerks[i], plan->period,
				   weekly ? progress_cells(d, s, &w->now[i], day) : operation_cells(d, s, &w->now[i]), err);
	}
	return r;
}

/* A week is over: what came is accepted, one answer goes back with its reason, the round before is closed. */
static int look_through(struct demo *d, int64_t period, struct err *err)
{
	int64_t id = 0, before = 0;
	int r = db_get_int(d->db, &answers_sent, VALUES(v_int(period)), 0, &id, err);
	if (r == 0 && id)
		r = DO(d, &d->specialist, &answer_return, NULL, ARG("id", demo_number(d, id)),
		       ARG("reasons", str_from_c(_("7: chưa khớp với số của Công an xã, đề nghị rà lại"))));
	if (r == 0 && id)
		r = DO(d, &d->specialist, &period_accept, NULL, ARG("id", demo_number(d, period)));
	struct row row;
	if (r == 0)
		r = row_load(d->db, d->a, &period_record, period, &row, err);
	if (r > 0)
		r = db_get_int(d->db, &period_before,
			       VALUES(v_int(row_int(&row, "template")), v_day(row_day(&row, "start_day"))), 0, &before,
			       err);
	if (r == 0 && before)
		r = DO(d, &d->specialist, &period_close, NULL, ARG("id", demo_number(d, before)),
		       ARG("word", str_from_c(_("CHỐT"))));
	return r;
}

static int day_of(struct demo *d, struct story *s, day_t day, struct err *err)
{
	struct reports *w = s->state;
	int r = 0;
	if (day == w->week.due + 1)
		r = DO(d, &d->specialist, &period_urge, NULL, ARG("id", demo_number(d, w->week.period)));
	if (r == 0 && day == w->week.due + 2) {
		r = look_through(d, w->week.period, err);
		if (r == 0)
			r = open_period(d, w->weekly, PERIOD_WEEK, day, 1, &w->week, err);
	}
	if (r == 0)
		r = each_commune(d, s, &w->week, true, day, day == w->week.span.start + 3 || day == d->opened + 1, err);
	if (r == 0 && day >= w->month.due - 2 && day <= w->month.due)
		r = each_commune(d, s, &w->month, false, day, false, err);
	if (r == 0 && day == w->month.due + 3)
		r = open_period(d, w->monthly, PERIOD_MONTH15, day, 2, &w->month, err);
	return r;
}

const struct demo_story demo_report_story = {"report", _("biểu mẫu báo cáo, bốn tuần tiến độ"), begin, day_of};
