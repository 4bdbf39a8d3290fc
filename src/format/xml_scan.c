#include "format/xml_scan.h"

#include <string.h>
#include <strings.h>

#include "base/err.h"

struct xml_scan {
	struct xml_handler handler;
	size_t token;
	char *p;           /* what was not taken apart yet begins at `at` */
	size_t at, n, room;
	size_t gone;       /* bytes before p */
	struct buf names;  /* of the open elements, one behind the other */
	size_t name[XML_SCAN_DEPTH + 1];
	size_t depth;
	bool rooted, stopped, last;
	const char *why;
};

bool xml_scan_fits(struct str first)
{
	struct str head = str_slice(first, 0, 256), utf8;
	if (str_starts(head, STR("\xEF\xBB\xBF")))
		head = str_slice(head, 3, head.n);
	if (!str_starts(head, STR("<")) || memchr(head.p, 0, head.n))
		return false;
	if (!str_starts(head, STR("<?xml")))
		return true;
	ptrdiff_t end = str_find(head, STR("?>")), at = str_find(head, STR("encoding"));
	if (end < 0 || at < 0 || at > end)
		return end >= 0;
	utf8 = str_slice(head, (size_t)at + strlen("encoding"), (size_t)end);
	while (utf8.n && strchr(" \t\r\n='\"", utf8.p[0]))
		utf8 = str_slice(utf8, 1, utf8.n);
	return utf8.n > 5 && strncasecmp(utf8.p, "utf-8", 5) == 0 && (utf8.p[5] == '"' || utf8.p[5] == '\'');
}

struct xml_scan *xml_scan_new(const struct xml_handler *handler, size_t token)
{
	struct xml_scan *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->handler = *handler;
	s->token = token;
	s->names = BUF_INIT(1 << 20);
	return s;
}

void xml_scan_free(struct xml_scan *s)
{
	if (!s)
		return;
	buf_free(&s->names);
	free(s->p);
	free(s);
}

char *xml_scan_room(struct xml_scan *s, size_t n)
{
	if (s->at) {
		memmove(s->p, s->p + s->at, s->n - s->at);
		s->gone += s->at;
		s->n -= s->at;
		s->at = 0;
	}
	if (s->room < s->n + n) {
		s->room = s->n + 2 * n;
		s->p = realloc(s->p, s->room);
		if (!s->p)
			abort();
	}
	return s->p + s->n;
}

void xml_scan_stop(struct xml_scan *s)
{
	s->stopped = true;
}

const char *xml_scan_why(const struct xml_scan *s)
{
	return s->why;
}

size_t xml_scan_at(const struct xml_scan *s)
{
	return s->gone + s->at;
}

static bool wrong(struct xml_scan *s, const char *why)
{
	s->why = why;
	return false;
}

/* ---- characters ---- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What a byte is: of a letter beyond ASCII; the end of a name (blanks, controls and what has a meaning in a tag); of a text that
 * cannot stay as it is. */
enum { HIGH = 1, ENDS_NAME = 2, ODD = 4 };
static const unsigned char kind_of[256] = {
	[0 ... 0x1F] = ENDS_NAME | ODD, [' '] = ENDS_NAME, ['/'] = ENDS_NAME, ['>'] = ENDS_NAME, ['='] = ENDS_NAME,
	['<'] = ENDS_NAME, ['"'] = ENDS_NAME, ['\''] = ENDS_NAME, ['&'] = ENDS_NAME | ODD, [']'] = ODD, [0x80 ... 0xFF] = HIGH,
};

static bool is_char(uint32_t c)
{
	return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
	       (c >= 0x10000 && c <= 0x10FFFF);
}

static bool number_of(struct str digits, uint32_t base, uint32_t *ret)
{
	uint32_t c = 0;
	for (size_t i = 0; i < digits.n; i++) {
		int d = digits.p[i] >= '0' && digits.p[i] <= '9' ? digits.p[i] - '0'
			: base == 16 && (digits.p[i] | 32) >= 'a' && (digits.p[i] | 32) <= 'f' ? (digits.p[i] | 32) - 'a' + 10 : -1;
		if (d < 0 || c > 0x10FFFF)
			return false;
		c = c * base + (uint32_t)d;
	}
	*ret = c;
	return digits.n && is_char(c);
}

