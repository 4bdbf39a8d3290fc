/* Forms, pure: numbers as people type them, formulas and rules, periods, adding up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypt.h"
#include "form/period.h"
#include "form/rollup.h"

static struct arena *a;

static void expect_number(const char *typed, int decimals, enum number_reading reading, int64_t value)
{
	int64_t v = -1;
	enum number_reading got = form_number_read(str_from_c(typed), decimals, &v);
	if (got != reading || (got == NUMBER_OK && v != value))
		fail_msg("«%s» with %d decimals: reading %d, value %lld", typed, decimals, got, (long long)v);
	if (got != NUMBER_OK && got != NUMBER_EMPTY)
		assert_true(form_number_why(a, got, str_from_c(typed), decimals).n > 10);
}

static void numbers_are_never_guessed(void **state)
{
	(void)state;
	expect_number("0", 0, NUMBER_OK, 0);
	expect_number("", 0, NUMBER_EMPTY, 0);
	expect_number("1.234", 0, NUMBER_OK, 12340000);   /* whole numbers have no decimals: the dot groups */
	expect_number("1.234", 2, NUMBER_ASK, 0);         /* 1234 or 1,234 */
	expect_number("1.234.567", 2, NUMBER_OK, 12345670000);
	expect_number("1,5", 1, NUMBER_OK, 15000);
	expect_number("1.5", 1, NUMBER_OK, 15000);
	expect_number("1,5", 0, NUMBER_WHOLE, 0);
	expect_number("1.5", 0, NUMBER_GROUPS, 0);
	expect_number("1,234", 0, NUMBER_ASK, 0);
	expect_number("1,234.5", 2, NUMBER_ASK, 0);
	expect_number("1.234,5", 2, NUMBER_OK, 12345000);
	expect_number("12.34,5", 2, NUMBER_GROUPS, 0);
	expect_number("1,555", 2, NUMBER_PLACES, 0);
	expect_number("mười", 0, NUMBER_BAD, 0);
	expect_number("-1", 0, NUMBER_NEGATIVE, 0);
	expect_number("999999999999999", 0, NUMBER_LARGE, 0);
	int64_t v;
	assert_true(form_number_kept(form_number_keep(a, -15001), &v) && v == -15001);
	assert_true(str_eq(form_number_typed(a, 12345000), STR("1234,5")));
	assert_true(str_eq(form_number_text(a, 12345000, 2), STR("1.234,50")));
	assert_false(form_number_kept(STR("1,5"), &v));
}

#define L(kind, code, label, measure, splits, required, formula, roll) \
	kind "|" code "|" label "|" measure "|" splits "|" required "|" formula "|" roll "|\n"

static const char whole_form[] =
	L("mục", "I", "Nhân sự", "", "", "", "", "")
	L("số nguyên", "1", "Tổng số", "người", "Nam; Nữ", "x", "", "")
	L("số nguyên", "2", "Trong đó đảng viên", "người", "", "x", "", "")
	L("số lẻ 2", "3", "Tỷ lệ", "%", "", "", "[2] / [1] * 100", "")
	L("mục", "II", "Khác", "", "", "", "", "")
	L("số lẻ 1", "4", "Điểm", "", "", "", "", "theo [1]")
	L("số nguyên", "5", "Hiện có", "", "", "", "", "cuối kỳ")
	L("chữ dài", "6", "Khó khăn", "", "", "", "", "")
	L("chọn", "7", "Mức", "tốt; khá; yếu", "", "", "", "")
	L("ngày", "8", "Ngày xong", "", "", "", "", "")
	L("quy tắc", "", "Đảng viên không nhiều hơn tổng số", "", "", "", "[2] <= [1]", "")
	L("quy tắc đủ", "", "Điểm và số hiện có ghi cùng nhau", "", "", "", "CAP([4];[5])", "")
	L("cảnh báo", "", "Nữ ít hơn 10 phần trăm", "", "", "", "[1/2] * 10 >= [1]", "");

static struct form *read_whole(void)
{
	struct form *f;
	struct err err = ERR_INIT;
	if (form_read(a, str_from_c(whole_form), &f, &err) < 0)
		fail_msg("%s", err.text);
	return f;
}

static struct findings found;

/* "1/1=3|1/2=4|2=5" */
static struct answer_cell *answer(const struct form *f, const char *text)
{
	struct str typed[FORM_CELLS_MOST] = {{0}}, rest = str_from_c(text), part, code;
	struct answer_cell *cells = arena_array_of(a, f->cell_n, struct answer_cell);
	while (str_split(&rest, '|', &part)) {
		str_split(&part, '=', &code);
		int cell = form_cell_find(f, code);
		assert_true(cell >= 0);
		typed[cell] = part;
	}
	answer_read(a, f, typed, false, cells, &found);
	return cells;
}

