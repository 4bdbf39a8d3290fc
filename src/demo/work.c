/*
 * Work beside the calendar: what the province's leaders and the department's director ordered in the four weeks, by which
 * document; what the communes made of it – received, named an officer, reported, asked for time, got it back –; urging in
 * three grades; difficulties and what became of them; what leaders were asked to decide. All of it invented.
 */
#include <string.h>

#include "app/app.h"
#include "demo/int.h"
#include "record/attach.h"
#include "work/statements.h"
#include "work/task.h"

/* To whom. */
enum to { ALL, DEPARTMENT, SOME };

/* One directive: given on the day `on` after the opening, due `term` days later. */
static const struct directive {
	int on, term;
	const char *assigner, *document, *title, *responsible, *product, *authority, *every;
	enum to to;
} directives[] = {
	{1, 9, "party", _("Thông báo kết luận 31-TB/TU (diễn tập)"),
	 _("Rà soát nhân sự cấp ủy tham gia Ủy ban bầu cử cấp xã"), _("Phó Giám đốc phụ trách tổ chức bộ máy"),
	 _("Báo cáo tổng hợp và danh sách"), _("Giám đốc Sở trình Ban Thường vụ Tỉnh ủy"), NULL, DEPARTMENT},
	{1, 16, "chair", _("Công văn 1201/UBND-NC (diễn tập)"),
	 _("Thống kê dân số, cử tri dự kiến theo thôn, tổ dân phố"), _("Chủ tịch UBND xã, phường"),
	 _("Biểu thống kê đã ký, đóng dấu"), _("Chủ tịch UBND cấp xã ký"), NULL, ALL},
	{2, 12, "chair", _("Công văn 1208/UBND-NC (diễn tập)"),
	 _("Khảo sát phòng bỏ phiếu, hòm phiếu, điện, sóng điện thoại"),
	 _("Phó Chủ tịch UBND xã phụ trách văn hóa – xã hội"), _("Phiếu khảo sát từng khu vực bỏ phiếu"),
	 _("Chủ tịch UBND cấp xã ký"), NULL, SOME},
	{2, 5, "party_committee", _("Kết luận 18-KL/ĐU (diễn tập)"),
	 _("Tham mưu kế hoạch kiểm tra công tác chuẩn bị bầu cử"), _("Phó Giám đốc phụ trách bầu cử"),
	 _("Dự thảo kế hoạch kiểm tra"), _("Đảng ủy UBND tỉnh ban hành"), NULL, DEPARTMENT},
	{3, 4, "director", _("Thông báo 77/TB-SNV (diễn tập)"), _("Báo cáo tiến độ chuẩn bị bầu cử hằng tuần"),
	 _("Trưởng Phòng Văn hóa – Xã hội"), _("Báo cáo tuần theo mẫu"), _("Chủ tịch UBND cấp xã ký"), "week", SOME},
	{5, 6, "vice_chair", _("Công văn 1235/UBND-VX (diễn tập)"),
	 _("Tổng hợp thiệt hại trụ sở, trường học do bão số 10"), _("Chủ tịch UBND xã"),
	 _("Báo cáo thiệt hại và kiến nghị"), _("Chủ tịch UBND cấp xã ký"), NULL, SOME},
	{6, 10, "chair", _("Quyết định 3301/QĐ-UBND (diễn tập)"),
	 _("Lập danh sách viên chức dôi dư có thể biệt phái về xã"), _("Trưởng phòng Công chức, viên chức"),
	 _("Danh sách và phương án biệt phái"), _("Giám đốc Sở trình Chủ tịch UBND tỉnh"), NULL, DEPARTMENT},
	{7, 3, "vice_chair", _("Giấy mời 402/GM-UBND (diễn tập)"), _("Chuẩn bị nội dung hội nghị trực tuyến về bầu cử"),
	 _("Chánh Văn phòng Sở"), _("Chương trình, tài liệu hội nghị"), _("Giám đốc Sở duyệt"), NULL, DEPARTMENT},
	{8, 13, "party", _("Công văn 902-CV/TU (diễn tập)"), _("Báo cáo chức danh lãnh đạo còn khuyết ở cấp xã"),
	 _("Phó Giám đốc phụ trách cán bộ"), _("Báo cáo kèm biểu"), _("Giám đốc Sở ký"), NULL, DEPARTMENT},
	{9, 11, "chair", _("Công văn 1266/UBND-NC (diễn tập)"), _("Niêm yết công khai đường dây nóng về bầu cử"),
	 _("Phó Chủ tịch UBND xã"), _("Ảnh chụp và biên bản niêm yết"), _("Chủ tịch UBND cấp xã"), NULL, SOME},
	{10, 8, "director", _("Công văn 2110/SNV-XDCQ (diễn tập)"),
	 _("Bàn giao công việc của cán bộ được trưng tập cho bầu cử"), _("Trưởng phòng Xây dựng chính quyền"),
	 _("Biên bản bàn giao"), _("Giám đốc Sở ký"), NULL, DEPARTMENT},
	{12, 9, "vice_chair", _("Công văn 1290/UBND-KGVX (diễn tập)"),
	 _("Rà soát người có công chưa nhận trợ cấp sau sắp xếp xã"), _("Trưởng Phòng Văn hóa – Xã hội"),
	 _("Danh sách từng trường hợp"), _("Chủ tịch UBND cấp xã ký"), NULL, SOME},
	{13, 5, "director", _("Thông báo 81/TB-SNV (diễn tập)"), _("Cập nhật số máy, thư điện tử của bộ phận một cửa"),
	 _("Trưởng Phòng Văn hóa – Xã hội"), _("Biểu thông tin liên hệ"), _("Chủ tịch UBND cấp xã"), NULL, SOME},
	{14, 7, "party_committee", _("Thông báo 25-TB/ĐU (diễn tập)"), _("Kiểm tra việc sắp xếp trụ sở dôi dư"),
	 _("Chánh Thanh tra Sở"), _("Báo cáo kiểm tra"), _("Giám đốc Sở ký"), NULL, DEPARTMENT},
	{15, 20, "chair", _("Công văn 1312/UBND-NC (diễn tập)"), _("Lập dự toán kinh phí phục vụ bầu cử của xã"),
	 _("Chủ tịch UBND xã"), _("Dự toán theo mẫu"), _("Chủ tịch UBND cấp xã ký"), NULL, ALL},
	{16, 6, "director", _("Công văn 2144/SNV-CCVC (diễn tập)"), _("Đăng ký tập huấn nghiệp vụ bầu cử"),
	 _("Trưởng Phòng Văn hóa – Xã hội"), _("Danh sách đăng ký"), _("Chủ tịch UBND cấp xã"), NULL, SOME},
	{17, 5, "vice_chair", _("Công văn 1330/UBND-NC (diễn tập)"),
	 _("Trả lời kiến nghị của các xã về trụ sở, đường truyền"), _("Phó Giám đốc phụ trách"),
	 _("Văn bản trả lời từng xã"), _("Giám đốc Sở ký"), NULL, DEPARTMENT},
	{18, 14, "party", _("Kế hoạch 52-KH/TU (diễn tập)"), _("Tham mưu tổng kết hai cấp chính quyền sau bốn tháng"),
	 _("Giám đốc Sở"), _("Dự thảo báo cáo"), _("Tỉnh ủy"), NULL, DEPARTMENT},
	{20, 7, "chair", _("Công văn 1351/UBND-NC (diễn tập)"), _("Kiểm tra con dấu của tổ chức bầu cử khóa trước"),
	 _("Phó Chủ tịch UBND xã"), _("Biên bản kiểm tra, đề nghị khắc mới"), _("Chủ tịch UBND cấp xã"), NULL, SOME},
	{22, 10, "director", _("Thông báo 90/TB-SNV (diễn tập)"),
	 _("Thống kê văn bản quy phạm cần bãi bỏ, ban hành lại"), _("Chánh Thanh tra Sở"), _("Danh mục văn bản"),
	 _("Giám đốc Sở ký"), NULL, DEPARTMENT},
	{24, 12, "vice_chair", _("Công văn 1388/UBND-KGVX (diễn tập)"), _("Kế hoạch tuyên truyền bầu cử ở thôn, bản"),
	 _("Trưởng Phòng Văn hóa – Xã hội"), _("Kế hoạch đã ký"), _("Chủ tịch UBND cấp xã ký"), NULL, SOME},
	{26, 9, "chair", _("Công văn 1402/UBND-NC (diễn tập)"), _("Phân công lãnh đạo phụ trách địa bàn trong bầu cử"),
	 _("Giám đốc Sở"), _("Dự thảo quyết định phân công"), _("Chủ tịch UBND tỉnh ký"), NULL, DEPARTMENT},
};

