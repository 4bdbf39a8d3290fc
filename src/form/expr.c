#include "form/expr.h"

#include <string.h>

#include "form/number.h"
#include "text/text.h"

/* Signs as people write them, in UTF-8. */
#define MINUS "\xE2\x88\x92"
#define TIMES "\xC3\x97"
#define DIVIDED "\xC3\xB7"
#define AT_MOST "\xE2\x89\xA4"
#define AT_LEAST "\xE2\x89\xA5"
#define NOT_EQUAL "\xE2\x89\xA0"

struct reader {
	struct arena *a;
	struct str text;
	size_t at, depth, stack;
	const struct expr_names *names;
	struct expr_constants *constants;
	int *code;
	size_t n, cap;
	struct err *err;
};

static int wrong(struct reader *r, const char *why)
{
	size_t from = r->at, to;
	while (from > 0 && r->at - from < 12)
		from--;
	while (from > 0 && ((unsigned char)r->text.p[from] & 0xC0) == 0x80)
		from--;
	for (to = r->at; to < r->text.n && (to - r->at < 12 || ((unsigned char)r->text.p[to] & 0xC0) == 0x80); to++)
		;
	struct str near = str_slice(r->text, from, to);
	return err_set(r->err, ERR_INPUT, _("Công thức sai ở chỗ «%.*s»: %s."), STR_ARG(near), why);
}

static int emit(struct reader *r, int v)
{
	if (r->n == EXPR_CODE_MOST)
		return wrong(r, _("công thức quá dài"));
	r->code = arena_grow(r->a, r->code, r->n, &r->cap, sizeof(*r->code));
	r->code[r->n++] = v;
	return 0;
}

static int emit_two(struct reader *r, int op, int v)
{
	int k = emit(r, op);
	return k < 0 ? k : emit(r, v);
}

static int push(struct reader *r, int op, int v)
{
	if (++r->stack > EXPR_STACK)
		return wrong(r, _("quá nhiều ô trong một công thức"));
	return emit_two(r, op, v);
}

static void blanks(struct reader *r)
{
	while (r->at < r->text.n && (r->text.p[r->at] == ' ' || r->text.p[r->at] == '\t'))
		r->at++;
}

static bool take(struct reader *r, const char *sign)
{
	blanks(r);
	if (!str_starts(str_slice(r->text, r->at, r->text.n), str_from_c(sign)))
		return false;
	r->at += strlen(sign);
	return true;
}

static bool letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* A word before a bracket, folded; the place stays when there is none. */
static struct str word(struct reader *r)
{
	size_t end;
	blanks(r);
	if (str_starts(str_slice(r->text, r->at, r->text.n), STR(MINUS)))
		return (struct str){0};
	for (end = r->at; end < r->text.n && letter(r->text.p[end]); end++)
		;
	struct str fold = text_fold(r->a, str_slice(r->text, r->at, end));
	if (end > r->at)
		r->at = end;
	return fold;
}

/* [code] → the code */
static int reference(struct reader *r, struct str *ret)
{
	if (!take(r, "["))
		return wrong(r, _("cần tên ô trong ngoặc vuông, ví dụ [1]"));
	size_t from = r->at;
	while (r->at < r->text.n && r->text.p[r->at] != ']' && r->text.p[r->at] != '[')
		r->at++;
	struct str name = str_trim(str_slice(r->text, from, r->at));
	if (!name.n || !take(r, "]"))
		return wrong(r, _("ngoặc vuông chưa đóng hoặc trống"));
	*ret = name;
	return 0;
}

static int find(struct reader *r, struct str from, struct str to, bool number, int **ret, size_t *ret_n)
{
	int *cells = arena_array_of(r->a, EXPR_STACK, int);
	int n = r->names->find(r->names->ctx, from, to, number, cells, EXPR_STACK, r->err);
	if (n < 0)
		return n;
	*ret = cells;
	*ret_n = (size_t)n;
	return 0;
}