static void expect_refused(const char *text, const char *words)
{
	struct form *f;
	struct err err = ERR_INIT;
	assert_int_equal(form_read(a, str_from_c(text), &f, &err), -ERR_INPUT);
	if (!strstr(err.text, words))
		fail_msg("«%s» does not say «%s»", err.text, words);
}

static void a_form_says_what_is_wrong_with_it(void **state)
{
	(void)state;
	struct form *f = read_whole();
	assert_int_equal(f->cell_n, 10);
	assert_int_equal(f->order_n, 2);
	expect_refused(L("số nguyên", "1", "A", "", "", "", "[2]+1", "")
			       L("số nguyên", "2", "B", "", "", "", "[1]", ""),
		       "[1] → [2] → [1]");
	expect_refused(L("số nguyên", "1", "A", "", "", "", "[1]+1", ""), "[1] → [1]");
	expect_refused(L("số nguyên", "1", "A", "", "", "", "[9]", ""), "Không có ô [9]");
	expect_refused(L("chữ", "1", "A", "", "", "", "", "") L("số nguyên", "2", "B", "", "", "", "[1]*2", ""),
		       "không phải là số");
	expect_refused(L("số nguyên", "1", "A", "", "", "", "", "") L("số nguyên", "1", "B", "", "", "", "", ""),
		       "Dòng 2, cột «Mã»");
	expect_refused(L("số nguyên", "1", "A", "", "", "", "2 +", ""), "cần một số");
	expect_refused(L("số nguyên", "1", "A", "", "", "", "2 2", ""), "thừa chữ");
	expect_refused(L("số nguyên", "1", "A", "", "", "", "1.5", ""), "thừa chữ");
	expect_refused(L("số nguyên", "1", "A", "", "", "", "", "danh sách"), "không hợp");
	expect_refused(L("quy tắc", "", "A", "", "", "", "1 + 2", ""), "dấu so sánh");
	expect_refused(L("gì đó", "1", "A", "", "", "", "", ""), "Dòng 1, cột «Kiểu»");
	expect_refused("", "chưa có chỉ tiêu");
	const struct str *cells;
	size_t rows;
	form_cells_of_text(a, str_from_c(whole_form), &cells, &rows);
	assert_true(str_eq(form_text(a, cells, rows), str_from_c(whole_form)));
}

static bool says(const char *words)
{
	for (size_t i = 0; i < found.n; i++)
		if (str_find(found.v[i].text, str_from_c(words)) >= 0)
			return true;
	return false;
}

static void empty_is_not_zero(void **state)
{
	(void)state;
	struct form *f = read_whole();
	struct answer_cell *c = answer(f, "1/1=3|1/2=4|2=5");
	assert_int_equal(found.n, 0);
	int whole = form_cell_find(f, STR("1")), share = form_cell_find(f, STR("3"));
	assert_int_equal(c[whole].v, 70000);
	assert_int_equal(c[share].v, 714300); /* 5/7 = 0,7143, four decimals; × 100 */
	c = answer(f, "1/1=3|2=5");
	assert_int_equal(c[whole].state, EXPR_EMPTY); /* not 3 */
	assert_int_equal(c[share].state, EXPR_EMPTY);
	assert_true(says("chưa nhập. Nếu không có thì gõ số 0"));
	assert_true(str_eq(answer_text(a, f, share, &c[share]), str_from_c(_("không tính được vì còn ô trống"))));
	c = answer(f, "1/1=0|1/2=0|2=0");
	assert_int_equal(c[share].state, EXPR_ZERO);
	assert_int_equal(found.errors, 0);
	answer(f, "1/1=3|1/2=4|2=8");
	assert_true(says("Đảng viên không nhiều hơn tổng số") && found.errors == 1);
	answer(f, "1/1=30|1/2=1|2=8");
	assert_true(says("Nữ ít hơn") && found.errors == 0);
	answer(f, "1/1=3|1/2=4|2=5|4=1,5");
	assert_true(says("ghi cùng nhau") && found.errors == 1);
	answer(f, "1/1=3,5|1/2=4|2=chín|8=31/02/2026|7=rất tốt");
	assert_true(says("số nguyên") && says("không phải là số") && says("không có ngày này") &&
		    says("không có trong các lựa chọn"));
}

