/*
 * log.h – one line per event on stderr: key=value, values quoted when they need it.
 *
 *   <6>t=2025-11-18T08:00:00Z event=request id=7f3a status=200 ms=3
 *
 * Only cli, http and web log, what works by itself with nobody to tell (jobs, what a new day brings), and what watches the
 * machine (the clock, the reader of tables); libraries return errors. Secrets and private fields never reach a log line.
 */
#pragma once
#include "base/err.h"

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6 };
/* `event` is a literal; `format` gives the rest as ready key=value text. */
void log_line(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* An error nobody is shown: `id` under `key` says whose (none: NULL). */
void log_err(enum log_level level, const char *event, const char *key, int64_t id, const struct err *e);
void log_quiet(bool quiet); /* tests */
/* A value that came from outside, with quotes and control characters made harmless; in a thread-local buffer of eight turns. */
const char *log_quote(struct str s);
