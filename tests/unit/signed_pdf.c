#include "signed_pdf.h"

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/buf.h"
#include "base/err.h"

#define ROOM 2048 /* bytes of a signature, as its writer plans before it knows */

struct signer {
	EVP_PKEY *key;
	X509 *cert;
	const struct signer *by;
};

#define MUST(x) INVARIANT(x, "OpenSSL: " #x)

static void extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	X509_EXTENSION *one = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	MUST(one && X509_add_ext(cert, one, -1) == 1);
	X509_EXTENSION_free(one);
}

struct signer *signer_make(const struct signer *by, const char *name, int serial, int64_t from, int64_t to)
{
	struct signer *s = calloc(1, sizeof(*s));
	*s = (struct signer){EVP_EC_gen("P-256"), X509_new(), by};
	X509_NAME *subject = X509_get_subject_name(s->cert);
	X509 *issuer = by ? by->cert : s->cert;
	MUST(X509_set_version(s->cert, X509_VERSION_3) && ASN1_INTEGER_set(X509_get_serialNumber(s->cert), serial));
	MUST(ASN1_TIME_set(X509_getm_notBefore(s->cert), (time_t)(from / 1000)));
	MUST(ASN1_TIME_set(X509_getm_notAfter(s->cert), (time_t)(to / 1000)));
	MUST(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)name, -1, -1, 0));
	MUST(X509_set_issuer_name(s->cert, X509_get_subject_name(issuer)) && X509_set_pubkey(s->cert, s->key));
	extend(s->cert, issuer, NID_basic_constraints, by ? "CA:FALSE" : "critical,CA:TRUE");
	extend(s->cert, issuer, NID_key_usage, by ? "critical,digitalSignature,nonRepudiation" : "critical,keyCertSign,cRLSign");
	MUST(X509_sign(s->cert, by ? by->key : s->key, EVP_sha256()));
	return s;
}

void signer_free(struct signer *s)
{
	EVP_PKEY_free(s->key);
	X509_free(s->cert);
	free(s);
}

static struct str text_of(struct arena *a, BIO *bio)
{
	char *p;
	long n = BIO_get_mem_data(bio, &p);
	struct str text = arena_dup(a, (struct str){p, (size_t)n});
	BIO_free(bio);
	return text;
}

struct str signer_pem(struct arena *a, const struct signer *s)
{
	BIO *bio = BIO_new(BIO_s_mem());
	MUST(PEM_write_bio_X509(bio, s->cert));
	return text_of(a, bio);
}

struct str signer_revocations(struct arena *a, const struct signer *authority, const struct signer *revoked, int64_t from,
			      int64_t to)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *day = ASN1_TIME_set(NULL, (time_t)(from / 1000)), *end = ASN1_TIME_set(NULL, (time_t)(to / 1000));
	MUST(X509_CRL_set_version(crl, X509_CRL_VERSION_2));
	MUST(X509_CRL_set_issuer_name(crl, X509_get_subject_name(authority->cert)));
	MUST(X509_CRL_set1_lastUpdate(crl, day) && X509_CRL_set1_nextUpdate(crl, end));
	if (revoked) {
		X509_REVOKED *one = X509_REVOKED_new();
		MUST(X509_REVOKED_set_serialNumber(one, X509_get_serialNumber(revoked->cert)));
		MUST(X509_REVOKED_set_revocationDate(one, day) && X509_CRL_add0_revoked(crl, one));
	}
	MUST(X509_CRL_sign(crl, authority->key, EVP_sha256()));
	BIO *bio = BIO_new(BIO_s_mem());
	MUST(PEM_write_bio_X509_CRL(bio, crl));
	X509_CRL_free(crl);
	ASN1_TIME_free(day);
	ASN1_TIME_free(end);
	return text_of(a, bio);
}

/* The signature over two pieces of text, as DER. */
static struct str sign_two(struct arena *a, struct str first, struct str second, const struct signing *how)
{
	unsigned flags = CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP | (how->flaw == SIGNING_ATTACHED ? 0 : CMS_DETACHED);
	BIO *bytes = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, flags);
	CMS_SignerInfo *info = CMS_add1_signer(cms, how->by->cert, how->by->key,
					       how->flaw == SIGNING_SHA1 ? EVP_sha1() : EVP_sha256(), flags);
	ASN1_TIME *at = ASN1_TIME_set(NULL, (time_t)(how->at / 1000));
	MUST(info && CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, ASN1_STRING_type(at), at, -1));
	BIO_write(bytes, first.p, (int)first.n);
	BIO_write(bytes, second.p, (int)second.n);
	if (how->flaw == SIGNING_OTHER_BYTES)
		BIO_write(bytes, "!", 1);
	MUST(CMS_final(cms, bytes, NULL, flags) == 1 && i2d_CMS_bio(out, cms) == 1);
	CMS_ContentInfo_free(cms);
	ASN1_TIME_free(at);
	BIO_free(bytes);
	return text_of(a, out);
}

struct str signed_pdf(struct arena *a, struct str pdf, const struct signing *how)
{
	struct buf b = BUF_INIT((size_t)32 << 20);
	buf_add(&b, pdf);
	buf_printf(&b, "\n90 0 obj\n<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /%s /ByteRange [0 ", how->kind);
	size_t ranges = b.n;
	buf_printf(&b, "%36s /Contents ", "]");
	size_t from = b.n;
	buf_add_char(&b, '<');
	for (size_t i = 0; i < 2 * ROOM; i++)
		buf_add_char(&b, '0');
	buf_add_char(&b, '>');
	size_t to = b.n;
	buf_add_c(&b, ">>\nendobj\nxref\n0 0\ntrailer\n<</Size 91>>\nstartxref\n9\n%%EOF\n");
	char written[40];
	int n = snprintf(written, sizeof(written), "%zu %zu %zu", from, to, b.n - to);
	memcpy(b.p + ranges, written, (size_t)n);
	struct str der = sign_two(a, (struct str){b.p, from}, (struct str){b.p + to, b.n - to}, how);
	INVARIANT(der.n <= ROOM, "a signature larger than its room");
	for (size_t i = 0; i < der.n; i++) {
		static const char digits[] = "0123456789abcdef";
		b.p[from + 1 + 2 * i] = digits[(unsigned char)der.p[i] >> 4];
		b.p[from + 2 + 2 * i] = digits[(unsigned char)der.p[i] & 15];
	}
	struct str made = arena_dup(a, buf_str(&b));
	buf_free(&b);
	return made;
}

struct str plain_pdf(struct arena *a)
{
	return arena_dup(a, STR("%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type /Pages /Kids [3 0 R] "
				"/Count 1>>\nendobj\n3 0 obj\n<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>\nendobj\n"
				"trailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"));
}
