#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int http, exit;
} codes[ERR_CODE_COUNT] = {
	[ERR_NONE] = {"ERR_NONE", 200, 0},
#define X(code, http, exit) [code] = {#code, http, exit},
	ERR_CODES(X)
#undef X
};

static int set(struct err *e, enum err_code code, const char *field, const char *format, va_list ap)
	__attribute__((format(printf, 4, 0)));

static int set(struct err *e, enum err_code code, const char *field, const char *format, va_list ap)
{
	/* the arguments may point into *e itself */
	struct err next = {.code = code};
	snprintf(next.field, sizeof(next.field), "%s", field);
	int n = vsnprintf(next.text, sizeof(next.text), format, ap);
	if (n >= (int)sizeof(next.text)) {
		/* never cut inside a character */
		size_t end = sizeof(next.text) - 1;
		while (end && ((unsigned char)next.text[end - 1] & 0xC0) == 0x80)
			end--;
		if (end && (unsigned char)next.text[end - 1] >= 0xC0)
			end--;
		next.text[end] = '\0';
	}
	*e = next;
	return -(int)code;
}

int err_set(struct err *e, enum err_code code, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int r = set(e, code, "", format, ap);
	va_end(ap);
	return r;
}

int err_field(struct err *e, enum err_code code, const char *field, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	int r = set(e, code, field, format, ap);
	va_end(ap);
	return r;
}

int err_detail(struct err *e, const char *format, ...)
{
	va_list ap;
	va_start(ap, format);
	vsnprintf(e->detail, sizeof(e->detail), format, ap);
	va_end(ap);
	return -(int)e->code;
}

int err_http_status(enum err_code code)
{
	return code < ERR_CODE_COUNT ? codes[code].http : 500;
}

int err_exit_status(enum err_code code)
{
	return code < ERR_CODE_COUNT ? codes[code].exit : 9;
}

const char *err_name(enum err_code code)
{
	return code < ERR_CODE_COUNT ? codes[code].name : "ERR_UNKNOWN";
}

void bug_at(const char *file, int line, const char *reason)
{
	fprintf(stderr, "BUG at %s:%d: %s\n", file, line, reason);
	abort();
}
