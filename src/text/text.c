/* Normal form, folding, names, numbers. Sort keys are in sort.c. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include "base/buf.h"
#include "base/err.h"
#include "text/text.h"

/* A text as code points. Most are short names, so there is room for them without asking the arena. */
struct points {
	utf8proc_int32_t small[192];
	utf8proc_int32_t *p;
	size_t n;
};

enum mark {
	TONE_GRAVE = 0x0300,
	TONE_ACUTE = 0x0301,
	TONE_TILDE = 0x0303,
	TONE_HOOK = 0x0309,
	TONE_DOT = 0x0323,
	D_BAR_UPPER = 0x0110,
	D_BAR_LOWER = 0x0111,
	ETH_UPPER = 0x00D0, /* "Ð", which older keyboards give for "Đ": the same to the eye */
	ETH_LOWER = 0x00F0,
};

/* False when the bytes are no UTF-8. */
static bool points_take(struct arena *a, struct str s, utf8proc_option_t options, struct points *ret)
{
	if (!str_is_utf8(s))
		return false;
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)(s.p ? s.p : "");
	utf8proc_ssize_t room = (utf8proc_ssize_t)ARRAY_LEN(ret->small);
	ret->p = ret->small;
	utf8proc_ssize_t n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, ret->p, room, options);
	if (n > room) {
		ret->p = arena_array_of(a, (size_t)n, utf8proc_int32_t);
		n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, ret->p, n, options);
	}
	if (n < 0)
		BUG("utf8proc refused well-formed UTF-8");
	ret->n = (size_t)n;
	return true;
}

/* Writes one code point and returns the bytes written; `to` has room for four. */
static size_t point_put(char *to, utf8proc_int32_t c)
{
	return (size_t)utf8proc_encode_char(c, (utf8proc_uint8_t *)to);
}

/* The code points as UTF-8, each through `change`. */
static struct str points_write(struct arena *a, const struct points *points, utf8proc_int32_t (*change)(utf8proc_int32_t))
{
	char *p = arena_array_of(a, points->n * 4 + 1, char);
	size_t n = 0;
	for (size_t i = 0; i < points->n; i++)
		n += point_put(p + n, change ? change(points->p[i]) : points->p[i]);
	return (struct str){p, n};
}

/* Most text is of letters below U+0300 and of the block of Vietnamese ones, U+1E00 to U+1EFF. All of these are composed already
 * and none joins one before it (Unicode annex 15, quick check): such a text is in normal form C. They are numbered here. */
#define COMMON_LATIN 0x300
#define COMMON 0x400

/* The common letter at p and its bytes, or -1. Bytes of well-formed UTF-8. */
static int common_at(const char *p, size_t left, size_t *ret_n)
{
	const unsigned char *b = (const unsigned char *)p;
	*ret_n = 1;
	if (b[0] < 0x80)
		return b[0];
	*ret_n = b[0] < 0xE0 ? 2 : 3;
	if (b[0] < 0xCC && left > 1)
		return (b[0] & 0x1F) << 6 | (b[1] & 0x3F);
	if (b[0] == 0xE1 && left > 2 && b[1] >= 0xB8 && b[1] <= 0xBB)
		return COMMON_LATIN + ((b[1] & 3) << 6 | (b[2] & 0x3F));
	return -1;
}

static bool is_common(struct str s)
{
	size_t n;
	for (size_t i = 0; i < s.n; i += n)
		if (common_at(s.p + i, s.n - i, &n) < 0)
			return false;
	return true;
}

