/*
 * signature.h – is a PDF signed, is it still what was signed, and by whom? The only door to OpenSSL (doc/decisions/011).
 *
 * What is asked of each signature: its kind is read here (CMS, detached: adbe.pkcs7.detached, ETSI.CAdES.detached); one
 * signer; digest and key strong enough; the bytes are those that were signed; the signer's certificate leads to an
 * authority of the site at the moment of asking; it may sign; the site's revocation list, where there is one, does not name
 * it. The time of signing is what the signer says: a time stamp is not read.
 *
 * The verdict is never better than the worst thing found: what is not known is SIGNATURE_LOOK, a person must look.
 */
#pragma once
#include "file/pdf_signature.h"

#define SIGNATURE_AUTHORITIES_MOST ((size_t)4 << 20) /* bytes of the file of authorities */

enum signature_verdict {
	SIGNATURE_NONE,   /* not signed */
	SIGNATURE_BROKEN, /* changed after signing, or no signature of these bytes */
	SIGNATURE_LOOK,   /* these bytes were signed with that certificate; whether it is to be trusted a person must say */
	SIGNATURE_GOOD,
};

struct signature {
	enum signature_verdict verdict;
	struct str signer, issuer; /* names of the certificate, cleaned; empty when it could not be read */
	struct str serial;         /* hex digits */
	int64_t at;                /* ms, as the signer says; 0: not said */
	struct str why;            /* what is wrong or to be looked at; for people; empty when it is good */
};

struct signature_report {
	enum signature_verdict verdict;
	struct signature v[PDF_SIGNATURES_MOST]; /* the last one signs the file as it is */
	size_t n;
	struct str why; /* what is wrong or to be looked at, of all; empty when it is good */
};

/* `authorities`: certificates and revocation lists as PEM, those the operator trusts; empty: none were given. `now`: ms, the
 * moment certificates must be valid at. ERR_INPUT: no PDF, or the authorities cannot be read. Strings live in the arena. */
int signature_check(struct arena *a, struct str pdf, struct str authorities, int64_t now, struct signature_report *ret,
		    struct err *err);
