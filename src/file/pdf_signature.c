#include "file/pdf_signature.h"

#include <string.h>

#define NUMBER_DIGITS 10

static int torn(struct err *err)
{
	return err_set(err, ERR_INPUT,
		       _("Chữ ký số trong tệp PDF hỏng hoặc không đúng cách; hãy ký lại từ tệp gốc rồi nộp lại."));
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0'; }

/* Where the text stands first in [from, to), or -1. */
static ptrdiff_t find_in(struct str s, size_t from, size_t to, struct str what)
{
	const char *p = memmem(s.p + from, to - from, what.p, what.n);
	return p ? p - s.p : -1;
}

/* Where it stands last before `to`. */
static ptrdiff_t find_before(struct str s, size_t to, struct str what)
{
	for (size_t at = to; at >= what.n; at--)
		if (memcmp(s.p + at - what.n, what.p, what.n) == 0)
			return (ptrdiff_t)(at - what.n);
	return -1;
}

static size_t skip_blanks(struct str s, size_t at)
{
	while (at < s.n && is_blank(s.p[at]))
		at++;
	return at;
}

/* "[0 840 960 240]" */
static bool read_ranges(struct str s, size_t at, size_t ret[4])
{
	at = skip_blanks(s, at);
	if (at >= s.n || s.p[at++] != '[')
		return false;
	for (int i = 0; i < 4; i++) {
		size_t digits = 0, v = 0;
		at = skip_blanks(s, at);
		for (; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++, digits++)
			v = digits < NUMBER_DIGITS ? v * 10 + (size_t)(s.p[at] - '0') : SIZE_MAX;
		if (digits == 0 || digits > NUMBER_DIGITS)
			return false;
		ret[i] = v;
	}
	at = skip_blanks(s, at);
	return at < s.n && s.p[at] == ']';
}

static int digit_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The bytes of the hex string; what is behind the outermost value of the DER is padding and must be zero. */
static bool decode(struct arena *a, struct str hex, struct str *ret)
{
	unsigned char *v = arena_alloc(a, hex.n / 2 + 1);
	size_t n = 0;
	int half = -1;
	for (size_t i = 0; i < hex.n; i++) {
		int d = digit_of(hex.p[i]);
		if (d < 0 && !is_blank(hex.p[i]))
			return false;
		if (d < 0)
			continue;
		if (half >= 0)
			v[n++] = (unsigned char)(half << 4 | d);
		half = half < 0 ? d : -1;
	}
	if (half > 0 || n < 4 || v[0] != 0x30 || n > PDF_SIGNATURE_BYTES)
		return false;
	size_t length = v[1], head = 2;
	if (length >= 0x80) {
		size_t more = length & 0x7F;
		if (more == 0 || more > 4 || n < 2 + more)
			return false;
		for (length = 0; head < 2 + more; head++)
			length = length << 8 | v[head];
	}
	if (length > n - head)
		return false;
	for (size_t i = head + length; i < n; i++)
		if (v[i])
			return false;
	*ret = (struct str){(const char *)v, head + length};
	return true;
}

/* The name behind a key of the object, the string left out. */
static struct str name_behind(struct str s, size_t from, size_t to, struct str key)
{
	ptrdiff_t at = find_in(s, from, to, key);
	if (at < 0)
		return (struct str){0};
	size_t begin = skip_blanks(s, (size_t)at + key.n), end;
	if (begin >= to || s.p[begin] != '/')
		return (struct str){0};
	for (end = ++begin; end < to && s.p[end] > ' ' && !memchr("/<>[]()", s.p[end], 7); end++)
		;
	return str_slice(s, begin, end);
}

/* The signature whose /ByteRange ends at `at`. */
static bool read_one(struct arena *a, struct str s, size_t at, struct pdf_signature *ret)
{
	size_t range[4];
	if (!read_ranges(s, at, range))
		return false;
	size_t from = range[1], to = range[2];
	if (range[0] != 0 || from == 0 || to <= from + 2 || to > s.n || range[3] == 0 || range[3] > s.n - to)
		return false;
	if (to - from > 2 * PDF_SIGNATURE_BYTES + 2 || s.p[from] != '<' || s.p[to - 1] != '>')
		return false;
	size_t key = from;
	while (key > 0 && is_blank(s.p[key - 1]))
		key--;
	if (!str_ends(str_slice(s, 0, key), STR("/Contents")))
		return false;
	/* one object: it begins before both and does not end between them */
	size_t first = at < from ? at : from, last = at < from ? to : at;
	ptrdiff_t begin = find_before(s, first, STR(" obj")), end = find_in(s, first, s.n, STR("endobj"));
	if (begin < 0 || end < 0 || (size_t)end < last)
		return false;
	ret->from = from;
	ret->to = to;
	ret->end = to + range[3];
	ret->whole = ret->end == s.n;
	ret->kind = name_behind(s, (size_t)begin, from, STR("/SubFilter"));
	if (!ret->kind.n)
		ret->kind = name_behind(s, to, (size_t)end, STR("/SubFilter"));
	return decode(a, str_slice(s, from + 1, to - 1), &ret->contents);
}

int pdf_signatures(struct arena *a, struct str pdf, struct pdf_signature *ret, size_t *ret_n, struct err *err)
{
	static const struct str key = STR_INIT("/ByteRange");
	size_t n = 0;
	if (!str_starts(pdf, STR("%PDF-")))
		return err_set(err, ERR_INPUT, _("Tệp này không phải là PDF; chữ ký số được nhận trong tệp PDF."));
	for (ptrdiff_t at = 0; (at = find_in(pdf, (size_t)at, pdf.n, key)) >= 0;) {
		struct pdf_signature one = {0};
		at += (ptrdiff_t)key.n;
		if (n == PDF_SIGNATURES_MOST || !read_one(a, pdf, (size_t)at, &one))
			return torn(err);
		size_t place = n++;
		for (; place > 0 && ret[place - 1].end > one.end; place--)
			ret[place] = ret[place - 1];
		ret[place] = one;
	}
	*ret_n = n;
	return 0;
}
