#include "law/results.h"

#include "law/reader.h"

#define THRESHOLD_MAX 1000000

static const char *const result_ids[] = {
#define X(id) #id,
	LAW_RESULT_IDS(X)
#undef X
};

static const char *const check_ids[] = {
#define X(id) #id,
	LAW_CHECKS(X)
#undef X
};

/* Where in names[] the id stands; n when it is none of them. */
static size_t find(struct str id, const char *const *names, size_t n)
{
	size_t i = 0;
	while (i < n && !str_eq_c(id, names[i]))
		i++;
	return i;
}

/* Of an id with several versions the one without an end counts, and there is exactly one. */
static void note_id(struct reader *r, const struct law_rule *rule, const char *const *names, size_t n, uint64_t *found)
{
	size_t i = find(rule->id, names, n);
	if (i == n)
		reader_fault(r, "id", _("chương trình không biết"));
	else if (rule->to == DAY_NONE && (*found >> i & 1))
		reader_fault(r, "id", _("trùng"));
	else if (rule->to == DAY_NONE)
		*found |= (uint64_t)1 << i;
}

static int none_missing(struct reader *r, uint64_t found, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n && r->fault == 0; i++)
		if (!(found >> i & 1))
			r->fault = err_set(r->err, ERR_INTERNAL, _("Bảng %s thiếu dòng %s."), r->file, names[i]);
	return r->fault;
}

int law_read_results(struct reader *r, struct law *law)
{
	struct law_reason *result = arena_array_of(r->a, r->t.rows, struct law_reason);
	uint64_t found = 0;
	for (r->row = 0; r->row < r->t.rows; r->row++) {
		struct law_reason *x = &result[r->row];
		x->rule = reader_rule(r);
		reader_versions(r, &x->rule);
		x->text = reader_word(r, "text");
		note_id(r, &x->rule, result_ids, ARRAY_LEN(result_ids), &found);
	}
	law->result = result;
	law->result_n = r->t.rows;
	return none_missing(r, found, result_ids, ARRAY_LEN(result_ids));
}

/* The cell's place in names[]. */
static unsigned word_of(struct reader *r, const char *column, const char *const *names, size_t n)
{
	size_t i = find(reader_word(r, column), names, n);
	if (i < n)
		return (unsigned)i;
	reader_fault(r, column, _("có từ không biết"));
	return 0;
}

int law_read_checks(struct reader *r, struct law *law)
{
	static const char *const kinds[] = {[CHECK_BLOCK] = "block", [CHECK_EXPLAIN] = "explain"};
	static const char *const scopes[] = {[CHECK_FORM] = "form", [CHECK_CONSTITUENCY] = "constituency",
					     [CHECK_FILE] = "file", [CHECK_LEVELS] = "levels", [CHECK_SET] = "set"};
	struct law_check *check = arena_array_of(r->a, r->t.rows, struct law_check);
	uint64_t found = 0;
	for (r->row = 0; r->row < r->t.rows; r->row++) {
		struct law_check *c = &check[r->row];
		c->rule = reader_rule(r);
		reader_versions(r, &c->rule);
		c->kind = (enum check_kind)word_of(r, "kind", kinds, ARRAY_LEN(kinds));
		c->scope = (enum check_scope)word_of(r, "scope", scopes, ARRAY_LEN(scopes));
		c->equation = reader_word(r, "equation");
		c->typist = reader_word(r, "typist");
		c->supervisor = reader_word(r, "supervisor");
		c->share = reader_int(r, "share", 1, THRESHOLD_MAX, 0);
		c->times = reader_int(r, "times", 1, THRESHOLD_MAX, 0);
		c->least = reader_int(r, "least", 1, THRESHOLD_MAX, 0);
		note_id(r, &c->rule, check_ids, ARRAY_LEN(check_ids), &found);
	}
	law->check = check;
	law->check_n = r->t.rows;
	return none_missing(r, found, check_ids, ARRAY_LEN(check_ids));
}

const struct law_reason *law_result(const struct law *law, enum law_result_id id)
{
	for (size_t i = 0; i < law->result_n; i++)
		if (law->result[i].rule.to == DAY_NONE && str_eq_c(law->result[i].rule.id, result_ids[id]))
			return &law->result[i];
	BUG("a rule the program names is not in law/results.csv");
}

const struct law_check *law_check(const struct law *law, enum law_check_id id)
{
	for (size_t i = 0; i < law->check_n; i++)
		if (law->check[i].rule.to == DAY_NONE && str_eq_c(law->check[i].rule.id, check_ids[id]))
			return &law->check[i];
	BUG("a check the program names is not in law/checks.csv");
}

const char *law_check_name(enum law_check_id id)
{
	return check_ids[id];
}