/* The character of what stands between "&" and ";". */
static bool referred(struct str name, uint32_t *ret)
{
	static const struct { struct str name; char c; } known[] = {
		{{"amp", 3}, '&'}, {{"lt", 2}, '<'}, {{"gt", 2}, '>'}, {{"quot", 4}, '"'}, {{"apos", 4}, '\''}};
	if (str_starts(name, STR("#x")))
		return number_of(str_slice(name, 2, name.n), 16, ret);
	if (str_starts(name, STR("#")))
		return number_of(str_slice(name, 1, name.n), 10, ret);
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_eq(name, known[i].name)) {
			*ret = (uint32_t)known[i].c;
			return true;
		}
	return false;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The highest bit of a byte is set when there is a control, "&" or "]" among the eight. */
static uint64_t odd_of(uint64_t w)
{
	uint64_t amp = w ^ EACH('&'), bracket = w ^ EACH(']');
	return ((w - EACH(' ')) & ~w) | ((amp - EACH(1)) & ~amp) | ((bracket - EACH(1)) & ~bracket);
}

static unsigned kinds_of(const char *p, size_t n)
{
	uint64_t odd = 0, high = 0, w;
	unsigned kinds = 0;
	if (n < 8) {
		while (n)
			kinds |= kind_of[(unsigned char)p[--n]];
		return kinds;
	}
	for (size_t i = 0; i + 8 <= n; i += 8) { /* eight at a time, the last eight once more */
		memcpy(&w, p + i, 8);
		odd |= odd_of(w);
		high |= w;
	}
	memcpy(&w, p + n - 8, 8);
	odd |= odd_of(w);
	high |= w;
	return (odd & EACH(0x80) ? ODD : 0) | (high & EACH(0x80) ? HIGH : 0);
}

/* Does a text hold these bytes as they are: UTF-8 without controls, "&" and "]"? */
static bool is_plain(const char *p, size_t n)
{
	unsigned kinds = kinds_of(p, n);
	return !(kinds & ODD) && (!(kinds & HIGH) || str_is_utf8((struct str){p, n}));
}

/* Behind the name that begins at p; NULL when it is none. */
static char *name_end(char *p, const char *end)
{
	const char *name = p;
	unsigned kinds = 0;
	for (; p < end && !(kind_of[(unsigned char)*p] & ENDS_NAME); p++)
		kinds |= kind_of[(unsigned char)*p];
	return p > name && (!(kinds & HIGH) || str_is_utf8((struct str){name, (size_t)(p - name)})) ? p : NULL;
}

enum { AS_TEXT, AS_ATTRIBUTE, AS_CDATA };

/* Resolves what stands in p in its place; *n gets shorter. False: it is no text. */
static bool resolve(struct xml_scan *s, char *p, size_t *n, int as)
{
	size_t to = 0;
	if (is_plain(p, *n))
		return true;
	if (!str_is_utf8((struct str){p, *n}))
		return wrong(s, "not UTF-8");
	if (as == AS_TEXT && str_find((struct str){p, *n}, STR("]]>")) >= 0)
		return wrong(s, "]]> in a text");
	for (size_t i = 0; i < *n;) {
		unsigned char c = (unsigned char)p[i++];
		uint32_t other;
		if (c < 0x20 && !is_blank((char)c))
			return wrong(s, "a control character");
		if (c == '\r') {
			i += i < *n && p[i] == '\n';
			c = '\n';
		}
		if (c == '&' && as != AS_CDATA) {
			const char *end = memchr(p + i, ';', *n - i);
			if (!end || !referred((struct str){p + i, (size_t)(end - p) - i}, &other))
				return wrong(s, "an entity nobody knows");
			to += str_put_utf8(p + to, other);
			i = (size_t)(end - p) + 1;
			continue;
		}
		p[to++] = as == AS_ATTRIBUTE && is_blank((char)c) ? ' ' : (char)c;
	}
	*n = to;
	return true;
}

/* ---- tags ---- */

/* `name`: with a NUL behind. */
static bool push(struct xml_scan *s, struct str name)
{
	INVARIANT(s->depth < XML_SCAN_DEPTH, "deeper than the caller allows");
	s->name[s->depth++] = s->names.n;
	buf_add_bytes(&s->names, name.p, name.n + 1);
	s->rooted = true;
	return !s->names.full || wrong(s, "names too long");
}

/* Of the innermost element; nothing when none is open, which no name is. */
static struct str open_name(const struct xml_scan *s)
{
	size_t at = s->depth ? s->name[s->depth - 1] : 0;
	return s->depth ? (struct str){s->names.p + at, s->names.n - at - 1} : STR("");
}

static bool pop(struct xml_scan *s, struct str name)
{
	struct str open = open_name(s);
	if (s->depth == 0 || !str_eq(name, open))
		return wrong(s, "another element ends than began");
	s->handler.end(s->handler.ctx, open.p);
	s->names.n = s->name[--s->depth];
	return true;
}

