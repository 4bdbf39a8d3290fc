/*
 * Work that is assigned: the six clears, who may do what with it, delegation, extension, urging, decisions and difficulties. What
 * time does to it: test_work_time.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <string.h>

#include <cmocka.h>

#include "work_site.h"

/* ---- the six clears ---- */

static void six_clears(void **state)
{
	(void)state;
	static const struct {
		const char *field, *word;
	} clears[] = {{"title", "Rõ việc"},         {"due", "Rõ thời gian"},     {"responsible", "Rõ trách nhiệm"},
		      {"product", "Rõ sản phẩm"}, {"authority", "Rõ thẩm quyền"}, {"leads", "Rõ người"}};
	struct head before = small_head(&s);
	for (size_t i = 0; i < ARRAY_LEN(clears); i++) {
		struct call c = work("Một việc", SMALL_DAY + 3, units(0, -1));
		arg(&c, clears[i].field)->value = STR("");
		refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, clears[i].word);
		assert_string_equal(s.err.field, clears[i].field);
	}
	/* all of them at once are named at once */
	struct call nothing = {0};
	call_add(&nothing, "assigner", STR("chair"));
	call_add(&nothing, "document", STR("Công văn"));
	refused(small_run(&s, SPECIALIST, "assignment.give", &nothing), ERR_INPUT, "Rõ");
	assert_int_equal(s.result.error_count, 6);
	assert_int_equal(small_head(&s).number, before.number);
	/* a proposal may wait for them, and says which */
	struct call c = work("Đề xuất thiếu", SMALL_DAY + 3, NULL);
	arg(&c, "product")->value = STR("");
	int64_t id = small_do(&s, SPECIALIST, "assignment.propose", &c);
	refused(with(DIRECTOR, "assignment.assign", id, NULL, NULL), ERR_LAW, "rõ sản phẩm, rõ người");
	call_int(&s, &c, "id", id);
	arg(&c, "product")->value = STR("Báo cáo");
	call_add(&c, "leads", STR("communes"));
	small_do(&s, SPECIALIST, "assignment.propose", &c);
	refused(with(SPECIALIST, "assignment.assign", id, NULL, NULL), ERR_DENIED, "Duyệt giao");
	must(with(DIRECTOR, "assignment.assign", id, NULL, NULL));
	assert_int_equal(
		count("SELECT count(*) FROM task WHERE assignment = %lld AND state = 'assigned' AND role = 'lead'",
		      (long long)id),
		SMALL_COMMUNES);
	refused(with(DIRECTOR, "assignment.assign", id, NULL, NULL), ERR_CONFLICT, "đã được duyệt");
	holds("a proposal");
}

static void clear_person(void **state)
{
	(void)state;
	/* an office names its person; a commune's chair stands for it until it names an officer */
	struct call c = work("Việc của Sở", SMALL_DAY + 3, arena_c(s.a, arena_printf(s.a, "%lld", (long long)s.department)));
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "Rõ người");
	assert_string_equal(s.err.field, "people");
	int64_t id = give("Việc của xã", SMALL_DAY + 3, units(0, -1)), task = row_for(id, s.commune[0]);
	struct row row = small_row(&s, &task_record, task);
	assert_int_equal(row_value(&row, "person")->kind, VALUE_NULL);
	struct call receive = {0};
	call_int(&s, &receive, "id", task);
	call_int(&s, &receive, "person", OFFICER_B);
	refused(small_run(&s, OFFICER_A, "task.receive", &receive), ERR_INPUT, "ở đơn vị này");
	arg(&receive, "person")->value = arena_printf(s.a, "%lld", (long long)OFFICER_A);
	must(small_run(&s, CHAIR_A, "task.receive", &receive));
	row = small_row(&s, &task_record, task);
	assert_int_equal(row_int(&row, "person"), OFFICER_A);
	/* without a document a leader must say so */
	c = work("Việc không văn bản", SMALL_DAY + 3, units(0, -1));
	arg(&c, "document")->value = STR("");
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "trình lãnh đạo");
	must(small_run(&s, DIRECTOR, "assignment.give", &c));
	holds("naming people");
}

