/* Rounds of reports on the small site: a template, its periods, answers of communes, by those who may. */
#pragma once
#include "one_site.h"
#include "report/report.h"
#include "report/statements.h"

#define SPECIALIST (s.person[AT_PROVINCE][ROLE_SPECIALIST])
#define OFFICER(place) (s.person[place][ROLE_OFFICER])
#define CHAIR(place) (s.person[place][ROLE_COMMUNE_LEADER])

static const char body[] = "mục|I|Nhân sự||||||\n"
			   "số nguyên|1|Tổng số|người|Nam; Nữ|x||cộng|\n"
			   "số nguyên|2|Đảng viên|người||x||cộng|\n"
			   "số lẻ 2|3|Tỷ lệ|%|||[2] / [1] * 100|tính lại|\n"
			   "chữ dài|4|Khó khăn||||||\n"
			   "quy tắc||Đảng viên không nhiều hơn tổng số||||[2] <= [1]||\n"
			   "cảnh báo||Nữ ít||||[1/2] * 10 >= [1]||\n";

static inline int64_t template_of(const char *code, const char *approval, const char *form)
{
	struct call c = small_template(&s, str_from_c(code), "week", 1, approval);
	call_add(&c, "late_days", STR("2"));
	int64_t id = small_publish(&s, SPECIALIST, &c, str_from_c(form));
	small_assign(&s, SPECIALIST, id, SMALL_DAY - 60);
	return id;
}

static inline int64_t new_template(const char *code, const char *approval) { return template_of(code, approval, body); }

static inline int64_t open_round(int64_t of, day_t day)
{
	struct call c = {0};
	call_int(&s, &c, "id", of);
	call_day(&s, &c, "day", day);
	return small_do(&s, SPECIALIST, "period.begin", &c);
}

static inline int64_t answer_at(int64_t round, int64_t unit)
{
	return small_get(&s, &answer_of, VALUES(v_int(round), v_int(unit)));
}

static inline int fill_with(int64_t person, int64_t answer, const char *cells, const char *note)
{
	struct call c = {0};
	call_int(&s, &c, "id", answer);
	call_add(&c, "cells", str_from_c(cells));
	call_add(&c, "note", str_from_c(note));
	return small_run(&s, person, "answer.fill", &c);
}

static inline int fill(int64_t person, int64_t answer, const char *cells) { return fill_with(person, answer, cells, ""); }

static inline int on_answer(int64_t person, const char *verb, int64_t answer)
{
	struct call c = {0};
	call_int(&s, &c, "id", answer);
	return small_run(&s, person, verb, &c);
}

static inline int send_back(int64_t person, const char *verb, int64_t answer, const char *reasons)
{
	struct call c = {0};
	call_int(&s, &c, "id", answer);
	call_add(&c, "reasons", str_from_c(reasons));
	return small_run(&s, person, verb, &c);
}

static inline bool answer_is(int64_t answer, const char *state)
{
	struct row row = small_row(&s, &answer_record, answer);
	return row_is(&row, "state", state);
}

/* A Tuesday of week 47. */
static inline int begin(void **state)
{
	with_people(state);
	small_set_day(&s, SMALL_DAY);
	return 0;
}
