/*
 * noivu winners – who is elected, and why. doc/formats/winners.md has the table that is read and the JSON that is written.
 */
#include <stdio.h>

#include "base/fs.h"
#include "cli/cli.h"
#include "result/winners.h"

#define QUESTIONS_SHOWN 20
#define PRINT_AT ((size_t)1 << 20)
#define CONSTITUENCY_MAX ((size_t)1 << 30) /* bytes about one */

/* On stderr, the first of them. */
static void print_questions(const struct law *law, const struct winners *w)
{
	_cleanup_arena_ struct arena *a = arena_new("questions", CONSTITUENCY_MAX);
	size_t shown = 0, all = 0;
	for (size_t i = 0; i < w->n; i++) {
		struct findings f = {.a = a};
		arena_reset(a);
		winners_questions(&w->entry[i], &f);
		for (size_t k = 0; k < f.n; k++)
			if (all++ < QUESTIONS_SHOWN) {
				struct str text = finding_supervisor(a, law, &f.item[k], NULL);
				fprintf(stderr, _("cần xem lại: dòng %zu, cột %s: %.*s\n"),
					winners_line(&w->entry[i], &f.item[k]), winners_column(&f.item[k]),
					STR_ARG(text));
				shown++;
			}
	}
	if (all > shown)
		fprintf(stderr, _("… và %zu điều khác cần xem lại.\n"), all - shown);
}

static void flush_at(struct buf *out, size_t size)
{
	INVARIANT(!out->full, "more about one constituency than fits");
	if (out->n < size)
		return;
	cli_print(buf_str(out));
	buf_reset(out);
}

static void print(const struct law *law, const struct winners *w, bool json)
{
	_cleanup_arena_ struct arena *scratch = arena_new("constituency", CONSTITUENCY_MAX);
	_cleanup_buf_ struct buf out = BUF_INIT(CONSTITUENCY_MAX);
	struct json_out j;
	json_begin(&j, &out);
	if (json) {
		json_object(&j);
		json_key(&j, "constituencies");
		json_array(&j);
	}
	for (size_t i = 0; i < w->n; i++) {
		arena_reset(scratch);
		if (json)
			winners_json(scratch, law, &w->entry[i], &j);
		else
			winners_text(scratch, law, &w->entry[i], &out);
		flush_at(&out, PRINT_AT);
	}
	if (json) {
		json_array_end(&j);
		json_kv_str(&j, "law", hex(scratch, law->hash.b, HASH_LEN));
		json_object_end(&j);
		buf_add_char(&out, '\n');
	}
	flush_at(&out, 0);
}

int cli_winners(struct cli *cli, struct err *err)
{
	const char *path, *today = NULL;
	bool json = false;
	const struct cli_option options[] = {{"json", NULL, &json}, {"today", &today, NULL}};
	struct law_texts texts = law_texts_embedded();
	struct law *law = NULL;
	struct winners w;
	struct str text;
	int k = cli_options(cli, options, ARRAY_LEN(options), 1, 1, &path, err);
	if (k == 0)
		k = law_load(cli->arena, &texts, &law, err);
	if (k == 0)
		k = fs_read(cli->arena, path, WINNERS_BYTES_MAX, &text, err);
	if (k == 0)
		k = winners_read(cli->arena, text, &w, err);
	if (k < 0)
		return k;
	print(law, &w, json);
	fflush(stdout);
	print_questions(law, &w);
	return 0;
}