static int one_cell(struct reader *r, bool number, int *ret)
{
	struct str name;
	int *cells;
	size_t n;
	int k = reference(r, &name);
	if (k == 0)
		k = find(r, name, (struct str){0}, number, &cells, &n);
	if (k < 0)
		return k;
	if (n != 1)
		return wrong(r, _("cả một mục chỉ dùng được trong TONG hoặc TONGCO"));
	*ret = cells[0];
	return 0;
}

static int sum(struct reader *r);

/* What TONG adds: cells of names and ranges, and expressions. */
static int summand(struct reader *r, size_t *count)
{
	size_t begin = r->at, n;
	blanks(r);
	if (r->at < r->text.n && r->text.p[r->at] == '[') {
		struct str from, to = {0};
		int *cells, k = reference(r, &from);
		if (k == 0 && take(r, ":"))
			k = reference(r, &to);
		blanks(r);
		bool alone = r->at < r->text.n && (r->text.p[r->at] == ';' || r->text.p[r->at] == ')');
		if (k == 0 && alone) {
			k = find(r, from, to, true, &cells, &n);
			for (size_t i = 0; k == 0 && i < n; i++)
				k = push(r, EXPR_CELL, cells[i]);
			*count += k == 0 ? n : 0;
			return k;
		}
		if (k < 0)
			return k;
		if (to.n)
			return wrong(r, _("sau một dãy ô cần dấu ; hoặc )"));
		r->at = begin;
	}
	++*count;
	return sum(r);
}

static int summands(struct reader *r, enum expr_op op)
{
	size_t count = 0;
	int k;
	if (!take(r, "("))
		return wrong(r, _("cần dấu ( sau tên hàm"));
	do {
		k = summand(r, &count);
		if (k < 0)
			return k;
	} while (take(r, ";"));
	if (!take(r, ")"))
		return wrong(r, _("cần dấu ; hoặc )"));
	if (count == 0)
		return wrong(r, _("không có ô số nào để cộng"));
	r->stack -= count - 1;
	return emit_two(r, op, (int)count);
}

static int constant(struct reader *r)
{
	size_t from = r->at;
	int64_t v;
	while (r->at < r->text.n && (r->text.p[r->at] == ',' || (r->text.p[r->at] >= '0' && r->text.p[r->at] <= '9')))
		r->at++;
	if (from == r->at)
		return wrong(r, _("cần một số, một ô như [1], một hàm hoặc dấu ("));
	if (form_number_read(str_slice(r->text, from, r->at), FORM_DECIMALS, &v) != NUMBER_OK)
		return wrong(r, _("số viết như 100 hoặc 0,5, không có dấu chấm"));
	for (size_t i = 0; i < r->constants->n; i++)
		if (r->constants->v[i] == v)
			return push(r, EXPR_CONST, (int)i);
	r->constants->v = arena_grow(r->a, r->constants->v, r->constants->n, &r->constants->cap, sizeof(int64_t));
	r->constants->v[r->constants->n++] = v;
	return push(r, EXPR_CONST, (int)r->constants->n - 1);
}

static int factor(struct reader *r)
{
	int cell, k;
	if (r->depth == EXPR_DEPTH)
		return wrong(r, _("quá nhiều ngoặc lồng nhau"));
	if (take(r, "-") || take(r, MINUS)) {
		r->depth++;
		k = factor(r);
		r->depth--;
		return k < 0 ? k : emit(r, EXPR_NEG);
	}
	if (take(r, "(")) {
		r->depth++;
		k = sum(r);
		r->depth--;
		return k < 0 ? k : take(r, ")") ? 0 : wrong(r, _("thiếu dấu )"));
	}
	blanks(r);
	if (r->at < r->text.n && r->text.p[r->at] == '[') {
		k = one_cell(r, true, &cell);
		return k < 0 ? k : push(r, EXPR_CELL, cell);
	}
	struct str name = word(r);
	if (!name.n)
		return constant(r);
	if (!str_eq_c(name, "tong") && !str_eq_c(name, "tongco"))
		return wrong(r, _("chỉ có hàm TONG và TONGCO"));
	r->depth++;
	k = summands(r, str_eq_c(name, "tong") ? EXPR_SUM : EXPR_SUM_OF);
	r->depth--;
	return k;
}

