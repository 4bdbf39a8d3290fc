/*
 * verbs_report.h – for test_verbs.c: something of its own for every verb of reports to be tried on, by everybody.
 */
#pragma once
#include "record/attach.h"
#include "report/report.h"
#include "report/statements.h"

#define REPORT_BODY "số nguyên|1|Tổng số||||||\n"

static int64_t report_day(void)
{
	static int64_t n;
	return SMALL_DAY - ++n; /* each a day, so that each has a round of its own; all may still be answered */
}

static int64_t report_template(void)
{
	static int n;
	struct call c = small_template(&s, arena_printf(s.a, "M%d", ++n), "day", 0, "leader");
	return small_publish(&s, 0, &c, STR(REPORT_BODY));
}

/* One template for all rounds of a site. */
static int64_t report_ready(void)
{
	int64_t id = id_of("SELECT coalesce(max(template), 0) FROM reporter WHERE from_day = 1");
	if (id)
		return id;
	id = report_template();
	small_assign(&s, 0, id, 1);
	return id;
}

static int64_t report_round(void)
{
	struct call c = {0};
	call_int(&s, &c, "id", report_ready());
	call_day(&s, &c, "day", (day_t)report_day());
	return small_do(&s, 0, "period.begin", &c);
}

static int64_t report_answer(int64_t round, bool prepared, bool sent)
{
	struct call c = {0};
	int64_t id = small_get(&s, &answer_of, VALUES(v_int(round), v_int(s.commune[0])));
	call_int(&s, &c, "id", id);
	call_add(&c, "cells", STR("1=5\n"));
	if (prepared)
		small_do(&s, 0, "answer.fill", &c);
	c.n = 1;
	if (sent)
		small_do(&s, 0, "answer.approve", &c);
	return id;
}

static int64_t give_r_edition(struct call *c)
{
	call_int(&s, c, "id", report_ready());
	call_add(c, "body", STR(REPORT_BODY));
	return s.root;
}

static int64_t give_r_publish(struct call *c)
{
	struct call draft = {0};
	give_r_edition(&draft);
	small_do(&s, 0, "edition.save", &draft);
	call_int(&s, c, "id", report_ready());
	return s.root;
}

static int64_t give_r_assign(struct call *c)
{
	call_int(&s, c, "id", report_template());
	call_day(&s, c, "from_day", SMALL_DAY);
	return s.root;
}

static int64_t give_r_begin(struct call *c)
{
	call_int(&s, c, "id", report_ready());
	call_day(&s, c, "day", (day_t)report_day());
	return s.root;
}

static int64_t give_r_accept_all(struct call *c)
{
	int64_t round = report_round();
	report_answer(round, true, true);
	call_int(&s, c, "id", round);
	return s.root;
}

static int64_t give_r_urge(struct call *c)
{
	call_int(&s, c, "id", report_round());
	return s.root;
}

static int64_t give_r_close(struct call *c)
{
	call_int(&s, c, "id", report_round());
	call_add(c, "word", STR("CHỐT"));
	return s.root;
}

static int64_t give_r_fill(struct call *c)
{
	call_int(&s, c, "id", report_answer(report_round(), false, false));
	call_add(c, "cells", STR("1=7\n"));
	return s.commune[0];
}

static int64_t give_r_prepared(struct call *c)
{
	call_int(&s, c, "id", report_answer(report_round(), true, false));
	return s.commune[0];
}

static int64_t give_r_hold(struct call *c)
{
	call_add(c, "reasons", STR("1: đếm lại"));
	return give_r_prepared(c);
}

static int64_t give_r_sign(struct call *c)
{
	struct verb_result result;
	struct actor program = app_program();
	int64_t answer = report_answer(report_round(), true, false);
	const struct attaching what = {.record = &answer_record, .id = answer, .name = STR("bao-cao.txt"),
				       .bytes = arena_printf(s.a, "báo cáo %lld\n", (long long)answer)};
	small_must(record_attach(s.site, &program, &what, &result, &s.err), &s.err, "attach");
	call_int(&s, c, "id", answer);
	call_int(&s, c, "file", result.id);
	return s.commune[0];
}

static int64_t give_r_sent(struct call *c)
{
	call_int(&s, c, "id", report_answer(report_round(), true, true));
	return s.commune[0];
}

