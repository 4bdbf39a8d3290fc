/* The weekly briefing: drafted from figures, edited, issued once with its number, then as it is for good. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/briefing.h"
#include "one_site.h"
#include "text/text.h"
#include "web/papers.h"

static int64_t specialist, leader;

static int setup(void **state)
{
	with_election(state);
	specialist = s.person[AT_PROVINCE][ROLE_SPECIALIST];
	leader = s.person[AT_PROVINCE][ROLE_LEADER];
	return 0;
}

static int64_t draft(void)
{
	const struct call none = {0};
	return small_do(&s, specialist, "briefing.draft", &none);
}

/* A save with everything as it stands, but one field. */
static struct call as_it_stands(int64_t id, const char *field, struct str value)
{
	struct row row = small_row(&s, &briefing_record, id);
	const struct verb *save = record_save_verb(&briefing_record);
	struct call c = {0};
	call_int(&s, &c, "id", id);
	for (size_t i = 0; i < save->param_count; i++) {
		int at = record_field(&briefing_record, save->params[i].name);
		if (at < 0)
			continue;
		bool this = strcmp(save->params[i].name, field) == 0;
		call_add(&c, save->params[i].name, this ? value : field_typed(s.a, &briefing_record.fields[at], &row.values[at]));
	}
	return c;
}

static struct call word(int64_t id, struct str typed)
{
	struct call c = {0};
	call_int(&s, &c, "id", id);
	call_add(&c, "word", typed);
	return c;
}

static void issue(int64_t id)
{
	struct call sign = as_it_stands(id, "signer", STR("Lê Thị Diễn Tập")), c = word(id, str_from_c(BRIEFING_ISSUE_WORD));
	small_do(&s, specialist, "briefing.save", &sign);
	small_do(&s, leader, "briefing.issue", &c);
}

static void drafted_from_figures(void **state)
{
	(void)state;
	const struct call none = {0};
	small_set_day(&s, ELECTION_DAY - 20);
	static const enum role strangers[] = {ROLE_FRONT, ROLE_COUNCIL, ROLE_OFFICER, ROLE_COMMUNE_LEADER, ROLE_ADMIN};
	for (size_t i = 0; i < ARRAY_LEN(strangers); i++)
		assert_int_equal(small_run(&s, s.person[AT_PROVINCE][strangers[i]], "briefing.draft", &none), -ERR_NOT_FOUND);
	assert_int_equal(small_run(&s, s.person[AT_A][ROLE_SPECIALIST], "briefing.draft", &none), -ERR_NOT_FOUND);
	assert_int_equal(small_run(&s, leader, "briefing.draft", &none), -ERR_DENIED);
	int64_t id = draft();
	struct row row = small_row(&s, &briefing_record, id), frozen = small_row(&s, &snapshot_record, row_int(&row, "snapshot"));
	assert_true(row_is(&row, "state", "draft"));
	assert_int_equal(row_int(&row, "unit"), s.root);
	assert_int_equal(row_day(&frozen, "day"), ELECTION_DAY - 20); /* the figures froze with it */
	struct str situation = row_str(&row, "situation");
	assert_true(str_find(situation, arena_printf(s.a, "quá hạn %.*s", STR_ARG(text_number(s.a, row_int(&frozen, "late"))))) >= 0);
	assert_true(str_find(situation, STR("Chậm: ")) >= 0);
	assert_int_equal(str_find(situation, STR("số chốt")), -1); /* nothing was frozen before: nothing is said */
	assert_int_equal(small_run(&s, specialist, "briefing.draft", &none), -ERR_CONFLICT); /* one a week */
	small_set_day(&s, ELECTION_DAY - 13);
	struct row next = small_row(&s, &briefing_record, draft());
	assert_int_equal(row_int(&next, "before"), frozen.id);
	assert_true(str_find(row_str(&next, "situation"), STR("số chốt")) >= 0);
}