static int term(struct reader *r)
{
	int k = factor(r);
	while (k == 0) {
		bool times = take(r, "*") || take(r, TIMES);
		if (!times && !take(r, "/") && !take(r, DIVIDED))
			return 0;
		k = factor(r);
		if (k == 0)
			k = emit(r, times ? EXPR_MUL : EXPR_DIV);
		r->stack--;
	}
	return k;
}

static int sum(struct reader *r)
{
	int k = term(r);
	while (k == 0) {
		bool plus = take(r, "+");
		if (!plus && !take(r, "-") && !take(r, MINUS))
			return 0;
		k = term(r);
		if (k == 0)
			k = emit(r, plus ? EXPR_ADD : EXPR_SUB);
		r->stack--;
	}
	return k;
}

static int pair(struct reader *r, enum expr_op op)
{
	int a, b, k = take(r, "(") ? one_cell(r, false, &a) : wrong(r, _("cần dấu ( sau tên hàm"));
	if (k == 0)
		k = take(r, ";") ? one_cell(r, false, &b) : wrong(r, _("cần hai ô cách nhau bằng dấu ;"));
	if (k == 0 && !take(r, ")"))
		k = wrong(r, _("thiếu dấu )"));
	if (k == 0 && a == b)
		k = wrong(r, _("hai ô phải khác nhau"));
	if (k == 0)
		k = emit(r, op);
	return k < 0 ? k : emit_two(r, a, b);
}

static int comparison(struct reader *r)
{
	static const struct {
		const char *sign;
		enum expr_op op;
	} signs[] = {{"<=", EXPR_LE}, {AT_MOST, EXPR_LE}, {">=", EXPR_GE}, {AT_LEAST, EXPR_GE}, {"<>", EXPR_NE},
		     {NOT_EQUAL, EXPR_NE},  {"=", EXPR_EQ}, {"<", EXPR_LT},  {">", EXPR_GT}};
	size_t begin = r->at;
	struct str name = word(r);
	if (str_eq_c(name, "cap"))
		return pair(r, EXPR_PAIR);
	if (str_eq_c(name, "loai"))
		return pair(r, EXPR_EXCL);
	r->at = begin;
	int k = sum(r);
	if (k < 0)
		return k;
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (take(r, signs[i].sign)) {
			k = sum(r);
			return k < 0 ? k : emit(r, (int)signs[i].op);
		}
	return wrong(r, _("quy tắc cần một dấu so sánh: = ≠ < ≤ > ≥"));
}

int expr_compile(struct arena *a, struct str text, bool rule, const struct expr_names *names,
		 struct expr_constants *constants, struct expr *ret_expr, struct err *err)
{
	struct reader r = {.a = a, .text = text, .names = names, .constants = constants, .err = err};
	if (text.n > EXPR_TEXT_MOST)
		return err_set(err, ERR_INPUT, _("Công thức dài quá %d ký tự; hãy chia thành hai chỉ tiêu."),
			       EXPR_TEXT_MOST);
	int k = rule ? comparison(&r) : sum(&r);
	blanks(&r);
	if (k == 0 && r.at < r.text.n)
		k = wrong(&r, rule ? _("thừa chữ sau quy tắc") : _("thừa chữ sau công thức"));
	if (k < 0)
		return k;
	*ret_expr = (struct expr){r.code, r.n, constants->v};
	return 0;
}

int expr_op_width(enum expr_op op)
{
	switch (op) {
	case EXPR_CONST:
	case EXPR_CELL:
	case EXPR_SUM:
	case EXPR_SUM_OF:
		return 1;
	case EXPR_PAIR:
	case EXPR_EXCL:
		return 2;
	default:
		return 0;
	}
}

void expr_cells(const struct expr *e, void (*each)(void *ctx, int cell), void *ctx)
{
	for (size_t i = 0; i < e->n; i += 1 + (size_t)expr_op_width((enum expr_op)e->code[i]))
		if (e->code[i] == EXPR_CELL || e->code[i] == EXPR_PAIR || e->code[i] == EXPR_EXCL)
			for (int k = 1; k <= expr_op_width((enum expr_op)e->code[i]); k++)
				each(ctx, e->code[i + (size_t)k]);
}

