#include "file/signature.h"

#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "text/text.h"

#define NAME_BYTES 200
#define DIGEST_LEAST 32 /* bytes: SHA-256 */
#define AUTH_LEVEL 2    /* of OpenSSL: keys of 112 bits, no SHA-1 in certificates */

/* ---- what was given, for OpenSSL ---- */

struct trust {
	X509_STORE *store;
	size_t certificates, lists;
};

static int read_trust(struct str pem, struct trust *ret, struct err *err)
{
	BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
	STACK_OF(X509_INFO) *items = bio ? PEM_X509_INFO_read_bio(bio, NULL, NULL, (void *)"") : NULL;
	*ret = (struct trust){.store = X509_STORE_new()};
	INVARIANT(ret->store, "no memory for a store of certificates");
	for (int i = 0; i < sk_X509_INFO_num(items); i++) {
		const X509_INFO *item = sk_X509_INFO_value(items, i);
		ret->certificates += item->x509 && X509_STORE_add_cert(ret->store, item->x509) == 1;
		ret->lists += item->crl && X509_STORE_add_crl(ret->store, item->crl) == 1;
	}
	sk_X509_INFO_pop_free(items, X509_INFO_free);
	BIO_free(bio);
	ERR_clear_error();
	return pem.n == 0 || ret->certificates
		       ? 0
		       : err_set(err, ERR_INPUT,
				 _("Không đọc được chứng thư nào trong tệp cơ quan chứng thực; tệp phải là PEM."));
}

/* ---- words ---- */

static struct str clean(struct arena *a, const unsigned char *p, int n)
{
	struct str s = {(const char *)p, n > 0 ? (size_t)n : 0};
	if (!s.n || !str_is_utf8(s))
		return (struct str){0};
	s = text_nfc(a, str_head(s, NAME_BYTES));
	char *to = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		to[i] = (unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F ? ' ' : s.p[i];
	return str_trim((struct str){to, s.n});
}

/* The common name, or whatever name there is. */
static struct str name_of(struct arena *a, const X509_NAME *name)
{
	static const int kinds[] = {NID_commonName, NID_organizationName, NID_organizationalUnitName};
	struct str found = {0};
	for (size_t i = 0; i < ARRAY_LEN(kinds) && !found.n; i++) {
		int at = X509_NAME_get_index_by_NID(name, kinds[i], -1);
		unsigned char *utf8 = NULL;
		int n = at < 0 ? 0 : ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
		found = clean(a, utf8, n);
		OPENSSL_free(utf8);
	}
	return found;
}

static struct str serial_of(struct arena *a, const X509 *cert)
{
	const ASN1_INTEGER *v = X509_get0_serialNumber(cert);
	int n = ASN1_STRING_length(v);
	_cleanup_buf_ struct buf b = BUF_INIT(NAME_BYTES);
	for (int i = 0; i < n && i < NAME_BYTES / 2; i++)
		buf_printf(&b, "%02x", ASN1_STRING_get0_data(v)[i]);
	return arena_dup(a, buf_str(&b));
}

static int64_t moment_of(const ASN1_TIME *t)
{
	ASN1_TIME *zero = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;
	bool known = zero && t && ASN1_TIME_diff(&days, &seconds, zero, t) == 1;
	ASN1_TIME_free(zero);
	return known ? ((int64_t)days * 86400 + seconds) * 1000 : 0;
}

static int64_t time_of_signing(CMS_SignerInfo *signer)
{
	int at = CMS_signed_get_attr_by_NID(signer, NID_pkcs9_signingTime, -1);
	X509_ATTRIBUTE *attr = at < 0 ? NULL : CMS_signed_get_attr(signer, at);
	const ASN1_TYPE *v = attr && X509_ATTRIBUTE_count(attr) == 1 ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;
	bool is_time = v && (v->type == V_ASN1_UTCTIME || v->type == V_ASN1_GENERALIZEDTIME);
	return is_time ? moment_of((const ASN1_TIME *)v->value.asn1_string) : 0;
}

static void judge(struct signature *s, enum signature_verdict verdict, const char *why)
{
	if (s->verdict > verdict) {
		s->verdict = verdict;
		s->why = str_from_c(why);
	}
}

/* ---- the certificate ---- */

static int chain_error(const struct trust *trust, X509 *cert, STACK_OF(X509) *others, int64_t now, unsigned long flags)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	int r = X509_V_ERR_UNSPECIFIED;
	if (ctx && X509_STORE_CTX_init(ctx, trust->store, cert, others) == 1) {
		X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
		X509_VERIFY_PARAM_set_time(param, (time_t)(now / 1000));
		X509_VERIFY_PARAM_set_auth_level(param, AUTH_LEVEL);
		X509_VERIFY_PARAM_set_flags(param, flags | X509_V_FLAG_PARTIAL_CHAIN);
		int done = X509_verify_cert(ctx), error = X509_STORE_CTX_get_error(ctx);
		r = done == 1 ? X509_V_OK : error != X509_V_OK ? error : X509_V_ERR_UNSPECIFIED;
	}
	X509_STORE_CTX_free(ctx);
	return r;
}

