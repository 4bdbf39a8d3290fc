/*
 * signed_pdf.h – an authority, people it gives certificates to, and PDFs they sign: made anew by each test.
 */
#pragma once
#include "base/arena.h"

enum signing_flaw { SIGNING_SOUND, SIGNING_SHA1, SIGNING_ATTACHED, SIGNING_OTHER_BYTES };

struct signer;
struct signing {
	const struct signer *by;
	int64_t at;       /* ms, as the signer says */
	const char *kind; /* SubFilter */
	enum signing_flaw flaw;
};

/* An authority when `by` is NULL. `from`, `to`: ms. Freed by signer_free. */
struct signer *signer_make(const struct signer *by, const char *name, int serial, int64_t from, int64_t to);
void signer_free(struct signer *s);
/* Its certificate as PEM. */
struct str signer_pem(struct arena *a, const struct signer *s);
/* What the authority has taken back, as PEM; `revoked` NULL: nobody. */
struct str signer_revocations(struct arena *a, const struct signer *authority, const struct signer *revoked, int64_t from,
			      int64_t to);
/* The PDF with one more signature behind it, as a signing program adds it. */
struct str signed_pdf(struct arena *a, struct str pdf, const struct signing *how);
/* A PDF of one page. */
struct str plain_pdf(struct arena *a);