/* ---- running ---- */

static struct expr_value number_of(__int128 v)
{
	if (v > INT64_MAX || v < -INT64_MAX)
		return (struct expr_value){EXPR_LARGE, 0};
	return (struct expr_value){EXPR_NUMBER, (int64_t)v};
}

/* Rounded half away from zero; b is not 0. */
static __int128 divide(__int128 a, __int128 b)
{
	__int128 q = a / b, rest = a % b;
	if (rest < 0)
		rest = -rest;
	if (2 * rest >= (b < 0 ? -b : b))
		q += (a < 0) == (b < 0) ? 1 : -1;
	return q;
}

static struct expr_value binary(enum expr_op op, struct expr_value a, struct expr_value b)
{
	if (a.state != EXPR_NUMBER || b.state != EXPR_NUMBER)
		return (struct expr_value){a.state > b.state ? a.state : b.state, 0};
	__int128 x = a.v, y = b.v;
	switch (op) {
	case EXPR_ADD:
		return number_of(x + y);
	case EXPR_SUB:
		return number_of(x - y);
	case EXPR_MUL:
		return number_of(divide(x * y, FORM_SCALE));
	case EXPR_DIV:
		return y ? number_of(divide(x * FORM_SCALE, y)) : (struct expr_value){EXPR_ZERO, 0};
	case EXPR_EQ:
		return number_of(x == y ? FORM_SCALE : 0);
	case EXPR_NE:
		return number_of(x != y ? FORM_SCALE : 0);
	case EXPR_LT:
		return number_of(x < y ? FORM_SCALE : 0);
	case EXPR_LE:
		return number_of(x <= y ? FORM_SCALE : 0);
	case EXPR_GT:
		return number_of(x > y ? FORM_SCALE : 0);
	case EXPR_GE:
		return number_of(x >= y ? FORM_SCALE : 0);
	default:
		BUG("no operation between two numbers");
	}
}

static struct expr_value add_up(const struct expr_value *v, size_t n, bool all)
{
	struct expr_value total = {EXPR_NUMBER, 0};
	size_t there = 0;
	for (size_t i = 0; i < n; i++) {
		if (v[i].state == EXPR_EMPTY && !all)
			continue;
		total = binary(EXPR_ADD, total, v[i]);
		there++;
	}
	return there ? total : (struct expr_value){EXPR_EMPTY, 0};
}

struct expr_value expr_run(const struct expr *e, const struct expr_value *cells)
{
	struct expr_value stack[EXPR_STACK];
	size_t top = 0;
	for (size_t i = 0; i < e->n; i += 1 + (size_t)expr_op_width((enum expr_op)e->code[i])) {
		enum expr_op op = (enum expr_op)e->code[i];
		bool here, there;
		INVARIANT(top < EXPR_STACK || op >= EXPR_ADD, "a program deeper than its stack");
		switch (op) {
		case EXPR_CONST:
			stack[top++] = (struct expr_value){EXPR_NUMBER, e->constants[e->code[i + 1]]};
			break;
		case EXPR_CELL:
			stack[top++] = cells[e->code[i + 1]];
			break;
		case EXPR_NEG:
			stack[top - 1].v = -stack[top - 1].v;
			break;
		case EXPR_SUM:
		case EXPR_SUM_OF:
			top -= (size_t)e->code[i + 1];
			stack[top] = add_up(stack + top, (size_t)e->code[i + 1], op == EXPR_SUM);
			top++;
			break;
		case EXPR_PAIR:
		case EXPR_EXCL:
			here = cells[e->code[i + 1]].state == EXPR_NUMBER;
			there = cells[e->code[i + 2]].state == EXPR_NUMBER;
			stack[top++] = number_of((op == EXPR_PAIR ? here == there : !(here && there)) ? FORM_SCALE : 0);
			break;
		default:
			top--;
			stack[top - 1] = binary(op, stack[top - 1], stack[top]);
		}
	}
	INVARIANT(top == 1, "a program that leaves more or less than one value");
	return stack[0];
}
