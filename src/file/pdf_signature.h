/*
 * pdf_signature.h – where a PDF is signed (ISO 32000-1, 12.8; PAdES, ETSI EN 319 142-1), found from its bytes alone.
 *
 * A signature signs two ranges of the file: all before and all behind the hex string that holds the signature itself. What
 * else the file says about its own structure is not believed: nothing but these ranges counts. A signature is one only when
 *   - the ranges begin with the first byte and leave out exactly one string `<…>` of hex digits,
 *   - that string is the /Contents of the same object.
 * Whatever stands behind the last range was added later and is not signed by it: `whole` is false then.
 *
 * Several people sign one after the other, each the file as it was; the last one signs all of it. Nothing is computed here:
 * signature.h asks whether the bytes are those that were signed, and by whom.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define PDF_SIGNATURES_MOST 16
#define PDF_SIGNATURE_BYTES ((size_t)1 << 20) /* of one signature, decoded */

struct pdf_signature {
	size_t from, to;     /* [from, to): the string nobody signs, with its marks */
	size_t end;          /* what is signed ends here */
	bool whole;          /* and the file too */
	struct str kind;     /* its SubFilter: "ETSI.CAdES.detached"; in the file's bytes */
	struct str contents; /* decoded, without the padding behind it; in the arena */
};

/* In the order of their ends; *ret_n is 0 for a file that is not signed. `ret`: PDF_SIGNATURES_MOST. ERR_INPUT: no PDF, or
 * something that would be a signature and keeps none of the above. */
int pdf_signatures(struct arena *a, struct str pdf, struct pdf_signature *ret, size_t *ret_n, struct err *err);
