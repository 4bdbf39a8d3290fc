/*
 * tmplc.c – compiles HTML templates to C:  tmplc OUT.c OUT.h FILE.tmpl…
 *
 * The manual is tools/README.md. One pass: text between directives is fed to the HTML reader (tmplc_html.c); a directive is
 * allowed, escaped or refused by the place the reader stands in. Anything doubtful is an error with its line: a template that
 * compiles is well nested and has no expression where escaping could not help. Memory is never freed: the program runs for
 * a moment.
 */
#include "tmplc.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct tmplc t;

void die(const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: error: ", t.file, t.line);
	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

/* asprintf that never fails. */
static __attribute__((format(printf, 1, 2))) char *text_of(const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	if (vasprintf(&text, format, ap) < 0)
		die("out of memory");
	va_end(ap);
	return text;
}

/* `text` is trimmed; returns what follows the word, or NULL when the directive begins otherwise. */
static const char *after_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(text, word, n) != 0 || isalnum((unsigned char)text[n]) || text[n] == '_')
		return NULL;
	for (text += n; is_blank(*text); text++)
		;
	return text;
}

static FILE *code(void)
{
	return t.body[t.half];
}

static void lit_flush(void)
{
	if (!t.lit_n)
		return;
	fprintf(code(), "\thtml_static(h, \"");
	for (size_t i = 0; i < t.lit_n; i++) {
		unsigned char c = (unsigned char)t.lit[i];

		if (c == '\n')
			fputs("\\n", code());
		else if (c == '"' || c == '\\')
			fprintf(code(), "\\%c", c);
		else if (c < 0x20 || c == '?')
			fprintf(code(), "\\%03o", c);
		else
			fputc(c, code());
		if (i % 96 == 95 && i + 1 < t.lit_n && (c < 0x80))
			fputs("\"\n\t\t\"", code());
	}
	fprintf(code(), "\", %zu);\n", t.lit_n);
	t.lit_n = 0;
}

static void at_line(void)
{
	put_pending();
	lit_flush();
	fprintf(code(), "#line %d \"%s\"\n", t.line, t.file);
}

/* Code that prints: white space after it counts. */
static __attribute__((format(printf, 1, 2))) void statement(const char *format, ...)
{
	va_list ap;

	at_line();
	fputc('\t', code());
	va_start(ap, format);
	vfprintf(code(), format, ap);
	va_end(ap);
	fputc('\n', code());
	t.blank = false;
}

static void need_text(const char *what)
{
	if (t.place != TEXT || in_plain_text_tag())
		die("%s cannot stand in %s", what, t.place == TEXT ? open_tag() : place_name());
}

static void print_expr(const char *expr)
{
	const char *function = "html_text";

	if (t.place == TEXT && strcmp(open_tag(), "script") == 0)
		die("an expression cannot stand in <script>");
	if (t.place != TEXT && t.place != VALUE)
		die("an expression cannot stand in %s", place_name());
	if (t.place == VALUE && attr_is_url()) {
		check_url_start();
		function = t.value_n || t.value_dynamic ? "html_url_part" : "html_url";
	}
	if (t.place == VALUE)
		t.value_dynamic = true;
	statement("%s(h, (%s));", function, expr);
}

static void push_frame(enum block kind)
{
	if (t.frame_count == MAX_DEPTH)
		die("blocks too deep");
	t.frames[t.frame_count++] = (struct frame){.kind = kind, .line = t.line, .place = t.place, .depth = t.depth,
		.blank = t.blank, .blank_out = t.blank, .attr_may_start = t.attr_may_start};
}

/* A block in a tag stands around whole attributes, one in a value around whole characters of it. */
static void begin_block(enum block kind)
{
	if (t.place == VALUE && attr_is_url())
		die("a condition inside an address: put it around the whole attribute");
	if (t.place == VALUE)
		t.value_dynamic = true;
	if (t.place != TEXT && t.place != TAG && t.place != VALUE)
		die("a block cannot stand in %s", place_name());
	push_frame(kind);
}

static void end_branch(struct frame *f)
{
	if (t.token_due)
		die("<form method=\"post\"> must be followed by {{ token }}");
	if (t.depth != f->depth)
		die("<%s> of line %d is still open at the end of the block that began at line %d", open_tag(),
		    t.tag_lines[t.depth - 1], f->line);
	if (t.place != f->place)
		die("the block that began at line %d ends in %s", f->line, place_name());
	f->blank_out = f->blank_out && t.blank;
	t.blank = f->blank;
	t.attr_may_start = f->attr_may_start;
}

