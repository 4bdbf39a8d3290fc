#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static bool quiet;

void log_quiet(bool q)
{
	quiet = q;
}

void log_line(enum log_level level, const char *event, const char *format, ...)
{
	if (quiet)
		return;
	char rest[1024], at[32];
	va_list ap;
	va_start(ap, format);
	vsnprintf(rest, sizeof(rest), format, ap);
	va_end(ap);
	struct timespec now;
	struct tm utc;
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%S", &utc);
	/* one call, so that lines of two threads do not mix */
	fprintf(stderr, "<%d>t=%s.%03ldZ event=%s%s%s\n", (int)level, at, now.tv_nsec / 1000000, event, rest[0] ? " " : "", rest);
}

void log_err(enum log_level level, const char *event, const char *key, int64_t id, const struct err *e)
{
	char whose[64] = "";
	if (key)
		snprintf(whose, sizeof(whose), "%s=%lld ", key, (long long)id);
	log_line(level, event, "%scode=%s text=%s detail=%s", whose, err_name(e->code), log_quote(str_from_c(e->text)),
	         log_quote(str_from_c(e->detail)));
}

const char *log_quote(struct str s)
{
	static _Thread_local char ring[8][256];
	static _Thread_local unsigned turn;
	char *out = ring[turn++ % 8];
	size_t n = 0;
	out[n++] = '"';
	for (size_t i = 0; i < s.n && n < sizeof(ring[0]) - 6; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < 0x20 || c == 0x7F)
			n += (size_t)snprintf(out + n, 5, "\\x%02x", c);
		else if (c == '"' || c == '\\')
			out[n++] = '\\', out[n++] = (char)c;
		else
			out[n++] = (char)c;
	}
	out[n++] = '"';
	out[n] = '\0';
	return out;
}
