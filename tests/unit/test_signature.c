/* Signatures in PDF: those that are good, and everything that must never look so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "file/signature.h"
#include "signed_pdf.h"

#define DAY INT64_C(86400000)
#define NOW (INT64_C(20410) * DAY) /* 18/11/2025 */

static struct arena *a;
static struct signer *authority, *chair, *stranger, *old;

static int begin(void **state)
{
	(void)state;
	a = arena_new("signatures", (size_t)512 << 20);
	authority = signer_make(NULL, "Cơ quan chứng thực thử", 1, NOW - 1000 * DAY, NOW + 1000 * DAY);
	chair = signer_make(authority, "Lê Thị Ký", 0x1234, NOW - 10 * DAY, NOW + 10 * DAY);
	old = signer_make(authority, "Người cũ", 7, NOW - 90 * DAY, NOW - 1 * DAY);
	struct signer *other = signer_make(NULL, "Cơ quan khác", 1, NOW - 1000 * DAY, NOW + 1000 * DAY);
	stranger = signer_make(other, "Người lạ", 9, NOW - 10 * DAY, NOW + 10 * DAY);
	signer_free(other);
	return 0;
}

static int end(void **state)
{
	(void)state;
	signer_free(authority);
	signer_free(chair);
	signer_free(stranger);
	signer_free(old);
	arena_free(a);
	return 0;
}

static struct str sign(struct str pdf, const struct signer *by)
{
	return signed_pdf(a, pdf, &(struct signing){.by = by, .at = NOW, .kind = "ETSI.CAdES.detached"});
}

static struct signature_report report_of(struct str pdf, struct str authorities)
{
	struct signature_report report;
	struct err err = ERR_INIT;
	if (signature_check(a, pdf, authorities, NOW, &report, &err) < 0)
		fail_msg("%s", err.text);
	return report;
}

static void says(const struct signature_report *r, enum signature_verdict verdict, const char *words)
{
	if (r->verdict != verdict || (words && str_find(r->why, str_from_c(words)) < 0) || (!words && r->why.n))
		fail_msg("verdict %d: %.*s", r->verdict, STR_ARG(r->why));
}

static void a_good_one(void **state)
{
	(void)state;
	struct signature_report r = report_of(sign(plain_pdf(a), chair), signer_pem(a, authority));
	says(&r, SIGNATURE_GOOD, NULL);
	assert_int_equal(r.n, 1);
	assert_true(str_eq_c(r.v[0].signer, "Lê Thị Ký") && str_eq_c(r.v[0].issuer, "Cơ quan chứng thực thử"));
	assert_true(str_eq_c(r.v[0].serial, "1234"));
	assert_int_equal(r.v[0].at, NOW);
	r = report_of(plain_pdf(a), signer_pem(a, authority));
	says(&r, SIGNATURE_NONE, NULL);
	/* the certificate itself may be what is trusted */
	r = report_of(sign(plain_pdf(a), stranger), signer_pem(a, stranger));
	says(&r, SIGNATURE_GOOD, NULL);
}

static void whom_nobody_vouches_for(void **state)
{
	(void)state;
	struct str pdf = sign(plain_pdf(a), chair);
	struct signature_report r = report_of(pdf, STR(""));
	says(&r, SIGNATURE_LOOK, "chưa khai cơ quan chứng thực nào, cần người xem");
	assert_true(str_eq_c(r.v[0].signer, "Lê Thị Ký"));
	r = report_of(sign(plain_pdf(a), stranger), signer_pem(a, authority));
	says(&r, SIGNATURE_LOOK, "không có trong danh sách");
	r = report_of(sign(plain_pdf(a), old), signer_pem(a, authority));
	says(&r, SIGNATURE_LOOK, "hiệu lực");
	r = report_of(sign(plain_pdf(a), authority), signer_pem(a, authority));
	says(&r, SIGNATURE_LOOK, "không được cấp để ký");
	struct err err = ERR_INIT;
	assert_int_equal(signature_check(a, pdf, STR("chẳng phải PEM"), NOW, &r, &err), -ERR_INPUT);
}