/* One attribute from p on, which ends before `end`; the bytes behind name and value become NUL. NULL: none is whole. No "<" is
 * before `end`. */
static char *attribute(struct xml_scan *s, char *p, char *end, const char **ret)
{
	char *behind = name_end(p, end);
	ret[0] = p;
	for (p = behind; p && p < end && is_blank(*p); p++)
		;
	if (!p || p == end || *p++ != '=')
		return NULL;
	*behind = '\0';
	while (p < end && is_blank(*p))
		p++;
	if (p == end || (*p != '"' && *p != '\''))
		return NULL;
	char *value = p + 1, *quote = memchr(value, *p, (size_t)(end - value));
	if (!quote)
		return NULL;
	size_t n = (size_t)(quote - value);
	if (!resolve(s, value, &n, AS_ATTRIBUTE))
		return NULL;
	value[n] = '\0';
	ret[1] = value;
	return quote + 1;
}

static bool is_there(const char **attributes, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i += 2)
		if (attributes[i][0] == name[0] && strcmp(attributes[i], name) == 0)
			return true;
	return false;
}

/* The attributes from p on, behind the name, to the ">" that ends the tag; the name gets its NUL. Behind the tag, or NULL. */
static char *take_attributes(struct xml_scan *s, char *p, char *end, const char **attributes, bool *ret_empty)
{
	for (size_t n = 0;; n += 2) {
		char *blank = p;
		while (p < end && is_blank(*p))
			p++;
		*ret_empty = end - p > 1 && p[0] == '/' && p[1] == '>';
		bool over = *ret_empty || (p < end && *p == '>');
		if (!over && (n == 2 * XML_SCAN_ATTRIBUTES || p == blank || p == end))
			return wrong(s, "attributes that cannot be told apart"), NULL;
		*blank = '\0';
		attributes[n] = NULL;
		if (over)
			return p + 1 + *ret_empty;
		p = attribute(s, p, end, attributes + n);
		if (!p || is_there(attributes, n, attributes[n]))
			return s->why ? NULL : (wrong(s, "an attribute that is not whole, or there twice"), NULL);
	}
}

/* `p`: behind "<"; no other "<" is before `end`. Behind the tag; NULL: it is none. */
static char *begin_tag(struct xml_scan *s, char *p, char *end)
{
	const char *attributes[2 * XML_SCAN_ATTRIBUTES + 1];
	struct str name = {p, 0};
	bool empty;
	p = name_end(p, end);
	if (!p || (p < end && !is_blank(*p) && *p != '>' && *p != '/'))
		return wrong(s, "no name of an element"), NULL;
	if (s->depth == 0 && s->rooted)
		return wrong(s, "a second root"), NULL;
	name.n = (size_t)(p - name.p);
	p = take_attributes(s, p, end, attributes, &empty);
	if (!p)
		return NULL;
	s->handler.begin(s->handler.ctx, name.p, attributes);
	if (s->stopped)
		return p;
	return push(s, name) && (!empty || pop(s, name)) ? p : NULL;
}

/* The ">" of a tag, which may stand in quotes before; NULL: not there yet. */
static const char *tag_end(const char *p, const char *end)
{
	for (char quote = 0; p < end; p++)
		if (quote)
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p;
	return NULL;
}

/* ---- one piece after the other ---- */

enum taken { TAKEN, MORE, BAD };

/* What begins with `open` and goes to `close`. */
static enum taken passed(struct xml_scan *s, struct str rest, struct str open, struct str close, struct str *ret_inside)
{
	ptrdiff_t at = str_find(str_slice(rest, open.n, rest.n), close);
	if (at < 0)
		return MORE;
	*ret_inside = str_slice(rest, open.n, open.n + (size_t)at);
	s->at += open.n + (size_t)at + close.n;
	return TAKEN;
}

static enum taken take_comment(struct xml_scan *s, struct str rest)
{
	struct str inside;
	enum taken t = passed(s, rest, STR("<!--"), STR("-->"), &inside);
	if (t == TAKEN && (str_find(inside, STR("--")) >= 0 || str_ends(inside, STR("-")) || !str_is_utf8(inside)))
		return wrong(s, "a comment that is none"), BAD;
	return t;
}