#define COUNT ARRAY_LEN(directives)
#define SOME_EVERY 12 /* one commune in so many */

struct work_plan {
	int64_t given[COUNT];     /* assignments; the latest period of what recurs */
	struct actor chair, officer; /* Chủ tịch UBND tỉnh; who does the department's own work */
};

static int named(struct demo *d, struct work_plan *p, struct err *err)
{
	int r = demo_person(d, &d->admin, "chutich", demo_any_name(d, &d->people), _("Chủ tịch UBND tỉnh"), d->site->root,
			    (const struct demo_role[]){{"leader", d->site->root}}, 1, true, &p->chair, err);
	if (r == 0)
		r = demo_person(d, &d->admin, "truongphong", demo_any_name(d, &d->people),
				_("Trưởng phòng Xây dựng chính quyền"), d->department,
				(const struct demo_role[]){{"officer", d->department}}, 1, true, &p->officer, err);
	return r;
}

/* ---- giving ---- */

static struct str some_communes(struct demo *d, size_t from)
{
	_cleanup_buf_ struct buf b = BUF_INIT(1 << 16);
	for (size_t i = from % SOME_EVERY; i < d->clerk_n; i += SOME_EVERY)
		buf_printf(&b, "%s%lld", b.n ? " " : "", (long long)d->clerks[i].unit);
	return arena_dup(d->a, buf_str(&b));
}

