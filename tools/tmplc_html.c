/*
 * tmplc_html.c – follows the HTML of a template byte by byte. See tmplc.h.
 *
 * It knows a strict part of HTML: every element is closed, names are in lower case, values stand in double quotes. Whatever
 * it does not know is an error, so that the place of each expression is beyond doubt.
 */
#include "tmplc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const void_tags[] = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
	"track", "wbr", NULL};
static const char *const url_attrs[] = {"href", "src", "action", "formaction", "cite", "poster", "data", NULL};
static const char *const banned_attrs[] = {"style",      "srcdoc",     "srcset",     "imagesrcset", "ping",
					   "formmethod", "xlink:href", "http-equiv", NULL};
static const char *const banned_tags[] = {"style", "base", "iframe", "object", "embed", "applet", "noscript", NULL};
static const char *const keep_blank_tags[] = {"pre", "textarea", NULL};
static const char *const plain_text_tags[] = {"textarea", "title", "script", NULL};

static bool is_one_of(const char *name, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *open_tag(void)
{
	return t.depth ? t.tags[t.depth - 1] : "";
}

const char *place_name(void)
{
	static const char *const names[] = {"text", "a tag name", "the doctype", "a tag name", "a tag name", "a tag",
		"an attribute name", "an unquoted value", "a value", "a tag"};

	return names[t.place];
}

bool in_plain_text_tag(void)
{
	return is_one_of(open_tag(), plain_text_tags);
}

static bool inside(const char *tag)
{
	for (int i = 0; i < t.depth; i++)
		if (strcmp(t.tags[i], tag) == 0)
			return true;
	return false;
}

/* ---- static text ---- */

static void lit_add(char c)
{
	if (t.lit_n == t.lit_room) {
		t.lit_room = t.lit_room ? t.lit_room * 2 : 4096;
		t.lit = must(realloc(t.lit, t.lit_room));
	}
	t.lit[t.lit_n++] = c;
}

void put_pending(void)
{
	if (t.pending && !t.blank) {
		lit_add(t.pending);
		t.blank = true;
	}
	t.pending = 0;
}

static void put(char c)
{
	put_pending();
	lit_add(c);
	t.blank = false;
}

/* ---- names, values, tags ---- */

static void name_start(enum place place)
{
	t.place = place;
	t.name_n = 0;
	t.name[0] = 0;
}

static void name_add(char c)
{
	if (t.name_n + 1 >= MAX_NAME)
		die("name too long");
	t.name[t.name_n++] = c;
	t.name[t.name_n] = 0;
}

/* HTML folds case, so a name in capitals would get past the lists above; of SVG, two attributes need theirs. */
static void check_case(void)
{
	if (strcmp(t.name, "viewBox") == 0 || strcmp(t.name, "preserveAspectRatio") == 0)
		return;
	for (size_t i = 0; i < t.name_n; i++)
		if (isupper((unsigned char)t.name[i]))
			die("%s: names stand in lower case", t.name);
}

static void tag_named(void)
{
	check_case();
	if (is_one_of(t.name, banned_tags))
		die("<%s> is not used here", t.name);
	if (t.depth == MAX_DEPTH)
		die("tags too deep");
	t.in_form_tag = strcmp(t.name, "form") == 0;
	if (t.in_form_tag && inside("form"))
		die("a form inside a form");
	t.form_posts = false;
	memcpy(t.tags[t.depth], t.name, MAX_NAME);
	t.tag_lines[t.depth++] = t.line;
	t.tag_frames = t.frame_count;
	t.place = TAG;
	t.attr_may_start = false;
}

static void attr_named(void)
{
	check_case();
	if (strncmp(t.name, "on", 2) == 0)
		die("%s=: handlers belong into a script file", t.name);
	if (is_one_of(t.name, banned_attrs))
		die("%s= is not allowed", t.name);
	if (t.in_form_tag && strcmp(t.name, "method") == 0 && t.frame_count != t.tag_frames)
		die("method= of a form must not depend on a condition");
}

bool attr_is_url(void)
{
	return is_one_of(t.name, url_attrs);
}

void check_url_start(void)
{
	static const char *const starts[] = {"/", "?", "#", ".", "http://", "https://", "mailto:", "tel:", NULL};

	if (!t.value_n || !strchr(t.value, ':'))
		return;
	for (int i = 0; starts[i]; i++)
		if (strncmp(t.value, starts[i], strlen(starts[i])) == 0)
			return;
	die("address with a scheme that is not allowed: %s", t.value);
}

static void value_ended(void)
{
	if (attr_is_url())
		check_url_start();
	if (t.in_form_tag && strcmp(t.name, "method") == 0) {
		if (t.value_dynamic || (strcmp(t.value, "post") && strcmp(t.value, "get")))
			die("method= of a form must be \"post\" or \"get\"");
		t.form_posts = strcmp(t.value, "post") == 0;
	}
	t.place = TAG;
	t.attr_may_start = false;
}

static void pop_tag(void)
{
	if (t.depth <= t.frames[t.frame_count - 1].depth)
		die("this closes <%s>, which was opened outside of the block that began at line %d", open_tag(),
		    t.frames[t.frame_count - 1].line);
	t.depth--;
}

static void tag_ended(bool slash)
{
	bool is_void = is_one_of(open_tag(), void_tags);

	if (t.frame_count != t.tag_frames)
		die("the tag ends inside a condition");
	if (slash && !is_void && !inside("svg"))
		die("<%s/> is only for void elements", open_tag());
	if (is_void || slash)
		pop_tag();
	t.token_due = t.in_form_tag && t.form_posts;
	t.in_form_tag = false;
	t.place = TEXT;
}

static void close_ended(void)
{
	if (t.depth == 0)
		die("</%s> closes nothing", t.name);
	if (strcmp(t.name, open_tag()) != 0)
		die("</%s> where </%s> is due (opened at line %d)", t.name, open_tag(), t.tag_lines[t.depth - 1]);
	pop_tag();
	t.place = TEXT;
}

/* ---- by place ---- */

/* White space in text and tags is folded: a line break if there was one, else a blank. */
static void fold(char c)
{
	if (t.place == TEXT && is_one_of(open_tag(), keep_blank_tags)) {
		put(c);
		return;
	}
	if (t.place == TEXT && c == '\n')
		t.pending = '\n';
	else if (!t.pending)
		t.pending = ' ';
}

static void check_ampersand(char c)
{
	if (c == '&' && !isalpha((unsigned char)t.src[t.pos]) && t.src[t.pos] != '#')
		die("write &amp;");
}

static void feed_text(char c)
{
	if (is_blank(c)) {
		fold(c);
		return;
	}
	if (t.token_due)
		die("<form method=\"post\"> must be followed by {{ token }}");
	if (c != '<' && strcmp(open_tag(), "script") == 0)
		die("scripts belong into a file");
	check_ampersand(c);
	put(c);
	if (c == '<')
		t.place = LESS;
}

static void feed_less(char c)
{
	if (in_plain_text_tag() && c != '/')
		die("a tag inside <%s>", open_tag());
	put(c);
	if (c == '!' && strncasecmp(t.src + t.pos, "doctype", 7) == 0)
		t.place = DOCTYPE;
	else if (c == '!')
		die("write {{# comment }}: HTML comments would be sent to everybody");
	else if (c == '/')
		name_start(CLOSE_NAME);
	else if (!islower((unsigned char)c))
		die("write &lt;, and names of tags in lower case");
	else {
		name_start(TAG_NAME);
		name_add(c);
	}
}

static void feed_tag(char c)
{
	if (is_blank(c)) {
		fold(c);
		t.attr_may_start = true;
		return;
	}
	if (c == '>' || c == '/') {
		t.pending = 0;
		put(c);
		if (c == '>')
			tag_ended(false);
		else
			t.place = SLASH;
		return;
	}
	if (!t.attr_may_start)
		die("white space is missing before an attribute");
	if (!isalpha((unsigned char)c))
		die("'%c' in a tag", c);
	put(c);
	name_start(ATTR_NAME);
	name_add(c);
}

static void feed_tag_name(char c)
{
	if (isalnum((unsigned char)c) || c == '-') {
		name_add(c);
		put(c);
		return;
	}
	if (t.place == TAG_NAME) {
		tag_named();
		feed_tag(c);
		return;
	}
	if (c != '>')
		die("'%c' in a closing tag", c);
	put(c);
	close_ended();
}

static void feed_attr_name(char c)
{
	if (isalnum((unsigned char)c) || (c && strchr("-_:.", c))) {
		name_add(c);
		put(c);
		return;
	}
	attr_named();
	if (c == '=') {
		put(c);
		t.place = ATTR_EQUALS;
		return;
	}
	t.place = TAG;
	t.attr_may_start = false;
	feed_tag(c);
}

static void feed_attr_equals(char c)
{
	if (c != '"')
		die("values stand in double quotes");
	put(c);
	t.place = VALUE;
	t.value_n = 0;
	t.value[0] = 0;
	t.value_dynamic = false;
	t.value_frames = t.frame_count;
}

static void feed_value(char c)
{
	if (c == '<')
		die("write &lt; in a value (or is a quote missing?)");
	if (c == '"' && t.frame_count != t.value_frames)
		die("the value ends inside a condition");
	if (c == ':' && t.value_dynamic && attr_is_url())
		die("':' behind an expression could make it the scheme of an address");
	check_ampersand(c);
	put(c);
	if (c == '"') {
		value_ended();
	} else if (!t.value_dynamic && t.value_n + 1 < sizeof(t.value)) {
		t.value[t.value_n++] = c;
		t.value[t.value_n] = 0;
	}
}

static void feed_slash(char c)
{
	if (c != '>')
		die("'/' in a tag");
	put(c);
	tag_ended(true);
}

static void feed_doctype(char c)
{
	put(c);
	if (c == '>')
		t.place = TEXT;
}

void feed(char c)
{
	static void (*const by_place[])(char) = {[TEXT] = feed_text, [LESS] = feed_less, [DOCTYPE] = feed_doctype,
		[CLOSE_NAME] = feed_tag_name, [TAG_NAME] = feed_tag_name, [TAG] = feed_tag, [ATTR_NAME] = feed_attr_name,
		[ATTR_EQUALS] = feed_attr_equals, [VALUE] = feed_value, [SLASH] = feed_slash};

	by_place[t.place](c);
}

void settle_place(void)
{
	if (t.place == TAG_NAME)
		tag_named();
	if (t.place == ATTR_NAME) {
		attr_named();
		t.place = TAG;
		t.attr_may_start = false;
	}
}
