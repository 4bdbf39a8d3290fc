#include <string.h>

#include "result/file_int.h"
#include "text/text.h"

struct compare {
	struct arena *a;
	const struct contest *contest;
	struct str difference; /* the first */
};

static void differ(struct compare *d, struct str where, struct str file, struct str computed)
{
	if (d->difference.n)
		return;
	d->difference = arena_printf(d->a, _("Đơn vị bầu cử %.*s, %.*s: tệp ghi %.*s, tính lại được %.*s."),
				     STR_ARG(d->contest->id), STR_ARG(where), STR_ARG(file), STR_ARG(computed));
}

static void compare_int(struct compare *d, struct str where, int64_t file, int64_t computed)
{
	if (file != computed)
		differ(d, where, text_number(d->a, file), text_number(d->a, computed));
}

static struct str tri_word(enum tri v)
{
	return str_from_c(v == TRI_YES ? "true" : v == TRI_NO ? "false" : "null");
}

static bool listed(const int64_t *list, size_t n, int64_t number)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == number)
			return true;
	return false;
}

static enum tri verdict(const struct result_claim *c, int64_t number)
{
	if (listed(c->elected, c->elected_n, number))
		return TRI_YES;
	return listed(c->open, c->open_n, number) ? TRI_UNKNOWN : TRI_NO;
}

static struct str verdict_word(enum tri v)
{
	return str_from_c(v == TRI_YES ? _("trúng cử") : v == TRI_NO ? _("không trúng cử") : _("chưa quyết định"));
}

/* Who the lists name, candidate by candidate; then whether they are those lists, in order and nobody else in them. */
static void compare_lists(struct compare *d, const struct result_claim *file, const struct result_claim *computed)
{
	for (size_t i = 0; i < d->contest->n; i++) {
		const struct contest_candidate *x = &d->contest->candidate[i];
		enum tri left = verdict(file, x->number), right = verdict(computed, x->number);
		if (left != right)
			differ(d,
			       arena_printf(d->a, _("người ứng cử số %lld %.*s"), (long long)x->number,
					    STR_ARG(x->name)),
			       verdict_word(left), verdict_word(right));
	}
	bool same = file->elected_n == computed->elected_n && file->open_n == computed->open_n;
	for (size_t i = 0; same && i < file->elected_n; i++)
		same = file->elected[i] == computed->elected[i];
	for (size_t i = 0; same && i < file->open_n; i++)
		same = file->open[i] == computed->open[i];
	if (!same)
		differ(d, str_from_c(_("danh sách elected, open")), str_from_c(_("danh sách khác")),
		       arena_printf(d->a, _("%zu người trúng cử, %zu người chưa quyết định"), computed->elected_n,
				    computed->open_n));
}

static struct str compare(struct arena *a, const struct contest *c, const struct result_claim *file,
			  const struct result_claim *computed)
{
	struct compare d = {.a = a, .contest = c};
	for (int i = 0; i < COUNT_FIELDS; i++)
		compare_int(&d, str_from_c(count_field_name((enum count_field)i)), file->counts[i], computed->counts[i]);
	for (size_t i = 0; i < c->n; i++)
		if (file->votes[i] != computed->votes[i])
			compare_int(&d,
				    arena_printf(a, _("người ứng cử số %lld %.*s, số phiếu bầu"),
						 (long long)c->candidate[i].number, STR_ARG(c->candidate[i].name)),
				    file->votes[i], computed->votes[i]);
	if (file->recognised != computed->recognised)
		differ(&d, STR("recognised"), tri_word(file->recognised), tri_word(computed->recognised));
	compare_lists(&d, file, computed);
	compare_int(&d, STR("left"), file->left, computed->left);
	if (file->next != computed->next)
		differ(&d, STR("next"), str_from_c(result_next_id(file->next)), str_from_c(result_next_id(computed->next)));
	return d.difference;
}

/* One constituency; a difference is noted once, in the arena that stays. */
static void recount_one(struct arena *stay, struct arena *a, const struct law *law, const struct result_constituency *c,
			const struct result_claim *file, struct recount *r)
{
	struct result_claim computed;
	struct err why = ERR_INIT;
	struct str difference;
	size_t explain = 0;
	if (result_compute(a, law, c, &computed, &explain, &why) < 0) {
		difference = str_from_c(why.text);
	} else {
		difference = compare(a, &c->contest, file, &computed);
		r->elected += computed.elected_n;
		r->open += computed.open_n;
	}
	r->constituencies++;
	r->areas += c->form_n;
	r->votes += c->form_n * c->contest.n;
	r->to_explain += explain;
	if (difference.n && !r->difference.n)
		r->difference = arena_dup(stay, difference);
}

/* The file from its first byte to the line of the signature. */
static int read_all(struct arena *a, const struct law *law, struct str text, struct recount *r, struct err *err)
{
	_cleanup_arena_ struct arena *scratch = arena_new("constituency of a result", RESULT_SCRATCH_MAX);
	struct result_scan s;
	bool there = true;
	int k = result_read_begin(&s, a, text, &r->header, err);
	while (k == 0 && there) {
		struct result_constituency c;
		struct result_claim claim;
		arena_reset(scratch);
		k = result_read_next(&s, scratch, &c, &claim, &there);
		if (k == 0 && there)
			recount_one(a, scratch, law, &c, &claim, r);
	}
	return k;
}

int result_recount(struct arena *a, const struct law *law, struct str text, struct recount *ret_recount, struct err *err)
{
	struct recount r = {0};
	struct err why = ERR_INIT;
	uint8_t signature[SIGNATURE_LEN];
	size_t body = 0;
	struct str plain = result_plain(a, text, &r.changed);
	bool whole = result_signature(plain, &body, signature, err) == 0;
	int k = read_all(a, law, str_slice(plain, 0, whole ? body : plain.n), &r, &why);
	if (!whole && k < 0) /* the end is missing: say where it broke off */
		return err_set(err, ERR_CORRUPT,
			       _("Tệp bị cắt hoặc không phải tệp kết quả: không kết thúc bằng chữ ký. %s"), why.text);
	if (!whole)
		return -ERR_CORRUPT;
	if (k < 0)
		return err_set(err, why.code, "%s", why.text);
	r.signature = result_signature_holds(plain, body, r.header.public_key, signature);
	r.law_same = hash_eq(&r.header.law, &law->hash);
	r.same = r.difference.n == 0;
	*ret_recount = r;
	return 0;
}
