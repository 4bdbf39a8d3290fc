#include "page.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"

/* ---- entities ---- */

static size_t utf8(uint32_t c, char out[4])
{
	if (c < 0x80)
		return out[0] = (char)c, 1;
	if (c < 0x800)
		return out[0] = (char)(0xC0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
	out[0] = (char)(0xE0 | c >> 12);
	out[1] = (char)(0x80 | (c >> 6 & 63));
	out[2] = (char)(0x80 | (c & 63));
	return 3;
}

static bool entity(struct str name, char out[4], size_t *ret_n)
{
	static const struct {
		const char *name;
		char c;
	} known[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
	int64_t code;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (str_eq_c(name, known[i].name)) {
			out[0] = known[i].c;
			*ret_n = 1;
			return true;
		}
	}
	if (name.n < 2 || name.p[0] != '#' || !str_to_i64(str_slice(name, 1, name.n), 1, 0xFFFF, &code))
		return false;
	*ret_n = utf8((uint32_t)code, out);
	return true;
}

static struct str decode(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		ptrdiff_t end = s.p[i] == '&' ? str_find_char(str_slice(s, i, i + 10), ';') : -1;
		char bytes[4];
		size_t count;
		if (end > 1 && entity(str_slice(s, i + 1, i + (size_t)end), bytes, &count)) {
			memcpy(out + n, bytes, count);
			n += count;
			i += (size_t)end;
		} else {
			out[n++] = s.p[i];
		}
	}
	return (struct str){out, n};
}

/* ---- tags ---- */

struct tag {
	struct str name;    /* "form", "/form" */
	struct str inside;  /* attributes */
	struct str after;   /* the rest of the page */
};

/* The next tag of the text; comments and the doctype are tags with a name of their own and do no harm. */
static bool next_tag(struct str html, struct tag *ret_tag)
{
	ptrdiff_t open = str_find_char(html, '<');
	if (open < 0)
		return false;
	struct str rest = str_slice(html, (size_t)open + 1, html.n);
	bool quoted = false;
	size_t end = 0;
	while (end < rest.n && (quoted || rest.p[end] != '>'))
		quoted ^= rest.p[end++] == '"';
	size_t name = 0;
	while (name < end && !strchr(" \t\r\n>", rest.p[name]))
		name++;
	*ret_tag = (struct tag){str_slice(rest, 0, name), str_slice(rest, name, end), str_slice(rest, end + 1, rest.n)};
	return true;
}

/* p == NULL when the attribute is not there; empty when it has no value. */
static struct str attribute(struct arena *a, struct str inside, const char *name)
{
	struct str rest = inside;
	while ((rest = str_trim(rest)).n > 0) {
		size_t n = 0;
		while (n < rest.n && !strchr(" \t\r\n=", rest.p[n]))
			n++;
		struct str key = str_slice(rest, 0, n), value = STR("");
		rest = str_slice(rest, n, rest.n);
		if (str_starts(rest, STR("=\""))) {
			rest = str_slice(rest, 2, rest.n);
			ptrdiff_t quote = str_find_char(rest, '"');
			if (quote < 0)
				BUG("an attribute without its closing quote");
			value = str_slice(rest, 0, (size_t)quote);
			rest = str_slice(rest, (size_t)quote + 1, rest.n);
		} else if (n == 0) {
			rest = str_slice(rest, 1, rest.n);
		}
		if (str_eq_c(key, name))
			return decode(a, value);
	}
	return (struct str){0};
}

static struct str until(struct str html, const char *close)
{
	ptrdiff_t end = str_find(html, str_from_c(close));
	return end < 0 ? html : str_slice(html, 0, (size_t)end);
}

/* ---- forms ---- */

static void add_field(struct page_form *f, struct str name, struct str value)
{
	if (!name.n)
		return;
	if (f->count == PAGE_FIELDS)
		BUG("a form with too many fields");
	f->fields[f->count++] = (struct page_field){name, value.p ? value : STR("")};
}

