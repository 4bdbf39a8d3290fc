/* Election bodies on the small site: a decision, its lines, what is refused and what is found. */
#pragma once
#include "election/progress.h"
#include "one_site.h"

static inline int64_t officer(void) { return someone(AT_A, ROLE_OFFICER); }

static inline struct call decision(const char *kind, const char *place)
{
	struct call c = {0};
	call_int(&s, &c, "election", s.election);
	call_int(&s, &c, "unit", s.commune[0]);
	call_add(&c, "kind", str_from_c(kind));
	call_add(&c, "place", str_from_c(place));
	call_add(&c, "decision_number", STR("152/QĐ-UBND"));
	call_day(&s, &c, "decision_day", s.world.today);
	call_add(&c, "signer", STR("Lê Văn Ký"));
	call_add(&c, "agreed", STR("1"));
	return c;
}

static inline void line(struct call *c, int at, const char *name, const char *position, const char *role)
{
	call_add(c, arena_c(s.a, arena_printf(s.a, "name_%d", at)), arena_dup(s.a, str_from_c(name)));
	call_add(c, arena_c(s.a, arena_printf(s.a, "position_%d", at)), arena_dup(s.a, str_from_c(position)));
	if (role)
		call_add(c, arena_c(s.a, arena_printf(s.a, "role_%d", at)), str_from_c(role));
}

static inline const char *nth(int i) { return arena_c(s.a, arena_printf(s.a, "Ông Nguyễn Văn Số %d", i)); }

/* A head, `deputies`, a secretary unless there is none, members up to `n`. */
static inline void lines(struct call *c, int n, int deputies, bool secretary)
{
	for (int i = 1; i <= n; i++)
		line(c, i, nth(i), "Công chức xã",
		     i == 1                           ? "head"
		     : i <= 1 + deputies              ? "deputy"
		     : secretary && i == 2 + deputies ? "secretary"
						      : "member");
}

static inline void refused(const struct call *c, const char *field, const char *words)
{
	int64_t before = small_head(&s).number;
	int r = small_run(&s, officer(), "committee.enter", c);
	if (r >= 0)
		fail_msg("accepted, wanted «%s»", words);
	bool found = false;
	for (size_t i = 0; i < s.result.error_count; i++)
		found |= strcmp(s.result.errors[i].field, field) == 0 && strstr(s.result.errors[i].text, words);
	if (!found)
		fail_msg("%s: %s: wanted %s «%s»", s.err.field, s.err.text, field, words);
	assert_int_equal(small_head(&s).number, before);
}

static inline int64_t count(const char *sql) { return small_count(&s, sql); }

static inline void set_arg(struct call *c, const char *name, const char *value)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq_c(c->arg[i].name, name))
			c->arg[i].value = str_from_c(value);
}

static inline size_t findings(int64_t body, const char *words)
{
	struct body_finding *f;
	size_t n, found = 0;
	struct err err = ERR_INIT;
	struct row row = small_row(&s, &committee_record, body);
	small_must(body_findings(s.db, s.a, s.site->law, &row, &f, &n, &err), &err, "findings");
	for (size_t i = 0; i < n; i++)
		found += str_find(f[i].text, str_from_c(words)) >= 0;
	return found;
}

static inline bool closed(void)
{
	struct row task = small_row(&s, &task_record, small_task(&s, "COMMUNE_UBBC", s.commune[0]));
	return row_is(&task, "state", "done");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, with_election, sound)
