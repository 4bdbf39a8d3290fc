/*
 * layercheck – who may include whom.
 *
 *   layercheck [ROOT]
 *
 * Reads three short tables of ARCHITECTURE.md, each between two comments:
 *
 *   layers   a folder of src and the folders it may include; `*` is everything
 *   vendors  a header from outside (or `folder/` + `*`) and the one file of src, or folder + `*`, that may include it
 *   pure     files (or folder + `*`) whose rules include neither db nor http, neither clock nor input and output
 *
 * and looks at every #include of src. A folder without a row, a row without a folder, and a header in angle brackets that
 * is neither the C library's nor in the table are errors. Also: no file of src or tools over 600 lines, no line over 132
 * columns (120 is the aim), and no notes to oneself left in the code. Prints each problem with its place;
 * exit status 1 when there is one.
 */
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROWS_MAX 64
#define FILE_LINES_MAX 600
#define LINE_COLUMNS_MAX 132

struct row {
	char name[64];
	char value[512];
	bool seen;
};
struct table { const char *title; struct row rows[ROWS_MAX]; size_t n; };

static struct table layers = {.title = "layers"}, vendors = {.title = "vendors"}, pures = {.title = "pure"};
static int problems, files_seen, includes_seen;

static void __attribute__((format(printf, 3, 4))) problem(const char *path, int line, const char *format, ...)
{
	va_list ap;
	problems++;
	printf("%s:%d: ", path, line);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
}

/* One cell of a Markdown row, trimmed; moves *p behind its closing bar. False at the end of the row. */
static bool cell(char **p, char *ret_cell, size_t size)
{
	char *from = *p + strspn(*p, " \t|"), *bar = strchr(*p + 1, '|');
	if (**p != '|' || bar == NULL)
		return false;
	char *to = bar;
	if (from > to)
		from = to;
	while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
		to--;
	if ((size_t)(to - from) >= size)
		return false;
	memcpy(ret_cell, from, (size_t)(to - from));
	ret_cell[to - from] = '\0';
	*p = bar;
	return true;
}

static void read_table(const char *path, struct table *t)
{
	char line[1024], begin[64], end[64];
	FILE *f = fopen(path, "re");
	bool inside = false;
	int number = 0, bars = 0;
	snprintf(begin, sizeof begin, "<!-- %s -->", t->title);
	snprintf(end, sizeof end, "<!-- /%s -->", t->title);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		char *p = line;
		struct row *r = t->rows + t->n;
		number++;
		if (strstr(line, end) != NULL)
			inside = false;
		else if (strstr(line, begin) != NULL)
			inside = true;
		else if (inside && line[0] == '|' && ++bars > 2) { /* behind heading and rule */
			if (t->n + 1 >= ROWS_MAX || !cell(&p, r->name, sizeof r->name) || !cell(&p, r->value, sizeof r->value))
				problem(path, number, "a row of the table `%s` that cannot be read", t->title);
			else
				t->n++;
		}
	}
	if (f != NULL)
		fclose(f);
	if (t->n == 0)
		problem(path, 1, "no table between %s and %s", begin, end);
}

/* "text/sort.c" fits "text/sort.c" and "text/" followed by a star. */
static bool fits(const char *pattern, const char *path)
{
	size_t n = strlen(pattern);
	if (n > 0 && pattern[n - 1] == '*')
		return strncmp(pattern, path, n - 1) == 0;
	return strcmp(pattern, path) == 0;
}

static struct row *find(struct table *t, const char *path)
{
	for (size_t i = 0; i < t->n; i++)
		if (fits(t->rows[i].name, path))
			return t->rows + i;
	return NULL;
}

/* True when `word` is one of the blank-separated words of `list`. */
static bool listed(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = list; (p = strstr(p, word)) != NULL; p += n)
		if ((p == list || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' '))
			return true;
	return false;
}

static const char libc_headers[] =
	"alloca.h assert.h ctype.h dirent.h endian.h errno.h fcntl.h fenv.h float.h getopt.h inttypes.h libgen.h limits.h locale.h "
	"malloc.h math.h netdb.h poll.h pthread.h pwd.h sched.h semaphore.h setjmp.h signal.h stdalign.h stdarg.h "
	"spawn.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h strings.h sysexits.h termios.h "
	"threads.h time.h unistd.h wchar.h netinet/in.h netinet/tcp.h arpa/inet.h";

static const char impure_headers[] =
	"time.h unistd.h fcntl.h stdio.h dirent.h pthread.h signal.h poll.h base/world.h base/fs.h base/log.h";

static void check_pure(const char *path, const char *shown, int line, const char *header)
{
	if (find(&pures, path) == NULL)
		return;
	find(&pures, path)->seen = true;
	if (listed(impure_headers, header) || strncmp(header, "sys/", 4) == 0 || strncmp(header, "db/", 3) == 0 ||
	    strncmp(header, "http/", 5) == 0)
		problem(shown, line, "a pure file may not include %s", header);
}

