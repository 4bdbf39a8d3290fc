/*
 * err.h – one error type.
 *
 * Functions that can fail return 0 or a negative code and take `struct err *` last. On failure the outputs (`ret_…`) are
 * untouched and the err holds: a code, a sentence for the user in Vietnamese (what is wrong, where, what to do), the field
 * it belongs to when there is one, and a detail that goes to the log only. A bug is no error: BUG() ends the process.
 */
#pragma once
#include "base/str.h"

/*        code        HTTP  exit  meaning */
#define ERR_CODES(X)                                                                                                      \
	X(ERR_INPUT, 422, 2)      /* what was given is wrong: the sentence names row, cell or field */                   \
	X(ERR_LAW, 422, 2)        /* what was asked is against a rule: the sentence names the article */                 \
	X(ERR_SIGN_IN, 401, 3)    /* nobody is signed in, or the session has ended */                                    \
	X(ERR_DENIED, 403, 3)     /* signed in, but not allowed */                                                       \
	X(ERR_NOT_FOUND, 404, 4)  /* not there, or not for this person: never say which */                               \
	X(ERR_METHOD, 405, 2)     /* the address takes other methods */                                                  \
	X(ERR_CONFLICT, 409, 5)   /* somebody changed it meanwhile, or it exists already */                              \
	X(ERR_TOO_LARGE, 413, 2)  /* more than a limit allows */                                                         \
	X(ERR_TOO_MANY, 429, 6)   /* too often: try later */                                                             \
	X(ERR_BUSY, 503, 6)       /* the site is in use or overloaded: try again */                                      \
	X(ERR_DISK_FULL, 503, 7)  /* nothing could be written; nothing was changed */                                    \
	X(ERR_IO, 500, 7)         /* the disk or the system refused */                                                   \
	X(ERR_CORRUPT, 500, 8)    /* the data file is torn, truncated or changed */                                      \
	X(ERR_SCHEMA, 500, 8)     /* the data file was made by an older or newer program */                              \
	X(ERR_INTERNAL, 500, 9)   /* a defect of the program */

enum err_code {
	ERR_NONE = 0,
#define X(code, http, exit) code,
	ERR_CODES(X)
#undef X
	ERR_CODE_COUNT
};

struct err {
	enum err_code code;
	char field[48];   /* name of the form field or column, or "" */
	char text[640];   /* for the user, Vietnamese, one or two sentences */
	char detail[320]; /* for the log, English */
};

#define ERR_INIT ((struct err){0})

/* Sets code and user sentence and returns -code, so that a function can `return err_set(…)`. */
int err_set(struct err *e, enum err_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The same, naming the field. */
int err_field(struct err *e, enum err_code code, const char *field, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Adds the detail for the log; returns -e->code. */
int err_detail(struct err *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
int err_http_status(enum err_code code);
int err_exit_status(enum err_code code);
const char *err_name(enum err_code code); /* "ERR_INPUT" */

/* A broken invariant: prints place and reason on stderr and aborts. */
_Noreturn void bug_at(const char *file, int line, const char *reason);
#define BUG(reason) bug_at(__FILE__, __LINE__, (reason))
#define INVARIANT(condition, reason)                                                                                      \
	do {                                                                                                              \
		if (!(condition))                                                                                         \
			BUG(reason);                                                                                      \
	} while (0)
