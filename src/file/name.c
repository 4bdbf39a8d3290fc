#include "file/name.h"

#include "text/text.h"

static bool is_start(char c)
{
	return ((unsigned char)c & 0xC0) != 0x80;
}

static size_t characters(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += is_start(s.p[i]);
	return n;
}

/* The first `most` characters. */
static struct str cut(struct str s, size_t most)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (is_start(s.p[i]) && n++ == most)
			return str_slice(s, 0, i);
	return s;
}

/* Dots and blanks at the ends make hidden files here and lost endings there. */
static struct str without_ends(struct str s)
{
	while (s.n && (s.p[0] == '.' || s.p[0] == ' '))
		s = str_slice(s, 1, s.n);
	while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ' '))
		s = str_slice(s, 0, s.n - 1);
	return s;
}

static ptrdiff_t last_dot(struct str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '.')
			return (ptrdiff_t)i - 1;
	return -1;
}

struct str file_ending(struct arena *a, struct str name)
{
	ptrdiff_t dot = last_dot(name);
	struct str ending = dot < 0 ? (struct str){0} : str_slice(name, (size_t)dot + 1, name.n);
	if (ending.n == 0 || ending.n > 8)
		return (struct str){0};
	char *p = arena_alloc(a, ending.n);
	for (size_t i = 0; i < ending.n; i++) {
		char c = ending.p[i];
		p[i] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
		if (!((p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9')))
			return (struct str){0};
	}
	return (struct str){p, ending.n};
}

struct str file_clean_name(struct arena *a, struct str raw)
{
	struct str s = text_visible(a, text_nfc(a, str_base_name(raw)));
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7F)
			p[n++] = s.p[i];
	s = without_ends((struct str){p, n});
	if (characters(s) > FILE_NAME_MOST) {
		struct str ending = file_ending(a, s);
		struct str stem = ending.n ? str_slice(s, 0, s.n - ending.n - 1) : s;
		stem = without_ends(cut(stem, FILE_NAME_MOST - (ending.n ? ending.n + 1 : 0)));
		s = ending.n ? arena_printf(a, "%.*s.%.*s", STR_ARG(stem), STR_ARG(ending)) : stem;
	}
	return s.n ? s : str_from_c(_("tệp"));
}
