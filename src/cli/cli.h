/*
 * cli.h – the command line. One file per command (or small family); main.c has the table.
 *
 * A command gets what follows its name, reads options with cli_options and returns 0 or a negative error code with the
 * err filled; main prints the sentence on stderr and exits with its status.
 */
#pragma once
#include "app/app.h"

struct cli {
	const char *name;    /* of the command */
	int argc;            /* what follows the name */
	char **argv;
	struct arena *arena; /* as long as the command */
};

struct cli_command {
	const char *name;
	int (*run)(struct cli *cli, struct err *err);
	const char *usage;   /* "DIR [--day YYYY-MM-DD]" */
	const char *help;    /* Vietnamese: what it does, one or two lines */
};

extern const struct cli_command cli_commands[]; /* ends with {NULL} */

/* An option "--name" or "--name VALUE". */
struct cli_option {
	const char *name;   /* without dashes */
	const char **value; /* set to VALUE; NULL: a switch */
	bool *on;           /* a switch: set to true */
};

/* Takes the options out and leaves the plain words, which must be `least` to `most`; ret_words holds them. An unknown
 * option, a missing value or another number of words is ERR_INPUT with the usage. --help was handled by main. */
int cli_options(struct cli *cli, const struct cli_option *options, size_t n, size_t least, size_t most,
		const char **ret_words, struct err *err);
/* A day option as YYYY-MM-DD (or dd/mm/yyyy); NULL text gives DAY_NONE. */
int cli_day(const char *name, const char *text, day_t *ret_day, struct err *err);
/* The site with the program's parts and the real clock. */
int cli_open(const char *dir, enum site_mode mode, day_t today, struct site **ret_site, struct err *err);
/* Writes to stdout; a closed pipe is no error. */
void cli_print(struct str s);
void cli_printf(struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A head as `noivu head` prints it, with the key it was signed by. */
int cli_read_head(struct cli *cli, const char *path, struct head *head, uint8_t public_key[SIGN_PUBLIC_LEN],
		  struct err *err);

/* "export DIR report": .xlsx one round (the latest, or that of `period`), .csv every figure (report.c). */
int cli_export_reports(struct cli *cli, const struct site *site, struct db *db, const char *path, const char *period,
		       int64_t *ret_rows, struct err *err);

#define CLI_COMMANDS(X)                                                                                                      \
	X(init) X(demo) X(serve) X(brief) X(routes) X(seats) X(calendar) X(import) X(export) X(verify) X(rebuild) X(backup)     \
	X(restore) X(upgrade) X(user) X(schema) X(statements) X(head) X(check) X(winners) X(recount) X(tally) X(files) X(doctor) \
	X(constituencies) X(digest)
#define X(name) int cli_##name(struct cli *cli, struct err *err);
CLI_COMMANDS(X)
#undef X
