/* html.c – see html.h. */
#include "render/html.h"

#include <string.h>
#include <strings.h>

void html_static(struct html *h, const char *p, size_t n)
{
	buf_add_bytes(h->out, p, n);
}

/* What stands for a byte in text; NULL: itself. */
static const char *const entities[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&#34;", ['\''] = "&#39;",
};

static void note_hole(struct html *h, size_t from, unsigned what)
{
	struct html_notes *notes = h->notes;

	if (notes->n == HTML_HOLES_MOST)
		notes->full = true;
	else
		notes->hole[notes->n++] = (struct html_hole){from, h->out->n - from, what};
}

static void text(struct html *h, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *entity = entities[(unsigned char)s.p[i]];

		if (!entity)
			continue;
		buf_add_bytes(h->out, s.p + from, i - from);
		buf_add_c(h->out, entity);
		from = i + 1;
	}
	if (s.n > from)
		buf_add(h->out, str_slice(s, from, s.n));
}

void html_text_str(struct html *h, struct str s)
{
	size_t from = h->out->n;

	text(h, s);
	for (unsigned i = 0; h->notes && i < HTML_WATCHED_MOST; i++)
		if (s.n && s.p == h->notes->watched[i].p && s.n == h->notes->watched[i].n)
			note_hole(h, from, i);
}

void html_text_c(struct html *h, const char *s)
{
	html_text_str(h, str_from_c(s));
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("-._~", c));
}

static void percent(struct html *h, unsigned char c)
{
	static const char digits[] = "0123456789ABCDEF";

	buf_add_char(h->out, '%');
	buf_add_char(h->out, digits[c >> 4]);
	buf_add_char(h->out, digits[c & 15]);
}

void html_url_part_str(struct html *h, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(c))
			buf_add_char(h->out, (char)c);
		else
			percent(h, c);
	}
}

void html_url_part_c(struct html *h, const char *s)
{
	html_url_part_str(h, str_from_c(s));
}

/* Browsers drop tabs and line breaks inside an address and blanks before it, so one with any of them is not read at all. */
static bool url_is_allowed(struct str s)
{
	static const char *const schemes[] = {"http", "https", "mailto", "tel"};
	size_t end = 0;

	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f || (i == 0 && s.p[i] == ' '))
			return false;
	while (end < s.n && !strchr(":/?#", s.p[end]))
		end++;
	if (end == s.n || s.p[end] != ':')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (strlen(schemes[i]) == end && strncasecmp(schemes[i], s.p, end) == 0)
			return true;
	return false;
}

void html_url_str(struct html *h, struct str s)
{
	if (!url_is_allowed(s))
		s = STR("#");
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c != '&' && (is_unreserved(c) || strchr("!#$%()*+,/:;=?@[]", c)))
			continue;
		buf_add_bytes(h->out, s.p + from, i - from);
		if (c == '&')
			buf_add_c(h->out, "&amp;");
		else
			percent(h, c);
		from = i + 1;
	}
	buf_add(h->out, str_slice(s, from, s.n));
}

void html_url_c(struct html *h, const char *s)
{
	html_url_str(h, str_from_c(s));
}

void html_i64(struct html *h, int64_t v)
{
	buf_add_i64(h->out, v);
}

void html_u64(struct html *h, uint64_t v)
{
	buf_printf(h->out, "%llu", (unsigned long long)v);
}

void html_raw(struct html *h, struct html_raw raw)
{
	if (raw.markup.n)
		buf_add_bytes(h->out, raw.markup.p, raw.markup.n);
}

static void hidden_field(struct html *h, const char *name, struct str value)
{
	buf_add_c(h->out, "<input type=\"hidden\" name=\"");
	buf_add_c(h->out, name);
	buf_add_c(h->out, "\" value=\"");
	html_text_str(h, value);
	buf_add_c(h->out, "\">");
}

void html_token(struct html *h)
{
	size_t from = h->out->n;

	hidden_field(h, HTML_FIELD_CSRF, h->csrf);
	if (h->form_key)
		hidden_field(h, HTML_FIELD_KEY, h->form_key(h->form_ctx));
	if (h->notes)
		note_hole(h, from, HTML_HOLE_TOKEN);
}