static enum taken take_cdata(struct xml_scan *s, struct str rest)
{
	struct str inside;
	enum taken t = passed(s, rest, STR("<![CDATA["), STR("]]>"), &inside);
	if (t != TAKEN)
		return t;
	if (s->depth == 0)
		return wrong(s, "text outside of the root"), BAD;
	char *p = s->p + (inside.p - s->p);
	if (!resolve(s, p, &inside.n, AS_CDATA))
		return BAD;
	if (inside.n)
		s->handler.text(s->handler.ctx, p, (int)inside.n);
	return TAKEN;
}

/* From "</" on: nearly always the name that is open and ">". */
static enum taken take_end_tag(struct xml_scan *s, struct str rest)
{
	size_t n = open_name(s).n;
	const char *name = rest.p + 2, *close = n + 2 < rest.n && name[n] == '>' ? name + n : memchr(name, '>', rest.n - 2);
	if (!close)
		return MORE;
	s->at += (size_t)(close - rest.p) + 1;
	while (close > name && is_blank(close[-1]))
		close--;
	return pop(s, (struct str){name, (size_t)(close - name)}) ? TAKEN : BAD;
}

/* A tag that another "<" follows is whole, or none: nothing between its quotes may be one. */
static enum taken take_tag(struct xml_scan *s)
{
	char *p = s->p + s->at, *all = s->p + s->n;
	char *end = memchr(p + 1, '<', (size_t)(all - p) - 1);
	if (!end && !tag_end(p, all))
		return MORE;
	char *behind = begin_tag(s, p + 1, end ? end : all);
	s->at += behind ? (size_t)(behind - p) : 1;
	return behind ? TAKEN : BAD;
}

static enum taken take_markup(struct xml_scan *s, struct str rest)
{
	static const struct str longest = {"<![CDATA[", 9};
	struct str inside;
	if (rest.n < 2)
		return MORE;
	if (rest.p[1] == '/')
		return take_end_tag(s, rest);
	if (rest.p[1] != '!' && rest.p[1] != '?')
		return take_tag(s);
	if (str_starts(rest, STR("<!--")))
		return take_comment(s, rest);
	if (str_starts(rest, longest))
		return take_cdata(s, rest);
	if (str_starts(rest, STR("<?"))) {
		enum taken t = passed(s, rest, STR("<?"), STR("?>"), &inside);
		return t == TAKEN && !str_is_utf8(inside) ? (wrong(s, "not UTF-8"), BAD) : t;
	}
	if (str_starts(rest, STR("<!DOCTYPE"))) {
		s->handler.doctype(s->handler.ctx);
		return wrong(s, "a document type"), BAD;
	}
	return rest.n < longest.n && !s->last ? MORE : (wrong(s, "a declaration nobody knows"), BAD);
}

/* A text to the next "<", or as far as it is there; what may be the beginning of a reference, of "]]>" or of a letter waits. */
static enum taken take_text(struct xml_scan *s, struct str rest)
{
	char *p = s->p + s->at;
	const char *open = memchr(rest.p, '<', rest.n);
	size_t n = open ? (size_t)(open - rest.p) : rest.n, all = n;
	if (!open && !s->last) {
		size_t held = 0;
		while (held < 16 && held < n && !strchr("&]", p[n - held - 1]) && (unsigned char)p[n - held - 1] < 0xC0)
			held++;
		bool cut = held < 16 && held < n;
		n -= cut ? held + 1 : 0;
		while (cut && n > 0 && p[n - 1] == ']')
			n--;
		if (!cut && p[n - 1] == '\r')
			n--;
		all = n;
		if (n == 0)
			return MORE;
	}
	if (!resolve(s, p, &n, AS_TEXT))
		return BAD;
	s->at += all;
	if (s->depth == 0)
		return str_trim((struct str){p, n}).n == 0 ? TAKEN : (wrong(s, "text outside of the root"), BAD);
	if (n)
		s->handler.text(s->handler.ctx, p, (int)n);
	return TAKEN;
}

bool xml_scan_feed(struct xml_scan *s, size_t n, bool last)
{
	enum taken t = TAKEN;
	s->n += n;
	s->last = last;
	if (s->gone == 0 && s->at == 0 && str_starts((struct str){s->p, s->n}, STR("\xEF\xBB\xBF")))
		s->at = 3;
	while (t == TAKEN && s->at < s->n && !s->stopped) {
		struct str rest = {s->p + s->at, s->n - s->at};
		t = *rest.p == '<' ? take_markup(s, rest) : take_text(s, rest);
	}
	if (s->stopped)
		return true;
	if (t == BAD)
		return false;
	if (s->n - s->at > s->token)
		return wrong(s, "a piece that is too long");
	if (last && (s->at < s->n || s->depth || !s->rooted))
		return wrong(s, "it ends too early");
	return true;
}