static int64_t give_r_return(struct call *c)
{
	call_add(c, "reasons", STR("1: đếm lại"));
	return give_r_sent(c);
}

static int64_t give_r_template(struct call *c)
{
	static int n;
	call_add(c, "code", arena_printf(s.a, "N%d", ++n));
	call_add(c, "title", STR("Biểu khác"));
	call_add(c, "cycle", STR("week"));
	call_add(c, "due_days", STR("1"));
	call_add(c, "approval", STR("none"));
	return s.root;
}

static int64_t give_r_template_id(struct call *c)
{
	call_int(&s, c, "id", report_template());
	return s.root;
}

static int64_t give_r_ended(struct call *c)
{
	give_r_template_id(c);
	small_do(&s, 0, "template.end", c);
	return s.root;
}

/* Made, then saved once more: there is something to put back. */
static int64_t saved_twice(struct call *c, const char *verb, int64_t (*give)(struct call *c), const char *field,
			   const char *value)
{
	struct call first = {0};
	int64_t unit = give(&first), id = small_do(&s, 0, verb, &first);
	for (size_t i = 0; i < first.n; i++)
		if (str_eq_c(first.arg[i].name, field))
			first.arg[i].value = str_from_c(value);
	call_int(&s, &first, "id", id);
	small_do(&s, 0, verb, &first);
	call_int(&s, c, "id", id);
	return unit;
}

static int64_t give_r_undo_template(struct call *c)
{
	return saved_twice(c, "template.save", give_r_template, "title", "Biểu khác nữa");
}

static int64_t give_r_reporter(struct call *c)
{
	call_int(&s, c, "template", report_template());
	call_int(&s, c, "unit", s.commune[0]);
	call_day(&s, c, "from_day", SMALL_DAY);
	return s.commune[0];
}

static int64_t give_r_undo_reporter(struct call *c)
{
	return saved_twice(c, "reporter.save", give_r_reporter, "from_day", "01/12/2025");
}

static int64_t give_r_period(struct call *c)
{
	int64_t round = report_round();
	call_int(&s, c, "id", round);
	call_add(c, "name", STR("Kỳ đổi tên"));
	call_day(&s, c, "cut_day", SMALL_DAY);
	call_day(&s, c, "opens_day", SMALL_DAY - 900);
	call_day(&s, c, "due_day", SMALL_DAY + 3);
	return s.root;
}

static int64_t give_r_undo_period(struct call *c)
{
	struct call change = {0};
	give_r_period(&change);
	call_int(&s, c, "id", small_do(&s, 0, "period.save", &change));
	return s.root;
}

static int64_t give_r_unlock(struct call *c)
{
	call_int(&s, c, "period", report_round());
	call_int(&s, c, "unit", s.commune[0]);
	call_day(&s, c, "until_day", SMALL_DAY + 3);
	call_add(c, "reason", STR("nhập nhầm"));
	return s.commune[0];
}

static int64_t give_r_undo_unlock(struct call *c)
{
	return saved_twice(c, "unlock.save", give_r_unlock, "reason", "nhập nhầm cột");
}

#define REPORT_VERBS                                                                                                   \
	{"edition.save", give_r_edition}, {"edition.publish", give_r_publish}, {"reporter.assign", give_r_assign},     \
		{"period.begin", give_r_begin}, {"period.accept", give_r_accept_all}, {"period.close", give_r_close},  \
		{"period.urge", give_r_urge}, {"period.criticise", give_r_urge}, {"period.demand", give_r_urge},      \
		{"answer.fill", give_r_fill}, {"answer.approve", give_r_prepared},                                     \
		{"answer.sign", give_r_sign},                                                                          \
		{"answer.hold", give_r_hold}, {"answer.return", give_r_return}, {"answer.accept", give_r_sent},        \
		{"template.save", give_r_template}, {"template.end", give_r_template_id},                              \
		{"template.resume", give_r_ended}, {"template.undo", give_r_undo_template},                            \
		{"reporter.save", give_r_reporter}, {"reporter.undo", give_r_undo_reporter},                           \
		{"period.save", give_r_period}, {"period.undo", give_r_undo_period}, {"answer.save", give_r_prepared}, \
		{"answer.undo", give_r_prepared}, {"unlock.save", give_r_unlock}, {"unlock.undo", give_r_undo_unlock},