/* "NAME(args)" as a call with h as first argument. */
static char *call_of(const char *text, const char *suffix)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');

	if (!open || !close || close < open || close[1])
		die("NAME(…) is due");
	return text_of("%.*s%s(h%s%.*s);", (int)(open - text), text, suffix, close - open > 1 ? ", " : "",
		       (int)(close - open - 1), open + 1);
}

static void begin_template(const char *text)
{
	const char *open = strchr(text, '('), *close = strrchr(text, ')');

	if (t.frame_count)
		die("a template inside a template");
	if (!open || !close || close < open || close[1] || (size_t)(open - text) >= sizeof(t.template_name))
		die("template NAME(ARGS) is due");
	snprintf(t.template_name, sizeof(t.template_name), "%.*s", (int)(open - text), text);
	t.template_args = text_of("%s%.*s", close - open > 1 ? ", " : "", (int)(close - open - 1), open + 1);
	for (int i = 0; i < 2; i++)
		t.body[i] = must(open_memstream(&t.body_text[i], &t.body_n[i]));
	t.half = 0;
	t.place = TEXT;
	t.depth = 0;
	t.blank = true;
	t.pending = 0;
	push_frame(IN_TEMPLATE);
}

static void write_function(const char *suffix, int half)
{
	fprintf(t.protos, "void %s%s(struct html *h%s);\n", t.template_name, suffix, t.template_args);
	fprintf(t.out, "\nvoid %s%s(struct html *h%s)\n{\n%s}\n", t.template_name, suffix, t.template_args, t.body_text[half]);
}

static void end_template(void)
{
	lit_flush();
	fclose(t.body[0]);
	fclose(t.body[1]);
	write_function(t.half ? "_begin" : "", 0);
	if (t.half)
		write_function("_end", 1);
}

static void end_block(const char *rest)
{
	(void)rest;
	struct frame *f = t.frame_count ? &t.frames[t.frame_count - 1] : NULL;

	if (!f)
		die("nothing to end");
	if (f->kind == IN_TEMPLATE)
		t.pending = 0; /* a part brings no white space of its own */
	put_pending();
	end_branch(f);
	t.frame_count--;
	t.blank = f->blank_out;
	t.attr_may_start = false;
	if (f->kind == IN_TEMPLATE) {
		end_template();
		return;
	}
	lit_flush();
	fprintf(code(), "\t}\n");
	if (f->kind == IN_WRAP)
		statement("%s", f->call);
}

/* `rest` is empty or "if (…)". */
static void next_branch(const char *rest)
{
	const char *condition = *rest ? after_word(rest, "if") : NULL;
	struct frame *f = t.frame_count ? &t.frames[t.frame_count - 1] : NULL;

	if (!f || f->kind != IN_IF || f->saw_else)
		die("else without if");
	if (*rest && (!condition || *condition != '('))
		die("else if (…) is due");
	put_pending();
	end_branch(f);
	lit_flush();
	f->saw_else = condition == NULL;
	if (condition)
		fprintf(code(), "#line %d \"%s\"\n\t} else if %s {\n", t.line, t.file, condition);
	else
		fprintf(code(), "\t} else {\n");
}

static void open_c_block(enum block kind, const char *head, const char *rest)
{
	if (*rest != '(')
		die("%s (…) is due", head);
	at_line();
	begin_block(kind);
	fprintf(code(), "\t%s %s {\n", head, rest);
}

static void wrap(const char *text)
{
	need_text("a frame");
	statement("%s\n\t{", call_of(text, "_begin"));
	t.blank = true;
	push_frame(IN_WRAP);
	t.frames[t.frame_count - 1].call = call_of(text, "_end");
}

static void split_at_content(const char *rest)
{
	(void)rest;
	need_text("content");
	if (t.frame_count != 1 || t.half)
		die("{{ content }} stands once, outside of every block");
	at_line();
	t.half = 1;
	t.blank = false;
}

static void token(const char *rest)
{
	(void)rest;
	need_text("token");
	if (!t.token_due)
		die("{{ token }} belongs directly after <form method=\"post\" …>");
	t.token_due = false;
	statement("html_token(h);");
}

static void call(const char *rest)
{
	need_text("a call");
	statement("%s", call_of(rest, ""));
}

static void raw(const char *rest)
{
	need_text("raw");
	statement("html_raw(h, (%s));", rest);
}

static void let(const char *rest)
{
	at_line();
	fprintf(code(), "\t%s;\n", rest);
}

static void if_block(const char *rest)
{
	open_c_block(IN_IF, "if", rest);
}

static void for_block(const char *rest)
{
	open_c_block(IN_FOR, "for", rest);
}

