/*
 * texts – the texts that users read.
 *
 *   texts list FILE…    every text marked _("…"), one a line with its place
 *   texts check FILE…   string literals with letters beyond ASCII that are not marked; exit status 1 when there is one
 *
 * A literal is marked when it stands in _( ), alone or with others that the compiler joins to it. In tables – labels of
 * fields, names of kinds, headings that are recognised – the marks would only be noise: the comment "texts" marks everything
 * from its own line to the next line that is empty or begins with a closing brace; behind something, only its own line.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_MAX (1 << 20)

struct scan {
	const char *path;
	const char *p;
	int line;
	bool table;     /* behind the comment "texts" */
	int marked;     /* depth of brackets inside _( ), or 0 */
	bool list;
	int found;
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The comment says "texts" and nothing else. */
static bool is_texts(const char *from, const char *to)
{
	while (from < to && (*from == ' ' || *from == '\t'))
		from++;
	while (to > from && (to[-1] == ' ' || to[-1] == '*' || to[-1] == '/'))
		to--;
	return to - from == 5 && memcmp(from, "texts", 5) == 0;
}

/* At the end of a line: does the table end with it? */
static void end_of_line(struct scan *s)
{
	s->line++;
	if (s->p[1] == '\n' || s->p[1] == '}')
		s->table = false;
}

/* The comment may stand behind what it marks on the same line. */
static bool texts_follows(const char *p)
{
	const char *end = strchr(p, '\n'), *comment = strstr(p, "/*");
	return end != NULL && comment != NULL && comment < end && strstr(comment, "*/") != NULL &&
		is_texts(comment + 2, strstr(comment, "*/") + 2);
}

static void skip_comment(struct scan *s)
{
	bool block = s->p[1] == '*';
	const char *from = s->p;
	size_t n;
	for (s->p += 2; *s->p != '\0'; s->p++) {
		if (!block && *s->p == '\n')
			break;
		if (*s->p == '\n')
			s->line++;
		if (block && s->p[0] == '*' && s->p[1] == '/') {
			s->p += 2;
			break;
		}
	}
	n = (size_t)(s->p - from);
	/* Behind something it speaks of its own line only, and texts_follows has seen to that. */
	const char *before = from - 1;
	while (*before == ' ' || *before == '\t')
		before--;
	if (n >= 5 && is_texts(from + 2, s->p) && (*before == '\n' || *before == '{'))
		s->table = true;
}

/* How many bytes the sign at `p` has when it is a dash, quote, dot or the like and no letter: U+00A0 to U+00BF (c2 xx) and
 * U+2000 to U+203F (e2 80 xx); else 0. */
static int mark(const char *p)
{
	if ((unsigned char)p[0] == 0xc2 && p[1] != '\0')
		return 2;
	return (unsigned char)p[0] == 0xe2 && (unsigned char)p[1] == 0x80 && p[2] != '\0' ? 3 : 0;
}

static void literal(struct scan *s)
{
	const char *from = ++s->p;
	bool foreign = false;
	while (*s->p != '"' && *s->p != '\0' && *s->p != '\n') {
		if (*s->p == '\\' && s->p[1] != '\0')
			s->p++;
		if ((unsigned char)*s->p >= 0x80 && mark(s->p) == 0)
			foreign = true;
		s->p += mark(s->p) > 0 ? mark(s->p) : 1;
	}
	int n = (int)(s->p - from);
	bool ours = s->marked > 0;
	if (s->list && (ours || (s->table && foreign))) {
		printf("%s:%d: %.*s\n", s->path, s->line, n, from);
		s->found++;
	} else if (!s->list && foreign && !ours && !s->table && !texts_follows(s->p)) {
		printf("%s:%d: a text without _( ): %.*s\n", s->path, s->line, n < 60 ? n : 60, from);
		s->found++;
	}
	if (*s->p == '"')
		s->p++;
}

static void word(struct scan *s)
{
	const char *from = s->p;
	while (is_word(*s->p))
		s->p++;
	if (s->p - from == 1 && *from == '_' && *s->p == '(' && s->marked == 0) {
		s->marked = 1;
		s->p++;
	}
}

static void scan(struct scan *s)
{
	while (*s->p != '\0') {
		char c = *s->p;
		if (c == '/' && (s->p[1] == '*' || s->p[1] == '/')) {
			skip_comment(s);
		} else if (c == '"') {
			literal(s);
		} else if (c == '\'') {
			s->p += s->p[1] == '\\' ? 3 : 2;
			while (*s->p != '\'' && *s->p != '\0' && *s->p != '\n')
				s->p++;
			if (*s->p == '\'')
				s->p++;
		} else if (is_word(c)) {
			word(s);
		} else {
			if (s->marked > 0)
				s->marked += (c == '(') - (c == ')');
			if (c == '\n')
				end_of_line(s);
			s->p++;
		}
	}
}

int main(int argc, char **argv)
{
	static char text[FILE_MAX + 2];
	int found = 0;
	if (argc < 2 || (strcmp(argv[1], "list") != 0 && strcmp(argv[1], "check") != 0)) {
		fputs("usage: texts list|check FILE…\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		FILE *f = fopen(argv[i], "re");
		size_t n = f != NULL ? fread(text + 1, 1, FILE_MAX, f) : 0;
		if (f == NULL || n == FILE_MAX) {
			fprintf(stderr, "texts: %s: %s\n", argv[i], f == NULL ? strerror(errno) : "too long");
			return 2;
		}
		fclose(f);
		text[0] = '\n'; /* so that there is always a character before */
		text[n + 1] = '\0';
		struct scan s = {.path = argv[i], .p = text + 1, .line = 1, .list = strcmp(argv[1], "list") == 0};
		scan(&s);
		found += s.found;
	}
	return strcmp(argv[1], "check") == 0 && found > 0;
}