static int give(struct demo *d, struct work_plan *p, size_t k, struct err *err)
{
	const struct directive *t = &directives[k];
	struct str leads = t->to == ALL ? STR("communes") : t->to == SOME ? some_communes(d, k) : demo_number(d, d->department);
	return DO(d, &d->specialist, &assignment_give, &p->given[k], ARG("title", str_from_c(t->title)),
		  ARG("assigner", str_from_c(t->assigner)), ARG("document", str_from_c(t->document)),
		  ARG("document_day", demo_today_iso(d)), ARG("due", date_iso(d->a, site_today(d->site) + t->term)),
		  ARG("responsible", str_from_c(t->responsible)), ARG("product", str_from_c(t->product)),
		  ARG("authority", str_from_c(t->authority)), ARG("every", str_from_c(t->every ? t->every : "once")),
		  ARG("leads", leads),
		  ARG("people", t->to == DEPARTMENT ? demo_number(d, p->officer.person) : STR("")));
}

/* ---- what recipients do, each by a chance of its own ---- */

static int task_for(struct demo *d, int64_t assignment, int64_t unit, int64_t *ret, struct err *err)
{
	return db_get_int(d->db, &assignment_task_of_unit, VALUES(v_int(assignment), v_int(unit)), 0, ret, err);
}

static struct str state_of(struct demo *d, int64_t task, struct err *err)
{
	struct row row;
	return row_load(d->db, d->a, &task_record, task, &row, err) > 0 ? row_str(&row, "state") : (struct str){0};
}

static int attach_result(struct demo *d, const struct actor *who, int64_t task, const struct directive *t, struct err *err)
{
	struct verb_result result;
	struct attaching what = {
		.record = &task_record,
		.id = task,
		.name = str_from_c(_("Kết quả.txt")),
		.bytes = arena_printf(d->a, _("BẢN DIỄN TẬP, KHÔNG CÓ GIÁ TRỊ\n%s\nNgày %.*s\n"), t->product,
				      STR_ARG(date_vn(d->a, site_today(d->site)))),
	};
	return record_attach(d->site, who, &what, &result, err);
}

