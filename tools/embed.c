/*
 * embed.c – puts files into the program:  embed assets|tables OUT.c NAME=PATH…
 *
 * assets: the files of ui/ with type, hash and compressed twin (src/render/asset.h); style sheets lose comments and white
 * space. tables: plain bytes (src/base/embedded.h). The manual is tools/README.md.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define MAX_FILE ((size_t)16 << 20)

struct bytes {
	unsigned char *p;
	size_t n;
};

static const char *out_path;

static _Noreturn void die(const char *what, const char *why)
{
	fprintf(stderr, "embed: %s: error: %s\n", what, why);
	if (out_path)
		remove(out_path);
	exit(1);
}

static void *must(void *p)
{
	if (!p)
		die("memory", "none left");
	return p;
}

static struct bytes read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct bytes b = {must(malloc(MAX_FILE)), 0};

	if (!f)
		die(path, "cannot be read");
	b.n = fread(b.p, 1, MAX_FILE, f);
	if (ferror(f) || b.n == MAX_FILE)
		die(path, "cannot be read, or is too large");
	fclose(f);
	return b;
}

static bool is_blank(unsigned char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool takes_no_blank(unsigned char c)
{
	return c && strchr("{};,", c);
}

/* Drops comments, folds white space outside of strings, and the last ';' of a block. Blanks around ':' and operators stay,
 * because in a selector or calc() they mean something. */
static void shrink_css(struct bytes *b)
{
	size_t out = 0;
	unsigned char quote = 0;

	for (size_t i = 0; i < b->n; i++) {
		unsigned char c = b->p[i], last = out ? b->p[out - 1] : '}';

		if (quote) {
			b->p[out++] = c;
			if (c == '\\' && i + 1 < b->n)
				b->p[out++] = b->p[++i];
			else if (c == quote)
				quote = 0;
		} else if (c == '/' && i + 1 < b->n && b->p[i + 1] == '*') {
			for (i += 2; i + 1 < b->n && !(b->p[i] == '*' && b->p[i + 1] == '/'); i++)
				;
			i++;
		} else if (is_blank(c)) {
			if (!takes_no_blank(last) && last != ' ')
				b->p[out++] = ' ';
		} else {
			if (last == ' ' && takes_no_blank(c))
				out--;
			if (c == '}' && out && b->p[out - 1] == ';')
				out--;
			b->p[out++] = c;
			quote = c == '"' || c == '\'' ? c : 0;
		}
	}
	b->n = out;
}

static struct bytes compress_gzip(const struct bytes *b)
{
	z_stream z = {0};
	struct bytes gz;

	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		die("zlib", "does not start");
	gz.n = deflateBound(&z, (uLong)b->n);
	gz.p = must(malloc(gz.n));
	z.next_in = b->p;
	z.avail_in = (uInt)b->n;
	z.next_out = gz.p;
	z.avail_out = (uInt)gz.n;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		die("zlib", "does not finish");
	gz.n = z.total_out;
	deflateEnd(&z);
	return gz;
}

/* FNV-1a, 64 bit */
static uint64_t hash_of(const struct bytes *b)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < b->n; i++)
		h = (h ^ b->p[i]) * 0x100000001b3u;
	return h;
}

static const char *ending_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : "";
}

static const char *type_of(const char *name)
{
	static const char *const types[][2] = {
		{"css", "text/css; charset=utf-8"}, {"js", "text/javascript; charset=utf-8"}, {"svg", "image/svg+xml"},
		{"png", "image/png"}, {"ico", "image/x-icon"}, {"woff2", "font/woff2"}, {"txt", "text/plain; charset=utf-8"},
		{"webmanifest", "application/manifest+json"},
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(ending_of(name), types[i][0]) == 0)
			return types[i][1];
	die(name, "no content type is known for this ending");
}

/* Bytes as a string literal: compilers read it far quicker than a list of numbers. */
static void put_literal(FILE *f, const struct bytes *b)
{
	fputs("(const uint8_t *)\"", f);
	for (size_t i = 0; i < b->n; i++) {
		unsigned char c = b->p[i];

		if (i && i % 80 == 0)
			fputs("\"\n\t\t\"", f);
		if (c >= ' ' && c < 0x7f && c != '"' && c != '\\' && c != '?')
			fputc(c, f);
		else
			fprintf(f, "\\%03o", c);
	}
	fputs("\"", f);
}

static void put_asset(FILE *f, const char *name, struct bytes *b)
{
	if (strcmp(ending_of(name), "css") == 0)
		shrink_css(b);
	struct bytes gz = compress_gzip(b);
	uint64_t hash = hash_of(b);

	fprintf(f, "\t{\"%s\", \"/tep/%016llx/%s\", \"%016llx\", \"%s\",\n\t\t", name, (unsigned long long)hash, name,
		(unsigned long long)hash, type_of(name));
	put_literal(f, b);
	fprintf(f, ", %zu,\n\t\t", b->n);
	if (gz.n < b->n) {
		put_literal(f, &gz);
		fprintf(f, ", %zu},\n", gz.n);
	} else {
		fputs("NULL, 0},\n", f);
	}
	free(gz.p);
}

static void put_table(FILE *f, const char *name, struct bytes *b)
{
	fprintf(f, "\t{\"%s\",\n\t\t", name);
	put_literal(f, b);
	fprintf(f, ", %zu},\n", b->n);
}

static void put_file(FILE *f, bool is_asset, const char *arg)
{
	const char *equals = strchr(arg, '=');

	if (!equals || strpbrk(arg, "\"\\"))
		die(arg, "NAME=PATH is due");
	char *name = must(strndup(arg, (size_t)(equals - arg)));
	struct bytes b = read_file(equals + 1);

	if (is_asset)
		put_asset(f, name, &b);
	else
		put_table(f, name, &b);
	free(b.p);
	free(name);
}

int main(int argc, char **argv)
{
	bool is_asset = argc > 1 && strcmp(argv[1], "assets") == 0;

	if (argc < 4 || (!is_asset && strcmp(argv[1], "tables") != 0)) {
		fprintf(stderr, "usage: embed assets|tables OUT.c NAME=PATH...\n");
		return 2;
	}
	FILE *f = fopen(argv[2], "wb");

	if (!f)
		die(argv[2], "cannot be written");
	out_path = argv[2];
	fprintf(f, "/* Made by tools/embed. */\n#include \"%s\"\n\nconst struct %s[] = {\n",
		is_asset ? "render/asset.h" : "base/embedded.h", is_asset ? "asset assets" : "embedded embedded_files");
	for (int i = 3; i < argc; i++)
		put_file(f, is_asset, argv[i]);
	fprintf(f, "};\nconst size_t %s = %d;\n", is_asset ? "asset_count" : "embedded_count", argc - 3);
	if (fclose(f))
		die(argv[2], "cannot be written");
	return 0;
}
