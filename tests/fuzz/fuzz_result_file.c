/* Any bytes as a result file: no crash, and a file that comes out the same holds nobody elected who may not be. */
#include <stdint.h>

#include "result/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct arena *stay;
static struct law *law;

static void start(void)
{
	struct err err = ERR_INIT;
	struct law_texts texts = law_texts_embedded();
	if (law)
		return;
	crypt_start();
	stay = arena_new("law", (size_t)64 << 20);
	INVARIANT(law_load(stay, &texts, &law, &err) == 0, "no law");
}

static void check(struct arena *a, const struct result_constituency *c, const struct result_claim *claim)
{
	INVARIANT(c->contest.id.n && c->form_n, "a constituency without id or areas");
	for (size_t i = 0; i < c->form_n; i++)
		INVARIANT(form_complete(&c->form[i]), "a figure missing");
	struct result_claim computed;
	struct err err = ERR_INIT;
	if (result_compute(a, law, c, &computed, NULL, &err) == 0)
		INVARIANT(computed.left >= 0 && computed.elected_n + (size_t)computed.left == (size_t)c->contest.seats, "seats do not add up");
	(void)claim;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 15)
		return 0;
	start();
	struct arena *a = arena_new("fuzz", (size_t)256 << 20);
	struct str text = {(const char *)data, size}; /* of which the whole is tried as a body, too */
	struct result_scan s;
	struct result_header header;
	struct recount r;
	struct err err = ERR_INIT;
	bool there = true;
	if (result_read_begin(&s, a, text, &header, &err) == 0)
		while (there) {
			struct result_constituency c;
			struct result_claim claim;
			if (result_read_next(&s, a, &c, &claim, &there) < 0)
				break;
			if (there)
				check(a, &c, &claim);
		}
	int k = result_recount(a, law, text, &r, &err);
	if (k < 0)
		INVARIANT(err.code == (enum err_code)-k && err.text[0] && str_is_utf8(str_from_c(err.text)), "a refusal without words");
	else
		INVARIANT(r.same == (r.difference.n == 0), "the same, with a difference");
	arena_free(a);
	return 0;
}