static int hand_in(struct demo *d, const struct actor *who, int64_t task, const struct directive *t, bool file, struct err *err)
{
	int r = file ? attach_result(d, who, task, t, err) : 0;
	return r < 0 ? r
		     : DO(d, who, &task_report, NULL, ARG("id", demo_number(d, task)),
			  ARG("note", arena_printf(d->a, _("Đã gửi: %s (diễn tập)."), t->product)));
}

/* When this recipient receives and hands in, counted from the giving: most in time, some late, a few not at all. */
struct pace {
	int receive, submit;
};

static struct pace pace_of(const struct directive *t, size_t k, size_t unit)
{
	/* the same for each asking, without keeping thousands of them: a mix of the two numbers */
	uint64_t x = (k * UINT64_C(0x9E3779B97F4A7C15)) ^ ((unit + 1) * UINT64_C(0xC2B2AE3D27D4EB4F));
	x ^= x >> 29;
	x *= UINT64_C(0xBF58476D1CE4E5B9);
	x ^= x >> 32;
	int kind = (int)(x % 100), spread = (int)(x / 100 % 1000);
	struct pace p = {.receive = 1 + spread % 2, .submit = 2 + spread % (t->term > 2 ? t->term - 1 : 1)};
	if (kind < 5)
		p.submit = t->term + 1 + spread % 9; /* these need to be chased */
	if (kind == 5)
		p.receive = p.submit = 1000; /* and these do nothing yet */
	if (p.submit <= p.receive)
		p.submit = p.receive + 1;
	return p;
}

/* One recipient on one day, `at` days after it was given. */
static int one_recipient(struct demo *d, struct work_plan *p, size_t k, size_t i, int at, struct err *err)
{
	const struct directive *t = &directives[k];
	bool own = t->to == DEPARTMENT;
	const struct actor *who = own ? &p->officer : &d->clerks[i].officer;
	struct pace pace = pace_of(t, k, own ? 7777 : i);
	int64_t task = 0;
	if (at != pace.receive && at != pace.submit && at != pace.submit + 3)
		return 0;
	int r = task_for(d, p->given[k], own ? d->department : d->clerks[i].unit, &task, err);
	if (r < 0 || !task)
		return r;
	struct str state = state_of(d, task, err);
	bool open = str_eq_c(state, "assigned") || str_eq_c(state, "received") || str_eq_c(state, "working");
	if (at == pace.receive && str_eq_c(state, "assigned") && (own || i % 2 == 0 || pace.submit > t->term))
		return DO(d, own ? who : i % 3 ? who : &d->clerks[i].leader, &task_receive, NULL, ARG("id", demo_number(d, task)),
			  ARG("person", demo_number(d, who->person)));
	if (at == pace.submit && open)
		return hand_in(d, who, task, t, own || i % 20 == 0, err);
	if (at == pace.submit + 3 && str_eq_c(state, "returned"))
		return hand_in(d, who, task, t, false, err);
	return 0;
}

static int recipients(struct demo *d, struct work_plan *p, size_t k, int at, struct err *err)
{
	const struct directive *t = &directives[k];
	int r = 0;
	if (t->to == DEPARTMENT)
		return one_recipient(d, p, k, 0, at, err);
	for (size_t i = t->to == SOME ? k % SOME_EVERY : 0; r == 0 && i < d->clerk_n; i += t->to == SOME ? SOME_EVERY : 1)
		r = one_recipient(d, p, k, i, at, err);
	return r;
}

/* ---- the assigning side ---- */