/* The words a directive may begin with; anything else is an expression. */
static const struct {
	const char *word;
	void (*run)(const char *rest);
	bool takes_rest;
	bool settles; /* may stand right behind the name of a tag or attribute */
} directives[] = {
	{"if", if_block, true, true}, {"else", next_branch, true, true}, {"end", end_block, false, true},
	{"for", for_block, true, true}, {"let", let, true, true}, {"call", call, true, false}, {"wrap", wrap, true, false},
	{"raw", raw, true, false}, {"content", split_at_content, false, false}, {"token", token, false, false},
};

static void directive_in_template(const char *text)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++) {
		const char *rest = after_word(text, directives[i].word);

		if (!rest)
			continue;
		if (*rest && !directives[i].takes_rest)
			die("{{ %s }} takes nothing else", directives[i].word);
		if (directives[i].settles)
			settle_place();
		directives[i].run(rest);
		return;
	}
	print_expr(text);
}

static void run_directive(const char *text)
{
	const char *rest;

	if (text[0] == '#')
		return;
	if (!*text)
		die("empty directive");
	if (!t.frame_count && (rest = after_word(text, "include"))) {
		fprintf(t.includes, "#include %s\n", rest);
		return;
	}
	if ((rest = after_word(text, "template"))) {
		begin_template(rest);
		return;
	}
	if (!t.frame_count)
		die("this stands outside of every template");
	if (t.token_due && strcmp(text, "token") != 0)
		die("<form method=\"post\"> must be followed by {{ token }}");
	directive_in_template(text);
}

/* Reads to the closing braces, over C strings; leaves t.pos behind them. */
static void directive(void)
{
	size_t start = t.pos + 2, i = start;
	char quote = 0;
	int line_breaks = 0;

	for (;; i++) {
		if (i + 1 >= t.n)
			die("{{ without }}");
		char c = t.src[i];

		line_breaks += c == '\n';
		if (quote && c == '\\')
			i++;
		else if (quote)
			quote = c == quote ? 0 : quote;
		else if ((c == '"' || c == '\'') && t.src[start] != '#')
			quote = c;
		else if (c == '{' && t.src[i + 1] == '{')
			die("{{ without }}");
		else if (c == '}' && t.src[i + 1] == '}')
			break;
	}
	t.pos = i + 2;
	while (start < i && is_blank(t.src[start]))
		start++;
	while (i > start && is_blank(t.src[i - 1]))
		i--;
	run_directive(must(strndup(t.src + start, i - start)));
	t.line += line_breaks;
}

static void compile(const char *path)
{
	FILE *in = fopen(path, "rb");
	long size;

	t.file = path;
	t.line = 1;
	t.pos = 0;
	if (!in || fseek(in, 0, SEEK_END) || (size = ftell(in)) < 0 || fseek(in, 0, SEEK_SET))
		die("cannot be read");
	t.src = must(calloc(1, (size_t)size + 8)); /* zeros behind, for looking ahead */
	if (fread(t.src, 1, (size_t)size, in) != (size_t)size)
		die("cannot be read");
	fclose(in);
	t.n = (size_t)size;
	while (t.pos < t.n) {
		if (t.src[t.pos] == '{' && t.src[t.pos + 1] == '{') {
			directive();
			continue;
		}
		char c = t.src[t.pos++];

		if (t.frame_count)
			feed(c);
		else if (!is_blank(c))
			die("text outside of a template");
		t.line += c == '\n';
	}
	if (t.frame_count)
		die("the block that began at line %d has no {{ end }}", t.frames[t.frame_count - 1].line);
}

static const char first_line[] = "/* Made by tools/tmplc from the templates. */\n";

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	if (f && fputs(text, f) >= 0 && fclose(f) == 0)
		return;
	fprintf(stderr, "tmplc: %s cannot be written\n", path);
	remove(path);
	exit(1);
}

int main(int argc, char **argv)
{
	char *out, *protos, *includes;
	size_t n;

	if (argc < 4) {
		fprintf(stderr, "usage: tmplc OUT.c OUT.h FILE.tmpl...\n");
		return 2;
	}
	t.file = argv[1];
	t.out = must(open_memstream(&out, &n));
	t.protos = must(open_memstream(&protos, &n));
	t.includes = must(open_memstream(&includes, &n));
	const char *slash = strrchr(argv[2], '/');

	/* A second half of a frame seldom needs what its first half was given. */
	fprintf(t.out, "%s#include \"%s\"\n\n#pragma GCC diagnostic ignored \"-Wunused-parameter\"\n", first_line,
		slash ? slash + 1 : argv[2]);
	for (int i = 3; i < argc; i++)
		compile(argv[i]);
	fclose(t.out);
	fclose(t.protos);
	fclose(t.includes);
	char *header = text_of("%s#pragma once\n#include \"render/html.h\"\n%s\n%s", first_line, includes, protos);

	write_file(argv[2], header);
	write_file(argv[1], out);
	return 0;
}