static void add_input(struct arena *a, struct page_form *f, struct str inside)
{
	static const char *const never[] = {"submit", "button", "reset", "image", "file"};
	struct str type = attribute(a, inside, "type"), value = attribute(a, inside, "value");
	if (attribute(a, inside, "disabled").p)
		return;
	for (size_t i = 0; i < ARRAY_LEN(never); i++)
		if (str_eq_c(type, never[i]))
			return;
	bool box = str_eq_c(type, "checkbox") || str_eq_c(type, "radio");
	if (box && !attribute(a, inside, "checked").p)
		return;
	add_field(f, attribute(a, inside, "name"), box && !value.p ? STR("on") : value);
}

/* The selected option, else the first, as browsers do. */
static void add_select(struct arena *a, struct page_form *f, struct str name, struct str options)
{
	struct tag t;
	struct str chosen = {0};
	bool selected = false;
	for (struct str rest = options; next_tag(rest, &t); rest = t.after) {
		if (!str_eq_c(t.name, "option") || selected)
			continue;
		selected = attribute(a, t.inside, "selected").p;
		if (!selected && chosen.p)
			continue;
		struct str value = attribute(a, t.inside, "value");
		chosen = value.p ? value : str_trim(decode(a, until(t.after, "</option>")));
	}
	if (chosen.p)
		add_field(f, name, chosen);
}

static void fill_form(struct arena *a, struct page_form *f, struct str html)
{
	struct tag t;
	for (struct str rest = html; next_tag(rest, &t); rest = t.after) {
		if (str_eq_c(t.name, "input")) {
			add_input(a, f, t.inside);
		} else if (str_eq_c(t.name, "textarea")) {
			struct str text = until(t.after, "</textarea>");
			if (str_starts(text, STR("\n"))) /* the first line end belongs to the tag */
				text = str_slice(text, 1, text.n);
			add_field(f, attribute(a, t.inside, "name"), decode(a, text));
		} else if (str_eq_c(t.name, "select")) {
			add_select(a, f, attribute(a, t.inside, "name"), until(t.after, "</select>"));
		}
	}
}

struct page_form *page_form(struct arena *a, struct str html, struct str action)
{
	struct tag t, best = {0};
	struct str best_action = {0};
	for (struct str rest = html; next_tag(rest, &t); rest = t.after) {
		if (!str_eq_c(t.name, "form"))
			continue;
		struct str own = attribute(a, t.inside, "action");
		bool equal = str_eq(own, action);
		if (equal || (!best.name.p && str_starts(own, action))) {
			best = t;
			best_action = own;
		}
		if (equal)
			break;
	}
	if (!best.name.p)
		return NULL;
	struct page_form *f = arena_new_of(a, struct page_form);
	struct str method = attribute(a, best.inside, "method");
	f->action = best_action;
	f->method = str_eq_c(method, "post") ? method : STR("get");
	fill_form(a, f, until(best.after, "</form>"));
	return f;
}

/* ---- text and links ---- */

struct str page_text(struct arena *a, struct str html)
{
	struct buf out = BUF_INIT(html.n + 16);
	struct str rest = html;
	struct tag t;
	while (rest.n > 0) {
		ptrdiff_t open = str_find_char(rest, '<');
		buf_add(&out, open < 0 ? rest : str_slice(rest, 0, (size_t)open));
		if (open < 0 || !next_tag(rest, &t))
			break;
		rest = t.after;
	}
	struct str text = decode(a, buf_str(&out));
	buf_free(&out);
	char *p = arena_alloc(a, text.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		bool blank = strchr(" \t\r\n", text.p[i]) && text.p[i];
		if (!blank)
			p[n++] = text.p[i];
		else if (n > 0 && p[n - 1] != ' ')
			p[n++] = ' ';
	}
	return (struct str){p, n};
}

struct str page_link(struct arena *a, struct str html, struct str text, struct str href)
{
	struct tag t;
	for (struct str rest = html; next_tag(rest, &t); rest = t.after) {
		if (!str_eq_c(t.name, "a"))
			continue;
		struct str own = attribute(a, t.inside, "href");
		if (!own.p || (href.p && !str_starts(own, href)))
			continue;
		if (!text.p || str_find(page_text(a, until(t.after, "</a>")), text) >= 0)
			return own;
	}
	return (struct str){0};
}
