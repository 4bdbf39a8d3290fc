/*
 * apart.h – tables from outside are read in a process of its own, so that a file made to break the reader breaks nothing else.
 *
 * table.h goes through here once apart_use was called (by `serve`). This program is started again with APART_WORD; it gets the
 * file on descriptor 0, shuts itself in (apart_jail) and writes the rows to descriptor 1, as frames that the parent checks like
 * anything from outside: counts, lengths, UTF-8. A child that is killed, stops, runs out of memory or time, or writes nonsense
 * gives one error that names the file and what to do. The parent's row callback runs while the child reads on.
 *
 * The child may: read and write the descriptors it has, get memory up to a limit, end. No file, socket or process can be opened
 * by it, no memory made executable (seccomp, PR_SET_NO_NEW_PRIVS); it has no environment and dies with its parent.
 */
#pragma once
#include "format/table.h"

#define APART_WORD "--doc-bang" /* argv[1] of the child; no command of people */

/* Zero means the default in brackets. */
struct apart_limits {
	size_t memory;     /* bytes of data [512 MiB]; without effect under a sanitizer */
	unsigned cpu_s;    /* of processor time [120] */
	unsigned stall_ms; /* without a row, an end or an error [60,000] */
};

/* `program` is started for each table from now on and must live as long; NULL: read in this process again. `limits` may be
 * NULL. Before threads are started. */
void apart_use(const char *program, const struct apart_limits *limits);
bool apart_used(void);
/* Processes started since the start of this one, for metrics. */
int64_t apart_count(void);

/* As table_read and table_heading, whatever apart_use said last. */
int apart_read(struct str bytes, const char *filename, const struct csv_limits *limits,
	       int (*row)(void *ctx, const struct csv_row *row, struct err *err), void *ctx, struct table_info *info,
	       struct err *err);
int apart_heading(struct arena *a, struct str bytes, const char *filename, size_t most, const struct csv_limits *limits,
		  struct xlsx_rows *ret_rows, struct err *err);

/* ---- the child ---- */

/* Its whole main; the exit status. */
int apart_main(void);
