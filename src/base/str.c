#include "base/str.h"

#include <string.h>

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	if (c)
		return c;
	return a.n < b.n ? -1 : a.n > b.n;
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_slice(s, s.n - suffix.n, s.n), suffix);
}

ptrdiff_t str_find(struct str s, struct str needle)
{
	if (needle.n == 0)
		return 0;
	if (s.n < needle.n)
		return -1;
	const char *hit = memmem(s.p, s.n, needle.p, needle.n);
	return hit ? hit - s.p : -1;
}

ptrdiff_t str_find_char(struct str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;
	return hit ? hit - s.p : -1;
}

size_t str_characters(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

struct str str_base_name(struct str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/' || s.p[i - 1] == '\\')
			return str_slice(s, i, s.n);
	return s;
}

struct str str_head(struct str s, size_t most)
{
	if (s.n <= most)
		return s;
	while (most > 0 && ((unsigned char)s.p[most] & 0xC0) == 0x80)
		most--;
	return str_slice(s, 0, most);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

struct str str_trim(struct str s)
{
	while (s.n && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

bool str_split(struct str *rest, char sep, struct str *ret_part)
{
	if (!rest->p)
		return false;
	ptrdiff_t at = str_find_char(*rest, sep);
	if (at < 0) {
		*ret_part = *rest;
		*rest = (struct str){0};
	} else {
		*ret_part = str_slice(*rest, 0, (size_t)at);
		*rest = str_slice(*rest, (size_t)at + 1, rest->n);
	}
	return true;
}

bool str_to_i64(struct str s, int64_t min, int64_t max, int64_t *ret_value)
{
	bool minus = s.n && s.p[0] == '-';
	if (minus)
		s = str_slice(s, 1, s.n);
	if (s.n == 0)
		return false;
	int64_t v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		/* built up on the negative side, where the range is one larger */
		if (__builtin_mul_overflow(v, 10, &v) || __builtin_sub_overflow(v, s.p[i] - '0', &v))
			return false;
	}
	if (!minus && __builtin_sub_overflow(0, v, &v))
		return false;
	if (v < min || v > max)
		return false;
	*ret_value = v;
	return true;
}

bool str_to_scaled(struct str s, int decimals, int64_t min, int64_t max, int64_t *ret_value)
{
	char digits[32];
	size_t n = 0;
	int after_mark = -1;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if ((c == '.' || c == ',') && after_mark < 0 && n > 0 && digits[n - 1] != '-') {
			after_mark = 0;
			continue;
		}
		if (after_mark >= 0 && ++after_mark > decimals)
			return false;
		if (n >= sizeof(digits) - 8)
			return false;
		digits[n++] = c;
	}
	if (after_mark == 0 || n == 0 || digits[n - 1] == '-')
		return false; /* a blank or a dash is no zero */
	for (int i = after_mark < 0 ? 0 : after_mark; i < decimals && n < sizeof(digits); i++)
		digits[n++] = '0';
	return str_to_i64((struct str){digits, n}, min, max, ret_value);
}

/* How many bytes from the first on are below 0x80, in eights, and then to the first that is not. */
static size_t ascii_bytes(struct str s)
{
	uint64_t eight;
	size_t n = 0;
	for (; s.n - n >= 8; n += 8) {
		memcpy(&eight, s.p + n, 8);
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (n < s.n && !((unsigned char)s.p[n] & 0x80))
		n++;
	return n;
}

bool str_is_ascii(struct str s)
{
	return ascii_bytes(s) == s.n;
}

bool str_is_utf8(struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	for (size_t i = ascii_bytes(s); i < s.n;) {
		unsigned char c = p[i];
		size_t more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : c >= 0xE0 && c < 0xF0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : 9;
		if (more == 9 || more >= s.n - i)
			return false;
		for (size_t k = 1; k <= more; k++)
			if ((p[i + k] & 0xC0) != 0x80)
				return false;
		if ((c == 0xE0 && p[i + 1] < 0xA0) || (c == 0xED && p[i + 1] > 0x9F) || (c == 0xF0 && p[i + 1] < 0x90) ||
		    (c == 0xF4 && p[i + 1] > 0x8F))
			return false;
		i += more + 1;
	}
	return true;
}

size_t str_put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		to[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; c >>= 6)
		to[i] = (char)(0x80 | (c & 0x3F));
	to[0] = (char)((0xF00 >> n & 0xFF) | c);
	return n;
}