static void issued_for_good(void **state)
{
	(void)state;
	int64_t id = draft();
	struct call c = word(id, STR("phat hanh"));
	assert_int_equal(small_run(&s, leader, "briefing.issue", &c), -ERR_INPUT); /* nobody signs yet */
	struct call sign = as_it_stands(id, "signer", STR("Lê Thị Diễn Tập"));
	small_do(&s, specialist, "briefing.save", &sign);
	c = word(id, STR("có"));
	assert_int_equal(small_run(&s, leader, "briefing.issue", &c), -ERR_INPUT);
	assert_string_equal(s.err.field, "word");
	struct call blank = as_it_stands(id, "proposals", STR(""));
	small_do(&s, specialist, "briefing.save", &blank);
	c = word(id, str_from_c(BRIEFING_ISSUE_WORD));
	assert_int_equal(small_run(&s, leader, "briefing.issue", &c), -ERR_INPUT); /* a part is blank */
	struct call filled = as_it_stands(id, "proposals", STR("Không có."));
	small_do(&s, specialist, "briefing.save", &filled);
	assert_int_equal(small_run(&s, s.person[AT_B][ROLE_LEADER], "briefing.issue", &c), -ERR_NOT_FOUND);
	assert_int_equal(small_run(&s, s.person[AT_PROVINCE][ROLE_FRONT], "briefing.issue", &c), -ERR_NOT_FOUND);
	small_do(&s, leader, "briefing.issue", &c);
	struct row row = small_row(&s, &briefing_record, id);
	assert_true(str_eq_c(briefing_number(s.a, &row), "01/BC-TGV"));
	assert_int_equal(row_int(&row, "issued_by"), leader);
	/* from now on nothing changes it */
	int64_t head = small_head(&s).number;
	struct call late = as_it_stands(id, "next", STR("khác")), undo = {0};
	call_int(&s, &undo, "id", id);
	assert_int_equal(small_run(&s, specialist, "briefing.save", &late), -ERR_CONFLICT);
	assert_int_equal(small_run(&s, leader, "briefing.issue", &c), -ERR_CONFLICT);
	assert_true(small_run(&s, specialist, "briefing.undo", &undo) < 0);
	assert_int_equal(small_head(&s).number, head);
}

static void numbered_by_the_year(void **state)
{
	(void)state;
	static const struct { int year, month, day; const char *number; } weeks[] = {
		{2025, 12, 19, "01/BC-TGV"}, {2025, 12, 26, "02/BC-TGV"}, {2026, 1, 2, "01/BC-TGV"}, {2026, 1, 9, "02/BC-TGV"}};
	for (size_t i = 0; i < ARRAY_LEN(weeks); i++) {
		small_set_day(&s, date_from_civil(weeks[i].year, weeks[i].month, weeks[i].day));
		int64_t id = draft();
		issue(id);
		struct row row = small_row(&s, &briefing_record, id);
		assert_true(str_eq_c(briefing_number(s.a, &row), weeks[i].number));
	}
}

/* The paper has what the row has; an issued one is the same bytes whatever happens afterwards. */
static void on_paper(void **state)
{
	(void)state;
	struct err err = ERR_INIT;
	int64_t id = draft();
	struct pdf_paper paper;
	struct row row = small_row(&s, &briefing_record, id);
	small_must(paper_briefing(s.a, s.site, s.db, &row, &paper, &err), &err, "paper");
	assert_true(paper.draft && !paper.number.n);
	issue(id);
	struct str bytes[2];
	for (int i = 0; i < 2; i++) {
		_cleanup_buf_ struct buf out = BUF_INIT(1 << 22);
		row = small_row(&s, &briefing_record, id);
		small_must(paper_briefing(s.a, s.site, s.db, &row, &paper, &err), &err, "paper");
		small_must(pdf_write(&paper, &out, NULL, &err), &err, "pdf");
		bytes[i] = arena_dup(s.a, buf_str(&out));
		small_set_day(&s, SMALL_DAY + 20);
		if (i == 0)
			draft();
	}
	assert_true(str_eq(bytes[0], bytes[1]));
	assert_false(paper.draft);
	assert_true(str_eq_c(paper.number, "01") && paper.day == SMALL_DAY);
	assert_true(str_eq_c(paper.signers[0].name, "Lê Thị Diễn Tập"));
	assert_true(paper.recipient_count == 3);
	size_t i = 0;
	for (const struct briefing_part *p = briefing_parts; p->field; p++, i += 2)
		assert_true(str_eq(paper.blocks[i + 1].text, row_str(&row, p->field)));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, sound)

int main(void)
{
	crypt_start();
	const struct CMUnitTest tests[] = {CASE(drafted_from_figures), CASE(issued_for_good), CASE(numbered_by_the_year), CASE(on_paper)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
