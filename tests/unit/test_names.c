/* Invented people: the same seed, the same names; the proportions of the tables; bad tables refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "text/names.h"
#include "group_arena.h"

static const struct names *names;

static int setup(void **state)
{
	crypt_start();
	with_arena(state);
	struct names_texts texts = names_texts_embedded();
	struct err err = ERR_INIT;
	return names_load(a, &texts, &names, &err);
}

static void same_seed_same_names(void **state)
{
	(void)state;
	struct seeded one, two, other;
	seeded_start(&one, STR("seed"));
	seeded_start(&two, STR("seed"));
	seeded_start(&other, STR("another"));
	int different = 0;
	for (int i = 0; i < 200; i++) {
		enum sex sex = i % 2 ? SEX_FEMALE : SEX_MALE;
		struct str x = names_make(a, names, &one, sex);
		assert_true(str_eq(x, names_make(a, names, &two, sex)));
		different += !str_eq(x, names_make(a, names, &other, sex));
	}
	assert_true(different > 150);
}

static void looks_like_life(void **state)
{
	(void)state;
	struct seeded chance;
	seeded_start(&chance, STR("proportions"));
	int nguyen = 0, thi = 0, women = 0;
	for (int i = 0; i < 4000; i++) {
		enum sex sex = names_any_sex(&chance);
		struct str name = names_make(a, names, &chance, sex), rest = name, part, last = {0};
		size_t parts = 0;
		while (str_split(&rest, ' ', &part)) {
			assert_true(part.n > 0);
			assert_false(str_eq(part, last)); /* "Anh Anh" */
			last = part;
			parts++;
		}
		assert_in_range(parts, 2, 3);
		nguyen += str_starts(name, STR("Nguyễn "));
		women += sex == SEX_FEMALE;
		thi += sex == SEX_FEMALE && str_find(name, STR(" Thị ")) > 0;
	}
	assert_in_range(women, 1850, 2150);
	assert_in_range(nguyen, 1050, 1600);      /* about a third */
	assert_in_range(thi * 100 / women, 45, 80);
}

static void bad_tables(void **state)
{
	(void)state;
	const struct names *got = NULL;
	struct names_texts good = {
		.family = STR("name,weight\nLê,3\n"),
		.middle = STR("name,sex,weight\nVăn,M,1\n,F,1\n"),
		.given = STR("name,sex,weight\nNam,M,1\nHoa,F,1\n"),
	};
	struct err err = ERR_INIT;
	assert_int_equal(names_load(a, &good, &got, &err), 0);
	struct seeded chance;
	seeded_start(&chance, STR("x"));
	assert_true(str_eq(names_make(a, got, &chance, SEX_FEMALE), STR("Lê Hoa")));
	assert_true(str_eq(names_make(a, got, &chance, SEX_MALE), STR("Lê Văn Nam")));

	static const char *const bad[] = {"name,sex,weight\nNam,X,1\n", "name,sex,weight\nNam,M,0\nHoa,F,1\n",
	                                  "name,sex,weight\nNam,M,1\n", "name,sex,weight\nNam\n", ""};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct names_texts texts = good;
		texts.given = str_from_c(bad[i]);
		got = NULL;
		err = ERR_INIT;
		assert_int_equal(names_load(a, &texts, &got, &err), -ERR_CORRUPT);
		assert_null(got);
		assert_non_null(strstr(err.text, "names_given.csv"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_seed_same_names),
		cmocka_unit_test(looks_like_life),
		cmocka_unit_test(bad_tables),
	};
	return cmocka_run_group_tests_name("names", tests, setup, without_arena);
}
