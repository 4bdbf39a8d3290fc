/* Any bytes as a template: the compiler ends with words, or nothing is left open; it never runs off its tables. The
 * compiler is made to run once and to leave everything behind: here what it left is freed after each input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEPT_MOST 100000
#define STREAMS_MOST 1000

static jmp_buf ended;
static FILE *nobody;
static void *kept[KEPT_MOST];
static size_t kept_n;
static struct { FILE *f; char **text; } streams[STREAMS_MOST];
static size_t stream_n;

static void *keep(void *p)
{
	if (!p || kept_n == KEPT_MOST)
		abort();
	return kept[kept_n++] = p;
}

static void *grown(void *old, size_t n)
{
	for (size_t i = kept_n; old && i > 0; i--)
		if (kept[i - 1] == old) {
			kept[i - 1] = realloc(old, n);
			return kept[i - 1];
		}
	return keep(realloc(NULL, n));
}

static __attribute__((format(printf, 2, 0))) int printed(char **ret, const char *format, va_list ap)
{
	int n = vasprintf(ret, format, ap);
	keep(*ret);
	return n;
}

static FILE *stream(char **text, size_t *n)
{
	if (stream_n == STREAMS_MOST)
		abort();
	streams[stream_n].text = text;
	return streams[stream_n++].f = open_memstream(text, n);
}

/* The text of a stream that was closed stays until the end. */
static int closed(FILE *f)
{
	for (size_t i = 0; i < stream_n; i++)
		if (streams[i].f == f) {
			int r = fclose(f);
			keep(*streams[i].text);
			streams[i] = streams[--stream_n];
			return r;
		}
	return fclose(f);
}

static _Noreturn void leave(int status)
{
	longjmp(ended, status + 1);
}

int tmplc_main(int argc, char **argv);
#define main tmplc_main
#define exit leave
#undef stderr
#define stderr nobody
#define malloc(n) keep(malloc(n))
#define calloc(n, size) keep(calloc(n, size))
#define realloc grown
#define strndup(s, n) keep(strndup(s, n))
#define strdup(s) keep(strdup(s))
#define vasprintf printed
#define open_memstream stream
#define fclose closed
/* Read from the file as the build does, written to nowhere. */
#include "../../tools/tmplc.c"
#include "../../tools/tmplc_html.c"
#undef main
#undef malloc
#undef calloc
#undef realloc
#undef strndup
#undef strdup
#undef vasprintf
#undef open_memstream
#undef fclose

static void clean(void)
{
	while (stream_n) {
		fclose(streams[--stream_n].f);
		free(*streams[stream_n].text);
	}
	while (kept_n)
		free(kept[--kept_n]);
	memset(&t, 0, sizeof(t));
}

static char *out, *protos, *includes;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	static char path[64];
	size_t n;
	if (size > 1 << 14)
		return 0;
	if (fd < 0) {
		nobody = fopen("/dev/null", "w");
		fd = memfd_create("template", 0);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	}
	if (!nobody || fd < 0 || ftruncate(fd, 0) || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	if (setjmp(ended) == 0) {
		t.out = stream(&out, &n);
		t.protos = stream(&protos, &n);
		t.includes = stream(&includes, &n);
		compile(path);
		if (t.frame_count || t.depth)
			abort(); /* it ended inside of something */
	}
	clean();
	return 0;
}