/* Each morning what was handed in is accepted, all of one directive together; now and then one goes back. */
static int accept(struct demo *d, struct work_plan *p, size_t k, int at, struct err *err)
{
	_cleanup_buf_ struct buf also = BUF_INIT(1 << 16);
	int64_t first = 0, back = 0;
	{
		_cleanup_query_ struct query *q = NULL;
		int r = db_query(d->db, &assignment_handed_in, VALUES(v_int(p->given[k]), v_int(site_today(d->site))), &q, err);
		while (r == 0 && (r = query_next(q, err)) > 0) {
			r = 0;
			if (!back && at % 3 == 0 && query_int(q, 1) == 0)
				back = query_int(q, 0);
			else if (first)
				buf_printf(&also, " %lld", (long long)query_int(q, 0));
			else
				first = query_int(q, 0);
		}
		if (r < 0)
			return r;
	}
	int r = !back ? 0
		      : DO(d, &d->specialist, &task_return, NULL, ARG("id", demo_number(d, back)),
			   ARG("reason", str_from_c(_("Biểu thiếu cột tổng cộng và chữ ký; đề nghị bổ sung (diễn tập)."))));
	return r < 0 || !first ? r
			       : DO(d, &d->specialist, &task_accept, NULL, ARG("id", demo_number(d, first)),
				    ARG("also", arena_dup(d->a, buf_str(&also))));
}

/* Who is late with a directive that had its time is urged: once by the specialist, then by the director, at last by who ordered. */
static int urge_late(struct demo *d, struct work_plan *p, size_t k, int days, struct err *err)
{
	const struct verb *grade = days == 1 ? &task_remind : days == 4 ? &task_criticise : days == 8 ? &task_demand : NULL;
	const struct actor *who = days == 1 ? &d->specialist : days == 4 ? &d->director : &p->chair;
	_cleanup_buf_ struct buf also = BUF_INIT(1 << 16);
	int64_t first = 0;
	if (!grade || directives[k].to == DEPARTMENT ||
	    (grade == &task_demand && !task_assigner_is_provincial(str_from_c(directives[k].assigner))))
		return 0;
	{
		_cleanup_query_ struct query *q = NULL;
		int r = db_query(d->db, &assignment_late_tasks,
				 VALUES(v_int(p->given[k]), v_int(late_morning(site_today(d->site)))), &q, err);
		while (r == 0 && (r = query_next(q, err)) > 0) {
			if (first)
				buf_printf(&also, " %lld", (long long)query_int(q, 0));
			else
				first = query_int(q, 0);
			r = 0;
		}
		if (r < 0)
			return r;
	}
	if (!first)
		return 0;
	return DO(d, who, grade, NULL, ARG("id", demo_number(d, first)), ARG("also", arena_dup(d->a, buf_str(&also))),
		  ARG("text",
		      arena_printf(d->a, _("Đã quá hạn %d ngày: %s. Đề nghị hoàn thành và báo cáo lý do (diễn tập)."),
				   days, directives[k].title)));
}

/* ---- extensions, difficulties, decisions: single days ---- */

/* The first commune from `i` on that still works at it. */
static int ask_time(struct demo *d, struct work_plan *p, size_t k, size_t i, bool grant, struct err *err)
{
	int64_t task = 0, ask = 0;
	int r = 0;
	for (; r == 0 && i < d->clerk_n; i++) {
		r = task_for(d, p->given[k], d->clerks[i].unit, &task, err);
		struct str state = r == 0 && task ? state_of(d, task, err) : (struct str){0};
		if (str_eq_c(state, "received") || str_eq_c(state, "assigned"))
			break;
	}
	if (r < 0 || i == d->clerk_n)
		return r;
	r = DO(d, &d->clerks[i].officer, &task_extend, &ask, ARG("id", demo_number(d, task)),
	       ARG("new_due", date_iso(d->a, site_today(d->site) + directives[k].term + 4)),
	       ARG("reason", str_from_c(_("Mưa lũ chia cắt ba thôn, chưa thu được phiếu khảo sát (diễn tập)."))));
	if (r < 0)
		return r;
	return grant ? DO(d, &d->specialist, &extension_grant, NULL, ARG("id", demo_number(d, ask)),
			  ARG("reason", str_from_c(_("Đồng ý, xã báo cáo tiến độ hằng ngày (diễn tập)."))))
		     : DO(d, &d->specialist, &extension_refuse, NULL, ARG("id", demo_number(d, ask)),
			  ARG("reason", str_from_c(_("Chỉ còn tổng hợp, đề nghị giữ đúng hạn (diễn tập)."))));
}

