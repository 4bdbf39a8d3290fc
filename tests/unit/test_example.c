/* The register that ARCHITECTURE.md shows is real: it runs here, on a site whose catalog has it, and it is shown as it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "one_site.h"

#include "example_register.c"

#define MOST_LINES 120

static int setup(void **state)
{
	small_register(&box_record, BOX_ACCESS);
	return with_people(state);
}

static void shown_as_it_is(void **state)
{
	(void)state;
	struct str file, page;
	struct err err = ERR_INIT;
	size_t lines = 0;
	small_must(fs_read(s.a, "tests/unit/example_register.c", 1 << 16, &file, &err), &err, "example_register.c");
	small_must(fs_read(s.a, "ARCHITECTURE.md", 1 << 20, &page, &err), &err, "ARCHITECTURE.md");
	for (size_t i = 0; i < file.n; i++)
		lines += file.p[i] == '\n';
	assert_true(lines <= MOST_LINES);
	assert_true(str_find(page, arena_printf(s.a, "```c\n%.*s```\n", STR_ARG(file))) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_box), cmocka_unit_test(shown_as_it_is)};
	return cmocka_run_group_tests_name("example", tests, setup, sound);
}
