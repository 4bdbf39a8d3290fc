/* Any bytes as a table of constituencies: no crash, and what was accepted is what the header promises and can be decided. */
#include <stdint.h>

#include "result/winners.h"
#include "text/text.h"

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

static void check(struct arena *a, const struct winners_entry *e)
{
	const struct contest *c = &e->contest;
	struct outcome o;
	int64_t elected = 0;
	INVARIANT(c->id.n && str_eq(c->id, text_nfc(a, c->id)), "an id that is no NFC");
	INVARIANT(c->n >= 1 && c->seats >= 1 && c->seats <= RESULT_SEATS_MAX, "a constituency of nobody");
	INVARIANT(c->turnout >= 0 && c->turnout <= c->voters && c->valid >= 0 && c->voters <= RESULT_COUNT_MAX, "figures out of range");
	result_decide(a, c, &o);
	for (size_t i = 0; i < o.n; i++) {
		const struct contest_candidate *x = &c->candidate[o.standing[i].candidate];
		INVARIANT(x->name.n && x->votes >= 0 && x->votes <= c->valid, "a candidate out of range");
		elected += o.standing[i].elected == TRI_YES;
		INVARIANT(o.standing[i].elected == TRI_NO || 2 * x->votes > c->valid, "elected with half or less");
	}
	INVARIANT(elected == o.elected && elected <= c->seats, "more elected than seats");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1 << 14)
		return 0;
	start();
	struct arena *a = arena_new("fuzz", (size_t)256 << 20);
	struct buf out = BUF_INIT((size_t)64 << 20);
	struct winners w;
	struct json_out j;
	struct err err = ERR_INIT;
	int k = winners_read(a, (struct str){(const char *)data, size}, &w, &err);
	if (k < 0)
		INVARIANT(err.code == (enum err_code)-k && err.text[0] && str_is_utf8(str_from_c(err.text)), "a refusal without words");
	for (size_t i = 0; k == 0 && i < w.n; i++) {
		check(a, &w.entry[i]);
		json_begin(&j, &out);
		winners_json(a, law, &w.entry[i], &j);
		winners_text(a, law, &w.entry[i], &out);
	}
	INVARIANT(str_is_utf8(buf_str(&out)), "an answer that is no UTF-8");
	buf_free(&out);
	arena_free(a);
	return 0;
}