static const struct {
	int on;
	size_t commune;
	const char *kind, *text, *wish;
	int settle, pass; /* days after; 0: not yet */
} troubles[] = {
	{5, 11, "difficulty",
	 _("Chưa có quyết định công nhận xã miền núi nên chưa xác định được số đại biểu (diễn tập)."),
	 _("Đề nghị cấp có thẩm quyền sớm công nhận, hoặc hướng dẫn tạm áp dụng quy định đang có."), 0, 3},
	{8, 40, "difficulty",
	 _("Hai thôn chưa có sóng điện thoại, không báo cáo nhanh được trong ngày bầu cử (diễn tập)."),
	 _("Đề nghị phối hợp doanh nghiệp viễn thông."), 0, 0},
	{9, 75, "difficulty", _("Phòng họp thôn bị tốc mái sau bão, chưa có nơi đặt phòng bỏ phiếu (diễn tập)."),
	 _("Đề nghị hỗ trợ sửa chữa."), 4, 0},
	{13, 101, "proposal", _("Đề nghị tập huấn trực tiếp cho tổ bầu cử vùng cao thay vì trực tuyến (diễn tập)."),
	 NULL, 5, 0},
	{16, 132, "difficulty", _("Thiếu công chức văn hóa – xã hội, một người kiêm ba việc (diễn tập)."),
	 _("Đề nghị biệt phái một người đến hết bầu cử."), 0, 6},
	{20, 58, "difficulty", _("Máy in, máy quét hỏng, chưa in được danh sách cử tri (diễn tập)."), NULL, 0, 0},
	{23, 20, "proposal", _("Đề nghị gộp báo cáo tuần với báo cáo ngày để xã đỡ làm hai lần (diễn tập)."), NULL, 0,
	 0},
	{27, 150, "difficulty", _("Dân số theo hướng dẫn của Công an lệch với sổ hộ tịch của xã (diễn tập)."),
	 _("Đề nghị thống nhất một nguồn số liệu."), 0, 0},
};

static int trouble_day(struct demo *d, struct work_plan *p, int64_t *ids, size_t i, int at, struct err *err)
{
	const struct clerk *k = &d->clerks[troubles[i].commune % d->clerk_n];
	struct str id = demo_number(d, ids[i]);
	int64_t task = 0;
	if (at == troubles[i].on) {
		int r = p->given[1] ? task_for(d, p->given[1], k->unit, &task, err) : 0;
		return r < 0 ? r
			     : DO(d, &k->officer, &difficulty_report, &ids[i], ARG("unit", demo_number(d, k->unit)),
				  ARG("task", i % 2 == 0 && task ? demo_number(d, task) : STR("")),
				  ARG("kind", str_from_c(troubles[i].kind)), ARG("text", str_from_c(troubles[i].text)),
				  ARG("wish", str_from_c(troubles[i].wish)));
	}
	if (troubles[i].settle && at == troubles[i].on + troubles[i].settle)
		return DO(d, &d->specialist, &difficulty_settle, NULL, ARG("id", id),
			  ARG("answer", str_from_c(_("Sở đã bố trí, xem công văn kèm theo (diễn tập)."))),
			  ARG("document", STR("2150/SNV-XDCQ")));
	if (troubles[i].pass && at == troubles[i].on + troubles[i].pass)
		return DO(d, &d->specialist, &difficulty_pass, NULL, ARG("id", id), ARG("to", str_from_c(_("UBND tỉnh"))),
			  ARG("reason", str_from_c(_("Vượt thẩm quyền của Sở (diễn tập)."))),
			  ARG("basis", str_from_c(_("quy định phân cấp, ủy quyền của UBND tỉnh (diễn tập)"))));
	return 0;
}