static const char *chain_words(int error)
{
	switch (error) {
	case X509_V_OK:
		return NULL;
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		return _("chứng thư không còn hoặc chưa có hiệu lực vào lúc kiểm");
	case X509_V_ERR_CERT_REVOKED:
		return _("chứng thư đã bị thu hồi");
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		return _("khóa hoặc hàm băm của chứng thư quá yếu");
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		return _("cơ quan cấp chứng thư không có trong danh sách cơ quan chứng thực của nơi này");
	default:
		return _("chuỗi chứng thư không kiểm được");
	}
}

static void check_certificate(const struct trust *trust, X509 *cert, STACK_OF(X509) *others, int64_t now, struct signature *s)
{
	uint32_t usage = X509_get_key_usage(cert);
	if (usage != UINT32_MAX && !(usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)))
		judge(s, SIGNATURE_LOOK, _("chứng thư không được cấp để ký"));
	if (!trust->certificates) {
		judge(s, SIGNATURE_LOOK,
		      _("chưa kiểm với cơ quan chứng thực: nơi này chưa khai cơ quan chứng thực nào, cần người xem"));
		return;
	}
	int error = chain_error(trust, cert, others, now, 0);
	if (error == X509_V_OK && trust->lists) {
		error = chain_error(trust, cert, others, now, X509_V_FLAG_CRL_CHECK);
		if (error != X509_V_OK && error != X509_V_ERR_CERT_REVOKED) {
			judge(s, SIGNATURE_LOOK, _("không có danh sách thu hồi còn hạn của cơ quan cấp chứng thư"));
			return;
		}
	}
	if (error != X509_V_OK)
		judge(s, SIGNATURE_LOOK, chain_words(error));
}

/* ---- one signature ---- */

static bool known_kind(struct str kind)
{
	return str_eq_c(kind, "adbe.pkcs7.detached") || str_eq_c(kind, "ETSI.CAdES.detached");
}

/* Are the bytes around the string those that were signed? The signer's certificate is found, not yet believed. */
static bool intact(CMS_ContentInfo *cms, struct str pdf, const struct pdf_signature *at)
{
	BIO *bytes = BIO_new(BIO_s_mem()), *through = BIO_new(BIO_f_null());
	int first = (int)at->from, second = (int)(at->end - at->to);
	INVARIANT(bytes && through, "no memory for what was signed");
	/* read through a filter: CMS_verify copies plain memory, and forgets the copy when it gives up early */
	BIO_set_mem_eof_return(bytes, 0);
	BIO_push(through, bytes);
	bool good = BIO_write(bytes, pdf.p, first) == first && BIO_write(bytes, pdf.p + at->to, second) == second &&
		    CMS_verify(cms, NULL, NULL, through, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) == 1;
	BIO_free_all(through);
	return good;
}

