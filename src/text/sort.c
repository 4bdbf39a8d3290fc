/* The Vietnamese alphabetical order, from ICU. */
#include <pthread.h>
#include <unicode/ucol.h>
#include <unicode/ustring.h>
#include "base/err.h"
#include "text/text.h"

static UCollator *collator;
static pthread_once_t collator_once = PTHREAD_ONCE_INIT;

/* Once opened the collator is only read, which ICU allows from many threads. */
static void collator_open(void)
{
	UErrorCode code = U_ZERO_ERROR;
	collator = ucol_open("vi", &code);
	if (U_FAILURE(code))
		BUG("ICU has no Vietnamese collation");
	ucol_setAttribute(collator, UCOL_NORMALIZATION_MODE, UCOL_ON, &code);
	ucol_setAttribute(collator, UCOL_NUMERIC_COLLATION, UCOL_ON, &code);
	if (U_FAILURE(code))
		BUG("ICU refuses an attribute of the collation");
}

struct str text_sort_key(struct arena *a, struct str s)
{
	if (!str_is_utf8(s))
		return (struct str){0};
	if (!s.n)
		return STR("");
	if (s.n > INT32_MAX / 8)
		BUG("a text to sort is longer than any cell may be");
	pthread_once(&collator_once, collator_open);

	/* UTF-16 never has more units than UTF-8 has bytes. */
	UChar *wide = arena_array_of(a, s.n, UChar);
	int32_t wide_n = 0;
	UErrorCode code = U_ZERO_ERROR;
	u_strFromUTF8(wide, (int32_t)s.n, &wide_n, s.p, (int32_t)s.n, &code);
	if (U_FAILURE(code))
		BUG("well-formed UTF-8 did not convert to UTF-16");

	uint8_t small[256];
	int32_t n = ucol_getSortKey(collator, wide, wide_n, small, (int32_t)sizeof(small));
	if (n <= 0)
		BUG("ICU gave no sort key");
	if ((size_t)n <= sizeof(small))
		return arena_dup(a, (struct str){(const char *)small, (size_t)n - 1}); /* without the closing NUL */
	uint8_t *key = arena_array_of(a, (size_t)n, uint8_t);
	ucol_getSortKey(collator, wide, wide_n, key, n);
	return (struct str){(const char *)key, (size_t)n - 1};
}