static struct str composed(struct arena *a, struct str s, utf8proc_int32_t (*change)(utf8proc_int32_t))
{
	struct points points;
	if (!points_take(a, s, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &points))
		return (struct str){0};
	utf8proc_ssize_t n = utf8proc_normalize_utf32(points.p, (utf8proc_ssize_t)points.n,
	                                              UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	if (n < 0)
		BUG("utf8proc could not compose a text");
	points.n = (size_t)n;
	return points_write(a, &points, change);
}

struct str text_nfc(struct arena *a, struct str s)
{
	if (!s.n)
		return STR("");
	return str_is_ascii(s) || (is_common(s) && str_is_utf8(s)) ? arena_dup(a, s) : composed(a, s, NULL);
}

/* Bytes of what stands at s[i] when people see another thing there, else 0: a blank (*ret_seen == " "), nothing, "Đ". */
static size_t unseen_at(struct str s, size_t i, struct str *ret_seen)
{
	const unsigned char *p = (const unsigned char *)s.p + i;
	size_t left = s.n - i;
	bool blank;
	*ret_seen = (struct str){0};
	if (p[0] == 0xC3 && left > 1 && p[1] == 0x90) { /* U+00D0 */
		*ret_seen = STR("\xC4\x90");
		return 2;
	}
	if (p[0] == 0xC2 && left > 1 && p[1] >= 0x80 && (p[1] <= 0xA0 || p[1] == 0xAD)) { /* U+0080–A0, U+00AD */
		*ret_seen = p[1] == 0x85 || p[1] == 0xA0 ? STR(" ") : *ret_seen;
		return 2;
	}
	if (left < 3)
		return 0;
	size_t n = 0;
	if (p[0] == 0xE2 && p[1] == 0x80) { /* U+2000–200F, 2028–202F */
		blank = p[2] <= 0x8A || p[2] == 0xA8 || p[2] == 0xA9 || p[2] == 0xAF;
		n = (p[2] >= 0x80 && p[2] <= 0x8F) || (p[2] >= 0xA8 && p[2] <= 0xAF) ? 3 : 0;
	} else if (p[0] == 0xE2 && p[1] == 0x81) { /* U+205F–2069 */
		blank = p[2] == 0x9F;
		n = p[2] >= 0x9F && p[2] <= 0xA9 ? 3 : 0;
	} else {
		blank = p[0] == 0xE3 && p[1] == 0x80 && p[2] == 0x80; /* U+3000 */
		n = blank || (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) ? 3 : 0;
	}
	*ret_seen = n && blank ? STR(" ") : *ret_seen;
	return n;
}

struct str text_visible(struct arena *a, struct str s)
{
	struct str seen;
	size_t i = 0, n, skip;
	if (str_is_ascii(s))
		return s;
	while (i < s.n && !((unsigned char)s.p[i] >= 0xC2 && unseen_at(s, i, &seen)))
		i++;
	if (i == s.n)
		return s;
	char *p = arena_alloc(a, s.n);
	memcpy(p, s.p, i);
	for (n = i; i < s.n; i += skip ? skip : 1) {
		skip = unseen_at(s, i, &seen);
		if (!skip)
			seen = str_slice(s, i, i + 1);
		if (seen.n)
			memcpy(p + n, seen.p, seen.n);
		n += seen.n;
	}
	return (struct str){p, n};
}

struct str text_upper(struct arena *a, struct str s)
{
	return composed(a, s, utf8proc_toupper);
}

/* What folding makes of a code point. */
enum fold { FOLD_KEEP, FOLD_DROP, FOLD_BLANK };

static enum fold fold_of(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
		return FOLD_KEEP;
	case UTF8PROC_CATEGORY_MN: /* accents */
	case UTF8PROC_CATEGORY_ME:
	case UTF8PROC_CATEGORY_CF: /* zero width, soft hyphen, byte order mark */
		return FOLD_DROP;
	default:
		return FOLD_BLANK;
	}
}

static bool is_d_bar(utf8proc_int32_t c)
{
	return c == D_BAR_UPPER || c == D_BAR_LOWER || c == ETH_UPPER || c == ETH_LOWER;
}

/* What is folded so far; a blank is written when something follows it. */
struct folded {
	char *p;
	size_t n;
	bool blank;
};

static void fold_keep(struct folded *f, const char *bytes, size_t n)
{
	if (f->blank)
		f->p[f->n++] = ' ';
	f->blank = false;
	memcpy(f->p + f->n, bytes, n);
	f->n += n;
}

static void fold_point(struct folded *f, utf8proc_int32_t c)
{
	char bytes[4];
	enum fold fold = fold_of(c);
	if (fold == FOLD_BLANK)
		f->blank = f->n > 0;
	if (fold == FOLD_KEEP)
		fold_keep(f, bytes, point_put(bytes, is_d_bar(c) ? 'd' : utf8proc_tolower(c)));
}

static struct str fold_whole(struct arena *a, struct str s)
{
	struct points points;
	if (!points_take(a, s, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &points))
		return (struct str){0};
	struct folded f = {.p = arena_array_of(a, points.n * 4 + 1, char)};
	for (size_t i = 0; i < points.n; i++)
		fold_point(&f, points.p[i]);
	return (struct str){f.p, f.n};
}

/* What becomes of each common letter, found out once; SEVERAL ("½") are left to fold_whole. */
static struct {
	enum { LETTERS, NOTHING, BLANK, SEVERAL } kind;
	size_t n;
	char bytes[4];
} common_fold[COMMON];
static pthread_once_t common_fold_made = PTHREAD_ONCE_INIT;

static void make_common_fold(void)
{
	_cleanup_arena_ struct arena *a = arena_new("folded letters", 1 << 20);
	for (int i = 0; i < COMMON; i++) {
		char text[8] = "x";
		size_t n = 1 + point_put(text + 1, i < COMMON_LATIN ? i : 0x1E00 + i - COMMON_LATIN);
		text[n++] = 'x';
		struct str whole = fold_whole(a, (struct str){text, n}), inside = str_slice(whole, 1, whole.n - 1);
		bool letters = inside.n <= sizeof(common_fold[i].bytes) && str_find_char(inside, ' ') < 0;
		common_fold[i].kind = inside.n == 0 ? NOTHING : str_eq(inside, STR(" ")) ? BLANK : letters ? LETTERS : SEVERAL;
		common_fold[i].n = letters ? inside.n : 0;
		memcpy(common_fold[i].bytes, inside.p, common_fold[i].n);
	}
}