/* ---- bad input ---- */

static void bad_input(void **state)
{
	(void)state;
	struct call c = work("Việc quá hạn", SMALL_DAY - 1, units(0, -1));
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "đã qua");
	assert_string_equal(s.err.field, "due");
	c = work("Việc dài", SMALL_DAY + 1, units(0, -1));
	char *text = arena_alloc(s.a, 5001);
	memset(text, 'x', 5000);
	call_add(&c, "content", (struct str){text, 5000});
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "tối đa 1000");
	c = work("Việc hai lần một đơn vị", SMALL_DAY + 1, units(0, 0));
	int64_t once = small_do(&s, SPECIALIST, "assignment.give", &c);
	assert_int_equal(count("SELECT count(*) FROM task WHERE assignment = %lld", (long long)once), 1);
	c = work("Việc cho ai đó", SMALL_DAY + 1, "7 khác");
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "chọn lại");
	c = work("Việc cho đơn vị không có", SMALL_DAY + 1, "424242");
	refused(small_run(&s, SPECIALIST, "assignment.give", &c), ERR_INPUT, "phạm vi");
	/* a commune gives nothing to its neighbour */
	c = work("Việc cho xã bên", SMALL_DAY + 1, units(1, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	refused(small_run(&s, CHAIR_A, "assignment.give", &c), ERR_INPUT, "phạm vi");
	c = work("Việc của tỉnh", SMALL_DAY + 1, units(0, -1));
	refused(small_run(&s, CHAIR_A, "assignment.give", &c), ERR_NOT_FOUND, "Không tìm thấy");
}

static void own_and_others(void **state)
{
	(void)state;
	int64_t id = give("Nộp và nghiệm thu", SMALL_DAY + 3, units(0, 1)), a = row_for(id, s.commune[0]),
		b = row_for(id, s.commune[1]);
	refused(with(OFFICER_B, "task.report", a, "note", "của người khác"), ERR_NOT_FOUND, "Không tìm thấy");
	refused(with(OFFICER_A, "task.report", a, NULL, NULL), ERR_INPUT, "Ghi kết quả");
	refused(with(SPECIALIST, "task.accept", a, NULL, NULL), ERR_CONFLICT, "chưa nộp");
	must(with(OFFICER_A, "task.report", a, "note", "báo cáo 7"));
	refused(with(CHAIR_A, "task.accept", a, NULL, NULL), ERR_LAW, "bên giao");
	refused(with(OFFICER_A, "task.accept", a, NULL, NULL), ERR_DENIED, "Nghiệm thu");
	must(with(SPECIALIST, "task.return", a, "reason", "thiếu biểu"));
	assert_true(task_is(a, "returned"));
	must(with(OFFICER_A, "task.report", a, "note", "báo cáo 7, đủ biểu"));
	must(with(SPECIALIST, "task.accept", a, NULL, NULL));
	assert_true(whole_is(id, "assigned")); /* b is a lead too */
	refused(with(OFFICER_A, "task.take_back", a, NULL, NULL), ERR_CONFLICT, "đã được nghiệm thu");
	struct call extend = {0};
	call_int(&s, &extend, "id", a);
	call_day(&s, &extend, "new_due", SMALL_DAY + 9);
	call_add(&extend, "reason", STR("muộn"));
	refused(small_run(&s, OFFICER_A, "task.extend", &extend), ERR_CONFLICT, "đã đóng");
	/* whoever handed it in does not accept it, even with both roles */
	int64_t both = small_person(&s, "hai.vai", s.commune[1]);
	small_grant(&s, both, "specialist", s.root, SMALL_DAY, DAY_NONE);
	small_grant(&s, both, "officer", s.commune[1], SMALL_DAY, DAY_NONE);
	must(with(both, "task.report", b, "note", "báo cáo 8"));
	refused(with(both, "task.accept", b, NULL, NULL), ERR_LAW, "tự nghiệm thu");
	must(with(SPECIALIST, "task.accept", b, NULL, NULL));
	assert_true(whole_is(id, "done"));
	holds("acceptance");
}

static void last_lead(void **state)
{
	(void)state;
	struct call c = work("Chủ trì cuối cùng", SMALL_DAY + 3, units(0, 1));
	call_add(&c, "supports", str_from_c(units(2, -1)));
	int64_t id = small_do(&s, SPECIALIST, "assignment.give", &c);
	must(with(SPECIALIST, "task.remove", row_for(id, s.commune[2]), "reason", "không cần phối hợp"));
	must(with(SPECIALIST, "task.remove", row_for(id, s.commune[1]), "reason", "giao nhầm"));
	refused(with(SPECIALIST, "task.remove", row_for(id, s.commune[0]), "reason", "giao nhầm"), ERR_LAW, "chủ trì cuối cùng");
	refused(with(OFFICER_B, "task.report", row_for(id, s.commune[1]), "note", "x"), ERR_CONFLICT, "thôi giao");
	struct call add = {0};
	call_int(&s, &add, "id", id);
	call_int(&s, &add, "units", s.commune[0]);
	call_add(&add, "role", STR("lead"));
	refused(small_run(&s, SPECIALIST, "assignment.add", &add), ERR_INPUT, "đã được giao");
	arg(&add, "units")->value = str_from_c(units(3, -1));
	must(small_run(&s, SPECIALIST, "assignment.add", &add));
	must(with(SPECIALIST, "assignment.cancel", id, "reason", "văn bản đã thu hồi"));
	assert_true(whole_is(id, "cancelled") && task_is(row_for(id, s.commune[0]), "cancelled"));
	refused(with(SPECIALIST, "assignment.cancel", id, "reason", "lần nữa"), ERR_CONFLICT, "đã thôi");
	holds("removing");
}

/* ---- delegation ---- */

static int64_t delegate(int64_t task, day_t due)
{
	struct call c = work("Việc con", due, units(0, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	call_add(&c, "people", arena_printf(s.a, "%lld", (long long)OFFICER_A));
	call_int(&s, &c, "parent", task);
	int r = small_run(&s, CHAIR_A, "assignment.give", &c);
	return r < 0 ? r : s.result.id;
}

static void delegation(void **state)
{
	(void)state;
	int64_t id = give("Việc giao tiếp", SMALL_DAY + 5, units(0, 1)), task = row_for(id, s.commune[0]);
	assert_true(delegate(task, SMALL_DAY + 6) < 0);
	refused((int)-ERR_INPUT, ERR_INPUT, "không được sau hạn");
	int64_t part = delegate(task, SMALL_DAY + 4), part_row = row_for(part, s.commune[0]);
	int64_t deep = delegate(part_row, SMALL_DAY + 4), deep_row = row_for(deep, s.commune[0]);
	refused(with(CHAIR_A, "task.report", task, "note", "xong"), ERR_CONFLICT, "việc con chưa xong");
	/* a loop: a part of its own part, while it is a proposal */
	struct call loop = work("Vòng", SMALL_DAY + 3, NULL);
	arg(&loop, "assigner")->value = STR("commune_chair");
	call_int(&s, &loop, "parent", deep_row);
	int64_t proposed = small_do(&s, CHAIR_A, "assignment.propose", &loop);
	assert_true(proposed > 0);
	/* taking the recipient off calls off all that came from it */
	must(with(SPECIALIST, "task.remove", task, "reason", "chuyển xã khác"));
	assert_true(whole_is(part, "cancelled") && whole_is(deep, "cancelled") && whole_is(proposed, "cancelled"));
	assert_true(task_is(part_row, "cancelled") && task_is(deep_row, "cancelled"));
	holds("a removal that cascades");
	/* a part is not opened again under a closed whole */
	id = give("Việc mở lại", SMALL_DAY + 5, units(0, -1));
	task = row_for(id, s.commune[0]);
	struct call c = work("Việc con báo cáo là xong", SMALL_DAY + 4, units(0, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	call_add(&c, "people", arena_printf(s.a, "%lld", (long long)OFFICER_A));
	call_int(&s, &c, "parent", task);
	call_add(&c, "closing", STR("report"));
	part = small_do(&s, CHAIR_A, "assignment.give", &c);
	part_row = row_for(part, s.commune[0]);
	must(with(OFFICER_A, "task.report", part_row, NULL, NULL));
	hand_in_and_accept(CHAIR_A, task);
	refused(with(OFFICER_A, "task.take_back", part_row, NULL, NULL), ERR_CONFLICT, "không mở lại");
	assert_true(delegate(task, SMALL_DAY + 4) < 0);
	holds("closing the whole");
}

/* A proposal that is given somewhere below itself. */
static void loops(void **state)
{
	(void)state;
	int64_t id = give("Gốc", SMALL_DAY + 5, units(0, -1)), task = row_for(id, s.commune[0]);
	int64_t part = delegate(task, SMALL_DAY + 4), part_row = row_for(part, s.commune[0]);
	/* no verb moves a part that runs, so the loop is tried where an older ledger could have made it: in the
	 * proposal's own words */
	struct call c = work("Chính nó", SMALL_DAY + 4, units(0, -1));
	arg(&c, "assigner")->value = STR("commune_chair");
	call_add(&c, "people", arena_printf(s.a, "%lld", (long long)OFFICER_A));
	call_int(&s, &c, "parent", part_row);
	call_int(&s, &c, "id", part);
	refused(small_run(&s, CHAIR_A, "assignment.propose", &c), ERR_CONFLICT, "không còn là đề xuất");
	for (int level = 2; level <= 17; level++) {
		part = delegate(part_row, SMALL_DAY + 4);
		if (part < 0)
			break;
		part_row = row_for(part, s.commune[0]);
	}
	refused((int)part, ERR_INPUT, "16 cấp");
	holds("a chain of parts");
}

/* ---- extension, urging ---- */

static void extension(void **state)
{
	(void)state;
	int64_t id = give("Xin gia hạn", SMALL_DAY + 3, units(0, -1)), task = row_for(id, s.commune[0]);
	struct call c = {0};
	call_int(&s, &c, "id", task);
	call_day(&s, &c, "new_due", SMALL_DAY + 3);
	call_add(&c, "reason", STR("mưa lũ, đường bị chia cắt"));
	refused(small_run(&s, OFFICER_A, "task.extend", &c), ERR_INPUT, "phải sau hạn");
	arg(&c, "new_due")->value = date_iso(s.a, SMALL_DAY + 8);
	int64_t ask = small_do(&s, OFFICER_A, "task.extend", &c);
	refused(small_run(&s, OFFICER_A, "task.extend", &c), ERR_CONFLICT, "đang chờ");
	refused(with(CHAIR_A, "extension.grant", ask, NULL, NULL), ERR_LAW, "bên giao");
	must(with(SPECIALIST, "extension.grant", ask, "reason", "đồng ý"));
	struct row row = small_row(&s, &task_record, task);
	assert_int_equal(row_day(&row, "due"), SMALL_DAY + 8);
	assert_int_equal(row_day(&row, "first_due"), SMALL_DAY + 3);
	refused(with(SPECIALIST, "extension.refuse", ask, "reason", "thôi"), ERR_CONFLICT, "đã được trả lời");
	holds("an extension");
}

static void urging(void **state)
{
	(void)state;
	int64_t id = give("Đôn đốc", SMALL_DAY + 3, units(0, 1)), a = row_for(id, s.commune[0]), b = row_for(id, s.commune[1]);
	struct call c = {0};
	call_int(&s, &c, "id", a);
	call_int(&s, &c, "also", b);
	call_add(&c, "text", STR("đề nghị báo cáo trước 25/11"));
	must(small_run(&s, SPECIALIST, "task.remind", &c));
	refused(small_run(&s, SPECIALIST, "task.criticise", &c), ERR_DENIED, "Phê bình");
	must(small_run(&s, DIRECTOR, "task.criticise", &c));
	/* the third grade: a leader of the department, for what the province assigned */
	int64_t head = small_person(&s, "giam.doc", s.department);
	small_grant(&s, head, "leader", s.root, SMALL_DAY - 1, DAY_NONE);
	refused(small_run(&s, head, "task.demand", &c), ERR_LAW, "cơ quan đã giao việc");
	must(small_run(&s, DIRECTOR, "task.demand", &c));
	assert_int_equal(count("SELECT count(*) FROM urging WHERE task = %lld AND number = 3 AND grade = 'demand'",
			       (long long)b),
			 1);
	assert_int_equal(count("SELECT urged FROM task WHERE id = %lld", (long long)a), 3);
	int64_t last = count("SELECT id FROM urging WHERE task = %lld AND number = 3", (long long)a);
	refused(with(OFFICER_B, "urging.note", last, NULL, NULL), ERR_NOT_FOUND, "Không tìm thấy");
	must(with(OFFICER_A, "urging.note", last, NULL, NULL));
	assert_int_equal(count("SELECT count(*) FROM urging WHERE unit = %lld AND task = %lld AND read_day IS NULL",
			       (long long)s.commune[0], (long long)a),
			 2);
	must(with(OFFICER_A, "task.report", a, "note", "đã làm"));
	refused(small_run(&s, SPECIALIST, "task.remind", &c), ERR_CONFLICT, "chờ nghiệm thu"); /* one of them: nobody is urged */
	assert_int_equal(count("SELECT urged FROM task WHERE id = %lld", (long long)b), 3);
	holds("urging");
}

/* ---- decisions, difficulties ---- */

static void two_leaders(void **state)
{
	(void)state;
	int64_t other = small_person(&s, "pho.giam.doc", s.root);
	small_grant(&s, other, "leader", s.root, SMALL_DAY - 1, DAY_NONE);
	struct call c = {0};
	call_add(&c, "question", STR("Chọn phương án 2?"));
	int64_t id = small_do(&s, SPECIALIST, "decision.ask", &c);
	refused(with(DIRECTOR, "decision.approve", id, NULL, NULL), ERR_INPUT, "Lý do");
	must(with(DIRECTOR, "decision.approve", id, "reason", "đúng thẩm quyền"));
	refused(with(other, "decision.refuse", id, "reason", "chưa nên"), ERR_CONFLICT, "p.leader đã quyết định ngày 18/11/2025");
	struct row row = small_row(&s, &decision_record, id);
	assert_true(row_is(&row, "state", "approved"));
	refused(with(SPECIALIST, "decision.withdraw", id, NULL, NULL), ERR_CONFLICT, "đồng ý");
}

/* Really at once: whoever is first decides, the other is told what and by whom; never both, never neither. */
struct leader {
	int64_t person, decision;
	const struct verb *verb;
	pthread_barrier_t *start;
	int r;
	struct err err;
};

static void *decides(void *arg)
{
	struct leader *l = arg;
	char id[32];
	snprintf(id, sizeof(id), "%lld", (long long)l->decision);
	const struct verb_arg args[] = {{STR_INIT("id"), str_from_c(id)}, {STR_INIT("reason"), STR_INIT("đúng thẩm quyền")}};
	struct actor actor = {.person = l->person};
	struct verb_result result;
	l->err = ERR_INIT;
	pthread_barrier_wait(l->start);
	l->r = verb_run(s.site, &actor, l->verb, &(struct verb_input){.args = args, .n = ARRAY_LEN(args)}, &result, &l->err);
	return NULL;
}

static void two_leaders_at_once(void **state)
{
	(void)state;
	int64_t other = small_person(&s, "pho.giam.doc.2", s.root);
	small_grant(&s, other, "leader", s.root, SMALL_DAY - 1, DAY_NONE);
	for (int round = 0; round < 20; round++) {
		struct call c = {0};
		pthread_t thread[2];
		pthread_barrier_t start;
		call_add(&c, "question", STR("Cùng lúc?"));
		int64_t id = small_do(&s, SPECIALIST, "decision.ask", &c);
		struct leader leaders[] = {{.person = DIRECTOR, .decision = id, .verb = &decision_approve, .start = &start},
					   {.person = other, .decision = id, .verb = &decision_refuse, .start = &start}};
		pthread_barrier_init(&start, NULL, 2);
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&thread[i], NULL, decides, &leaders[i]), 0);
		for (size_t i = 0; i < 2; i++)
			pthread_join(thread[i], NULL);
		pthread_barrier_destroy(&start);
		assert_true((leaders[0].r == 0) != (leaders[1].r == 0));
		const struct leader *lost = leaders[0].r ? &leaders[0] : &leaders[1], *won = leaders[0].r ? &leaders[1] : &leaders[0];
		assert_int_equal(lost->r, -ERR_CONFLICT);
		assert_non_null(strstr(lost->err.text, "đã quyết định ngày"));
		struct row row = small_row(&s, &decision_record, id);
		assert_int_equal(row_int(&row, "decided_by"), won->person);
		assert_true(row_is(&row, "state", won == &leaders[0] ? "approved" : "refused"));
	}
}

static void difficulties(void **state)
{
	(void)state;
	int64_t task = row_for(give("Có vướng mắc", SMALL_DAY + 3, units(0, -1)), s.commune[0]);
	struct call c = {0};
	call_int(&s, &c, "task", task);
	call_add(&c, "kind", STR("difficulty"));
	call_add(&c, "text", STR("Chưa có quyết định công nhận xã miền núi"));
	refused(small_run(&s, OFFICER_B, "difficulty.report", &c), ERR_NOT_FOUND, "Không tìm thấy");
	int64_t id = small_do(&s, OFFICER_A, "difficulty.report", &c);
	struct call pass = {0};
	call_int(&s, &pass, "id", id);
	call_add(&pass, "to", STR("Bộ Dân tộc và Tôn giáo"));
	call_add(&pass, "reason", STR("không thuộc thẩm quyền của tỉnh"));
	refused(small_run(&s, SPECIALIST, "difficulty.pass", &pass), ERR_INPUT, "Căn cứ");
	call_add(&pass, "basis", STR("quy định về thẩm quyền công nhận"));
	must(small_run(&s, SPECIALIST, "difficulty.pass", &pass));
	refused(with(SPECIALIST, "difficulty.settle", id, "answer", "tự giải quyết"), ERR_CONFLICT, "đã chuyển cấp trên");
	must(with(SPECIALIST, "difficulty.answer", id, "answer", "tạm áp dụng quy định cũ"));
	refused(with(OFFICER_A, "difficulty.withdraw", id, NULL, NULL), ERR_CONFLICT, "đã có trả lời");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(six_clears),     cmocka_unit_test(clear_person), cmocka_unit_test(bad_input),
		cmocka_unit_test(own_and_others), cmocka_unit_test(last_lead),    cmocka_unit_test(delegation),
		cmocka_unit_test(loops),          cmocka_unit_test(extension),    cmocka_unit_test(urging),
		cmocka_unit_test(two_leaders),    cmocka_unit_test(two_leaders_at_once),
		cmocka_unit_test(difficulties),
	};
	return cmocka_run_group_tests(tests, begin, sound);
}
