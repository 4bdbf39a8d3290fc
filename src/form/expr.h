/*
 * expr.h – the small language of formulas and rules over the cells of a form, compiled once to plain numbers.
 *
 *   formula   [1] + [2]        [3] / [4] * 100        TONG([1]:[9])     TONGCO([1];[2])      TONG([II])     [1/2]
 *   rule      [2] <= [1]       CAP([5];[6])           LOAI([5];[6])
 *
 * [code] is a cell, [code/2] its second split, [code]:[code] all between in the order of the form, the code of a
 * section all numbers in it. TONG wants every cell filled, TONGCO adds those that are; CAP: both filled or neither;
 * LOAI: not both.
 *
 * Empty is not zero: what is computed from an empty cell is EXPR_EMPTY, "không tính được". Numbers are those of
 * number.h; products and quotients are rounded to four decimals, half away from zero. A state other than EXPR_NUMBER
 * wins over numbers, and of two states the later in the list wins. The same code is run by ui/report.js:
 * doc/formats/form.md.
 */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define EXPR_TEXT_MOST 600  /* bytes of one formula */
#define EXPR_CODE_MOST 2000 /* numbers of one program */
#define EXPR_STACK 600
#define EXPR_DEPTH 40

enum expr_state {
	EXPR_NUMBER,
	EXPR_EMPTY, /* something is missing */
	EXPR_ZERO,  /* division by zero */
	EXPR_LARGE, /* beyond what a number holds */
};

struct expr_value {
	enum expr_state state;
	int64_t v; /* 0 unless EXPR_NUMBER */
};

/* Operations; what follows one in the code stands behind it. Never changed: old templates keep their code. */
enum expr_op {
	EXPR_CONST, /* index into constants */
	EXPR_CELL,  /* index of the cell */
	EXPR_ADD,
	EXPR_SUB,
	EXPR_MUL,
	EXPR_DIV,
	EXPR_NEG,
	EXPR_SUM,    /* how many: all must be there */
	EXPR_SUM_OF, /* how many: those that are there; none: empty */
	EXPR_EQ,
	EXPR_NE,
	EXPR_LT,
	EXPR_LE,
	EXPR_GT,
	EXPR_GE,   /* FORM_SCALE when it holds, else 0 */
	EXPR_PAIR, /* two cells */
	EXPR_EXCL, /* two cells */
	EXPR_OPS
};

struct expr {
	const int *code;
	size_t n;
	const int64_t *constants; /* of the whole form, or of this expression alone */
};

struct expr_names {
	void *ctx;
	/* The cells a name means: `to` empty, a cell or section; else a range. Numbers only when `number`. How many, or a
	 * negative error that names it. */
	int (*find)(void *ctx, struct str from, struct str to, bool number, int *ret_cells, size_t most, struct err *err);
};

struct expr_constants {
	int64_t *v;
	size_t n, cap;
};

/* `rule`: a comparison, CAP or LOAI; otherwise a formula. Constants are added to those given. ERR_INPUT says what is wrong
 * and where. */
int expr_compile(struct arena *a, struct str text, bool rule, const struct expr_names *names,
		 struct expr_constants *constants, struct expr *ret_expr, struct err *err);
/* For code from expr_compile only: it is not checked again. */
struct expr_value expr_run(const struct expr *e, const struct expr_value *cells);
/* Cells the code reads: calls `each` for every one, more than once perhaps. */
void expr_cells(const struct expr *e, void (*each)(void *ctx, int cell), void *ctx);
/* How many numbers follow the operation. */
int expr_op_width(enum expr_op op);