struct str text_fold(struct arena *a, struct str s)
{
	size_t n;
	if (!str_is_utf8(s))
		return (struct str){0};
	pthread_once(&common_fold_made, make_common_fold);
	struct folded f = {.p = arena_array_of(a, s.n * 4 + 1, char)};
	for (size_t i = 0; i < s.n; i += n) {
		int c = common_at(s.p + i, s.n - i, &n);
		if (c < 0 || common_fold[c].kind == SEVERAL)
			return fold_whole(a, s);
		if (common_fold[c].kind == BLANK)
			f.blank = f.n > 0;
		else if (common_fold[c].kind == LETTERS)
			fold_keep(&f, common_fold[c].bytes, common_fold[c].n);
	}
	return (struct str){f.p, f.n};
}

static bool is_tone(utf8proc_int32_t c)
{
	return c == TONE_GRAVE || c == TONE_ACUTE || c == TONE_TILDE || c == TONE_HOOK || c == TONE_DOT;
}

static bool is_blank(utf8proc_int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);
	return k == UTF8PROC_CATEGORY_ZS || k == UTF8PROC_CATEGORY_ZL || k == UTF8PROC_CATEGORY_ZP || c == '\t' ||
	       c == '\n' || c == '\r';
}

/* Apostrophes and dashes have many shapes on keyboards: one each. */
static utf8proc_int32_t one_shape(utf8proc_int32_t c)
{
	if (c == '`' || c == 0x00b4 || c == 0x02bc || c == 0x02b9 || c == 0x2018 || c == 0x2019 || c == 0x2032)
		return '\'';
	if (utf8proc_category(c) == UTF8PROC_CATEGORY_PD || c == 0x2212)
		return '-';
	return is_d_bar(c) ? D_BAR_LOWER : utf8proc_tolower(c);
}

static bool in_syllable(utf8proc_int32_t c)
{
	enum fold fold = fold_of(c);
	return fold == FOLD_KEEP || fold == FOLD_DROP;
}

struct name_key {
	char *p;
	size_t n;
	utf8proc_int32_t tone; /* of the syllable under way, 0 for none */
	bool blank;            /* a blank waits for what follows it */
};

static void name_key_end_syllable(struct name_key *key)
{
	if (key->tone)
		key->n += point_put(key->p + key->n, key->tone);
	key->tone = 0;
}

static void name_key_take(struct name_key *key, utf8proc_int32_t c)
{
	if (is_tone(c)) {
		/* A second tone in one syllable is a mistake of typing; it stays where it is and so makes another name. */
		if (key->tone)
			key->n += point_put(key->p + key->n, c);
		else
			key->tone = c;
		return;
	}
	if (utf8proc_category(c) == UTF8PROC_CATEGORY_CF)
		return;
	c = one_shape(c);
	if (!in_syllable(c))
		name_key_end_syllable(key);
	if (is_blank(c)) {
		key->blank = key->n > 0;
		return;
	}
	/* No blank on either side of a dash. */
	if (key->blank && c != '-' && key->p[key->n - 1] != '-')
		key->p[key->n++] = ' ';
	key->blank = false;
	key->n += point_put(key->p + key->n, c);
}

struct str text_name_key(struct arena *a, struct str s)
{
	struct points points;
	if (!points_take(a, s, UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &points))
		return (struct str){0};
	struct name_key key = {.p = arena_array_of(a, points.n * 5 + 1, char)};
	for (size_t i = 0; i < points.n; i++)
		name_key_take(&key, points.p[i]);
	name_key_end_syllable(&key);
	return (struct str){key.p, key.n};
}

/* Digits of v with a point before each group of three, into the end of `room`; returns where they begin. */
static char *grouped(char *end, uint64_t v)
{
	int digits = 0;
	do {
		if (digits && digits % 3 == 0)
			*--end = '.';
		*--end = (char)('0' + v % 10);
		v /= 10;
		digits++;
	} while (v);
	return end;
}

static uint64_t magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

struct str text_number(struct arena *a, int64_t v)
{
	return text_scaled(a, v, 0);
}

struct str text_scaled(struct arena *a, int64_t v, int decimals)
{
	INVARIANT(decimals >= 0 && decimals <= 18, "text_scaled takes 0 to 18 decimals");
	char room[64];
	char *end = room + sizeof(room), *p = end;
	uint64_t rest = magnitude(v);
	for (int i = 0; i < decimals; i++) {
		*--p = (char)('0' + rest % 10);
		rest /= 10;
	}
	if (decimals)
		*--p = ',';
	p = grouped(p, rest);
	if (v < 0)
		*--p = '-';
	return arena_dup(a, (struct str){p, (size_t)(end - p)});
}
