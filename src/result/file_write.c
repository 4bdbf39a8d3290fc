#include <string.h>

#include "base/json.h"
#include "result/file_int.h"
#include "text/text.h"

static void put_text(struct buf *out, struct str s)
{
	struct json_out j;
	json_begin(&j, out);
	json_str(&j, s);
}

static void put_number(struct buf *out, int64_t v)
{
	char digits[24];
	size_t at = sizeof(digits);
	INVARIANT(v >= 0, "a figure that is missing in a result file");
	do
		digits[--at] = (char)('0' + v % 10);
	while ((v /= 10) != 0);
	buf_add_bytes(out, digits + at, sizeof(digits) - at);
}

static void put_numbers(struct buf *out, const int64_t *v, size_t n)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_add_char(out, ',');
		put_number(out, v[i]);
	}
	buf_add_char(out, ']');
}

static void put_tri(struct buf *out, enum tri v)
{
	buf_add_c(out, v == TRI_YES ? "true" : v == TRI_NO ? "false" : "null");
}

static void put_day(struct buf *out, day_t day)
{
	struct civil c = date_to_civil(day);
	buf_printf(out, "\"%04d-%02d-%02d\"", c.year, c.month, c.day);
}

static void put_hex(struct buf *out, const void *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *b = p;
	buf_add_char(out, '"');
	for (size_t i = 0; i < n; i++) {
		buf_add_char(out, digits[b[i] >> 4]);
		buf_add_char(out, digits[b[i] & 15]);
	}
	buf_add_char(out, '"');
}

void result_write_begin(struct result_writer *w, const struct law *law, const struct result_header *h, struct buf *out)
{
	INVARIANT(out->n == 0, "a result file behind something else");
	*w = (struct result_writer){.out = out, .law = law, .level = h->level,
				    .scratch = arena_new("constituency of a result", RESULT_SCRATCH_MAX)};
	buf_printf(out, "{\"noivu_result\":1,\n\"election\":{\"kind\":\"%s\",\"day\":", election_kind_id(h->kind));
	put_day(out, h->day);
	buf_printf(out, ",\"level\":\"%s\",\"unit\":", h->level == LEVEL_ALL ? "all" : contest_level_id(h->level));
	put_text(out, h->unit);
	buf_add_c(out, ",\"unit_name\":");
	put_text(out, h->unit_name);
	buf_add_c(out, "},\n\"program\":");
	put_text(out, h->program);
	buf_add_c(out, ",\"law\":");
	put_hex(out, law->hash.b, HASH_LEN);
	buf_add_c(out, ",\"ledger\":");
	if (h->has_ledger) {
		buf_printf(out, "{\"number\":%lld,\"hash\":", (long long)h->ledger_number);
		put_hex(out, h->ledger_hash.b, HASH_LEN);
		buf_add_c(out, "},\n\"public_key\":");
	} else {
		buf_add_c(out, "null,\n\"public_key\":");
	}
	put_hex(out, h->public_key, SIGN_PUBLIC_LEN);
	buf_add_c(out, ",\n\"constituencies\":[\n");
}

static void put_candidates(struct buf *out, const struct contest *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct contest_candidate *x = &c->candidate[i];
		buf_add_c(out, "{\"number\":");
		put_number(out, x->number);
		buf_add_c(out, ",\"name\":");
		put_text(out, x->name);
		buf_add_c(out, ",\"born\":");
		put_day(out, x->born);
		buf_add_c(out, i + 1 < c->n ? "},\n" : "}\n");
	}
}

static void put_areas(struct buf *out, const struct result_constituency *c)
{
	for (size_t i = 0; i < c->form_n; i++) {
		const struct form *f = &c->form[i];
		buf_add_c(out, "{\"id\":");
		put_text(out, f->area);
		buf_add_c(out, ",\"round\":\"");
		buf_add_c(out, contest_round_id(f->round));
		buf_add_c(out, "\",\"counts\":");
		put_numbers(out, f->field, COUNT_FIELDS);
		buf_add_c(out, ",\"votes\":");
		put_numbers(out, f->votes, f->n);
		buf_add_c(out, i + 1 < c->form_n ? "},\n" : "}\n");
	}
}

