/* test_pick.c – what a field that refers to a row says: marks and words put together, and taken apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "web/pick.h"

static struct arena *a;

static const struct {
	const char *marked, *words, *before; /* NULL: not sent */
	const char *says;                    /* NULL: nothing was said */
} sent[] = {
	{NULL, "", NULL, NULL},
	{"12", "", NULL, "12"},
	{NULL, "An", NULL, "?An"},
	{NULL, "  Nguyễn An ", NULL, "?Nguyễn An"},
	{"12", "An", "An", "12"},        /* chosen from what was found */
	{"12", "An ", " An", "12"},
	{"12", "Bình", "An", "12 ?Bình"}, /* chosen, and then something else is looked for */
	{"12", "Bình", NULL, "12 ?Bình"},
	{"12 15", "Bình", NULL, "12 15 ?Bình"},
	{NULL, "An", "An", "?An"},       /* nothing was chosen from what was found */
	{"", "An", "An", ""},            /* said to be none */
	{"", "An", NULL, "?An"},
	{"", "", NULL, ""},
	{"7", "", "An", "7"},            /* the words were taken away */
	{NULL, "12", NULL, "?12"},       /* a number that is typed is no choice */
};

static struct str text_of(const char *c) { return c ? str_from_c(c) : (struct str){0}; }

static void put_together(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sent); i++) {
		struct str says = pick_joined(a, text_of(sent[i].marked), text_of(sent[i].words), text_of(sent[i].before));
		if ((says.p == NULL) != (sent[i].says == NULL) || !str_eq(says, text_of(sent[i].says)))
			fail_msg("%zu says “%.*s”", i, STR_ARG(says));
	}
}

static void taken_apart(void **state)
{
	static const struct { const char *says, *ids, *words; } fields[] = {
		{"", "", ""}, {"12", "12", ""}, {"12 15", "12 15", ""}, {"?an", "", "an"}, {"12 ?an", "12", "an"},
		{"12 15 ? nguyễn an ", "12 15", "nguyễn an"}, {"?ai? ai?", "", "ai? ai?"}, {"?", "", ""}, {"12 ?", "12", ""},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		struct str says = str_from_c(fields[i].says);
		if (!str_eq_c(pick_ids(says), fields[i].ids) || !str_eq_c(pick_words(says), fields[i].words))
			fail_msg("“%s”", fields[i].says);
	}
}

/* What a form says comes back the same when it is sent again untouched: the words stand in it as answered. */
static void comes_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sent); i++) {
		struct str says = pick_joined(a, text_of(sent[i].marked), text_of(sent[i].words), text_of(sent[i].before));
		struct str ids = pick_ids(says), words = pick_words(says);
		struct str again = pick_joined(a, ids.n ? ids : (struct str){0}, words, words);
		assert_true(str_eq(pick_ids(again), ids));
		if (!ids.n) /* nothing was chosen: it is still looked for */
			assert_true(str_eq(pick_words(again), words));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(put_together),
		cmocka_unit_test(taken_apart),
		cmocka_unit_test(comes_back),
	};
	a = arena_new("test", 1 << 20);
	int failed = cmocka_run_group_tests_name("pick", tests, NULL, NULL);
	arena_free(a);
	return failed;
}