static void what_is_kept_comes_back(void **state)
{
	(void)state;
	struct form *f = read_whole();
	struct answer_cell *c = answer(f, "1/1=3|1/2=4|2=5|4=1,5|5=2|6=một\\n\nhai|7=KHÁ|8=28/2/2026"), back[20];
	struct str kept = answer_keep(a, f, c);
	answer_kept(a, f, kept, back);
	for (size_t i = 0; i < f->cell_n; i++) {
		assert_int_equal(back[i].state, c[i].state);
		assert_true(str_eq(answer_text(a, f, (int)i, &back[i]), answer_text(a, f, (int)i, &c[i])));
	}
	assert_true(str_find(kept, STR("7=khá\n")) >= 0);
	answer_kept(a, f, STR("99=5\n2=7\n=\nrác"), back); /* another edition's cell is passed over */
	assert_int_equal(back[form_cell_find(f, STR("2"))].v, 70000);
}

static void a_long_form_has_parts(void **state)
{
	(void)state;
	struct buf b = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;
	struct form *f;
	size_t first[FORM_LINES_MOST];
	for (int i = 0; i < 60; i++) { /* sections of 8, 12, 40 cells */
		if (i == 0 || i == 8 || i == 20)
			buf_printf(&b, "mục|M%d|Mục||||||\n", i);
		buf_printf(&b, "số nguyên|%d|Chỉ tiêu||||||\n", i + 1);
	}
	assert_int_equal(form_read(a, buf_str(&b), &f, &err), 0);
	assert_int_equal(form_parts(f, 100, first), 1);
	assert_int_equal(form_parts(f, 20, first), 3);
	assert_true(first[0] == 0 && first[1] == 22 && first[2] == 43); /* before the third section, then when it is full */
	assert_int_equal(form_parts(f, 16, first), 5);
	assert_int_equal(first[1], 9); /* the second section begins in the second half */
	buf_free(&b);
}

static void files_are_named_by_number(void **state)
{
	(void)state;
	struct str name;
	int64_t id;
	assert_true(answer_file(STR("12 bản đồ.pdf"), &id, &name) && id == 12 && str_eq_c(name, "bản đồ.pdf"));
	static const char *const none[] = {"", "12", "12 ", " 12 a", "0 a", "-1 a", "a b", "99999999999999999999 a"};
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		assert_false(answer_file(str_from_c(none[i]), &id, &name));
}

static void expect_period(enum period_kind kind, day_t day, day_t start, day_t end, const char *name)
{
	struct period_span s = period_at(a, kind, day);
	if (s.start != start || s.end != end || !str_eq_c(s.name, name))
		fail_msg("%.*s: %.*s–%.*s, not %s", STR_ARG(s.name), STR_ARG(date_iso(a, s.start)),
			 STR_ARG(date_iso(a, s.end)), name);
}

#define D(y, m, d) date_from_civil(y, m, d)

static void periods_over_year_ends_and_leap_days(void **state)
{
	(void)state;
	expect_period(PERIOD_WEEK, D(2025, 11, 18), D(2025, 11, 17), D(2025, 11, 23), "Tuần 47 năm 2025");
	expect_period(PERIOD_WEEK, D(2026, 1, 1), D(2025, 12, 29), D(2026, 1, 4), "Tuần 1 năm 2026");
	expect_period(PERIOD_WEEK, D(2027, 1, 1), D(2026, 12, 28), D(2027, 1, 3), "Tuần 53 năm 2026");
	expect_period(PERIOD_MONTH, D(2028, 2, 29), D(2028, 2, 1), D(2028, 2, 29), "Tháng 2/2028");
	expect_period(PERIOD_MONTH15, D(2025, 11, 14), D(2025, 10, 15), D(2025, 11, 14), "Tháng 11/2025");
	expect_period(PERIOD_MONTH15, D(2025, 12, 15), D(2025, 12, 15), D(2026, 1, 14), "Tháng 1/2026");
	expect_period(PERIOD_MONTH15, D(2028, 2, 29), D(2028, 2, 15), D(2028, 3, 14), "Tháng 3/2028");
	expect_period(PERIOD_QUARTER15, D(2025, 12, 14), D(2025, 9, 15), D(2025, 12, 14), "Quý IV/2025");
	expect_period(PERIOD_QUARTER15, D(2025, 12, 15), D(2025, 12, 15), D(2026, 3, 14), "Quý I/2026");
	expect_period(PERIOD_QUARTER, D(2025, 12, 31), D(2025, 10, 1), D(2025, 12, 31), "Quý IV/2025");
	expect_period(PERIOD_HALF15, D(2026, 6, 15), D(2026, 6, 15), D(2026, 12, 14), "6 tháng cuối năm 2026");
	expect_period(PERIOD_YEAR15, D(2025, 12, 15), D(2025, 12, 15), D(2026, 12, 14), "Năm 2026");
	/* every day lies in exactly one period, and the next begins the day after */
	for (int k = PERIOD_DAY; k < PERIOD_ONCE; k++)
		for (day_t d = D(2023, 12, 1); d < D(2028, 4, 1); d++) {
			struct period_span s = period_at(a, (enum period_kind)k, d);
			assert_true(s.start <= d && d <= s.end);
			assert_int_equal(period_at(a, (enum period_kind)k, s.start).end, s.end);
			assert_int_equal(period_at(a, (enum period_kind)k, s.end + 1).start, s.end + 1);
		}
}