static void put_decisions(struct buf *out, const struct result_constituency *c)
{
	for (size_t i = 0; i < c->decision_n; i++) {
		const struct result_decision *d = &c->decision[i];
		buf_printf(out, "{\"about\":\"%s\",\"recognised\":", result_refer_id(d->about));
		put_tri(out, d->recognised);
		buf_add_c(out, ",\"elected\":");
		put_numbers(out, d->elected, d->n);
		buf_add_c(out, ",\"who\":");
		put_text(out, d->who);
		buf_add_c(out, ",\"document\":");
		put_text(out, d->document);
		buf_add_c(out, ",\"day\":");
		put_day(out, d->day);
		buf_add_c(out, i + 1 < c->decision_n ? "},\n" : "}\n");
	}
}

static void put_claim(struct buf *out, const struct contest *c, const struct result_claim *x)
{
	buf_add_c(out, "],\"result\":{\"counts\":");
	put_numbers(out, x->counts, COUNT_FIELDS);
	buf_add_c(out, ",\"votes\":");
	put_numbers(out, x->votes, c->n);
	buf_add_c(out, ",\"recognised\":");
	put_tri(out, x->recognised);
	buf_add_c(out, ",\"elected\":");
	put_numbers(out, x->elected, x->elected_n);
	buf_add_c(out, ",\"open\":");
	put_numbers(out, x->open, x->open_n);
	buf_printf(out, ",\"left\":%lld,\"next\":\"%s\"}}", (long long)x->left, result_next_id(x->next));
}

static void put_constituency(struct result_writer *w, const struct result_constituency *c, const struct result_claim *claim)
{
	struct buf *out = w->out;
	buf_add_c(out, w->last.n ? ",\n{\"id\":" : "{\"id\":");
	put_text(out, c->contest.id);
	buf_add_c(out, ",\"unit\":");
	put_text(out, c->unit);
	buf_printf(out, ",\"level\":\"%s\",\"round\":\"%s\",\"seats\":%lld,\"candidates\":[\n",
		   contest_level_id(c->contest.level), contest_round_id(c->contest.round), (long long)c->contest.seats);
	put_candidates(out, &c->contest);
	buf_add_c(out, "],\"areas\":[\n");
	put_areas(out, c);
	buf_add_c(out, "],\"decisions\":[\n");
	put_decisions(out, c);
	put_claim(out, &c->contest, claim);
}

int result_write_constituency(struct result_writer *w, const struct result_constituency *c, struct err *err)
{
	struct result_claim claim;
	arena_reset(w->scratch);
	int k = result_check_constituency(w->scratch, c, w->level, w->last, err);
	if (k == 0)
		k = result_compute(w->scratch, w->law, c, &claim, NULL, err);
	if (k < 0)
		return k;
	put_constituency(w, c, &claim);
	memcpy(w->last_bytes, c->contest.id.p, c->contest.id.n);
	w->last = (struct str){w->last_bytes, c->contest.id.n};
	return 0;
}

void result_write_drop(struct result_writer *w)
{
	arena_free(w->scratch);
	w->scratch = NULL;
}

int result_write_end(struct result_writer *w, const uint8_t secret[SIGN_SECRET_LEN], struct err *err)
{
	uint8_t message[RESULT_MESSAGE_LEN], signature[SIGNATURE_LEN];
	result_write_drop(w);
	buf_add_c(w->out, w->last.n ? "\n],\n" : "],\n");
	result_message(buf_str(w->out), message);
	sign_bytes(secret, message, sizeof(message), signature);
	buf_add_c(w->out, "\"signature\":");
	put_hex(w->out, signature, SIGNATURE_LEN);
	buf_add_c(w->out, "}\n");
	if (w->out->full)
		return err_set(err, ERR_TOO_LARGE, _("Tệp kết quả quá lớn."));
	return 0;
}