static void what_was_taken_back(void **state)
{
	(void)state;
	struct str pdf = sign(plain_pdf(a), chair), pem = signer_pem(a, authority);
	const struct { const struct signer *revoked; int64_t to; enum signature_verdict verdict; const char *words; } cases[] = {
		{NULL, NOW + DAY, SIGNATURE_GOOD, NULL},
		{old, NOW + DAY, SIGNATURE_GOOD, NULL},
		{chair, NOW + DAY, SIGNATURE_LOOK, "thu hồi"},
		{NULL, NOW - DAY, SIGNATURE_LOOK, "danh sách thu hồi còn hạn"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct str list = signer_revocations(a, authority, cases[i].revoked, NOW - 5 * DAY, cases[i].to);
		struct signature_report r = report_of(pdf, arena_printf(a, "%.*s%.*s", STR_ARG(pem), STR_ARG(list)));
		says(&r, cases[i].verdict, cases[i].words);
	}
}

static void changed_afterwards(void **state)
{
	(void)state;
	struct str pem = signer_pem(a, authority), plain = plain_pdf(a), pdf = sign(plain, chair);
	char *bytes = arena_c(a, pdf);
	struct signature_report r;
	bytes[20] ^= 1; /* before the signature */
	r = report_of((struct str){bytes, pdf.n}, pem);
	says(&r, SIGNATURE_BROKEN, "sửa sau khi ký");
	bytes[20] ^= 1;
	bytes[pdf.n - 10] ^= 1; /* and behind it */
	r = report_of((struct str){bytes, pdf.n}, pem);
	says(&r, SIGNATURE_BROKEN, "sửa sau khi ký");
	/* whatever is appended is not signed: the way a signed paper is given another page */
	r = report_of(arena_printf(a, "%.*s3 0 obj\n<<>>\nendobj\n%%%%EOF\n", STR_ARG(pdf)), pem);
	says(&r, SIGNATURE_BROKEN, "không được ký");
	r = report_of(signed_pdf(a, plain, &(struct signing){chair, NOW, "adbe.pkcs7.detached", SIGNING_OTHER_BYTES}), pem);
	says(&r, SIGNATURE_BROKEN, "không khớp");
}

static void several_hands(void **state)
{
	(void)state;
	struct str pem = signer_pem(a, authority), once = sign(plain_pdf(a), chair), twice = sign(once, chair);
	struct signature_report r = report_of(twice, pem);
	says(&r, SIGNATURE_GOOD, NULL);
	assert_int_equal(r.n, 2);
	r = report_of(sign(once, stranger), pem); /* never better than the worst */
	says(&r, SIGNATURE_LOOK, "không có trong danh sách");
	r = report_of(sign(sign(plain_pdf(a), stranger), chair), pem);
	says(&r, SIGNATURE_LOOK, "không có trong danh sách");
}

static void kinds_that_are_not_enough(void **state)
{
	(void)state;
	struct str pem = signer_pem(a, authority), plain = plain_pdf(a);
	struct signature_report r = report_of(signed_pdf(a, plain, &(struct signing){chair, NOW, "ETSI.RFC3161", 0}), pem);
	says(&r, SIGNATURE_LOOK, "loại chữ ký");
	r = report_of(signed_pdf(a, plain, &(struct signing){chair, NOW, "adbe.pkcs7.detached", SIGNING_SHA1}), pem);
	says(&r, SIGNATURE_LOOK, "quá yếu");
	r = report_of(signed_pdf(a, plain, &(struct signing){chair, NOW, "adbe.pkcs7.detached", SIGNING_ATTACHED}), pem);
	says(&r, SIGNATURE_BROKEN, "không khớp");
}

/* Ranges that leave out more than the signature, or sign something else. */
static void ranges_that_cheat(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"%PDF-1 0 obj<</ByteRange [0 40 60 9]/Contents <3000>>>endobj",      /* not at a string */
		"%PDF-1 0 obj<</ByteRange [1 46 52 10]/Contents <3000>>>endobj xxx", /* does not begin at the beginning */
		"%PDF-1 0 obj<</ByteRange [0 46 52 9999999999]/Contents <30020000>>>endobj",
		"%PDF-1 0 obj<</ByteRange [0 99999999999999999999 52 10]/Contents <30020000>>>endobj",
		"%PDF-1 0 obj<</ByteRange [-1 46 52 10]/Contents <30020000>>>endobj",
		"%PDF-1 0 obj<</ByteRange [0 46 52]/Contents <30020000>>>endobj",
		"%PDF-1 0 obj<</ByteRange",
		"%PDF-1 0 obj<</ByteRange [0 43 53 8]/Other    <30020000>>>endobj",
		"%PDF-1 0 obj<</ByteRange [0 46 56 9]>>endobj /Contents<30020000>endobj",
		"%PDF-1 0 obj<</ByteRange [0 46 56 9]/Contents  <300200zz>>>endobj",
		"%PDF-1 0 obj<</ByteRange [0 46 56 9]/Contents  <30050000>>>endobj",
		"no PDF at all",
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct signature_report r;
		struct err err = ERR_INIT;
		if (signature_check(a, str_from_c(cases[i]), STR(""), NOW, &r, &err) != -ERR_INPUT)
			fail_msg("%s", cases[i]);
	}
	/* seventeen are too many to be meant */
	struct str many = plain_pdf(a);
	struct signature_report r;
	struct err err = ERR_INIT;
	for (int i = 0; i <= PDF_SIGNATURES_MOST; i++)
		many = sign(many, chair);
	assert_int_equal(signature_check(a, many, STR(""), NOW, &r, &err), -ERR_INPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_one),
		cmocka_unit_test(whom_nobody_vouches_for),
		cmocka_unit_test(what_was_taken_back),
		cmocka_unit_test(changed_afterwards),
		cmocka_unit_test(several_hands),
		cmocka_unit_test(kinds_that_are_not_enough),
		cmocka_unit_test(ranges_that_cheat),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