static void one_place_says_who_may_still_answer(void **state)
{
	(void)state;
	struct period_window w = {.opens = 10, .due = 20, .locks = 25, .unlocked_until = DAY_NONE};
	assert_int_equal(period_lock(&w, 9), LOCK_EARLY);
	assert_int_equal(period_lock(&w, 20), LOCK_OPEN);
	assert_int_equal(period_lock(&w, 21), LOCK_LATE);
	assert_int_equal(period_lock(&w, 26), LOCK_LOCKED);
	w.accepted = true;
	assert_int_equal(period_lock(&w, 15), LOCK_ACCEPTED);
	w.closed = true;
	assert_int_equal(period_lock(&w, 15), LOCK_CLOSED);
	w.unlocked_until = 40;
	assert_int_equal(period_lock(&w, 40), LOCK_LATE);
	assert_int_equal(period_lock(&w, 41), LOCK_CLOSED);
}

static int64_t rolled(const struct roll *r, const char *code)
{
	const struct roll_cell *c = &r->cells[form_cell_find(r->form, str_from_c(code))];
	return c->value.state == EXPR_NUMBER ? c->value.v : -1;
}

static void answers_add_up_by_their_rules(void **state)
{
	(void)state;
	struct form *f = read_whole();
	struct roll first, second, both;
	roll_begin(a, f, &first);
	roll_begin(a, f, &second);
	roll_add(&first, answer(f, "1/1=3|1/2=7|2=5|4=8|5=2"));
	roll_add(&first, answer(f, "1/1=10|1/2=20|2=6|4=4|5=3"));
	roll_add(&first, arena_array_of(a, f->cell_n, struct answer_cell) /* zeros typed: state EXPR_NUMBER, v 0 */);
	roll_end(&first);
	assert_int_equal(rolled(&first, "1"), 400000);
	assert_int_equal(rolled(&first, "3"), 275000);  /* 11 / 40, not the mean of 50 and 20 */
	assert_int_equal(rolled(&first, "4"), 50000);   /* (8×10 + 4×30 + 0×0) / 40 */
	assert_int_equal(rolled(&first, "5"), 50000);
	roll_add(&second, answer(f, "1/1=1|1/2=1|2=1|5=9"));
	roll_end(&second);
	assert_int_equal(rolled(&second, "4"), -1); /* nobody has it */
	roll_periods(a, (const struct roll *const[]){&first, &second}, 2, &both);
	assert_int_equal(rolled(&both, "1"), 420000);
	assert_int_equal(rolled(&both, "5"), 90000); /* what is there at the end */
	assert_int_equal(both.answers, 4);
}

static void what_is_unusual_is_said(void **state)
{
	(void)state;
	const int64_t past[] = {100000, 110000, 90000, 105000, 95000, 100000, 102000};
	assert_false(roll_is_outlier(past, 7, 105000));
	assert_true(roll_is_outlier(past, 7, 400000));
	assert_true(roll_is_outlier(past, 7, 0));
	assert_false(roll_is_outlier(past, 2, 400000)); /* too little past */
	const int64_t still[] = {50000, 50000, 50000, 50000, 50000, 50000};
	assert_false(roll_is_outlier(still, 6, 50000));
	assert_false(roll_is_outlier(still, 6, 60000)); /* one more is no wonder */
	assert_true(roll_is_outlier(still, 6, 80000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_never_guessed),
		cmocka_unit_test(a_form_says_what_is_wrong_with_it),
		cmocka_unit_test(empty_is_not_zero),
		cmocka_unit_test(what_is_kept_comes_back),
		cmocka_unit_test(a_long_form_has_parts),
		cmocka_unit_test(files_are_named_by_number),
		cmocka_unit_test(periods_over_year_ends_and_leap_days),
		cmocka_unit_test(one_place_says_who_may_still_answer),
		cmocka_unit_test(answers_add_up_by_their_rules),
		cmocka_unit_test(what_is_unusual_is_said),
	};
	a = arena_new("test", (size_t)256 << 20);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
