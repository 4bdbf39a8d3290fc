/* A small site for tests of verbs, how a refusal is looked at, and calls that more than one of them makes. */
#pragma once
#include "one_site.h"

#define NOBODY_ELSE(who, verb, c, want) refused(__LINE__, (who), (verb), (c), (want))

/* Refused with that code, and nothing has changed. */
static inline void refused(int line, int64_t who, const char *verb, const struct call *c, enum err_code want)
{
	struct head before = small_head(&s);
	int r = small_run(&s, who, verb, c);
	struct head after = small_head(&s);
	if (r != -(int)want)
		fail_msg("line %d: %s gave %s “%s”, not %s", line, verb, err_name(s.err.code), s.err.text, err_name(want));
	assert_true(s.err.text[0] && str_is_utf8(str_from_c(s.err.text)));
	assert_int_equal(before.number, after.number);
	assert_memory_equal(&before.hash, &after.hash, HASH_LEN);
}

static inline void wants_word(const char *word)
{
	if (!strstr(s.err.text, word))
		fail_msg("“%s” does not say “%s”", s.err.text, word);
}

static inline int64_t id_of(const char *sql)
{
	return small_count(&s, sql);
}

/* Arguments with which the verb would go well now; the unit it concerns. */
static inline int64_t on_root(void) { return s.root; }

static inline int64_t give_election(struct call *c)
{
	call_int(&s, c, "id", s.election);
	return on_root();
}

static inline int64_t give_import(struct call *c)
{
	static int people = 10000;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	c->file = arena_printf(s.a, "code,name,type,population,area_km2,mountainous\n%.*s,%.*s,%s,%d,,\n",
			       STR_ARG(row_str(&unit, "code")), STR_ARG(row_str(&unit, "name")),
			       row_is(&unit, "kind", "ward") ? "phường" : "xã", ++people);
	return on_root();
}

static inline int64_t give_unit(struct call *c)
{
	static int people = 20000;
	struct row unit = small_row(&s, &unit_record, s.commune[0]);
	call_int(&s, c, "id", unit.id);
	call_int(&s, c, "revision", unit.revision);
	call_add(c, "code", row_str(&unit, "code"));
	call_add(c, "name", row_str(&unit, "name"));
	call_add(c, "kind", row_str(&unit, "kind"));
	call_int(&s, c, "population", ++people);
	return s.commune[0];
}

static inline int64_t give_person(struct call *c)
{
	static int n;
	call_add(c, "name", STR("Người mới"));
	call_int(&s, c, "unit", s.commune[0]);
	call_add(c, "login", arena_printf(s.a, "moi.%d", ++n));
	call_add(c, "active", STR("1"));
	return s.commune[0];
}
