/*
 * winners.h – `noivu winners`: a table of constituencies and candidates in, who is elected out. doc/formats/winners.md is the
 * contract: columns, what is refused, what is questioned, the answer.
 */
#pragma once
#include "base/json.h"
#include "result/checks.h"

#define WINNERS_BYTES_MAX ((size_t)64 << 20)
#define WINNERS_ROWS_MAX 1000000
#define WINNERS_CANDIDATES_MAX 10000 /* of one constituency */

struct winners_entry {
	struct contest contest; /* id and names in NFC; candidates in the order of the file */
	size_t line;            /* of its first row */
	size_t last_line;       /* of the file, when that is its row and has no line end; else 0 */
};

struct winners {
	size_t n;
	struct winners_entry *entry; /* in the order of first appearance */
};

/* Refuses with line and column (err.field is the column). The text must live as long as the result. */
int winners_read(struct arena *a, struct str text, struct winners *ret_winners, struct err *err);

/* What can be computed but must be asked about: K106, K108, K109, K121, K122. */
void winners_questions(const struct winners_entry *e, struct findings *to);
/* Line and column a question is about. */
size_t winners_line(const struct winners_entry *e, const struct finding *f);
const char *winners_column(const struct finding *f);

/* One constituency, decided and explained. */
void winners_json(struct arena *a, const struct law *law, const struct winners_entry *e, struct json_out *j);
void winners_text(struct arena *a, const struct law *law, const struct winners_entry *e, struct buf *out);
