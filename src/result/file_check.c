#include <string.h>

#include "result/file_int.h"
#include "text/text.h"

void result_message(struct str body, uint8_t ret_message[RESULT_MESSAGE_LEN])
{
	struct hash h = hash_str(body);
	memcpy(ret_message, RESULT_MAGIC, sizeof(RESULT_MAGIC) - 1);
	memcpy(ret_message + sizeof(RESULT_MAGIC) - 1, h.b, HASH_LEN);
}

bool result_signature_holds(struct str text, size_t body, const uint8_t public_key[SIGN_PUBLIC_LEN],
			    const uint8_t signature[SIGNATURE_LEN])
{
	uint8_t message[RESULT_MESSAGE_LEN];
	result_message(str_slice(text, 0, body), message);
	return sign_check(public_key, message, sizeof(message), signature);
}

static bool is_nfc(struct arena *a, struct str s)
{
	bool plain = true;
	for (size_t i = 0; i < s.n; i++)
		plain &= (unsigned char)s.p[i] < 0x80;
	return plain || str_eq(text_nfc(a, s), s);
}

/* As much of a text as a sentence can carry, whole letters only; nothing of what is no UTF-8. */
static struct str shown(struct str s)
{
	size_t n = s.n > RESULT_ID_MAX ? RESULT_ID_MAX : s.n;
	while (n > 0 && n < s.n && (s.p[n] & 0xc0) == 0x80)
		n--;
	s.n = n;
	return str_is_utf8(s) ? s : STR("");
}

static int fault(const struct contest *c, const char *part, struct err *err, const char *reason, struct str what)
{
	return err_field(err, ERR_INPUT, part, _("Đơn vị bầu cử %.*s, %s “%.*s”: %s."), STR_ARG(shown(c->id)), part,
			 STR_ARG(shown(what)), reason);
}

static int check_text(struct arena *a, const struct contest *c, const char *part, struct str s, size_t max, struct err *err)
{
	if (s.n == 0 || s.n > max)
		return fault(c, part, err, s.n ? _("quá dài") : _("để trống"), s);
	if (!str_is_utf8(s) || !is_nfc(a, s))
		return fault(c, part, err, _("không phải văn bản Unicode dựng sẵn (NFC)"), s);
	return 0;
}

static int check_candidates(struct arena *a, const struct contest *c, struct err *err)
{
	if (c->n > RESULT_CANDIDATES_MAX)
		return fault(c, "candidates", err, _("quá nhiều người ứng cử"), STR(""));
	for (size_t i = 0; i < c->n; i++) {
		const struct contest_candidate *x = &c->candidate[i];
		int k = check_text(a, c, "name", x->name, RESULT_TEXT_MAX, err);
		if (k < 0)
			return k;
		if (x->number < 1 || (i && x->number <= c->candidate[i - 1].number))
			return fault(c, "number", err, _("số thứ tự phải tăng dần và không lặp lại"), x->name);
		for (size_t m = 0; m < i; m++)
			if (c->candidate[m].born == x->born && str_eq(c->candidate[m].name, x->name))
				return fault(c, "candidates", err, _("một người được ghi hai lần"), x->name);
	}
	return 0;
}

static int check_forms(struct arena *a, const struct result_constituency *c, struct err *err)
{
	const struct contest *x = &c->contest;
	if (c->form_n == 0 || c->form_n > RESULT_FORMS_MAX)
		return fault(x, "areas", err,
			     c->form_n ? _("quá nhiều khu vực bỏ phiếu") : _("không có khu vực bỏ phiếu nào"), STR(""));
	for (size_t i = 0; i < c->form_n; i++) {
		const struct form *f = &c->form[i];
		int k = check_text(a, x, "area", f->area, RESULT_ID_MAX, err);
		if (k < 0)
			return k;
		if (i && str_cmp(f->area, c->form[i - 1].area) <= 0)
			return fault(x, "area", err, _("các khu vực phải theo thứ tự mã tăng dần và không lặp lại"),
				     f->area);
		if (f->round != x->round && f->round != ROUND_REPEAT_ANNULLED)
			return fault(x, "round", err, _("khu vực có vòng bầu cử khác với đơn vị bầu cử"), f->area);
		INVARIANT(f->n == x->n, "a form with another number of candidates");
		for (size_t m = 0; m < COUNT_FIELDS; m++)
			if (f->field[m] > RESULT_COUNT_MAX)
				return fault(x, "counts", err, _("số quá lớn"), f->area);
	}
	return 0;
}

static int check_decisions(struct arena *a, const struct result_constituency *c, struct err *err)
{
	const struct contest *x = &c->contest;
	for (size_t i = 0; i < c->decision_n; i++) {
		const struct result_decision *d = &c->decision[i];
		int k = check_text(a, x, "who", d->who, RESULT_TEXT_MAX, err);
		if (k == 0)
			k = check_text(a, x, "document", d->document, RESULT_TEXT_MAX, err);
		if (k < 0)
			return k;
		if ((d->about == REFER_TURNOUT) != (d->recognised != TRI_UNKNOWN))
			return fault(x, "recognised", err,
				     _("chỉ ghi true hoặc false khi quyết định về việc công nhận"), d->document);
		if ((d->about == REFER_TIE) != (d->n > 0))
			return fault(x, "elected", err, _("chỉ ghi người trúng cử khi quyết định về người bằng phiếu"),
				     d->document);
		for (size_t m = 1; m < d->n; m++)
			if (d->elected[m] <= d->elected[m - 1])
				return fault(x, "elected", err, _("số thứ tự phải tăng dần"), d->document);
	}
	return 0;
}

int result_check_constituency(struct arena *a, const struct result_constituency *c, enum contest_level level, struct str last,
			      struct err *err)
{
	const struct contest *x = &c->contest;
	int k = check_text(a, x, "id", x->id, RESULT_ID_MAX, err);
	if (k == 0)
		k = check_text(a, x, "unit", c->unit, RESULT_ID_MAX, err);
	if (k < 0)
		return k;
	if (last.n && str_cmp(x->id, last) <= 0)
		return fault(x, "id", err, _("các đơn vị bầu cử phải theo thứ tự mã tăng dần và không lặp lại"), x->id);
	if (level != LEVEL_ALL && x->level != level)
		return fault(x, "level", err, _("khác với cấp bầu cử của tệp"), x->id);
	if (x->seats < 1 || x->seats > RESULT_SEATS_MAX)
		return fault(x, "seats", err, _("ngoài khoảng cho phép"), x->id);
	k = check_candidates(a, x, err);
	if (k == 0)
		k = check_forms(a, c, err);
	return k == 0 ? check_decisions(a, c, err) : k;
}