static void check_signer(struct arena *a, CMS_ContentInfo *cms, struct str pdf, const struct pdf_signature *at,
			 const struct trust *trust, int64_t now, struct signature *s)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	if (sk_CMS_SignerInfo_num(signers) != 1 || CMS_is_detached(cms) != 1 || !intact(cms, pdf, at)) {
		judge(s, SIGNATURE_BROKEN, _("nội dung tệp không khớp với chữ ký: tệp đã bị sửa sau khi ký, hoặc chữ ký hỏng"));
		return;
	}
	CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, 0);
	STACK_OF(X509) *others = CMS_get1_certs(cms);
	X509_ALGOR *digest = NULL;
	const ASN1_OBJECT *name = NULL;
	EVP_PKEY *key = NULL;
	X509 *cert = NULL;
	CMS_SignerInfo_get0_algs(signer, &key, &cert, &digest, NULL);
	X509_ALGOR_get0(&name, NULL, NULL, digest);
	const EVP_MD *md = EVP_get_digestbyobj(name);
	s->signer = name_of(a, X509_get_subject_name(cert));
	s->issuer = name_of(a, X509_get_issuer_name(cert));
	s->serial = serial_of(a, cert);
	s->at = time_of_signing(signer);
	if (!md || EVP_MD_get_size(md) < DIGEST_LEAST)
		judge(s, SIGNATURE_LOOK, _("chữ ký dùng hàm băm quá yếu"));
	check_certificate(trust, cert, others, now, s);
	sk_X509_pop_free(others, X509_free);
}

static void check_one(struct arena *a, struct str pdf, const struct pdf_signature *at, const struct trust *trust, int64_t now,
		      struct signature *s)
{
	const unsigned char *der = (const unsigned char *)at->contents.p;
	*s = (struct signature){.verdict = SIGNATURE_GOOD};
	if (!known_kind(at->kind)) {
		judge(s, SIGNATURE_LOOK, _("loại chữ ký này không đọc được ở đây, cần người xem bằng phần mềm khác"));
		return;
	}
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &der, (long)at->contents.n);
	if (!cms || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
		judge(s, SIGNATURE_BROKEN, _("chữ ký hỏng, không đọc được"));
	else
		check_signer(a, cms, pdf, at, trust, now, s);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
}

/* ---- the file ---- */

static void add_words(struct arena *a, struct signature_report *ret, struct str words)
{
	if (words.n && str_find(ret->why, words) < 0)
		ret->why = ret->why.n ? arena_printf(a, "%.*s; %.*s", STR_ARG(ret->why), STR_ARG(words)) : words;
}

int signature_check(struct arena *a, struct str pdf, struct str authorities, int64_t now, struct signature_report *ret,
		    struct err *err)
{
	struct pdf_signature at[PDF_SIGNATURES_MOST];
	struct trust trust = {0};
	INVARIANT(pdf.n < INT32_MAX && authorities.n <= SIGNATURE_AUTHORITIES_MOST, "limits of what is checked");
	*ret = (struct signature_report){0};
	/* no file of the machine's OpenSSL decides how a signature is read */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	int r = pdf_signatures(a, pdf, at, &ret->n, err);
	if (r == 0 && ret->n)
		r = read_trust(authorities, &trust, err);
	if (r == 0 && ret->n)
		ret->verdict = SIGNATURE_GOOD;
	for (size_t i = 0; r == 0 && i < ret->n; i++) {
		check_one(a, pdf, &at[i], &trust, now, &ret->v[i]);
		if (ret->v[i].verdict < ret->verdict)
			ret->verdict = ret->v[i].verdict;
		add_words(a, ret, ret->v[i].why);
	}
	if (r == 0 && ret->n && !at[ret->n - 1].whole) {
		ret->verdict = SIGNATURE_BROKEN;
		add_words(a, ret, str_from_c(_("phần cuối tệp được thêm sau khi ký nên không được ký")));
	}
	X509_STORE_free(trust.store);
	return r;
}
