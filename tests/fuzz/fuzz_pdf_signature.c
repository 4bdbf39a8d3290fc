/* Any bytes as a signed PDF, with what stands before it as the authorities of the site: no crash, and never a better verdict than
 * what was found allows. */
#include <stdint.h>

#include "file/signature.h"

#define NOW (INT64_C(20410) * 86400000) /* the people of the corpus sign on this day */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_one(const struct signature *s, const struct signature_report *report)
{
	INVARIANT(s->verdict >= report->verdict && s->verdict != SIGNATURE_NONE, "a verdict better than its worst part");
	INVARIANT(s->verdict == SIGNATURE_GOOD || s->why.n, "a doubt without words");
	INVARIANT(str_is_utf8(s->signer) && str_is_utf8(s->issuer) && str_is_utf8(s->why), "names that are no UTF-8");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str all = {(const char *)data, size};
	ptrdiff_t begin = str_find(all, STR("%PDF-"));
	struct pdf_signature places[PDF_SIGNATURES_MOST];
	struct signature_report report;
	struct err err = ERR_INIT;
	size_t n = 0;
	if (size > 1 << 16)
		return 0;
	_cleanup_arena_ struct arena *a = arena_new("fuzz", (size_t)64 << 20);
	struct str authorities = str_slice(all, 0, begin < 0 ? 0 : (size_t)begin),
		   pdf = str_slice(all, begin < 0 ? 0 : (size_t)begin, size);
	int r = signature_check(a, pdf, authorities, NOW, &report, &err);
	if (r < 0) {
		INVARIANT(err.code == (enum err_code)-r && err.text[0] && str_is_utf8(str_from_c(err.text)), "a refusal without words");
		return 0;
	}
	r = pdf_signatures(a, pdf, places, &n, &err);
	INVARIANT(r == 0 && n == report.n && (report.verdict == SIGNATURE_NONE) == (n == 0), "signatures are not counted");
	for (size_t i = 0; i < n; i++) {
		INVARIANT(places[i].from < places[i].to && places[i].to < places[i].end && places[i].end <= pdf.n, "a range outside");
		check_one(&report.v[i], &report);
	}
	INVARIANT(report.verdict != SIGNATURE_GOOD || places[n - 1].whole, "an end that nobody signed");
	return 0;
}