/* `path` is relative to src, `shown` to the root. */
static void check_include(const char *path, const char *shown, int line, const char *text)
{
	char open = text[0], header[128], folder[64], own[64];
	const char *end = strchr(text + 1, open == '<' ? '>' : '"');
	if ((open != '<' && open != '"') || end == NULL || (size_t)(end - text) > sizeof header)
		return problem(shown, line, "an #include that cannot be read");
	snprintf(header, sizeof header, "%.*s", (int)(end - text - 1), text + 1);
	snprintf(own, sizeof own, "%.*s", (int)strcspn(path, "/"), path);
	snprintf(folder, sizeof folder, "%.*s", (int)strcspn(header, "/"), header);
	includes_seen++;
	check_pure(path, shown, line, header);
	if (open == '<') {
		struct row *vendor = find(&vendors, header);
		if (vendor == NULL && !listed(libc_headers, header) && strncmp(header, "sys/", 4) != 0)
			return problem(shown, line, "<%s> is not in the table of vendors", header);
		if (vendor != NULL && !fits(vendor->value, path))
			problem(shown, line, "<%s> may be included in %s only", header, vendor->value);
		return;
	}
	struct row *layer = find(&layers, own);
	if (strchr(header, '/') == NULL)
		problem(shown, line, "\"%s\" needs its folder", header);
	else if (layer != NULL && strcmp(own, folder) != 0 && strcmp(layer->value, "*") != 0 && !listed(layer->value, folder))
		problem(shown, line, "%s may not include %s", own, folder);
}

/* Words that say something was left for later; put together here so that this file does not name them. */
static bool is_note(const char *line)
{
	const char *three = strstr(line, "XX" "X");
	return strstr(line, "TO" "DO") != NULL || strstr(line, "FIX" "ME") != NULL || (three != NULL && three[3] != 'X');
}

/* Letters, with tabs to the next multiple of four; the bytes that go on a letter of UTF-8 count nothing. */
static int columns(const char *line)
{
	int n = 0;
	for (; *line != '\0' && *line != '\n'; line++)
		if (*line == '\t')
			n += 4 - n % 4;
		else if (((unsigned char)*line & 0xc0) != 0x80)
			n++;
	return n;
}

static void check_file(const char *shown, const char *in_src)
{
	char *line = NULL;
	size_t room = 0;
	int number = 0;
	FILE *f = fopen(shown, "re");
	if (f == NULL)
		return problem(shown, 0, "cannot be read: %s", strerror(errno));
	files_seen++;
	while (getline(&line, &room, f) > 0) {
		const char *p = line + strspn(line, " \t");
		number++;
		if (is_note(line))
			problem(shown, number, "a note to oneself: do it, or leave it out");
		if (strstr(shown, ".tmpl") == NULL && columns(line) > LINE_COLUMNS_MAX)
			problem(shown, number, "%d columns", columns(line));
		if (in_src == NULL || *p != '#')
			continue;
		p += 1 + strspn(p + 1, " \t");
		if (strncmp(p, "include", 7) == 0)
			check_include(in_src, shown, number, p + 7 + strspn(p + 7, " \t"));
	}
	if (number > FILE_LINES_MAX)
		problem(shown, number, "longer than %d lines: two things in one file", FILE_LINES_MAX);
	free(line);
	fclose(f);
}

static bool is_code(const char *name)
{
	const char *dot = strrchr(name, '.');
	return dot == NULL || strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0 || strcmp(dot, ".tmpl") == 0;
}

/* `src` is the length of "src/" at the start of `dir` when it lies below it, else 0. */
static void walk(const char *dir, size_t src)
{
	struct dirent **list;
	int n = scandir(dir, &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char path[512];
		struct stat st;
		snprintf(path, sizeof path, "%s/%s", dir, list[i]->d_name);
		if (list[i]->d_name[0] != '.' && stat(path, &st) == 0) {
			if (S_ISDIR(st.st_mode))
				walk(path, src);
			else if (is_code(list[i]->d_name))
				check_file(path, src > 0 ? path + src : NULL);
		}
		free(list[i]);
	}
	if (n >= 0)
		free(list);
}

static void check_folders(void)
{
	struct dirent **list;
	int n = scandir("src", &list, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		struct row *r = find(&layers, list[i]->d_name);
		if (r != NULL)
			r->seen = true;
		else if (strchr(list[i]->d_name, '.') == NULL)
			problem("ARCHITECTURE.md", 1, "src/%s has no row in the table of layers", list[i]->d_name);
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	for (size_t i = 0; i < layers.n; i++)
		if (!layers.rows[i].seen)
			problem("ARCHITECTURE.md", 1, "the table of layers has %s, src has not", layers.rows[i].name);
}

int main(int argc, char **argv)
{
	if (argc > 1 && chdir(argv[1]) != 0) {
		fprintf(stderr, "layercheck: %s: %s\n", argv[1], strerror(errno));
		return 2;
	}
	read_table("ARCHITECTURE.md", &layers);
	read_table("ARCHITECTURE.md", &vendors);
	read_table("ARCHITECTURE.md", &pures);
	check_folders();
	walk("src", strlen("src/"));
	walk("tools", 0);
	for (size_t i = 0; i < pures.n; i++)
		if (!pures.rows[i].seen)
			problem("ARCHITECTURE.md", 1, "no file fits the pure pattern %s", pures.rows[i].name);
	printf("layercheck: %d files, %d includes, %d problems\n", files_seen, includes_seen, problems);
	return problems > 0;
}