static const struct {
	int on, decided; /* decided 0: it still waits */
	const char *question, *content;
	bool yes;
} questions[] = {
	{4, 5, _("Giao Tổ giúp việc lập nhóm báo cáo ngày với 166 xã, phường"),
	 _("Mỗi xã một công chức đầu mối, báo cáo trước 16 giờ."), true},
	{11, 13, _("Cho các xã vùng bão lùi hạn khảo sát phòng bỏ phiếu bốn ngày"),
	 _("Phương án 1: lùi cho 14 xã. Phương án 2: giữ hạn, cử người hỗ trợ."), true},
	{19, 21, _("Phê bình bằng văn bản các xã chậm hai việc trở lên"), _("Danh sách kèm theo."), false},
	{25, 0, _("Biệt phái năm viên chức về các xã thiếu người đến hết bầu cử"),
	 _("Chi phí do Sở bảo đảm; đề nghị quyết định trước 25/11."), true},
	{28, 0, _("Gộp báo cáo tuần vào báo cáo ngày từ tháng 12"), _("Theo đề nghị của xã; giảm một biểu."), true},
};

static int question_day(struct demo *d, struct work_plan *p, int64_t *ids, size_t i, int at, struct err *err)
{
	if (at == questions[i].on)
		return DO(d, &d->specialist, &decision_ask, &ids[i], ARG("question", str_from_c(questions[i].question)),
			  ARG("content", str_from_c(questions[i].content)));
	if (questions[i].decided && at == questions[i].decided)
		return DO(d, i % 2 ? &p->chair : &d->director, questions[i].yes ? &decision_approve : &decision_refuse, NULL,
			  ARG("id", demo_number(d, ids[i])),
			  ARG("reason", str_from_c(questions[i].yes ? _("Đồng ý, thực hiện ngay (diễn tập).")
								    : _("Nhắc nhở trước, xem lại sau một tuần (diễn tập)."))));
	return 0;
}

/* ---- the days ---- */

struct strand {
	struct work_plan plan;
	int64_t trouble[ARRAY_LEN(troubles)], question[ARRAY_LEN(questions)];
	day_t given_on[COUNT];
};

static int begin(struct demo *d, struct story *s, struct err *err)
{
	struct strand *w = arena_new_of(d->a, struct strand);
	s->state = w;
	return named(d, &w->plan, err);
}

/* What recurs goes on by itself (app/daily.h): the period that opened this morning is the one that is worked at. */
static int newest_period(struct demo *d, struct strand *w, size_t k, struct err *err)
{
	struct row newest;
	int64_t id = w->plan.given[k];
	if (!directives[k].every)
		return 0;
	int r = row_load(d->db, d->a, &assignment_record, w->plan.given[k], &newest, err);
	if (r > 0)
		r = db_get_int(d->db, &assignment_last_of_series, VALUES(v_int(row_int(&newest, "series"))), 0, &id, err);
	if (r < 0 || id == w->plan.given[k])
		return r;
	w->plan.given[k] = id;
	w->given_on[k] = site_today(d->site);
	return 0;
}

static int day_of(struct demo *d, struct story *s, day_t day, struct err *err)
{
	struct strand *w = s->state;
	struct work_plan *p = &w->plan;
	int at = day - d->opened, r = 0;
	for (size_t k = 0; r == 0 && k < COUNT; k++) {
		if (at == directives[k].on) {
			w->given_on[k] = day;
			r = give(d, p, k, err);
		} else if (at > directives[k].on) {
			r = newest_period(d, w, k, err);
			if (r == 0)
				r = recipients(d, p, k, day - w->given_on[k], err);
			if (r == 0)
				r = accept(d, p, k, at, err);
			if (r == 0)
				r = urge_late(d, p, k, day - w->given_on[k] - directives[k].term, err);
		}
	}
	if (r == 0 && at == 8)
		r = ask_time(d, p, 2, 33, true, err);
	if (r == 0 && at == 9)
		r = ask_time(d, p, 2, 90, false, err);
	if (r == 0 && at == 15)
		r = ask_time(d, p, 1, 121, true, err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(troubles); i++)
		r = trouble_day(d, p, w->trouble, i, at, err);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(questions); i++)
		r = question_day(d, p, w->question, i, at, err);
	return r;
}

const struct demo_story demo_work_story = {"work", _("việc được giao, đôn đốc, khó khăn, quyết định"), begin, day_of};
