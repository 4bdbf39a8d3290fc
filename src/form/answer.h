/*
 * answer.h – the cells of one answer: what was typed, what is kept, what is computed, what is wrong with it.
 *
 * Kept as text, one cell a line: "code=value\n", numbers as 1234.5, days as 2026-03-15, a choice by its words, a file by its
 * id and name "123 bản đồ.pdf", in texts "\n" for a line end and "\\" for a backslash. An empty cell has no line: empty is not
 * zero. Codes that the form does not have are passed over when read (an answer keeps the edition it was made on).
 */
#pragma once
#include "base/date.h"
#include "form/form.h"

#define ANSWER_TEXT_MOST 2000  /* characters of a text cell */
#define ANSWER_FINDINGS_MOST 60

/* state EXPR_NUMBER: there. v: number, or day; text: the words. */
struct answer_cell {
	enum expr_state state;
	int64_t v;
	struct str text;
};

struct finding {
	int cell;  /* -1: the rule concerns several */
	int line;  /* of the indicator or the rule */
	bool warning;
	struct str text;
};

struct findings {
	struct finding v[ANSWER_FINDINGS_MOST];
	size_t n, errors;
};

/* What was typed for each cell of the form (computed ones are passed over) → cells, formulas computed, rules tried.
 * `cells`: form->cell_n. With `partial`, empty required cells are not a finding (drafts). */
void answer_read(struct arena *a, const struct form *f, const struct str *typed, bool partial,
		 struct answer_cell *ret_cells, struct findings *ret_findings);
/* Computed cells again from the others. */
void answer_compute(const struct form *f, struct answer_cell *cells);
/* Rules alone. */
void answer_check(struct arena *a, const struct form *f, const struct answer_cell *cells, struct findings *findings);
struct str answer_keep(struct arena *a, const struct form *f, const struct answer_cell *cells);
void answer_kept(struct arena *a, const struct form *f, struct str kept, struct answer_cell *ret_cells);
/* For people, and as typed into the form; empty for an empty cell, in words for one that cannot be computed. */
struct str answer_text(struct arena *a, const struct form *f, int cell, const struct answer_cell *value);
struct str answer_typed(struct arena *a, const struct form *f, int cell, const struct answer_cell *value);
const char *answer_state_words(enum expr_state state);
/* A file as it is typed and kept: which attached file, and its name. False when it is none. */
bool answer_file(struct str text, int64_t *ret_id, struct str *ret_name);
